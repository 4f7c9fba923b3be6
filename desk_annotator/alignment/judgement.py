"""From beads to links and flags: how sure, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.beads import Bead
from desk_annotator.alignment.evidence import (
    LINE,
    Evidence,
    Prices,
)
from desk_annotator.alignment.fitting import Measured, measured
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.numbers import value_of
from desk_annotator.alignment.result import (
    CONFIRMED,
    Alignment,
    Flag,
    Link,
    Reason,
    ReasonKind,
)
from desk_annotator.alignment.shared_words import Answers
from desk_annotator.alignment.shares import Tell, silent
from desk_annotator.alignment.sides import PreparedSide
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side

MOST_REASONS = 3

# Weights of logistic regressions on part of the development pairs (see docs/ALIGNMENT.md), the
# constant first, then in the order of `link_features` and `flag_features`, and `openings` last.
LINK_WEIGHTS = (-1.702, 0.488, -1.146, -0.122, 1.491, 0.485)
FLAG_WEIGHTS = (-3.235, 0.171, 1.506, -1.494, 0.034, -0.136, -0.759, 1.038, -0.851, 0.227)
LINK_WEIGHTS_WITHOUT_ENCODER = (-1.089, 0.431, 0.0, -0.604, 1.244, 0.377)
FLAG_WEIGHTS_WITHOUT_ENCODER = (
    -5.24,
    0.477,
    1.683,
    0.0,
    0.641,
    0.169,
    -0.357,
    0.878,
    -1.375,
    -1.021,
)

_FEW_STOPS = 0.3
"""Share of units that begin sentences, below which a text is taken to be without stops."""

_NO_STOPS = 1.5

_AROUND = 4
"""Links before and after whose scores speak for a link too: chains go astray in stretches."""

MOST_GAIN = 4.0
"""Most that it says for or against a flag how well the links beside it would do with its text."""

_NEAR = 120
"""Units on the other side, each way, among which a counterpart of a flag is looked for."""


@frozen
class Stretch:
    """Units [start, end) of one side without a counterpart."""

    start: int
    end: int


def judged(
    sides: tuple[PreparedSide, PreparedSide],
    beads: Sequence[Bead],
    evidence: Evidence,
    answers: Answers,
    prices: Prices,
    confirmed: Sequence[Annotation],
    check: Check,
    tell: Tell = silent,
) -> Alignment:
    """Turn beads into links, what they leave over into flags, and add the user's own.

    `tell` is told the share done: links take about half of the time, flags the rest.
    """
    with_meaning = prices.meaning_weight > 0
    link_weights = LINK_WEIGHTS if with_meaning else LINK_WEIGHTS_WITHOUT_ENCODER
    flag_weights = FLAG_WEIGHTS if with_meaning else FLAG_WEIGHTS_WITHOUT_ENCODER
    measures: list[Measured] = []
    for bead in beads:
        check()
        measures.append(measured(evidence, bead))
    sure = [
        confidence(link_weights, link_features(beads, number, measures[number], prices))
        for number in with_looks(range(len(beads)), check)
    ]
    links: list[Link] = []
    for number, bead in enumerate(beads):
        check()
        tell(number / len(beads) / 2)
        links.append(
            Link(
                sides[0].span(bead.source_start, bead.source_end),
                sides[1].span(bead.target_start, bead.target_end),
                sure[number],
                reasons(sides, bead, measures[number], answers, with_meaning=with_meaning),
            )
        )
    flags: list[list[Flag]] = []
    for number, side in enumerate(sides):
        found: list[Flag] = []
        opening = openings(side, check)
        few_stops = has_few_stops(side)
        beside = bordering(beads, check, source=number == 0)
        for stretch in left_over(side, beads, check, source=number == 0):
            check()
            tell(0.5 + (number + stretch.start / len(side.units)) / 4)
            near = sorted({*beside[stretch.start], *beside[stretch.end]})
            features, best, place = flag_features(
                sides,
                evidence,
                [(beads[each], sure[each]) for each in near],
                stretch,
                prices,
                source=number == 0,
                few_stops=few_stops,
            )
            features += (opening.get(_first_stem(side, stretch.start), 0.0),)
            found.append(
                Flag(
                    side.span(stretch.start, stretch.end),
                    place,
                    confidence(flag_weights, features),
                    (Reason(ReasonKind.BEST_MEANING, number=best),) if with_meaning else (),
                )
            )
        flags.append(found)
    _add_own(confirmed, links, flags)
    check()
    return Alignment(
        tuple(sorted(links, key=_places)),
        tuple(sorted(flags[0], key=lambda flag: (flag.span.start, flag.span.end))),
        tuple(sorted(flags[1], key=lambda flag: (flag.span.start, flag.span.end))),
    )


def _places(link: Link) -> tuple[int, int, int, int]:
    """Return what links are sorted by; numbers, as comparing spans takes ten times as long."""
    return link.source.start, link.source.end, link.target.start, link.target.end


def _add_own(
    confirmed: Sequence[Annotation], links: list[Link], flags: Sequence[list[Flag]]
) -> None:
    for annotation in confirmed:
        sources = annotation.text_spans(Side.SOURCE)
        targets = annotation.text_spans(Side.TARGET)
        if annotation.tag == Tag.MATCHING:
            links += [
                Link(s, t, 1.0, (CONFIRMED,), confirmed=True) for s in sources for t in targets
            ]
        elif annotation.tag == Tag.MISSING:
            place = annotation.caret(Side.TARGET)
            flags[0] += [Flag(s, place or 0, 1.0, (CONFIRMED,), confirmed=True) for s in sources]
        else:
            place = annotation.caret(Side.SOURCE)
            flags[1] += [Flag(t, place or 0, 1.0, (CONFIRMED,), confirmed=True) for t in targets]


def confidence(weights: Sequence[float], features: Sequence[float]) -> float:
    """Return the probability that logistic regression gives; weights begin with the constant."""
    total = weights[0] + sum(w * f for w, f in zip(weights[1:], features, strict=True))
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def link_features(
    beads: Sequence[Bead], number: int, found: Measured, prices: Prices
) -> tuple[float, ...]:
    """Return what the confidence of a link rests on."""
    bead = beads[number]
    around = beads[max(number - _AROUND, 0) : number + _AROUND + 1]
    joined = 0
    if number and beads[number - 1].source_end == bead.source_start:
        joined += beads[number - 1].target_end == bead.target_start
    if number + 1 < len(beads) and beads[number + 1].source_start == bead.source_end:
        joined += beads[number + 1].target_start == bead.target_end
    return (
        float(np.clip(bead.score, -6, 10)),
        found.meaning / prices.meaning if prices.meaning_weight else 0.0,
        found.words / prices.words,
        float(joined),
        float(np.mean([np.clip(other.score, -6, 10) for other in around])),
    )


def bordering(
    beads: Sequence[Bead], check: Check = go_on, *, source: bool
) -> defaultdict[int, list[int]]:
    """Return for each place between units of a side the numbers of the links that border on it."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, bead in enumerate(with_looks(beads, check)):
        found[bead.source_start if source else bead.target_start].append(number)
        found[bead.source_end if source else bead.target_end].append(number)
    return found


