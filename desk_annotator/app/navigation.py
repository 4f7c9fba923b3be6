"""Where to go next: annotations and untouched text, in the order of one side."""

from __future__ import annotations

from collections.abc import Callable

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span

Accept = Callable[[Annotation], bool]


def everything(annotation: Annotation) -> bool:
    """Accept every annotation."""
    del annotation
    return True


def next_annotation(
    bitext: Bitext, side: Side, offset: int, accept: Accept = everything
) -> str | None:
    """Return the first annotation whose span on this side starts after `offset`, round the end.

    Returns None only if no annotation on this side is accepted.
    """
    length = len(bitext.text(side))
    found = _first(bitext, side, offset + 1, length, accept)
    return found if found is not None else _first(bitext, side, 0, offset, accept)


def previous_annotation(
    bitext: Bitext, side: Side, offset: int, accept: Accept = everything
) -> str | None:
    """Return the last annotation with a span starting before `offset`, round the start."""
    length = len(bitext.text(side))
    found = _last(bitext, side, 0, offset - 1, accept)
    return found if found is not None else _last(bitext, side, offset, length, accept)


_WINDOW = 4096


def _first(bitext: Bitext, side: Side, low: int, high: int, accept: Accept) -> str | None:
    start, step = low, _WINDOW
    while start <= high:
        end = min(start + step, high)
        for first, _, key in bitext.index(side).touching(start, end):
            if start <= first <= end and accept(bitext.annotations[key]):
                return key
        start = end + 1 if end < high else high + 1
        # The character at `end` opens the next window, so a span starting there is found there.
        step *= 2
    return None


def _last(bitext: Bitext, side: Side, low: int, high: int, accept: Accept) -> str | None:
    end, step = high, _WINDOW
    while end >= low:
        start = max(end - step, low)
        for first, _, key in reversed(bitext.index(side).touching(start, end + 1)):
            if start <= first <= end and accept(bitext.annotations[key]):
                return key
        end = start - 1
        step *= 2
    return None


def next_untouched(bitext: Bitext, side: Side, offset: int) -> Span | None:
    """Return the next untouched text at or after `offset`, round the end; None if all is done."""
    meter = bitext.meter(side)
    return meter.next_untouched(offset) or meter.next_untouched(0)


def walk_overlaps(bitext: Bitext, side: Side, offset: int, active_id: str | None) -> list[str]:
    """Return the ids of the annotations over a character, shortest first, from behind the active.

    The first of the list is the one a further click there should reach; the list is empty
    where nothing is tagged.
    """
    ids = list(dict.fromkeys(key for _, _, key in bitext.index(side).at(offset)))
    if active_id in ids:
        position = ids.index(active_id) + 1
        ids = ids[position:] + ids[:position]
    return ids
