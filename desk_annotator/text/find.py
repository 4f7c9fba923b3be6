"""Finds what the user looks for, with the offsets of the text as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Span
from desk_annotator.text.folding import MARKS, exact_pattern, tolerant_pattern
from desk_annotator.text.words import snap_to_graphemes

STEP_SECONDS = 1.0
"""How long a user's pattern may work on one stretch of the text before it is given up."""

if TYPE_CHECKING:
    import regex


STRETCH = 1 << 16
"""Code points searched in one step."""
_MARGIN = 1 << 12
_REPEATS = 50_000
_LONGEST_PATTERN = 5_000
"""Characters of the longest regular expression."""


class FindError(DeskAnnotatorError):
    """A search cannot be made as asked; the text and the project are untouched."""


@frozen(kw_only=True)
class Query:
    """What to look for and how.

    `regex`: `pattern` is a regular expression (``^`` and ``$`` at line ends), and `fold` has
    no effect. `fold`: forms of a letter, harakat, tatweel, digits, quotes, accents and white
    space count as equal. `case`: capitals must match. `whole_word`: no letter or digit next to
    the hit. `proclitics`: with `whole_word`, و ف ب ك ل ال (or several) may precede it; the hit
    is the word without them.
    """

    pattern: str
    whole_word: bool = False
    regex: bool = False
    fold: bool = False
    case: bool = False
    proclitics: bool = False


def check_query(query: Query) -> None:
    """Raise FindError if the pattern cannot be used, so that it can be said while typing."""
    if query.regex and query.pattern:
        _compiled(query)


def find_all(
    characters: str,
    query: Query,
    *,
    limit: int | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Span]:
    """Return the hits in order, disjoint, none empty, grown to whole graphemes.

    At most `limit` hits. When `cancelled` says so, what was found so far is returned. `progress`
    hears now and then which offset the search has come to. Raises FindError for a regular
    expression that cannot be read or takes too long.
    """
    steps = find_in_steps(characters, query, limit=limit)
    while True:
        try:
            found, reached = next(steps)
        except StopIteration as end:
            hits: list[Span] = end.value
            return hits
        if progress is not None:
            progress(reached)
        if cancelled is not None and cancelled():
            return found


def find_in_steps(
    characters: str, query: Query, *, limit: int | None = None
) -> Generator[tuple[list[Span], int], None, list[Span]]:
    """Search as `find_all` does; yield what was found after each stretch, and where that ends.

    Between two steps lie a few milliseconds.
    """
    hits: list[Span] = []
    if not query.pattern or limit == 0:
        return hits
    found = _by_pattern(characters, query) if query.regex else _by_letters(characters, query)
    for count, span in enumerate(found):
        if isinstance(span, int):
            yield hits, span
            continue
        if not count % 256:
            yield hits, span.start
        whole = snap_to_graphemes(characters, span)
        if hits and whole.start < hits[-1].end:
            continue  # A second code point of the grapheme that ends the last hit.
        hits.append(whole)
        if len(hits) == limit:
            break
    return hits


# A word's surroundings, for the first character before it and the first behind.
_JOINED = re.compile(rf"[\w{MARKS}]")
_MARK = rf"[{MARKS}\u0640]*+"
_TRAILING = re.compile(_MARK)
_PROCLITICS = re.compile(
    rf"(?:[وف]{_MARK})?(?:(?:[بكل]{_MARK})?(?:[اٱ]{_MARK}ل{_MARK})?|ل{_MARK}ل{_MARK})"
)
_LONGEST_PROCLITICS = 40
"""Code points looked at before a hit, marks among them."""


def _counts(characters: str, hit: Span, query: Query) -> bool:
    """True if the hit is a whole word, or need not be one."""
    if not query.whole_word:
        return True
    return _is_whole(characters, hit.start, hit.end, proclitics=query.proclitics)


def _is_whole(characters: str, start: int, end: int, *, proclitics: bool) -> bool:
    """True if the hit begins and ends where a word does, or right behind its proclitics."""
    if trailing := _TRAILING.match(characters, end):
        end = trailing.end()
    if end < len(characters) and _JOINED.match(characters, end):
        return False
    if not start or not _JOINED.match(characters, start - 1):
        return True
    if not proclitics:
        return False
    first = start
    while first and start - first <= _LONGEST_PROCLITICS and _JOINED.match(characters, first - 1):
        first -= 1
    return _PROCLITICS.fullmatch(characters, first, start) is not None


