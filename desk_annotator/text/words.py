"""Words and graphemes by UAX #29, found near an offset without walking the whole text.

A boundary depends only on the characters around it, so each search starts at the nearest
place before the offset that is a boundary whatever comes before: its cost grows with the
word or grapheme there, not with the text. All offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from desk_annotator.core.span import Span
from desk_annotator.text.late_pattern import late_pattern

# Letters and digits that never extend, prepend or join anything: between two of these, or
# one of these and a space or line feed, a grapheme always ends.
_PLAIN = r"A-Za-z0-9\u00c0-\u02af\u0391-\u03c9\u0410-\u044f\u05d0-\u05ea\u0620-\u064a\u0660-\u0669"
_SINGLE = rf"\n ,.()\"{_PLAIN}\p{{Han}}\p{{Hiragana}}\u0e01-\u0e30"
_GRAPHEME = late_pattern(r"(?V1)\X")
_WORD_EDGE = late_pattern(r"(?wV1)\b")
_SURE_GRAPHEME = late_pattern(rf"(?rV1)(?<=[{_SINGLE}])[{_SINGLE}]")
_SURE_WORD = late_pattern(
    rf"(?rV1)(?<=[ \n])[{_PLAIN}]|(?<=\n)[{_SINGLE}]|(?<=[\p{{Han}}])[\p{{Han}}]"
)
# The same for single look-ups, which are asked for each hit of a search: a mark may end a
# grapheme, it cannot start one.
_APART = frozenset(
    "\n"
    + "".join(
        chr(code)
        for first, last in (
            (0x20, 0x7E),
            (0xA0, 0xA8),
            (0xC0, 0x2AF),
            (0x620, 0x64A),
            (0x660, 0x66D),
        )
        for code in range(first, last + 1)
    )
)
_BEFORE_APART = _APART | {chr(code) for code in (*range(0x300, 0x370), *range(0x64B, 0x660))}
_MARK = r"[\u0610-\u061a\u0640\u064b-\u065f\u0670]*+"
_ALEF = "[اٱ]"
_PROCLITICS = late_pattern(
    "(?V1)(?:"
    # With the article: وال بال فال كال لل ولل and the article alone; two letters are left.
    rf"(?:[وف]{_MARK})?(?:(?:[بك]{_MARK})?{_ALEF}{_MARK}ل{_MARK}|ل{_MARK}ل{_MARK})"
    rf"(?=(?:\p{{L}}{_MARK}){{2}})"
    # Without it a first letter is as likely part of the word: more must be left.
    rf"|[وف]{_MARK}[بكل]{_MARK}(?=(?:\p{{L}}{_MARK}){{4}})"
    rf"|و{_MARK}(?=(?:\p{{L}}{_MARK}){{3}})"
    rf"|[فبكل]{_MARK}(?=(?:\p{{L}}{_MARK}){{4}})"
    ")"
)


def is_grapheme_boundary(characters: str, offset: int) -> bool:
    """True if no grapheme is torn apart at `offset` in ``[0, len]``."""
    if offset <= 0 or offset >= len(characters):
        return True
    if characters[offset] in _APART and characters[offset - 1] in _BEFORE_APART:
        return True
    return _grapheme_at(characters, offset).start == offset


def _grapheme_at(characters: str, offset: int) -> Span:
    """Return the grapheme that holds the character at `offset` in ``[0, len)``."""
    sure = _SURE_GRAPHEME.search(characters, 0, offset + 1)
    for match in _GRAPHEME.finditer(characters, sure.start() if sure else 0):
        if match.end() > offset:
            return Span(match.start(), match.end())
    message = f"offset {offset} outside [0, {len(characters)})"
    raise ValueError(message)


def next_grapheme(characters: str, offset: int) -> int:
    """Return the first grapheme boundary behind `offset`, or the length of the text."""
    if offset >= len(characters):
        return len(characters)
    return _grapheme_at(characters, max(0, offset)).end


def previous_grapheme(characters: str, offset: int) -> int:
    """Return the last grapheme boundary before `offset`, or 0."""
    if offset <= 0:
        return 0
    return _grapheme_at(characters, min(offset, len(characters)) - 1).start


def snap_to_graphemes(characters: str, span: Span) -> Span:
    """Return the smallest span of whole graphemes that covers `span`.

    A caret inside a grapheme moves to its start. Ends behind the text come back to its end.
    """
    start = min(span.start, len(characters))
    end = min(span.end, len(characters))
    if not is_grapheme_boundary(characters, start):
        start = _grapheme_at(characters, start).start
    if span.is_caret:
        return Span(start, start)
    if not is_grapheme_boundary(characters, end):
        end = _grapheme_at(characters, end).end
    return Span(start, end)


def _segments(characters: str, offset: int) -> Iterator[Span]:
    """Give the stretches between word boundaries from a sure one at or before `offset` on."""
    sure = _SURE_WORD.search(characters, 0, offset + 1)
    start = sure.start() if sure else 0
    for match in _WORD_EDGE.finditer(characters, start):
        # A word boundary may, rarely, tear a grapheme; then it is none.
        if match.start() > start and is_grapheme_boundary(characters, match.start()):
            yield Span(start, match.start())
            start = match.start()
    if start < len(characters):
        yield Span(start, len(characters))


def _segments_before(characters: str, offset: int) -> list[Span]:
    """Return the stretches from a sure boundary up to the one that holds ``offset - 1``."""
    stretches = _segments(characters, offset - 1)
    return list(takewhile(lambda span: span.start < offset, stretches))


def _segment_at(characters: str, offset: int) -> Span:
    """Return the stretch between word boundaries that holds `offset` in ``[0, len)``."""
    return next(span for span in _segments(characters, offset) if span.end > offset)


def word_at(characters: str, offset: int, *, without_proclitics: bool = False) -> Span:
    """Return the word, or the run of white space or sign, that holds the character at `offset`.

    Behind the last character it is the last word. Empty only in an empty text. With
    `without_proclitics`, what is likely و ف ب ك ل ال (or several) before an Arabic word is
    left out; an offset inside it gives the proclitics themselves. It is a guess from the
    letters alone: a short word is kept whole.
    """
    if not characters:
        return Span(0, 0)
    offset = min(max(0, offset), len(characters) - 1)
    span = _segment_at(characters, offset)
    if not without_proclitics:
        return span
    clitics = _PROCLITICS.match(characters, span.start, span.end)
    if clitics is None:
        return span
    stem = clitics.end()
    if not is_grapheme_boundary(characters, stem):
        return span
    return Span(stem, span.end) if offset >= stem else Span(span.start, stem)


def next_word(characters: str, offset: int) -> int:
    """Return where the next word or run of signs starts behind `offset`, or the text's length."""
    place = max(0, offset)
    signs = False
    for span in _segments(characters, place):
        if span.end <= place:
            continue
        sign = _is_sign(characters, span)
        white = characters[span.start].isspace()
        if span.start > place and not white and not (sign and signs):
            return span.start
        signs = sign
    return len(characters)


