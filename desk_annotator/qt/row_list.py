"""A list of very many rows for dialogs: what stands in a row is made when the row is painted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desk_annotator.qt.row_table import RowTable, first_beginning_so

_Index = QModelIndex | QPersistentModelIndex
_KEPT = 200
"""Rows whose words are kept: Qt asks for each again and again while it paints."""


class RowModel(QAbstractTableModel):
    """Rows by their numbers; `words` and `tip` are asked for what is in view only."""

    def __init__(
        self,
        headings: Sequence[str],
        count: int,
        words: Callable[[int], Sequence[str]],
        tip: Callable[[int, int], str],
        bold: Collection[int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._headings = headings
        self._count = count
        self._words = lru_cache(_KEPT)(words)
        self._tip = tip
        self._bold = bold
        self._font = QFont()
        self._font.setBold(True)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a cell, what its tooltip says, or the font of a bold one."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row(), index.column()) or None
        if role == Qt.ItemDataRole.FontRole and index.column() in self._bold:
            return self._font
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def match(
        self,
        start: _Index,
        role: int,
        value: object,
        hits: int = 1,  # noqa: ARG002 - Qt asks for one
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith,  # noqa: ARG002 - Qt's own for typing
    ) -> list[QModelIndex]:
        """Return the first cell of a column, from `start` on and around, that begins so."""
        return first_beginning_so(self, start, role, value)

    def renew(self, first: int, last: int) -> None:
        """Make the words of these rows anew."""
        self._words.cache_clear()
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._headings) - 1))


class RowList(RowTable):
    """Rows below headings; it looks like a `FlatList`, and costs the same at any length.

    That one has an object for each row, and Qt's tree goes through all rows to show the first.
    """

    row_changed = Signal(int)
    """The row that the keyboard is at now."""

    def __init__(
        self,
        headings: Sequence[str],
        name: str,
        count: int,
        words: Callable[[int], Sequence[str]],
        tip: Callable[[int, int], str],
        *,
        bold: Collection[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        """List `count` rows; `words` gives the cells of a row, `tip` what is said of a cell.

        `name` says to a screen reader what is listed.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        self.verticalHeader().setMinimumSectionSize(1)
        self._rows = RowModel(headings, count, words, tip, bold, self)
        self.setModel(self._rows)
        self._fit_rows()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._rows.rowCount()

    @property
    def row(self) -> int:
        """The row that the keyboard is at; -1 for none."""
        return self.currentIndex().row()

    @property
    def chosen(self) -> list[int]:
        """The rows selected, in order; if none is, the one that the keyboard is at."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        rows = {row for each in ranges for row in range(each.top(), each.bottom() + 1)}
        return sorted(rows) or [self.row] * (self.row >= 0)

    def go_to(self, row: int) -> None:
        """Select a row, and no other."""
        self.setCurrentIndex(self._rows.index(row, 0))

    def words(self, row: int) -> list[str]:
        """Return what stands in the cells of a row."""
        columns = range(self._rows.columnCount())
        return [str(self._rows.index(row, column).data()) for column in columns]

    def renew(self, rows: Sequence[int]) -> None:
        """Show what these rows, which are in order, say now."""
        if rows:
            self._rows.renew(rows[0], rows[-1])

    def fit_columns(self, count: int | None = None, *, widest: int | None = None) -> None:
        """Make the first `count` columns, or all, as wide as the first rows, up to a width.

        The width is in pixels.
        """
        for column in range(self._rows.columnCount() if count is None else count):
            self.resizeColumnToContents(column)
            if widest is not None:
                self.setColumnWidth(column, min(self.columnWidth(column), widest))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell of another row."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.row_changed.emit(current.row())

    def _fit_rows(self) -> None:
        """Make all rows as high as the first."""
        if self.model() is not None and self.count:
            self.verticalHeader().setDefaultSectionSize(self.sizeHintForRow(0))
