"""Work of a window that nobody waits for: a piece at each turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QMainWindow

from desk_annotator.qt.piecemeal import Piecemeal

_INPUT = (QEvent.Type.MouseButtonPress, QEvent.Type.DragEnter)
"""What a user does with the mouse that may need what is not done yet; for keys see the window."""


class Turns(QObject):
    """Does what it is given, each piece in a turn of its own, and the rest when the user acts.

    What is to be done `first` goes before the other work, and may be replaced at any time.
    """

    done = Signal()
    """The work is done, for good."""

    def __init__(self, window: QMainWindow, work: Sequence[Iterator[None]]) -> None:
        """The pieces of the work end where it yields; one that raises is left at that place."""
        super().__init__(window)
        self._window = window
        self._surface: QWindow | None = None
        self._work = list(work)
        self._first: list[Callable[[], None]] = []
        self._is_working = False
        self._is_spent = False
        """True if this turn was long enough."""
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._take_turn)

    @property
    def has_work(self) -> bool:
        """True while something is to be done beside what goes first."""
        return bool(self._work)

    @property
    def is_over(self) -> bool:
        """True while nothing is to be done."""
        return not (self._first or self._work or self._is_working)

    @property
    def is_active(self) -> bool:
        """True while a piece will be done at the next turn."""
        return self._turn.isActive()

    def begin(self) -> None:
        """Go on from now on, a piece at each turn."""
        surface = self._window.windowHandle()
        if self._surface is None and surface is not None:
            surface.installEventFilter(self)
            self._surface = surface
        self._turn.start()

    def rest(self) -> None:
        """Do nothing more before `begin` or `finish`."""
        self._turn.stop()
        if self._surface is not None:
            self._surface.removeEventFilter(self)
            self._surface = None

    def do_first(self, pieces: Sequence[Callable[[], None]], *, at_once: bool) -> None:
        """Do these pieces before the other work, in place of earlier ones."""
        self._first = list(pieces)
        while at_once and self._first and not self._is_working:
            self.take()
        if self._first:
            self.spend()
            self.begin()
        elif not self._work:
            self.rest()

    def finish(self) -> None:
        """Do at once what is still to be done."""
        while (self._first or self._work) and not self._is_working:
            self.take()

    def spend(self) -> None:
        """Do nothing more in this turn of the event loop."""
        self._is_spent = True

    def _take_turn(self) -> None:
        if self._is_spent:
            self._is_spent = False
        else:
            self.take()

    def take(self) -> None:
        """Do the next piece."""
        had_work = self.has_work
        self._is_working = True
        try:
            if self._first:
                self._first.pop(0)()
            else:
                self._take_work()
        finally:
            # Also when the piece raised: turns that go on with nothing to do would never end.
            self._is_working = False
            Piecemeal.give_way()
            if not self._first and not self._work:
                self.rest()
            if had_work and not self._work:
                self.done.emit()

    def _take_work(self) -> None:
        work = self._work.pop(0)
        for _ in work:
            self._work.insert(0, work)
            return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have everything done before the user's first click acts."""
        if event.type() in _INPUT:
            self.finish()
        return super().eventFilter(watched, event)