def previous_word(characters: str, offset: int) -> int:
    """Return where the last word or run of signs starts before `offset`, or 0."""
    place = min(offset, len(characters))
    signs: int | None = None
    while place > 0:
        before = _segments_before(characters, place)
        for span in reversed(before):
            if _is_sign(characters, span):
                signs = span.start
            elif signs is not None:
                return signs
            elif not characters[span.start].isspace():
                return span.start
        place = before[0].start
    return 0


def _is_sign(characters: str, span: Span) -> bool:
    """True for a stretch that is neither white space nor holds a letter or digit."""
    stretch = characters[span.start : span.end]
    return not stretch[0].isspace() and not any(one.isalnum() for one in stretch)


def trim(characters: str, span: Span) -> Span:
    """Return `span` without white space at its ends; one of white space alone is kept.

    White space that carries a combining mark is not white space to a reader, and stays.
    """
    quote = characters[span.start : span.end]
    bare = quote.strip()
    if not bare:
        return span
    start = span.start + len(quote) - len(quote.lstrip())
    end = start + len(bare)
    snapped = snap_to_graphemes(characters, Span(start, end))
    return Span(max(span.start, snapped.start), min(span.end, snapped.end))


def snap_to_words(characters: str, span: Span) -> Span:
    """Return `span` without outer white space, grown to whole words and graphemes.

    One of white space alone is only grown to whole graphemes. A caret stays a caret.
    """
    if span.is_caret:
        return snap_to_graphemes(characters, span)
    span = snap_to_graphemes(characters, trim(characters, span))
    if span.is_caret or not characters[span.start : span.end].strip():
        return span
    start = _segment_at(characters, span.start).start
    end = _segment_at(characters, span.end - 1).end
    return Span(start, end)
