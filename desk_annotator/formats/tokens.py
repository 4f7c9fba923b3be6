"""Tokens of a text for formats that count in them: words, single signs, runs of white space."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import regex

from desk_annotator.core.span import Span
from desk_annotator.formats.short_calls import sorted_offsets
from desk_annotator.formats.work_progress import Progress

# A word with its marks, joiners and tatweel; a run of white space; else one grapheme.
_TOKEN = regex.compile(r"(?V1)[\p{L}\p{N}\p{M}\p{Pc}\u200c\u200d]+|\s+|\X")
_LOOK = 1 << 12
"""Words between two looks."""


def token_cuts(characters: str, spans: Iterable[Span], look: Progress) -> array[int]:
    """Return where the tokens of a text begin, white space among them, and its length.

    They are in order and without gaps: each ends where the next one begins. Where one of `spans`
    begins or ends inside a token, it is cut in two. Offsets are code points. `look` hears
    (done, total) now and then, and what it raises goes through.
    """
    edges = sorted_offsets(edge for span in spans for edge in (span.start, span.end))
    found = array("I")
    next_edge = 0
    for match in _TOKEN.finditer(characters):
        start, end = match.span()
        while next_edge < len(edges) and edges[next_edge] <= start:
            next_edge += 1
        found.append(start)
        while next_edge < len(edges) and edges[next_edge] < end:
            found.append(edges[next_edge])
            next_edge += 1
        if len(found) % _LOOK == 0:
            look(start, len(characters))
    found.append(len(characters))
    return found


class Words:
    """The words of a text by their number, without a line end in any of them.

    A long text has millions: they are held as plain numbers. Offsets are code points of the
    whole text. `look` hears (done, total) now and then, and what it raises goes through.
    """

    __slots__ = ("ends", "firsts", "starts")

    def __init__(self, characters: str, look: Progress) -> None:
        self.starts = array("I")
        self.ends = array("I")
        self.firsts = array("I", [0])
        """The number of the first word of each line that has any, and the number of all words."""
        line = 0
        while line <= len(characters):
            end = characters.find("\n", line)
            if end < 0:
                end = len(characters)
            for match in _TOKEN.finditer(characters, line, end):
                start = match.start()
                if not characters[start].isspace():
                    self.starts.append(start)
                    self.ends.append(match.end())
                    if len(self.starts) % _LOOK == 0:
                        look(start, len(characters))
            if len(self.starts) > self.firsts[-1]:
                self.firsts.append(len(self.starts))
            line = end + 1
        look(len(characters), len(characters))

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.starts)

    def touched(self, span: Span) -> range:
        """Return the numbers of the words that share a character with a span."""
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))
