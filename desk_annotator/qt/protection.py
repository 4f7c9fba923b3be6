"""Keeps the work in one window safe: journal, recovery, lock, and a look at what others do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.open_project import OpenProject
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.main_window import MainWindow
from desk_annotator.qt.merge_commands import MergeCommands
from desk_annotator.qt.merge_copies import CopyWatch
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.protection_copies import OpenedCopies
from desk_annotator.qt.protection_disk import DiskWatch
from desk_annotator.qt.protection_lock import LockKeeper
from desk_annotator.qt.protection_prompts import ProtectionPrompts
from desk_annotator.qt.protection_recovery import RecoveryOffers
from desk_annotator.qt.reanchor_commands import ReanchorCommands
from desk_annotator.qt.sentences import fault_words
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.reminders import Reminders

_log = logging.getLogger(__name__)


class Protection(QObject):
    """Stands between reading a project and showing it, and follows it until it is left."""

    _told = Signal(object)
    """What keeps the journal from being written, or None; from any thread."""

    def __init__(
        self,
        window: QMainWindow,
        files: FileCommands,
        notices: NoticeBar,
        folders: StateFolders,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._files = files
        self._notices = notices
        self.folders = folders
        self.prompts = ProtectionPrompts(window)
        self.current: CrashProtection | None = None
        """The journal of the project shown."""
        self._has_reminded = False
        self._reminders: Reminders | None = None
        self._asked: Callable[[Reminders], None] | None = None
        """What is wanted of the reminders, which come with the furniture."""
        self._locks = LockKeeper(self)
        self.recovery = RecoveryOffers(window, files, notices, folders, self)
        self._off = PlainLabel(self.tr("Crash protection is off"), window)
        self._off.hide()
        window.statusBar().addPermanentWidget(self._off)
        self._copies = OpenedCopies(files.background, folders, self)
        self._disk = DiskWatch(window, files, notices)
        self._told.connect(self._show_fault)
        files.admit = self._admit
        files.opened.connect(self._shown)
        files.left.connect(self._left)
        files.saved.connect(self._saved)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state_changed)
            app.commitDataRequest.connect(self._session_ends)

    # Opening

    def _admit(self, opened: OpenProject) -> None:
        admitted = self._locks.take(opened, self.prompts)
        if admitted is not None:
            self.recovery.begin(admitted)

    # What a crash left of other projects

    def offer_unsaved(self) -> None:
        """Offer the projects that were never saved, unless the user has begun something else."""
        self._once_furnished(lambda reminders: reminders.offer_unsaved())

    def _once_furnished(self, ask: Callable[[Reminders], None]) -> None:
        """Ask for one thing when the window is there: the first picture waits for none of it."""
        if self._reminders is not None:
            ask(self._reminders)
        else:
            self._asked = ask

    def look_back(self) -> None:
        """Look, from now on, for what earlier sessions left; call it once."""
        from desk_annotator.qt.reminders import Reminders  # noqa: PLC0415 - no first picture

        self._reminders = Reminders(
            self._window, self._files, self._notices, self.folders, self.recovery
        )
        self._reminders.tidy_trash()
        if self._asked is not None:
            self._asked(self._reminders)

    # The project shown

    def made(self, opened: OpenProject) -> CrashProtection:
        """Return what will journal a project, not begun yet."""
        return CrashProtection(opened, self.folders, told=self._told.emit)

    def take_current(self, protection: CrashProtection) -> None:
        """Let this be the journal of the project about to be shown; the one before is left."""
        self._leave_current()
        self.current = protection

    def drop_next_lock(self) -> None:
        """Give back the lock of a project that was read and is not shown after all."""
        self._locks.drop_next()

    def keep_lock_of_look(self, path: Path | None) -> None:
        """Keep the lock of a look for the project at `path`, which is to be shown instead."""
        self._locks.look_ends(path)

    def _leave_current(self) -> None:
        if self.current is not None:
            self.current.leave()
            self.current = None
        self._off.hide()

    def _shown(self, opened: OpenProject | None) -> None:
        self._disk.watch(opened)
        self._copies.drop()
        if opened is None:
            return
        if self.recovery.is_look(opened):
            self._locks.shown()
            return
        if opened.path is not None:
            self._copies.keep(opened)
            self._tell_of_version(opened)
        elif opened.proposal is not None:
            self._tell_of_copy()
        self._locks.shown()
        if opened.protection is None and not opened.workspace.read_only_reason:
            self.take_current(self.made(opened))
            self._begin()
        self._show_fault()
        if not self._has_reminded:
            self._has_reminded = True
            self._once_furnished(lambda reminders: reminders.remind())

    def _tell_of_version(self, opened: OpenProject) -> None:
        if opened.migrated_from is not None and not opened.workspace.read_only_reason:
            self._notices.show_notice(
                self.tr(
                    "“{0}” was made by an older version of this program. The file is as it was; "
                    "the first save brings it up to this version, and keeps a copy of the old one "
                    "in the file history for good."
                ).format(isolate_name(opened.name)),
                seconds=None,
            )

    def _tell_of_copy(self) -> None:
        self._notices.show_notice(
            self.tr(
                "This is a copy of a project that is open elsewhere; the file there stays as it "
                "is. The copy is in no file until you save it under a name of its own."
            ),
            actions=[(self.tr("Save as…"), self._files.save_as)],
            seconds=None,
            about="unsaved",
        )

    def _begin(self) -> None:
        if self.current is not None:
            self.current.begin()

    def _left(self, opened: OpenProject) -> None:
        if self.current is not None and opened.protection is self.current:
            self._leave_current()
        self._locks.left()
        self._disk.watch(None)

    def _saved(self) -> None:
        """Follow a project that was saved under another name, or can be changed now."""
        opened = self._files.project
        if opened is None or opened.path is None:
            return
        if self.current is not None and self.current.backup_faults:
            fault = self.current.backup_faults.pop()
            self.current.backup_faults.clear()
            self._notices.show_notice(
                self.tr("Saved; but no copy could be put into the file history: {0}").format(fault),
                kind="warning",
            )
        self._locks.follow(opened.path)
        if opened.protection is None:
            self.take_current(self.made(opened))
            self._begin()

    # The journal

    def _show_fault(self, _told: object = None) -> None:
        if self.current is None:
            return
        fault = self.current.journal.fault
        was_off = not self._off.isHidden()
        self._off.setVisible(fault is not None)
        if fault is not None and not was_off:
            self._notices.show_notice(
                self.tr(
                    "Crash protection is off: {0}. Your work is here, but only a save makes it "
                    "last; it is tried again by itself."
                ).format(fault_words(fault)),
                kind="warning",
                actions=[(self.tr("Save"), self._files.save)],
                seconds=None,
            )
        elif fault is None and was_off:
            self._notices.show_notice(self.tr("Crash protection is on again."))

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        current = self.current
        if state is not Qt.ApplicationState.ApplicationActive and current is not None:
            self._files.background.start(
                lambda _job: current.sync(), finished=self._synced, failed=self._not_synced
            )

    def _synced(self, _nothing: None) -> None:
        return

    def _not_synced(self, error: Exception) -> None:
        raise error

    def _session_ends(self) -> None:
        if self.current is not None:
            self.current.sync()

    def keep(self) -> None:
        """Bring everything onto the device before the program ends as it should not."""
        if self.current is not None:
            self.current.stop()
            self.current = None
        self._locks.drop_next()
        self._locks.left()

    # The file history

    def show_history(self) -> None:
        """Show the saved versions of the project."""
        opened = self._files.project
        if opened is None:
            return
        from desk_annotator.qt.history_dialog import HistoryDialog  # noqa: PLC0415

        dialog = HistoryDialog(opened, self.folders, self._files, self._window)
        dialog.restored.connect(self._restored_version)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _restored_version(self, path: Path) -> None:
        self._notices.show_notice(
            self.tr("The version was restored as “{0}”.").format(isolate_name(path.name)),
            actions=[(self.tr("Open it"), lambda: self._files.open_path(str(path)))],
            seconds=20,
        )


def protect(window: MainWindow, folders: StateFolders) -> Protection:
    """Let the work in a window be journalled, recovered and kept in the file history."""
    protection = Protection(window, window.files, window.notices, folders)
    ReanchorCommands(window.files, window.notices, folders, window)
    MergeCommands(window.actions_table, window.files, window.notices, folders, window)
    CopyWatch(window, window.files, window.notices, folders)

    def offer_leftovers() -> None:
        from desk_annotator.qt.leftover_offers import (  # noqa: PLC0415 - after the first picture
            LeftoverOffers,
        )

        LeftoverOffers(window, window.files, window.notices, folders)

    window.furnished.connect(offer_leftovers)
    window.furnished.connect(protection.look_back)
    window.actions_table["history"].triggered.connect(protection.show_history)
    return protection
