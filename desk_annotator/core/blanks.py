"""Which characters are no words: white space, punctuation and invisible controls."""

from __future__ import annotations

import unicodedata


class _Blanks(dict[str, bool]):
    """Says of a character whether it is white space, punctuation or an invisible control."""

    def __missing__(self, character: str) -> bool:
        blank = unicodedata.category(character)[0] in "ZPC"
        self[character] = blank
        return blank


BLANK = _Blanks()


def count_words_characters(characters: str) -> int:
    """Return how many characters are letters, marks, digits or symbols (not blank)."""
    return len(characters) - sum(map(BLANK.__getitem__, characters))
