"""Ends the program as it should when the system asks: SIGTERM, or SIGHUP with the terminal gone."""

from __future__ import annotations

import signal
import socket
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
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)

    def install(self) -> None:
        """Begin to listen."""
        # Python's own handlers wait for Python code to run; Qt may wait for hours. The system's
        # handler writes a byte, and that wakes the event loop.
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
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
        self._ear.close()
        self._mouth.close()

    def _heard(self) -> None:
        for number in self._ear.recv(64):
            if number in self._heeded:
                self._leave(number)
                return
