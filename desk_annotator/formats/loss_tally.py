"""Counts what an export could not carry, under the sentences that several formats share."""

from __future__ import annotations

from collections.abc import Iterable

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions, Loss, encoded_pieces
from desk_annotator.formats.rows import Row, ignored_count

SPLIT = QT_TRANSLATE_NOOP("Losses", "Discontinuous annotations, written in parts: {count}")
PLACES = QT_TRANSLATE_NOOP("Losses", "Places without text, left out: {count}")
NOT_MATCHES = QT_TRANSLATE_NOOP("Losses", "Annotations that are no matches, left out: {count}")
GUARDED = QT_TRANSLATE_NOOP(
    "Losses", "Cells given an apostrophe so that no spreadsheet runs them: {count}"
)
EXTRA = QT_TRANSLATE_NOOP("Losses", "Annotations that lose fields of other programs: {count}")
REASONS = QT_TRANSLATE_NOOP("Losses", "Reasons the program gave for suggestions, left out: {count}")
IGNORED = QT_TRANSLATE_NOOP("Losses", "Ranges marked as not part of the text, left out: {count}")
CONTROLS = QT_TRANSLATE_NOOP(
    "Losses", "Invisible control characters, replaced by visible signs: {count}"
)
SPACED = QT_TRANSLATE_NOOP("Losses", "Tabs and line ends, replaced by spaces: {count}")
WIDENED = QT_TRANSLATE_NOOP(
    "Losses", "Spans that begin or end inside a word, widened to it: {count}"
)

_REASONS = "suggestion"
"""The field in which a suggestion keeps how sure the program was of it, and why."""


class LossTally:
    """The losses of one export; `losses` gives them in the order in which they were met."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, template: str, count: int = 1) -> None:
        """Count a loss `count` times more; nothing for 0."""
        if count:
            self._counts[template] = self._counts.get(template, 0) + count

    def add_split(self, row: Row) -> None:
        """Count a discontinuous annotation, for formats whose spans are all of one piece."""
        self.add(SPLIT, is_discontinuous(row))

    def add_places(self, row: Row) -> None:
        """Count the carets of an annotation, for formats that have no empty spans."""
        self.add(PLACES, sum(row.side(side).place is not None for side in Side))

    def add_extra(self, row: Row) -> None:
        """Count an annotation that has fields of other programs, or reasons of our own."""
        extra = row.annotation.extra
        self.add(EXTRA, bool(extra.keys() - {_REASONS} or row.annotation.span_extra))
        self.add(REASONS, _REASONS in extra)

    def add_ignored(self, project: Project, options: ExportOptions) -> None:
        """Count the ranges marked as not part of the text."""
        self.add(IGNORED, ignored_count(project, options))

    def export(self, pieces: Iterable[str], project: Project, options: ExportOptions) -> Export:
        """Return an export of a text in pieces, which may count losses while they are made."""
        data, broken = encoded_pieces(pieces)
        self.add_ignored(project, options)
        return Export(data, self.losses(broken))

    def losses(self, more: Iterable[Loss] = ()) -> tuple[Loss, ...]:
        """Return what was counted, and `more`."""
        return (*(Loss(template, count) for template, count in self._counts.items()), *more)


def is_discontinuous(row: Row) -> bool:
    """True if an annotation has several spans with text on one side."""
    return any(len(row.side(side).spans) > 1 for side in Side)
