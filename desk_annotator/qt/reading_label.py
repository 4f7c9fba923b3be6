"""Says in the status bar which file is being read, and how to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_annotator.qt.delay import Delay
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.stop_button import StopButton
from desk_annotator.text.isolates import isolate_name

_PATIENCE_MS = 300
"""Most files are read before anybody would see it."""


class ReadingLabel(QWidget):
    """A line and a button, seen only while a file is read that takes its time."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = PlainLabel("", self)
        self.stop_button = StopButton(self.tr("Stop reading"), self)
        self.stop_button.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words)
        row.addWidget(self.stop_button)
        self._patience = Delay(_PATIENCE_MS, self.show, self)
        self.hide()

    def show_name(self, name: str) -> None:
        """Say soon that a file is being read; nothing any more if the name is empty."""
        self._words.setText(self.tr("Reading {0}…").format(isolate_name(name)) if name else "")
        if name:
            self._patience.start()
        else:
            self._patience.stop()
            self.hide()

    def show_words(self, words: str) -> None:
        """Say at once what is done with a file, if it is not only read."""
        self._words.setText(words)
        self.show()

    def note_share(self, name: str, share: float) -> None:
        """Say how much of a file is read (0 to 1), once there is anything to be seen."""
        words = self.tr("Reading {0}: {1} %").format(isolate_name(name), int(100 * share))
        self._words.setText(words)

    def show_share(self, name: str, share: float) -> None:
        """Say at once that a file is being read, and how much of it is (0 to 1)."""
        self.note_share(name, share)
        self.show()
