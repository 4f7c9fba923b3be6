"""Searches the two texts of a pair, and walks what was found: source first, then target."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import field
from enum import StrEnum

from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.storage.collector import CollectorRest
from desk_annotator.text.find import Query, find_all


class Where(StrEnum):
    """In which texts of a pair is searched."""

    BOTH = "both"
    SOURCE = "source"
    TARGET = "target"

    def includes(self, side: Side) -> bool:
        """True if this side is searched."""
        return self is Where.BOTH or self.value == side.value


@frozen
class Hit:
    """One place where what was looked for stands."""

    side: Side
    span: Span


_NO_SPANS: tuple[Span, ...] = ()


@frozen
class Hits:
    """All hits of a search, numbered from 0: those of the source, then those of the target.

    The spans of a side are sorted and disjoint.
    """

    source: tuple[Span, ...] = field(default=_NO_SPANS, repr=False)
    target: tuple[Span, ...] = field(default=_NO_SPANS, repr=False)

    def __len__(self) -> int:
        """Return how many there are on both sides."""
        return len(self.source) + len(self.target)

    def spans(self, side: Side) -> tuple[Span, ...]:
        """Return the hits of one side."""
        return self.source if side is Side.SOURCE else self.target

    def at(self, number: int) -> Hit:
        """Return a hit by its number. Raises IndexError if there is no such hit."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        if number < len(self.source):
            return Hit(Side.SOURCE, self.source[number])
        return Hit(Side.TARGET, self.target[number - len(self.source)])

    def first_from(self, side: Side, offset: int) -> int | None:
        """Return the number of the first hit that starts at or behind a place, round the end.

        None only if there are no hits.
        """
        if not len(self):
            return None
        return (self._first(side) + self._starting_before(side, offset)) % len(self)

    def last_before(self, side: Side, offset: int) -> int | None:
        """Return the number of the last hit that starts before a place, round the start.

        None only if there are no hits.
        """
        if not len(self):
            return None
        return (self._first(side) + self._starting_before(side, offset) - 1) % len(self)

    def _first(self, side: Side) -> int:
        return 0 if side is Side.SOURCE else len(self.source)

    def _starting_before(self, side: Side, offset: int) -> int:
        return bisect_left(self.spans(side), offset, key=_start)


def _start(span: Span) -> int:
    return span.start


NO_HITS = Hits()
"""What an empty search finds."""


def search(
    source: Text,
    target: Text,
    query: Query,
    where: Where = Where.BOTH,
    *,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Hits:
    """Return every hit of the query in the texts searched.

    Ends early, with what it has, once `cancelled` says so; `progress` hears the share done, 0
    to 1. Raises FindError for a regular expression that cannot be used.
    """
    found = {Side.SOURCE: _NO_SPANS, Side.TARGET: _NO_SPANS}
    texts = {
        side: text
        for side, text in ((Side.SOURCE, source), (Side.TARGET, target))
        if where.includes(side)
    }
    total = max(sum(map(len, texts.values())), 1)
    before = 0

    def tell(reached: int) -> None:
        if progress is not None:
            progress((before + reached) / total)

    with CollectorRest():
        for side, text in texts.items():
            hits = find_all(text.characters, query, cancelled=cancelled, progress=tell)
            found[side] = tuple(hits)
            before += len(text)
    return Hits(found[Side.SOURCE], found[Side.TARGET])
