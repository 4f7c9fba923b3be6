"""Tokens of a text for formats that count in them: words, single signs, runs of white space."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from desk_annotator.core.span import Span

# A word with its marks, joiners and tatweel; a run of white space; else one grapheme.
_TOKEN = regex.compile(r"(?V1)[\p{L}\p{N}\p{M}\p{Pc}\u200c\u200d]+|\s+|\X")


def tokens(characters: str, spans: Iterable[Span] = ()) -> list[Span]:
    """Return the tokens of a text, in order and without gaps, white space among them.

    Where one of `spans` begins or ends inside a token, it is cut in two. Offsets are code
    points.
    """
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    found: list[Span] = []
    next_edge = 0
    for match in _TOKEN.finditer(characters):
        start, end = match.span()
        while next_edge < len(edges) and edges[next_edge] <= start:
            next_edge += 1
        while next_edge < len(edges) and edges[next_edge] < end:
            found.append(Span(start, edges[next_edge]))
            start = edges[next_edge]
            next_edge += 1
        found.append(Span(start, end))
    return found


def words(characters: str) -> list[Span]:
    """Return the tokens of a text that are not white space."""
    return [span for span in tokens(characters) if not characters[span.start].isspace()]
