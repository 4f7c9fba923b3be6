"""The whole window with a project file: how long its thread is ever busy without a look up.

    python -m benchmarks.window_speed PROJECT

A beat a millisecond runs in the thread of the window while the file is read, shown, counted,
edited, searched and saved. What is late, however it came about (work, or a thread that does
not let go of the interpreter), is what a user would feel.
"""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.measuring import BESIDE_MACHINE, CONTROLS, milliseconds, tell
from desk_annotator.app.annotation_filter import AnnotationFilter
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.main_window import MainWindow
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

_LATE = 0.050


class RunDelay:
    """Tells how long this thread was ready and got no processor.

    The file stays open: each call that opens, looks at or closes one lets go of the interpreter,
    and a probe that does so six times a beat waits six times for what others call meanwhile.
    """

    def __init__(self) -> None:
        try:
            path = f"/proc/self/task/{threading.get_native_id()}/schedstat"
            self._file = os.open(path, os.O_RDONLY)
        except OSError:
            self._file = -1

    def seconds(self) -> float:
        """Return the seconds so far; 0 where the system does not tell."""
        return 0.0 if self._file < 0 else int(os.pread(self._file, 99, 0).split()[1]) / 1e9


class Pulse:
    """Beats in the window's thread and remembers how late the beats came."""

    def __init__(self, *, explain: bool) -> None:
        self._last = time.perf_counter()
        self._worked = time.thread_time()
        self._run_delay = RunDelay()
        self._delayed = self._run_delay.seconds()
        self.worst = 0.0
        self.hardest = 0.0
        self.kept = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        if explain:
            threading.Thread(target=self._watch, daemon=True).start()

    def _beat(self) -> None:
        now = time.perf_counter()
        late, self._last = now - self._last, now
        self.worst = max(self.worst, late)
        worked, delayed = time.thread_time(), self._run_delay.seconds()
        self.hardest = max(self.hardest, worked - self._worked)
        self.kept = max(self.kept, late - (delayed - self._delayed))
        self._worked, self._delayed = worked, delayed

    def restart(self, what: str) -> dict[str, float]:
        """Return the longest wait and the longest work since the last restart (milliseconds).

        Of the wait once more without the time in which this thread was ready, but the machine
        was busy with others.
        """
        self._beat()
        found = {f"longest wait, {what}": self.worst * 1000}
        found[BESIDE_MACHINE + what] = self.kept * 1000
        found[f"longest work, {what}"] = self.hardest * 1000
        self.worst = self.hardest = self.kept = 0.0
        return found

    def _watch(self) -> None:
        told = 0.0
        while True:
            time.sleep(0.005)
            last = self._last
            if time.perf_counter() - last > _LATE and last != told:
                told = last
                # By faulthandler, as this thread must not come to own objects of the window's.
                print(f"--- late at {sys.argv[1]}", file=sys.stderr, flush=True)
                faulthandler.dump_traceback(sys.stderr)


_CONTROL = """
import select, sys, time
worst, last = 0.0, time.perf_counter()
print(flush=True)
while True:
    asked = select.select([sys.stdin], [], [], 0.001)[0]
    now = time.perf_counter()
    worst, last = max(worst, now - last), now
    if asked:
        if not sys.stdin.readline():
            break
        print(worst, flush=True)
        worst, last = 0.0, time.perf_counter()
"""


class Control:
    """The same beat in a process that does nothing else: what the machine alone makes of it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CONTROL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._process.stdout.readline()

    def restart(self, what: str) -> dict[str, float]:
        """Return the longest wait since the last restart, in milliseconds."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return {CONTROLS + what: float(self._process.stdout.readline()) * 1000}

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()


def until(condition: Callable[[], bool], seconds: float = 120) -> float:
    """Turn the event loop until something is so; return the milliseconds it took."""
    start = time.perf_counter()
    loop = QEventLoop()
    watch = QTimer()
    watch.setInterval(2)
    watch.timeout.connect(lambda: loop.quit() if condition() else None)
    watch.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    if not condition():
        loop.exec()
    return (time.perf_counter() - start) * 1000


def settle(milliseconds_: int) -> None:
    """Let the window do what it still wants to do."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds_, loop.quit)
    loop.exec()


def one_more(window: MainWindow, number: int) -> Edit:
    """Return an edit that adds a match in the middle of what the source pane shows."""
    bitext = window.project.workspace.current
    spans = {}
    for side in Side:
        seen = window.view.pane(side).visible_span()
        start = (seen.start + seen.end) // 2 + number
        spans[side] = Span(start, start + 12)
    made = Annotation(
        id=f"one-more-{number}",
        tag=Tag.MATCHING,
        source=(spans[Side.SOURCE],),
        target=(spans[Side.TARGET],),
        created="2024-05-12T08:00:00Z",
        modified="2024-05-12T08:00:00Z",
    )
    return Edit("Add", (AnnotationChange(bitext.id, None, made),))


def edit_figures(window: MainWindow, app: QApplication, times: int) -> dict[str, float]:
    """Return what one edit costs, and one with all that is painted after it."""
    workspace = window.project.workspace
    applied, painted, noted, undone = [], [], [], []
    for number in range(times):
        edit = one_more(window, number)
        start = time.perf_counter()
        workspace.apply(edit)
        middle = time.perf_counter()
        app.processEvents()
        painted.append((time.perf_counter() - start) * 1000)
        applied.append((middle - start) * 1000)
        before = edit.changes[0].after
        after = replace(before, note="x")
        change = AnnotationChange(edit.changes[0].pair_id, before, after)
        noted.append(milliseconds(lambda c=change: workspace.apply(Edit("Note", (c,)))))
        undone.append(milliseconds(workspace.undo))
        app.processEvents()
    return {
        "edit": median(applied),
        "edit and paint": median(painted),
        "edit a note": median(noted),
        "undo": median(undone),
    }


def main() -> None:
    explain = "--explain" in sys.argv
    app = application(["benchmark"])
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = main_window(Settings(store), ThemeChoice.LIGHT)
        window.show()
        settle(300)
        pulse, control = Pulse(explain=explain), Control()

        def phase(what: str) -> None:
            figures.update(control.restart(what))
            figures.update(pulse.restart(what))

        figures: dict[str, float] = {}
        settle(1000)
        phase("idle")
        window.files.open_path(sys.argv[1])
        figures["open to text"] = until(lambda: window.view.pane(Side.TARGET).has_text)
        phase("open to text")
        figures["text to figures"] = until(
            lambda: all(bar.coverage is not None for bar in window.coverage.sides.values())
        )
        settle(1500)
        phase("after text")
        figures |= edit_figures(window, app, 60)
        pulse.restart("edits")
        window.view.pane(Side.SOURCE).scroll_by_user(4000.0)
        settle(300)
        control.restart("edits")
        phase("first linked scroll")
        target = Path(folder) / "saved.json"
        saved = []
        window.files.saved.connect(lambda: saved.append(1))
        window.files._save_to(target)
        figures["save"] = until(lambda: bool(saved))
        settle(100)
        phase("save")
        window.find_bar.open_bar("harbour")
        settle(2500)
        phase("find")
        window.furniture.annotation_list.model.set_filter(AnnotationFilter(text="harbour"))
        figures["filter by words"] = until(
            lambda: not window.furniture.annotation_list.model.is_listing
        )
        phase("filter by words")
        control.close()
        window.close()
        tell(figures)


if __name__ == "__main__":
    main()
