"""Tells of what a crash left of projects that are not open, and offers those that are in no file.

All journals are looked through for that, in a thread: there may be many, and long ones.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desk_annotator.app.left_behind import LeftBehind, left_behind
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.frozen import frozen
from desk_annotator.qt.background import Job
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.protection_recovery import RecoveryOffers
from desk_annotator.storage.recovery import empty_trash
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name


@frozen
class _Look:
    """A look through the journals that is under way, and what it is for."""

    job: Job[LeftBehind]
    asks: bool
    """Whether what is in no file is offered at once; else a notice tells of it."""
    is_wished: bool
    """Whether the user asked for the offer, and so agrees to leave what is open."""


class Reminders(QObject):
    """Looks through the journals when it is asked to. Of several looks the last counts."""

    def __init__(
        self,
        window: QWidget,
        files: FileCommands,
        notices: NoticeBar,
        folders: StateFolders,
        offers: RecoveryOffers,
    ) -> None:
        super().__init__(window)
        self._files = files
        self._notices = notices
        self._folders = folders
        self._offers = offers
        self._look: _Look | None = None

    def remind(self) -> None:
        """Tell of what opening the project shown does not offer."""
        self._begin(asks=False, is_wished=False)

    def offer_unsaved(self) -> None:
        """Offer the projects that were never saved, unless the user has begun something else."""
        self._begin(asks=True, is_wished=False)

    def _offer_as_wished(self) -> None:
        self._begin(asks=True, is_wished=True)

    def tidy_trash(self) -> None:
        """Remove what has been in the trash for its time."""
        self._files.background.start(
            lambda _job: empty_trash(self._folders), finished=self._tidied, failed=self._failed
        )

    def _tidied(self, _nothing: None) -> None:
        return

    def _begin(self, *, asks: bool, is_wished: bool) -> None:
        if self._look is not None:
            self._look.job.cancel()

        def work(job: Job[LeftBehind]) -> LeftBehind:
            return left_behind(self._folders, check=job.check)

        job = self._files.background.start(work, finished=self._found, failed=self._failed)
        self._look = _Look(job, asks, is_wished)

    def _found(self, left: LeftBehind) -> None:
        look = self._look
        if look is None or self.sender() is not look.job:
            return
        self._look = None
        if look.job.is_cancelled():  # the window is closing; all is offered at the next start
            return
        if not left.unsaved:
            self._tell_of_edited(left)
        elif look.asks and self._may_ask(look):
            self._offers.ask_about(left.unsaved)
        else:
            self._tell_of_unsaved()

    def _may_ask(self, look: _Look) -> bool:
        """True if the answer can take the place of what the user does."""
        if QApplication.activeModalWidget() is not None:
            return False
        if look.is_wished:
            return self._files.may_leave()
        return self._files.project is None and self._files.readings.current is None

    def _tell_of_unsaved(self) -> None:
        self._notices.show_notice(
            self.tr("A project that was never saved was left by a session that broke off."),
            kind="warning",
            actions=[(self.tr("Show"), self._offer_as_wished)],
            seconds=None,
        )

    def _tell_of_edited(self, left: LeftBehind) -> None:
        """Name the newest of the files that may lack edits, if it is not the one shown."""
        shown = self._files.project
        for path in left.edited:
            if shown is None or path != str(shown.path):
                self._notices.show_notice(
                    self.tr("“{0}” may have edits that were not saved.").format(
                        isolate_name(Path(path).name)
                    ),
                    kind="warning",
                    actions=[(self.tr("Open it"), partial(self._files.open_path, path))],
                    seconds=None,
                )
                return

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            raise error
