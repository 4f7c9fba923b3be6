"""Annotations that come back from a review as JSON Lines, as the export wrote them.

A line that is no annotation of ours, or was damaged on the way, is counted and passed over.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.import_json import (
    KEPT,
    VALUE_LIMIT,
    annotations_of,
    as_utf_8,
    loaded,
    mapping,
    not_parsed,
    number,
    objects,
    text,
    values_of,
)
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewedAnnotation,
)

LINE_LIMIT = 500_000
"""Lines that a file may have."""
_CHECKED = 256
"""Lines between two looks at whether the file is still wanted."""
_MARK = b'"offset_unit"'
_SNIFFED = 400
"""Bytes at the beginning in which a file shows that it is ours."""


def is_ours(data: bytes) -> bool:
    """Tell whether these bytes begin as our export does."""
    head = data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"{") and _MARK in head


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return the annotations of a file. Raises TextError if it holds none."""
    data = as_utf_8(data)
    read_values = 0

    def annotation(line: bytes) -> ReviewedAnnotation:
        nonlocal read_values
        found = _annotation(mapping(loaded(line)))
        read_values += values_of(line)
        if read_values // KEPT > VALUE_LIMIT:
            raise not_parsed(name)
        return found

    found = annotations_of("line", _lines(data, name, options), annotation)
    if not found.annotations:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds no annotations that were exported as JSON Lines. Nothing was "
                "imported.",
            ),
            name=name,
        )
    return found


def _lines(data: bytes, name: str, options: ImportOptions) -> Iterator[tuple[int, bytes]]:
    """Yield the lines in which something stands, with their numbers; never are all held."""
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    number_ = 0
    while start < len(data):
        if number_ % _CHECKED == 0:
            options.check()
            options.tell(start / len(data))
        number_ += 1
        if number_ > LINE_LIMIT:
            raise _too_many(name)
        end = data.find(b"\n", start)
        end = end if end >= 0 else len(data)
        line = data[start:end]
        if line.strip():
            yield number_, line
        start = end + 1


def _too_many(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” has more than {limit} lines, too many for one review. Nothing was "
            "imported. Take them over pair by pair.",
        ),
        name=name,
        limit=LINE_LIMIT,
    )


def _annotation(line: Mapping[str, object]) -> ReviewedAnnotation:
    """Return what a line says. Raises one of the errors in `NOT_AS_EXPECTED` if it is no line."""
    if line["offset_unit"] != "codepoint":
        message = "offsets are counted in another unit"
        raise ValueError(message)
    sides = {side: mapping(line[side]) for side in Side}
    spans: dict[Side, tuple[Span, ...]] = {}
    quotes: list[str] = []
    for side, value in sides.items():
        places = []
        for span in objects(value["spans"]):
            places.append(Span(number(span["start"]), number(span["end"])))
            quotes.append(text(span["quote"]))
        if value.get("place") is not None:
            places.append(Span(number(value["place"]), number(value["place"])))
        spans[side] = tuple(sorted(places))
    justified = line.get("justified")
    if justified is not None and not isinstance(justified, bool):
        raise TypeError(justified)
    return ReviewedAnnotation(
        Annotation(
            id=text(line["id"]),
            tag=text(line["tag"]),
            source=spans[Side.SOURCE],
            target=spans[Side.TARGET],
            justified=justified,
            note=text(line.get("note", "")),
            category=text(line.get("category", "")),
            severity=text(line.get("severity", "")),
            status=text(line.get("status", Status.OPEN)),
            author=text(line.get("author", "")),
            created=text(line.get("created", "")),
            modified=text(line.get("modified", "")),
        ),
        text(line["pair_id"]),
        text(sides[Side.SOURCE]["sha256"]),
        text(sides[Side.TARGET]["sha256"]),
        tuple(quotes),
    )
