"""What the program remembers of the window between two days: never a reason not to start."""

from __future__ import annotations

import json
import logging
import os
from typing import cast

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

_log = logging.getLogger(__name__)
_MOST_RECENT = 12


class Settings:
    """Typed access to the stored settings. Only texts, numbers and bytes are stored.

    A damaged value reads as its default; the others stay as they are.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings()

    def text(self, key: str, default: str) -> str:
        """Return a stored text."""
        value = self._read(key)
        return value if isinstance(value, str) else default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a stored yes or no."""
        return {"true": True, "false": False}.get(self.text(key, ""), default)

    def set_text(self, key: str, value: str) -> None:
        """Store a text."""
        self._store.setValue(key, value)

    def set_flag(self, key: str, *, value: bool) -> None:
        """Store a yes or no."""
        self._store.setValue(key, "true" if value else "false")

    def _read(self, key: str) -> object:
        try:
            return cast("object", self._store.value(key))
        except (RuntimeError, EOFError, ValueError) as error:
            # One unreadable value must not keep the others, or the window, from the user.
            _log.info("the stored setting %s cannot be read: %s", key, error)
            return None

    # Recent projects

    def recent(self) -> list[str]:
        """Return the paths of the projects opened last, newest first."""
        try:
            paths = json.loads(self.text("recent", "[]"))
        except ValueError:
            return []
        if not isinstance(paths, list):
            return []
        return [path for path in paths if isinstance(path, str)][:_MOST_RECENT]

    @staticmethod
    def is_there(path: str) -> bool:
        """Tell whether a recent project is there, as far as one may look.

        On a drive that has gone, or in a folder that was closed, it is not; that is no fault.
        """
        return os.path.isfile(path)  # noqa: PTH113 - is_file() raises then

    def add_recent(self, path: str) -> None:
        """Put a path at the head of the recent projects."""
        paths = [path, *(other for other in self.recent() if other != path)]
        self.set_text("recent", json.dumps(paths[:_MOST_RECENT], ensure_ascii=False))

    # The window

    def restore_window(self, window: QMainWindow) -> bool:
        """Give a window the size, place and panels it had; returns whether any were stored."""
        geometry, state = self._read("window/geometry"), self._read("window/state")
        if not isinstance(geometry, QByteArray) or not window.restoreGeometry(geometry):
            return False
        if isinstance(state, QByteArray):
            window.restoreState(state)
        return True

    def store_window(self, window: QMainWindow) -> None:
        """Remember the size, place and panels of a window."""
        self._store.setValue("window/geometry", window.saveGeometry())
        self._store.setValue("window/state", window.saveState())
