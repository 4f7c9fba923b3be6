"""Says in the status bar how far a large edit is, and stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.stop_button import StopButton


class EditLabel(QWidget):
    """A line and a button, seen only while a large edit is made ready."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edit_label")
        self._words = PlainLabel("", self)
        self.stop_button = StopButton(
            self.tr("Cancel; the project stays as it is"), self, name=self.tr("Cancel this change")
        )
        self.stop_button.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words)
        row.addWidget(self.stop_button)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_share(self, what: str, share: float | None) -> None:
        """Show what is under way and how much of it is done (0 to 1); None hides all."""
        if share is not None:
            self._words.setText(self.tr("{0}: {1} %").format(what, int(100 * share)))
        self.setVisible(share is not None)
