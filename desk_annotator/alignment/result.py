"""What an alignment says: links, and stretches without a counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk_annotator.core.span import Span

LIKELY = 0.5
"""Confidence from which a flag (missing, added) is shown unless the user asks for more."""

LINKED = 0.25
"""Confidence from which a link is shown unless the user asks for more."""


@dataclass(frozen=True, slots=True)
class Link:
    """Source and target text that answer each other; offsets in code points.

    `confidence` is the share of such links that are right, as measured, from 0 to 1; `reasons`
    are short and for the eye ("2009", "sarkozy ≈ ساركوزي", "meaning 0.86"). `confirmed` links
    are the user's own.
    """

    source: Span
    target: Span
    confidence: float
    reasons: tuple[str, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """Text of one side without a counterpart; `other` is the place on the other side it belongs.

    `confirmed` flags are the user's own.
    """

    span: Span
    other: int
    confidence: float
    reasons: tuple[str, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """Links in the order of the source; missing and added text in the order of their side.

    No two links share a character of either side, and no flag shares one with a link of its
    side, save where the user's own annotations do.
    """

    links: tuple[Link, ...] = ()
    missing: tuple[Flag, ...] = ()
    added: tuple[Flag, ...] = ()


def as_json(alignment: Alignment, *, with_scores: bool = False) -> dict[str, list[object]]:
    """Return what ``align --json`` prints; offsets in code points of the canonical texts.

    Without scores only what is likely: ``{"links": [[s0, s1, t0, t1]…], "missing": [[s0, s1]…],
    "added": [[t0, t1]…]}``. With scores everything found, each list ending in the confidence
    and the list of reasons.
    """
    links: list[object] = []
    for link in alignment.links:
        row: list[object] = [link.source.start, link.source.end, link.target.start, link.target.end]
        if with_scores:
            links.append([*row, round(link.confidence, 3), list(link.reasons)])
        elif link.confidence >= LINKED:
            links.append(row)
    return {
        "links": links,
        "missing": _flags(alignment.missing, with_scores=with_scores),
        "added": _flags(alignment.added, with_scores=with_scores),
    }


def _flags(flags: Sequence[Flag], *, with_scores: bool) -> list[object]:
    rows: list[object] = []
    for flag in flags:
        row: list[object] = [flag.span.start, flag.span.end]
        if with_scores:
            rows.append([*row, round(flag.confidence, 3), list(flag.reasons)])
        elif flag.confidence >= LIKELY:
            rows.append(row)
    return rows
