"""What counts as the same letter when the user asks for a tolerant search.

The text is never changed: a query is expanded into a pattern whose letters match all their
variants, so hits have the offsets of the text as it is. `folded` says the same of a string,
for comparing and sorting.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

# The first of each row stands for the row.
_VARIANTS = (
    "اأإآٱٲٳٵ",
    "وؤٶ",
    "يىئیې",
    "هةہھەۀۂۃ",
    "كکڪ",
    *(f"{digit}{chr(0x660 + digit)}{chr(0x6F0 + digit)}" for digit in range(10)),
    ".٫",
    ",،٬",
    ";؛",
    "?؟",
    "%٪",
    "'‘’‚‛ʼʹ′`",
    '"“”„‟«»″',
    "-‐‑‒–—−",
)
# A hamza is written on one carrier or another, or alone, by house style: مسؤول مسئول مسءول.
_HAMZA = {"ء": "أإآؤئ", "أ": "ء", "إ": "ء", "آ": "ء", "ؤ": "ءئ", "ئ": "ءؤ"}
_SAME = {letter: row[0] for row in _VARIANTS for letter in row}

MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0897-\u089f\u08ca-\u08e1"
    "\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
"""Accents, harakat, Quranic marks and niqqud, as the inside of a character class."""

_UNSEEN = "\u00ad\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_IGNORED = re.compile(f"[{MARKS}{_UNSEEN}]")
_WHITE = re.compile(r"\s+")
_LAM_ALEF = re.compile("[\ufef5-\ufefc]")


def _decomposed(letter: str) -> str:
    """Return the letters a presentation form or accented letter stands for, without marks."""
    if "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc":
        letter = normalize("NFKC", letter)
    elif letter not in _SAME and letter not in _HAMZA:
        letter = normalize("NFD", letter)
    return _IGNORED.sub("", letter)


@cache
def _folded_letter(letter: str) -> str:
    return "".join(_SAME.get(one, one) for one in _decomposed(letter))


def folded(characters: str, *, case: bool = False) -> str:
    """Return what a tolerant search sees: marks, tatweel and controls gone, variants as one.

    White space becomes single spaces. With `case`, capitals stay. Only for comparing: offsets
    into the result mean nothing.
    """
    plain = "".join(map(_folded_letter, _IGNORED.sub("", characters)))
    plain = _WHITE.sub(" ", plain)
    return plain if case else "".join(_cases(one)[0] for one in plain)


@cache
def _cases(letter: str) -> tuple[str, ...]:
    """Return the single-letter case forms of a letter, a small one that stands for all first."""
    small = letter.lower()
    if len(small) != 1:
        small = letter
    capital = small.upper()
    if len(capital) == 1:
        # ς and σ, ſ and s meet in their capital.
        back = capital.lower()
        small = back if len(back) == 1 else small
    forms = dict.fromkeys((small, letter, capital, small.title()))
    if small == "σ":
        forms["ς"] = None  # The only small letter with a form of its own at the end of words.
    return tuple(form for form in forms if len(form) == 1)


@cache
def _by_fold() -> dict[str, str]:
    """Return, for each folded letter, the letters of the text that fold to it."""
    found: dict[str, list[str]] = {}
    spread = (
        range(0xC0, 0x250),
        range(0x370, 0x530),
        range(0x5D0, 0x700),
        range(0x1E00, 0x2000),
        range(0xFB50, 0xFDF0),
        range(0xFE70, 0xFEFD),
    )
    letters = {chr(code) for block in spread for code in block} | set(_SAME)
    for letter in sorted(letters):
        plain = _folded_letter(letter)
        if len(plain) == 1 and plain != letter:
            found.setdefault(plain, []).append(letter)
    return {plain: "".join(members) for plain, members in found.items()}


@cache
def _tolerant(letter: str, *, case: bool) -> str:
    """Return the characters that match one letter of a query, folding and cases together."""
    plain = _folded_letter(letter)
    cases = (plain,) if case else _cases(plain)
    matching: dict[str, None] = dict.fromkeys(letter)
    for form in cases:
        matching.update(dict.fromkeys(form + _by_fold().get(form, "")))
    for other in _HAMZA.get(letter, ""):
        matching.setdefault(other)
    return "".join(matching)


def _one_of(letters: str) -> str:
    return re.escape(letters) if len(letters) == 1 else f"[{re.escape(letters)}]"


def exact_pattern(query: str, *, case: bool) -> str:
    """Return a pattern (for `re`) of the query letter by letter, in either case if not `case`."""
    if case:
        return re.escape(query)
    return "".join(_one_of("".join(dict.fromkeys((one, *_cases(one))))) for one in query)


def tolerant_pattern(query: str, *, case: bool) -> str:
    """Return a pattern (for `re`) that matches every text which folds like the query.

    Between letters, marks, tatweel and invisible controls may stand; behind the last one only
    its marks and tatweel belong to the hit. A query of nothing but such is taken exactly.
    """
    letters = list(_IGNORED.sub("", _WHITE.sub(" ", query)))
    letters = [one for letter in letters for one in _query_letters(letter)]
    if not letters:
        return exact_pattern(query, case=case)
    parts: list[str] = []
    skip = f"[{MARKS}{_UNSEEN}]*+"
    place = 0
    while place < len(letters):
        letter = letters[place]
        if (
            letter == "ل"
            and letters[place + 1 : place + 2]
            and (_folded_letter(letters[place + 1]) == "ا")
        ):
            alef = _one_of(_tolerant(letters[place + 1], case=case))
            lam = _one_of(_tolerant(letter, case=case))
            parts.append(f"(?:{lam}{skip}{alef}|[\ufef5-\ufefc])")
            place += 2
            continue
        # Controls and marks may also stand in or behind white space, beside a bracket.
        parts.append(
            rf"\s(?:\s|[{_UNSEEN}])*+" if letter == " " else _one_of(_tolerant(letter, case=case))
        )
        place += 1
    return skip.join(parts) + f"[{MARKS}\u0640]*+"


def _query_letters(letter: str) -> str:
    """Return a letter of a query as letters to look for; ligatures come apart."""
    plain = _decomposed(letter)
    if len(plain) == 1 and plain not in _SAME:
        return plain
    return letter if len(plain) == 1 else plain
