"""What a tag key does with the selections and the active annotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desk_annotator.core.annotation import Annotation, Tag, home_of, new_id, status_when_edited
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import EditError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span, united

Selections = Mapping[Side, tuple[Span, ...]]
"""What is selected on each side: disjoint spans that hold text."""

_LABELS = {
    Tag.MATCHING: QT_TRANSLATE_NOOP("Edit", "Tag as matching"),
    Tag.MISSING: QT_TRANSLATE_NOOP("Edit", "Tag as missing"),
    Tag.ADDED: QT_TRANSLATE_NOOP("Edit", "Tag as added"),
}
_EXTEND = QT_TRANSLATE_NOOP("Edit", "Extend annotation")
_RETAG = QT_TRANSLATE_NOOP("Edit", "Change tag")


class WrongSideError(EditError):
    """The tag does not fit the side selected; `offer` is the one that does, if any."""

    def __init__(self, template: str, /, *, offer: Tag | None = None, **values: object) -> None:
        super().__init__(template, **values)
        self.offer = offer


@frozen
class Tagged:
    """The edit a tag key asks for, the annotation it is about, and what kind of change it is."""

    edit: Edit
    annotation_id: str
    is_new: bool


@frozen
class Gesture:
    """Everything a tag key looks at.

    `armed` says that the user chose the active annotation herself: then the key extends it.
    An annotation just made is active but not armed: the key then begins a new one, except
    that one side selected extends a match, as it could not be a match by itself.
    """

    bitext: Bitext
    selections: Selections
    active: Annotation | None
    armed: bool
    author: str
    now: str


def tag_selection(tag: Tag, gesture: Gesture) -> Tagged:
    """Return the edit for a tag key.

    Raises WrongSideError or EditError, with a sentence that says what to do, if nothing fits.
    """
    return _match(gesture) if tag is Tag.MATCHING else _flag(tag, gesture)


def _match(gesture: Gesture) -> Tagged:
    selected = [side for side in Side if gesture.selections.get(side)]
    active = gesture.active
    if len(selected) == len(Side):
        if active is not None and gesture.armed and active.tag == Tag.MATCHING:
            return _extended(gesture, active, Tag.MATCHING)
        return _new(gesture, Tag.MATCHING, gesture.selections)
    if not selected:
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "To link a match, select text in both panes, then press {key}.",
            ),
            key="1",
        )
    side = selected[0]
    if active is not None and active.tag == Tag.MATCHING:
        return _extended(gesture, active, Tag.MATCHING)
    if active is not None and active.tag in tuple(Tag) and active.home is side.other:
        return _extended(gesture, active, Tag.MATCHING)
    raise WrongSideError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "A match needs text on both sides: select its counterpart in the other pane too, "
            "then press {key}.",
        ),
        offer=Tag.MISSING if side is Side.SOURCE else Tag.ADDED,
        key="1",
    )


_WRONG_SIDE = {
    Tag.MISSING: QT_TRANSLATE_NOOP(
        "Errors",
        "“Missing” marks text of the source that the target does not carry. "
        "The text you selected is in the target.",
    ),
    Tag.ADDED: QT_TRANSLATE_NOOP(
        "Errors",
        "“Added” marks text of the target that the source does not hold. "
        "The text you selected is in the source.",
    ),
}
_NOTHING_SELECTED = {
    Tag.MISSING: QT_TRANSLATE_NOOP(
        "Errors", "To tag text as missing, select it in the source pane first."
    ),
    Tag.ADDED: QT_TRANSLATE_NOOP(
        "Errors", "To tag text as added, select it in the target pane first."
    ),
}


def _flag(tag: Tag, gesture: Gesture) -> Tagged:
    home = home_of(tag)
    active = gesture.active
    spans = gesture.selections.get(home, ())
    if spans:
        if active is not None and gesture.armed and active.tag == tag:
            return _extended(gesture, active, tag)
        return _new(gesture, tag, {home: spans})
    if gesture.selections.get(home.other):
        raise WrongSideError(
            _WRONG_SIDE[tag], offer=Tag.ADDED if tag is Tag.MISSING else Tag.MISSING
        )
    if active is not None and active.tag != tag and active.text_spans(home):
        return _retagged(gesture, active, tag)
    raise EditError(_NOTHING_SELECTED[tag])


def _new(gesture: Gesture, tag: Tag, spans: Selections) -> Tagged:
    annotation = Annotation(
        id=new_id(),
        tag=tag,
        source=united(spans.get(Side.SOURCE, ())),
        target=united(spans.get(Side.TARGET, ())),
        author=gesture.author,
        created=gesture.now,
        modified=gesture.now,
    )
    change = AnnotationChange(gesture.bitext.id, None, annotation)
    return Tagged(Edit(_LABELS[tag], (change,)), annotation.id, is_new=True)


def _extended(gesture: Gesture, active: Annotation, tag: Tag) -> Tagged:
    spans = {
        side: united(active.text_spans(side) + tuple(gesture.selections.get(side, ())))
        for side in Side
    }
    if tag is not Tag.MATCHING:
        # An omission or addition keeps its caret; text of the other side is not its business.
        away = home_of(tag).other
        spans[away] = active.spans(away)
    return _changed(gesture, active, tag, spans, _EXTEND if active.tag == tag else _RETAG)


def _retagged(gesture: Gesture, active: Annotation, tag: Tag) -> Tagged:
    home = home_of(tag)
    away = active.text_spans(home.other)
    # Where the counterpart stood is where the omitted text would have to stand.
    caret = (Span(away[0].start, away[0].start),) if away else active.spans(home.other)
    spans = {home: active.text_spans(home), home.other: caret}
    return _changed(gesture, active, tag, spans, _RETAG)


def _changed(
    gesture: Gesture,
    before: Annotation,
    tag: Tag,
    spans: Mapping[Side, tuple[Span, ...]],
    label: str,
) -> Tagged:
    after = replace(
        before,
        tag=tag,
        source=spans[Side.SOURCE],
        target=spans[Side.TARGET],
        status=status_when_edited(before),
        modified=gesture.now,
    )
    if (before.tag, before.source, before.target) == (after.tag, after.source, after.target):
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "The active annotation already holds this text.")
        )
    change = AnnotationChange(gesture.bitext.id, before, after)
    return Tagged(Edit(label, (change,)), before.id, is_new=False)
