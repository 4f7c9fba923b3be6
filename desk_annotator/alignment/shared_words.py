"""Which words of one side answer which of the other, and in which units both stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.evidence import Matrix
from desk_annotator.alignment.folding import is_arabic
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.names import name_pairs
from desk_annotator.alignment.numbers import value_of
from desk_annotator.alignment.words import COMMON, Word, names_among
from desk_annotator.core.frozen import frozen

Lexicon = Mapping[str, Mapping[str, float]]
"""Source stem -> target stem -> how surely one answers the other, from 0 to 1."""

CONFIRMED = "~confirmed-"
"""Begins the type that the units of one confirmed link share, and nothing else has."""

CONFIRMED_WEIGHT = 50.0

Answers = dict[str, dict[str, float]]


@frozen
class UnitWords:
    """The words of the units of one side: `types` counts what each unit holds once.

    A type is ``=value`` for numbers and dates, ``~concept`` for terms, ``word`` (folded) otherwise.
    """

    words: Sequence[Sequence[Word]]
    types: Sequence[frozenset[str]]
    stems: Mapping[str, str]
    weights: Mapping[str, float]
    places: Mapping[str, NDArray[np.int32]]
    mass: Matrix


def unit_words(
    pieces: Sequence[Sequence[Word]],
    concepts: Sequence[frozenset[str]] | None = None,
    check: Check = go_on,
) -> UnitWords:
    """Sort the words of each unit into types and weigh types by their rarity in the text.

    `concepts` are those that terms in each unit name; they become types too (``~concept``).
    `check` is called all the time and may raise.
    """
    types: list[frozenset[str]] = []
    stems: dict[str, str] = {}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(with_looks(pieces, check)):
        here: set[str] = set()
        for word, following in zip_longest(words, words[1:]):
            value = value_of(word, following)
            if value is not None:
                here.add("=" + value)
            elif word.key not in COMMON:
                here.add(word.key)
                stems[word.key] = word.stem
        if concepts is not None:
            here |= {"~" + concept for concept in concepts[number]}
        types.append(frozenset(here))
        for name in here:
            places[name].append(number)
    total = max(len(pieces), 1)
    weights = {
        name: float(np.log(1 + total / len(where)) / np.log(1 + total))
        for name, where in with_looks(places.items(), check)
    }
    for name in weights:
        if name.startswith(CONFIRMED):
            weights[name] = CONFIRMED_WEIGHT
    masses = [
        sum(weights[name] for name in here if name[0] != "~") for here in with_looks(types, check)
    ]
    return UnitWords(
        pieces,
        types,
        stems,
        weights,
        {name: np.array(where, np.int32) for name, where in with_looks(places.items(), check)},
        np.array(masses, np.float32),
    )


def exact_answers(source: UnitWords, target: UnitWords, check: Check = go_on) -> Answers:
    """Pair types that say the same by themselves: values, words of one script, names."""
    answers: Answers = defaultdict(dict)
    for name in source.places.keys() & target.places.keys():
        answers[name][name] = 1.0
    for left, right, turned in ((source, target, False), (target, source, True)):
        names = {key for key in names_among(left.words, check) if key in left.places}
        latin = {key for key in names if not is_arabic(key)}
        arabic = [key for key in right.places if is_arabic(key)]
        for name, found in name_pairs(latin, arabic, check).items():
            for other, sure in found.items():
                a, b = (other, name) if turned else (name, other)
                answers[a][b] = max(sure, answers[a].get(b, 0.0))
    return answers


def known_answers(
    source: UnitWords, target: UnitWords, lexicon: Lexicon, check: Check = go_on
) -> Answers:
    """Pair types whose stems a lexicon pairs."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for name in with_looks(target.places, check):
        by_stem[target.stems.get(name, name)].append(name)
    answers: Answers = defaultdict(dict)
    for name in with_looks(source.places, check):
        for stem, sure in lexicon.get(source.stems.get(name, name), {}).items():
            for other in by_stem.get(stem, ()):
                answers[name][other] = max(sure, answers[name].get(other, 0.0))
    return answers


def merged(tables: Iterable[Answers], check: Check = go_on) -> Answers:
    """Join tables of answers; where several speak the surest holds."""
    result: Answers = defaultdict(dict)
    for table in tables:
        for name, found in with_looks(table.items(), check):
            for other, sure in found.items():
                result[name][other] = max(sure, result[name].get(other, 0.0))
    return result


Row = tuple[NDArray[np.int32], Matrix]


@dataclass(slots=True)
class SharedWords:
    """For each source unit the target units that share words with it, and by how much."""

    source: UnitWords
    target: UnitWords
    answers: Answers
    rows: list[Row] = field(default_factory=list)

    def count(self, cancelled: Check) -> None:
        """Fill `rows`; `cancelled` is called now and then and may raise.

        Pairs of words that are both frequent are left out, so that the work grows with the
        length of the texts and not with its square.
        """
        most = 24 * max(len(self.source.types), len(self.target.types), 50)
        partners: dict[str, Row] = {}
        for name, found in with_looks(self.answers.items(), cancelled):
            where = self.source.places.get(name)
            if where is None:
                continue
            kept = []
            for other, sure in found.items():
                there = self.target.places.get(other)
                if there is not None and len(where) * len(there) <= most:
                    weight = sure * np.sqrt(self.source.weights[name] * self.target.weights[other])
                    kept.append((there, np.full(len(there), weight, np.float32)))
            if kept:
                partners[name] = _gathered(kept, np.maximum)
        self.rows = []
        for types in with_looks(self.source.types, cancelled):
            self.rows.append(_row([partners[name] for name in sorted(types) if name in partners]))

    def chosen(self, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> list[Row]:
        """Return the rows of some source units, with only some target units, renumbered."""
        rows: list[Row] = []
        for number in sources:
            places, weights = self.rows[int(number)]
            at = np.searchsorted(targets, places)
            at[at == len(targets)] = 0
            kept = targets[at] == places if len(targets) else np.zeros(len(places), np.bool_)
            rows.append((at[kept].astype(np.int32), weights[kept]))
        return rows


def _row(found: Sequence[Row]) -> Row:
    """Sum weights by place."""
    if not found:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    return found[0] if len(found) == 1 else _gathered(found, np.add)


def _gathered(found: Sequence[Row], how: np.ufunc) -> Row:
    """Put rows together, places rising; `how` joins the weights of one place."""
    places = np.concatenate([each for each, _ in found])
    weights = np.concatenate([each for _, each in found])
    order = np.argsort(places, kind="stable")
    places = places[order]
    first = np.flatnonzero(np.diff(places, prepend=-1))
    return places[first], how.reduceat(weights[order], first)
