"""Reads the annotations of one pair: quickly where they are as expected, exactly where not.

A block of annotations is first read by columns: each check is one pass in C over one field
of the whole block. A block that is unusual in any way (a field left out or unknown, a wrong
kind of value, a broken rule) is read again one by one; only that way finds faults, problems
and unknown fields, so that the two cannot disagree about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from desk_annotator.core.annotation import Annotation, check
from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text, nothing
from desk_annotator.storage.annotation_columns import AnnotationColumns, SpanColumn
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.layout import ANNOTATION_KEYS, SPAN_KEYS
from desk_annotator.storage.loaded_project import Problem
from desk_annotator.storage.piecewise_json import Block, NotAsLaidOutError
from desk_annotator.storage.record import Record
from desk_annotator.storage.sentence import Sentence
from desk_annotator.storage.strict_json import count_keys, has_only_keys

if TYPE_CHECKING:
    from desk_annotator.storage.annotation_lines import AnnotationLines

_MOST_KNOWN = 20_000
_RELEASED = 1000
_DEFAULTS = Annotation(id="0", tag="")
_NO_EXTRA = nothing()
_NO_SPAN_EXTRA = _DEFAULTS.span_extra


class _SpanDraft:
    """Becomes a Span: filling a frozen dataclass field by field takes eight times as long."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.__class__ = Span  # type: ignore[assignment]  # noqa: PLE0237


class _AnnotationDraft:
    """Becomes an Annotation, for the same reason; the caller has checked every value."""

    __slots__ = (
        "author",
        "category",
        "created",
        "extra",
        "id",
        "justified",
        "modified",
        "note",
        "severity",
        "source",
        "span_extra",
        "status",
        "tag",
        "target",
    )

    def __init__(
        self,
        id: str,  # noqa: A002 - the field's name
        tag: str,
        source: tuple[Span, ...],
        target: tuple[Span, ...],
        note: str,
        category: str,
        severity: str,
        justified: bool | None,  # noqa: FBT001 - columns are zipped in the order of the file
        status: str,
        author: str,
        created: str,
        modified: str,
    ) -> None:
        self.id = id
        self.tag = tag
        self.source = source
        self.target = target
        self.note = note
        self.category = category
        self.severity = severity
        self.justified = justified
        self.status = status
        self.author = author
        self.created = created
        self.modified = modified
        self.extra = _NO_EXTRA
        self.span_extra = _NO_SPAN_EXTRA
        self.__class__ = Annotation  # type: ignore[assignment]  # noqa: PLE0237


