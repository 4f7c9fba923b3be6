"""Ends the program as it should when the system asks: SIGTERM, or SIGHUP with the terminal gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = ("SIGTERM", "SIGHUP")


class EndSignals(QObject):
    """Hears the signals in the event loop, where the journal may be written; `leave` ends it."""

    def __init__(self, leave: Callable[[int], None], parent: QObject) -> None:
        """`leave` is given the number of the signal, in the main thread."""
        super().__init__(parent)
        self._leave = leave
        self._numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        self._heeded: set[int] = set()
        self._ear, self._mouth = _ear_and_mouth()
        self._notifier = QSocketNotifier(self._ear, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)

    def install(self) -> None:
        """Begin to listen."""
        # Python's own handlers wait for Python code to run; Qt may wait for hours. The system's
        # handler writes a byte, and that wakes the event loop.
        signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)
        for number in self._numbers:
            signal.signal(number, lambda _number, _frame: None)
            self._heeded.add(number)

    def remove(self) -> None:
        """Give back to the system's own way."""
        for number in self._heeded:
            signal.signal(number, signal.SIG_DFL)
        self._heeded.clear()
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        _close(self._ear, self._mouth)

    def _heard(self) -> None:
        for number in _heard_by(self._ear):
            if number in self._heeded:
                self._leave(number)
                return


if sys.platform == "win32":
    import socket

    # Windows wakes only for sockets.
    def _ear_and_mouth() -> tuple[int, int]:
        """Return the numbers of two ends; what is written to the second is read from the first."""
        ear, mouth = socket.socketpair()
        for end in (ear, mouth):
            end.setblocking(False)
        return ear.detach(), mouth.detach()

    def _heard_by(ear: int) -> bytes:
        end = socket.socket(fileno=ear)
        try:
            return end.recv(64)
        finally:
            end.detach()

    def _close(*ends: int) -> None:
        for end in ends:
            socket.close(end)

else:

    def _ear_and_mouth() -> tuple[int, int]:
        """Return the numbers of two ends; what is written to the second is read from the first."""
        ends = os.pipe()
        for end in ends:
            os.set_blocking(end, False)
        return ends

    def _heard_by(ear: int) -> bytes:
        return os.read(ear, 64)

    def _close(*ends: int) -> None:
        for end in ends:
            os.close(end)
