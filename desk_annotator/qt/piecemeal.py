"""Long work that has to happen in the window's thread, done a few milliseconds at a time."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer

_TURN = 0.008
"""Seconds of work between two looks at the user's input, shared by all that work so."""
_LEAST = 0.001


class Piecemeal(QTimer):
    """Does work that yields often, turn by turn, while the window goes on.

    `isActive` is True while there is work left.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self.setInterval(0)
        self.timeout.connect(self._turn)

    def begin(self, work: Iterator[object]) -> None:
        """Do this work from now on, in place of any that is not done yet."""
        self._work = work
        _working.add(self)
        self.start()

    def leave(self) -> None:
        """Leave undone what is not done yet."""
        self._work = iter(())
        _working.discard(self)
        self.stop()

    def _turn(self) -> None:
        until = perf_counter() + max(_TURN / max(len(_working), 1), _LEAST)
        work = self._work
        for _ in work:
            # The work may itself have begun other work, or ended all of it.
            if self._work is not work or perf_counter() >= until:
                return
        if self._work is work:
            self.leave()


_working: WeakSet[Piecemeal] = WeakSet()
