"""Rectangles by the hundred: measured at once, kept in little room, made for Qt when painted.

Which ranges are drawn does not depend on the width of the pane, so they are put into whole
grapheme clusters once. Where they are drawn is measured whenever the lines are others.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import starmap
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QRectF

from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.letters import cursor_of

Row = tuple[float, float]
"""Top and height (pixels from the top of the chunk) of what is drawn in a line."""
Rows = tuple[float, float]
"""From where to where (pixels from the top of the chunk) something is painted."""


Ranges: TypeAlias = "array[int]"
"""Ranges of a chunk in whole grapheme clusters: UTF-16 positions in it, each start and its end."""


class Graphemes:
    """Widens ranges of one chunk to whole grapheme clusters.

    The same as `LaidChunk.snapped`, in less time: mostly all ranges are whole already.
    """

    def __init__(self, chunk: LaidChunk, edges: Iterable[int]) -> None:
        """Take all offsets (code points in the chunk) where ranges will begin or end."""
        self._chunk = chunk
        is_place = chunk.layout.isValidCursorPosition
        self._are_whole = not chunk.has_astral and all(map(is_place, edges))
        # Hardly a chunk is so long that its positions need more than two bytes.
        self._kind = "H" if chunk.lines[-1].end16 < 1 << 16 else "i"

    def ranges(self, ends: Sequence[int]) -> Ranges:
        """Return these ranges, given as each start and its end (code points in the chunk)."""
        if self._are_whole:
            return array(self._kind, ends)
        found = array(self._kind)
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            found.extend(self._chunk.snapped16(start, end))
        return found


class _MeasuredLine(NamedTuple):
    """A line as ranges in it are measured: UTF-16 range, x (pixels) where its text starts, ends."""

    start16: int
    end16: int
    is_mixed: bool
    begin: float
    stop: float
    cursor: Callable[[int], tuple[float, int]]


class RangePlaces:
    """Measures ranges of one chunk as it is laid out now.

    Where several begin or end is measured once. What is narrower than `least` (pixels) is made
    as wide as that around its middle.
    """

    def __init__(self, chunk: LaidChunk, least: float = 0.0) -> None:
        self._chunk = chunk
        self._least = least
        self._lines: dict[int, _MeasuredLine] = {}
        self._xs: dict[int, float] = {}

    def of(self, ranges: Ranges, rows: Sequence[Row], *, joins: bool = False) -> list[float]:
        """Return left, top, width and height of each range in each of its lines, one by one.

        Where it `joins`, a range that goes on where the one before it ends makes one with it.
        `rows` has what is the top and the height in each line of the chunk. Neighbours in one
        line, one after the other, take the least time.
        """
        lines, xs, least = self._lines, self._xs, self._least
        starts16 = self._chunk.starts16
        found: list[float] = []
        number, start16, end16 = 0, 0, -1
        joint = -1
        places = iter(ranges)
        for low, high in zip(places, places, strict=True):
            here = low
            while here < high:
                if not start16 <= here < end16:
                    number = bisect_right(starts16, here) - 1
                    line = lines.get(number) or self._line(number)
                    start16, end16, is_mixed, begin, stop, _ = line
                    is_rtl = stop < begin
                    top, height = rows[number]
                    joint = -1
                until = high if high < end16 else end16
                if is_mixed:
                    for box in self._chunk.boxes16(here, until):
                        found += _widened(box.left, top, box.right - box.left, height, least)
                    here = until
                    continue
                # What several ranges begin or end with is measured once.
                first = begin if here == start16 else xs.get(here) or self._x(line, here)
                last = stop if until == end16 else xs.get(until) or self._x(line, until)
                if is_rtl:
                    first, last = last, first
                width = last - first
                if width < least:
                    found += _widened(first, top, width, height, least)
                    joint = -1
                elif joins and here == joint:
                    found[-2] += width
                    if is_rtl:
                        found[-4] = first
                    joint = until
                else:
                    found += (first, top, width, height)
                    joint = until
                here = until
        return found

    def _x(self, line: _MeasuredLine, place: int) -> float:
        """Return x of a place inside a line of one direction, as `Run.x_at` does."""
        x = line.cursor(place)[0]
        low, high = (line.stop, line.begin) if line.stop < line.begin else (line.begin, line.stop)
        found = self._xs[place] = low if x < low else high if x > high else x
        return found

    def _line(self, number: int) -> _MeasuredLine:
        line = self._chunk.lines[number]
        runs = () if line.is_mixed else self._chunk.runs(number)
        begin, stop = (runs[0].left, runs[0].right) if runs else (0.0, 0.0)
        if runs and runs[0].is_rtl:
            begin, stop = stop, begin
        found = self._lines[number] = _MeasuredLine(
            line.start16, line.end16, line.is_mixed, begin, stop, cursor_of(line.line)
        )
        return found


def _widened(
    left: float, top: float, width: float, height: float, least: float
) -> tuple[float, float, float, float]:
    if width < least:
        left, width = left + width / 2 - least / 2, least
    return left, top, width, height


class Rectangles:
    """Rectangles in pixels from the top left corner of a chunk.

    One takes 16 bytes, an object of Qt's fifteen times as much: those are made when they are
    painted. What Qt gives as a place on a line are 64ths of pixels, which numbers of four bytes
    hold exactly.
    """

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Iterable[float] = ()) -> None:
        """Take lefts, tops, widths and heights, one rectangle after the other."""
        self._numbers = array("f", numbers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._numbers) // 4

    def __iter__(self) -> Iterator[QRectF]:
        """Go through them."""
        numbers = iter(self._numbers)
        return starmap(QRectF, zip(numbers, numbers, numbers, numbers, strict=True))

    def __eq__(self, other: object) -> bool:
        """Say whether others are the same, in the same order."""
        return isinstance(other, Rectangles) and self._numbers == other._numbers

    __hash__ = None  # type: ignore[assignment]

    def within(self, rows: Rows | None) -> list[QRectF]:
        """Return those that reach into these rows of pixels; None: all."""
        if rows is None:
            return list(self)
        first, last = rows
        numbers = iter(self._numbers)
        return [
            QRectF(left, top, width, height)
            for left, top, width, height in zip(numbers, numbers, numbers, numbers, strict=True)
            if top < last and top + height > first
        ]
