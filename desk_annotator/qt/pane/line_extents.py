"""Where the lines of many spans are, for one painting."""

from __future__ import annotations

from bisect import bisect_right

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.text_view import TextView


class LineExtents:
    """Answers as `TextView.extent` does, while the view is not scrolled or laid out anew.

    The chunks in view are walked once, not once a span.
    """

    def __init__(self, view: TextView) -> None:
        self._view = view
        self._chunks = list(view.flow.visible()) if view.has_text else []
        self._starts = [laid.start for _, _, laid in self._chunks]
        self._end = view.flow.span_of(self._chunks[-1][0]).end if self._chunks else 0

    def of(self, span: Span) -> tuple[float, float]:
        """Return y of the top and bottom of a span's lines; out of view they are estimates."""
        return self._line(span.start)[0], self._line(max(span.end - 1, span.start))[1]

    def _line(self, offset: int) -> tuple[float, float]:
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self._end:
            return self._view.line_extent(offset)
        _, y, laid = self._chunks[number]
        line = laid.lines[laid.line_of(min(offset - laid.start, laid.length))]
        return y + line.top, y + line.top + line.height
