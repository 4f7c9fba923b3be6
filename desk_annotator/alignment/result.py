"""What an alignment says: links, and stretches without a counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span

LIKELY = 0.5
"""Confidence from which a flag (missing, added) is shown unless the user asks for more."""

LINKED = 0.5
"""Confidence from which a link is shown unless the user asks for more."""

LIKELY_PHRASE = 0.9
"""Confidence from which a link between phrases is shown unless the user asks for more."""


class ReasonKind(StrEnum):
    """What a reason is; the values are the keys by which files and `align --json` name it."""

    WORDS = "words"
    """Words that answer each other stand on both sides: `Reason.words` holds them."""
    MEANING = "meaning"
    """How alike the sides mean: `Reason.number`, about 0 (chance) to 1."""
    BEST_MEANING = "best_meaning"
    """How alike what is most like it on the other side means: `Reason.number`."""
    CONFIRMED = "confirmed"
    """The user has said so herself."""


@frozen
class Reason:
    """One thing that speaks for a link or a flag, in a form a window can put into words."""

    kind: ReasonKind
    words: str = ""
    number: float = 0.0

    def as_json(self) -> object:
        """Return words as they are, and anything else as ``{kind: number}``."""
        if self.kind is ReasonKind.WORDS:
            return self.words
        if self.kind is ReasonKind.CONFIRMED:
            return {self.kind.value: True}
        return {self.kind.value: round(self.number, 2)}


def reason_of(value: object) -> Reason:
    """Return the reason that `Reason.as_json` wrote; what is not known is shown as it stands."""
    if isinstance(value, dict) and len(value) == 1:
        name, number = next(iter(value.items()))
        if name in tuple(ReasonKind) and isinstance(number, int | float):
            return Reason(ReasonKind(name), number=float(number))
    return Reason(ReasonKind.WORDS, str(value))


CONFIRMED = Reason(ReasonKind.CONFIRMED)


@frozen
class Link:
    """Source and target text that answer each other; offsets in code points.

    `confidence` is the share of such links that are right, as measured, from 0 to 1; `reasons`
    say what it rests on, words first ("2009", "sarkozy ≈ ساركوزي"). `confirmed` links
    are the user's own.
    """

    source: Span
    target: Span
    confidence: float
    reasons: tuple[Reason, ...] = ()
    confirmed: bool = False


@frozen
class Flag:
    """Text of one side without a counterpart; `other` is the place on the other side it belongs.

    `confirmed` flags are the user's own.
    """

    span: Span
    other: int
    confidence: float
    reasons: tuple[Reason, ...] = ()
    confirmed: bool = False


@frozen
class Alignment:
    """Links in the order of the source; missing and added text in the order of their side.

    No two links share a character of either side, and no flag shares one with a link of its
    side, save where the user's own annotations do.
    """

    links: tuple[Link, ...] = ()
    missing: tuple[Flag, ...] = ()
    added: tuple[Flag, ...] = ()


def as_json(
    alignment: Alignment, *, phrases: Sequence[Link] | None = None, with_scores: bool = False
) -> dict[str, list[object]]:
    """Return what ``align --json`` prints; offsets in code points of the canonical texts.

    Without scores only what is likely: ``{"links": [[s0, s1, t0, t1]…], "missing": [[s0, s1]…],
    "added": [[t0, t1]…]}``. With scores everything found, each list ending in the confidence
    and the list of reasons (see `Reason.as_json`). `phrases`, where given, are written as links
    are, under "phrases".
    """
    written = {
        "links": _links(alignment.links, LINKED, with_scores=with_scores),
        "missing": _flags(alignment.missing, with_scores=with_scores),
        "added": _flags(alignment.added, with_scores=with_scores),
    }
    if phrases is not None:
        written["phrases"] = _links(phrases, LIKELY_PHRASE, with_scores=with_scores)
    return written


def _links(links: Sequence[Link], least: float, *, with_scores: bool) -> list[object]:
    rows: list[object] = []
    for link in links:
        row: list[object] = [link.source.start, link.source.end, link.target.start, link.target.end]
        if with_scores:
            told = [each.as_json() for each in link.reasons]
            rows.append([*row, round(link.confidence, 3), told])
        elif link.confidence >= least:
            rows.append(row)
    return rows


def _flags(flags: Sequence[Flag], *, with_scores: bool) -> list[object]:
    rows: list[object] = []
    for flag in flags:
        row: list[object] = [flag.span.start, flag.span.end]
        if with_scores:
            told = [each.as_json() for each in flag.reasons]
            rows.append([*row, round(flag.confidence, 3), told])
        elif flag.confidence >= LIKELY:
            rows.append(row)
    return rows
