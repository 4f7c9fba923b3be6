"""Puts a copy of a project just opened into the file history, once its text is on show."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, QTimer

from desk_annotator.app.crash_protection import keep_opened
from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.errors import SaveError
from desk_annotator.qt.background import Background
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.state_folder import StateFolders

_log = logging.getLogger(__name__)
_AFTER_MS = 400
"""Time for the first picture. Nothing is lost before: a save keeps a copy of the old file."""


class OpenedCopies(QObject):
    """Keeps them in a thread: edits that are not saved can be restored on such a copy."""

    def __init__(self, background: Background, folders: StateFolders, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._folders = folders
        self._next: OpenProject | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._begin)

    def keep(self, opened: OpenProject) -> None:
        """Keep a copy of the file a project was read from."""
        self._next = opened
        self._timer.start()

    def drop(self) -> None:
        """The project is not shown any more."""
        self._next = None
        self._timer.stop()

    def _begin(self) -> None:
        opened, self._next = self._next, None
        if opened is None or opened.path is None or opened.signature is None:
            return
        work = partial(
            keep_opened,
            opened.path,
            opened.signature,
            opened.workspace.project_id,
            self._folders,
        )
        self._background.start(lambda _job: work(), finished=self._kept, failed=self._not_kept)

    def _kept(self, _nothing: None) -> None:
        return

    def _not_kept(self, error: Exception) -> None:
        if not isinstance(error, OSError | SaveError | FaultError):
            raise error
        _log.info("no copy could be kept of a project that was opened: %s", error)
