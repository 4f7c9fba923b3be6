"""Shows what saves left that were cut short, to be restored as a new file or discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.file_history import tag_counts
from desk_annotator.core.annotation import Tag
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.recovery_dialog import clock_time
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.qt.version_words import version_words
from desk_annotator.storage.leftovers import Leftover
from desk_annotator.text.isolates import isolate_name

_LIST_HEIGHT = 110
_TAGS = (Tag.MATCHING, Tag.MISSING, Tag.ADDED)


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
        self._leftovers = list(leftovers)
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
        self.list = self._list()
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(self.tr("What the save held"))
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.list)
        split.addWidget(self.preview)
        split.setSizes([_LIST_HEIGHT, 2 * _LIST_HEIGHT])
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
        column.addWidget(split, 1)
        column.addWidget(note)
        column.addWidget(buttons)
        self.list.currentItemChanged.connect(self._show_preview)
        if (first := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(first)
        open_at(self, 640, 480)

    def _list(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setHeaderLabels(
            [
                self.tr("Written"),
                self.tr("Matching"),
                self.tr("Missing"),
                self.tr("Added"),
                self.tr("Size"),
            ]
        )
        tree.setAccessibleName(self.tr("Saves that were cut short, newest first"))
        locale = QLocale()
        for leftover in self._leftovers:
            counts = tag_counts(leftover.project)
            tree.addTopLevelItem(
                QTreeWidgetItem(
                    [
                        written_at(leftover),
                        *(locale.toString(counts[tag]) for tag in _TAGS),
                        locale.formattedDataSize(leftover.signature.size),
                    ]
                )
            )
        for column in range(5):
            tree.resizeColumnToContents(column)
        return tree

    def _current(self) -> Leftover | None:
        item = self.list.currentItem()
        return None if item is None else self._leftovers[self.list.indexOfTopLevelItem(item)]

    def _show_preview(self, *_items: object) -> None:
        leftover = self._current()
        self.preview.setPlainText("" if leftover is None else version_words(leftover.project))

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
        at = self._leftovers.index(leftover)
        with QSignalBlocker(self.list):
            del self._leftovers[at]
            self.list.takeTopLevelItem(at)
        self._show_preview()
        if not self._leftovers:
            self.accept()

    def say(self, words: str) -> None:
        """Tell why a wish could not be carried out."""
        self.message.set_words(words, "error")
        self.message.show()


def written_at(leftover: Leftover) -> str:
    """Return when it was written, on the user's clock."""
    moment = datetime.fromtimestamp(leftover.signature.mtime_ns / 1e9, UTC)
    return clock_time(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def proposed_name(leftover: Leftover, project_file: Path) -> str:
    """Return a name beside the project for what is restored."""
    moment = datetime.fromtimestamp(leftover.signature.mtime_ns / 1e9, UTC).astimezone()
    name = f"{project_file.stem} ({moment.strftime('%Y-%m-%d %H.%M')}).json"
    return str(project_file.with_name(name))
