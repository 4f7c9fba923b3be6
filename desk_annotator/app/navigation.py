"""Where to go next: annotations and untouched text, in the order of one side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import Entry, SpanIndex

Accept = Callable[[Annotation], bool]


def is_shown(annotation: Annotation) -> bool:
    """True unless it was rejected: such an annotation is kept, but in no pane."""
    return annotation.status != Status.REJECTED


def next_annotation(
    bitext: Bitext,
    side: Side,
    offset: int,
    accept: Accept = is_shown,
    *,
    active_id: str | None = None,
) -> str | None:
    """Return the first annotation that begins on this side after `offset`, round the end.

    An annotation begins where its first span does: its other pieces would lead the walk back.
    Of several that begin at `offset`, those behind the active one still come. Returns None
    only if no annotation on this side is accepted.
    """
    index, length = bitext.index(side), len(bitext.text(side))
    here = _beginning_at(bitext, side, offset, active_id) or (offset, length + 1, "")
    behind = (entry for entry in entries_forward(index, offset, length) if entry > here)
    round_the_end = (entry for entry in entries_forward(index, 0, offset) if entry <= here)
    return _first_accepted(bitext, side, chain(behind, round_the_end), accept)


def previous_annotation(
    bitext: Bitext,
    side: Side,
    offset: int,
    accept: Accept = is_shown,
    *,
    active_id: str | None = None,
) -> str | None:
    """Return the last annotation that begins before `offset`, round the start.

    The reverse of `next_annotation`.
    """
    index, length = bitext.index(side), len(bitext.text(side))
    here = _beginning_at(bitext, side, offset, active_id) or (offset, -1, "")
    before = (entry for entry in entries_backward(index, 0, offset) if entry < here)
    round_the_start = (entry for entry in entries_backward(index, offset, length) if entry >= here)
    return _first_accepted(bitext, side, chain(before, round_the_start), accept)


def _beginning_at(bitext: Bitext, side: Side, offset: int, active_id: str | None) -> Entry | None:
    active = bitext.annotations.get(active_id) if active_id is not None else None
    spans = active.spans(side) if active is not None else ()
    if active is None or not spans or spans[0].start != offset:
        return None
    return (offset, spans[0].end, active.id)


def _first_accepted(
    bitext: Bitext, side: Side, entries: Iterable[Entry], accept: Accept
) -> str | None:
    for start, end, key in entries:
        annotation = bitext.annotations[key]
        if annotation.spans(side)[0] == Span(start, end) and accept(annotation):
            return key
    return None


_WINDOW = 4096
"""Code points of the first stretch that is searched; each further one is twice as long."""


def entries_forward(index: SpanIndex, low: int, high: int) -> Iterator[Entry]:
    """Yield the entries that start in ``[low, high]``, in order, looking ahead by and by."""
    start, step = low, _WINDOW
    while start <= high:
        end = min(start + step, high)
        yield from (entry for entry in index.touching(start, end + 1) if start <= entry[0] <= end)
        start = end + 1
        step *= 2


def entries_backward(index: SpanIndex, low: int, high: int) -> Iterator[Entry]:
    """Yield the entries that start in ``[low, high]``, the last one first."""
    end, step = high, _WINDOW
    while end >= low:
        start = max(end - step, low)
        found = reversed(index.touching(start, end + 1))
        yield from (entry for entry in found if start <= entry[0] <= end)
        end = start - 1
        step *= 2


def next_untouched(bitext: Bitext, side: Side, offset: int) -> Span | None:
    """Return the next untouched text at or after `offset`, round the end; None if all is done."""
    return next(filter(None, next_untouched_in_steps(bitext, side, offset)), None)


def next_untouched_in_steps(bitext: Bitext, side: Side, offset: int) -> Iterator[Span | None]:
    """Yield the same when it is found, and None now and then until then."""
    yield from bitext.meter(side).untouched_in_steps(offset)
    yield from bitext.meter(side).untouched_in_steps(0)


def walk_overlaps(bitext: Bitext, side: Side, offset: int, active_id: str | None) -> list[str]:
    """Return the ids of what is shown over a character, shortest first, from behind the active.

    The first of the list is the one a further click there should reach; the list is empty
    where nothing is tagged.
    """
    over = dict.fromkeys(key for _, _, key in bitext.index(side).at(offset))
    ids = [key for key in over if is_shown(bitext.annotations[key])]
    if active_id in ids:
        position = ids.index(active_id) + 1
        ids = ids[position:] + ids[:position]
    return ids
