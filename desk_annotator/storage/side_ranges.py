"""Reads the ranges of one side that belong to no annotation: what is ignored, cut and joined."""

from __future__ import annotations

from desk_annotator.core.cuts import Cuts
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Span, are_disjoint
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.record import Record, a_list, a_whole_number


def read_ignored(side: Record, length: int) -> tuple[Span, ...]:
    """Return the ignored ranges of a text of `length` code points. Raises FaultError."""
    return _ranges(side, "ignored", length)


def read_cuts(side: Record, length: int) -> Cuts:
    """Return the cuts made by hand in a text of `length` code points. Raises FaultError."""
    at: list[int] = []
    for rank, value in enumerate(side.items("cuts")):
        place = f"{side.place_of('cuts')}[{rank}]"
        offset = a_whole_number(value, place)
        if not (at[-1] if at else 0) < offset < length:
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "the cuts are not in rising order, or one is not inside the text of {length} "
                    "characters",
                ),
                length=length,
                place=place,
            )
        at.append(offset)
    cuts = Cuts(tuple(at), _ranges(side, "joined", length))
    if cuts.fault(length):
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "a joined stretch is empty or has a cut inside"),
            place=side.place_of("joined"),
        )
    return cuts


def _ranges(side: Record, key: str, length: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    for rank, value in enumerate(side.items(key)):
        place = f"{side.place_of(key)}[{rank}]"
        numbers = a_list(value, place)
        if len(numbers) != 2:
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "two whole numbers are expected here"), place=place
            )
        start, end = (a_whole_number(number, f"{place}[{at}]") for at, number in enumerate(numbers))
        if not start <= end <= length:
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors", "the range runs backwards or beyond the text's {length} characters"
                ),
                length=length,
                place=place,
            )
        spans.append(Span(start, end))
    if not are_disjoint(tuple(spans)):
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "the ranges overlap or are not in order"),
            place=side.place_of(key),
        )
    return tuple(spans)
