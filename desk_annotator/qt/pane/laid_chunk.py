"""One chunk laid out: its lines, and where in them its characters stand.

Qt counts in UTF-16; everything given and returned here is in code points from the start of
the chunk, and in pixels from its top left corner.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QTextLayout, QTextLine, QTextOption

from desk_annotator.core.frozen import frozen
from desk_annotator.core.text import Direction
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.qt.pane.letters import cursor_x
from desk_annotator.qt.pane.runs import Run, runs_of

_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
# Anything that may stand in another direction than the chunk makes its line a mixed one. The
# sets are wider than need be: a line taken for mixed is only measured more slowly.
_NOT_LTR = re.compile(f"[{_RIGHT_TO_LEFT}{_CONTROLS}\t]")
_NOT_RTL = re.compile(
    f"[^\n \u00a0!-/:-@\\[-`{{-~\u00ab\u00bb\u2010-\u2027\u2030-\u205e{_RIGHT_TO_LEFT}]"
    f"|[{_CONTROLS}\u0660-\u0669\u06f0-\u06f9\u066a-\u066c]"
)
_LEADING_MARK = re.compile("^\ufeff+")
_TAB = re.compile("\t")
_SOFT_HYPHEN = "\u00ad"
_NOTHING = 0.05
_JOIN = 0.6
"""Boxes nearer than this (pixels) are one."""


@frozen
class Style:
    """How a pane lays out its text: font, width, height of a line and gap after a paragraph.

    `slack` (pixels) is what the font asks for above `line_height`: room for stacks of marks
    that the text does not have. A line of a taller font still gets what that asks for more.
    """

    font: QFont
    width: float
    line_height: float
    gap: float
    slack: float = 0.0


@frozen
class Line:
    """One displayed line: UTF-16 range in the chunk, top and height in pixels."""

    line: QTextLine
    start16: int
    end16: int
    top: float
    height: float
    is_mixed: bool


@frozen
class Box:
    """A stretch of one line: its number, and left and right in pixels."""

    line: int
    left: float
    right: float


class LaidChunk:
    """A chunk with its layout. `characters` come without the line feed at the end."""

    __slots__ = (
        "_has_crossing",
        "_map",
        "_runs",
        "_tabs",
        "characters",
        "ends_paragraph",
        "height",
        "is_rtl",
        "layout",
        "lines",
        "start",
        "starts16",
        "style",
    )

    def __init__(
        self,
        start: int,
        characters: str,
        direction: Direction,
        style: Style,
        *,
        ends_paragraph: bool,
    ) -> None:
        self.start = start
        """Offset (code points) of the chunk in the text."""
        self.characters = characters
        self.ends_paragraph = ends_paragraph
        self.is_rtl = direction is Direction.RTL
        # Qt drops a byte order mark at the start of a string, which would shift all offsets;
        # the word joiner looks and behaves the same.
        shown = _LEADING_MARK.sub(lambda match: "\u2060" * len(match.group()), characters)
        self._map = Utf16Map(shown) if shown and max(shown) > "\uffff" else None
        self._runs: dict[int, list[Run]] = {}
        self._tabs = [self.to_utf16(match.start()) for match in _TAB.finditer(characters)]
        self.layout = QTextLayout(shown, style.font)
        self.layout.setTextOption(_option(rtl=self.is_rtl))
        self.layout.setCacheEnabled(True)
        crossing = _NOT_RTL if self.is_rtl else _NOT_LTR
        self._has_crossing = crossing.search(characters) is not None
        self.layout.beginLayout()
        self._break_lines(style)

    def lay_out_again(self, style: Style) -> None:
        """Break the lines anew for another style with the same font.

        The letters keep their shapes and order, to find which is nearly all the work of laying
        out. What was asked of the lines before holds no longer.
        """
        self._runs = {}
        if self._tabs or _SOFT_HYPHEN in self.characters:
            # How wide a tab is, and whether a soft hyphen shows, depends on the lines.
            self.layout.beginLayout()
        else:
            self.layout.clearLayout()
        self._break_lines(style)

    def _break_lines(self, style: Style) -> None:
        crossing = _NOT_RTL if self.is_rtl else _NOT_LTR
        is_mixed, layout = self._has_crossing, self.layout
        self.style = style
        """How its lines were broken."""
        self.lines: list[Line] = []
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(style.width)
            natural = line.height()
            height = max(style.line_height, float(ceil(natural - style.slack)))
            if not self.characters:
                # Enough to see the gap between paragraphs, and the text cursor in it.
                height = float(ceil(height / 2))
            # A little more room below than above: that is where underlines go. What is cut
            # off comes rather from below, as marks stack higher than they hang.
            spare = height - natural
            line.setPosition(QPointF(0.0, y + spare * (0.4 if spare > 0 else 0.35)))
            start16 = line.textStart()
            end16 = start16 + line.textLength()
            mixed = is_mixed
            if is_mixed:
                piece = self.characters[self.to_offset(start16) : self.to_offset(end16)]
                mixed = crossing.search(piece) is not None
            self.lines.append(Line(line, start16, end16, y, height, mixed))
            y += height
        layout.endLayout()
        self.height = y + (style.gap if self.ends_paragraph else 0.0)
        self.starts16 = [line.start16 for line in self.lines]
        """Where the lines begin."""

    # Offsets

    @property
    def length(self) -> int:
        """Length in code points, without the line feed."""
        return len(self.characters)

    @property
    def has_astral(self) -> bool:
        """True if UTF-16 positions are not the same as offsets."""
        return self._map is not None

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 position of an offset in the chunk."""
        return offset if self._map is None else self._map.to_utf16(offset)

    def to_offset(self, position: int) -> int:
        """Return the offset in the chunk of a UTF-16 position."""
        return position if self._map is None else self._map.to_offset(position)

    def snapped(self, start: int, end: int) -> tuple[int, int]:
        """Return the range (code points) widened to whole grapheme clusters."""
        low, high = self.snapped16(start, end)
        return self.to_offset(low), self.to_offset(high)

    def snapped16(self, start: int, end: int) -> tuple[int, int]:
        """Return the same in UTF-16 positions."""
        low, high = self.to_utf16(start), self.to_utf16(end)
        valid = self.layout.isValidCursorPosition
        while low > 0 and not valid(low):
            low -= 1
        last = self.lines[-1].end16
        while high < last and not valid(high):
            high += 1
        return low, high

    # Places

    def line_of(self, offset: int) -> int:
        """Return the number of the line an offset stands in (at a break: the later line)."""
        return max(bisect_right(self.starts16, self.to_utf16(offset)) - 1, 0)

    def rows_of(self, firsts: Sequence[int], lasts: Sequence[int]) -> list[tuple[float, float]]:
        """Return the top of the line of each first offset and the bottom of that of each last.

        An offset behind the last character stands in the last line. What stands in the same
        lines gets the same object.
        """
        lines, starts16 = self.lines, self.starts16
        if self._map is not None:
            firsts, lasts = (list(map(self._map.to_utf16, each)) for each in (firsts, lasts))
        known: dict[tuple[int, int], tuple[float, float]] = {}
        found = []
        for first, last in zip(firsts, lasts, strict=True):
            numbers = bisect_right(starts16, first) - 1, bisect_right(starts16, last) - 1
            rows = known.get(numbers)
            if rows is None:
                top, bottom = lines[numbers[0]], lines[numbers[1]]
                rows = known[numbers] = top.top, bottom.top + bottom.height
            found.append(rows)
        return found

    def line_at(self, y: float) -> int:
        """Return the number of the line at a height, clamped to the chunk."""
        number = bisect_right(self.lines, y, key=lambda line: line.top) - 1
        return min(max(number, 0), len(self.lines) - 1)

    def runs(self, line: int) -> list[Run]:
        """Return the runs of one direction in a line; measured once."""
        found = self._runs.get(line)
        if found is None:
            shown = self.lines[line]
            found = self._runs[line] = runs_of(
                shown.line,
                shown.start16,
                shown.end16,
                is_rtl=self.is_rtl,
                is_mixed=shown.is_mixed,
                tabs=self._tabs,
                valid=self.layout.isValidCursorPosition,
            )
        return found

    def x_of(self, offset: int, line: int | None = None) -> float:
        """Return x of the text cursor before the character at `offset`."""
        number = self.line_of(offset) if line is None else line
        place = self.to_utf16(offset)
        runs = self.runs(number)
        for run in runs:
            if place < run.end16:
                return run.x_at(place)
        return runs[-1].x_at(place) if runs else cursor_x(self.lines[number].line, place)

    def character_at(self, x: float, line: int) -> int:
        """Return the offset of the character drawn at x in a line, clamped to the line."""
        runs = self.runs(line)
        if not runs:
            return self.to_offset(self.lines[line].start16)
        nearest = min(runs, key=lambda run: max(run.left - x, x - run.right, 0.0))
        return self.to_offset(nearest.character_at(x))

    def gap_at(self, x: float, line: int) -> int:
        """Return the offset of the gap between graphemes nearest to x in a line."""
        runs = self.runs(line)
        if not runs:
            return self.to_offset(self.lines[line].start16)
        nearest = min(runs, key=lambda run: max(run.left - x, x - run.right, 0.0))
        character = self.to_offset(nearest.character_at(x))
        start, end = self.snapped(character, character + 1)
        left, right = nearest.extent(self.to_utf16(start), self.to_utf16(end))
        is_near_start = (x < (left + right) / 2) != nearest.is_rtl
        is_last = self.to_utf16(end) >= self.lines[line].end16
        # The gap at a line break belongs to the next line: stay on this one.
        if is_near_start or (is_last and line + 1 < len(self.lines)):
            return start
        return end

    def reads_rtl_at(self, offset: int) -> bool:
        """True if the character at `offset` (else the one before) runs from right to left."""
        if not self.characters:
            return self.is_rtl
        offset = min(offset, self.length - 1)
        place = self.to_utf16(offset)
        runs = self.runs(self.line_of(offset))
        return next((run.is_rtl for run in runs if place < run.end16), self.is_rtl)

    def boxes(self, start: int, end: int) -> list[Box]:
        """Return where the characters ``[start, end)`` are drawn, line by line, left to right.

        A range across a change of direction has several boxes in one line.
        """
        return self.boxes16(self.to_utf16(start), self.to_utf16(end)) if start < end else []

    def boxes16(self, low: int, high: int) -> list[Box]:
        """Return the same for a range of UTF-16 positions that is not empty."""
        found: list[Box] = []
        first = max(bisect_right(self.starts16, low) - 1, 0)
        for number in range(first, len(self.lines)):
            line = self.lines[number]
            if line.start16 >= high:
                break
            runs = self.runs(number)
            if len(runs) == 1:
                if runs[0].end16 > low:
                    found.append(Box(number, *runs[0].extent(low, high)))
                continue
            extents = [
                run.extent(low, high) for run in runs if run.start16 < high and run.end16 > low
            ]
            # What takes no room is shown only where there is nothing else to show.
            wide = [extent for extent in extents if extent[1] - extent[0] > _NOTHING]
            extents = sorted(wide or extents[:1])
            boxes: list[Box] = []
            for left, right in extents:
                if boxes and left <= boxes[-1].right + _JOIN:
                    boxes[-1] = Box(number, boxes[-1].left, max(boxes[-1].right, right))
                else:
                    boxes.append(Box(number, left, right))
            found += boxes
        return found

    def rectangle(self, box: Box) -> QRectF:
        """Return a box over the whole height of its line."""
        line = self.lines[box.line]
        return QRectF(box.left, line.top, box.right - box.left, line.height)


def _option(*, rtl: bool) -> QTextOption:
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
