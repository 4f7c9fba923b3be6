"""What came of an export: where the file is, and what it could not carry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desk_annotator.qt.signed_label import Sign, SignedLabel


class ExportResult(QWidget):
    """A line or more of words, and a button to the folder that was written to."""

    folder_wanted = Signal(object)
    """The folder (Path) to show."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self.label = SignedLabel(self)
        self.folder_button = QPushButton(self.tr("Show in folder"), self)
        self.folder_button.setAutoDefault(False)
        self.folder_button.clicked.connect(self._show_folder)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.folder_button)
        self.forget()

    def forget(self) -> None:
        """Show nothing."""
        self._folder = None
        self.hide()

    def show_written(self, words: str, losses: Sequence[str], folder: Path) -> None:
        """Say where the file is and what it lost."""
        self._folder = folder
        lost = [self.tr("Nothing chosen was lost.")]
        if losses:
            lost = [self.tr("What it could not carry:"), *(f"• {loss}" for loss in losses)]
        self._show("\n".join([words, *lost]), "warning" if losses else "info")

    def show_words(self, words: str) -> None:
        """Say something that is neither success nor an error."""
        self._folder = None
        self._show(words, "info")

    def show_error(self, words: str) -> None:
        """Say why there is no file."""
        self._folder = None
        self._show(words, "error")

    def _show(self, words: str, sign: Sign = "") -> None:
        self.label.set_words(words, sign)
        self.folder_button.setVisible(self._folder is not None)
        self.show()

    def _show_folder(self) -> None:
        if self._folder is not None:
            self.folder_wanted.emit(self._folder)
