"""The lock of the project shown, and that of the one about to be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desk_annotator.app.clock import utc_now
from desk_annotator.app.open_project import OpenProject, as_copy
from desk_annotator.qt.protection_prompts import LockChoice, ProtectionPrompts, locked_sentence
from desk_annotator.storage.lock import ProjectLock

_TOUCH_MS = 60_000


class LockKeeper(QObject):
    """Takes a lock when a project is read, keeps it fresh, and gives it back."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lock: ProjectLock | None = None
        self._next: ProjectLock | None = None
        """That of a project just read, which is shown only after a question or two."""
        self._timer = QTimer(self)
        self._timer.setInterval(_TOUCH_MS)
        self._timer.timeout.connect(self._touch)

    def take(self, opened: OpenProject, prompts: ProtectionPrompts) -> OpenProject | None:
        """Take the lock of a project just read, and return what to show: it, or a copy of it.

        None if the user would rather not open it.
        """
        if opened.path is None or opened.workspace.read_only_reason:
            return opened
        lock = ProjectLock(opened.path)
        holder = lock.take(utc_now())
        if holder is not None:
            choice = prompts.locked(opened.name, holder)
            if choice is LockChoice.CANCEL:
                return None
            if choice is LockChoice.READ_ONLY:
                opened.workspace.read_only_reason = locked_sentence(opened.name, holder)
                return opened
            if choice is LockChoice.COPY:
                stem = self.tr("{0} (copy)").format(opened.path.stem)
                return as_copy(opened, opened.path.with_name(f"{stem}.json"))
            lock.take_over(utc_now())
        if self._next is not None and self._next.path != lock.path:
            self._give_back(self._next)
        self._next = lock
        return opened

    def shown(self) -> None:
        """The project just read is the one shown, or a look at what would be restored of it.

        The lock then goes with what is shown, also where that is only looked at: it goes once
        the look is closed or another project is shown.
        """
        if self._next is not None:
            self._lock, self._next = self._next, None
            self._timer.start()

    def look_ends(self, path: Path | None) -> None:
        """The look shown goes, and the project at `path`, of which it was, is to be shown."""
        if path is None:
            return
        lock = ProjectLock(path)
        if self._lock is not None and self._lock.path == lock.path:
            self._next, self._lock = self._lock, None
        else:  # the look was saved as a copy, and has its lock
            lock.take(utc_now())
            self._next = lock

    def left(self) -> None:
        """The project shown is not shown any more; it may be the one just read, read again."""
        if self._lock is not None:
            if self._next is None or self._next.path != self._lock.path:
                self._lock.release()
            self._lock = None
        self._timer.stop()

    def follow(self, path: Path) -> None:
        """The project shown is at `path` now."""
        lock = ProjectLock(path)
        if self._lock is None or self._lock.path != lock.path:
            if self._lock is not None:
                self._lock.release()
            lock.take(utc_now())
            self._lock = lock
            self._timer.start()

    def drop_next(self) -> None:
        """The project just read is not shown after all: what is on show stays, or another comes."""
        self._give_back(self._next)
        self._next = None

    def _give_back(self, lock: ProjectLock | None) -> None:
        """Give a lock back, unless it is also that of the project shown, which was read again."""
        if lock is not None and (self._lock is None or self._lock.path != lock.path):
            lock.release()

    def _touch(self) -> None:
        if self._lock is not None:
            self._lock.touch()
