"""Shows what saves left that were cut short, to be restored as a new file or discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desk_annotator.app.file_history import tag_counts
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.qt.version_list import VersionList
from desk_annotator.qt.version_words import restored_name, version_words
from desk_annotator.storage.leftovers import Leftover
from desk_annotator.text.isolates import isolate_name

_LIST_HEIGHT = 110


class LeftoverDialog(QDialog):
    """Lists them newest first; what was dealt with is taken out, and with the last it ends."""

    restore_requested = Signal(object)
    """The Leftover to write to a new file."""
    discard_requested = Signal(object)
    """The Leftover to put into the trash."""

    def __init__(
        self, leftovers: Sequence[Leftover], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._leftovers = {each.path: each for each in leftovers}
        self.setWindowTitle(self.tr("Saves that were cut short"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        sentence = SignedLabel(self)
        sentence.set_words(
            self.tr(
                "A save of “{0}” was cut short by a crash or a power cut: everything was written, "
                "but it had not taken the place of the file yet."
            ).format(isolate_name(name)),
            "warning",
        )
        self.message = SignedLabel(self)
        self.message.hide()
        self.versions = VersionList(
            moment=self.tr("Written"),
            listed=self.tr("Saves that were cut short, newest first"),
            held=self.tr("What the save held"),
            parent=self,
        )
        self.versions.setSizes([_LIST_HEIGHT, 2 * _LIST_HEIGHT])
        self.versions.put_first(
            (each.path, written_at(each), each.signature.size) for each in leftovers
        )
        for each in leftovers:
            held = version_words(each.project)
            self.versions.fill_in(each.path, held, tag_counts(each.project))
        self.versions.fit_columns()
        note = PlainLabel(
            self.tr(
                "The project is as you see it in the window. Restoring makes a new file; nothing "
                "is written over. What you discard is kept for 30 days."
            ),
            self,
            wraps=True,
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        role = QDialogButtonBox.ButtonRole
        self.restore_button = buttons.addButton(self.tr("&Restore as a new file…"), role.ActionRole)
        self.restore_button.clicked.connect(self._restore)
        self.discard_button = buttons.addButton(self.tr("&Discard"), role.DestructiveRole)
        self.discard_button.setAutoDefault(False)
        self.discard_button.clicked.connect(self._discard)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(sentence)
        column.addWidget(self.message)
        column.addWidget(self.versions, 1)
        column.addWidget(note)
        column.addWidget(buttons)
        open_at(self, 640, 480)

    def _current(self) -> Leftover | None:
        file = self.versions.chosen
        return None if file is None else self._leftovers[file]

    def _restore(self) -> None:
        leftover = self._current()
        if leftover is not None:
            self.restore_requested.emit(leftover)

    def _discard(self) -> None:
        leftover = self._current()
        if leftover is not None:
            self.discard_requested.emit(leftover)

    def set_busy(self, *, is_busy: bool) -> None:
        """Take no further wishes while one is carried out."""
        for button in (self.restore_button, self.discard_button):
            button.setEnabled(not is_busy)

    def take_out(self, leftover: Leftover) -> None:
        """Show it no longer: it was dealt with."""
        del self._leftovers[leftover.path]
        self.versions.take_out(leftover.path)
        if not self._leftovers:
            self.accept()

    def say(self, words: str) -> None:
        """Tell why a wish could not be carried out."""
        self.message.set_words(words, "error")
        self.message.show()


def written_at(leftover: Leftover) -> datetime:
    """Return when it was written."""
    return datetime.fromtimestamp(leftover.signature.mtime_ns / 1e9, UTC)


def proposed_name(leftover: Leftover, project_file: Path) -> str:
    """Return a name beside the project for what is restored."""
    name = restored_name(project_file.stem, written_at(leftover))
    return str(project_file.with_name(name))
