"""Both texts made ready for alignment: units, words, vectors, and what the user has tagged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.encoding import Encoder, encoded
from desk_annotator.alignment.evidence import JOINT, SideRows, side_rows
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.segmentation import RUN_ON_UNIT, Unit, units
from desk_annotator.alignment.shared_words import UnitWords, unit_words
from desk_annotator.alignment.shares import (
    CUTTING,
    ENCODING,
    USUAL_UNIT,
    WORDS,
    Shares,
    Tell,
    cost_of_rounds,
    silent,
)
from desk_annotator.alignment.terms import Terms, concepts_in
from desk_annotator.alignment.words import Word, words_of
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text

FINEST = 9
"""Letters of the smallest pieces that run-on sentences are cut into."""

CHECKED = 100
"""Units whose words are looked up between two looks at whether the user has cancelled."""

_GRAIN = 1.2
"""Size of those pieces, as a multiple of what the other side's units lead to expect."""


@frozen
class PreparedSide:
    """One text in units. `tagged` says of each unit which confirmed annotation covers it, or -1."""

    text: Text
    units: tuple[Unit, ...]
    words: UnitWords
    rows: SideRows
    tagged: NDArray[np.int64]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the units [start, end), white space at its edges left out."""
        return Span(self.units[start].core.start, self.units[end - 1].core.end)

    def free(self) -> NDArray[np.bool_]:
        """Say of each unit whether the user has left it untagged."""
        return self.tagged < 0


def settled(confirmed: Sequence[Annotation]) -> list[Annotation]:
    """Return the annotations that are the user's word: not suggestions, not rejected ones."""
    return [
        annotation
        for annotation in confirmed
        if annotation.status not in (Status.SUGGESTED, Status.REJECTED)
        and annotation.tag in (Tag.MATCHING, Tag.MISSING, Tag.ADDED)
    ]


def prepared(
    texts: tuple[Text, Text],
    confirmed: Sequence[Annotation],
    hand: tuple[Cuts, Cuts],
    terms: Terms,
    encoder: Encoder | None,
    cancelled: Callable[[], bool],
    shares: Shares,
) -> tuple[PreparedSide, PreparedSide]:
    """Cut both texts, find their words and encode their units, as the first steps of `shares`."""

    def check() -> None:
        if cancelled():
            raise Cancelled

    size = sum(len(text) for text in texts)
    # Until they are cut, nobody knows how many units they have.
    about = size // USUAL_UNIT
    behind = (WORDS + ENCODING * (encoder is not None)) * about + cost_of_rounds(about)
    told = shares.step(CUTTING * size, behind)
    cut = units_of_both(texts, hand, confirmed, check=check, tell=told)
    count = len(cut[0]) + len(cut[1])
    pieces = [
        [text.characters[unit.core.start : unit.core.end] for unit in with_looks(side, check)]
        for text, side in zip(texts, cut, strict=True)
    ]
    vectors = None
    if encoder is not None:
        told = shares.step(ENCODING * count, WORDS * count + cost_of_rounds(count))
        vectors = encoded(encoder, pieces[0] + pieces[1], cancelled, told)
    told = shares.step(WORDS * count, cost_of_rounds(count))
    sides: list[PreparedSide] = []
    for number, side in enumerate(Side):
        tagged = _tagged(cut[number], confirmed, side, check)
        table = (terms.source, terms.target)[number]
        found: list[tuple[Word, ...]] = []
        concepts: list[frozenset[str]] = []
        for piece in pieces[number]:
            if len(found) % CHECKED == 0:
                check()
                told((number * len(cut[0]) + len(found)) / count)
            found.append(words_of(piece))
            concepts.append(concepts_in(found[-1], table))
        for unit in with_looks(np.flatnonzero(tagged >= 0), check):
            if confirmed[tagged[unit]].tag == Tag.MATCHING:
                concepts[unit] |= {f"confirmed-{tagged[unit]}"}
        words = unit_words(found, concepts, check)
        first = 0 if number == 0 else len(cut[0])
        own = None if vectors is None else vectors[first : first + len(cut[number])]
        rows = side_rows(cut[number], own, words.mass, check)
        rows = replace(rows, kinds=_fenced(rows.kinds, tagged))
        sides.append(PreparedSide(texts[number], cut[number], words, rows, tagged))
    return sides[0], sides[1]


def units_of_both(
    texts: tuple[Text, Text],
    hand: tuple[Cuts, Cuts] = (NO_CUTS, NO_CUTS),
    confirmed: Sequence[Annotation] = (),
    *,
    check: Check = go_on,
    tell: Tell = silent,
) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """Cut both texts as the alignment wants them: each as finely as the other asks for.

    The cuts made by `hand` are kept, and the borders of what is `confirmed` cut too.
    `check` is called all the time and may raise, `tell` told the share done.
    """
    shares = Shares(tell)
    lengths = len(texts[0]), len(texts[1])
    cuts = tuple(
        sorted(
            {
                place
                for annotation in with_looks(confirmed, check)
                for span in annotation.text_spans(side)
                for place in (span.start, span.end)
            }.union(made.at)
        )
        for side, made in zip(Side, hand, strict=True)
    )
    # Where one side is run on, or much of it is tagged, one or both are cut a second time.
    again = sum(lengths) / 2
    behind = lengths[1] + again, again
    first = tuple(
        units(text, cuts=at, joined=made.joined, check=check, tell=shares.step(len(text), rest))
        for text, at, made, rest in zip(texts, cuts, hand, behind, strict=True)
    )
    sizes = [sum(unit.letters for unit in side) + 1 for side in first]
    result: list[tuple[Unit, ...]] = []
    for number in (0, 1):
        other = first[1 - number]
        usual = median([unit.letters for unit in other]) if other else RUN_ON_UNIT
        grain = round(usual * sizes[number] / sizes[1 - number] * _GRAIN)
        grain = min(max(grain, FINEST), RUN_ON_UNIT)
        if grain == RUN_ON_UNIT:
            result.append(first[number])
        else:
            joined = hand[number].joined
            at = cuts[number]
            told = shares.step(lengths[number], lengths[1 - number] * (1 - number))
            result.append(
                units(texts[number], cuts=at, joined=joined, grain=grain, check=check, tell=told)
            )
    return result[0], result[1]


def _tagged(
    cut: Sequence[Unit], confirmed: Sequence[Annotation], side: Side, check: Check
) -> NDArray[np.int64]:
    """Say of each unit which annotation holds it; units stop at the borders of annotations."""
    tagged = np.full(len(cut), -1, np.int64)
    starts = np.array([unit.core.start for unit in cut], np.int64)
    ends = np.array([unit.core.end for unit in cut], np.int64)
    for number, annotation in enumerate(with_looks(confirmed, check)):
        for span in annotation.text_spans(side):
            # Of units that are in order and disjoint, those that share a character with it.
            first = np.searchsorted(ends, span.start, "right")
            tagged[first : np.searchsorted(starts, span.end, "left")] = number
    return tagged


def _fenced(kinds: NDArray[np.int64], tagged: NDArray[np.int64]) -> NDArray[np.int64]:
    """Let no run reach over the border of what the user has tagged."""
    result = kinds.copy()
    if len(tagged) > 1:
        result[1:][tagged[1:] != tagged[:-1]] = JOINT
    return result
