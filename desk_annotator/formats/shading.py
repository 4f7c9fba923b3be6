"""Cuts a text into stretches that are shaded in one way, for formats with one colour a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from desk_annotator.core.span import Span
from desk_annotator.formats.short_calls import letting_go_of, letting_go_on_error, sorted_offsets


class Shade(NamedTuple):
    """A stretch of a text: `tag` is that of the shortest span over it, None if there is none."""

    start: int
    end: int
    tag: str | None
    is_shared: bool


_STEP = 1 << 12
"""Spans, or stretches, between two looks."""


def shades(
    length: int, spans: Iterable[tuple[Span, str]], look: Callable[[], None] = lambda: None
) -> list[Shade]:
    """Return the stretches of a text of `length` code points, in order and without gaps.

    `look` is called now and then; what it raises goes through.
    """
    starts: defaultdict[int, list[tuple[int, int, str]]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    found: list[Shade] = []
    with letting_go_of(starts, ends), letting_go_on_error(found):
        for number, (span, tag) in enumerate(spans):
            if number % _STEP == 0:
                look()
            if not span.is_caret:
                starts[span.start].append((number, span.length, tag))
                ends[span.end].append(number)
        over: dict[int, tuple[int, str]] = {}
        place = 0
        for count, cut in enumerate(sorted_offsets(starts, ends, (length,))):
            if count % _STEP == 0:
                look()
            if place < cut:
                shown = min(over.values())[1] if over else None
                found.append(Shade(place, cut, shown, len(over) > 1))
                place = cut
            for number in ends.get(cut, ()):
                del over[number]
            for number, size, tag in starts.get(cut, ()):
                over[number] = (size, tag)
    return found
