"""Saves of projects: one at a time in a thread, and each belongs to the project it began with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from desk_annotator.app.open_project import OpenProject, SaveTask, note_saved, save_task
from desk_annotator.core.frozen import frozen
from desk_annotator.qt.background import Background, live_on
from desk_annotator.storage.safe_file import UnconfirmedSaveError
from desk_annotator.storage.signature import Signature

_PATIENCE_MS = 400
"""Most projects are saved before anybody would see how far it is."""


@frozen
class _Wish:
    opened: OpenProject
    path: Path
    overwrite: bool


class ProjectSaves(QObject):
    """Makes the saves asked for. A wish that comes during a save is carried out after it."""

    saved = Signal(object)
    """The OpenProject whose save has ended well."""
    failed = Signal(object)
    """The exception a save ended with."""
    busy_changed = Signal(str)
    """What is under way; empty when nothing is."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._now: tuple[OpenProject, SaveTask] | None = None
        self._next: _Wish | None = None
        self._since = QElapsedTimer()
        """When the save under way began."""

    @property
    def is_busy(self) -> bool:
        """True while a save is under way."""
        return self._now is not None

    def goal(self, opened: OpenProject) -> Path | None:
        """Return where a save under way or waiting puts a project, if there is one."""
        if self._next is not None and self._next.opened is opened:
            return self._next.path
        if self._now is not None and self._now[0] is opened:
            return self._now[1].path
        return None

    def begin(self, opened: OpenProject, path: Path, *, overwrite: bool = False) -> None:
        """Save the present state of a project; if a save is under way, the state at its end."""
        if self._now is not None:
            self._next = _Wish(opened, path, overwrite)
            return
        task = save_task(opened, path, overwrite=overwrite)
        self._now = (opened, task)
        self.busy_changed.emit(self.tr("Saving…"))
        self._since.start()
        self._background.start(
            lambda job: task.run(job.tell),
            finished=self._done,
            failed=self._failed,
            progressed=self._show_share,
        )

    def _show_share(self, share: float) -> None:
        # What is written and replaced is not to be stopped half-way: there is no button.
        if self._now is not None and self._since.elapsed() >= _PATIENCE_MS:
            self.busy_changed.emit(self.tr("Saving… {0} %").format(int(100 * share)))

    def wait(self) -> None:
        """Return when no save is under way; the window lives on meanwhile."""
        live_on(self, lambda: self.is_busy)

    def _done(self, signature: Signature) -> None:
        ended = self._ended()
        if ended is None:
            return
        opened, task, following = ended
        note_saved(opened, task, signature)
        self.saved.emit(opened)
        if following is not None and not (
            following.opened is opened and following.path == task.path and opened.workspace.is_saved
        ):
            self._follow(following)

    def _failed(self, error: Exception) -> None:
        ended = self._ended()
        if ended is None:
            return
        opened, task, following = ended
        from desk_annotator.storage.stand_in import SavedBesideError  # noqa: PLC0415 - seldom

        if isinstance(error, UnconfirmedSaveError):
            opened.path = task.path
            opened.signature = error.signature
        elif isinstance(error, SavedBesideError):
            opened.stand_in = error.stand_in
        # What failed would fail again; another file or an agreed overwriting would perhaps not.
        if following is not None and (following.path != task.path or following.overwrite):
            self._follow(following)
        self.failed.emit(error)

    def _ended(self) -> tuple[OpenProject, SaveTask, _Wish | None] | None:
        now, self._now = self._now, None
        following, self._next = self._next, None
        self.busy_changed.emit("")
        return None if now is None else (*now, following)

    def _follow(self, wish: _Wish) -> None:
        self.begin(wish.opened, wish.path, overwrite=wish.overwrite)
