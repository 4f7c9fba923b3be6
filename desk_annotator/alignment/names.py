"""Names across scripts: the skeleton of consonants that survives being written in the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from desk_annotator.alignment.looks import Check, go_on, with_looks

# Each consonant stands for the class of those that translators confuse.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("بپ", "b"),
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("دضذ", "d"),
        **dict.fromkeys("سصزظ", "s"),
        **dict.fromkeys("شچ", "x"),
        **dict.fromkeys("كقخ", "k"),
        **dict.fromkeys("جغگ", "g"),
        **dict.fromkeys("فڤ", "f"),
        **dict.fromkeys("حه", "h"),
        "ر": "r",
        "ل": "l",
        "م": "m",
        "ن": "n",
        **dict.fromkeys("اويعءأإآىةؤئ", ""),
    }
)
_LATIN_PAIRS = (
    ("sch", "x"),
    ("tch", "x"),
    ("ch", "x"),
    ("sh", "x"),
    ("th", "t"),
    ("ph", "f"),
    ("gh", "g"),
    ("kh", "k"),
    ("dh", "d"),
    ("ck", "k"),
    ("qu", "k"),
    ("x", "ks"),
)
_LATIN = str.maketrans(
    {
        **dict.fromkeys("bp", "b"),
        **dict.fromkeys("sz", "s"),
        **dict.fromkeys("kqc", "k"),
        **dict.fromkeys("gj", "g"),
        **dict.fromkeys("fv", "f"),
        **dict.fromkeys("aeiouywáéíóúàèäöüâêîôûñ'’`", ""),
    }
)
_SOFT_C = re.compile("c(?=[eiy])")
_DOUBLE = re.compile(r"(.)\1+")
_CLITICS = ("وال", "بال", "فال", "كال", "لل", "ال")
SHORTEST = 3
"""Consonants a skeleton must have to be compared at all."""


@lru_cache(maxsize=1 << 15)
def latin_skeleton(key: str) -> str:
    """Return the consonant classes of a folded Latin word; vowels and semivowels are left out."""
    text = key
    for pair, stands_for in _LATIN_PAIRS:
        text = text.replace(pair, stands_for.upper())
    text = _SOFT_C.sub("s", text).translate(_LATIN).casefold()
    return _DOUBLE.sub(r"\1", text).rstrip("h")


@lru_cache(maxsize=1 << 15)
def arabic_skeleton(key: str) -> str:
    """Return the consonant classes of a folded Arabic word."""
    text = key.replace("تش", "ش").rstrip("هةا").translate(_ARABIC)
    return _DOUBLE.sub(r"\1", "".join(ch for ch in text if ch.isascii()))


def _bare(key: str) -> Iterable[str]:
    """Give the word without each particle that may be joined to its front, and as it is."""
    yield key
    for clitic in _CLITICS:
        if key.startswith(clitic) and len(key) - len(clitic) >= 2:
            yield key[len(clitic) :]
            return
    if len(key) >= 4 and key[0] in "وفبلك":
        yield key[1:]


def name_pairs(
    latin: Iterable[str], arabic: Iterable[str], check: Check = go_on
) -> Mapping[str, Mapping[str, float]]:
    """Return for each Latin name the Arabic words that may write it, with how surely (0 to 1).

    Both are folded words. Skeletons of four and more may differ by one consonant.
    `check` is called all the time and may raise.
    """
    exact, near = _by_skeleton(arabic, check)
    pairs: dict[str, dict[str, float]] = {}
    for name in with_looks(latin, check):
        skeleton = latin_skeleton(name)
        if len(skeleton) < SHORTEST:
            continue
        found = dict.fromkeys(exact.get(skeleton, ()), 0.7 if len(skeleton) == SHORTEST else 1.0)
        if len(skeleton) > SHORTEST and not found:
            for shorter in _less_one(skeleton):
                found.update(dict.fromkeys(exact.get(shorter, ()), 0.5))
            found.update(dict.fromkeys(near.get(skeleton, ()), 0.5))
        if found:
            pairs[name] = found
    return pairs


def _by_skeleton(
    arabic: Iterable[str],
    check: Check,
) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """Sort words by skeleton, and by what is left of a long skeleton less one consonant."""
    exact: defaultdict[str, set[str]] = defaultdict(set)
    near: defaultdict[str, set[str]] = defaultdict(set)
    for key in with_looks(arabic, check):
        for bare in _bare(key):
            skeleton = arabic_skeleton(bare)
            if len(skeleton) < SHORTEST:
                continue
            exact[skeleton].add(key)
            if len(skeleton) > SHORTEST:
                for shorter in _less_one(skeleton):
                    near[shorter].add(key)
    return exact, near


def _less_one(skeleton: str) -> Iterable[str]:
    return {skeleton[:place] + skeleton[place + 1 :] for place in range(1, len(skeleton))}