def left_over(
    side: PreparedSide, beads: Sequence[Bead], check: Check = go_on, *, source: bool
) -> list[Stretch]:
    """Return the stretches of untagged units that no bead holds, cut where beads break them."""
    free = side.free()
    for bead in with_looks(beads, check):
        start, end = (
            (bead.source_start, bead.source_end) if source else (bead.target_start, bead.target_end)
        )
        free[start:end] = False
    stretches = []
    for is_free, run in groupby(
        with_looks(range(len(free)), check), key=lambda unit: bool(free[unit])
    ):
        numbers = list(run)
        if is_free:
            stretches.append(Stretch(numbers[0], numbers[-1] + 1))
    return stretches


def flag_features(
    sides: tuple[PreparedSide, PreparedSide],
    evidence: Evidence,
    near: Sequence[tuple[Bead, float]],
    stretch: Stretch,
    prices: Prices,
    *,
    source: bool,
    few_stops: bool,
) -> tuple[tuple[float, ...], float, int]:
    """Return what the confidence of a flag rests on, its best meaning, and its other place.

    `near` holds the links that end or begin where the stretch begins or ends, and how sure each is.
    """
    side, other = (sides[0], sides[1]) if source else (sides[1], sides[0])
    neighbours: list[tuple[int, float, int]] = []
    gain = -MOST_GAIN
    for bead, likely in near:
        start, end = (
            (bead.source_start, bead.source_end) if source else (bead.target_start, bead.target_end)
        )
        if end == stretch.start or start == stretch.end:
            there = (
                (bead.target_start, bead.target_end)
                if source
                else (bead.source_start, bead.source_end)
            )
            neighbours.append((start, likely, there[1] if end == stretch.start else there[0]))
            gain = max(gain, gained(evidence, bead, stretch, prices, source=source))
    at = min(neighbours)[2] if neighbours else 0
    units = side.units[stretch.start : stretch.end]
    hard = float(units[0].after_sentence) + float(
        stretch.end == len(side.units) or side.units[stretch.end].after_sentence
    )
    sentences = hard
    lines = float(side.rows.kinds[stretch.start] == LINE) + float(
        stretch.end == len(side.units) or side.rows.kinds[stretch.end] == LINE
    )
    if few_stops:
        hard = _NO_STOPS  # where sentences have no ends, a soft border says nothing against
    best = best_meaning(evidence, stretch, at, source=source)
    around = float(np.mean([likely for _, likely, _ in neighbours])) if neighbours else 0.5
    letters = sum(unit.letters for unit in units)
    place = other.units[at].span.start if at < len(other.units) else len(other.text)
    features = (
        float(np.log(letters + 1)),
        hard,
        best / prices.meaning,
        around,
        float(len(neighbours) == 2 and neighbours[0][2] == neighbours[1][2]),
        min(gain, MOST_GAIN),
        lines,
        sentences,
    )
    return features, best, place


