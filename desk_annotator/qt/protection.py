"""Keeps the work in one window safe: journal, recovery, lock, and a look at what others do."""

from __future__ import annotations

import logging
from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import (
    Offer,
    offers_for,
    offers_of_unsaved,
    replay,
    restore,
    separate,
    throw_away_quietly,
)
from desk_annotator.app.file_history_conflicts import conflict_copies
from desk_annotator.app.open_project import OpenProject, open_project
from desk_annotator.core.errors import DeskAnnotatorError, SaveError
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.main_window import MainWindow
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.protection_disk import DiskWatch
from desk_annotator.qt.protection_lock import LockKeeper
from desk_annotator.qt.protection_prompts import ProtectionPrompts
from desk_annotator.qt.reanchor_commands import ReanchorCommands
from desk_annotator.qt.sentences import fault_words, sentence
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.recovery import empty_trash, find_journals
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.recovery_dialog import RecoveryDialog

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
        self._locks = LockKeeper(self)
        self._offers: deque[Offer] = deque()
        self._previewed: tuple[Offer, OpenProject | None, OpenProject] | None = None
        """What is looked at before it is restored: the offer, the file's project, the look."""
        self._off = PlainLabel(self.tr("Crash protection is off"), window)
        self._off.hide()
        window.statusBar().addPermanentWidget(self._off)
        self._disk = DiskWatch(window, files, notices)
        self._told.connect(self._show_fault)
        files.load = self._load
        files.admit = self._admit
        files.opened.connect(self._shown)
        files.left.connect(self._left)
        files.saved.connect(self._saved)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state_changed)
            app.commitDataRequest.connect(self._session_ends)

    # Opening

    def _load(self, path: Path) -> OpenProject:
        """Read a project, and keep a copy of it that unsaved edits can be restored on."""
        opened = open_project(path)
        try:
            BackupStore(self.folders, opened.workspace.project_id).keep_file(path)
        except (OSError, SaveError, FaultError) as error:
            _log.info("no copy could be kept of a project that was opened: %s", error)
        return opened

    def _admit(self, opened: OpenProject) -> None:
        if not self._locks.take(opened, self.prompts):
            return
        self._offers = deque()
        if not opened.workspace.read_only_reason:
            self._offers.extend(offers_for(opened, self.folders))
        self._next_offer(opened)

    # Recovery

    def offer_unsaved(self) -> None:
        """Offer the projects that were never saved when the program ended."""
        if not self._files.may_leave():
            return
        self._offers = deque(offers_of_unsaved(self.folders))
        self._next_offer(None)

    def remind(self) -> None:
        """Say what a crash left that is not offered by opening the project shown."""
        if offers_of_unsaved(self.folders):
            self._notices.show_notice(
                self.tr("A project that was never saved was left by a session that broke off."),
                kind="warning",
                actions=[(self.tr("Show"), self.offer_unsaved)],
                seconds=None,
            )
            return
        shown = self._files.project
        for content in find_journals(self.folders):
            path = content.header.path
            if (
                content.edits
                and Path(path).is_file()
                and (shown is None or path != str(shown.path))
            ):
                self._notices.show_notice(
                    self.tr("“{0}” may have edits that were not saved.").format(
                        isolate_name(Path(path).name)
                    ),
                    kind="warning",
                    actions=[(self.tr("Open it"), partial(self._files.open_path, path))],
                    seconds=None,
                )
                return

    def _next_offer(self, opened: OpenProject | None) -> None:
        """Ask about the next offer; with none left, show the project."""
        if not self._offers:
            if opened is not None:
                self._files.show_loaded(opened)
            return
        offer = self._offers.popleft()
        name = opened.name if opened is not None else offer.content.header.title
        from desk_annotator.qt.recovery_dialog import RecoveryDialog  # noqa: PLC0415

        dialog = RecoveryDialog(offer, name or self.tr("project"), self._window)
        dialog.finished.connect(lambda _: self._answered(dialog, opened))
        dialog.open()

    def _answered(self, dialog: RecoveryDialog, opened: OpenProject | None) -> None:
        choice, offer = dialog.choice, dialog.offer
        dialog.deleteLater()
        from desk_annotator.qt.recovery_dialog import RecoveryChoice  # noqa: PLC0415

        if choice is RecoveryChoice.RESTORE:
            self._restore(offer, opened)
        elif choice is RecoveryChoice.LOOK:
            self._look(offer, opened)
        else:
            if choice is RecoveryChoice.DISCARD:
                throw_away_quietly(offer.content, self.folders)
            self._next_offer(opened)

    def _restore(self, offer: Offer, opened: OpenProject | None) -> None:
        """Make the edits, journalled, and show the project with them, not saved yet."""
        if not offer.fits or opened is None:
            try:
                copy = separate(offer)
            except DeskAnnotatorError as error:
                self._next_offer(opened)
                self._notices.show_notice(sentence(error), kind="error")
                return
            self._locks.drop_next()
            opened = copy
        protection = self._made(opened)
        count = restore(offer, opened, protection, self.folders)
        self._take_current(protection)
        self._files.show_loaded(opened)
        if count == len(offer.edits):
            words = self.tr(
                "Restored. Edits brought back: {count}. They are in no file until you save."
            )
        else:
            words = self.tr(
                "{count} of {total} edits could be restored; the record of the others is damaged. "
                "They are in no file until you save."
            )
        self._notices.show_notice(
            words.format(count=count, total=len(offer.edits)),
            kind="info" if count == len(offer.edits) else "warning",
            actions=[(self.tr("Save"), self._files.save)],
            seconds=None,
        )

    def _look(self, offer: Offer, opened: OpenProject | None) -> None:
        """Show what would be restored, without a way to change it."""
        try:
            if offer.fits and opened is not None and opened.path is not None:
                shown = open_project(opened.path)
            else:
                shown = separate(offer)
        except DeskAnnotatorError as error:
            self._next_offer(opened)
            self._notices.show_notice(sentence(error), kind="error")
            return
        replay(shown.workspace, offer)
        shown.workspace.mark_saved(shown.workspace.state, shown.workspace.snapshot())
        shown.workspace.read_only_reason = self.tr("this is a look at what would be restored.")
        shown.path = shown.signature = None
        self._previewed = (offer, opened, shown)
        self._files.show_project(shown)
        self._notices.show_notice(
            self.tr("This is what would be restored. Nothing of it is in a file yet."),
            kind="warning",
            actions=[
                (self.tr("Restore"), self._restore_previewed),
                (self.tr("Back"), self._back_from_look),
            ],
            seconds=None,
        )

    def _restore_previewed(self) -> None:
        if self._previewed is not None:
            offer, opened, _ = self._previewed
            self._previewed = None
            self._restore(offer, opened)

    def _back_from_look(self) -> None:
        if self._previewed is not None:
            offer, opened, _ = self._previewed
            self._previewed = None
            self._files.show_project(None)
            self._offers.appendleft(offer)
            self._next_offer(opened)

    # The project shown

    def _made(self, opened: OpenProject) -> CrashProtection:
        return CrashProtection(opened, self.folders, told=self._told.emit)

    def _take_current(self, protection: CrashProtection) -> None:
        self._leave_current()
        self.current = protection

    def _leave_current(self) -> None:
        if self.current is not None:
            self.current.leave()
            self.current = None
        self._off.hide()

    def _shown(self, opened: OpenProject | None) -> None:
        self._disk.watch(opened)
        if opened is None:
            return
        if self._previewed is not None:
            if self._previewed[2] is opened:
                return
            self._previewed = None
        self._locks.shown()
        if opened.protection is None and not opened.workspace.read_only_reason:
            self._take_current(self._made(opened))
            self._begin()
        self._show_fault()
        self._look_for_conflicts(opened)
        if not self._has_reminded:
            self._has_reminded = True
            self.remind()

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
            self._take_current(self._made(opened))
            self._begin()

    def _look_for_conflicts(self, opened: OpenProject) -> None:
        if opened.path is None:
            return
        copies = conflict_copies(opened.path, opened.workspace.project_id)
        if copies:
            self._notices.show_notice(
                self.tr(
                    "Another version of this project is beside it, in “{0}”. A synchronisation "
                    "program leaves one when two people changed the file."
                ).format(isolate_name(copies[0].name)),
                kind="warning",
                actions=[(self.tr("Open it"), partial(self._files.open_path, str(copies[0])))],
                seconds=None,
            )

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
    empty_trash(folders)
    protection = Protection(window, window.files, window.notices, folders)
    ReanchorCommands(window.files, window.notices, folders, window)
    window.actions_table["history"].triggered.connect(protection.show_history)
    return protection
