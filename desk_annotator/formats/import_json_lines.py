"""Annotations that come back from a review as JSON Lines, as the export wrote them.

A line that is no annotation of ours, or was damaged on the way, is counted and passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.import_json import (
    annotations_of,
    as_utf_8,
    loaded,
    mapping,
    number,
    objects,
    text,
)
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewedAnnotation,
    told,
)

LINE_LIMIT = 500_000
"""Lines that a file may have."""
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
    if data.count(b"\n") > LINE_LIMIT:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” has more than {limit} lines, too many for one review. Nothing was "
                "imported. Take them over pair by pair.",
            ),
            name=name,
            limit=LINE_LIMIT,
        )
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    numbered = enumerate(told(lines, options), 1)
    written = ((place, line) for place, line in numbered if line.strip())
    found = annotations_of("line", written, lambda line: _annotation(mapping(loaded(line))))
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
