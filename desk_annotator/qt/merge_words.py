"""What the dialog of a merge says of conflicts: kinds, fields, values and quotes in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.merging_conflict import (
    PLACE,
    AnnotationConflict,
    Choice,
    Conflict,
    FieldConflict,
    PairConflict,
)
from desk_annotator.core.merging_fields import ABSENT, Key, canonical
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_list_words import (
    PIECE_GAP,
    severity_word,
    side_word,
    status_word,
    tag_word,
)
from desk_annotator.text.isolates import isolate, one_line

translate = QCoreApplication.translate

_QUOTE = 60
_LONG_QUOTE = 600
_AROUND = 32
_VALUE = 300


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card: what it is of, its words, their direction, and whether both differ.

    A direction of None is that of the interface.
    """

    name: str
    words: str
    direction: Direction | None = None
    differs: bool = False


def choice_word(choice: Choice | None) -> str:
    """Return the word for a choice; a question mark for one that is still to be made."""
    if choice is Choice.MINE:
        return translate("Merge", "Yours")
    if choice is Choice.THEIRS:
        return translate("Merge", "Theirs")
    if choice is Choice.BOTH:
        return translate("Merge", "Both")
    return translate("Merge", "?")


def kind_words(conflict: Conflict) -> str:
    """Return what happened."""
    if conflict.mine is None:
        return translate("Merge", "You deleted it, they changed it")
    if conflict.theirs is None:
        return translate("Merge", "They deleted it, you changed it")
    if isinstance(conflict, AnnotationConflict) and _ids(conflict)[0] != _ids(conflict)[1]:
        return translate("Merge", "Both made it")
    return translate("Merge", "Both changed it")


def _ids(conflict: AnnotationConflict) -> tuple[str | None, str | None]:
    mine, theirs = conflict.mine, conflict.theirs
    return (mine.id if mine else None), (theirs.id if theirs else None)


def subject(conflict: Conflict, pair: Pair | None) -> str:
    """Return what a conflict is about: the quote of an annotation, or the name of a field."""
    if isinstance(conflict, AnnotationConflict):
        annotation = conflict.mine if conflict.mine is not None else conflict.theirs
        if annotation is None or pair is None:
            return ""
        home = annotation.home
        side = home if annotation.spans(home) else home.other
        return quote(pair, annotation, side)
    if isinstance(conflict, PairConflict):
        return translate("Merge", "The whole pair")
    return field_word(conflict.key)


def side_words(conflict: Conflict, pair: Pair | None, choice: Choice) -> str:
    """Return in one line what one side of a conflict has."""
    value = conflict.mine if choice is Choice.MINE else conflict.theirs
    if isinstance(conflict, FieldConflict):
        return value_words(value)
    if value is None:
        return translate("Merge", "(deleted)")
    if isinstance(conflict, AnnotationConflict):
        if not isinstance(value, Annotation):
            return ""
        parts = [field_value(pair, value, key) for key in conflict.fields]
        return " · ".join(parts) if parts else translate("Merge", "(changed)")
    return translate("Merge", "(changed)")


def field_value(pair: Pair | None, annotation: Annotation, key: Key) -> str:
    """Return a field of an annotation in words."""
    if key == PLACE:
        quotes = [quote(pair, annotation, side) for side in Side if pair and annotation.spans(side)]
        return f"{tag_word(annotation.tag)}: " + " ↔ ".join(quotes)
    if key == ("status",):
        return status_word(annotation.status)
    if key == ("severity",):
        return severity_word(annotation.severity)
    if key == ("justified",):
        return justified_word(annotation.justified)
    if key[0] == "extra":
        return value_words(annotation.extra.get(key[1], ABSENT))
    return value_words(getattr(annotation, key[0]))


def justified_word(justified: bool | None) -> str:
    """Return the word for whether a change of the translator's was justified."""
    if justified is None:
        return translate("Merge", "not judged")
    return translate("Merge", "yes") if justified else translate("Merge", "no")


