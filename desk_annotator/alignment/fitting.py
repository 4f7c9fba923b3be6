"""What one pair teaches about itself: how alike its true links are, how long, which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from desk_annotator.alignment.beads import Bead
from desk_annotator.alignment.evidence import (
    JOINT,
    MEANING_RANGE,
    MOST_WORDS,
    Borders,
    Evidence,
    Prices,
)
from desk_annotator.alignment.lexicon import learnt
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.shared_words import (
    Answers,
    Lexicon,
    SharedWords,
    UnitWords,
    known_answers,
    merged,
)
from desk_annotator.alignment.sides import PreparedSide
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.frozen import frozen

_PRIOR = 4
"""How many links' worth the expectation before looking at the text counts."""

_CONFIRMED_TRUST = 3.0

BORDER_PRIOR = 4.0
"""How many borders' worth it counts that kinds of borders meet by chance."""

LINE_PRIOR = 30.0
"""How many line breaks' worth the expectation counts that few stand inside a link."""

LINE_SHARE = 0.018
"""That expectation: the share of line breaks that stand inside a link."""

LINE_PRICES = (2.5, 7.0)
"""Least and most that a line break inside a link costs."""


@frozen
class Measured:
    """What is measured of one bead: likeness of meaning, share of shared words, log of lengths.

    `letters` are those of the shorter side.
    """

    meaning: float
    words: float
    ratio: float
    letters: float

    def odds(self, prices: Prices) -> float:
        """Return the log odds of a link, what its borders cost left out."""
        spread = prices.ratio_spread * float(np.sqrt(1 + 40 / (self.letters + 5)))
        off = (self.ratio - prices.ratio) / spread
        total = prices.words_weight * min(self.words / prices.words, MOST_WORDS)
        total += prices.meaning_weight * float(
            np.clip(self.meaning / prices.meaning, *MEANING_RANGE)
        )
        return total + prices.ratio_weight * max(0.5 - off * off / 2, -12.0) - prices.level


def measured(evidence: Evidence, bead: Bead) -> Measured:
    """Measure a link of any size."""
    source, target = evidence.source, evidence.target
    here = slice(bead.source_start, bead.source_end)
    there = slice(bead.target_start, bead.target_end)
    left, right = source.vectors[here].sum(0), target.vectors[there].sum(0)
    meaning = left @ right / max(float(np.linalg.norm(left) * np.linalg.norm(right)), 1e-9)
    shared = 0.0
    for places, weights in evidence.shared[here]:
        low, high = np.searchsorted(places, (bead.target_start, bead.target_end))
        shared += float(weights[low:high].sum())
    mass = source.mass[0, 1:][here].sum() + target.mass[0, 1:][there].sum()
    letters = source.letters[0, 1:][here].sum(), target.letters[0, 1:][there].sum()
    return Measured(
        float(meaning),
        2 * shared / (float(mass) + 1e-6),
        float(np.log((letters[1] + 3) / (letters[0] + 3))),
        float(min(letters)),
    )


def first_prices(
    base: Prices, sides: tuple[PreparedSide, PreparedSide], *, with_meaning: bool
) -> Prices:
    """Return the prices before anything is known but the lengths of the texts."""
    letters = [float(side.rows.letters.sum()) + 3 for side in sides]
    ratio = float(np.log(letters[1] / letters[0]))
    if with_meaning:
        return replace(base, ratio=ratio)
    # Words and lengths must say alone what meaning says first.
    return replace(
        base, ratio=ratio, level=1.2, meaning_weight=0.0, words_weight=3.9, ratio_weight=1.5
    )


def fitted(
    prices: Prices, evidence: Evidence, links: Sequence[Bead], check: Check = go_on
) -> Prices:
    """Return the prices with what the links found so far say of this pair; `check` may raise."""
    if len(links) < _PRIOR:
        return prices
    found = [measured(evidence, bead) for bead in with_looks(links, check)]
    lengths = [
        (
            evidence.source.letters[bead.source_end - bead.source_start - 1, bead.source_end],
            evidence.target.letters[bead.target_end - bead.target_start - 1, bead.target_end],
        )
        for bead in with_looks(links, check)
    ]
    meaning = float(np.clip(np.median([each.meaning for each in found]), 0.25, 0.75))
    words = float(np.clip(np.mean([each.words for each in found]), 0.02, 0.6))
    count = len(links)
    ratio = float(np.log(sum(pair[1] for pair in lengths) / sum(pair[0] for pair in lengths)))
    off = [
        abs(each.ratio - ratio) / np.sqrt(1 + 40 / (min(pair) + 5))
        for each, pair in with_looks(zip(found, lengths, strict=True), check)
    ]
    spread = float(np.clip(1.5 * np.median(off), 0.2, 0.9))
    words = (words * count + 0.15 * _PRIOR) / (count + _PRIOR)
    return replace(
        prices,
        meaning=(meaning * count + 0.5 * _PRIOR) / (count + _PRIOR),
        ratio=ratio,
        ratio_spread=(spread * count + 0.35 * 3 * _PRIOR) / (count + 3 * _PRIOR),
        words=words,
        borders=_borders(evidence, links, check),
        merge=(*prices.merge[:2], _line_price(evidence, links, check), prices.merge[3]),
    )


