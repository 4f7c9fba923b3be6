"""Edits of annotations that exist: edges, carets, pieces, details, deletion; and ignored ranges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from desk_annotator.core.annotation import Annotation, Tag, status_when_edited
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange
from desk_annotator.core.errors import EditError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span, united, without
from desk_annotator.text.words import (
    next_grapheme,
    next_word,
    previous_grapheme,
    previous_word,
    word_at,
)


class Edge(StrEnum):
    """Which end of a span, in logical order."""

    START = "start"
    END = "end"


class Step(StrEnum):
    """How far an edge moves at one key press."""

    LETTER = "letter"
    WORD = "word"


@frozen
class Details:
    """The fields of an annotation that the details panel edits."""

    note: str
    category: str
    severity: str
    justified: bool | None
    status: str

    @classmethod
    def of(cls, annotation: Annotation) -> Details:
        """Return the details of an annotation."""
        return cls(
            annotation.note,
            annotation.category,
            annotation.severity,
            annotation.justified,
            annotation.status,
        )


def _edit(label: str, bitext: Bitext, before: Annotation, after: Annotation | None) -> Edit:
    return Edit(label, (AnnotationChange(bitext.id, before, after),))


def _with_spans(
    annotation: Annotation, side: Side, spans: tuple[Span, ...], now: str
) -> Annotation:
    changed = replace(annotation, status=status_when_edited(annotation), modified=now)
    if side is Side.SOURCE:
        return replace(changed, source=spans)
    return replace(changed, target=spans)


def resize(
    bitext: Bitext, annotation: Annotation, side: Side, before: Span, after: Span, now: str
) -> Edit:
    """Return the edit that makes one span of an annotation another; pieces it meets unite.

    Raises EditError if the annotation has no such span or nothing would be left of it.
    """
    spans = annotation.spans(side)
    if before not in spans:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "This span has changed meanwhile; nothing was done.")
        )
    if after.is_caret and not before.is_caret:
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "A span must keep at least one letter. To remove the annotation, press Delete.",
            )
        )
    others = tuple(span for span in spans if span != before)
    left = united((*others, after))
    changed = _with_spans(annotation, side, left, now)
    fields = annotation.span_extra.get((side, before))
    if fields is not None and after in left:
        # It is still the same span; one that became part of another is not.
        extra = {key: value for key, value in annotation.span_extra.items() if key[1] != before}
        changed = replace(changed, span_extra={**extra, (side, after): fields})
    return _edit(QT_TRANSLATE_NOOP("Edit", "Resize span"), bitext, annotation, changed)


def nudge(
    bitext: Bitext,
    annotation: Annotation,
    side: Side,
    edge: Edge,
    *,
    forward: bool,
    step: Step,
    near: int,
    now: str,
) -> Edit:
    """Return the edit that moves one edge of the span nearest to `near` by a letter or word.

    `forward` is in logical order: towards the end of the text. Raises EditError if the edge
    cannot go further or the annotation has no text on this side.
    """
    spans = annotation.text_spans(side)
    if not spans:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "The active annotation has no text in this pane.")
        )
    before = min(spans, key=lambda span: max(span.start - near, near - span.end, 0))
    characters = bitext.text(side).characters
    if step is Step.LETTER:
        move = next_grapheme if forward else previous_grapheme
    else:
        move = next_word if forward else previous_word
    if edge is Edge.START:
        moved = move(characters, before.start)
        after = Span(min(moved, before.end), before.end)
    else:
        moved = move(characters, before.end)
        after = Span(before.start, max(moved, before.start))
    if after == before:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "The edge cannot go further: the text ends here.")
        )
    return resize(bitext, annotation, side, before, after, now)


def word_border(bitext: Bitext, side: Side, offset: int) -> int:
    """Return the offset, or the start of the word it lies in the middle of."""
    characters = bitext.text(side).characters
    if not 0 < offset < len(characters):
        return offset
    word = word_at(characters, offset)
    inside = word.start < offset < word.end and not characters[offset].isspace()
    return word.start if inside else offset


def set_caret(bitext: Bitext, annotation: Annotation, offset: int | None, now: str) -> Edit:
    """Return the edit that says where the other side should hold it, or (None) that takes it away.

    Raises EditError for a match: only omissions and additions have a place on the other side;
    and if there is no place to take away.
    """
    if annotation.tag not in (Tag.MISSING, Tag.ADDED):
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Only missing and added text can have a place in the other pane; "
                "a match has text there.",
            )
        )
    spans = () if offset is None else (Span(offset, offset),)
    if not spans and not annotation.spans(annotation.home.other):
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "This annotation has no place in the other pane.")
        )
    after = _with_spans(annotation, annotation.home.other, spans, now)
    label = (
        QT_TRANSLATE_NOOP("Edit", "Remove place")
        if offset is None
        else QT_TRANSLATE_NOOP("Edit", "Set place")
    )
    return _edit(label, bitext, annotation, after)


def take_out(
    bitext: Bitext, annotation: Annotation, side: Side, cuts: Iterable[Span], now: str
) -> Edit:
    """Return the edit that takes the selected text out of an annotation.

    Raises EditError if nothing of it lies there, or if its tag could not stand without it.
    """
    spans = annotation.spans(side)
    left = spans
    for cut in cuts:
        left = without(left, cut)
    if left == spans:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "The active annotation does not hold the selected text.")
        )
    after = _with_spans(annotation, side, left, now)
    needed = annotation.tag == Tag.MATCHING or side is annotation.home
    if needed and not after.text_spans(side):
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Nothing would be left on this side. To remove the annotation, press Delete.",
            )
        )
    return _edit(QT_TRANSLATE_NOOP("Edit", "Take out of annotation"), bitext, annotation, after)


def delete(bitext: Bitext, annotations: Iterable[Annotation]) -> Edit:
    """Return the edit that removes annotations."""
    changes = tuple(AnnotationChange(bitext.id, annotation, None) for annotation in annotations)
    label = (
        QT_TRANSLATE_NOOP("Edit", "Delete annotation")
        if len(changes) == 1
        else QT_TRANSLATE_NOOP("Edit", "Delete annotations")
    )
    return Edit(label, changes)


def set_details(bitext: Bitext, annotation: Annotation, details: Details, now: str) -> Edit:
    """Return the edit that gives an annotation other details."""
    after = replace(
        annotation,
        note=details.note,
        category=details.category,
        severity=details.severity,
        justified=details.justified,
        status=details.status,
        modified=now,
    )
    return _edit(QT_TRANSLATE_NOOP("Edit", "Change details"), bitext, annotation, after)


def toggle_ignored(bitext: Bitext, side: Side, spans: tuple[Span, ...]) -> Edit:
    """Return the edit that marks text as not part of the text, or takes the mark back.

    If every selected character is ignored already, they are so no longer.
    Raises EditError if nothing is selected.
    """
    if not spans:
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "To ignore text (web furniture, page numbers), select it first.",
            )
        )
    before = bitext.ignored(side)
    if united(before + spans) == united(before) and before:
        after: tuple[Span, ...] = before
        for span in spans:
            after = without(after, span)
        label = QT_TRANSLATE_NOOP("Edit", "Stop ignoring text")
    else:
        after = united(before + spans)
        label = QT_TRANSLATE_NOOP("Edit", "Ignore text")
    return Edit(label, (IgnoredChange(bitext.id, side, before, after),))
