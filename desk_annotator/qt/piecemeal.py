"""Long work that has to happen in the window's thread, done a few milliseconds at a time."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import ClassVar
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer

_TURN = 0.008
"""Seconds of work between two looks at the user's input."""
_PAUSE = 0.001
"""Seconds from the end of one turn to the next, so that each look at the input lies between."""


class Piecemeal(QTimer):
    """Does work that yields often, turn by turn, while the window goes on.

    `isActive` is True while there is work left. Of several, one at a time takes its turn.
    """

    _last_end: ClassVar[float] = 0.0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._waits = 0
        """How many turns it leaves to others."""
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
        now = perf_counter()
        if now - Piecemeal._last_end < _PAUSE:
            return
        if self._waits:
            self._waits -= 1
            return
        self._waits = len(_working) - 1
        self._work_until(now + _TURN)
        Piecemeal._last_end = perf_counter()

    def _work_until(self, end: float) -> None:
        work = self._work
        for _ in work:
            # The work may itself have begun other work, or ended all of it.
            if self._work is not work or perf_counter() >= end:
                return
        if self._work is work:
            self.leave()


_working: WeakSet[Piecemeal] = WeakSet()
