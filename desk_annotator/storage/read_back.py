"""Reads back the bytes about to be saved, and compares them with the project they stand for.

The bytes are parsed and checked as when a file is opened. But annotations are compared as they
come out of the parser, some hundreds at a time: a second project of a hundred thousand of them
would take as long to make as the file took to parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.storage.annotation_columns import AnnotationColumns, SpanColumn
from desk_annotator.storage.annotation_reader import AnnotationReader
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.layout import SHARED_KEYS
from desk_annotator.storage.piecewise_json import Block
from desk_annotator.storage.project_decoder import ProjectReader, blocks_of, read_with
from desk_annotator.storage.reading_watch import Progress, ReadingWatch, unheard
from desk_annotator.storage.record import Record

_REASON = "{reason}"
_id = attrgetter("id")
_tag = attrgetter("tag")
_note = attrgetter("note")
_shared = attrgetter(*SHARED_KEYS)
_created = attrgetter("created")
_modified = attrgetter("modified")
_source = attrgetter(Side.SOURCE)
_target = attrgetter(Side.TARGET)
_extra = attrgetter("extra")
_span_extra = attrgetter("span_extra")
_start = attrgetter("start")
_end = attrgetter("end")


def refuse_other(data: bytes, saved: Project, progress: Progress = unheard) -> None:
    """Raise FaultError unless opening these bytes gives exactly this project.

    It must be as a file holds it: see `as_saved`. RecursionError too is a refusal. `progress`
    hears the share done, 0 to 1.
    """
    loaded = read_with(data, lambda: _Comparer(saved), ReadingWatch(progress=progress))
    if loaded.read_only_reason is not None:
        raise FaultError(_REASON, reason=loaded.read_only_reason)
    without = tuple(replace(pair, annotations=()) for pair in saved.pairs)
    if loaded.project != replace(saved, pairs=without):
        raise _another()


def _another(place: str = "") -> FaultError:
    return FaultError(
        QT_TRANSLATE_NOOP("Errors", "the project read back is not the same"), place=place
    )


class _Comparer(ProjectReader):
    """Reads a project without annotations, having compared them with those expected."""

    def __init__(self, saved: Project) -> None:
        super().__init__()
        self._pairs: dict[str, Pair] = {pair.id: pair for pair in saved.pairs}

    def read_annotations(self, reader: AnnotationReader, pair: Record) -> tuple[Annotation, ...]:
        """Return none. Raises FaultError if they are not those expected."""
        place = pair.place_of("annotations")
        expected = self._pairs.get(pair.identifier())
        if expected is None:
            raise _another(pair.place)
        wanted = expected.annotations
        done = 0
        ids: set[str] = set()
        for block in blocks_of(pair, self.watch):
            count = _compare(reader, block, wanted, done, place)
            # Those of the block only: all at once would keep the interpreter for long.
            ids.update(map(_id, wanted[done : done + count]))
            done += count
        if done != len(wanted) or len(ids) != done:
            raise _another(place)
        return ()


def _compare(
    reader: AnnotationReader,
    block: Block,
    wanted: Sequence[Annotation],
    first: int,
    place: str,
) -> int:
    """Return how many annotations a block has; those wanted begin with the one at `first`.

    Raises FaultError if one of them is not the one wanted.
    """
    columns = reader.columns(block)
    if columns is not None:
        count = len(columns.ids)
        some = wanted[first : first + count]
        if _is_same(columns, some) and _keeps_rules(reader, columns, some):
            reader.note_columns(block, columns)
            return count
    # Unusual, or wrong: made into annotations it shows which of both.
    found = reader.read_block(block, first, place)
    for rank, annotation in enumerate(found, first):
        if rank >= len(wanted) or annotation != wanted[rank]:
            raise _another(place=f"{place}[{rank}]")
    return len(found)


def _keeps_rules(
    reader: AnnotationReader, columns: AnnotationColumns, wanted: Sequence[Annotation]
) -> bool:
    if columns.may_break_rules:
        try:
            for annotation in wanted:
                reader.check(annotation)
        except AnnotationError:
            return False
    return True


def _is_same(columns: AnnotationColumns, wanted: Sequence[Annotation]) -> bool:
    """Tell whether annotations are these, as far as they hold nothing but known fields."""
    if len(wanted) != len(columns.ids):
        return False
    if any(map(_extra, wanted)) or any(map(_span_extra, wanted)):
        return False
    return (
        tuple(map(_id, wanted)) == columns.ids
        and tuple(map(_tag, wanted)) == columns.tags
        and tuple(map(_note, wanted)) == columns.notes
        and tuple(map(_shared, wanted)) == columns.shared
        and tuple(map(_created, wanted)) == columns.created
        and tuple(map(_modified, wanted)) == columns.modified
        and _has_spans(columns.source, list(map(_source, wanted)))
        and _has_spans(columns.target, list(map(_target, wanted)))
    )


def _has_spans(column: SpanColumn, wanted: Sequence[tuple[Span, ...]]) -> bool:
    spans = list(chain.from_iterable(wanted))
    return (
        list(map(len, wanted)) == column.sizes
        and tuple(map(_start, spans)) == column.starts
        and tuple(map(_end, spans)) == column.ends
    )
