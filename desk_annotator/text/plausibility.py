"""Weighs which 8-bit code page makes plausible words of some bytes, however few they are."""

from __future__ import annotations

import re
from unicodedata import category

# Rough shares, in a thousand letters, of Arabic news text; a letter that is not named is rare.
_ARABIC_SHARES = dict(
    zip(
        "الينموتربدعهفقسحكجشةصخطىضءذأزثغئإظؤآ",
        (
            *(140, 115, 75, 65, 62, 60, 52, 48, 42, 33, 34, 32, 30, 26, 24, 22, 19, 18),
            *(14, 20, 12, 10, 11, 9, 9, 6, 7, 9, 7, 5, 5, 4, 5, 3, 2, 2),
        ),
        strict=True,
    )
)
_MARKS = frozenset("ًٌٍَُِّْ")
_PERSIAN = frozenset("پچژگکیٹڈڑںھہے")
_COMMON_LATIN = frozenset("éèàçêâîôûùëïüœæöäßñáíóúãõåøìòÉÀÇÈÊÜÖÄ")
_WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u064b-\u0652\u0640])*|[^\x00-\x7f]")
_BEST = 6.0
_CLEAR = 0.35
"""A lead, in points a character, beyond which the letters alone decide."""


def best_code_page(
    sample: bytes, code_pages: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, ...], float]:
    """Return the ids of the code pages, most plausible first, and the confidence in the first.

    `code_pages` are (id, Python codec). Those that cannot hold all the bytes come last.
    """
    scores: dict[str, float] = {}
    for identifier, codec in code_pages:
        try:
            scores[identifier] = _plausibility(sample.decode(codec))
        except UnicodeDecodeError:
            scores[identifier] = float("-inf")
    ranked = sorted(scores, key=lambda one: -scores[one])
    if len(ranked) == 1:
        return tuple(ranked), 0.5
    lead = scores[ranked[0]] - scores[ranked[1]]
    if lead < _CLEAR:
        voice = _second_voice(sample, {codec: one for one, codec in code_pages})
        if voice in ranked and scores[ranked[0]] - scores[voice] < _CLEAR:
            ranked.remove(voice)
            ranked.insert(0, voice)
    sound = max(0.0, min(1.0, scores[ranked[0]] / _BEST))
    confidence = 0.4 + 0.3 * min(1.0, lead) + 0.25 * sound
    return tuple(ranked), round(confidence, 2)


def _second_voice(sample: bytes, ids: dict[str, str]) -> str | None:
    """Ask charset-normalizer, held to the same code pages, when the letters do not decide."""
    # Loaded late: most texts say in what they are encoded, and opening a project needs none.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    isolation = [codec.replace("-", "_") for codec in ids]
    best = from_bytes(sample, cp_isolation=isolation).best()
    if best is None:
        return None
    return {codec.replace("-", "_"): one for codec, one in ids.items()}.get(best.encoding)


def _plausibility(characters: str) -> float:
    """Return points for each character outside ASCII: about 4 for good text, below 0 for junk."""
    points = 0.0
    count = 0
    for match in _WORD.finditer(characters):
        word = match.group()
        if word.isascii():
            continue
        count += sum(1 for character in word if character > "\x7f")
        points += _word_points(word)
    return points / count if count else 0.0


def _word_points(word: str) -> float:
    arabic = [letter for letter in word if "\u0600" <= letter <= "\u06ff"]
    latin = len(word) - len(arabic)
    if arabic and latin:
        # One word in two scripts: bytes of one code page read in another.
        return -6.0 * len(word)
    if arabic:
        return _arabic_points(word)
    points = 0.0
    foreign = sum(1 for letter in word if letter > "\x7f")
    for letter in word:
        if letter <= "\x7f":
            continue
        kind = category(letter)
        if kind.startswith("L"):
            points += 4.0 if letter in _COMMON_LATIN else 1.0
        elif kind == "Cc":
            points -= 12.0
        else:
            points += 1.0
    if len(word) > 2 and foreign * 2 > len(word):
        # No language writes most of its Latin letters with accents.
        points -= 6.0 * foreign
    return points


def _arabic_points(word: str) -> float:
    points = 0.0
    previous = ""
    for place, letter in enumerate(word):
        if letter in _MARKS:
            points += 2.0 if previous and previous not in _MARKS - {"ّ"} else -6.0
        elif letter in _PERSIAN:
            points += 2.0
        elif letter == "ـ":
            points += 1.0
        else:
            share = _ARABIC_SHARES.get(letter, 0)
            points += 1.0 + share / 25 if share else 0.0
            if letter in "ةى" and place + 1 < len(word) and word[place + 1] not in _MARKS:
                points -= 6.0  # These two end a word.
        previous = letter
    if word.startswith(("ال", "وال", "بال", "لل")):
        points += 4.0
    return points
