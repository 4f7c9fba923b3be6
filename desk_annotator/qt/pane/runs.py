"""The runs of one direction in a displayed line, and where their characters stand.

At a change of direction the x of a text cursor is ambiguous, and Qt answers sometimes for
the one side, sometimes for the other. A run knows its own left and right from its glyphs;
Qt's cursor is only asked inside it. Positions are UTF-16, x in pixels of the layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextLine

_TRAILING = QTextLine.Edge.Trailing
_NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one line that all run from left to right, or all back."""

    line: QTextLine
    start16: int
    end16: int
    left: float
    right: float
    is_rtl: bool

    def x_at(self, place: int) -> float:
        """Return x of the gap before `place`, which lies in ``[start16, end16]``."""
        if place <= self.start16:
            return self.right if self.is_rtl else self.left
        if place >= self.end16:
            return self.left if self.is_rtl else self.right
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
    line: QTextLine, start16: int, end16: int, *, is_rtl: bool, is_mixed: bool, tabs: Sequence[int]
) -> list[Run]:
    """Return the runs of a line in logical order; `tabs` are the positions of tabs in it."""
    if start16 >= end16:
        return []
    if not is_mixed:
        first, last = cursor_x(line, start16), trailing_x(line, end16 - 1)
        return [Run(line, start16, end16, min(first, last), max(first, last), is_rtl)]
    found: list[Run] = []
    begin = start16
    direction: bool | None = None
    for place in range(start16, end16):
        here = None if place in tabs else _direction(line, place)
        if place in tabs or (here is not None and direction is not None and here != direction):
            if begin < place:
                found.append(_run(line, begin, place, direction, is_rtl=is_rtl))
            begin, direction = place, None
        if place in tabs:
            sides = (cursor_x(line, place), cursor_x(line, place + 1))
            found.append(Run(line, place, place + 1, min(sides), max(sides), is_rtl))
            begin = place + 1
        elif here is not None:
            direction = here
    if begin < end16:
        found.append(_run(line, begin, end16, direction, is_rtl=is_rtl))
    return found


def _direction(line: QTextLine, place: int) -> bool | None:
    """True if the character runs from right to left, None if it takes no room."""
    first, last = cursor_x(line, place), trailing_x(line, place)
    if last - first > _NEAR:
        return False
    if first - last > _NEAR:
        return True
    # Either it takes no room or it is the first of a run, where Qt's two edges are one.
    for run in line.glyphRuns(place, 1):
        if run.boundingRect().width() > _NEAR:
            return run.isRightToLeft()
    return None


def _run(line: QTextLine, start16: int, end16: int, direction: bool | None, *, is_rtl: bool) -> Run:
    sides: list[float] = []
    for glyphs in line.glyphRuns(start16, end16 - start16):
        place = glyphs.boundingRect()
        sides += (place.left(), place.right())
    if not sides:
        sides.append(cursor_x(line, start16))
    way = is_rtl if direction is None else direction
    return Run(line, start16, end16, min(sides), max(sides), way)


def cursor_x(line: QTextLine, place: int) -> float:
    """Return x of the text cursor before `place`, as Qt has it."""
    return _first(line.cursorToX(place))


def trailing_x(line: QTextLine, place: int) -> float:
    """Return x behind the character at `place`, as Qt has it."""
    return _first(line.cursorToX(place, _TRAILING))


def _first(found: object) -> float:
    # PySide gives x together with the position it belongs to.
    x = found[0] if isinstance(found, tuple) else found
    if not isinstance(x, float):
        message = f"not a place on a line: {found!r}"
        raise TypeError(message)
    return x
