"""The best chain of beads through two rows of units, inside a band.

A bead joins a run of source units to a run of target units; an unmatched stretch of either side
pays for its two edges and for each unit. Time and memory grow with the area of the band.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.evidence import LONGEST_RUN, SHAPES, Evidence, Matrix, Prices
from desk_annotator.alignment.looks import EVERY, Check, with_looks
from desk_annotator.alignment.shares import Tell, silent
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.frozen import frozen

_NEVER = np.float32(-1e30)
_CHUNK = 48
_FROM_SOURCE_GAP = len(SHAPES)
_FROM_TARGET_GAP = len(SHAPES) + 1


@frozen
class Bead:
    """Source units [source_start, source_end) and target units [target_start, target_end).

    One of the two may be empty: then the other has no counterpart. `score` is in log odds.
    """

    source_start: int
    source_end: int
    target_start: int
    target_end: int
    score: float = 0.0

    @property
    def is_link(self) -> bool:
        """True if both sides hold units."""
        return self.source_start < self.source_end and self.target_start < self.target_end


@frozen
class Band:
    """For each source place the first and the last target place (inclusive) looked at."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]


def full_band(sources: int, targets: int) -> Band:
    """Return the band that leaves nothing out."""
    return Band(np.zeros(sources + 1, np.int64), np.full(sources + 1, targets, np.int64))


@dataclass(slots=True)
class _Row:
    """The best ways into the places of one row, from column `low` on."""

    low: int
    best: Matrix
    gap: Matrix
    """Best way that ends inside an unmatched stretch of the source."""


@frozen
class _Marks:
    """How each place of a row was reached, from column `low` on."""

    low: int
    came: NDArray[np.int8]
    opened: NDArray[np.bool_]
    across_opened: NDArray[np.bool_]
    best: Matrix


Edges = tuple[Matrix, Matrix]
"""Price of an unmatched stretch beginning, and ending, at each place of a side."""


def best_chain(
    evidence: Evidence,
    prices: Prices,
    band: Band,
    edges: tuple[Edges, Edges],
    cancelled: Callable[[], bool],
    shapes: Sequence[tuple[int, int]] = SHAPES,
    tell: Tell = silent,
) -> list[Bead]:
    """Return the beads of the best chain from the start of both texts to their ends.

    `tell` is told the share done. Raises Cancelled between two chunks of rows, or two shapes, if
    `cancelled` says yes.
    """

    def check() -> None:
        if cancelled():
            raise Cancelled

    count = len(band.low) - 1
    columns = len(edges[1][0]) - 1
    rows: list[_Row] = []
    marks: list[_Marks] = []
    window_scores: dict[tuple[int, int], Matrix] = {}
    first, left = 0, 0
    for i in range(count + 1):
        if i % _CHUNK == 0:
            check()
            tell(i / (count + 1))
            last = min(i + _CHUNK, count + 1)
            first, left = i, int(band.low[i:last].min())
            right = int(band.high[i:last].max()) + 1
            window = evidence.window((i, last), (left, right), prices.borders)
            window_scores = {
                shape: window.scores(shape, prices) for shape in with_looks(shapes, check, 1)
            }
        low, high = int(band.low[i]), int(band.high[i])
        width = high - low + 1
        best = np.full(width, _NEVER, np.float32)
        came = np.full(width, -1, np.int8)
        if i == 0 and low == 0:
            best[0] = 0.0
        for number, (a, b) in enumerate(shapes):
            if a > i:
                continue
            before = rows[-a]
            start = max(low, before.low + b)
            end = min(high, before.low + len(before.best) - 1 + b)
            if start > end:
                continue
            ways = (
                before.best[start - b - before.low : end - b - before.low + 1]
                + window_scores[a, b][i - first, start - left : end - left + 1]
            )
            here = best[start - low : end - low + 1]
            better = ways > here
            np.copyto(here, ways, where=better)
            came[start - low : end - low + 1][better] = number
        gap, opened = _source_gap(rows, i, low, high, edges[0], prices)
        closing = gap - edges[0][1][i]
        better = closing > best
        np.copyto(best, closing, where=better)
        came[better] = _FROM_SOURCE_GAP
        across, across_opened = _target_gap(best, low, edges[1], prices)
        closing = across - edges[1][1][low : high + 1]
        better = closing > best
        best = np.where(better, closing, best)
        came[better] = _FROM_TARGET_GAP
        rows.append(_Row(low, best, gap))
        if len(rows) > LONGEST_RUN:
            rows.pop(0)
        marks.append(_Marks(low, came, opened, across_opened, best))
    return _walk_back(marks, count, columns, shapes, check)


def _source_gap(
    rows: Sequence[_Row], i: int, low: int, high: int, edges: Edges, prices: Prices
) -> tuple[Matrix, NDArray[np.bool_]]:
    gap = np.full(high - low + 1, _NEVER, np.float32)
    opened = np.zeros(high - low + 1, np.bool_)
    if i == 0:
        return gap, opened
    before = rows[-1]
    start, end = max(low, before.low), min(high, before.low + len(before.best) - 1)
    if start > end:
        return gap, opened
    old = slice(start - before.low, end - before.low + 1)
    fresh = before.best[old] - edges[0][i - 1]
    longer = before.gap[old]
    gap[start - low : end - low + 1] = np.maximum(fresh, longer) - prices.skip_unit
    opened[start - low : end - low + 1] = fresh >= longer
    return gap, opened


def _target_gap(
    best: Matrix, low: int, edges: Edges, prices: Prices
) -> tuple[Matrix, NDArray[np.bool_]]:
    width = len(best)
    gap = np.full(width, _NEVER, np.float32)
    opened = np.zeros(width, np.bool_)
    if width > 1:
        steps = np.arange(width, dtype=np.float32) * prices.skip_unit
        fresh = best[:-1] - edges[0][low : low + width - 1] + steps[:-1]
        reached = np.maximum.accumulate(fresh)
        gap[1:] = reached - steps[1:]
        opened[1:] = fresh >= reached
    return gap, opened


def _walk_back(
    marks: Sequence[_Marks], i: int, j: int, shapes: Sequence[tuple[int, int]], check: Check
) -> list[Bead]:
    beads: list[Bead] = []
    while i > 0 or j > 0:
        if len(beads) % EVERY == 0:
            check()
        row = marks[i]
        end_i, end_j = i, j
        number = int(row.came[j - row.low])
        if number == _FROM_SOURCE_GAP:
            while not marks[i].opened[j - marks[i].low]:
                i -= 1
            i -= 1
        elif number == _FROM_TARGET_GAP:
            while not row.across_opened[j - row.low]:
                j -= 1
            j -= 1
        else:
            i, j = i - shapes[number][0], j - shapes[number][1]
        score = float(row.best[end_j - row.low] - marks[i].best[j - marks[i].low])
        beads.append(Bead(i, end_i, j, end_j, score))
    beads.reverse()
    return beads
