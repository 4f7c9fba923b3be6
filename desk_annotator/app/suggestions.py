"""Suggestions: what the aligner found, as annotations the user accepts, corrects or rejects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import attrgetter

from desk_annotator.alignment.nesting import contradicts
from desk_annotator.alignment.result import (
    LIKELY,
    LIKELY_PHRASE,
    LINKED,
    Alignment,
    Flag,
    Link,
    Reason,
    reason_of,
)
from desk_annotator.core.annotation import Annotation, Status, Tag, new_ids
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Change, Edit
from desk_annotator.core.errors import EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span

FIELD = "suggestion"
"""The field of an annotation in which its confidence and reasons are kept in the file."""

_PHRASE = "phrase"
"""Key in that field of a suggestion that links words inside linked units."""

SURE = 0.9
"""The confidence from which all suggestions are accepted at once, unless another is chosen."""
_AUTHOR = "Desk Annotator"
_PLACE = attrgetter("place")
_NOT_OWN = frozenset({Status.SUGGESTED, Status.REJECTED})

Check = Callable[[], None]


def _unchecked() -> None:
    pass


def own(bitext: Bitext) -> list[Annotation]:
    """Return the annotations the aligner must not contradict: all but suggestions and rejected."""
    return [
        annotation
        for annotation in bitext.annotations.values()
        if annotation.status not in _NOT_OWN
    ]


def suggestions(bitext: Bitext) -> list[Annotation]:
    """Return the suggestions nobody has decided on, in the order of their places."""
    annotations = bitext.annotations
    return sorted((annotations[each] for each in bitext.suggested), key=_PLACE)


def count(bitext: Bitext) -> int:
    """Return how many suggestions wait for a decision."""
    return bitext.count(Status.SUGGESTED)


def confidence(annotation: Annotation) -> float:
    """Return how sure the aligner was of a suggestion (0 to 1); 1 where nothing is known."""
    kept = annotation.extra.get(FIELD)
    value = kept.get("confidence") if isinstance(kept, dict) else None
    return float(value) if isinstance(value, int | float) else 1.0


def sure(bitext: Bitext, least: float = SURE, check: Check = _unchecked) -> list[Annotation]:
    """Return the suggestions of a confidence (0 to 1) or more, in the order of their places."""
    check()
    return [each for each in suggestions(bitext) if confidence(each) >= least]


def reasons(annotation: Annotation) -> tuple[Reason, ...]:
    """Return what spoke for a suggestion."""
    kept = annotation.extra.get(FIELD)
    values = kept.get("reasons") if isinstance(kept, dict) else None
    return tuple(reason_of(value) for value in values) if isinstance(values, list) else ()


def is_phrase(annotation: Annotation) -> bool:
    """True for a suggestion that links words or a phrase inside linked units."""
    kept = annotation.extra.get(FIELD)
    return isinstance(kept, dict) and kept.get(_PHRASE) is True


def are_phrases(bitext: Bitext) -> bool:
    """True if suggestions wait, and all of them link words inside linked units."""
    waiting = bitext.suggested
    return bool(waiting) and all(is_phrase(bitext.annotations[each]) for each in waiting)


def suggest(
    bitext: Bitext,
    alignment: Alignment,
    now: str,
    *,
    least: float | None = None,
    check: Check = _unchecked,
) -> Edit:
    """Return the edit that replaces the undecided suggestions by those of an alignment.

    `least` is the confidence from which something is suggested; None takes what is likely.
    Text that carries an annotation of the user's is left alone, and what she rejected is not
    suggested again. Links between phrases stay, unless she has tagged their text otherwise.
    `check` is called now and then; what it raises goes through. Raises EditError if there is
    nothing to suggest.
    """
    rejected = _rejected(bitext)
    check()
    old = [each for each in suggestions(bitext) if not is_phrase(each)]
    made: list[Annotation] = []
    for annotation in _made(alignment, now, least):
        check()
        if (annotation.source, annotation.target) not in rejected and not _is_taken(
            bitext, annotation
        ):
            made.append(annotation)
    known = {(each.tag, each.source, each.target): each for each in old}
    wanted = {(each.tag, each.source, each.target) for each in made}
    changes = [
        AnnotationChange(bitext.id, each, None) for key, each in known.items() if key not in wanted
    ]
    changes.extend(
        AnnotationChange(bitext.id, None, each)
        for each in made
        if (each.tag, each.source, each.target) not in known
    )
    changes.extend(_overtaken_phrases(bitext, check))
    return _not_empty(Edit(QT_TRANSLATE_NOOP("Edit", "Suggest annotations"), tuple(changes)))


def suggest_phrases(
    bitext: Bitext,
    links: Iterable[Link],
    now: str,
    *,
    least: float | None = None,
    check: Check = _unchecked,
) -> Edit:
    """Return the edit that replaces the undecided phrase links by those found.

    `links` are what `phrase_links` found; `least` is the confidence from which one is suggested,
    None takes what is likely. All else in the pair stays. What contradicts the user, and what
    she rejected, is not suggested. Raises EditError if there is nothing to suggest.
    """
    passed = _rejected(bitext) | {
        (each.source, each.target) for each in suggestions(bitext) if not is_phrase(each)
    }
    wanted = {
        ((link.source,), (link.target,)): link
        for link in links
        if link.confidence >= (LIKELY_PHRASE if least is None else least)
    }
    known = {(each.source, each.target): each for each in suggestions(bitext) if is_phrase(each)}
    changes = [
        AnnotationChange(bitext.id, each, None) for key, each in known.items() if key not in wanted
    ]
    ids = new_ids()
    for key, link in wanted.items():
        check()
        if key in known or key in passed or _is_denied(bitext, link.source, link.target):
            continue
        made = _annotation(Tag.MATCHING, *key, link, next(ids), now)
        kept = {FIELD: {**_details(link), _PHRASE: True}}
        changes.append(AnnotationChange(bitext.id, None, replace(made, extra=kept)))
    if not changes:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "There are no new phrase links to suggest for these texts.")
        )
    return Edit(QT_TRANSLATE_NOOP("Edit", "Suggest phrase links"), tuple(changes))


def _is_denied(bitext: Bitext, source: Span, target: Span) -> bool:
    """Tell whether a phrase link contradicts what the user has tagged."""
    return any(
        bitext.annotations[key].status not in _NOT_OWN
        and contradicts(source, target, bitext.annotations[key])
        for side, span in ((Side.SOURCE, source), (Side.TARGET, target))
        for _, _, key in bitext.index(side).touching(span.start, span.end)
    )


def _overtaken_phrases(bitext: Bitext, check: Check) -> list[AnnotationChange]:
    """Return what takes away phrase links whose text the user has tagged otherwise since."""
    phrases = [each for each in suggestions(bitext) if is_phrase(each)]
    overtaken: list[AnnotationChange] = []
    for each in phrases:
        check()
        if _is_denied(bitext, each.source[0], each.target[0]):
            overtaken.append(AnnotationChange(bitext.id, each, None))
    return overtaken


def _rejected(bitext: Bitext) -> set[tuple[tuple[Span, ...], tuple[Span, ...]]]:
    return {
        (each.source, each.target)
        for each in bitext.annotations.values()
        if each.status == Status.REJECTED
    }


def improve(
    bitext: Bitext,
    alignment: Alignment,
    now: str,
    *,
    least: float | None = None,
    shown: str | None = None,
    check: Check = _unchecked,
) -> Edit:
    """Return the edit that brings undecided suggestions up to a newer alignment.

    Where nothing is suggested, nothing begins to be. The one with the id `shown`, which the user
    has before her, stays. Raises EditError if nothing is new.
    """
    label = QT_TRANSLATE_NOOP("Edit", "Suggest annotations")
    if not bitext.suggested or are_phrases(bitext):
        return _not_empty(Edit(label, tuple(_overtaken_phrases(bitext, check))))
    edit = suggest(bitext, alignment, now, least=least, check=check)
    kept = bitext.annotations.get(shown) if shown is not None else None
    changes = tuple(
        change
        for change in edit.changes
        if not isinstance(change, AnnotationChange) or change.annotation_id != shown
    )
    if kept is not None and len(changes) < len(edit.changes):
        # What would lie over the one that stays waits until she has decided on it.
        changes = tuple(change for change in changes if not _lies_over(change, kept))
    return _not_empty(Edit(label, changes))


def _not_empty(edit: Edit) -> Edit:
    if not edit.changes:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "There is nothing new to suggest for these texts.")
        )
    return edit


def _lies_over(change: Change, kept: Annotation) -> bool:
    made = change.after if isinstance(change, AnnotationChange) else None
    return made is not None and any(
        span.overlaps(other)
        for side in Side
        for span in made.text_spans(side)
        for other in kept.text_spans(side)
    )


def _is_taken(bitext: Bitext, annotation: Annotation) -> bool:
    for side in Side:
        for span in annotation.text_spans(side):
            for _, _, key in bitext.index(side).touching(span.start, span.end):
                holder = bitext.annotations[key]
                if holder.status in _NOT_OWN:
                    continue
                if any(each.overlaps(span) for each in holder.text_spans(side)):
                    return True
    return False


def _made(alignment: Alignment, now: str, least: float | None) -> Iterator[Annotation]:
    ids = new_ids()
    for link in alignment.links:
        if not link.confirmed and link.confidence >= (LINKED if least is None else least):
            yield _annotation(Tag.MATCHING, (link.source,), (link.target,), link, next(ids), now)
    for tag, flags in ((Tag.MISSING, alignment.missing), (Tag.ADDED, alignment.added)):
        for flag in flags:
            if flag.confirmed or flag.confidence < (LIKELY if least is None else least):
                continue
            place = (Span(flag.other, flag.other),)
            text = (flag.span,)
            if tag is Tag.MISSING:
                yield _annotation(tag, text, place, flag, next(ids), now)
            else:
                yield _annotation(tag, place, text, flag, next(ids), now)


def _annotation(
    tag: Tag,
    source: tuple[Span, ...],
    target: tuple[Span, ...],
    found: Link | Flag,
    fresh: str,
    now: str,
) -> Annotation:
    return Annotation(
        id=fresh,
        tag=tag,
        source=source,
        target=target,
        status=Status.SUGGESTED,
        author=_AUTHOR,
        created=now,
        modified=now,
        extra={FIELD: _details(found)},
    )


def _details(found: Link | Flag) -> dict[str, object]:
    return {
        "confidence": round(found.confidence, 3),
        "reasons": [reason.as_json() for reason in found.reasons],
    }


def accept(bitext: Bitext, chosen: Iterable[Annotation], author: str, now: str) -> Edit:
    """Return the edit that makes suggestions the user's own annotations.

    Raises EditError if none of them is a suggestion.
    """
    return _decided(
        bitext,
        chosen,
        {"status": Status.OPEN, "author": author, "modified": now},
        QT_TRANSLATE_NOOP("Edit", "Accept suggestion"),
        QT_TRANSLATE_NOOP("Edit", "Accept suggestions"),
    )


def reject(bitext: Bitext, chosen: Iterable[Annotation], now: str) -> Edit:
    """Return the edit that rejects suggestions; they are kept, unseen, and not made again.

    Raises EditError if none of them is a suggestion.
    """
    return _decided(
        bitext,
        chosen,
        {"status": Status.REJECTED, "modified": now},
        QT_TRANSLATE_NOOP("Edit", "Reject suggestion"),
        QT_TRANSLATE_NOOP("Edit", "Reject suggestions"),
    )


def _decided(
    bitext: Bitext,
    chosen: Iterable[Annotation],
    fields: dict[str, str],
    of_one: str,
    of_several: str,
) -> Edit:
    changes = tuple(
        AnnotationChange(bitext.id, each, replace(each, **fields))  # type: ignore[arg-type]
        for each in chosen
        if each.status == Status.SUGGESTED
    )
    if not changes:
        raise EditError(QT_TRANSLATE_NOOP("Errors", "This is not a suggestion to decide on."))
    return Edit(of_one if len(changes) == 1 else of_several, changes)


def withdraw(bitext: Bitext) -> Edit:
    """Return the edit that takes all undecided suggestions away.

    Raises EditError if there are none.
    """
    waiting = suggestions(bitext)
    if not waiting:
        raise EditError(QT_TRANSLATE_NOOP("Errors", "There are no suggestions to take away."))
    return Edit(
        QT_TRANSLATE_NOOP("Edit", "Take suggestions away"),
        tuple(AnnotationChange(bitext.id, each, None) for each in waiting),
    )


def likely_links(alignment: Alignment) -> list[Link]:
    """Return the links that are likely right, in the order of the source."""
    return [link for link in alignment.links if link.confidence >= LINKED]
