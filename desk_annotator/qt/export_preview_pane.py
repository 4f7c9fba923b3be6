"""Shows how the file of an export would begin: as lines, as a table, or as a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QPixmap,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QWidget

from desk_annotator.core.text import Direction
from desk_annotator.qt.export_preview_columns import FOLD, fitted, folded_words
from desk_annotator.qt.new_pair_preview import PairPreview
from desk_annotator.text.isolates import isolate
from desk_annotator.text.language import first_strong
from desk_annotator.text.words import previous_grapheme

if TYPE_CHECKING:
    from desk_annotator.app.export_preview import PreviewText

_MOST_IN_CELL = 40
"""Characters (code points) of a cell of a table; a preview shows what kind of thing is there."""
_POINT_SIZE = 10.0
"""Size of the letters, in points."""
_BESIDE = 16
"""Pixels left free beside a page, so that no scroll bar is needed for the last of them."""


class ExportPreviewPane(QStackedWidget):
    """A read-only page of text, or a picture that is scrolled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = PairPreview(self)
        self.text.setAccessibleName(self.tr("How the file begins"))
        self.picture = QLabel(self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.picture.setAccessibleName(self.tr("The first page"))
        self.page = QScrollArea(self)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidget(self.picture)
        self.page.setWidgetResizable(True)
        self.page.setAccessibleName(self.tr("The first page"))
        self.addWidget(self.text)
        self.addWidget(self.page)
        self._table: PreviewText | None = None
        """The table shown, if it is one: it is fitted into the room there is."""

    def sizeHint(self) -> QSize:
        """Return room for a paragraph or two, also where a large picture is shown."""
        return self.text.sizeHint()

    def show_text(self, what: PreviewText, *, is_read: bool) -> None:
        """Show lines of a file; those that are `read` by people each in their own direction."""
        self.setCurrentWidget(self.text)
        self._table = what if what.is_table else None
        if what.is_table:
            self._show_table(what)
            return
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # Rows of data run left to right, also where their first letter is Arabic.
        self.text.show_lines(what.lines, Direction.LTR, point_size=_POINT_SIZE)
        if is_read:
            self._turn_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit a table into its new room."""
        super().resizeEvent(event)
        if self._table is not None and event.size().width() != event.oldSize().width():
            bar = self.text.verticalScrollBar()
            place = bar.value()
            self._show_table(self._table)
            bar.setValue(place)

    def _show_table(self, what: PreviewText) -> None:
        """Show rows with both texts in view; titles between them are no cells."""
        self.text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        metrics = self.text.metrics_of(what.lines, Direction.LTR, point_size=_POINT_SIZE)
        rows = [_short_cells(line) for line in what.lines if "\t" in line]
        bar = self.text.verticalScrollBar().sizeHint().width()
        room = self.width() - bar - 2 * self.text.document().documentMargin()
        table = fitted(
            rows,
            what.texts,
            room,
            metrics.horizontalAdvance,
            partial(_cut, metrics),
        )
        fitting = iter(table.rows)
        lines = ["\t".join(next(fitting)) if "\t" in line else line for line in what.lines]
        said: list[str] = []
        if table.folded:
            words = self.tr("{sign} columns not shown here:").format(sign=FOLD)
            said = folded_words(words, table.folded, room, metrics.horizontalAdvance)
        self.text.show_lines([*said, *lines], Direction.LTR, point_size=_POINT_SIZE)
        self.text.set_tab_stops(table.places)
        self._set_apart(len(said))

    def _set_apart(self, lines: int) -> None:
        """Let what the program says look unlike what is in the file."""
        look = QTextCharFormat()
        look.setFontItalic(True)
        cursor = QTextCursor(self.text.document())
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, keep, lines)
        cursor.mergeCharFormat(look)

    def _turn_lines(self) -> None:
        cursor = QTextCursor(self.text.document())
        block = self.text.document().begin()
        while block.isValid():
            if first_strong(block.text()) is Direction.RTL:
                look = QTextBlockFormat()
                look.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                look.setAlignment(Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignRight)
                cursor.setPosition(block.position())
                cursor.mergeBlockFormat(look)
            block = block.next()

    def show_words(self, lines: Sequence[str]) -> None:
        """Show sentences of the program."""
        self.setCurrentWidget(self.text)
        self._table = None
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        direction = Direction.RTL if rtl else Direction.LTR
        self.text.show_lines(lines, direction, point_size=_POINT_SIZE)

    def show_page(self, picture: QImage) -> None:
        """Show the picture of a page as wide as there is room, but never enlarged."""
        room = max(self.width() - self.page.verticalScrollBar().sizeHint().width() - _BESIDE, 200)
        scale = self.devicePixelRatioF()
        shown = QPixmap.fromImage(picture)
        if shown.width() > room * scale:
            shown = shown.scaledToWidth(
                round(room * scale), Qt.TransformationMode.SmoothTransformation
            )
        shown.setDevicePixelRatio(scale)
        self.picture.setPixmap(shown)
        self._table = None
        self.setCurrentWidget(self.page)
        self.page.verticalScrollBar().setValue(0)


def _short_cells(line: str) -> list[str]:
    """Return the cells of a row, the long ones cut: a whole text need not be measured."""
    return [
        cell if len(cell) <= _MOST_IN_CELL else cell[:_MOST_IN_CELL] + "…"
        for cell in line.split("\t")
    ]


def _cut(metrics: QFontMetricsF, cell: str, width: float) -> str:
    """Return a cell cut between two graphemes to a width (pixels).

    Qt's own cutting writes three full stops in some typefaces. An Arabic cell reads from right
    to left in a row that does not: its full stop, or its dots, stand behind the sentence.
    """
    shown = cell
    if metrics.horizontalAdvance(cell) > width:
        ends = range(1, len(cell))
        fitting = bisect_right(ends, width, key=lambda end: _dotted_width(metrics, cell[:end]))
        shown = cell[: previous_grapheme(cell, fitting + 1)] + "…"
    return isolate(shown) if first_strong(shown) is Direction.RTL else shown


def _dotted_width(metrics: QFontMetricsF, words: str) -> float:
    return metrics.horizontalAdvance(words + "…")
