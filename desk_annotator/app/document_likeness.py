"""How alike two documents in two languages are, by their names and what they have in common."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from math import exp, log

from desk_annotator.core.frozen import frozen

_PART = re.compile(r"[^\W\d_]+|\d+")
_MARKER_WORDS = (
    "en eng english us gb uk ar ara arabic eg sa fr fra french de deu german es spa spanish he heb "
    "hebrew fa fas persian ur urd urdu ru rus russian tr tur turkish src source original orig "
    "tgt target trg translation translated trans mt ht text final txt الأصل المصدر الترجمة ترجمة "
    "عربي العربية عربية إنجليزي انجليزي إنجليزية انجليزية الإنجليزية الانجليزية"
)
_MARKERS = frozenset(_MARKER_WORDS.split())
"""What names of documents say of their language or side."""
_NUMBER = re.compile(r"\d{2,}(?:[.,٫٬:/]\d+)*")
_SIGNS_IN_NUMBERS = str.maketrans(dict.fromkeys(".,٫٬:/"))
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
_WEIGHTS = {"name": 0.45, "numbers": 0.3, "latin": 0.1, "length": 0.15}
_ENOUGH_NUMBERS = 3
"""With fewer of them, that numbers agree or not says less."""


@frozen
class DocumentTraits:
    """What of a document is compared: words and numbers of its name, and what is in it."""

    words: tuple[str, ...]
    name_numbers: tuple[int, ...]
    numbers: Counter[str]
    latin: frozenset[str]
    length: int


def traits_of(name: str, characters: str) -> DocumentTraits:
    """Return what is compared of a document with this name (a path below its folder)."""
    stem = name.rpartition(".")[0] or name
    parts = [part for part in _PART.findall(stem.casefold()) if part not in _MARKERS]
    return DocumentTraits(
        tuple(part for part in parts if not part.isdecimal()),
        tuple(int(part) for part in parts if part.isdecimal()),
        Counter(_plain(number) for number in _NUMBER.findall(characters)),
        frozenset(word.casefold() for word in _LATIN.findall(characters)),
        len(characters),
    )


def _plain(number: str) -> str:
    """Return a number in the digits 0 to 9, without the signs that part its digits."""
    return "".join(str(int(digit)) for digit in number.translate(_SIGNS_IN_NUMBERS))


def likeness(source: DocumentTraits, target: DocumentTraits) -> float:
    """Return how likely one document is the translation of the other, from 0 to 1."""
    found = {"name": _names(source, target), "length": _lengths(source, target)}
    weights = dict(_WEIGHTS)
    counted = min(source.numbers.total(), target.numbers.total())
    if source.numbers or target.numbers:
        common = (source.numbers & target.numbers).total()
        found["numbers"] = 2 * common / (source.numbers.total() + target.numbers.total())
        weights["numbers"] *= min(1, (1 + counted) / (1 + _ENOUGH_NUMBERS))
    # Names are kept in Latin letters in a text that is not in them: the shorter list tells.
    fewer = min(source.latin, target.latin, key=len)
    if fewer:
        found["latin"] = len(source.latin & target.latin) / len(fewer)
    total = sum(weights[trait] for trait in found)
    return sum(weights[trait] * value for trait, value in found.items()) / total


def _names(source: DocumentTraits, target: DocumentTraits) -> float:
    if (source.words, source.name_numbers) == (target.words, target.name_numbers):
        return 1.0
    words = SequenceMatcher(None, " ".join(source.words), " ".join(target.words)).ratio()
    if not source.name_numbers and not target.name_numbers:
        return 0.8 * words
    numbers = float(source.name_numbers == target.name_numbers)
    return 0.4 * words + 0.4 * numbers


def _lengths(source: DocumentTraits, target: DocumentTraits) -> float:
    """Return 1 for lengths as translations have them, less the more they differ."""
    apart = log((source.length + 20) / (target.length + 20))
    return exp(-((apart / 0.5) ** 2))
