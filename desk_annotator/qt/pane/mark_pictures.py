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
from desk_annotator.qt.pane.mark_picture import MarkPicture, Places, picture_of

_MOST = 128
_MOST_PLACES = 4000
_EMPTY = MarkPicture()


class MarkPictures:
    """Pictures by chunk; those whose marks or layout changed are made anew."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._generation = flow.generation
        self._pictures: OrderedDict[int, MarkPicture] = OrderedDict()
        # Where ranges are drawn stays true when marks change.
        self._places: dict[int, tuple[LaidChunk, Places]] = {}
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
        return dropped

    def of(self, chunk: int, laid: LaidChunk) -> MarkPicture:
        """Return the picture of a chunk, made now if need be."""
        if self.source is None:
            return _EMPTY
        if self._generation != self._flow.generation:
            self._generation = self._flow.generation
            self._pictures.clear()
            self._places.clear()
        found = self._pictures.get(chunk)
        if found is not None:
            self._pictures.move_to_end(chunk)
            return found
        span = self._flow.span_of(chunk)
        marks = self.source.marks(span.start, span.end)
        if self._preview is not None:
            drag, edge = self._preview
            marks = with_preview(marks, span.start, span.end, drag, edge.mark)
        known = self._places.get(chunk)
        if known is None or known[0] is not laid or len(known[1]) > _MOST_PLACES:
            known = self._places[chunk] = (laid, {})
        found = self._pictures[chunk] = picture_of(laid, marks, self.colours, known[1])
        while len(self._pictures) > _MOST:
            oldest, _ = self._pictures.popitem(last=False)
            self._places.pop(oldest, None)
        return found
