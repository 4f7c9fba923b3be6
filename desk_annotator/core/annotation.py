"""One judgement of the annotator: a match, an omission or an addition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span, are_disjoint
from desk_annotator.core.text import nothing

FAR = 1 << 62
"""Where an annotation is sorted that has no span on a side: behind all that have."""


class Tag(StrEnum):
    """What an annotation says."""

    MATCHING = "matching"
    MISSING = "missing"
    ADDED = "added"


class Status(StrEnum):
    """How far an annotation has come; a suggestion is a machine's, not yet the user's."""

    OPEN = "open"
    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Severity(StrEnum):
    """How much an omission or addition matters; the empty string says it was not judged."""

    NONE = ""
    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


_IDS_AT_A_TIME = 256


def new_id() -> str:
    """Return a fresh UUID for a project, pair or annotation."""
    from uuid import uuid4  # noqa: PLC0415 - reading a project makes no ids

    return str(uuid4())


def new_ids() -> Iterator[str]:
    """Yield fresh UUIDs, as many as are wanted.

    Made one by one, each would ask the system, and give the interpreter away meanwhile: the thread
    of the window was woken thousands of times, and each time for nothing.
    """
    from secrets import token_bytes  # noqa: PLC0415 - as above
    from uuid import UUID  # noqa: PLC0415 - as above

    while True:
        some = token_bytes(16 * _IDS_AT_A_TIME)
        for at in range(0, len(some), 16):
            yield str(UUID(bytes=some[at : at + 16], version=4))


SpanExtra = Mapping[tuple[Side, Span], Mapping[str, object]]
"""Unknown fields of single spans, as read from a file, by side and span."""

_NO_SPAN_EXTRA: SpanExtra = {}


@frozen(kw_only=True)
class Annotation:
    """A tag over spans of the source, of the target, or of both.

    Spans of one side are sorted and disjoint, so an annotation may be discontinuous.
    `matching` has text on each side; `missing` has source text and at most one caret in the
    target ("it should stand here"); `added` has target text and at most one caret in the
    source. `tag`, `severity` and `status` may hold values of a newer version: they are kept
    and shown as unknown. Times are ISO 8601 in UTC.
    """

    id: str
    tag: str
    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()
    note: str = ""
    category: str = ""
    severity: str = Severity.NONE
    justified: bool | None = None
    status: str = Status.OPEN
    author: str = ""
    created: str = ""
    modified: str = ""
    extra: Mapping[str, object] = field(default_factory=nothing, hash=False)
    span_extra: SpanExtra = field(default_factory=lambda: _NO_SPAN_EXTRA, hash=False)

    def spans(self, side: Side) -> tuple[Span, ...]:
        """Return the spans of one side, carets among them."""
        return self.source if side is Side.SOURCE else self.target

    def text_spans(self, side: Side) -> tuple[Span, ...]:
        """Return the spans of one side that hold text."""
        return tuple(span for span in self.spans(side) if span.start != span.end)

    def caret(self, side: Side) -> int | None:
        """Return the offset (code points) of the caret on one side, if there is one."""
        for span in self.spans(side):
            if span.start == span.end:
                return span.start
        return None

    @property
    def place(self) -> tuple[int, int, str]:
        """Sort key of the order in a file and in lists: source place, target place, id."""
        return (
            self.source[0].start if self.source else FAR,
            self.target[0].start if self.target else FAR,
            self.id,
        )

    @property
    def home(self) -> Side:
        """The side the annotation is about: target for an addition, source for the rest."""
        return Side.TARGET if self.tag == Tag.ADDED else Side.SOURCE


def home_of(tag: str) -> Side:
    """Return the side on which an annotation with this tag must hold text."""
    return Side.TARGET if tag == Tag.ADDED else Side.SOURCE


def status_when_edited(annotation: Annotation) -> str:
    """Return the status after the user changed an annotation: a suggestion becomes her own."""
    return Status.OPEN if annotation.status == Status.SUGGESTED else annotation.status


def check(annotation: Annotation, source_length: int, target_length: int) -> None:
    """Raise AnnotationError, with the place inside the annotation, if it breaks a rule.

    Lengths are those of the two texts in code points. An unknown tag must only lie inside
    the texts.
    """
    for side, length in ((Side.SOURCE, source_length), (Side.TARGET, target_length)):
        spans = annotation.spans(side)
        if not spans:
            continue
        if spans[-1].end > length:
            raise AnnotationError(
                QT_TRANSLATE_NOOP(
                    "Errors", "the span ends at {end}, but the text has {length} characters"
                ),
                place=f"{side}[{len(spans) - 1}].end",
                end=spans[-1].end,
                length=length,
            )
        if len(spans) > 1 and not are_disjoint(spans):
            raise AnnotationError(
                QT_TRANSLATE_NOOP("Errors", "the spans overlap or are not in order"),
                place=str(side),
            )
    _check_tag(annotation)


def _check_tag(annotation: Annotation) -> None:
    if annotation.tag not in _TAGS:
        return
    if annotation.tag == Tag.MATCHING:
        if _is_text(annotation.source) and _is_text(annotation.target):
            return
        for side in Side:
            if not annotation.text_spans(side):
                raise AnnotationError(
                    QT_TRANSLATE_NOOP("Errors", "a match needs text on both sides"),
                    place=str(side),
                )
            if annotation.caret(side) is not None:
                raise AnnotationError(
                    QT_TRANSLATE_NOOP("Errors", "a match cannot hold an empty span"),
                    place=str(side),
                )
        return
    home = annotation.home
    if not annotation.text_spans(home):
        raise AnnotationError(
            QT_TRANSLATE_NOOP("Errors", "the tag “{tag}” needs text on the {side} side"),
            place=str(home),
            tag=annotation.tag,
            side=home,
        )
    if annotation.caret(home) is not None:
        raise AnnotationError(
            QT_TRANSLATE_NOOP("Errors", "an empty span may only stand on the other side"),
            place=str(home),
        )
    away = annotation.spans(home.other)
    if len(away) > 1 or (away and not away[0].is_caret):
        raise AnnotationError(
            QT_TRANSLATE_NOOP(
                "Errors", "the tag “{tag}” may hold one place on the {side} side, and no text"
            ),
            place=str(home.other),
            tag=annotation.tag,
            side=home.other,
        )


def _is_text(spans: tuple[Span, ...]) -> bool:
    for span in spans:
        if span.start == span.end:
            return False
    return bool(spans)


_TAGS = frozenset(Tag)
