"""Offers what a crash left: restores it, lets the user look at it first, or throws it away."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import (
    Offer,
    export_journal,
    for_merge,
    looked_at,
    may_have_offers,
    offers_for,
    restore,
    separate,
    throw_away_quietly,
)
from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.qt.background import Job
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.opening import prepare_to_show
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.reading_watch import Check
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.recovery_dialog import RecoveryDialog


@frozen
class _Restored:
    """A project with the edits that were made in it, how many, and what journals it."""

    opened: OpenProject
    protection: CrashProtection
    count: int


class Journals(Protocol):
    """What makes the journal of a project that is restored."""

    def made(self, opened: OpenProject) -> CrashProtection:
        """Return what will journal a project, not begun yet."""

    def take_current(self, protection: CrashProtection) -> None:
        """Let this be the journal of the project about to be shown."""

    def drop_next_lock(self) -> None:
        """Give back the lock of a project that was read and is not shown after all."""

    def keep_lock_of_look(self, path: Path | None) -> None:
        """Keep the lock of a look for the project at `path`, which is to be shown instead."""


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
        self._job: Job[OpenProject] | None = None
        self._waiting: RecoveryDialog | None = None
        """The dialog in which a look, or a recovery, is waited for."""
        self._look: OpenProject | None = None
        """A look that is ready to be shown."""
        self._restored: _Restored | None = None
        """A recovery that is ready to be shown."""

    def begin(self, opened: OpenProject) -> None:
        """Offer what a crash left of a project just read, and show the project then.

        It is looked for in a thread, as it may be as much as the project, or more. The project
        is not shown before: nobody can edit what the edits found are still to be made on.
        """
        if opened.workspace.read_only_reason or not may_have_offers(opened, self._folders):
            self._found(opened, ())
            return

        def look(check: Check) -> tuple[Offer, ...]:
            return offers_for(opened, self._folders, check=check)

        self._files.readings.go_on(
            opened.name,
            look,
            found=partial(self._found, opened),
            given_up=self._protection.drop_next_lock,
        )

    def _found(self, opened: OpenProject, offers: Iterable[Offer]) -> None:
        self._offers = deque(offers)
        self._next_offer(opened)

    def is_look(self, opened: OpenProject) -> bool:
        """Tell whether the project now shown is only looked at; another ends the look."""
        if self._previewed is None:
            return False
        if self._previewed[2] is opened:
            return True
        self._previewed = None
        return False

    def ask_about(self, offers: Iterable[Offer]) -> None:
        """Ask about projects that are in no file; nothing may be open that would be missed."""
        self._offers = deque(offers)
        self._next_offer(None)

    def _next_offer(self, opened: OpenProject | None) -> None:
        """Ask about the next offer; with none left, show the project."""
        if not self._offers:
            if opened is not None:
                self._files.show_loaded(opened)
            return
        self._ask(self._offers.popleft(), opened)

    def _ask(self, offer: Offer, opened: OpenProject | None) -> RecoveryDialog:
        # What was never saved is in no file, nor in a copy of it that is being opened.
        name = offer.content.header.title
        if opened is not None and not offer.is_new:
            name = opened.name
        from desk_annotator.qt.recovery_dialog import RecoveryDialog  # noqa: PLC0415

        can_merge = (
            opened is not None
            and offer.base_copy is not None
            and not offer.fits
            and self._files.merge is not None
        )
        dialog = RecoveryDialog(
            offer, name or self.tr("project"), self._window, can_merge=can_merge
        )
        dialog.look_requested.connect(lambda: self._read_look(dialog, opened))
        dialog.restore_requested.connect(lambda: self._read_base(dialog, opened))
        dialog.reading_stopped.connect(self._stop)
        dialog.export_requested.connect(lambda: self._export(offer))
        dialog.finished.connect(lambda _: self._answered(dialog, opened))
        dialog.open()
        return dialog

    def _answered(self, dialog: RecoveryDialog, opened: OpenProject | None) -> None:
        choice, offer = dialog.choice, dialog.offer
        look, self._look = self._look, None
        restored, self._restored = self._restored, None
        self._stop()
        dialog.deleteLater()
        from desk_annotator.qt.recovery_dialog import RecoveryChoice  # noqa: PLC0415

        if restored is not None:
            self._show_restored(offer, restored)
            path = restored.opened.path
            if choice is RecoveryChoice.MERGE and path is not None and self._files.merge:
                self._files.merge(path)
        elif choice is RecoveryChoice.LOOK and look is not None:
            self._show_look(offer, opened, look)
        else:
            if choice is RecoveryChoice.DISCARD:
                throw_away_quietly(offer.content, self._folders)
            self._next_offer(opened)

    # To restore: the base is read in a thread, which can be stopped, then the edits are made

    def _read_base(self, dialog: RecoveryDialog, opened: OpenProject | None) -> None:
        self._waiting = dialog
        offer = dialog.offer
        if offer.fits and opened is not None:
            self._make_edits(dialog, opened)
            return

        path = opened.path if opened is not None and _is_merge(dialog) else None

        def work(job: Job[OpenProject]) -> OpenProject:
            if path is not None:
                return for_merge(offer, path, check=job.check, progress=job.tell)
            return separate(offer, check=job.check, progress=job.tell)

        self._begin(work, self._base_read)

    def _base_read(self, opened: OpenProject) -> None:
        dialog = self._waiting
        if self.sender() is self._job and dialog is not None:
            if opened.path is None:
                self._protection.drop_next_lock()
            self._make_edits(dialog, opened)

    def _make_edits(self, dialog: RecoveryDialog, opened: OpenProject) -> None:
        """Make the edits, journalled; from here on there is no way back."""
        dialog.hold()
        offer, folders, journals = dialog.offer, self._folders, self._protection

        def work(_job: Job[_Restored]) -> _Restored:
            protection = journals.made(opened)
            count = restore(offer, opened, protection, folders)
            prepare_to_show(opened)
            return _Restored(opened, protection, count)

        self._job = None
        self._files.background.start(work, finished=self._edits_made, failed=self._edits_not_made)

    def _edits_made(self, restored: _Restored) -> None:
        if self._waiting is not None:
            self._restored = restored
            self._waiting.finish()

    def _edits_not_made(self, error: Exception) -> None:
        """Show nothing: some of the edits may be in the project, and the journal has them all."""
        dialog, self._waiting = self._waiting, None
        if dialog is not None:
            dialog.blockSignals(True)
            dialog.release()
            dialog.deleteLater()
        self._offers.clear()
        self._protection.drop_next_lock()
        raise error

    def _show_restored(self, offer: Offer, restored: _Restored) -> None:
        """Show the project with its edits, not saved yet."""
        self._protection.take_current(restored.protection)
        self._files.show_loaded(restored.opened)
        if restored.count == len(offer.edits):
            if restored.opened.workspace.is_saved:
                # What was done had been undone again.
                words = self.tr("Restored. Edits brought back: {count}. The file has them all.")
                self._notices.show_notice(words.format(count=offer.count))
                return
            words = self.tr(
                "Restored. Edits brought back: {count}. They are in no file until you save."
            )
        else:
            words = self.tr(
                "{count} of {total} edits could be restored; the record of the others is damaged. "
                "They are in no file until you save."
            )
        self._notices.show_notice(
            words.format(count=min(restored.count, offer.count), total=offer.count),
            kind="info" if restored.count == len(offer.edits) else "warning",
            actions=[(self.tr("Save"), self._files.save)],
            seconds=None,
            about="unsaved",
        )

    # To look: as it would be restored, read in a thread

    def _read_look(self, dialog: RecoveryDialog, opened: OpenProject | None) -> None:
        """Make in a thread what would be restored."""
        offer, path = dialog.offer, opened.path if opened is not None else None

        def work(job: Job[OpenProject]) -> OpenProject:
            look = looked_at(offer, path, check=job.check, progress=job.tell)
            prepare_to_show(look, check=job.check)
            return look

        self._waiting = dialog
        self._begin(work, self._look_made)

    def _begin(
        self,
        work: Callable[[Job[OpenProject]], OpenProject],
        finished: Callable[[OpenProject], None],
    ) -> None:
        self._job = self._files.background.start(
            work, finished=finished, failed=self._not_read, progressed=self._progressed
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._waiting = None

    def _progressed(self, share: float) -> None:
        if self.sender() is self._job and self._waiting is not None:
            self._waiting.show_share(share)

    def _look_made(self, look: OpenProject) -> None:
        if self.sender() is self._job and self._waiting is not None:
            self._look = look
            self._waiting.finish()

    def _not_read(self, error: Exception) -> None:
        if self.sender() is not self._job or self._waiting is None:
            return
        self._waiting.release()  # the project itself is shown
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="error")

    def _export(self, offer: Offer) -> None:
        """Write a copy of the journal where the user wants it."""
        file = offer.content.file
        path = self._files.prompts.journal_to_save(f"{self._files.folder()}/{file.name}")
        if not path:
            return

        def work(_job: Job[str]) -> str:
            export_journal(offer, Path(path))
            return Path(path).name

        self._files.background.start(work, finished=self._exported, failed=self._not_exported)

    def _exported(self, name: str) -> None:
        self._notices.show_notice(
            self.tr("The journal was exported to “{0}”.").format(isolate_name(name))
        )

    def _not_exported(self, error: Exception) -> None:
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="error")

    def _show_look(self, offer: Offer, opened: OpenProject | None, shown: OpenProject) -> None:
        """Show what would be restored, without a way to change it."""
        shown.workspace.read_only_reason = self.tr("this is a look at what would be restored.")
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
            offer, opened = self._end_look(self._previewed)
            self._ask(offer, opened).restore()

    def _end_look(
        self, previewed: tuple[Offer, OpenProject | None, OpenProject]
    ) -> tuple[Offer, OpenProject | None]:
        """Take the look for over, and keep the lock for the project it was of."""
        offer, opened, _ = previewed
        self._previewed = None
        # Another project would come into the middle of the recovery; and its lock go or stay.
        self._files.readings.cancel()
        self._protection.keep_lock_of_look(None if opened is None else opened.path)
        return offer, opened

    def _back_from_look(self) -> None:
        if self._previewed is not None:
            offer, opened = self._end_look(self._previewed)
            self._files.show_project(None)
            self._offers.appendleft(offer)
            self._next_offer(opened)


def _is_merge(dialog: RecoveryDialog) -> bool:
    from desk_annotator.qt.recovery_dialog import RecoveryChoice  # noqa: PLC0415

    return dialog.wish is RecoveryChoice.MERGE