def gained(
    evidence: Evidence, bead: Bead, stretch: Stretch, prices: Prices, *, source: bool
) -> float:
    """Return by how much a link beside a stretch would be likelier (log odds) if it held it too."""
    if source:
        start, end = min(bead.source_start, stretch.start), max(bead.source_end, stretch.end)
        wider = replace(bead, source_start=start, source_end=end)
    else:
        start, end = min(bead.target_start, stretch.start), max(bead.target_end, stretch.end)
        wider = replace(bead, target_start=start, target_end=end)
    gain = measured(evidence, wider).odds(prices) - measured(evidence, bead).odds(prices)
    return max(gain, -MOST_GAIN)


def has_few_stops(side: PreparedSide) -> bool:
    """Tell whether a text is without stops: few of its units begin sentences."""
    return sum(unit.after_sentence for unit in side.units) < _FEW_STOPS * len(side.units)


def openings(side: PreparedSide, check: Check = go_on) -> dict[str, float]:
    """Return for each word that opens sentences or lines which share of them it opens.

    What begins as many others do is a formula of this text (a chain of narrators, "Click"),
    which translators leave out or put in as they like: it is seldom an omission.
    """
    first = Counter(
        _first_stem(side, number)
        for number, unit in enumerate(with_looks(side.units, check))
        if unit.after_sentence
    )
    return {stem: count / first.total() for stem, count in first.items() if stem}


def _first_stem(side: PreparedSide, unit: int) -> str:
    words = side.words.words[unit]
    return words[0].stem if words else ""


def best_meaning(evidence: Evidence, stretch: Stretch, at: int, *, source: bool) -> float:
    """Return how alike the stretch's units are, on average, to what is most like them nearby."""
    sides = (evidence.source, evidence.target) if source else (evidence.target, evidence.source)
    count = sides[1].letters.shape[1] - 1
    low, high = max(at - _NEAR, 0), min(at + _NEAR, count)
    if high <= low:
        return 0.0
    units = range(stretch.start, min(stretch.end, stretch.start + 8))
    here = sides[0].vectors[list(units)]
    norms = np.linalg.norm(here, axis=1)[:, None] + 1e-6
    best: NDArray[np.float32] = np.zeros(len(units), np.float32)
    there = sides[1].vectors[low:high]
    for length in (1, 2, 3):
        if len(there) < length:
            break
        runs = sum(there[k : len(there) - length + 1 + k] for k in range(length))
        likeness = (here @ np.asarray(runs).T) / norms
        likeness /= np.linalg.norm(runs, axis=1) + 1e-6
        best = np.maximum(best, likeness.max(1))
    return float(best.mean())


def reasons(
    sides: tuple[PreparedSide, PreparedSide],
    bead: Bead,
    found: Measured,
    answers: Answers,
    *,
    with_meaning: bool,
) -> tuple[Reason, ...]:
    """Return the words that speak loudest for a link, and how alike its sides mean."""
    here = _types(sides[0], bead.source_start, bead.source_end)
    there = _types(sides[1], bead.target_start, bead.target_end)
    weighed: list[tuple[float, str]] = []
    for name in here:
        for other, likely in answers.get(name, {}).items():
            if other in there:
                weight = likely * np.sqrt(
                    sides[0].words.weights[name] * sides[1].words.weights[other]
                )
                left = _written(sides[0], bead.source_start, bead.source_end, name)
                right = _written(sides[1], bead.target_start, bead.target_end, other)
                weighed.append((-float(weight), left if left == right else f"{left} ≈ {right}"))
    told = [text for _, text in sorted(weighed)]
    chosen = [Reason(ReasonKind.WORDS, words) for words in dict.fromkeys(told)][:MOST_REASONS]
    if with_meaning:
        chosen.append(Reason(ReasonKind.MEANING, number=max(found.meaning, 0.0)))
    return tuple(chosen)


def _types(side: PreparedSide, start: int, end: int) -> list[str]:
    found: Iterable[str] = (name for unit in range(start, end) for name in side.words.types[unit])
    return sorted(set(found))


def _written(side: PreparedSide, start: int, end: int, name: str) -> str:
    """Return a type as it stands in the text: a value by the word that names it."""
    if name[0] == "~":
        return name.partition("-")[2]
    if name[0] != "=":
        return name
    for unit in range(start, end):
        words = side.words.words[unit]
        for word, following in zip_longest(words, words[1:]):
            if value_of(word, following) == name[1:]:
                return word.key
    return name[1:]
