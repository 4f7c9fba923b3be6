"""The pictures of the marks of chunks in and near the view, asked for when first painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from desk_annotator.core.span import Span
from desk_annotator.qt.colours import LIGHT, PaneColours
from desk_annotator.qt.pane.edges import Edge, EdgeDrag, with_preview
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import MarkSource
from desk_annotator.qt.pane.mark_layout import picture_of
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
        self._pictures: OrderedDict[int, MarkPicture] = OrderedDict()
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
        """Forget all pictures."""
        self._pictures.clear()
        self._made.clear()

    def drop(self, spans: Iterable[Span]) -> set[int]:
        """Forget the pictures of chunks that touch the spans; return which chunks they were."""
        ranges = [(span.start, span.end) for span in spans]
        dropped = set()
        for chunk in self._pictures:
            whole = self._flow.span_of(chunk)
            if any(start <= whole.end and end >= whole.start for start, end in ranges):
                dropped.add(chunk)
        for chunk in dropped:
            del self._pictures[chunk]
            self._made.pop(chunk, None)
        return dropped

    def of(self, chunk: int, laid: LaidChunk) -> MarkPicture:
        """Return the picture of a chunk, made now if need be."""
        if self.source is None:
            return _EMPTY
        if self._generation != self._flow.generation:
            self._generation = self._flow.generation
            self.drop_all()
        found = self._pictures.get(chunk)
        if found is None:
            found = self._pictures[chunk] = self._make(self.source, chunk, laid)
            while len(self._pictures) > _MOST:
                oldest, _ = self._pictures.popitem(last=False)
                self._made.pop(oldest, None)
        else:
            self._pictures.move_to_end(chunk)
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

    def _make(self, source: MarkSource, chunk: int, laid: LaidChunk) -> MarkPicture:
        span = self._flow.span_of(chunk)
        marks = source.marks(span.start, span.end)
        if self._preview is not None:
            drag, edge = self._preview
            marks = with_preview(marks, span.start, span.end, drag, edge.mark)
        return picture_of(laid, marks, self.colours)
