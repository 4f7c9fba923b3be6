"""The rows that every export writes in its own way: one an annotation, in order of place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.short_calls import in_order
from desk_annotator.formats.work_progress import Progress, watched
from desk_annotator.text.words import is_grapheme_boundary, next_grapheme, previous_grapheme

QUOTE_JOIN = " … "
"""Stands between the quotes of a discontinuous annotation."""


def context_before(characters: str, offset: int, length: int) -> str:
    """Return at most `length` code points before `offset`, beginning at a whole grapheme."""
    if not length:
        return ""
    start = max(offset - length, 0)
    if not is_grapheme_boundary(characters, start):
        start = min(next_grapheme(characters, start), offset)
    return characters[start:offset]


def context_after(characters: str, offset: int, length: int) -> str:
    """Return at most `length` code points from `offset` on, ending at a whole grapheme."""
    if not length:
        return ""
    end = min(offset + length, len(characters))
    if not is_grapheme_boundary(characters, end):
        end = max(previous_grapheme(characters, end), offset)
    return characters[offset:end]


@frozen
class SideRow:
    """What an annotation says about one side.

    `spans` hold text, `quotes` are theirs. `place` is the offset of a caret. `before` and
    `after` are the text around all of it, empty if the annotation has nothing on this side.
    Offsets count code points.
    """

    spans: tuple[Span, ...] = ()
    quotes: tuple[str, ...] = ()
    place: int | None = None
    before: str = ""
    after: str = ""

    @property
    def offsets(self) -> str:
        """The spans as ``12-18;25-30``, ends excluded."""
        return ";".join(f"{span.start}-{span.end}" for span in self.spans)

    @property
    def start(self) -> int:
        """The first offset of the spans or the place; 0 if there is neither."""
        return self.spans[0].start if self.spans else self.place or 0

    @property
    def end(self) -> int:
        """The offset behind the last span, or the place; 0 if there is neither."""
        return self.spans[-1].end if self.spans else self.place or 0

    @property
    def quote(self) -> str:
        """The quotes as one line of reading."""
        return QUOTE_JOIN.join(self.quotes)


@frozen
class Row:
    """An annotation with the pair it belongs to; `pair_number` counts from 1 in the project."""

    pair_number: int
    pair: Pair
    annotation: Annotation
    source: SideRow
    target: SideRow

    def side(self, side: Side) -> SideRow:
        """Return what the row says about one side."""
        return self.source if side is Side.SOURCE else self.target

    @property
    def justified(self) -> str:
        """``yes``, ``no``, or empty where it was not judged."""
        if self.annotation.justified is None:
            return ""
        return "yes" if self.annotation.justified else "no"


def side_row(characters: str, spans: tuple[Span, ...], context: int) -> SideRow:
    """Return one side of a row; `context` is in code points."""
    if not spans:
        return SideRow()
    texts = tuple(span for span in spans if not span.is_caret)
    carets = [span.start for span in spans if span.is_caret]
    return SideRow(
        spans=texts,
        quotes=tuple(characters[span.start : span.end] for span in texts),
        place=carets[0] if carets else None,
        before=context_before(characters, spans[0].start, context),
        after=context_after(characters, spans[-1].end, context),
    )


def line_before(what: SideRow, characters: str) -> str:
    """Return the context before, of the same line and from a whole word on where it is cut."""
    line = what.before.rpartition("\n")[2]
    start = what.start - len(line)
    if not line or start == 0 or characters[start - 1] == "\n":
        return line
    return "… " + line.partition(" ")[2]


def line_after(what: SideRow, characters: str) -> str:
    """Return the context after, of the same line and up to a whole word where it is cut."""
    line = what.after.partition("\n")[0]
    end = what.end + len(line)
    if not line or end == len(characters) or characters[end] == "\n":
        return line
    return line.rpartition(" ")[0] + " …"


def chosen_pairs(project: Project, options: ExportOptions) -> list[tuple[int, Pair]]:
    """Return the pairs to export with their numbers, counted from 1 in the project."""
    return [
        (number, pair)
        for number, pair in enumerate(project.pairs, start=1)
        if options.pair_ids is None or pair.id in options.pair_ids
    ]


def chosen_annotations(pair: Pair, options: ExportOptions) -> list[Annotation]:
    """Return the annotations of a pair to export, in order of place."""
    return in_order(
        (annotation for annotation in pair.annotations if is_chosen(annotation, options)),
        key=lambda annotation: annotation.place,
    )


def is_chosen(annotation: Annotation, options: ExportOptions) -> bool:
    """Tell whether an annotation of a pair to export is one to export."""
    return (options.tags is None or annotation.tag in options.tags) and (
        options.statuses is None or annotation.status in options.statuses
    )


def row_of(number: int, pair: Pair, annotation: Annotation, context: int) -> Row:
    """Return the row of an annotation; `number` is that of its pair, `context` in code points."""
    return Row(
        number,
        pair,
        annotation,
        side_row(pair.source.characters, annotation.source, context),
        side_row(pair.target.characters, annotation.target, context),
    )


def pair_rows(
    number: int, pair: Pair, chosen: Sequence[Annotation], context: int, progress: Progress
) -> Iterator[Row]:
    """Yield the rows of some annotations of a pair, telling `progress` now and then."""
    for annotation in watched(chosen, progress):
        yield row_of(number, pair, annotation, context)


_PROGRESS_STEP = 256


def rows(project: Project, options: ExportOptions) -> Iterator[Row]:
    """Yield the rows to export, telling `options.progress` now and then.

    Whatever the progress callback raises (Cancelled) goes through.
    """
    chosen = [
        (number, pair, chosen_annotations(pair, options))
        for number, pair in chosen_pairs(project, options)
    ]
    total = sum(len(annotations) for _, _, annotations in chosen)
    done = 0
    for number, pair, chosen_here in chosen:
        for annotation in chosen_here:
            if done % _PROGRESS_STEP == 0:
                options.progress(done, total)
            yield row_of(number, pair, annotation, options.context)
            done += 1
    options.progress(total, total)


def ignored_count(project: Project, options: ExportOptions) -> int:
    """Return how many ranges of the chosen pairs are marked as not part of the text."""
    return sum(
        len(pair.ignored(side)) for _, pair in chosen_pairs(project, options) for side in Side
    )
