"""Folded forms for comparing: never shown, never stored, never counted in offsets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIGITS = {
    **{0x660 + value: str(value) for value in range(10)},
    **{0x6F0 + value: str(value) for value in range(10)},
}
# Marks that change neither the word nor how it is looked up: harakat, Koranic signs, tatweel,
# bidi controls, joiners.
_SILENT = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u06d6-\u06ed\u08d3-\u08ff"
    "\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]"
)
_PLAIN = str.maketrans({"\u0671": "ا", "ٲ": "أ", "ٳ": "إ", "ی": "ي", "ک": "ك", "ھ": "ه"})
# Words that everybody writes without the alef that Koranic spelling hangs above the line.
_WITHOUT_ALEF = re.compile(
    "(ه)\u0670(?=[\u064b-\u065f]*(?:ذ|ؤ))|(ذ)\u0670(?=ل|\\b)|(ل)\u0670(?=كن|ه|ك)|(م)\u0670(?=ن\\b)"
)
_LETTER_FORMS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": ""}
)


def modern(characters: str) -> str:
    """Return Arabic as a newspaper spells it: no harakat, no tatweel, no Koranic spelling.

    What is not Arabic stays as it is. The result is for comparing and for the sentence
    encoder: it is not of the same length.
    """
    text = characters.translate(_PLAIN)
    if "\u0670" in text:
        text = _SILENT.sub("", text)
        text = re.sub("[وى]\u0670", "ا", re.sub("ى\u0670(?!\\w)", "ى", text))
        text = _WITHOUT_ALEF.sub(lambda found: found.group(found.lastindex or 0), text)
        text = text.replace("\u0670", "ا").replace("ءا", "آ")
    return _SILENT.sub("", text)


def digits(characters: str) -> str:
    """Return the characters with Arabic-Indic and Persian digits as European ones."""
    return characters.translate(_DIGITS)


@lru_cache(maxsize=1 << 16)
def word_key(word: str) -> str:
    """Return the form under which a word is looked up, in either script.

    Arabic loses its marks and the differences between alefs, yas, hamzas and ta marbuta; Latin
    loses case and accents.
    """
    if word.isascii():
        return word.casefold()
    folded = modern(word).translate(_LETTER_FORMS)
    decomposed = unicodedata.normalize("NFKD", folded)
    kept = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return digits(kept).casefold()


_PREFIXES = ("وبال", "فبال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال")
_SINGLE_PREFIXES = "وفبكلس"
_SUFFIXES = (
    "هما",
    "كما",
    "هم",
    "هن",
    "كم",
    "نا",
    "ها",
    "ات",
    "ون",
    "ين",
    "ان",
    "وا",
    "ه",
    "ي",
    "ك",
)


@lru_cache(maxsize=1 << 16)
def arabic_stem(key: str) -> str:
    """Return a folded Arabic word (see `word_key`) less its article, particles and endings.

    A light stem: at least three letters stay. It groups forms; it is not a root.
    """
    stem = key
    for prefix in _PREFIXES:
        if stem.startswith(prefix) and len(stem) - len(prefix) >= 3:
            stem = stem[len(prefix) :]
            break
    else:
        if len(stem) > 4 and stem[0] in _SINGLE_PREFIXES:
            stem = stem[1:]
    for suffix in _SUFFIXES:
        if stem.endswith(suffix) and len(stem) - len(suffix) >= 3:
            return stem[: -len(suffix)]
    return stem


@lru_cache(maxsize=1 << 16)
def latin_stem(key: str) -> str:
    """Return a folded English word (see `word_key`) less its commonest endings."""
    for suffix, rest in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if key.endswith(suffix) and len(key) - len(suffix) >= 3 and not key.endswith("ss"):
            return key[: -len(suffix)] + rest
    return key


def is_arabic(word: str) -> bool:
    """True if the word holds a letter of the Arabic script."""
    return any("\u0620" <= ch <= "\u06d3" or "\u06fa" <= ch <= "\u06ff" for ch in word)
