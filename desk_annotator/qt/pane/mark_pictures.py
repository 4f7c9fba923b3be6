"""The pictures of the marks of chunks in and near the view, asked for when first painted.

What a chunk laid out anew shows is what it showed before, in other places: nobody is asked
for its marks again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from desk_annotator.core.span import Span
from desk_annotator.qt.colours import LIGHT, PaneColours
from desk_annotator.qt.pane.edges import Edge, EdgeDrag, with_preview
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import MarkSource
from desk_annotator.qt.pane.mark_layout import Arrangement, arranged, placed
from desk_annotator.qt.pane.mark_picture import MarkPicture

_MOST = 128
_MOST_MADE = 800
"""Rectangles kept as objects of Qt's: those of a view full of marks, and a few more."""
_EMPTY = MarkPicture()


class MarkPictures:
    """Pictures by chunk; those whose marks or layout changed are made anew."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._generation = flow.generation
        self._arrangements: OrderedDict[int, Arrangement] = OrderedDict()
        self._pictures: dict[int, MarkPicture] = {}
        """Those of the chunks as they are laid out now; all have an arrangement."""
        self._made: OrderedDict[int, int] = OrderedDict()
        """How many rectangles of the chunks asked for last are objects of Qt's."""
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
        self._arrangements.clear()
        self._pictures.clear()
        self._made.clear()

    def drop(self, spans: Iterable[Span]) -> set[int]:
        """Forget the pictures of chunks that touch the spans; return which chunks they were."""
        ranges = [(span.start, span.end) for span in spans]
        dropped = set()
        for chunk in self._arrangements:
            whole = self._flow.span_of(chunk)
            if any(start <= whole.end and end >= whole.start for start, end in ranges):
                dropped.add(chunk)
        for chunk in dropped:
            self._drop_one(chunk)
        return dropped

    def _drop_one(self, chunk: int) -> None:
        del self._arrangements[chunk]
        self._pictures.pop(chunk, None)
        self._made.pop(chunk, None)

    def of(self, chunk: int, laid: LaidChunk) -> MarkPicture:
        """Return the picture of a chunk, made now if need be."""
        if self.source is None:
            return _EMPTY
        if self._generation != self._flow.generation:
            self._generation = self._flow.generation
            self._pictures.clear()
            self._made.clear()
        found = self._pictures.get(chunk)
        if found is None:
            arrangement = self._arrangement(self.source, chunk, laid)
            found = self._pictures[chunk] = placed(laid, arrangement, self.colours)
        self._arrangements.move_to_end(chunk)
        if chunk in self._made:
            self._made.move_to_end(chunk)
        else:
            self._made[chunk] = found.size
            self._let_go_of_others()
        return found

    def _let_go_of_others(self) -> None:
        count = sum(self._made.values())
        while count > _MOST_MADE and len(self._made) > 1:
            chunk, size = self._made.popitem(last=False)
            self._pictures[chunk].let_go()
            count -= size

    def _arrangement(self, source: MarkSource, chunk: int, laid: LaidChunk) -> Arrangement:
        found = self._arrangements.get(chunk)
        if found is None:
            span = self._flow.span_of(chunk)
            marks = source.marks(span.start, span.end)
            if self._preview is not None:
                drag, edge = self._preview
                marks = with_preview(marks, span.start, span.end, drag, edge.mark)
            found = self._arrangements[chunk] = arranged(laid, marks, self.colours)
            if len(self._arrangements) > _MOST:
                self._drop_one(next(iter(self._arrangements)))
        return found
