"""Says in the status bar how far the texts are aligned, and how to stop or begin it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.stop_button import StopButton


class AligningLabel(QWidget):
    """A line and a button, seen only while an alignment is under way, or waits to be asked for."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = PlainLabel("", self)
        stop = self._stop = StopButton(self.tr("Stop finding what corresponds"), self)
        stop.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words)
        row.addWidget(stop)
        self.hide()

    def show_share(self, share: float | None) -> None:
        """Show how much is done (0 to 1), or nothing when nothing is under way."""
        self.setVisible(share is not None)
        self._stop.show()
        if share is not None:
            percent = round(100 * share)
            self._words.setText(self.tr("Finding what corresponds: {0} %").format(percent))

    def show_keys(self, keys: str) -> None:
        """Show by which keys (as the system writes them) long texts are aligned; hide if empty."""
        self.setVisible(bool(keys))
        self._stop.hide()
        self._words.setText(self.tr("Long texts: {0} finds what corresponds").format(keys))
