"""Where each letter of a line of both directions is drawn.

Qt says where a text cursor stands before a position, which is where the letter begins, but
not at a change of direction: there the two sides of the position lie apart, and Qt answers
sometimes for the one, sometimes for the other, and for the last letter of a stretch even with
a place behind the next one. There the glyphs themselves are asked, which costs more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtGui import QTextLine

from desk_annotator.core.frozen import frozen

_TRAILING = QTextLine.Edge.Trailing
_NEAR = 0.05
_APART = 0.6
"""Letters with more between them (pixels) are no neighbours."""


@frozen
class Letters:
    """The graphemes of a line in logical order.

    `starts` are UTF-16 positions, `firsts` and `lasts` x where each begins and ends as it is
    read. One runs from right to left if its last is less than its first; equal, it takes no room.
    """

    starts: list[int]
    firsts: list[float]
    lasts: list[float]

    def is_wide(self, number: int) -> bool:
        """Say whether a letter takes any room."""
        return abs(self.lasts[number] - self.firsts[number]) > _NEAR

    def goes_on(self, number: int) -> bool:
        """Say whether the next letter as it is read is drawn right behind this one."""
        first, last = self.firsts[number], self.lasts[number]
        begin, end = self.firsts[number + 1], self.lasts[number + 1]
        if not -_APART < last - begin < _APART:
            return False
        if last > first:
            return last - first > _NEAR and end - begin > _NEAR
        return first - last > _NEAR and begin - end > _NEAR


def letters_of(
    line: QTextLine, start16: int, end16: int, tabs: Sequence[int], valid: Callable[[int], bool]
) -> Letters:
    """Return the letters of a line that is not empty.

    `tabs` are the positions of tabs; `valid` says where a text cursor may stand.
    """
    starts = [start16, *filter(valid, range(start16 + 1, end16))]
    firsts = [cursor_x(line, start) for start in starts]
    lasts = [trailing_x(line, start) for start in starts]
    count = len(starts)
    for number in range(count - 1):
        low, high = firsts[number], lasts[number]
        if low > high:
            low, high = high, low
        if low + _NEAR < firsts[number + 1] < high - _NEAR:
            # Inside a ligature: what Qt calls the end of this letter is that of the ligature.
            lasts[number] = firsts[number + 1]
    letters = Letters(starts, firsts, lasts)
    doubtful = {
        near
        for number in range(count)
        if number == count - 1 or not letters.goes_on(number)
        for near in range(max(number - 1, 0), min(number + 3, count))
    }
    _measure(line, letters, doubtful, end16)
    for tab in tabs:
        if start16 <= tab < end16:
            number = starts.index(tab)
            firsts[number], lasts[number] = cursor_x(line, tab), cursor_x(line, tab + 1)
    return letters


def _measure(line: QTextLine, letters: Letters, doubtful: set[int], end16: int) -> None:
    """Put letters where their glyphs are; those of one ligature share its room."""
    edges = [*letters.starts, end16]
    glyphs = {number: _glyph(line, edges[number], edges[number + 1]) for number in doubtful}
    for number in sorted(doubtful):
        # A ligature is measured whole: of a part of it Qt gives a wrong place.
        for step in (-1, 1):
            near = number + step
            while glyphs[number] is not None and 0 <= near < len(edges) - 1 and near not in glyphs:
                glyph = _glyph(line, edges[near], edges[near + 1])
                if glyph not in (None, glyphs[number]):
                    break
                glyphs[near] = glyph
                near += step
    shared: defaultdict[tuple[int, float] | None, list[int]] = defaultdict(list)
    for number in sorted(glyphs):
        shared[glyphs[number]].append(number)
    for glyph, members in shared.items():
        sides = _sides(line, edges[members[0]], edges[members[-1] + 1])
        for rank, number in enumerate(members):
            if glyph is None or sides is None:
                letters.lasts[number] = letters.firsts[number]
                continue
            width = (sides[1] - sides[0]) / len(members)
            letters.firsts[number] = sides[0] + rank * width
            letters.lasts[number] = sides[0] + (rank + 1) * width


def _glyph(line: QTextLine, start16: int, end16: int) -> tuple[int, float] | None:
    """Return which glyph a letter begins with and where that stands, None if it takes no room.

    All letters of a ligature have the same.
    """
    for run in line.glyphRuns(start16, end16 - start16):
        if run.boundingRect().width() > _NEAR:
            return run.glyphIndexes()[0], run.positions()[0].x()
    return None


def _sides(line: QTextLine, start16: int, end16: int) -> tuple[float, float] | None:
    """Return x where the glyphs of a range begin and end as they are read."""
    for run in line.glyphRuns(start16, end16 - start16):
        box = run.boundingRect()
        if box.width() > _NEAR:
            sides = box.left(), box.right()
            return (sides[1], sides[0]) if run.isRightToLeft() else sides
    return None


def cursor_of(line: QTextLine) -> Callable[[int], tuple[float, int]]:
    """Return what says where the text cursor stands before a place, to be asked many times.

    PySide gives x together with the position it belongs to.
    """
    return cast("Callable[[int], tuple[float, int]]", line.cursorToX)


def cursor_x(line: QTextLine, place: int) -> float:
    """Return x of the text cursor before `place`, as Qt has it."""
    # PySide gives x together with the position it belongs to.
    found: object = line.cursorToX(place)
    x = found[0] if isinstance(found, tuple) else found
    return x if isinstance(x, float) else _not_a_place(found)


def trailing_x(line: QTextLine, place: int) -> float:
    """Return x behind the character at `place`, as Qt has it."""
    found: object = line.cursorToX(place, _TRAILING)
    x = found[0] if isinstance(found, tuple) else found
    return x if isinstance(x, float) else _not_a_place(found)


def _not_a_place(found: object) -> float:
    message = f"not a place on a line: {found!r}"
    raise TypeError(message)
