"""The words of units in the form in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from desk_annotator.alignment.folding import (
    arabic_stem,
    digits,
    is_arabic,
    latin_stem,
    modern,
    word_key,
)
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.core.frozen import frozen

_WORD = re.compile(r"\d+(?:[.,٫٬]\d+)*|[^\W\d_]+(?:['’`][^\W\d_]+)*")

_COMMON_ENGLISH = (
    "a an the of to in on at by for from with and or but not is are was were be been being it its "
    "he she his her they them their you your we our us i me my this that these those as if so do "
    "does did have has had will would can could may shall should there which who whom what when "
    "then than into out up no nor all any o"
)
_COMMON_ARABIC = (
    "من في على عن إلى أن إن لا ما هو هي هم قد ثم أو و أي كل مع هذا هذه ذلك تلك التي الذي الذين "
    "كان كانت له لها به بها فيه فيها منه عليه عليهم إلا لم لن حتى بعد قبل إذا إذ يا أنه إنه هل "
    "نحن أنت"
)
COMMON = frozenset(_COMMON_ENGLISH.split()) | frozenset(map(word_key, _COMMON_ARABIC.split()))
"""Folded words too common to say anything by their presence."""


@frozen
class Word:
    """A word as compared: `key` folded, `stem` less its endings; `capital` if it is written so."""

    key: str
    stem: str
    capital: bool = False

    @property
    def is_number(self) -> bool:
        """True if it is written in digits."""
        return self.key[0].isdigit()


def words_of(piece: str) -> tuple[Word, ...]:
    """Return the words of a piece of text in order."""
    return tuple(_word(found) for found in _WORD.findall(modern(piece)))


@lru_cache(maxsize=1 << 17)
def _word(written: str) -> Word:
    if written[0].isdigit():
        key = digits(written).replace("٬", "").replace("٫", ".")
        key = re.sub(r",(?=\d{3}(?!\d))", "", key).rstrip(".,")
        return Word(key, key)
    key = word_key(written) or written.casefold()
    if is_arabic(written):
        return Word(key, arabic_stem(key))
    return Word(
        key, latin_stem(key.partition("'")[0].partition("’")[0] or key), written[0].isupper()
    )


def names_among(pieces: Sequence[Sequence[Word]], check: Check = go_on) -> frozenset[str]:
    """Return the keys of Latin words that are never written small, so are likely names."""
    capital: set[str] = set()
    small: set[str] = set()
    for piece in with_looks(pieces, check):
        for word in piece:
            (capital if word.capital else small).add(word.key)
    return frozenset(capital - small - COMMON)
