"""Draws the numbers of annotations above the places of a paragraph in a PDF where they begin.

They stand above the text, not in it, so that the text stays what it is. Lengths are those of
the device.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintDevice, QPainter, QTextLine

from desk_annotator.core.text import Direction
from desk_annotator.core.utf16 import Utf16Map

SIZE = 6.0
"""Size of the digits, in points: larger ones would reach into the letters below."""
ROOM = 2.0
"""Points that numbers need above a line of text beside what is free there."""
_MORE = "…"

Numbered = tuple[int, str, str]
"""A code point, the number that stands above it, and its colour."""


class LineNumbers:
    """The numbers of a paragraph, drawn line by line."""

    def __init__(
        self,
        painter: QPainter,
        device: QPaintDevice,
        font: QFont,
        text: str,
        direction: Direction,
        numbers: Sequence[Numbered],
    ) -> None:
        """`numbers` are in the order of the text."""
        self._painter = painter
        self._font = font
        metrics = QFontMetricsF(font, device)
        self._digit = metrics.horizontalAdvance("0")
        self._height = metrics.capHeight()
        self._is_rtl = direction is Direction.RTL
        self._end = 0
        self._next = 0
        self._numbers: list[Numbered] = []
        if numbers:
            units = Utf16Map(text)
            self._numbers = [(units.to_utf16(at), words, ink) for at, words, ink in numbers]
            self._end = units.to_utf16(len(text))

    def draw(self, line: QTextLine, corner: QPointF, width: float) -> None:
        """Draw the numbers of the next line; `corner` is the upper left one of the room above."""
        end = line.textStart() + line.textLength()
        first = self._next
        while self._next < len(self._numbers) and (
            self._numbers[self._next][0] < end or end == self._end
        ):
            self._next += 1
        here = self._numbers[first : self._next]
        if not here:
            return
        self._painter.save()
        self._painter.setFont(self._font)
        for left, words, ink in self._placed(line, here, width):
            self._painter.setPen(QColor(f"#{ink}"))
            self._painter.drawText(corner + QPointF(left, self._height), words)
        self._painter.restore()

    def _placed(
        self, line: QTextLine, numbers: Sequence[Numbered], width: float
    ) -> list[tuple[float, str, str]]:
        """Return left ends, so that none lies on another, and how the numbers look.

        Each begins where its text does: that of a text that runs to the left ends there. Those
        for which there is no room in the line are told by an ellipsis.
        """
        wanted = []
        for position, words, ink in numbers:
            x, long = _x(line, position), self._digit * len(words)
            runs_left = _x(line, position + 1) < x
            # From the end of the line at which the paragraph begins.
            left = x - long if runs_left else x
            wanted.append((width - left - long if self._is_rtl else left, long, words, ink))
        wanted.sort(key=itemgetter(0))
        found = []
        edge = 0.0
        for begin, long, words, ink in wanted:
            start = max(begin, edge)
            is_full = start + long > width
            if is_full:
                more = 2 * self._digit
                start, shown, end = min(edge, width - more), _MORE, min(edge + more, width)
            else:
                shown, end = words, start + long
            found.append((width - end if self._is_rtl else start, shown, ink))
            if is_full:
                break
            edge = end + self._digit / 2
        return found


def _x(line: QTextLine, position: int) -> float:
    # The binding gives the position back beside the place; its types know only the place.
    found: Any = line.cursorToX(position)
    return float(found[0])
