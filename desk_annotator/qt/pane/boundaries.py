"""Graphemes, words and sentences of a text, by UAX #29, found near one place.

Only the characters of a window around the place are looked at (code points, half-open), so
that a step costs the same in a long text as in a short one.
"""

from __future__ import annotations

import regex

from desk_annotator.alignment.segmentation import sentence_ends
from desk_annotator.core.span import Span

_GRAPHEME = regex.compile(r"\X", regex.VERSION1)
_WORD = regex.compile(r"\b", regex.VERSION1 | regex.WORD)
_WINDOW = 400


def _window(text: str, offset: int, reach: int = _WINDOW) -> tuple[int, int]:
    """Return a stretch around `offset` inside its paragraph that starts after white space."""
    low = max(text.rfind("\n", 0, offset) + 1, offset - reach)
    high = text.find("\n", offset, offset + reach)
    high = min(offset + reach, len(text)) if high < 0 else high
    if low > 0 and text[low - 1] != "\n":
        space = text.find(" ", low, offset - 1)
        if space >= 0:
            low = space
    return low, high


def next_grapheme(text: str, offset: int) -> int:
    """Return the end of the grapheme at `offset`; a line feed is one."""
    if offset >= len(text):
        return len(text)
    match = _GRAPHEME.match(text, offset)
    end: int = match.end() if match is not None else offset + 1
    return end


def previous_grapheme(text: str, offset: int) -> int:
    """Return the start of the grapheme before `offset`."""
    if offset <= 0:
        return 0
    if text[offset - 1] == "\n":
        return offset - 1
    low, _ = _window(text, offset)
    start = low
    for match in _GRAPHEME.finditer(text, low, offset):
        start = match.start()
    return start


def grapheme_at(text: str, offset: int) -> Span:
    """Return the grapheme that holds the character at `offset`."""
    if offset >= len(text):
        return Span(len(text), len(text))
    if text[offset] == "\n":
        return Span(offset, offset + 1)
    start = previous_grapheme(text, offset + 1)
    return Span(start, next_grapheme(text, start))


def word_at(text: str, offset: int) -> Span:
    """Return the word, or stretch of white space or punctuation, at the character `offset`."""
    if offset >= len(text) or text[offset] == "\n":
        return Span(min(offset, len(text)), min(offset + 1, len(text)))
    low, high = _window(text, offset)
    start = low
    for match in _WORD.finditer(text[low:high]):
        place = low + match.start()
        if place > offset:
            return Span(start, place)
        start = place
    return Span(start, high)


def next_word(text: str, offset: int) -> int:
    """Return the start of the next word after `offset`, at most the end of the paragraph."""
    if offset >= len(text):
        return len(text)
    if text[offset] == "\n":
        return offset + 1
    low, high = _window(text, offset)
    for match in _WORD.finditer(text[low:high]):
        place = low + match.start()
        if place > offset and (place == high or text[place].isalnum()):
            return place
    return high


def previous_word(text: str, offset: int) -> int:
    """Return the start of the word before `offset`, at least the start of the paragraph."""
    if offset <= 0:
        return 0
    if text[offset - 1] == "\n":
        return offset - 1
    low, high = _window(text, offset)
    found = low
    for match in _WORD.finditer(text[low:high]):
        place = low + match.start()
        if place >= offset:
            break
        if text[place].isalnum():
            found = place
    return found


def paragraph_at(text: str, offset: int) -> Span:
    """Return the paragraph around `offset`, without its line feed."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Span(start, len(text) if end < 0 else end)


def sentence_at(text: str, offset: int) -> Span:
    """Return the sentence around `offset`, without the white space after it."""
    whole = paragraph_at(text, offset)
    low, high = max(whole.start, offset - 4000), min(whole.end, offset + 4000)
    piece = text[low:high]
    start = low
    end = high
    for found in sentence_ends(piece):
        if low + found > offset:
            end = low + found
            break
        start = low + found
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without white space at its ends; white space alone stays as it is."""
    low, high = start, end
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return Span(low, high) if low < high else Span(start, end)


def snapped_to_words(text: str, start: int, end: int) -> Span:
    """Return the range widened to whole words, without white space at its ends."""
    if start >= end:
        return Span(start, start)
    return trimmed(text, word_at(text, start).start, word_at(text, end - 1).end)


def snapped_to_graphemes(text: str, start: int, end: int) -> Span:
    """Return the range widened to whole graphemes."""
    if start >= end:
        return Span(start, start)
    return Span(grapheme_at(text, start).start, grapheme_at(text, end - 1).end)
