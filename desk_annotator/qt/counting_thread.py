"""The one thread in which long texts are counted, listed and searched for the views.

All views together use one thread, however many of them have something to count: it does some
milliseconds of each in turn. Several would take the interpreter from the window by turns. Before
each of its turns it asks the window, which answers between two of its own: else a picture being
painted would wait for the interpreter at every step, and take twice as long.
"""

from __future__ import annotations

import atexit
from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from time import perf_counter
from typing import Generic, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desk_annotator.app.steps import Steps
from desk_annotator.qt.background import Background, Job
from desk_annotator.storage.collector import CollectorRest

T = TypeVar("T")

_TURN = 0.004
"""Seconds of work for one view before that for the next."""
_LONGEST_REST = 0.05
"""Seconds for which the window is waited for: it may itself wait for this thread to end."""


class Task(Generic[T]):
    """Work cut into steps that touches nothing which anybody changes meanwhile.

    `hear` (a method) is called with the task in the window's thread, when another percent is done
    and when it is over, as long as its object is there and the task is wanted.
    """

    def __init__(self, steps: Steps[T], about: int, hear: Callable[[Task[T]], None]) -> None:
        """`about` is how many steps there are, as far as that is known."""
        self._steps = steps
        self._about = max(about, 1)
        self._taken = 0
        self._percent = 0
        # Weak: what is dropped last in the thread must not be a part of the window.
        self._hear = WeakMethod(hear)
        self.is_wanted = True
        self.is_over = False
        self.outcome: T | None = None
        """What the steps returned."""
        self.error: Exception | None = None
        """What they raised instead."""

    @property
    def share(self) -> float:
        """The share done, 0 to 1."""
        return min(self._taken / self._about, 1.0)

    def take_turn(self) -> bool:
        """Take some steps; tells whether there is something to be heard."""
        end = perf_counter() + _TURN
        try:
            while self.is_wanted:
                next(self._steps)
                self._taken += 1
                if perf_counter() >= end:
                    break
        except StopIteration as stop:
            self.outcome, self.is_over = stop.value, True
        except Exception as error:  # noqa: BLE001 - carried into the window's thread
            self.error, self.is_over = error, True
        percent = int(100 * self.share)
        is_further, self._percent = percent != self._percent, percent
        return is_further or self.is_over

    def tell(self) -> None:
        """Let the one be heard who wants this, in the window's thread."""
        hear = self._hear()
        if self.is_wanted and hear is not None:
            hear(self)


class CountingThread(QObject):
    """Does the tasks of all views, each a little at a time; the thread ends when none is left."""

    _told = Signal(object)
    """A task that is further or over; goes from the thread to the window's."""
    _asked = Signal()
    """The thread would like to work; goes the same way."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._lock = Lock()
        self._tasks: deque[Task[object]] = deque()
        self._is_running = False
        self._may_work = Event()
        self._told.connect(self._tell)
        self._asked.connect(self._allow)

    def add(self, task: Task[T]) -> None:
        """Do this too from now on, until it is over or no longer wanted."""
        with self._lock:
            self._tasks.append(task)  # type: ignore[arg-type]
            if self._is_running:
                return
            self._is_running = True
        self._background.start(self._work, finished=self._rest, failed=self._break)

    def wait(self) -> None:
        """Return when the thread works no more: soon, once no view wants anything."""
        self._background.wait()

    def close(self) -> None:
        """Leave everything undone, and return when the thread works no more."""
        self._background.cancel_all()
        self.wait()

    def _next(self) -> Task[object] | None:
        with self._lock:
            if self._tasks:
                return self._tasks.popleft()
            self._is_running = False
            return None

    def _work(self, job: Job[None]) -> None:
        # What is counted forms no cycles.
        with CollectorRest() as rest:
            while (task := self._next()) is not None:
                rest.renew()
                if not task.is_wanted or job.is_cancelled():
                    continue
                self._wait_for_window()
                if task.take_turn():
                    self._told.emit(task)
                if not task.is_over:
                    with self._lock:
                        self._tasks.append(task)

    def _wait_for_window(self) -> None:
        self._may_work.clear()
        self._asked.emit()
        self._may_work.wait(_LONGEST_REST)

    def _allow(self) -> None:
        self._may_work.set()

    def _tell(self, task: Task[object]) -> None:
        task.tell()

    def _rest(self, _outcome: None) -> None:
        """Need nothing: each task has told its own outcome."""

    def _break(self, error: Exception) -> None:
        raise error


_thread: CountingThread | None = None


def counting_thread() -> CountingThread:
    """Return the thread of this program; to be called in the window's."""
    global _thread  # noqa: PLW0603 - one thread for all views is the point
    if _thread is None:
        application = QCoreApplication.instance()
        if application is None:
            message = "there is no program to count for yet"
            raise RuntimeError(message)
        _thread = CountingThread(application)
        atexit.register(_thread.close)
    return _thread
