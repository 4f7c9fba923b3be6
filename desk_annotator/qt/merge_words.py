"""What the dialog of a merge says of conflicts: kinds, fields, values and quotes in words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.frozen import frozen
from desk_annotator.core.merging import Merge
from desk_annotator.core.merging_conflict import (
    PLACE,
    AnnotationConflict,
    Choice,
    Conflict,
    FieldConflict,
    PairConflict,
)
from desk_annotator.core.merging_fields import ABSENT, Key
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_list_words import (
    PIECE_GAP,
    number,
    severity_word,
    side_word,
    status_word,
    tag_word,
)
from desk_annotator.text.isolates import isolate, one_line

translate = QCoreApplication.translate

_QUOTE = 60
"""Code points of a quote in a row."""
_LONG_QUOTE = 600
"""Code points of a quote shown with its surroundings."""
_AROUND = 32
"""Code points shown on either side of it."""
_VALUE = 300
"""Code points of any other value."""


@frozen
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


def counts_words(merging: Merge) -> str:
    """Return what is the same, what is in conflict, and what only one side brings, in lines."""
    counts = merging.counts
    same = translate("Merge", "Annotations the same in both: {0}. Conflicts: {1}.").format(
        number(counts.equal + counts.alike), number(len(merging.conflicts))
    )
    together = translate("Merge", "Changed by both, without contradiction: {0}.")
    if counts.changed_both:
        same += " " + together.format(number(counts.changed_both))
    mine = _of_side(
        counts.added_mine,
        counts.changed_mine,
        counts.deleted_mine,
        counts.pairs_mine,
        counts.fields_mine,
    )
    theirs = _of_side(
        counts.added_theirs,
        counts.changed_theirs,
        counts.deleted_theirs,
        counts.pairs_theirs,
        counts.fields_theirs,
    )
    lines = [
        same,
        translate("Merge", "Only yours: {0}.").format(mine),
        translate("Merge", "Only theirs: {0}.").format(theirs),
    ]
    return "\n".join(lines)


def _of_side(added: int, changed: int, deleted: int, pairs: int, other: int) -> str:
    words = [
        (added, translate("Merge", "new {0}")),
        (changed, translate("Merge", "changed {0}")),
        (deleted, translate("Merge", "deleted {0}")),
        (pairs, translate("Merge", "pairs put in or taken out {0}")),
        (other, translate("Merge", "titles, ignored ranges and other fields {0}")),
    ]
    said = [each.format(number(count)) for count, each in words if count]
    return ", ".join(said) or translate("Merge", "nothing")


def kind_words(conflict: Conflict, *, has_base: bool) -> str:
    """Return what happened, as far as that is known without a base."""
    if conflict.mine is None:
        return translate("Merge", "You deleted it, they changed it")
    if conflict.theirs is None:
        return translate("Merge", "They deleted it, you changed it")
    if isinstance(conflict, AnnotationConflict) and _ids(conflict)[0] != _ids(conflict)[1]:
        return translate("Merge", "Both made it")
    if not has_base:
        return translate("Merge", "It differs")
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
    if isinstance(value, Cuts):
        words = translate("Merge", "cuts {cuts}, joins {joins}")
        return words.format(cuts=number(len(value.at)), joins=number(len(value.joined)))
    # Of a field of a newer version nothing is known but how it stands in the file.
    return isolate(one_line(json.dumps(value, ensure_ascii=False, default=str), _VALUE))


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
    """Return spans of one side with some characters around: spans in brackets, a caret as "|"."""
    text = pair.text(side)
    if not spans:
        return "–"
    first, last = spans[0].start, spans[-1].end
    start = max(0, first - _AROUND)
    words = ["…" if start else "", text.characters[start:first]]
    place = first
    for span in spans:
        words.append(text.characters[place : span.start])
        inside = text.characters[span.start : min(span.end, span.start + _LONG_QUOTE)]
        words.append("|" if span.is_caret else f"[{inside}]")
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
    if not isinstance(value, Annotation):
        return []
    # What differs comes first: of a long quote the rest may be out of sight.
    return sorted(_annotation_facts(conflict, pair, value), key=lambda fact: not fact.differs)


def _differing_parts(one: Annotation, other: object) -> set[str]:
    """Return which of tag, source and target differ; all if that is not visible or not known."""
    parts: set[str] = {"tag", *Side}
    if not isinstance(other, Annotation):
        return parts
    same: set[str] = {side for side in Side if one.spans(side) == other.spans(side)}
    if one.tag == other.tag:
        same.add("tag")
    return parts - same or parts


def _annotation_facts(conflict: Conflict, pair: Pair | None, annotation: Annotation) -> list[Fact]:
    keys = conflict.fields if isinstance(conflict, AnnotationConflict) else ()
    other = conflict.theirs if annotation is conflict.mine else conflict.mine
    differing = _differing_parts(annotation, other) if PLACE in keys else set()
    found = [Fact(translate("Merge", "Tag"), tag_word(annotation.tag), None, "tag" in differing)]
    for side in Side:
        if pair is not None:
            words = in_context(pair, annotation.spans(side), side)
            direction = pair.text(side).direction
            found.append(Fact(side_word(side), words, direction, side in differing))
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
