"""Where the lines of many spans are, for one painting."""

from __future__ import annotations

from bisect import bisect_right

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.text_view import TextView

_FAR = 1e6


class LineExtents:
    """Answers as `TextView.extent` does, while the view is not scrolled or laid out anew.

    The chunks in view are walked once, not once a span, and no other is laid out: what lies
    above or below them is said to be far away.
    """

    def __init__(self, view: TextView) -> None:
        self._chunks = list(view.flow.visible()) if view.has_text else []
        self._starts = [laid.start for _, _, laid in self._chunks]
        self._end = 0
        if self._chunks:
            last = self._chunks[-1][0]
            # The place behind the last character belongs to the last chunk.
            self._end = view.flow.span_of(last).end + (last == len(view.flow) - 1)

    def of(self, span: Span) -> tuple[float, float]:
        """Return y of the top and bottom of a span's lines."""
        return self._line(span.start)[0], self._line(max(span.end - 1, span.start))[1]

    def _line(self, offset: int) -> tuple[float, float]:
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return -_FAR - 1, -_FAR
        if offset >= self._end:
            return _FAR, _FAR + 1
        _, y, laid = self._chunks[number]
        line = laid.lines[laid.line_of(min(offset - laid.start, laid.length))]
        return y + line.top, y + line.top + line.height
