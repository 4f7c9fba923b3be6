"""The runs of one direction in a displayed line, and where their characters stand.

Positions are UTF-16, x in pixels of the layout.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from PySide6.QtGui import QTextLine

from desk_annotator.core.frozen import frozen
from desk_annotator.qt.pane.letters import cursor_x, letters_of, trailing_x


@frozen
class Run:
    """Neighbouring characters of one line that all run from left to right, or all back.

    `places` and `edges` are where its letters begin, measured where the line holds both
    directions; elsewhere Qt can be asked.
    """

    line: QTextLine
    start16: int
    end16: int
    left: float
    right: float
    is_rtl: bool
    places: Sequence[int] = ()
    edges: Sequence[float] = ()

    def x_at(self, place: int) -> float:
        """Return x of the gap before `place`, which lies in ``[start16, end16]``."""
        if place <= self.start16:
            return self.right if self.is_rtl else self.left
        if place >= self.end16:
            return self.left if self.is_rtl else self.right
        if self.places:
            return self.edges[bisect_right(self.places, place) - 1]
        return min(max(cursor_x(self.line, place), self.left), self.right)

    def extent(self, start16: int, end16: int) -> tuple[float, float]:
        """Return left and right of the part of a range that lies in this run."""
        first = self.x_at(max(start16, self.start16))
        second = self.x_at(min(end16, self.end16))
        return (second, first) if self.is_rtl else (first, second)

    def character_at(self, x: float) -> int:
        """Return the position of the character drawn at x, the nearest if x lies outside."""
        low, high = self.start16, self.end16
        # The gaps are in order along the run, so the one before x is found by bisection.
        while high - low > 1:
            middle = (low + high) // 2
            edge = self.x_at(middle)
            if (x <= edge) if self.is_rtl else (x >= edge):
                low = middle
            else:
                high = middle
        return low


def runs_of(
    line: QTextLine,
    start16: int,
    end16: int,
    *,
    is_rtl: bool,
    is_mixed: bool,
    tabs: Sequence[int],
    valid: Callable[[int], bool],
) -> list[Run]:
    """Return the runs of a line in logical order; `tabs` are the positions of tabs in it.

    `valid` says where a text cursor may stand. What takes no room, such as a mark of direction,
    is a run without width, where the one before it ends or else where the next one begins: on
    which side of a stretch in the other direction Qt has it means nothing.
    """
    if start16 >= end16:
        return []
    if not is_mixed:
        first, last = cursor_x(line, start16), trailing_x(line, end16 - 1)
        return [Run(line, start16, end16, min(first, last), max(first, last), is_rtl)]
    letters = letters_of(line, start16, end16, tabs, valid)
    count = len(letters.starts)
    edge = next(
        (letters.firsts[number] for number in range(count) if letters.is_wide(number)),
        letters.firsts[0],
    )
    found: list[Run] = []
    begin = 0
    for end in range(1, count + 1):
        if end < count and letters.goes_on(end - 1):
            continue
        first, last, way = edge, edge, is_rtl
        if letters.is_wide(begin):
            first, last = letters.firsts[begin], letters.lasts[end - 1]
            way = last < first
        found.append(
            Run(
                line,
                letters.starts[begin],
                letters.starts[end] if end < count else end16,
                min(first, last),
                max(first, last),
                way,
                letters.starts[begin:end],
                letters.firsts[begin:end],
            )
        )
        begin, edge = end, last
    return found
