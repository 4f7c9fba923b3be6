"""Cuts a line into stretches of one direction, for formats that keep a direction per run."""

from __future__ import annotations

from desk_annotator.core.text import Direction
from desk_annotator.text.late_pattern import late_pattern

_LEFT = r"\p{Bidi_Class=L}"
_RIGHT = r"\p{Bidi_Class=R}\p{Bidi_Class=AL}"
# From a letter of the other direction to the last such letter, or to a number behind it, with
# whatever lies between: a number follows the letter before it (rules W2 and W7 of UAX #9).
_FOREIGN = {
    Direction.LTR: late_pattern(
        rf"(?V1)[{_RIGHT}](?:[^{_LEFT}]*[{_RIGHT}\p{{Bidi_Class=EN}}\p{{Bidi_Class=AN}}"
        r"\p{Bidi_Class=NSM}])?"
    ),
    Direction.RTL: late_pattern(
        rf"(?V1){_LEFT}(?:[^{_RIGHT}]*[{_LEFT}\p{{Bidi_Class=EN}}\p{{Bidi_Class=NSM}}])?"
    ),
}


def direction_stretches(line: str, direction: Direction) -> list[tuple[int, int, Direction]]:
    """Return (start, end, direction) of the stretches of a line, offsets in code points.

    They cover the line in order. What has no direction of its own takes that of the letters
    around it if they agree, else the base `direction`. Explicit controls are not looked at:
    they stay in the text and do their work themselves.
    """
    other = Direction.LTR if direction is Direction.RTL else Direction.RTL
    result: list[tuple[int, int, Direction]] = []
    place = 0
    for match in _FOREIGN[direction].finditer(line):
        if place < match.start():
            result.append((place, match.start(), direction))
        result.append((match.start(), match.end(), other))
        place = match.end()
    if place < len(line):
        result.append((place, len(line), direction))
    return result
