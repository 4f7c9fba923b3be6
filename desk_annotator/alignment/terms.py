"""Terms of several words: the user's glossary, and names of countries and languages."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from desk_annotator.alignment.words import COMMON, Word, words_of
from desk_annotator.core.frozen import frozen

_log = logging.getLogger(__name__)

LONGEST_TERM = 6
"""Words of the longest term."""

Glossary = Mapping[str, Sequence[str]]
"""Source term -> target terms, as the user writes them."""


@frozen
class Terms:
    """Stems in a row -> the concepts they name; one table a side, concepts common to both."""

    source: Mapping[tuple[str, ...], frozenset[str]]
    target: Mapping[tuple[str, ...], frozenset[str]]


def terms(glossary: Glossary, source_language: str, target_language: str) -> Terms:
    """Return the glossary's terms with the names of countries and languages."""
    known = _names_in_both(source_language, target_language)
    if not glossary:
        return known
    own = _tables(("glossary-" + source, [source], targets) for source, targets in glossary.items())
    return Terms(_united(known.source, own.source), _united(known.target, own.target))


@lru_cache(maxsize=16)
def _names_in_both(source_language: str, target_language: str) -> Terms:
    here, there = _names(source_language), _names(target_language)
    return _tables((concept, here[concept], there[concept]) for concept in here if concept in there)


def _united(
    first: Mapping[tuple[str, ...], frozenset[str]],
    second: Mapping[tuple[str, ...], frozenset[str]],
) -> Mapping[tuple[str, ...], frozenset[str]]:
    return {**first, **{stems: found | first.get(stems, found) for stems, found in second.items()}}


def _tables(pairs: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> Terms:
    """Return the terms of concepts: for each its name, its source and its target terms."""
    tables: tuple[defaultdict[tuple[str, ...], set[str]], ...] = (
        defaultdict(set),
        defaultdict(set),
    )
    for concept, sources, targets in pairs:
        for table, written in ((tables[0], sources), (tables[1], targets)):
            for term in written:
                stems = _stems(words_of(term))
                if 0 < len(stems) <= LONGEST_TERM:
                    table[stems].add(concept)
    return Terms(*({stems: frozenset(found) for stems, found in table.items()} for table in tables))


def concepts_in(
    words: Sequence[Word], table: Mapping[tuple[str, ...], frozenset[str]]
) -> frozenset[str]:
    """Return the concepts whose terms stand in a row of words."""
    if not table:
        return frozenset()
    stems = _stems(words)
    found: set[str] = set()
    for start in range(len(stems)):
        for end in range(start + 1, min(start + LONGEST_TERM, len(stems)) + 1):
            found |= table.get(stems[start:end], frozenset())
    return frozenset(found)


def _stems(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.stem for word in words if word.key not in COMMON)


@lru_cache(maxsize=16)
def _names(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names of countries and languages in a language, by code."""
    try:
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415
    except ImportError:
        _log.info("Babel is not installed: names of countries are matched by their letters only")
        return {}
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    names = {f"territory-{code}": (name,) for code, name in locale.territories.items()}
    names.update({f"language-{code}": (name,) for code, name in locale.languages.items()})
    return names