def _by_letters(characters: str, query: Query) -> Iterator[Span | int]:
    """Search stretch by stretch, and yield behind each where it ends.

    One search through a long text would keep all other threads waiting.
    """
    make = tolerant_pattern if query.fold else exact_pattern
    pattern = re.compile(make(query.pattern, case=query.case))
    place = 0
    length = len(characters)
    while place < length:
        stretch_end = _stretch_end(characters, place)
        # Any number of marks may stand between two letters.
        behind = _TRAILING.match(characters, min(length, stretch_end + _MARGIN))
        window = min(length, (behind.end() if behind else 0) + _MARGIN + 8 * len(query.pattern))
        while place < stretch_end:
            match = pattern.search(characters, place, window)
            if match is not None and window - match.end() < _MARGIN < length - window:
                match = pattern.search(characters, match.start())
            if match is None or match.start() >= stretch_end:
                break
            hit = Span(*match.span())
            if _counts(characters, hit, query):
                yield hit
                place = hit.end
            else:
                place = hit.start + 1
        place = max(place, stretch_end)
        yield place


_COUNTED = re.compile(r"(\)?)\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")


def _refuse_excess(pattern: str) -> None:
    """Refuse patterns whose counted repeats would be written out to fill the memory."""
    nested = 1
    single = 1
    for match in _COUNTED.finditer(pattern):
        digits = [part for part in (match.group(2), match.group(3)) if part]
        count = max((int(part[:9]) for part in digits), default=1)
        if match.group(1):
            nested *= max(1, count)
        else:
            single = max(single, count)
    if nested * single > _REPEATS or len(pattern) > _LONGEST_PATTERN:
        raise FindError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The regular expression is too long or repeats too often to be searched for. "
                "Use smaller numbers in braces.",
            )
        )


def _compiled(query: Query) -> regex.Pattern[str]:
    import regex  # noqa: PLC0415 - only those who search by patterns need it

    _refuse_excess(query.pattern)
    flags = regex.VERSION1 | regex.MULTILINE
    if not query.case:
        flags |= regex.IGNORECASE
    try:
        pattern = regex.compile(query.pattern, flags)
    except regex.error as error:
        raise FindError(
            QT_TRANSLATE_NOOP(
                "Errors", "The regular expression cannot be read: {reason} (character {place})."
            ),
            reason=getattr(error, "msg", str(error)),
            place=(getattr(error, "pos", None) or 0) + 1,
        ) from error
    except (RecursionError, OverflowError, MemoryError, ValueError, KeyError) as error:
        raise FindError(
            QT_TRANSLATE_NOOP("Errors", "The regular expression cannot be used as it is written.")
        ) from error
    if pattern.flags & regex.REVERSE:
        raise FindError(
            QT_TRANSLATE_NOOP("Errors", "A search from the end, (?r), cannot be used here.")
        )
    return pattern


def _by_pattern(characters: str, query: Query) -> Iterator[Span | int]:
    """Search stretch by stretch, so that none can take long; yield behind each where it ends."""
    pattern = _compiled(query)
    place = 0
    length = len(characters)
    while place < length:
        stretch_end = _stretch_end(characters, place)
        window = min(length, stretch_end + _MARGIN)
        while place < stretch_end:
            match = _search(pattern, characters, place, window)
            if match is not None and match.end() == window < length:
                # It may go on behind the window: look again without one.
                match = _search(pattern, characters, match.start(), length)
            if match is None or match.start() >= stretch_end:
                break
            hit = Span(*match.span())
            if hit.is_caret or not _counts(characters, hit, query):
                place = hit.start + 1
            else:
                yield hit
                place = hit.end
        place = max(place, stretch_end)
        yield place


def _stretch_end(characters: str, place: int) -> int:
    """Return where a stretch from `place` ends: behind a line if one ends in good time."""
    near = place + STRETCH
    if near >= len(characters):
        return len(characters)
    line_end = characters.find("\n", near, near + STRETCH)
    return near if line_end < 0 else line_end + 1


def _search(
    pattern: regex.Pattern[str], characters: str, place: int, end: int
) -> regex.Match[str] | None:
    try:
        return pattern.search(characters, place, end, timeout=STEP_SECONDS, concurrent=True)
    except (TimeoutError, MemoryError, RecursionError) as error:
        raise FindError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The regular expression takes too long on this text. Make it simpler: a repeat "
                "inside a repeat, such as (a+)+, is the usual reason.",
            )
        ) from error
