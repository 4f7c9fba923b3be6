"""The button beside a line of the status bar that stops what the line tells of."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from desk_annotator.qt.icons import icon


class StopButton(QToolButton):
    """A cross; its words are what it does."""

    def __init__(self, words: str, parent: QWidget, *, name: str = "") -> None:
        """`name` is what is read out instead of `words`, if it is to be another."""
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setIcon(icon("close"))
        self.setToolTip(words)
        self.setAccessibleName(name or words)
