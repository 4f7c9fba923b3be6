"""Where the lines of many spans are, asked for at each painting."""

from __future__ import annotations

from bisect import bisect_right

from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.text_view import TextView

Ends = tuple[int, int]
"""Offsets (code points) of the first and the last character of a span."""
Extent = tuple[float, float]
"""y (pixels) of a top and a bottom."""
_FAR = 1e6
_ABOVE: Extent = (-_FAR - 1, -_FAR)
_BELOW: Extent = (_FAR, _FAR + 1)
_MOST = 20_000


class LineExtents:
    """Answers as `TextView.extent` does, for where the view stood when it was last looked at.

    No chunk out of view is laid out: what lies above or below is said to be far away. Where
    a span's lines are in their chunks is kept, so that after scrolling only the places of
    the chunks are new.
    """

    def __init__(self, view: TextView) -> None:
        self._view = view
        self._generation = -1
        self._known: dict[Ends, tuple[int, float, int, float]] = {}
        self.chunks: dict[int, LaidChunk] = {}
        """The chunks in view by number, from the top."""
        self.tops: dict[int, float] = {}
        """y of their tops."""
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._end = 0
        self.look()

    def look(self, drop: float = 0.0) -> None:
        """Note where the chunks in view are; all y that follow are `drop` pixels lower."""
        flow = self._view.flow
        if self._generation != flow.generation or len(self._known) > _MOST:
            self._generation = flow.generation
            self._known.clear()
        in_view = flow.visible() if self._view.has_text else ()
        self.tops = {number: y + drop for number, y, _ in in_view}
        self.chunks = {number: laid for number, _, laid in in_view}
        self._numbers = list(self.tops)
        self._starts = [laid.start for _, _, laid in in_view]
        self._end = 0
        if in_view:
            last = in_view[-1][0]
            # The place behind the last character belongs to the last chunk.
            self._end = flow.span_of(last).end + (last == len(flow) - 1)

    @property
    def flow(self) -> Flow:
        """The flow the chunks are of."""
        return self._view.flow

    def far(self, chunk: int) -> Extent:
        """Return y of what lies in a chunk out of view."""
        return _BELOW if self._numbers and chunk > self._numbers[-1] else _ABOVE

    def of(self, ends: Ends) -> Extent:
        """Return y of the top and bottom of a span's lines."""
        known = self._known.get(ends)
        if known is not None:
            first, top, last, bottom = known
            tops = self.tops
            if first in tops and last in tops:
                return tops[first] + top, tops[last] + bottom
        return self._look_up(ends)

    def _look_up(self, ends: Ends) -> Extent:
        first, last = ends
        if not self._starts or last < self._starts[0]:
            return _ABOVE
        if first >= self._end:
            return _BELOW
        top_chunk, top = self._line(first, bottom=False)
        bottom_chunk, bottom = self._line(last, bottom=True)
        if top_chunk is None or bottom_chunk is None:
            y = top if top_chunk is None else self.tops[top_chunk] + top
            return y, bottom if bottom_chunk is None else self.tops[bottom_chunk] + bottom
        self._known[ends] = (top_chunk, top, bottom_chunk, bottom)
        return self.tops[top_chunk] + top, self.tops[bottom_chunk] + bottom

    def _line(self, offset: int, *, bottom: bool) -> tuple[int | None, float]:
        """Return the chunk in view that holds an offset, and how far below its top its line is."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None, _ABOVE[bottom]
        if offset >= self._end:
            return None, _BELOW[bottom]
        number = self._numbers[place]
        laid = self.chunks[number]
        line = laid.lines[laid.line_of(min(offset - laid.start, laid.length))]
        return number, line.top + (line.height if bottom else 0.0)
