"""A lexicon learnt from links: which stems keep standing opposite each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.looks import Check, go_on, with_looks

ROUNDS = 4
MOST_PAIRS = 1_000_000
"""Pairs of stems looked at; of longer texts an evenly drawn part is learnt from."""


def learnt(
    links: Sequence[tuple[frozenset[str], frozenset[str]]],
    trust: Sequence[float],
    least: float = 2.5,
    check: Check = go_on,
) -> dict[str, dict[str, float]]:
    """Learn from links (stems on each side) which stems answer each other, from 0 to 1.

    `trust` weighs each link; a pair of stems must have been met in links of at least `least`
    weight. Expectation maximisation in both directions; only pairs that explain each other
    both ways stay. `check` is called all the time and may raise.
    """
    step = 1 + sum(len(a) * len(b) for a, b in with_looks(links, check)) // MOST_PAIRS
    chosen = [
        (sorted(a), sorted(b), weight)
        for (a, b), weight in with_looks(list(zip(links, trust, strict=True))[::step], check)
        if a and b
    ]
    if not chosen:
        return {}
    sources = _numbered(stem for stems, _, _ in with_looks(chosen, check) for stem in stems)
    targets = _numbered(stem for _, stems, _ in with_looks(chosen, check) for stem in stems)
    left, right, link, weight = _pairs(chosen, sources, targets, check)
    check()
    pair, index = np.unique(left.astype(np.int64) * len(targets) + right, return_inverse=True)
    check()
    met = np.bincount(index, weight)
    forward = _explained(index, left, right, link, weight, len(pair), check)
    backward = _explained(index, right, left, link, weight, len(pair), check)
    # A pair met once explains itself; what counts is what the other links say.
    sure = np.sqrt(forward * backward) * np.maximum(met - 0.8, 0) / np.maximum(met, 1e-9)
    names_left, names_right = list(sources), list(targets)
    result: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for number in with_looks(np.flatnonzero((sure >= 0.12) & (met >= least)), check):
        a, b = divmod(int(pair[number]), len(targets))
        result[names_left[a]][names_right[b]] = float(min(sure[number] * 1.2, 1.0))
    return dict(result)


Numbers = NDArray[np.int64]


def _numbered(stems: Iterable[str]) -> dict[str, int]:
    return {stem: number for number, stem in enumerate(sorted(set(stems)))}


def _pairs(
    links: Sequence[tuple[list[str], list[str], float]],
    sources: dict[str, int],
    targets: dict[str, int],
    check: Check,
) -> tuple[Numbers, Numbers, Numbers, NDArray[np.float64]]:
    left, right, link, weight = [], [], [], []
    for number, (a, b, trust) in enumerate(with_looks(links, check)):
        x = np.array([sources[stem] for stem in a], np.int64)
        y = np.array([targets[stem] for stem in b], np.int64)
        left.append(np.repeat(x, len(y)))
        right.append(np.tile(y, len(x)))
        link.append(np.full(len(x) * len(y), number, np.int64))
        weight.append(np.full(len(x) * len(y), trust))
    return (
        np.concatenate(left),
        np.concatenate(right),
        np.concatenate(link),
        np.concatenate(weight),
    )


def _explained(
    index: Numbers,
    given: Numbers,
    told: Numbers,
    link: Numbers,
    weight: NDArray[np.float64],
    pairs: int,
    check: Check,
) -> NDArray[np.float64]:
    """Return for each distinct pair how probable `told` is where `given` stands."""
    tokens, token = np.unique(link * (int(told.max()) + 1) + told, return_inverse=True)
    starts = np.zeros(pairs, np.int64)
    starts[index] = given
    probability = np.full(pairs, 1.0)
    for _ in range(ROUNDS):
        check()
        here = probability[index]
        # The small constant is what a word that answers nothing (NULL) takes for itself.
        share = here / (np.bincount(token, here, len(tokens))[token] + 0.02)
        counts = np.bincount(index, share * weight, pairs)
        totals = np.bincount(starts, counts)
        probability = counts / (totals[starts] + 1e-12)
    return probability
