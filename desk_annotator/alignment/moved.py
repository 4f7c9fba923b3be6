"""Blocks that stand elsewhere in the target than in the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.beads import Bead, Edges, best_chain, full_band
from desk_annotator.alignment.evidence import Evidence, Prices
from desk_annotator.alignment.shares import Tell, part_of
from desk_annotator.core.errors import Cancelled

ROUNDS = 4
"""How often what is left over is looked through: each round finds blocks in one order."""

MOST_UNITS = 800
"""Unmatched units of one side looked at together; more are looked at piece by piece."""

FARTHEST = 3
"""Pieces between which blocks are still looked for."""

PLACE = 6e-7
"""Seconds for each two units looked at, measured as in `shares`."""

BLOCK_PRICE = 3.0
"""Log odds a block must bring, for each side on which something is passed over before it."""

BLOCK_SCORE = 1.0
"""Log odds a whole moved block must bring beyond `BLOCK_DOUBT`."""

BLOCK_DOUBT = 1.5
"""What it must bring for each time that the number of pairs it was chosen from is e times more."""


def cost_of_moved(
    free: tuple[NDArray[np.bool_], NDArray[np.bool_]], links: Sequence[Bead]
) -> float:
    """Return about what the first round costs (see `shares`) if these are the links."""
    few, many = sorted(
        (
            len(_left_over(links, free[0], source=True)),
            len(_left_over(links, free[1], source=False)),
        )
    )
    return PLACE * few * min(many, (2 * FARTHEST + 1) * MOST_UNITS)


def moved_beads(
    free: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    shared: Callable[[NDArray[np.int64], NDArray[np.int64]], Evidence],
    beads: Sequence[Bead],
    prices: Prices,
    cancelled: Callable[[], bool],
    step: Callable[[float, float], Tell],
) -> list[Bead]:
    """Return the beads with unmatched stretches replaced where they answer one another.

    `free` says which units may be used at all; `shared` gives the evidence between chosen
    units. `step` gives what is told the share of a round, for what it costs and what more rounds
    may cost. The result is in source order.
    """
    result = [bead for bead in beads if bead.is_link]
    sources = _left_over(result, free[0], source=True)
    targets = _left_over(result, free[1], source=False)
    local = replace(prices, skip_unit=0.0)
    for _ in range(ROUNDS):
        found: list[Bead] = []
        pieces = [
            (sources[start : start + MOST_UNITS], targets[begin : begin + MOST_UNITS])
            for start in range(0, len(sources), MOST_UNITS)
            for begin in range(0, len(targets), MOST_UNITS)
            if abs(start - begin) <= FARTHEST * MOST_UNITS
        ]
        places = [len(here) * len(there) for here, there in pieces]
        cost = PLACE * sum(places)
        # A round more is made only where this one finds something.
        tell, done = step(cost, cost / 2), 0
        for (here, there), count in zip(pieces, places, strict=True):
            told = part_of(tell, done / sum(places), (done + count) / sum(places))
            found += _blocks(shared(here, there), here, there, local, cancelled, told)
            done += count
        found = _disjoint(found, cancelled)
        if not found:
            break
        result += found
        sources = _left_over(result, free[0], source=True)
        targets = _left_over(result, free[1], source=False)
    result.sort(key=lambda bead: (bead.source_start, bead.target_start))
    return result


def _left_over(
    beads: Sequence[Bead], usable: NDArray[np.bool_], *, source: bool
) -> NDArray[np.int64]:
    free = usable.copy()
    for bead in beads:
        if source:
            free[bead.source_start : bead.source_end] = False
        else:
            free[bead.target_start : bead.target_end] = False
    return np.flatnonzero(free)


def _blocks(
    evidence: Evidence,
    sources: NDArray[np.int64],
    targets: NDArray[np.int64],
    prices: Prices,
    cancelled: Callable[[], bool],
    tell: Tell,
) -> list[Bead]:
    if not len(sources) or not len(targets):
        return []
    chain = best_chain(
        evidence,
        prices,
        full_band(len(sources), len(targets)),
        (_free_start(len(sources)), _free_start(len(targets))),
        cancelled,
        tell=tell,
    )
    blocks: list[list[Bead]] = []
    for bead in chain:
        if not bead.is_link:
            continue
        there = Bead(
            int(sources[bead.source_start]),
            int(sources[bead.source_end - 1]) + 1,
            int(targets[bead.target_start]),
            int(targets[bead.target_end - 1]) + 1,
            bead.score,
        )
        last = blocks[-1][-1] if blocks else None
        if (
            last is not None
            and there.source_start - last.source_end <= 1
            and 0 <= there.target_start - last.target_end <= 1
        ):
            blocks[-1].append(there)
        else:
            blocks.append([there])
    least = BLOCK_SCORE + BLOCK_DOUBT * float(np.log(len(sources) * len(targets)))
    return [
        bead for block in blocks if sum(bead.score for bead in block) >= least for bead in block
    ]


def _free_start(count: int) -> Edges:
    """Passing units over costs nothing until the next block begins, and nothing at the end."""
    close = np.full(count + 1, BLOCK_PRICE, np.float32)
    close[-1] = 0
    return np.zeros(count + 1, np.float32), close


def _disjoint(beads: Sequence[Bead], cancelled: Callable[[], bool]) -> list[Bead]:
    """Keep the best of beads that share units (found in different pieces)."""
    kept: list[Bead] = []
    for bead in sorted(beads, key=lambda bead: (-bead.score, bead.source_start)):
        if cancelled():
            raise Cancelled
        if all(
            (bead.source_end <= other.source_start or other.source_end <= bead.source_start)
            and (bead.target_end <= other.target_start or other.target_end <= bead.target_start)
            for other in kept
        ):
            kept.append(bead)
    return kept
