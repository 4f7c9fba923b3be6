"""A table whose rows are chosen whole: what all such tables look like and do."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

_MEASURED = 50
"""Rows a column is fitted to: to measure a cell takes as long as to paint it."""
_SEARCHED = 2000
"""Rows looked at for what is typed: to make the words of 100,000 took a second, at each key."""


def first_beginning_so(
    model: QAbstractItemModel, start: QModelIndex | QPersistentModelIndex, role: int, value: object
) -> list[QModelIndex]:
    """Return the first cell of a column, from `start` on and around, that begins so, if any.

    For `match` of models with rows: Qt would look at all of them.
    """
    typed = str(value).casefold()
    count = model.rowCount()
    for step in range(min(count, _SEARCHED)):
        index = model.index((start.row() + step) % count, start.column())
        if str(model.data(index, role)).casefold().startswith(typed):
            return [index]
    return []


class RowTable(QTableView):
    """Rows without a grid, each one line high. `_fit_rows` gives them the height of the font."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED)

    def _fit_rows(self) -> None:
        """Give rows the height that the font needs."""
        raise NotImplementedError

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show other rows. The headings hear nothing of what is selected.

        To paint one, Qt would ask of each row whether its cell is selected: 1 s of 100,000 rows.
        """
        super().setModel(model)
        if model is not None:
            header = self.horizontalHeader()
            header.setSelectionModel(QItemSelectionModel(model, header))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go to the first and last row by Home and End: whole rows are chosen, no cells in them."""
        if action in (
            QAbstractItemView.CursorAction.MoveHome,
            QAbstractItemView.CursorAction.MoveEnd,
        ):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def changeEvent(self, event: QEvent) -> None:
        """Give rows the height that a new font or theme needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()
