"""One export in a thread of the window's: how long the window is ever kept from looking up.

    python -m benchmarks.export_waits FORMAT --annotations 100000

A beat a millisecond runs in the thread of the window meanwhile. *Work* is what that thread
itself does between two beats, *wait* the time on the clock: it holds what the export takes the
interpreter for, and what the machine gives to others, be it in place of the window's thread or
of the export's while that has the interpreter. *Kept* is how long the two threads worked between
two beats: it is what the window waits on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPushButton

from benchmarks.export_speed import WORDS, row_of
from benchmarks.measuring import tell
from benchmarks.samples import project
from benchmarks.window_speed import Pulse, settle, until
from desk_annotator.app.exporting import ExportWritten, export_to
from desk_annotator.core.errors import Cancelled
from desk_annotator.formats.export import ExportOptions
from desk_annotator.qt.background import Background, Job
from desk_annotator.storage.collector import spare_what_is_here


class Watch(QObject):
    """Hears of the export in the window's thread, and shows how far it is, as a dialog does."""

    def __init__(self, button: QPushButton) -> None:
        super().__init__(button)
        self._button = button
        self.outcome: object = None
        self.share = 0.0

    def end(self, outcome: object) -> None:
        self.outcome = outcome

    def progressed(self, share: float) -> None:
        self.share = share
        self._button.setText(f"{share:.0%}")


class SharedPulse(Pulse):
    """A pulse that knows how much the thread of the export worked between two beats as well."""

    def __init__(self, *, explain: bool) -> None:
        self.clock: int | None = None
        """The processor clock of the export's thread while there is one."""
        self.together = 0.0
        self._theirs = 0.0
        self._mine = 0.0
        super().__init__(explain=explain)

    def _beat(self) -> None:
        clock = self.clock
        theirs = 0.0 if clock is None else time.clock_gettime(clock)
        mine = time.thread_time()
        if clock is not None and self._theirs:
            self.together = max(self.together, theirs - self._theirs + mine - self._mine)
        self._theirs, self._mine = theirs, mine
        super()._beat()

    def restart(self, what: str) -> dict[str, float]:
        """Return what a pulse does, and the longest work of both threads between two beats."""
        found = super().restart(what)
        found[f"longest kept, {what}"] = self.together * 1000
        self.together = 0.0
        return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("format")
    parser.add_argument("--annotations", type=int, default=10_000)
    parser.add_argument("--explain", action="store_true")
    asked = parser.parse_args()
    app = QApplication(["benchmark"])
    made = project(WORDS * asked.annotations, asked.annotations)
    spare_what_is_here()  # as when a project was opened
    row = row_of(asked.format)
    row.write(project(WORDS, 1), ExportOptions())  # loads what is loaded once
    window = QPushButton("0 %")
    window.show()
    background = Background(window)
    watch = Watch(window)

    def start(path: Path) -> Job[ExportWritten]:
        watch.outcome, watch.share = None, 0.0

        def work(job: Job[ExportWritten]) -> ExportWritten:
            pulse.clock = time.pthread_getcpuclockid(threading.get_ident())
            try:
                return export_to(
                    path,
                    made,
                    row,
                    ExportOptions(),
                    is_cancelled=job.is_cancelled,
                    tell=job.progressed.emit,
                )
            finally:
                pulse.clock = None

        job = background.start(work, finished=watch.end, failed=watch.end)
        job.progressed.connect(watch.progressed)
        return job

    pulse = SharedPulse(explain=asked.explain)
    settle(500)
    idle = pulse.restart("idle")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        start(path)
        seconds = until(lambda: watch.outcome is not None, 600) / 1000
        figures = pulse.restart("export")
        # The same again, cancelled when nine tenths are done.
        path.unlink(missing_ok=True)  # some formats refuse so many
        job = start(path)
        until(lambda: watch.outcome is not None or watch.share >= 0.9, 600)
        asked_at = time.perf_counter()
        job.cancel()
        until(lambda: watch.outcome is not None, 600)
        cancelled = time.perf_counter() - asked_at
        is_cancelled = isinstance(watch.outcome, Cancelled)
        left = [one.name for one in Path(folder).iterdir()]
        if is_cancelled and left:
            message = f"cancelled, and yet there is {left}"
            raise AssertionError(message)
    window.close()
    app.processEvents()
    tell(
        {
            "seconds": seconds,
            **{name: value for name, value in idle.items() if "wait" in name},
            **figures,
            "cancel at nine tenths (s)": cancelled if is_cancelled else float("nan"),
        }
    )


if __name__ == "__main__":
    sys.exit(main())
