"""The file history: the saved versions of a project, what each holds, and restoring one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase
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

from desk_annotator.app.file_history import Version, read_version, restore_version, versions
from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.annotation import Tag
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.recovery_dialog import clock_time
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.qt.version_words import version_words
from desk_annotator.storage.backups import Backup
from desk_annotator.storage.state_folder import StateFolders

_TAGS = (Tag.MATCHING, Tag.MISSING, Tag.ADDED)
_LOOK_MS = 250
"""How often the dialog looks for a version that is being kept just now."""
_PATIENCE_LOOKS = 8
"""How many times before it says that there is none."""


class HistoryDialog(QDialog):
    """Lists versions newest first; reads them in threads; restores one as a new file."""

    restored = Signal(object)
    """The path of the new file."""

    def __init__(
        self,
        opened: OpenProject,
        folders: StateFolders,
        files: FileCommands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self._files = files
        self._read: dict[Path, Version] = {}
        self._items: dict[Path, QTreeWidgetItem] = {}
        self._backups: dict[Path, Backup] = {}
        self._folders = folders
        self._goal: Path | None = None
        """The file that a version is being restored to just now."""
        self._looks = 0
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self.setWindowTitle(self.tr("File history"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        hint = PlainLabel(
            self.tr(
                "Copies of what was saved, kept on this computer: the last 20 saves, and of those "
                "before one a day, then one a week. Restoring makes a new file; nothing is "
                "written over."
            ),
            self,
            wraps=True,
        )
        self.message = SignedLabel(self)
        self.message.hide()
        self.list = QTreeWidget(self)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(
            [
                self.tr("Saved"),
                self.tr("Matching"),
                self.tr("Missing"),
                self.tr("Added"),
                self.tr("Size"),
            ]
        )
        self.list.setAccessibleName(self.tr("Saved versions, newest first"))
        self.list.currentItemChanged.connect(self._show_preview)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(self.tr("What the version holds"))
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.list)
        split.addWidget(self.preview)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.restore_button = buttons.addButton(
            self.tr("&Restore as a new file…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.restore_button.clicked.connect(self._restore)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(self.message)
        column.addWidget(split, 1)
        column.addWidget(buttons)
        self._look()
        self._looking.start()
        open_at(self, 640, 560)

    def _look(self) -> None:
        """List the versions that have come since the last look: one may be on its way."""
        self._looks += 1
        try:
            found = versions(self._folders, self._opened.workspace.project_id)
        except DeskAnnotatorError as error:
            found = ()
            self._looking.stop()
            self._say(sentence(error))
        new = [backup for backup in found if backup.path not in self._items]
        for row, backup in enumerate(new):
            self.list.insertTopLevelItem(row, self._begun(backup))
        self.restore_button.setEnabled(bool(self._items) and self._goal is None)
        if not self._items:
            is_patient = self._looks < _PATIENCE_LOOKS or self._files.background.is_busy
            is_coming = is_patient and self._opened.path is not None
            self.preview.setPlainText(
                self.tr("Reading…")
                if is_coming
                else self.tr("No version is kept yet. Each save keeps one.")
            )
        elif self.list.currentItem() is None:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        if new:
            for column in range(5):
                self.list.resizeColumnToContents(column)

    def _begun(self, backup: Backup) -> QTreeWidgetItem:
        """Return the row of a version that is being read from now on."""
        moment = clock_time(backup.time.strftime("%Y-%m-%dT%H:%M:%SZ"))
        size = QLocale().formattedDataSize(backup.size)
        item = QTreeWidgetItem([moment, "…", "…", "…", size])
        item.setData(0, Qt.ItemDataRole.UserRole, str(backup.path))
        self._items[backup.path] = item
        self._backups[backup.path] = backup
        self._files.background.start(
            partial(_quietly_read, backup),
            finished=self._show_counts,
            failed=self._not_read,
        )
        return item

    def done(self, result: int) -> None:
        """Look no more."""
        self._looking.stop()
        super().done(result)

    def _not_read(self, error: Exception) -> None:
        raise error

    def _show_counts(self, outcome: Version | Path) -> None:
        if isinstance(outcome, Path):
            self._items[outcome].setText(1, self.tr("damaged"))
            return
        self._read[outcome.backup.path] = outcome
        item = self._items[outcome.backup.path]
        for column, tag in enumerate(_TAGS, 1):
            item.setText(column, QLocale().toString(outcome.counts[tag]))
        if item is self.list.currentItem():
            self._show_preview()

    def _current(self) -> Path | None:
        item = self.list.currentItem()
        return Path(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else None

    def _show_preview(self, *_items: object) -> None:
        path = self._current()
        version = self._read.get(path) if path is not None else None
        self.preview.setPlainText(
            self.tr("Reading…") if version is None else version_words(version.project)
        )

    def _restore(self) -> None:
        path = self._current()
        if path is None or self._goal is not None:
            return
        backup = self._backups[path]
        name = Path(self._opened.name).stem
        moment = backup.time.astimezone().strftime("%Y-%m-%d %H.%M")
        folder = self._opened.path.parent if self._opened.path is not None else Path.home()
        proposal = folder / f"{name.replace('/', '-')} ({moment}).json"
        goal = self._files.prompts.project_to_save(str(proposal))
        if not goal:
            return
        self._goal = Path(goal)
        self.restore_button.setEnabled(False)
        work = partial(restore_version, backup, self._goal, present=self._opened.path)
        self._files.background.start(
            lambda _job: work(), finished=self._was_restored, failed=self._not_restored
        )

    def _was_restored(self, _nothing: None) -> None:
        goal, self._goal = self._goal, None
        self.restored.emit(goal)
        self.accept()

    def _not_restored(self, error: Exception) -> None:
        self._goal = None
        self.restore_button.setEnabled(True)
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._say(sentence(error))

    def _say(self, words: str) -> None:
        self.message.set_words(words, "error")
        self.message.show()


def _quietly_read(backup: Backup, _job: object) -> Version | Path:
    """Read a version; its path says that it cannot be read."""
    try:
        return read_version(backup)
    except DeskAnnotatorError:
        return backup.path
