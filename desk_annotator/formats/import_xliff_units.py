"""Units of XLIFF 2: segments that make up a paragraph, in an order that may differ."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span
from desk_annotator.formats.import_segments import InlineReader, PairAssembly, local_name

_WITHOUT_SPACES = frozenset({"bo", "ja", "km", "lo", "my", "th", "zh"})


@frozen
class _Piece:
    """The text of one segment or, between segments, of an ignorable (`number` is then None)."""

    number: int | None
    text: str


def second_version_unit(
    unit: etree._Element,
    namespace: str,
    assembly: PairAssembly,
    readers: tuple[InlineReader, InlineReader],
    languages: tuple[str, str],
    note: str,
) -> None:
    """Add a unit's line to each side, and the pairs of its segments."""
    parts = [part for part in unit if part.tag in (f"{namespace}segment", f"{namespace}ignorable")]
    sources: list[_Piece] = []
    targets: list[tuple[int, _Piece]] = []
    segments = 0
    for rank, part in enumerate(parts, start=1):
        number = None
        if local_name(part) == "segment":
            number = segments
            segments += 1
        source = part.find(f"{namespace}source")
        target = part.find(f"{namespace}target")
        if number is None and target is None:
            target = source  # What stands between segments needs no translation.
        sources.append(_Piece(number, readers[0].read(source).characters))
        if target is not None:
            order = str(target.get("order", ""))
            place = int(order) if order.isascii() and order.isdigit() and len(order) < 9 else rank
            targets.append((place, _Piece(number, readers[1].read(target).characters)))
    in_order = [piece for _, piece in sorted(targets, key=lambda each: each[0])]
    if not any(piece.number is not None and piece.text.strip() for piece in in_order):
        in_order = []
    spans: list[dict[int, Span | None]] = []
    for side, pieces, language in zip(
        (assembly.source, assembly.target), (sources, in_order), languages, strict=True
    ):
        line, marks = _joined(pieces, language, side.tally)
        found = assembly.put(side, line, marks.values())
        spans.append(dict(zip(marks, found, strict=False)))
    for number in range(segments):
        assembly.join(spans[0].get(number), spans[1].get(number), note)
        note = ""  # It is the unit's, and told once.


def _joined(
    pieces: list[_Piece], language: str, tally: Counter[str]
) -> tuple[str, dict[int, tuple[int, int]]]:
    """Return the line of a unit, and where in it each segment lies."""
    line = ""
    marks: dict[int, tuple[int, int]] = {}
    was_segment = False
    has_spaces = language.partition("-")[0] not in _WITHOUT_SPACES
    for piece in pieces:
        if not piece.text:
            continue
        touching = line and not line[-1].isspace() and not piece.text[0].isspace()
        if touching and was_segment and piece.number is not None and has_spaces:
            # Some programs cut a paragraph into sentences and keep no space between them.
            line += " "
            tally["space-put-between-segments"] += 1
        if piece.number is not None:
            marks[piece.number] = (len(line), len(line) + len(piece.text))
        line += piece.text
        was_segment = piece.number is not None
    return line, marks
