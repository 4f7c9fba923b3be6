"""Keeps user data whole inside a sentence of the window: isolates, and quotes on one line.

What these functions return is for showing only; it is never stored, compared or copied.
"""

from __future__ import annotations

import re

from desk_annotator.core.text import Direction
from desk_annotator.text.words import previous_grapheme

LRI = "\u2066"
RLI = "\u2067"
FSI = "\u2068"
PDI = "\u2069"

_ISOLATES = re.compile("[\u2066-\u2069]")
_OPENERS = {None: FSI, Direction.LTR: LRI, Direction.RTL: RLI}
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_PARAGRAPH_END = re.compile("([\n\r\x1c-\x1e\x85\u2029]+)")


def isolate(text: str, direction: Direction | None = None) -> str:
    """Return `text` isolated from what surrounds it: in `direction`, or by its first letter.

    Isolates inside it are closed, and strays that would close ours are left out. Each line is
    isolated for itself, since an isolate ends with its paragraph.
    """
    opener = _OPENERS[direction]
    return "".join(
        piece if place % 2 else f"{opener}{_balanced(piece)}{PDI}"
        for place, piece in enumerate(_PARAGRAPH_END.split(text))
        if piece
    )


def _balanced(line: str) -> str:
    if not _ISOLATES.search(line):
        return line
    kept: list[str] = []
    depth = 0
    for character in line:
        if character == PDI:
            if not depth:
                continue
            depth -= 1
        elif character in {LRI, RLI, FSI}:
            depth += 1
        kept.append(character)
    return "".join(kept) + PDI * depth


def isolate_name(name: str) -> str:
    """Return a file name, path, number or code isolated left to right.

    By its first letter an Arabic file name would have its extension moved to the wrong end.
    """
    return isolate(name, Direction.LTR)


def strip_isolates(text: str) -> str:
    """Return `text` without isolates (U+2066 to U+2069)."""
    return _ISOLATES.sub("", text)


def one_line(quote: str, limit: int = 80) -> str:
    """Return a quote for a list: line ends as ⏎, tabs as ⇥, at most `limit` code points.

    What is too long is cut between two graphemes and ends in “…”. Raises ValueError for a
    limit below 1.
    """
    if limit < 1:
        message = f"no room for a quote: {limit}"
        raise ValueError(message)
    # A line end is at most two characters of the text, so this much is always enough.
    shown = _LINE_END.sub("⏎", quote[: 2 * limit + 2]).replace("\t", "⇥")
    if len(shown) <= limit and len(quote) <= 2 * limit + 2:
        return shown
    # One more character is left in place, so that the cut knows what it would tear apart.
    cut = previous_grapheme(shown[: limit + 1], limit)
    return shown[:cut] + "…"
