"""Turns lines written as they look, from left to right, back into the order they are read in."""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import bidirectional, category

_RTL = frozenset({"R", "AL"})
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
_LETTERS = "\u0621-\u063a\u0641-\u064a\ufb50-\ufbb1\ufe80-\ufefc"
_ALEFS = "\u0627\ufe8d\ufe8e"
_TANWIN = "\u064b-\u064d"
_STILL_BEHIND = re.compile(
    f"(?<![{_LETTERS}{_MARKS}])[{_ALEFS}]?(?:(?![{_ALEFS}])[{_LETTERS}])[{_TANWIN}]"
    f"|[{_LETTERS}][{_MARKS}]+(?![{_LETTERS}{_MARKS}])"
    "|[\u2600-\u27bf]\ufe0f"
)
"""Marks behind their letters: those of a word's last letter, or of its first."""
_TURNED_TOO = re.compile(
    f"(?<![{_LETTERS}{_MARKS}])[{_MARKS}]|(?<![\u2600-\u27bf])\ufe0f[\u2600-\u27bf]"
)
"""Marks that stand before a word, as they do when all of it was turned round."""
_MIRRORS = str.maketrans("()[]{}<>«»‹›≤≥⁅⁆⟨⟩", ")(][}{><»«›‹≥≤⁆⁅⟩⟨")
_BEFORE_ITS_NUMBER = frozenset(" \xa0-–/.,:'’+&%$€£#°_")
"""What may stand between Latin words and a number that belongs to them."""


_MOST_SIGNS = 4
"""Signs such as those of currencies and per cent that belong to one number."""


def logical_lines(lines: list[str]) -> list[str]:
    """Return lines in logical order that are written as they look in paragraphs from the right.

    Words from left to right and numbers keep their order, brackets are mirrored back. A number
    to the right of Latin words is taken to belong to them. A line without letters that run
    right to left stays as it is.
    """
    behind = sum(len(_STILL_BEHIND.findall(line)) for line in lines)
    turned_too = sum(len(_TURNED_TOO.findall(line)) for line in lines)
    units_of = _clusters if behind > turned_too else list
    return [_logical(line, units_of) for line in lines]


def _logical(line: str, units_of: Callable[[str], list[str]]) -> str:
    if _RTL.isdisjoint(map(bidirectional, line)):
        return line
    units = units_of(line)
    return _turned(units, [bidirectional(unit[0]) for unit in units])


def _clusters(line: str) -> list[str]:
    clusters: list[str] = []
    for character in line:
        if clusters and category(character) == "Mn":
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _turned(units: list[str], kinds: list[str]) -> str:
    """Put stretches that run left to right, and what is between them, in order from the right."""
    pieces: list[str] = []
    end = len(units)
    # From the right, as the line is read; what was read last decides how numbers hold together.
    after_arabic = False
    barren = len(units)  # from here to where it was looked for last, there is nothing Latin
    while end > 0:
        kind = kinds[end - 1]
        start = None
        if end <= barren:
            start, barren = _start_of_latin(units, kinds, end)
        if start is None:
            start = _start_of_number(kinds, end, after_arabic=after_arabic)
        else:
            after_arabic = False
        if start is None:
            start = end - 1
            if kind in _RTL:
                after_arabic = kind == "AL"
            pieces.append(units[start].translate(_MIRRORS))
        else:
            pieces.append("".join(units[start:end]))
        end = start
    return "".join(pieces)


def _start_of_latin(units: list[str], kinds: list[str], end: int) -> tuple[int | None, int]:
    """Return where a stretch from left to right that ends at `end` starts, if there is one.

    The second offset is where it was looked for last.
    """
    if kinds[end - 1] not in ("L", "EN", "ET"):
        return None, end
    if kinds[end - 1] == "ET" and (end < 2 or kinds[end - 2] not in ("EN", "ET")):
        return None, end
    first = None
    for place in range(end - 1, -1, -1):
        if kinds[place] == "L":
            first = place
        elif kinds[place] in ("R", "AL", "AN"):
            return first, place if first is None else first
        elif first is None and kinds[place] != "EN" and units[place] not in _BEFORE_ITS_NUMBER:
            return None, place
    return first, 0 if first is None else first


def _start_of_number(kinds: list[str], end: int, *, after_arabic: bool) -> int | None:
    """Return where a number that ends at `end` starts; behind Arabic fewer signs belong to it."""
    digits = ("EN", "AN")
    joining = {"CS"} if after_arabic else {"CS", "ES"}
    place = end
    if not after_arabic:
        while place > max(0, end - _MOST_SIGNS) and kinds[place - 1] == "ET":
            place -= 1
    if place == 0 or kinds[place - 1] not in digits:
        return None
    while place > 0:
        is_joined = place > 1 and kinds[place - 1] in joining and kinds[place - 2] == kinds[place]
        if is_joined or kinds[place - 1] in digits:
            place -= 1
        else:
            break
    if not after_arabic:
        while place > 0 and kinds[place - 1] == "ET":
            place -= 1
    return place