def value_words(value: object) -> str:
    """Return any value of a field in words, on one line."""
    if value is ABSENT:
        return translate("Merge", "(nothing)")
    if isinstance(value, str):
        return isolate(one_line(value, _VALUE)) if value else translate("Merge", "(empty)")
    return isolate(one_line(canonical(value), _VALUE))


def field_word(key: Key) -> str:
    """Return the name of a field; one of a newer version is given as it is, isolated."""
    known = {
        PLACE: translate("Merge", "Tag and text"),
        ("note",): translate("Merge", "Note"),
        ("category",): translate("Merge", "Category"),
        ("severity",): translate("Merge", "Severity"),
        ("justified",): translate("Merge", "Justified"),
        ("status",): translate("Merge", "Status"),
        ("title",): translate("Merge", "Title"),
        ("cuts_source",): translate("Merge", "Cuts of the source"),
        ("cuts_target",): translate("Merge", "Cuts of the target"),
    }
    return known.get(key) or isolate(".".join(key))


def quote(pair: Pair | None, annotation: Annotation, side: Side) -> str:
    """Return the quote of one side on one line, in its own direction, pieces joined by " … "."""
    if pair is None:
        return ""
    text = pair.text(side)
    pieces = [
        isolate(one_line(text.characters[span.start : span.end], _QUOTE), text.direction)
        for span in annotation.text_spans(side)[:8]
    ]
    return PIECE_GAP.join(pieces) or "∅"


def in_context(pair: Pair, spans: Sequence[Span], side: Side) -> str:
    """Return spans of one side with some characters around, the spans in brackets."""
    text = pair.text(side)
    if not spans:
        return "–"
    first, last = spans[0].start, spans[-1].end
    start = max(0, first - _AROUND)
    words = ["…" if start else "", text.characters[start:first]]
    place = first
    for span in spans:
        words += [text.characters[place : span.start], "["]
        words += [text.characters[span.start : min(span.end, span.start + _LONG_QUOTE)], "]"]
        place = span.end
    words += [text.characters[last : last + _AROUND], "…" if last + _AROUND < len(text) else ""]
    return one_line("".join(words), _LONG_QUOTE + 4 * _AROUND)


def facts(conflict: Conflict, pair: Pair | None, choice: Choice) -> list[Fact]:
    """Return what a card says of one side of a conflict."""
    value = conflict.mine if choice is Choice.MINE else conflict.theirs
    if isinstance(conflict, FieldConflict):
        return [Fact(field_word(conflict.key), value_words(value), None, differs=True)]
    if value is None:
        return [Fact("", translate("Merge", "Deleted on this side."))]
    if isinstance(value, Pair):
        count = str(len(value.annotations))
        return [
            Fact(translate("Merge", "Title"), value_words(value.title)),
            Fact(translate("Merge", "Annotations"), count),
        ]
    return _annotation_facts(conflict, pair, value) if isinstance(value, Annotation) else []


def _annotation_facts(conflict: Conflict, pair: Pair | None, annotation: Annotation) -> list[Fact]:
    keys = conflict.fields if isinstance(conflict, AnnotationConflict) else ()
    at_place = PLACE in keys
    found = [Fact(translate("Merge", "Tag"), tag_word(annotation.tag), None, at_place)]
    for side in Side:
        if pair is not None:
            words = in_context(pair, annotation.spans(side), side)
            found.append(Fact(side_word(side), words, pair.text(side).direction, at_place))
    for key in (("note",), ("category",), ("severity",), ("justified",), ("status",)):
        if key in keys or getattr(annotation, key[0]) not in ("", None):
            words = field_value(pair, annotation, key)
            found.append(Fact(field_word(key), words, None, key in keys))
    if annotation.author:
        found.append(Fact(translate("Merge", "By"), isolate(annotation.author)))
    found += [
        Fact(field_word(key), field_value(pair, annotation, key), None, differs=True)
        for key in keys
        if key[0] == "extra"
    ]
    return found
