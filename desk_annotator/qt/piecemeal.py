"""Long work of a view: beside the window in a thread, or in it, a few milliseconds at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, ClassVar, TypeVar
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side

if TYPE_CHECKING:
    from desk_annotator.app.steps import Steps
    from desk_annotator.qt.counting_thread import Task

T = TypeVar("T")

_TURN = 0.008
"""Seconds of work between two looks at the user's input."""
_PAUSE = 0.001
"""Seconds from the end of one turn to the next, so that each look at the input lies between."""
_WAY = 0.004
"""Seconds more after something else that took a turn, for what follows from it in that turn."""
_LONG_TEXT = 200_000
_MANY_ANNOTATIONS = 5_000


def is_long(bitext: Bitext) -> bool:
    """True if going through all of a pair would hold up the window."""
    characters = sum(len(bitext.text(side)) for side in Side)
    return characters > _LONG_TEXT or len(bitext.annotations) > _MANY_ANNOTATIONS


def in_own_turn(bitext: Bitext, owner: QObject, work: Callable[[], None]) -> None:
    """Do something at once, or, where a pair is long, in a turn of its own.

    A large edit of such a pair is work enough for the turn in which it takes effect. What is to
    come then is not done any more if `owner` has gone.
    """
    if is_long(bitext):
        QTimer.singleShot(0, owner, work)
    else:
        work()


def _no_more(_outcome: object) -> None:
    pass


class Piecemeal(QTimer):
    """Does work that yields often, while the window goes on; of several wishes the last counts.

    `isActive` is True while there is work left. Of several views one at a time takes its turn.
    """

    progressed = Signal(float)
    """The share (0 to 1) done of what is done beside the window."""
    failed = Signal()
    """What was to be done beside the window ended with an error, which is raised behind this."""

    _last_end: ClassVar[float] = 0.0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._task: Task[object] | None = None
        """What is done in the thread."""
        self._done: Callable[[object], None] = _no_more
        self._waits = 0
        """How many turns it leaves to others."""
        self.setInterval(0)
        self.timeout.connect(self._turn)

    def isActive(self) -> bool:
        """Return True while there is work left, here or in the thread."""
        return super().isActive() or self._task is not None

    def begin(self, work: Iterator[object]) -> None:
        """Do this work from now on, in the window's thread, in place of any not done yet."""
        self._leave_task()
        self._work = work
        _working.add(self)
        self.start()

    def begin_beside(
        self, make: Callable[[], Steps[T]], done: Callable[[T], None], *, about: int = 1
    ) -> None:
        """Do work in a thread from now on, in place of any not done yet.

        `make` is called in the window's thread, in a turn of its own. Its steps, of which there
        are `about` so many, must touch neither Qt nor what anybody changes meanwhile. `done` gets
        what they return, in the window's thread; what they or `make` raise is raised there, once
        those who hear `failed` know that `done` will not be called.
        """
        self.begin(self._handed_over(make, done, about))

    def _handed_over(
        self, make: Callable[[], Steps[T]], done: Callable[[T], None], about: int
    ) -> Iterator[None]:
        # Only those who have long texts need it.
        from desk_annotator.qt.counting_thread import Task, counting_thread  # noqa: PLC0415

        try:
            steps = make()
        except Exception:
            self._rest()
            self.failed.emit()
            raise
        task = Task(steps, about, self._hear)
        self._task = task  # type: ignore[assignment]
        self._done = done  # type: ignore[assignment]
        counting_thread().add(task)
        yield

    def _hear(self, task: Task[T]) -> None:
        if task is not self._task or not isValid(self):
            return
        if not task.is_over:
            self.progressed.emit(task.share)
            return
        done = self._done
        self._leave_task()
        if task.error is not None:
            self.failed.emit()
            raise task.error
        done(task.outcome)

    def leave(self) -> None:
        """Leave undone what is not done yet."""
        self._leave_task()
        self._rest()

    def _leave_task(self) -> None:
        if self._task is not None:
            self._task.is_wanted = False
            self._task = None
            self._done = _no_more

    def _rest(self) -> None:
        self._work = iter(())
        _working.discard(self)
        self.stop()

    @staticmethod
    def give_way() -> None:
        """Do nothing more in this turn of the event loop: something else took its time."""
        Piecemeal._last_end = perf_counter() + _WAY

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
            self._rest()


_working: WeakSet[Piecemeal] = WeakSet()
