"""Annotations that come back from a review as JSON Lines, as the export wrote them.

A line that is no annotation of ours, or was damaged on the way, is counted and passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewedAnnotation,
)

_MARK = b'"offset_unit"'
_SNIFFED = 400


def is_ours(data: bytes) -> bool:
    """Tell whether these bytes begin as our export does."""
    head = data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"{") and _MARK in head


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return the annotations of a file. Raises TextError if it holds none."""
    del options
    found: list[ReviewedAnnotation] = []
    unread = 0
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if not line.strip():
            continue
        try:
            found.append(_annotation(json.loads(line, parse_constant=_refuse)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            unread += 1
    if not found:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds no annotations that were exported as JSON Lines. Nothing was "
                "imported.",
            ),
            name=name,
        )
    return ImportedAnnotations(tuple(found), unread=unread)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _annotation(line: Mapping[str, object]) -> ReviewedAnnotation:
    """Return what a line says. Raises one of the errors that `read` expects if it is no line."""
    if line["offset_unit"] != "codepoint":
        message = "offsets are counted in another unit"
        raise ValueError(message)
    sides = {side: _mapping(line[side]) for side in Side}
    spans: dict[Side, tuple[Span, ...]] = {}
    quotes: list[str] = []
    for side, value in sides.items():
        places = []
        for span in _list(value["spans"]):
            places.append(Span(_number(span["start"]), _number(span["end"])))
            quotes.append(_text(span["quote"]))
        if value.get("place") is not None:
            places.append(Span(_number(value["place"]), _number(value["place"])))
        spans[side] = tuple(sorted(places))
    justified = line.get("justified")
    if justified is not None and not isinstance(justified, bool):
        raise TypeError(justified)
    return ReviewedAnnotation(
        Annotation(
            id=_text(line["id"]),
            tag=_text(line["tag"]),
            source=spans[Side.SOURCE],
            target=spans[Side.TARGET],
            justified=justified,
            note=_text(line.get("note", "")),
            category=_text(line.get("category", "")),
            severity=_text(line.get("severity", "")),
            status=_text(line.get("status", Status.OPEN)),
            author=_text(line.get("author", "")),
            created=_text(line.get("created", "")),
            modified=_text(line.get("modified", "")),
        ),
        _text(line["pair_id"]),
        _text(sides[Side.SOURCE]["sha256"]),
        _text(sides[Side.TARGET]["sha256"]),
        tuple(quotes),
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _list(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [_mapping(item) for item in value]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode("utf-8")  # half a surrogate pair is a ValueError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ValueError(value)
    return value
