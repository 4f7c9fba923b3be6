"""Rectangles by the hundred, kept in little room and made for Qt where they are painted."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import starmap
from typing import NamedTuple

from PySide6.QtCore import QRectF

Place = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


class Places(NamedTuple):
    """Where many ranges are drawn: the numbers of all places, and where those of each begin.

    `begins` has one entry more than there are ranges. Thousands of small tuples instead would
    keep the garbage collector as long as it takes to measure them.
    """

    numbers: list[float]
    begins: list[int]

    def of(self, number: int) -> list[Place]:
        """Return the places of one range."""
        first, last = self.begins[number], self.begins[number + 1]
        numbers = iter(self.numbers[first:last])
        return list(zip(numbers, numbers, numbers, numbers, strict=True))


class Rectangles:
    """Rectangles in pixels from the top left corner of a chunk.

    One takes 16 bytes, an object of Qt's fifteen times as much: those are kept only until
    `let_go`. What Qt gives as a place on a line are 64ths of pixels, which numbers of four
    bytes hold exactly.
    """

    __slots__ = ("_made", "_numbers")

    def __init__(self, numbers: Iterable[float] = ()) -> None:
        """Take lefts, tops, widths and heights, one rectangle after the other."""
        self._numbers = array("f", numbers)
        self._made: list[QRectF] | None = None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._numbers) // 4

    def __iter__(self) -> Iterator[QRectF]:
        """Go through them."""
        return iter(self.made())

    def __eq__(self, other: object) -> bool:
        """Say whether others are the same, in the same order."""
        return isinstance(other, Rectangles) and self._numbers == other._numbers

    __hash__ = None  # type: ignore[assignment]

    def made(self) -> list[QRectF]:
        """Return them for Qt to paint."""
        if self._made is None:
            numbers = iter(self._numbers)
            self._made = list(starmap(QRectF, zip(numbers, numbers, numbers, numbers, strict=True)))
        return self._made

    def let_go(self) -> None:
        """Keep the numbers only: they are not in view any more."""
        self._made = None
