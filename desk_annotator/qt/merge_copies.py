"""Notices conflict copies of the project shown, whenever a synchronisation program leaves one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeAction, NoticeBar
from desk_annotator.text.isolates import isolate_name


class CopyWatch(QObject):
    """Looks when a project is shown, and when the window is entered.

    The folder is read in a thread. Each copy is told of once, and not in the place of a notice
    that waits for the user: then it is told of at a later look.
    """

    def __init__(self, window: QWidget, files: FileCommands, notices: NoticeBar) -> None:
        super().__init__(window)
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
        from desk_annotator.app.file_history_conflicts import (  # noqa: PLC0415 - after the picture
            conflict_copies,
        )

        self._is_looking = True
        self._files.background.start(
            lambda _job: (opened, conflict_copies(path, project_id)),
            finished=self._looked,
            failed=self._not_looked,
        )

    def _not_looked(self, error: Exception) -> None:
        self._is_looking = False
        raise error

    def _looked(self, outcome: tuple[OpenProject, tuple[Path, ...]]) -> None:
        self._is_looking = False
        opened, copies = outcome
        if opened is not self._opened:
            self.look()
            return
        fresh = [copy for copy in copies if copy not in self._told]
        if not fresh or self._notices.is_waiting:
            return
        self._told.add(fresh[0])
        self._notices.show_notice(
            self.tr(
                "Another version of this project is beside it, in “{0}”. A synchronisation "
                "program leaves one when two people changed the file."
            ).format(isolate_name(fresh[0].name)),
            kind="warning",
            actions=self._ways_on(fresh[0], opened),
            seconds=None,
        )

    def _ways_on(self, copy: Path, opened: OpenProject) -> list[NoticeAction]:
        actions: list[NoticeAction] = [
            (self.tr("Open it"), partial(self._files.open_path, str(copy)))
        ]
        if self._files.merge is not None and not opened.workspace.read_only_reason:
            actions.insert(0, (self.tr("Compare and merge…"), partial(self._files.merge, copy)))
        return actions
