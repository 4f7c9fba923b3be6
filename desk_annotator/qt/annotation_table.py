"""The rows of the annotation list as a table: its keys, its heights and its widths."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desk_annotator.qt.annotation_columns import Column
from desk_annotator.qt.fonts import row_height
from desk_annotator.qt.row_table import RowTable

WIDTHS = {
    Column.TAG: 104,
    Column.SEVERITY: 84,
    Column.PLACE: 68,
    Column.STATUS: 88,
    Column.MODIFIED: 136,
}
"""Pixels of the columns that share no room."""
_SHARES = {Column.SOURCE: 0.38, Column.TARGET: 0.38, Column.NOTE: 0.24}


class AnnotationTable(RowTable):
    """The rows. Enter goes to the text, Delete asks for deletion, whatever keys the window has."""

    go_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(False)
        self.verticalHeader().setMinimumSectionSize(16)
        self._fit_rows()
        self._is_spreading = False
        self._widths_chosen = False
        self.horizontalHeader().sectionResized.connect(self._note_width)

    def _note_width(self) -> None:
        if not self._is_spreading and self.isVisible():
            self._widths_chosen = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among quotes and notes, until the user chooses widths herself."""
        super().resizeEvent(event)
        self.spread()

    def spread(self) -> None:
        """Share the room that the shown columns of fixed width leave."""
        if self._widths_chosen:
            return
        fixed = sum(width for column, width in WIDTHS.items() if not self.isColumnHidden(column))
        shares = {
            column: share for column, share in _SHARES.items() if not self.isColumnHidden(column)
        }
        room = (self.viewport().width() - fixed) / sum(shares.values())
        self._is_spreading = True
        for column, share in shares.items():
            self.horizontalHeader().resizeSection(column, max(int(room * share), 80))
        self._is_spreading = False

    def _fit_rows(self) -> None:
        height = row_height(self.font())
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height)

    def event(self, event: QEvent) -> bool:
        """Keep Enter and Delete for the rows while the keyboard is here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Enter and Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
