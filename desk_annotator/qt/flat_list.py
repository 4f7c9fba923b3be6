"""A list of rows with columns, for dialogs: nothing stands below a row, and all are as high."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QTreeWidget, QWidget


class FlatList(QTreeWidget):
    """Rows below headings; `name` says to a screen reader what is listed."""

    def __init__(self, headings: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels(list(headings))
        self.setAccessibleName(name)

    def fit_columns(self, count: int | None = None, *, widest: int | None = None) -> None:
        """Make the first `count` columns, or all, as wide as what is in them, up to a width.

        The width is in pixels.
        """
        for column in range(self.columnCount() if count is None else count):
            self.resizeColumnToContents(column)
            if widest is not None:
                self.setColumnWidth(column, min(self.columnWidth(column), widest))