def _borders(evidence: Evidence, links: Sequence[Bead], check: Check) -> Borders:
    """Return how much likelier each two kinds of borders meet than by chance, in logarithms.

    Where paragraphs answer paragraphs a line break against a soft cut says that something is
    wrong; where the target is one paragraph it says nothing.
    """
    met = np.zeros((JOINT + 1, JOINT + 1))
    for bead in with_looks(links, check):
        for here, there in (
            (bead.source_start, bead.target_start),
            (bead.source_end, bead.target_end),
        ):
            met[evidence.source.kinds[here], evidence.target.kinds[there]] += 0.5
    met[JOINT], met[:, JOINT] = 0, 0
    chance = np.outer(met.sum(1), met.sum(0)) / max(met.sum(), 1)
    doubt = BORDER_PRIOR / max(met.sum(), 1)
    ratio = (met / np.maximum(chance, 1e-9) + doubt) / (1 + doubt)
    table = np.where(chance > 0, np.log(np.maximum(ratio, 1e-9)), 0.0)
    return tuple(tuple(float(value) for value in row) for row in table)


def _line_price(evidence: Evidence, links: Sequence[Bead], check: Check) -> float:
    """Return the price of a line break inside a bead, from how often one is found there."""
    inside = outside = 0.0
    for bead in with_looks(links, check):
        for side, start, end in (
            (evidence.source, bead.source_start, bead.source_end),
            (evidence.target, bead.target_start, bead.target_end),
        ):
            inside += float(side.inner[end - start - 1, end, 2])
            outside += float(side.kinds[start] == 2)
    share = (inside + LINE_PRIOR * LINE_SHARE) / (inside + outside + LINE_PRIOR)
    return float(np.clip(np.log((1 - share) / share), *LINE_PRICES))


def lexicon_of(
    sides: tuple[PreparedSide, PreparedSide],
    links: Sequence[Bead],
    confirmed: Sequence[Annotation],
    check: Check = go_on,
) -> Lexicon:
    """Learn from the links found so far and from the user's own which words answer which.

    `check` is called all the time and may raise.
    """
    pairs = [
        (
            _stems(sides[0].words, bead.source_start, bead.source_end),
            _stems(sides[1].words, bead.target_start, bead.target_end),
        )
        for bead in with_looks(links, check)
    ]
    trust = [float(1 / (1 + np.exp(1 - bead.score))) for bead in with_looks(links, check)]
    own = _units_of_annotations(sides)
    for number, annotation in enumerate(with_looks(confirmed, check)):
        if annotation.tag == Tag.MATCHING:
            pair = tuple(
                frozenset[str]().union(
                    *(_stems(side.words, unit, unit + 1) for unit in units.get(number, ()))
                )
                for side, units in zip(sides, own, strict=True)
            )
            pairs.append((pair[0], pair[1]))
            trust.append(_CONFIRMED_TRUST)
    return learnt(pairs, trust, check=check)


def _units_of_annotations(sides: Sequence[PreparedSide]) -> list[dict[int, list[int]]]:
    """Return for each side which units belong to which of the user's own annotations."""
    result: list[dict[int, list[int]]] = []
    for side in sides:
        found: dict[int, list[int]] = {}
        for unit in np.flatnonzero(side.tagged >= 0):
            found.setdefault(int(side.tagged[unit]), []).append(int(unit))
        result.append(found)
    return result


def _stems(words: UnitWords, start: int, end: int) -> frozenset[str]:
    return frozenset(
        words.stems.get(name, name)
        for number in range(start, end)
        for name in words.types[number]
        if name[0] != "~"
    )


def shared_words(
    sides: tuple[PreparedSide, PreparedSide],
    exact: Answers,
    lexicons: Sequence[Lexicon],
    check: Callable[[], None],
) -> SharedWords:
    """Count which units share words, by what words say themselves and by the lexicons."""
    source, target = sides[0].words, sides[1].words
    tables = [exact, *(known_answers(source, target, each, check) for each in lexicons)]
    shared = SharedWords(source, target, merged(tables, check))
    shared.count(check)
    return shared
