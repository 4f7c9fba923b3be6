"""Offers what saves of the project shown left that were cut short, and clears what is not needed.

Looked for when the project has been on show for a while, in a thread: nobody waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.app.leftovers import discard_copy, leftovers_beside, restore_leftover
from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.errors import DeskAnnotatorError, SaveError
from desk_annotator.qt.background import Job
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.leftovers import Leftover
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.leftover_dialog import LeftoverDialog

_log = logging.getLogger(__name__)
_AFTER_MS = 1_500
_AGAIN_MS = 2_000


class LeftoverOffers(QObject):
    """Follows the project shown. Another notice that waits for the user goes first."""

    def __init__(
        self, window: QWidget, files: FileCommands, notices: NoticeBar, folders: StateFolders
    ) -> None:
        super().__init__(window)
        self._window = window
        self._files = files
        self._notices = notices
        self._folders = folders
        self._opened: OpenProject | None = None
        self._looked_in: Path | None = None
        self._found: tuple[Leftover, ...] = ()
        self._job: Job[tuple[Leftover, ...]] | None = None
        self._dialog: LeftoverDialog | None = None
        self._dealing: tuple[Leftover, Path | None] | None = None
        """What is being restored or discarded, and the file it goes to."""
        self._soon = Delay(_AFTER_MS, self.look, self)
        self._again = Delay(_AGAIN_MS, self._tell, self)
        files.opened.connect(self._watch)
        files.saved.connect(self._saved)
        self._watch(files.project)

    def _watch(self, opened: OpenProject | None) -> None:
        self._opened = opened
        self._looked_in = None
        self._forget()
        if opened is not None and opened.path is not None:
            self._soon.start()

    def _forget(self) -> None:
        self._found = ()
        self._soon.stop()
        self._again.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _saved(self) -> None:
        opened = self._opened
        if opened is None or opened is not self._files.project or opened.path is None:
            return
        self._put_away_stand_in(opened)
        if self._looked_in not in (None, opened.path.parent):  # saved into another folder
            self._soon.start()

    # What saves left

    def look(self) -> None:
        """Sweep the folder of the project shown, in a thread."""
        opened = self._opened
        if opened is None or opened.path is None or opened.signature is None:
            return
        self._forget()
        self._looked_in = opened.path.parent
        path, signature, project_id = opened.path, opened.signature, opened.workspace.project_id

        def work(job: Job[tuple[Leftover, ...]]) -> tuple[Leftover, ...]:
            return leftovers_beside(path, signature, project_id, self._folders, check=job.check)

        self._job = self._files.background.start(
            work, finished=self._looked, failed=self._not_looked
        )

    def _looked(self, found: tuple[Leftover, ...]) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._found = found
        self._tell()

    def _not_looked(self, error: Exception) -> None:
        job = self._job
        if job is not None and job is self.sender() and not job.is_cancelled():
            raise error

    def _tell(self) -> None:
        if not self._found or self._opened is None:
            return
        if self._notices.is_waiting:
            self._again.start()
            return
        self._notices.show_notice(
            self.tr(
                "A save of “{0}” was cut short. What it was about to write is still there, whole."
            ).format(isolate_name(self._opened.name)),
            kind="warning",
            actions=[(self.tr("Show it…"), self._show)],
            seconds=None,
        )

    def _show(self) -> None:
        opened, found = self._opened, self._found
        if opened is None or not found:
            return
        from desk_annotator.qt.leftover_dialog import LeftoverDialog  # noqa: PLC0415 - seldom

        dialog = LeftoverDialog(found, opened.name, self._window)
        dialog.restore_requested.connect(self._restore)
        dialog.discard_requested.connect(self._discard)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    def _closed(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _restore(self, leftover: Leftover) -> None:
        opened = self._opened
        if opened is None or opened.path is None:
            return
        from desk_annotator.qt.leftover_dialog import proposed_name  # noqa: PLC0415 - seldom

        goal = self._files.prompts.project_to_save(proposed_name(leftover, opened.path))
        if goal:
            work = partial(
                restore_leftover,
                leftover,
                Path(goal),
                present=opened.path,
                folders=self._folders,
            )
            self._deal_with(leftover, work, Path(goal))

    def _discard(self, leftover: Leftover) -> None:
        work = partial(
            discard_copy,
            leftover.path,
            leftover.signature,
            leftover.project.id,
            self._folders,
        )
        self._deal_with(leftover, work, None)

    def _deal_with(self, leftover: Leftover, work: Callable[[], object], goal: Path | None) -> None:
        if self._dialog is None or self._dealing is not None:
            return
        self._dealing = (leftover, goal)
        self._dialog.set_busy(is_busy=True)
        self._files.background.start(
            lambda _job: work(), finished=self._dealt_with, failed=self._not_dealt_with
        )

    def _dealt_with(self, _outcome: object) -> None:
        if self._dealing is None:
            return
        (leftover, goal), self._dealing = self._dealing, None
        self._found = tuple(each for each in self._found if each is not leftover)
        if self._dialog is not None:
            self._dialog.set_busy(is_busy=False)
            self._dialog.take_out(leftover)
        if goal is not None:
            self._notices.show_notice(
                self.tr("Restored as “{0}”.").format(isolate_name(goal.name)),
                actions=[(self.tr("Open it"), partial(self._files.open_path, str(goal)))],
                seconds=20,
            )

    def _not_dealt_with(self, error: Exception) -> None:
        self._dealing = None
        if not isinstance(error, DeskAnnotatorError):
            raise error
        if self._dialog is not None:
            self._dialog.set_busy(is_busy=False)
            self._dialog.say(sentence(error))

    # The stand-in of a save that failed, once another has succeeded

    def _put_away_stand_in(self, opened: OpenProject) -> None:
        stand_in = opened.stand_in
        if stand_in is None or opened.path is None:
            return
        if str(opened.path.resolve()) != stand_in.target:
            return  # saved under another name: it still says what the file should hold
        opened.stand_in = None
        work = partial(
            discard_copy,
            stand_in.path,
            stand_in.signature,
            opened.workspace.project_id,
            self._folders,
        )
        self._files.background.start(
            lambda _job: (stand_in.path.name, work()),
            finished=self._put_away,
            failed=self._not_put_away,
        )

    def _put_away(self, outcome: tuple[str, bool]) -> None:
        name, is_away = outcome
        if is_away and not self._notices.is_waiting:
            self._notices.show_notice(
                self.tr(
                    "Saved. “{0}”, which held the save that failed, is no longer needed; it is in "
                    "the trash for 30 days."
                ).format(isolate_name(name))
            )

    def _not_put_away(self, error: Exception) -> None:
        if not isinstance(error, SaveError):
            raise error
        _log.info("%s", error)
