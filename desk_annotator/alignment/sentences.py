"""Where sentences end, in lines of any length."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from desk_annotator.alignment.looks import Check
from desk_annotator.alignment.shares import Tell, silent

_log = logging.getLogger(__name__)

Detector = Callable[[str], Sequence[int]]
"""Takes one line; gives the offsets at which its sentences end (code points, rising)."""

LONG_LINE = 25_000
"""Code points of a line that are looked at together: some 30 milliseconds of work."""


def ends_in_line(
    characters: str,
    start: int,
    end: int,
    detector: Detector,
    check: Check,
    tell: Tell = silent,
) -> Iterator[int]:
    """Give the offsets in a text at which sentences of its line [start, end) end, rising.

    A line longer than `LONG_LINE` is handed to the detector in pieces, cut where a sentence ends
    for sure or, failing that, at white space, which is then no end. The ends of the line itself
    are left out. `check` is called before each piece, `tell` told the share done after each.
    """
    first, size_of_line = start, end - start
    while start < end:
        check()
        cut, is_end = (end, False) if end - start <= LONG_LINE else _cut(characters, start)
        piece = characters[start:cut]
        # The detector takes the end of what it is given for one, white space after it apart.
        size = len(piece) if is_end or cut == end else len(piece.rstrip())
        yield from (start + place for place in detector(piece) if 0 < place < size)
        if is_end:
            yield cut
        start = cut
        tell((start - first) / size_of_line)


def _cut(characters: str, start: int) -> tuple[int, bool]:
    """Return where a long line is cut, and whether a sentence ends there."""
    half, limit = start + LONG_LINE // 2, start + LONG_LINE
    ends = [start + end for end in sentence_ends(characters[start:limit])]
    # What ends where the piece ends may be cut in two by the limit.
    sure = [end for end in ends if half <= end < limit]
    if sure:
        even = [end for end in sure if _is_even(characters[start:end])]
        return (even or sure)[-1], True
    return place_near(characters, half, limit), False


def _is_even(piece: str) -> bool:
    """Tell whether no quotation and no bracket is left open, as far as can be counted."""
    return not piece.count('"') % 2 and all(
        piece.count(opened) == piece.count(closed) for opened, closed in ("()", "[]", "“”", "«»")
    )


def place_near(characters: str, first: int, limit: int) -> int:
    """Return a place from `first` to `limit` (code points) at which a text may be cut.

    That is the last one behind white space, or if there is none (a script without spaces) the
    last one before a character that can stand alone.
    """
    for place in range(limit, first, -1):
        if characters[place - 1].isspace():
            return place
    for place in range(limit, first, -1):
        if unicodedata.category(characters[place])[0] not in "MC" and (
            unicodedata.category(characters[place - 1]) != "Cf"
        ):
            return place
    return limit


@lru_cache(maxsize=8)
def sentence_detector(language: str) -> Detector:
    """Return what finds the ends of sentences in a line of `language` (BCP 47)."""
    try:
        from yasbd import BoundaryDetector, YasbdError  # noqa: PLC0415
    except ImportError:
        _log.info("yasbd-lib is not installed: sentences are cut by a rule of thumb")
        return sentence_ends
    try:
        known = BoundaryDetector(language.partition("-")[0] or "en")
    except YasbdError:
        return sentence_ends

    def ends(line: str) -> Sequence[int]:
        try:
            # The detector passes over stops that the rule of thumb finds (in long lines, before
            # marks of direction), and the other way round.
            found = {*known.detect(line), *sentence_ends(line)}
        except (YasbdError, ValueError, IndexError, RecursionError):
            _log.warning("the sentence detector failed on a line; a rule of thumb is used")
            return sentence_ends(line)
        return sorted(found)

    return ends


_END = re.compile("[.!?؟。…۔]+[\"'”’»)\\]\u200f\u200e]*(?=\\s)")
_ABBREVIATION = re.compile(
    "(?:\\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|No|vs|etc|e\\.g|i\\.e|[A-Z])|"
    "(?<!\\w)(?:د|أ|ص|م|ج|أ\\.د|ا))$"
)
_LONGEST_ABBREVIATION = 4


def sentence_ends(line: str) -> Sequence[int]:
    """Find the ends of sentences in a line by a rule of thumb, in any language (code points)."""
    ends: list[int] = []
    for found in _END.finditer(line):
        start = found.start()
        if found.group().startswith(".") and _ABBREVIATION.search(
            line, max(start - _LONGEST_ABBREVIATION, 0), start
        ):
            continue
        end = found.end()
        while end < len(line) and line[end].isspace():
            end += 1
        if found.group() == "." and line[end : end + 1].islower():
            continue
        ends.append(end)
    return ends
