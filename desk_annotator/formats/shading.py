"""Cuts a text into stretches that are shaded in one way, for formats with one colour a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from desk_annotator.core.span import Span


class Shade(NamedTuple):
    """A stretch of a text: `tag` is that of the shortest span over it, None if there is none."""

    start: int
    end: int
    tag: str | None
    is_shared: bool


def shades(length: int, spans: Iterable[tuple[Span, str]]) -> list[Shade]:
    """Return the stretches of a text of `length` code points, in order and without gaps."""
    starts: defaultdict[int, list[tuple[int, int, str]]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for number, (span, tag) in enumerate(spans):
        if not span.is_caret:
            starts[span.start].append((number, span.length, tag))
            ends[span.end].append(number)
    over: dict[int, tuple[int, str]] = {}
    found: list[Shade] = []
    place = 0
    for cut in sorted({*starts, *ends, length}):
        if place < cut:
            shown = min(over.values())[1] if over else None
            found.append(Shade(place, cut, shown, len(over) > 1))
            place = cut
        for number in ends.get(cut, ()):
            del over[number]
        for number, size, tag in starts.get(cut, ()):
            over[number] = (size, tag)
    return found
