"""Combo boxes whose lists show whole words, and which the mouse wheel does not change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

_BESIDE_WORDS = 44
"""Pixels of a row that are not words: a place for a check mark, and edges."""


class SteadyBox(QComboBox):
    """A combo box that the mouse wheel does not change in passing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let what is around it scroll unless the box has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def show_whole_words(box: QComboBox) -> None:
    """Let no row of the list be cut; call it when all rows are there.

    The theme's style makes the list as wide as the box itself, and its rows need more.
    """
    metrics = box.view().fontMetrics()
    words = [metrics.horizontalAdvance(box.itemText(row)) for row in range(box.count())]
    box.view().setMinimumWidth(max(words, default=0) + _BESIDE_WORDS)