class AnnotationReader:
    """Reads the annotations of one pair.

    After `read`, `problems` lists quotes that do not match, and `keys` says how many keys the
    objects read held of which the bytes were not at hand, for the search for repeated ones.
    """

    def __init__(self, pair_id: str, source: Text, target: Text) -> None:
        self.problems: list[Problem] = []
        self.keys = 0
        self._pair_id = pair_id
        self._known: dict[object, object] = {}
        """Values that may come again: half of all memory would be the same few names."""
        self._lines: AnnotationLines | None = None
        self._texts = {Side.SOURCE: source.characters, Side.TARGET: target.characters}

    def read(self, blocks: Iterable[Block], place: str) -> tuple[Annotation, ...]:
        """Return the annotations of a list given in blocks, in the order of the file.

        Raises FaultError with the place of the first fault, `place` being that of the list, and
        NotAsLaidOutError if a block whose bytes are at hand is no list, or a key may stand twice
        in it.
        """
        found: list[Annotation] = []
        try:
            for block in blocks:
                found += self.read_block(block, len(found), place)
        except BaseException:
            # Let go of little by little: all at once would hold up other threads.
            while found:
                del found[-_RELEASED:]
            raise
        if len({annotation.id for annotation in found}) != len(found):
            _refuse_repeated_id(found, place)
        return tuple(found)

    def read_block(self, block: Block, first: int, place: str) -> list[Annotation]:
        """Return some annotations, the first of which is the item `first` of the list."""
        columns = self.columns(block)
        annotations = self._read_columns(columns) if columns is not None else None
        if columns is not None and annotations is not None:
            self.note_columns(block, columns)
            return annotations
        keys = 0
        annotations = []
        for rank, value in enumerate(block.items, first):
            record = Record(value, f"{place}[{rank}]")
            annotations.append(self._read_one(record))
            keys += count_keys(record.fields, record.place)
        self._note_keys(block, keys, None)
        return annotations

    def note_columns(self, block: Block, columns: AnnotationColumns) -> None:
        """Count the keys of a block read by columns, or see at once that none stands twice."""
        if not columns.are_lines:
            self._note_keys(block, columns.keys, columns.strings)

    def _note_keys(self, block: Block, keys: int, strings: int | None) -> None:
        if block.written is None:
            self.keys += keys
        elif not has_only_keys(block.written, keys, strings):
            raise NotAsLaidOutError

    def columns(self, block: Block) -> AnnotationColumns | None:
        """Return the fields of some annotations if all are as this version writes them.

        Raises NotAsLaidOutError where the block turns out to be no list.
        """
        texts = self._texts[Side.SOURCE], self._texts[Side.TARGET]
        if block.is_of_many and block.written is not None:
            if self._lines is None:
                from desk_annotator.storage.annotation_lines import (  # noqa: PLC0415 - not for few
                    AnnotationLines,
                )

                self._lines = AnnotationLines(*texts)
            columns = self._lines.columns(block.written)
            if columns is not None:
                return columns
        return AnnotationColumns.of(block.items, *texts)

    def _read_columns(self, columns: AnnotationColumns) -> list[Annotation] | None:
        """Return the annotations if none of them breaks a rule."""
        annotations: list[Any] = list(
            map(
                _AnnotationDraft,
                columns.ids,
                self._shared(columns.tags),
                _grouped(columns.source),
                _grouped(columns.target),
                self._shared(columns.notes),
                *zip(*self._shared(columns.shared), strict=True),
                self._shared(columns.created),
                self._shared(columns.modified),
            )
        )
        if columns.may_break_rules:
            try:
                for annotation in annotations:
                    self.check(annotation)
            except AnnotationError:
                return None
        return annotations

    def _shared(self, column: Sequence[Any]) -> Sequence[Any]:
        """Return equal values, but let those that are repeated be one object."""
        known = self._known
        if len(known) > _MOST_KNOWN:
            known.clear()
        return list(map(known.setdefault, column, column))

    def check(self, annotation: Annotation) -> None:
        """Raise AnnotationError if an annotation breaks a rule in these texts."""
        check(annotation, len(self._texts[Side.SOURCE]), len(self._texts[Side.TARGET]))

    def _read_one(self, record: Record) -> Annotation:
        """Return one annotation, whatever it lacks or has too much."""
        tag = record.string("tag")
        if not tag:
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "the tag is empty"), place=record.place_of("tag")
            )
        span_extra: dict[tuple[Side, Span], Mapping[str, object]] = {}
        identifier = record.identifier()
        annotation = Annotation(
            id=identifier,
            tag=tag,
            source=self._read_side(record, Side.SOURCE, identifier, span_extra),
            target=self._read_side(record, Side.TARGET, identifier, span_extra),
            note=record.string("note", _DEFAULTS.note),
            category=record.string("category", _DEFAULTS.category),
            severity=record.string("severity", _DEFAULTS.severity),
            justified=record.flag("justified"),
            status=record.string("status", _DEFAULTS.status),
            author=record.string("author", _DEFAULTS.author),
            created=record.string("created", _DEFAULTS.created),
            modified=record.string("modified", _DEFAULTS.modified),
            extra=record.unknown(ANNOTATION_KEYS),
            span_extra=span_extra or _NO_SPAN_EXTRA,
        )
        try:
            self.check(annotation)
        except AnnotationError as error:
            place = record.place_of(error.place) if error.place else record.place
            raise FaultError(error.template, **error.values, place=place) from error
        return annotation

    def _read_side(
        self,
        record: Record,
        side: Side,
        annotation_id: str,
        span_extra: dict[tuple[Side, Span], Mapping[str, object]],
    ) -> tuple[Span, ...]:
        spans: list[Span] = []
        for rank, value in enumerate(record.items(side)):
            item = Record(value, f"{record.place_of(side)}[{rank}]")
            start, end = item.whole_number("start"), item.whole_number("end")
            quote = item.string("quote")
            if end < start:
                raise FaultError(
                    QT_TRANSLATE_NOOP("Errors", "the span ends at {end}, before its start {start}"),
                    start=start,
                    end=end,
                    place=item.place_of("end"),
                )
            if end > len(self._texts[side]):
                raise FaultError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "the span ends at {end}, but the text has {length} characters"
                    ),
                    end=end if end < 10**20 else "…",
                    length=len(self._texts[side]),
                    place=item.place_of("end"),
                )
            span = Span(start, end)
            spans.append(span)
            extra = item.unknown(SPAN_KEYS)
            if extra:
                span_extra[side, span] = extra
            if self._texts[side][start:end] != quote:
                self.problems.append(
                    Problem(
                        place=item.place_of("quote"),
                        sentence=Sentence.of(
                            QT_TRANSLATE_NOOP(
                                "Errors",
                                "the text from {start} to {end} is not what the file quotes there",
                            ),
                            start=start,
                            end=end,
                        ),
                        pair_id=self._pair_id,
                        side=side,
                        annotation_id=annotation_id,
                        span=span,
                        quote=quote,
                    )
                )
        return tuple(spans)


def _grouped(column: SpanColumn) -> Sequence[tuple[Span, ...]]:
    """Return the spans of each annotation."""
    drafts: Iterator[Any] = map(_SpanDraft, column.starts, column.ends)
    if not column.starts:
        return [()] * len(column.sizes)
    if len(column.starts) == len(column.sizes) and set(column.sizes) == {1}:
        return list(zip(drafts, strict=True))
    # One span or none is by far the most common.
    return [
        (next(drafts),) if size == 1 else tuple(islice(drafts, size)) if size else ()
        for size in column.sizes
    ]


def _refuse_repeated_id(annotations: list[Annotation], place: str) -> None:
    seen: set[str] = set()
    for rank, annotation in enumerate(annotations):
        if annotation.id in seen:
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors", "another annotation of this pair has the id “{id}” too"
                ),
                id=annotation.id,
                place=f"{place}[{rank}].id",
            )
        seen.add(annotation.id)
