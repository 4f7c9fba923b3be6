"""The file history: the saved versions of a project, what each holds, and restoring one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desk_annotator.app.file_history import read_version, restore_version, versions
from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.formats.short_calls import let_go
from desk_annotator.qt.background import Job
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.qt.version_list import VersionList
from desk_annotator.qt.version_words import file_words, restored_name, version_words
from desk_annotator.storage.backups import Backup, origins
from desk_annotator.storage.state_folder import StateFolders

_LOOK_MS = 250
"""How often the dialog looks for a version that is being kept just now."""
_PATIENCE_LOOKS = 8
"""How many times before it says that there is none."""


@frozen
class _Held:
    """What a version holds, in words and in counts of its tags; no words: it is damaged."""

    file: Path
    words: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


class HistoryDialog(QDialog):
    """Lists versions newest first; reads them in a thread; restores one as a new file."""

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
        self._backups: dict[Path, Backup] = {}
        self._origins: dict[Path, tuple[Path, ...]] = {}
        """The files each version was in."""
        self._folders = folders
        self._unread: list[Backup] = []
        """Versions whose turn to be read has not come."""
        self._reading: Job[_Held] | None = None
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
        self.versions = VersionList(
            moment=self.tr("Saved"),
            listed=self.tr("Saved versions, newest first"),
            held=self.tr("What the version holds"),
            parent=self,
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.restore_button = buttons.addButton(
            self.tr("&Restore as a new file…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.restore_button.clicked.connect(self._restore)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(self.message)
        column.addWidget(self.versions, 1)
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
        new = [backup for backup in found if backup.path not in self._backups]
        self._backups.update({backup.path: backup for backup in new})
        self.versions.put_first((each.path, each.time, each.size) for each in new)
        self.restore_button.setEnabled(bool(self._backups) and self._goal is None)
        if not self._backups:
            is_patient = self._looks < _PATIENCE_LOOKS or self._files.background.is_busy
            is_coming = is_patient and self._opened.path is not None
            self.versions.say(
                self.tr("Reading…")
                if is_coming
                else self.tr("No version is kept yet. Each save keeps one.")
            )
        if new:
            self._origins.update({backup.path: origins(backup) for backup in new})
            self._name_files()
            self.versions.fit_columns()
        self._unread = [*new, *self._unread]
        self._read_next()

    def _name_files(self) -> None:
        """Say which file each version is from, unless all are from the one that is open.

        A project that was copied, renamed or saved under another name has one history for all.
        """
        named = {file for files in self._origins.values() for file in files}
        path = self._opened.path
        present = set() if path is None else {Path(os.path.abspath(path))}  # noqa: PTH100 - as noted
        if named - present:
            words = {
                each: file_words(files, named | present) for each, files in self._origins.items()
            }
            self.versions.name_files(words)

    def _read_next(self) -> None:
        """Read the version chosen, or else the newest that is not read, and only one at a time.

        Of large ones, two threads would leave the window too little of the interpreter, and the
        memory would hold twice as much.
        """
        if self._reading is not None or not self._unread:
            return
        chosen = self.versions.chosen
        backup = next((each for each in self._unread if each.path == chosen), self._unread[0])
        self._unread.remove(backup)
        self._reading = self._files.background.start(
            partial(_read, backup), finished=self._fill_in, failed=self._not_read
        )

    def done(self, result: int) -> None:
        """Look no more, and read no more: the window waits for its threads when it closes."""
        self._looking.stop()
        self._unread.clear()
        if self._reading is not None:
            self._reading.cancel()
        super().done(result)

    def _not_read(self, error: Exception) -> None:
        self._reading = None
        self._read_next()
        if not isinstance(error, Cancelled):
            raise error

    def _fill_in(self, held: _Held) -> None:
        self._reading = None
        self._read_next()
        if held.words is None:
            self.versions.mark_damaged(held.file)
        else:
            self.versions.fill_in(held.file, held.words, held.counts)

    def _restore(self) -> None:
        path = self.versions.chosen
        if path is None or self._goal is not None:
            return
        backup = self._backups[path]
        folder = self._opened.path.parent if self._opened.path is not None else Path.home()
        name = restored_name(Path(self._opened.name).stem, backup.time)
        goal = self._files.prompts.project_to_save(str(folder / name))
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


def _read(backup: Backup, job: Job[_Held]) -> _Held:
    """Read a version, in a thread, and let go of it."""
    try:
        version = read_version(backup, job.check)
    except DeskAnnotatorError:
        return _Held(backup.path)
    held = _Held(backup.path, version_words(version.project), version.counts)
    annotations = [list(pair.annotations) for pair in version.project.pairs]
    del version
    let_go(*annotations)  # not all in one call, for which the window would have to wait
    return held
