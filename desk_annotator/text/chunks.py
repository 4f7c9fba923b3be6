"""Cuts a text into chunks: pieces that a pane lays out together. Display only.

A paragraph is a chunk. A long paragraph is cut further, but only where the bidirectional
algorithm (UAX #9) gives every character the same direction with the cut as without it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from desk_annotator.core.text import Direction
from desk_annotator.text.late_pattern import late_pattern

_STRONG = r"[\p{bc=L}\p{bc=R}\p{bc=AL}]"
# What may stand between the last strong character and a cut: no digit, since its direction
# hangs on what is before it, and no end of an embedding, since the strong character before it
# stands on another level.
_NEUTRAL = r"[^\p{bc=L}\p{bc=R}\p{bc=AL}\p{bc=EN}\p{bc=AN}\u202c\u2069]"
_OWN = {Direction.LTR: r"\p{bc=L}", Direction.RTL: r"[\p{bc=R}\p{bc=AL}]"}
_SPACE = r"[^\S\u00a0\u202f\u2007]"
_NEXT = rf"(?=(?!\p{{M}}){_STRONG})"
_ENDS = (
    rf"(?:[.!?\u061f\u06d4\u2026]{_NEUTRAL}*{_SPACE}|[\u3002\uff01\uff1f]{_NEUTRAL}*)",
    rf"(?:[,;:\u060c\u061b\u2014]{_NEUTRAL}*{_SPACE}|[\u3001\uff0c\uff1b]{_NEUTRAL}*)",
    _SPACE,
)
_BEFORE = {
    direction: tuple(late_pattern(rf"(?rV1){own}{_NEUTRAL}*{end}{_NEXT}") for end in _ENDS)
    for direction, own in _OWN.items()
}
_AFTER = {
    direction: late_pattern(rf"(?V1){own}{_NEUTRAL}*{_SPACE}{_NEXT}")
    for direction, own in _OWN.items()
}
# Every safe place lies behind one of these; where there is none, nothing needs to be tried.
_STOP = re.compile("[\\s\u3001\u3002\uff01\uff0c\uff1b\uff1f]")
_ANY_SPACE = late_pattern(rf"(?V1){_SPACE}(?![\s\p{{M}}\u200d\ufeff])")
_GRAPHEME = late_pattern(r"(?V1)\X")

# The paired brackets of UAX #9, BD16: opening and closing alternate.
_BRACKETS = (
    "()[]{}\u0f3a\u0f3b\u0f3c\u0f3d\u169b\u169c\u2045\u2046\u207d\u207e\u208d\u208e"
    "\u2308\u2309\u230a\u230b\u2329\u232a"
    + "".join(map(chr, range(0x2768, 0x2776)))
    + "\u27c5\u27c6"
    + "".join(map(chr, range(0x27E6, 0x27F0)))
    + "".join(map(chr, range(0x2983, 0x2999)))
    + "\u29d8\u29d9\u29da\u29db\u29fc\u29fd"
    + "".join(map(chr, range(0x2E22, 0x2E2A)))
    + "".join(map(chr, range(0x2E55, 0x2E5D)))
    + "".join(map(chr, range(0x3008, 0x3012)))
    + "".join(map(chr, range(0x3014, 0x301C)))
    + "".join(map(chr, range(0xFE59, 0xFE5F)))
    + "\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff5f\uff60\uff62\uff63"
)
_CANONICAL = {"\u2329": "\u3008", "\u232a": "\u3009"}
_OPENER = {
    _CANONICAL.get(close, close): _CANONICAL.get(opening, opening)
    for opening, close in zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True)
}
_OPENING = frozenset(_OPENER.values())
_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"
_POP_ISOLATE = "\u2069"
_SIGN = re.compile(
    "[" + re.escape(_BRACKETS) + _EMBEDDINGS + _ISOLATES + _POP_EMBEDDING + _POP_ISOLATE + "]"
)


def chunks(text: str, direction: Direction, limit: int = 2000) -> array[int]:
    """Return where the chunks start, in code points, followed by the length of the text.

    Chunk `i` is ``text[bounds[i]:bounds[i + 1]]``; there is always at least one, and together
    they are the text. A paragraph keeps its line feed at its end; a text that ends with one
    has an empty last chunk. A paragraph longer than `limit` is cut at a safe place of
    `paragraph_cuts`.
    """
    bounds = array("q", (0,))
    append = bounds.append
    start = 0
    find = text.find
    while (line_end := find("\n", start)) >= 0:
        if line_end - start > limit:
            bounds.extend(paragraph_cuts(text, start, line_end, direction, limit))
        start = line_end + 1
        append(start)
    if len(text) - start > limit:
        bounds.extend(paragraph_cuts(text, start, len(text), direction, limit))
    append(len(text))
    return bounds


def paragraph_cuts(
    text: str,
    start: int,
    end: int,
    direction: Direction,
    limit: int = 2000,
    hard_limit: int | None = None,
) -> Iterator[int]:
    """Yield places (code points) at which the paragraph ``[start, end)`` is cut, in order.

    Preferred are ends of sentences, then of clauses, then white space, as late as possible
    in the second half of `limit`; if none of them is safe, the next one that is. If there is
    none within `hard_limit` (four times `limit`) characters and the paragraph goes on, the cut
    is made at white space, or between two graphemes, all the same: no chunk may grow without
    bound.
    """
    if hard_limit is None:
        hard_limit = 4 * limit
    starts, ends = _closed_stretches(text, start, end)
    place = start
    barren = start
    """No safe place lies before this one: what was searched in vain is not searched again."""
    while end - place > limit:
        high = place + limit
        safe = None
        if high > barren:
            low = max(place + limit // 2, barren)
            safe = _last_safe(text, low, high, direction, starts, ends)
        if safe is None:
            bound = min(place + hard_limit, end)
            low = max(high, barren)
            if low < bound:
                safe = _next_safe(text, low, bound, direction, starts, ends)
                if safe is None:
                    barren = bound
            if safe is None and bound == end:
                return
        place = safe if safe is not None else _forced(text, high, min(place + hard_limit, end))
        if place >= end:
            return
        yield place


def _last_safe(
    text: str,
    low: int,
    high: int,
    direction: Direction,
    starts: array[int],
    ends: array[int],
) -> int | None:
    if _STOP.search(text, low, high) is None:
        return None
    for pattern in _BEFORE[direction]:
        bound = high
        while (match := pattern.search(text, low, bound + 1)) is not None:
            place: int = match.end()
            closed = _closed_from(place, starts, ends)
            if closed is None:
                return place
            bound = closed[0]
            if bound <= low:
                return None
    return None


def _next_safe(
    text: str,
    low: int,
    bound: int,
    direction: Direction,
    starts: array[int],
    ends: array[int],
) -> int | None:
    if _STOP.search(text, low, bound) is None:
        return None
    pattern = _AFTER[direction]
    while low < bound and (match := pattern.search(text, low, bound)) is not None:
        place: int = match.end()
        closed = _closed_from(place, starts, ends)
        if closed is None:
            return place
        low = closed[1]
    return None


def _forced(text: str, low: int, high: int) -> int:
    match = _ANY_SPACE.search(text, low, high)
    if match is not None:
        space: int = match.end()
        return space
    # Graphemes are short, so a few characters before the place are enough to fall into step.
    for grapheme in _GRAPHEME.finditer(text, max(0, low - 200)):
        boundary: int = grapheme.end()
        if boundary >= low and not text.startswith("\ufeff", boundary):
            return boundary
    return len(text)


def _closed_from(place: int, starts: array[int], ends: array[int]) -> tuple[int, int] | None:
    """Return the stretch in which a cut at `place` would not be safe, if there is one."""
    index = bisect_left(starts, place) - 1
    if index >= 0 and place <= ends[index]:
        return starts[index], ends[index]
    return None


def _closed_stretches(text: str, start: int, end: int) -> tuple[array[int], array[int]]:
    """Return sorted, disjoint stretches: starts and ends; no cut with ``start < cut <= end``.

    They are pairs of brackets, and embeddings and isolates up to their end or, unclosed, to
    the end of the paragraph. A bracket without a partner is an ordinary character.
    """
    pairs = _Pairs()
    for match in _SIGN.finditer(text, start, end):
        pairs.take(match.group(), match.start())
    starts = array("q")
    ends = array("q")
    for first, last in pairs.closed_by(end):
        if ends and first <= ends[-1]:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return starts, ends


class _Brackets:
    """The brackets open in one isolate (or outside all), waiting for their partners."""

    __slots__ = ("_open", "_waiting")

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []
        self._waiting: dict[str, int] = {}

    def opening(self, sign: str, place: int) -> None:
        self._open.append((sign, place))
        self._waiting[sign] = self._waiting.get(sign, 0) + 1

    def partner_of(self, sign: str) -> int | None:
        """Return where the partner of a closing bracket stands; those inside stay unpaired."""
        partner = _OPENER[sign]
        if not self._waiting.get(partner, 0):
            return None
        while True:
            opening, place = self._open.pop()
            self._waiting[opening] -= 1
            if opening == partner:
                return place


class _Pairs:
    """Finds what belongs together while it is handed brackets and controls in order."""

    __slots__ = ("_brackets", "_controls", "_found", "_outer")

    def __init__(self) -> None:
        self._found: list[tuple[int, int]] = []
        self._brackets = _Brackets()
        self._outer: list[_Brackets] = []
        self._controls: list[tuple[str, int]] = []

    def take(self, sign: str, place: int) -> None:
        """Note the next bracket or control."""
        if sign in _ISOLATES or sign in _EMBEDDINGS:
            self._controls.append((sign, place))
            if sign in _ISOLATES:
                self._outer.append(self._brackets)
                self._brackets = _Brackets()
        elif sign == _POP_ISOLATE:
            self._end_isolate(place)
        elif sign == _POP_EMBEDDING:
            if self._controls and self._controls[-1][0] in _EMBEDDINGS:
                self._found.append((self._controls.pop()[1], place))
        else:
            sign = _CANONICAL.get(sign, sign)
            if sign in _OPENING:
                self._brackets.opening(sign, place)
            elif (partner := self._brackets.partner_of(sign)) is not None:
                self._found.append((partner, place))

    def _end_isolate(self, place: int) -> None:
        while self._outer and self._controls:
            opening, from_place = self._controls.pop()
            self._found.append((from_place, place))
            if opening in _ISOLATES:
                self._brackets = self._outer.pop()
                return

    def closed_by(self, end: int) -> list[tuple[int, int]]:
        """Return the stretches, sorted; what is still open ends with the paragraph."""
        return sorted([*self._found, *((place, end) for _, place in self._controls)])
