"""Where the words of a stretch of text stand: the places at which a phrase may begin and end."""

from __future__ import annotations

import regex

from desk_annotator.core.span import Span
from desk_annotator.text.words import snap_to_graphemes

_WORD = regex.compile(
    r"(?V1)[\p{L}\p{N}][\p{L}\p{N}\p{M}\u0640\u200c\u200d]*+"
    r"(?:(?:['’`\-](?=\p{L})|(?<=\p{N})[.,٫٬:/](?=\p{N}))[\p{L}\p{N}\p{M}\u0640\u200c\u200d]++)*+"
)
_STOP = regex.compile(r"[.!?؟;؛:\n]")


def word_spans(characters: str, span: Span) -> list[Span]:
    """Return the words in a stretch, in order, disjoint, each of whole graphemes (code points).

    Marks, tatweel, joiners and apostrophes inside a word belong to it; signs around it do not.
    Words that reach over an end of the stretch are cut there.
    """
    found: list[Span] = []
    for match in _WORD.finditer(characters, span.start, span.end):
        word = snap_to_graphemes(characters, Span(match.start(), match.end()))
        if found and word.start < found[-1].end:
            continue
        found.append(word)
    return found


def is_parted(characters: str, first: Span, second: Span) -> bool:
    """Tell whether a sentence or line ends between two words that follow each other."""
    return _STOP.search(characters, first.end, max(first.end, second.start)) is not None
