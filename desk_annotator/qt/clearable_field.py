"""A line to type words in, with a button that empties it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QStyle, QWidget

_CLEARING = "_q_qlineeditclearaction"
"""What Qt calls the action of the button."""


class ClearableField(QLineEdit):
    """Shows its button while there is something to empty, in the colours of the present theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)

    def changeEvent(self, event: QEvent) -> None:
        """Show the button of another theme: Qt keeps the picture it had when it was made."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            action = self.findChild(QAction, _CLEARING)
            if action is not None:
                button = QStyle.StandardPixmap.SP_LineEditClearButton
                action.setIcon(self.style().standardIcon(button, None, self))
