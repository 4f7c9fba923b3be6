"""Finds out in threads which of the projects opened last are there.

A drive that has gone may keep whoever looks waiting for minutes. So each file has a thread of its
own: those on other drives are known meanwhile, and nobody waits for it, not even the program when
it ends, as it would for work of the window.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal

from desk_annotator.qt.settings import Settings

_PATIENCE = 0.02
"""Seconds the window waits for all: a drive at hand has answered by then, and nothing of what is
offered goes again."""


class _Answer(QObject):
    """What a thread tells. It has no parent: the thread may live longer than the window."""

    given = Signal(str, bool)


class RecentLook(QObject):
    """What is known of the projects opened last. Those not known of yet count as there."""

    found = Signal(str, bool)
    """A path, and whether there is a file."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_there: dict[str, bool] = {}
        self._asked: set[str] = set()
        """What is being looked at; a drive that gives no answer is not asked once more."""

    def is_away(self, path: str) -> bool:
        """Tell whether a project was not there when it was last looked at."""
        return not self._is_there.get(path, True)

    def look(self, paths: Iterable[str]) -> None:
        """Look at each; what is not known in a moment is told when it is."""
        begun = [(path, self._begin(path)) for path in paths if path not in self._asked]
        until = time.monotonic() + _PATIENCE
        for path, is_there in begun:
            with suppress(TimeoutError):
                self._is_there[path] = is_there.result(max(0.0, until - time.monotonic()))

    def _begin(self, path: str) -> Future[bool]:
        self._asked.add(path)
        answer, is_there = _Answer(), Future[bool]()
        answer.given.connect(self._told, Qt.ConnectionType.QueuedConnection)

        def work() -> None:
            is_there.set_result(Settings.is_there(path))
            answer.given.emit(path, is_there.result())

        threading.Thread(target=work, daemon=True).start()
        return is_there

    def _told(self, path: str, is_there: bool) -> None:
        self._asked.discard(path)
        self._is_there[path] = is_there
        self.found.emit(path, is_there)
