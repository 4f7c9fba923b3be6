"""Notices when another program changes the file of the open project."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desk_annotator.app.open_project import OnDisk, OpenProject, look_at_disk
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeAction, NoticeBar
from desk_annotator.text.isolates import isolate_name

_POLL_MS = 30_000


class DiskWatch(QObject):
    """Looks when the window is entered and every half minute; reads in a thread."""

    def __init__(self, window: QWidget, files: FileCommands, notices: NoticeBar) -> None:
        super().__init__(window)
        self._files = files
        self._notices = notices
        self._opened: OpenProject | None = None
        self._told: object = None
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.look)
        window.installEventFilter(self)

    def watch(self, opened: OpenProject | None) -> None:
        """Look after this project from now on, or none."""
        self._opened = opened
        self._told = None
        if opened is None:
            self._timer.stop()
        else:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the user comes back to the window."""
        if event.type() is QEvent.Type.WindowActivate:
            self.look()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Look at the file, unless it is being looked at or saved."""
        opened = self._opened
        if opened is None or self._is_looking or self._files.background.is_busy:
            return
        path, signature = opened.path, opened.signature
        if path is None or signature is None:
            return
        self._is_looking = True
        self._files.background.start(
            lambda _job: (opened, signature, look_at_disk(path, signature)),
            finished=self._looked,
            failed=self._not_looked,
        )

    def _not_looked(self, error: Exception) -> None:
        self._is_looking = False
        raise error

    def _looked(self, outcome: tuple[OpenProject, object, OnDisk]) -> None:
        self._is_looking = False
        opened, signature, state = outcome
        if opened is not self._opened or opened.signature is not signature:
            return  # another project, or saved meanwhile
        if state is OnDisk.SAME:
            if self._told is not None:
                self._notices.forget("disk")
            self._told = None
            return
        if self._told == (signature, state):
            return
        self._told = (signature, state)
        name = isolate_name(opened.name)
        if state is OnDisk.GONE:
            self._notices.show_notice(
                self.tr(
                    "“{0}” is no longer where it was: it was moved, renamed or removed. Your work "
                    "is still here; save it under another name."
                ).format(name),
                kind="warning",
                actions=[(self.tr("Save as…"), self._files.save_as)],
                seconds=None,
                about="disk",
            )
        elif opened.workspace.is_saved:
            self._notices.show_notice(
                self.tr("“{0}” was changed on disk by another program or person.").format(name),
                kind="warning",
                actions=[(self.tr("Reload"), self._reload)],
                seconds=None,
                about="disk",
            )
        else:
            self._notices.show_notice(
                self.tr(
                    "“{0}” was changed on disk by another program or person, and you have changes "
                    "here that are not saved. Keeping yours puts the other version into the file "
                    "history."
                ).format(name),
                kind="warning",
                actions=self._ways_on(),
                seconds=None,
                about="disk",
            )

    def _ways_on(self) -> list[NoticeAction]:
        """Return what can be done about a file that was changed while there is unsaved work."""
        actions = [
            (self.tr("Save mine as…"), self._files.save_as),
            (self.tr("Keep mine"), self._files.overwrite),
        ]
        if self._files.merge is not None:
            actions.insert(0, (self.tr("Merge…"), self._merge))
        return actions

    def _merge(self) -> None:
        opened = self._opened
        if opened is not None and opened.path is not None and self._files.merge is not None:
            self._files.merge(opened.path)

    def _reload(self) -> None:
        if self._opened is not None and self._opened.path is not None:
            self._files.open_path(str(self._opened.path))
