"""The next suggestion and the one before, found without putting all of them in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from operator import attrgetter, itemgetter

from desk_annotator.app.navigation import entries_backward, entries_forward
from desk_annotator.core.annotation import FAR, Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import Entry

_FEW = 200
"""Suggestions up to which they are simply put in order."""
_PLACE = attrgetter("place")

Place = tuple[int, int, str]
Wanted = Callable[[Annotation], bool]


def _any(_annotation: Annotation) -> bool:
    return True


def following(bitext: Bitext, place: Place | None, wanted: Wanted = _any) -> Annotation | None:
    """Return the first suggestion wanted behind a place in the order of places, round the end.

    `place` None stands for the beginning. Returns None only if none is wanted.
    """
    if len(bitext.suggested) <= _FEW:
        order = _few(bitext, wanted)
        return next((each for each in order if place is None or each.place > place), None) or (
            order[0] if order else None
        )
    rest: Iterable[Annotation] = ()
    if place is not None:
        rest = (each for each in _forward(bitext, place, wanted) if each.place > place)
    return next(chain(rest, _forward(bitext, (0, 0, ""), wanted)), None)


def preceding(bitext: Bitext, place: Place, wanted: Wanted = _any) -> Annotation | None:
    """Return the last suggestion wanted before a place, round the beginning."""
    if len(bitext.suggested) <= _FEW:
        order = _few(bitext, wanted)[::-1]
        return next((each for each in order if each.place < place), None) or (
            order[0] if order else None
        )
    rest = (each for each in _backward(bitext, place, wanted) if each.place < place)
    return next(chain(rest, _backward(bitext, (FAR, FAR, ""), wanted)), None)


def _few(bitext: Bitext, wanted: Wanted) -> list[Annotation]:
    found = (bitext.annotations[each] for each in bitext.suggested)
    return sorted(filter(wanted, found), key=_PLACE)


# Those with a place in the source come first, in its order; behind them those without one.


def _forward(bitext: Bitext, place: Place, wanted: Wanted) -> Iterator[Annotation]:
    """Yield suggestions in the order of places, from about a place on."""
    if place[0] < FAR:
        yield from _beginning(bitext, Side.SOURCE, place[0], wanted, back=False)
    yield from _beginning(
        bitext, Side.TARGET, 0 if place[0] < FAR else place[1], wanted, back=False
    )


def _backward(bitext: Bitext, place: Place, wanted: Wanted) -> Iterator[Annotation]:
    """Yield suggestions against the order of places, from about a place on."""
    if place[0] == FAR:
        yield from _beginning(bitext, Side.TARGET, place[1], wanted, back=True)
    yield from _beginning(bitext, Side.SOURCE, place[0], wanted, back=True)


def _beginning(
    bitext: Bitext, side: Side, at: int, wanted: Wanted, *, back: bool
) -> Iterator[Annotation]:
    index, length = bitext.index(side), len(bitext.text(side))
    at = min(at, length)
    entries = entries_backward(index, 0, at) if back else entries_forward(index, at, length)
    for _, alike in groupby(entries, key=itemgetter(0)):
        found = (_suggestion(bitext, side, entry) for entry in alike)
        yield from sorted(
            (each for each in found if each is not None and wanted(each)),
            key=_PLACE,
            reverse=back,
        )


def _suggestion(bitext: Bitext, side: Side, entry: Entry) -> Annotation | None:
    """Return the suggestion whose place in the order this entry is, if it is that of one."""
    start, end, key = entry
    if key not in bitext.suggested:
        return None
    annotation = bitext.annotations[key]
    if side is Side.TARGET and annotation.source:
        return None
    return annotation if annotation.spans(side)[0] == Span(start, end) else None
