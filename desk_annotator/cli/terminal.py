"""Text for a terminal: nothing in it may steer the terminal, and it is broken to a width."""

from __future__ import annotations

import unicodedata

_TAB = 4
"""Columns of a tab."""


def plain(text: str) -> str:
    """Return `text` with every control character made visible.

    Texts come from anywhere, and an escape sequence in one could retitle, recolour or clear
    the terminal. Controls become their pictures (U+2400 on), or U+FFFD; a line feed becomes ⏎
    and a tab ⇥. Bidirectional controls stay: they belong to the text.
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or not _steers(letter) else _picture(letter)
        for letter in text
    )


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs")


def _picture(letter: str) -> str:
    if letter == "\n":
        return "⏎"
    if letter == "\t":
        return "⇥"
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def width(text: str) -> int:
    """Return how many cells a terminal gives a text: two for wide letters, none for marks."""
    cells = 0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        cells += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
    return cells


def wrapped(line: str, limit: int) -> list[str]:
    """Return a line, in logical order, broken at spaces into lines of at most `limit` cells.

    A word that is longer than that is cut. An empty line stays one empty line.
    """
    lines: list[str] = []
    current: list[str] = []
    used = 0
    for word in line.replace("\t", " " * _TAB).split(" "):
        rest = word
        cells = width(rest)
        if current and used + 1 + cells > limit:
            lines.append(" ".join(current))
            current, used = [], 0
        while cells > limit:
            head = _head(rest, limit)
            lines.append(head)
            rest = rest[len(head) :]
            cells = width(rest)
        used += cells + (1 if current else 0)
        current.append(rest)
    lines.append(" ".join(current))
    return lines


def _head(word: str, limit: int) -> str:
    used = 0
    for place, letter in enumerate(word):
        used += width(letter)
        if used > limit:
            return word[: max(place, 1)]
    return word
