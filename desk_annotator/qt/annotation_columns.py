"""The columns of the list of annotations, and what stands in a cell of each."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_list_words import (
    caret_line,
    date_words,
    number,
    percent_into,
    place_words,
    quote_line,
    severity_word,
    status_word,
    tag_word,
)
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.text.isolates import isolate, one_line

Index = QModelIndex | QPersistentModelIndex

translate = QCoreApplication.translate

_NOTE_LIMIT = 160
_TOOLTIP_LIMIT = 600


class Column(IntEnum):
    """The columns, in their first order."""

    TAG = 0
    SOURCE = 1
    TARGET = 2
    NOTE = 3
    SEVERITY = 4
    PLACE = 5
    STATUS = 6
    MODIFIED = 7


SIDES = {Column.SOURCE: Side.SOURCE, Column.TARGET: Side.TARGET}
"""The columns that quote a side."""

TAG_ROLE = int(Qt.ItemDataRole.UserRole)
"""The tag of a row, as a string."""
DIRECTION_ROLE = TAG_ROLE + 1
"""The base direction a cell is to be painted in (`Direction`), or None for the widget's."""
DIM_ROLE = TAG_ROLE + 2
"""True where a cell stands for text that is not there."""


def title(column: Column) -> str:
    """Return the heading of a column."""
    return (
        translate("AnnotationModel", "Tag"),
        translate("AnnotationModel", "Source"),
        translate("AnnotationModel", "Target"),
        translate("AnnotationModel", "Note"),
        translate("AnnotationModel", "Severity"),
        translate("AnnotationModel", "Place"),
        translate("AnnotationModel", "Status"),
        translate("AnnotationModel", "Changed"),
    )[column]


def display(bitext: Bitext, annotation: Annotation, column: Column) -> str:
    """Return what a cell shows; quotes are cut from the texts only here."""
    if column in SIDES:
        place = bitext, annotation, SIDES[column]
        return quote_line(*place) or caret_line(*place)
    if column is Column.TAG:
        return tag_word(annotation.tag)
    if column is Column.NOTE:
        note = one_line(annotation.note.strip(), _NOTE_LIMIT)
        return isolate(note) if note else ""
    if column is Column.SEVERITY:
        return severity_word(annotation.severity) if annotation.severity else ""
    if column is Column.PLACE:
        percent = percent_into(bitext, annotation)
        words = translate("AnnotationModel", "{percent} %")
        return "" if percent is None else words.format(percent=number(percent))
    if column is Column.STATUS:
        return status_word(annotation.status)
    return date_words(annotation.modified)


def tooltip(bitext: Bitext, annotation: Annotation, column: Column) -> str | None:
    """Return the tool tip of a cell, or None."""
    if column in SIDES:
        text = bitext.text(SIDES[column])
        spans = annotation.text_spans(SIDES[column])
        if not spans:
            return plain_tooltip(caret_line(bitext, annotation, SIDES[column]), text.direction)
        quotes = (
            text.characters[span.start : min(span.end, span.start + _TOOLTIP_LIMIT)]
            for span in spans[:8]
        )
        return plain_tooltip("\n…\n".join(quotes), text.direction, limit=_TOOLTIP_LIMIT)
    if column is Column.NOTE and annotation.note.strip():
        return plain_tooltip(annotation.note, None, limit=_TOOLTIP_LIMIT)
    if column is Column.PLACE:
        return plain_tooltip(place_words(bitext, annotation), None)
    return None


def direction_of(index: Index) -> Direction | None:
    """Return the base direction a cell is to be painted in, None for the widget's own."""
    value = index.data(DIRECTION_ROLE)
    return Direction(value) if value else None
