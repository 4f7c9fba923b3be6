"""Where the best chain is looked for in long texts: around the best chain of coarse blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.beads import Band, Bead, Edges, best_chain, full_band
from desk_annotator.alignment.evidence import Evidence, Prices, SideRows
from desk_annotator.alignment.looks import Check, with_looks
from desk_annotator.alignment.shared_words import Row
from desk_annotator.alignment.shares import Tell, part_of, silent
from desk_annotator.core.errors import Cancelled

FULL = 400 * 400
"""Places looked at without a band."""

BLOCK = 6
"""Units (or blocks) that the next coarser level takes together."""

_COARSER = 0.2
"""Share of the work that the levels above one take together."""

_SHAPES = ((1, 1), (1, 2), (2, 1))


def band(
    sides: tuple[SideRows, SideRows],
    shared: Sequence[Row],
    prices: Prices,
    cancelled: Callable[[], bool],
    tell: Tell = silent,
) -> Band:
    """Return the band for a pair; all places if it is short.

    Each level takes `BLOCK` units together until the rest is short, so that time and memory
    grow about as the length of the texts. `tell` is told the share done.
    """
    counts = len(sides[0].letters), len(sides[1].letters)
    if counts[0] * counts[1] <= FULL or min(counts) <= BLOCK:
        return full_band(*counts)

    def check() -> None:
        if cancelled():
            raise Cancelled

    coarse = _blocks(sides[0], check), _blocks(sides[1], check)
    coarse_shared = _shared_blocks(shared, len(coarse[1].letters), check)
    outer = band(coarse, coarse_shared, prices, cancelled)
    edges = tuple(_flat_edges(len(side.letters)) for side in coarse)
    chain = best_chain(
        Evidence(coarse[0].runs(check), coarse[1].runs(check), coarse_shared),
        replace(prices, merge=(0.5, 0.5, 0.5, 1e6), skip_unit=0.5, borders=None),
        outer,
        (edges[0], edges[1]),
        cancelled,
        shapes=_SHAPES,
        tell=part_of(tell, _COARSER, 1.0),
    )
    return _around(chain, counts)


def _flat_edges(count: int) -> Edges:
    price = np.full(count + 1, 1.0, np.float32)
    return price, price


def _blocks(side: SideRows, check: Check) -> SideRows:
    starts = np.arange(0, len(side.letters), BLOCK)
    check()
    return SideRows(
        np.add.reduceat(side.letters, starts),
        np.full(len(starts), 2, np.int64),
        np.add.reduceat(side.vectors, starts, axis=0),
        np.add.reduceat(side.mass, starts),
    )


def _shared_blocks(shared: Sequence[Row], columns: int, check: Check) -> list[Row]:
    rows: list[Row] = []
    for start in with_looks(range(0, len(shared), BLOCK), check):
        total = np.zeros(columns, np.float32)
        for places, weights in shared[start : start + BLOCK]:
            np.add.at(total, places // BLOCK, weights)
        places = np.flatnonzero(total).astype(np.int32)
        rows.append((places, total[places]))
    return rows


def _around(chain: Sequence[Bead], counts: tuple[int, int]) -> Band:
    low = np.full(counts[0] + 1, counts[1], np.int64)
    high = np.zeros(counts[0] + 1, np.int64)
    margin = 4 * BLOCK
    for bead in chain:
        first = max(bead.source_start * BLOCK - margin, 0)
        last = min(bead.source_end * BLOCK + margin, counts[0]) + 1
        begin = max(bead.target_start * BLOCK - margin, 0)
        end = min(bead.target_end * BLOCK + margin, counts[1])
        low[first:last] = np.minimum(low[first:last], begin)
        high[first:last] = np.maximum(high[first:last], end)
    low[0], high[-1] = 0, counts[1]
    return Band(_rising(low[::-1], np.minimum)[::-1], _rising(high, np.maximum))


def _rising(values: NDArray[np.int64], towards: np.ufunc) -> NDArray[np.int64]:
    result: NDArray[np.int64] = towards.accumulate(values)
    return result
