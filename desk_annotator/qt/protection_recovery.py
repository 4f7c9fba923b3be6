"""Offers what a crash left: restores it, lets the user look at it first, or throws it away."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

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
from desk_annotator.app.open_project import OpenProject, open_project
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.recovery import find_journals
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.recovery_dialog import RecoveryDialog


class Journals(Protocol):
    """What makes the journal of a project that is restored."""

    def made(self, opened: OpenProject) -> CrashProtection:
        """Return what will journal a project, not begun yet."""

    def take_current(self, protection: CrashProtection) -> None:
        """Let this be the journal of the project about to be shown."""

    def drop_next_lock(self) -> None:
        """Give back the lock of a project that was read and is not shown after all."""


class RecoveryOffers(QObject):
    """Asks about one offer after the other, then shows the project."""

    def __init__(
        self,
        window: QWidget,
        files: FileCommands,
        notices: NoticeBar,
        folders: StateFolders,
        protection: Journals,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._files = files
        self._notices = notices
        self._folders = folders
        self._protection = protection
        self._offers: deque[Offer] = deque()
        self._previewed: tuple[Offer, OpenProject | None, OpenProject] | None = None
        """What is looked at before it is restored: the offer, the file's project, the look."""

    def begin(self, opened: OpenProject) -> None:
        """Offer what a crash left of a project just read, and show the project then."""
        self._offers = deque()
        if not opened.workspace.read_only_reason:
            self._offers.extend(offers_for(opened, self._folders))
        self._next_offer(opened)

    def is_look(self, opened: OpenProject) -> bool:
        """Tell whether the project now shown is only looked at; another ends the look."""
        if self._previewed is None:
            return False
        if self._previewed[2] is opened:
            return True
        self._previewed = None
        return False

    def offer_unsaved(self) -> None:
        """Offer the projects that were never saved when the program ended."""
        if not self._files.may_leave():
            return
        self._offers = deque(offers_of_unsaved(self._folders))
        self._next_offer(None)

    def remind(self) -> None:
        """Say what a crash left that is not offered by opening the project shown."""
        if offers_of_unsaved(self._folders):
            self._notices.show_notice(
                self.tr("A project that was never saved was left by a session that broke off."),
                kind="warning",
                actions=[(self.tr("Show"), self.offer_unsaved)],
                seconds=None,
            )
            return
        shown = self._files.project
        for content in find_journals(self._folders):
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
                throw_away_quietly(offer.content, self._folders)
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
            self._protection.drop_next_lock()
            opened = copy
        protection = self._protection.made(opened)
        count = restore(offer, opened, protection, self._folders)
        self._protection.take_current(protection)
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
            about="unsaved",
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
