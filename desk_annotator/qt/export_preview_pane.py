"""Shows how the file of an export would begin: as lines, as a table, or as a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QWidget

from desk_annotator.core.text import Direction
from desk_annotator.qt.new_pair_preview import PairPreview
from desk_annotator.text.isolates import isolate
from desk_annotator.text.language import first_strong

if TYPE_CHECKING:
    from desk_annotator.app.export_preview import PreviewText

_MOST_IN_CELL = 32
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

    def sizeHint(self) -> QSize:
        """Return room for a paragraph or two, also where a large picture is shown."""
        return self.text.sizeHint()

    def show_text(self, what: PreviewText, *, is_read: bool) -> None:
        """Show lines of a file; those that are `read` by people each in their own direction."""
        self.setCurrentWidget(self.text)
        self.text.setWordWrapMode(
            QTextOption.WrapMode.NoWrap
            if what.is_table
            else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        )
        # Rows of data run left to right, also where their first letter is Arabic.
        lines = [_with_short_cells(line) for line in what.lines] if what.is_table else what.lines
        self.text.show_lines(lines, Direction.LTR, point_size=_POINT_SIZE)
        if what.is_table:
            # Titles between the rows are no cells.
            self.text.align_columns([line for line in lines if "\t" in line])
        elif is_read:
            self._turn_lines()

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
        self.setCurrentWidget(self.page)
        self.page.verticalScrollBar().setValue(0)


def _with_short_cells(line: str) -> str:
    """Return a row of a table with its long cells cut, so that source and target are in view.

    An Arabic cell reads from right to left: its full stop stands behind the sentence.
    """
    cells = line.split("\t")
    if len(cells) == 1:
        return line
    short = (cell if len(cell) <= _MOST_IN_CELL else cell[:_MOST_IN_CELL] + "…" for cell in cells)
    return "\t".join(
        isolate(cell) if first_strong(cell) is Direction.RTL else cell for cell in short
    )
