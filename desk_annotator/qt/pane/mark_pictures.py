"""The pictures of the marks of chunks in and near the view, asked for when first painted.

What a chunk laid out anew shows is what it showed before, in other places: nobody is asked
for its marks again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from desk_annotator.core.span import Span
from desk_annotator.qt.colours import LIGHT, PaneColours
from desk_annotator.qt.pane.edges import Edge, EdgeDrag, with_preview
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import MarkSource
from desk_annotator.qt.pane.mark_layout import Arrangement, arranged, placed
from desk_annotator.qt.pane.mark_picture import MarkPicture

_MOST = 128
_MOST_RANGES = 800
"""Ranges kept to be placed anew at another width: those of a view full of marks, and a few more."""
_EMPTY = MarkPicture()


class MarkPictures:
    """Pictures by chunk; those whose marks or layout changed are made anew."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._generation = flow.generation
        self._pictures: OrderedDict[int, MarkPicture] = OrderedDict()
        """Those of the chunks as they are laid out now, those asked for last at the end."""
        self._arrangements: OrderedDict[int, Arrangement] = OrderedDict()
        """Those of chunks in view, and of the last that were: what a new width places anew."""
        self._ranges = 0
        self._preview: tuple[EdgeDrag, Edge] | None = None
        self.source: MarkSource | None = None
        """Whoever is asked for marks."""
        self.colours: PaneColours = LIGHT
        """What new pictures are made with."""

    @property
    def preview(self) -> tuple[EdgeDrag, Edge] | None:
        """The edge being dragged and what that would make."""
        return self._preview

    @preview.setter
    def preview(self, preview: tuple[EdgeDrag, Edge] | None) -> None:
        for shown in (self._preview, preview):
            if shown is not None:
                self.drop((shown[0].before, shown[0].after))
        self._preview = preview

    def drop_all(self) -> None:
        """Forget all pictures, as of another text."""
        self._pictures.clear()
        self._arrangements.clear()
        self._ranges = 0

    def drop(self, spans: Iterable[Span]) -> set[int]:
        """Forget the pictures of chunks that touch the spans; return which chunks they were."""
        ranges = [(span.start, span.end) for span in spans]
        dropped = set()
        for chunk in {*self._pictures, *self._arrangements}:
            whole = self._flow.span_of(chunk)
            if any(start <= whole.end and end >= whole.start for start, end in ranges):
                dropped.add(chunk)
        for chunk in dropped:
            self._pictures.pop(chunk, None)
            self._let_go(chunk)
        return dropped

    def of(self, chunk: int, laid: LaidChunk) -> MarkPicture:
        """Return the picture of a chunk, made now if need be."""
        if self.source is None:
            return _EMPTY
        if self._generation != self._flow.generation:
            self._generation = self._flow.generation
            self._pictures.clear()
        found = self._pictures.get(chunk)
        if found is None:
            arrangement = self._arrangement(self.source, chunk, laid)
            found = self._pictures[chunk] = placed(laid, arrangement, self.colours)
            if len(self._pictures) > _MOST:
                oldest, _ = self._pictures.popitem(last=False)
                self._let_go(oldest)
        self._pictures.move_to_end(chunk)
        if chunk in self._arrangements:
            self._arrangements.move_to_end(chunk)
        return found

    def active_in_view(self) -> Iterator[Span]:
        """Give the active marks of the chunks in view, as they stand in the text."""
        source = self.source
        if source is None:
            return
        for chunk, _, laid in self._flow.visible():
            found = self._arrangement(source, chunk, laid)
            marks = [mark for _, _, mark in found.active] + [mark for _, mark in found.carets]
            yield from (Span(mark.start, mark.end) for mark in marks if mark.active)

    def _arrangement(self, source: MarkSource, chunk: int, laid: LaidChunk) -> Arrangement:
        found = self._arrangements.get(chunk)
        if found is None:
            span = self._flow.span_of(chunk)
            marks = source.marks(span.start, span.end)
            if self._preview is not None:
                drag, edge = self._preview
                marks = with_preview(marks, span.start, span.end, drag, edge.mark)
            found = self._arrangements[chunk] = arranged(laid, marks, self.colours)
            self._ranges += found.size
            while self._ranges > _MOST_RANGES and len(self._arrangements) > 1:
                self._let_go(next(iter(self._arrangements)))
        return found

    def _let_go(self, chunk: int) -> None:
        found = self._arrangements.pop(chunk, None)
        if found is not None:
            self._ranges -= found.size
