"""Runs long work off the GUI thread; results come back into it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QRunnable, QThreadPool, QTimer, Signal

from desk_annotator.core.errors import Cancelled

T = TypeVar("T")

_PATIENCE = 0.0005
"""Seconds a thread keeps the interpreter while the window waits for it. One frame asks for it
some dozens of times; with Python's usual 5 ms each, work in a thread would make it stutter."""


class Job(QObject, Generic[T]):
    """One piece of work under way. Its signals arrive in the thread that made it."""

    finished = Signal(object)
    """The result."""
    failed = Signal(object)
    """The exception the work ended with."""
    progressed = Signal(float)
    """Share done, 0 to 1."""
    ended = Signal()
    """After finished or failed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self._percent = -1

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next look."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """True once `cancel` was called; the work asks this."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise Cancelled once `cancel` was called; for work that asks in many places."""
        if self.is_cancelled():
            raise Cancelled

    def tell(self, share: float) -> None:
        """Say how much is done, 0 to 1; `progressed` is emitted once for each percent."""
        percent = int(100 * share)
        if percent != self._percent:
            self._percent = percent
            self.progressed.emit(share)


class _Run(QRunnable):
    def __init__(self, job: Job[T], work: Callable[[Job[T]], T]) -> None:
        super().__init__()
        self._job = job
        self._work = work

    def run(self) -> None:
        """Do the work in a pool thread."""
        try:
            result = self._work(self._job)
        except Exception as error:  # noqa: BLE001 - carried to the GUI thread, which shows it
            self._job.failed.emit(error)
        else:
            self._job.finished.emit(result)
        self._job.ended.emit()


class Background(QObject):
    """The work under way for one window; `wait` lets it end before the window goes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_PATIENCE)
        self._pool = QThreadPool(self)
        self._jobs: set[Job[object]] = set()

    def start(
        self,
        work: Callable[[Job[T]], T],
        *,
        finished: Callable[[T], None],
        failed: Callable[[Exception], None],
        progressed: Callable[[float], None] | None = None,
    ) -> Job[T]:
        """Run `work` in a thread; `finished` or `failed` (methods of QObjects) get the outcome.

        `progressed` gets the shares (0 to 1) that the work tells, from the first one on.
        """
        job: Job[T] = Job(self)
        self._jobs.add(job)  # type: ignore[arg-type]
        job.finished.connect(finished)
        job.failed.connect(failed)
        if progressed is not None:
            job.progressed.connect(progressed)
        job.ended.connect(self._forget)
        self._pool.start(_Run(job, work))
        return job

    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._jobs.discard(job)
            job.deleteLater()

    @property
    def is_busy(self) -> bool:
        """True while work is under way."""
        return bool(self._jobs)

    def cancel_all(self) -> None:
        """Ask all work to stop."""
        for job in self._jobs:
            job.cancel()

    def wait(self) -> None:
        """Return when no thread works any more."""
        self._pool.waitForDone()


_LOOK_MS = 10
"""How often it is looked whether what is waited for is over."""


def live_on(parent: QObject, is_under_way: Callable[[], bool]) -> bool:
    """Return when nothing is under way any more; the window lives on meanwhile.

    False if the program was asked to end before: then no event loop goes on, and nothing comes
    to its end in one.
    """
    if not is_under_way():
        return True
    loop = QEventLoop(parent)
    watch = QTimer(loop)
    watch.setInterval(_LOOK_MS)
    watch.timeout.connect(loop.quit)
    watch.start()
    goes_on = True
    while goes_on and is_under_way():
        goes_on = loop.exec() == 0
    watch.stop()
    loop.deleteLater()
    return goes_on
