"""Notices other versions beside the project shown: conflict copies, and stand-ins for its file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeAction, NoticeBar
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.storage.stand_in import StandIn

_Found: TypeAlias = "tuple[OpenProject, tuple[StandIn, ...], tuple[Path, ...]]"


class CopyWatch(QObject):
    """Looks when a project is shown, and when the window is entered.

    The folder is read in a thread. Each copy is told of once, and not in the place of a notice
    that waits for the user: then it is told of at a later look. Stand-ins are looked for only
    when a project is shown: of one that this window makes the failed save tells.
    """

    def __init__(
        self, window: QWidget, files: FileCommands, notices: NoticeBar, folders: StateFolders
    ) -> None:
        super().__init__(window)
        self._folders = folders
        self._stand_ins: tuple[StandIn, ...] | None = None
        """Those found when the project was shown."""
        self._files = files
        self._notices = notices
        self._opened: OpenProject | None = None
        self._told: set[Path] = set()
        self._is_looking = False
        # Whoever looks whether the file itself was changed goes first.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.look)
        window.installEventFilter(self)
        files.opened.connect(self._watch)

    def _watch(self, opened: OpenProject | None) -> None:
        self._opened = opened
        self._told = set()
        self._stand_ins = None
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the user comes back to the window."""
        if event.type() is QEvent.Type.WindowActivate:
            self._soon.start()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Look beside the file of the project shown, unless that is being done."""
        opened = self._opened
        if opened is None or opened.path is None or self._is_looking:
            return
        path, project_id = opened.path, opened.workspace.project_id
        signature, folders, known = opened.signature, self._folders, self._stand_ins

        def work(_job: object) -> _Found:
            # In the thread too, where nobody waits for them to be loaded.
            from desk_annotator.app.file_history_conflicts import (  # noqa: PLC0415
                conflict_copies,
            )
            from desk_annotator.app.stand_ins import stand_ins_beside  # noqa: PLC0415

            beside = known
            if beside is None:
                beside = stand_ins_beside(path, project_id, signature, folders)
            return opened, beside, conflict_copies(path, project_id)

        self._is_looking = True
        self._files.background.start(work, finished=self._looked, failed=self._not_looked)

    def _not_looked(self, error: Exception) -> None:
        self._is_looking = False
        raise error

    def _looked(self, outcome: _Found) -> None:
        self._is_looking = False
        opened, stand_ins, copies = outcome
        if opened is not self._opened:
            self.look()
            return
        self._stand_ins = stand_ins
        if self._notices.is_waiting:
            return
        for stand_in in stand_ins:
            if stand_in.path not in self._told:
                self._tell_of_stand_in(stand_in, opened)
                return
        for copy in copies:
            if copy not in self._told:
                self._tell_of_copy(copy, opened)
                return

    def _tell_of_copy(self, copy: Path, opened: OpenProject) -> None:
        self._told.add(copy)
        self._notices.show_notice(
            self.tr(
                "Another version of this project is beside it, in “{0}”. A synchronisation "
                "program leaves one when two people changed the file."
            ).format(isolate_name(copy.name)),
            kind="warning",
            actions=self._ways_on(copy, opened),
            seconds=None,
        )

    def _tell_of_stand_in(self, stand_in: StandIn, opened: OpenProject) -> None:
        self._told.add(stand_in.path)
        self._notices.show_notice(
            self.tr(
                "“{0}”, beside this project, is a save of it that could not be written to “{1}”. "
                "It may hold work that is not here."
            ).format(isolate_name(stand_in.path.name), isolate_name(opened.name)),
            kind="warning",
            actions=[
                *self._ways_on(stand_in.path, opened),
                (self.tr("Discard it"), partial(self._discard, stand_in)),
            ],
            seconds=None,
        )

    def _discard(self, stand_in: StandIn) -> None:
        opened = self._opened
        if opened is None:
            return
        project_id, folders = opened.workspace.project_id, self._folders
        from desk_annotator.app.leftovers import discard_copy  # noqa: PLC0415 - seldom

        def work(_job: object) -> tuple[str, bool]:
            is_away = discard_copy(stand_in.path, stand_in.signature, project_id, folders)
            return stand_in.path.name, is_away

        self._files.background.start(work, finished=self._discarded, failed=self._not_discarded)

    def _discarded(self, outcome: tuple[str, bool]) -> None:
        name, is_away = outcome
        words = (
            self.tr("“{0}” is in the trash for 30 days.")
            if is_away
            else self.tr("“{0}” is another file now, or gone; nothing was done.")
        )
        self._notices.show_notice(words.format(isolate_name(name)))

    def _not_discarded(self, error: Exception) -> None:
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="error")

    def _ways_on(self, copy: Path, opened: OpenProject) -> list[NoticeAction]:
        actions: list[NoticeAction] = [
            (self.tr("Open it"), partial(self._files.open_path, str(copy)))
        ]
        if self._files.merge is not None and not opened.workspace.read_only_reason:
            actions.insert(0, (self.tr("Compare and merge…"), partial(self._files.merge, copy)))
        return actions
