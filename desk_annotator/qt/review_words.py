"""What a review would change, in words: the counts, and each annotation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desk_annotator.app.review_merge import ReviewMerge
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.qt.annotation_list_words import (
    PIECE_GAP,
    number,
    severity_word,
    status_word,
    tag_word,
)
from desk_annotator.text.isolates import isolate, one_line

_QUOTE = 60
_NOTE = 120
_NAMED = 3


def outcome_words(merge: ReviewMerge) -> str:
    """Return how many annotations would become what, in a line; empty if there are none."""
    translate = QCoreApplication.translate
    words = {
        "added": translate("Review", "Added: {0}"),
        "changed": translate("Review", "Changed: {0}"),
        "same": translate("Review", "As they were: {0}"),
        "newer-here": translate("Review", "Left alone, changed here later: {0}"),
        "not-found": translate("Review", "Not here any more: {0}"),
        "other-text": translate("Review", "Not of this project: {0}"),
        "broken": translate("Review", "Do not fit the texts: {0}"),
        "unread": translate("Review", "Parts not understood: {0}"),
        "remarks": translate("Review", "Comments on no annotation: {0}"),
        "other-columns": translate("Review", "Changed in columns that are not read: {0}"),
    }
    found = dict(merge.outcomes)
    return " · ".join(words[kind].format(number(found[kind])) for kind in words if kind in found)


def misfit_words(merge: ReviewMerge) -> str:
    """Return which annotations do not fit, the first few by what they quote; empty if all do."""
    translate = QCoreApplication.translate
    if not merge.misfits:
        return ""
    quotes = [
        translate("Review", "“{0}”").format(isolate(one_line(words, _QUOTE)))
        for words in merge.misfits[:_NAMED]
    ]
    told = _joined(quotes, len(merge.misfits))
    return translate("Review", "These do not fit: {0}").format(told)


def unread_words(merge: ReviewMerge) -> str:
    """Return where the first few parts stand that were not understood; empty if there are none."""
    translate = QCoreApplication.translate
    if not merge.unread_parts:
        return ""
    kinds = {
        "row": translate("Review", "row {0}"),
        "line": translate("Review", "line {0}"),
        "entry": translate("Review", "entry {0}"),
        "task": translate("Review", "task {0}"),
        "comment": translate("Review", "the comments on"),
    }
    places = []
    for part in merge.unread_parts[:_NAMED]:
        place = kinds[part.kind].format(number(part.number))
        if part.words.strip():
            words = isolate(one_line(part.words, _QUOTE))
            place = translate("Review", "{0} “{1}”").format(place, words)
        places.append(place)
    told = _joined(places, dict(merge.outcomes).get("unread", len(merge.unread_parts)))
    return translate("Review", "These were not understood: {0}").format(told)


def _joined(first: list[str], count: int) -> str:
    """Return the first of so many, and how many more there are, in a line."""
    if count > len(first):
        more = QCoreApplication.translate("Review", "and {0} more")
        first = [*first, more.format(number(count - len(first)))]
    return ", ".join(first)


def decision_words(merge: ReviewMerge) -> str:
    """Return how many annotations would get another status, by status; empty if none would."""
    translate = QCoreApplication.translate
    words = {
        Status.ACCEPTED: translate("Review", "accepted: {0}"),
        Status.REJECTED: translate("Review", "rejected: {0}"),
        Status.OPEN: translate("Review", "to discuss: {0}"),
    }
    counts = dict(merge.decisions)
    found = [words[status].format(number(counts[status])) for status in words if status in counts]
    return translate("Review", "Decisions: {0}").format(", ".join(found)) if found else ""


def quote_words(pair: Pair, annotation: Annotation) -> str:
    """Return what an annotation holds on the side it is about, in a line."""
    characters = pair.text(annotation.home).characters
    pieces = [characters[span.start : span.end] for span in annotation.text_spans(annotation.home)]
    return PIECE_GAP.join(isolate(one_line(piece, _QUOTE)) for piece in pieces[:3])


def change_words(change: AnnotationChange) -> str:
    """Return what would be other about an annotation, in a line."""
    translate = QCoreApplication.translate
    before, after = change.before, change.after
    if after is None:
        return ""
    if before is None:
        return translate("Review", "new")
    told: list[str] = []
    turns = (
        (tag_word(before.tag), tag_word(after.tag)),
        (status_word(before.status), status_word(after.status)),
        (severity_word(before.severity), severity_word(after.severity)),
    )
    told += [
        translate("Review", "{0} → {1}").format(one, other) for one, other in turns if one != other
    ]
    if before.category != after.category:
        told.append(translate("Review", "category: {0}").format(isolate(after.category)))
    if before.justified != after.justified:
        told.append(translate("Review", "justified or not"))
    for side in Side:
        if before.spans(side) != after.spans(side):
            told.append(
                translate("Review", "other text in the source")
                if side is Side.SOURCE
                else translate("Review", "other text in the target")
            )
    if before.note != after.note:
        note = after.note.removeprefix(before.note).strip()
        told.append(translate("Review", "note: {0}").format(isolate(one_line(note, _NOTE))))
    return " · ".join(told)
