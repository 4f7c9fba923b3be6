"""Aligning two texts: what `desk_annotator.alignment` is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from desk_annotator.alignment.band import band
from desk_annotator.alignment.beads import Bead, Edges, best_chain
from desk_annotator.alignment.encoding import Encoder, shared_encoder
from desk_annotator.alignment.evidence import SHAPES, SMALL_SHAPES, Evidence, Prices, SideRows
from desk_annotator.alignment.exchange import Request
from desk_annotator.alignment.fitting import first_prices, fitted, lexicon_of, shared_words
from desk_annotator.alignment.judgement import judged
from desk_annotator.alignment.looks import with_looks
from desk_annotator.alignment.moved import cost_of_moved, moved_beads
from desk_annotator.alignment.result import Alignment
from desk_annotator.alignment.shared_words import Lexicon, exact_answers
from desk_annotator.alignment.shares import (
    JUDGING,
    MOVED,
    ROUNDS,
    Shares,
    part_of,
    silent,
)
from desk_annotator.alignment.sides import PreparedSide, prepared, settled
from desk_annotator.alignment.terms import Glossary, terms
from desk_annotator.alignment.vocabulary import stock
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.text import Text

BAND = 0.15
"""Share of a round that its band takes."""


def never() -> bool:
    """Say that nobody has cancelled."""
    return False


def align_request(
    request: Request,
    *,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], None] = silent,
) -> Alignment:
    """Do as `align` what a request asks, with the encoder of this process if it says so."""
    return align(
        request.source,
        request.target,
        confirmed=request.confirmed,
        hand=request.hand,
        glossary=request.glossary,
        lexicon=request.lexicon,
        encoder=shared_encoder() if request.with_encoder else None,
        cancelled=cancelled,
        progress=progress,
    )


def align(
    source: Text,
    target: Text,
    *,
    confirmed: Sequence[Annotation] = (),
    hand: tuple[Cuts, Cuts] = (NO_CUTS, NO_CUTS),
    glossary: Glossary | None = None,
    lexicon: Lexicon | None = None,
    encoder: Encoder | None = None,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], None] = silent,
) -> Alignment:
    """Find what corresponds between two texts, and what has no counterpart.

    `confirmed` annotations (suggestions and rejected ones among them are passed over) are never
    contradicted: their text is in no other link or flag, and they are learnt from. `hand` are
    the cuts the user has made in both texts herself: they stay. `glossary` maps source terms to
    target terms; `lexicon` is one learnt from other links (see `lexicon.learnt`). Without an
    `encoder` numbers, names, terms, lengths and words that keep meeting must do. `cancelled` is
    asked all the time, `progress` told shares from 0 to 1.

    Raises Cancelled if `cancelled` said yes. The same input gives the same result.
    """
    own = settled(confirmed)

    def check() -> None:
        if cancelled():
            raise Cancelled

    check()
    table = terms(glossary or {}, source.language, target.language)
    shares = Shares(progress)
    sides = prepared((source, target), own, hand, table, encoder, cancelled, shares)
    if not all(side.rows.letters.sum() for side in sides):
        shares.done()
        return Alignment()
    rows = sides[0].rows, sides[1].rows
    count = len(sides[0].units) + len(sides[1].units)
    prices = first_prices(Prices(), sides, with_meaning=encoder is not None)
    exact = exact_answers(sides[0].words, sides[1].words, check)
    known = [stock(source.language, target.language), *([lexicon] if lexicon else [])]
    if own:
        known.append(lexicon_of(sides, (), own, check))
    shared = shared_words(sides, exact, known, check)
    evidence = Evidence(rows[0].runs(check), rows[1].runs(check), shared.rows)
    beads: list[Bead] = []
    free, moving = (sides[0].free(), sides[1].free()), MOVED * count
    for turn, cost in enumerate(ROUNDS):
        edges = border_prices(rows[0], prices), border_prices(rows[1], prices)
        is_last = turn + 1 == len(ROUNDS)
        told = shares.step(cost * count, (sum(ROUNDS[turn + 1 :]) + JUDGING) * count + moving)
        around = band(rows, shared.rows, prices, cancelled, part_of(told, 0.0, BAND))
        shapes = SHAPES if is_last else SMALL_SHAPES
        seek = part_of(told, BAND, 1.0)
        beads = best_chain(evidence, prices, around, edges, cancelled, shapes, seek)
        links = [bead for bead in beads if bead.is_link]
        moving = cost_of_moved(free, links)
        if not is_last:
            taught = lexicon_of(sides, links, own, check)
            shared = shared_words(sides, exact, [*known, taught], check)
            evidence = Evidence(evidence.source, evidence.target, shared.rows)
            prices = fitted(prices, evidence, links, check)
    beads = moved_beads(
        free,
        lambda here, there: Evidence(
            rows[0].chosen(here).runs(), rows[1].chosen(there).runs(), shared.chosen(here, there)
        ),
        [bead for bead in with_looks(beads, check) if _untagged(bead, sides)],
        prices,
        cancelled,
        lambda cost, rest: shares.step(cost, rest + JUDGING * count),
    )
    told = shares.step(JUDGING * count, 0.0)
    result = judged(sides, beads, evidence, shared.answers, prices, own, check, told)
    shares.done()
    return result


def border_prices(side: SideRows, prices: Prices) -> Edges:
    """Return what an unmatched stretch pays for beginning or ending at each border of a side."""
    price = np.array([*prices.skip_edge, prices.skip_edge[-1]], np.float32)
    places = np.append(price[side.kinds], prices.skip_edge[-1]).astype(np.float32)
    places[0] = prices.skip_edge[-1]
    return places, places


def _untagged(bead: Bead, sides: tuple[PreparedSide, PreparedSide]) -> bool:
    return bool(
        (sides[0].tagged[bead.source_start : bead.source_end] < 0).all()
        and (sides[1].tagged[bead.target_start : bead.target_end] < 0).all()
    )
