"""What each turn of the event loop costs while projects are opened, replaced, shown and closed.

    python -m benchmarks.window_turns PROJECT [OTHER PROJECT] [--start] [--events]

A turn is what the window's thread does between two looks at the user's input. Told are the
longest turns of each act in processor time of that thread. With --events each event of 1 ms and
more is named; as all events then pass through Python, a turn of many of them is longer by far
(25 to 40 ms for the 3,800 of a dialog that opens). With --start the first project is opened as
one named on the command line.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.window_speed import one_more, settle, until
from desk_annotator.core.span import Side
from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.main_window import MainWindow
from desk_annotator.qt.protection import protect
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice
from desk_annotator.qt.turns import Turns
from desk_annotator.storage.state_folder import StateFolders

_TOLD = 3
"""Turns told of each act."""
_WORTH = 1.0
"""Milliseconds from which an event is named."""


@dataclass(slots=True)
class Turn:
    """One turn: when it began, its processor time in milliseconds, and its longer events."""

    began: float
    work: float = 0.0
    events: list[tuple[int, str, float]] = field(default_factory=list)
    """How deep inside others, what and how long (milliseconds of processor time)."""


class Recorder(QApplication):
    """Notes what each turn takes."""

    def __init__(self) -> None:
        super().__init__(["benchmark"])
        self._worked = time.thread_time()
        self._turn = Turn(time.perf_counter())
        self.turns: list[Turn] = []
        QAbstractEventDispatcher.instance().awake.connect(self._begin)

    def _begin(self) -> None:
        now = time.thread_time()
        self._turn.work, self._worked = (now - self._worked) * 1000, now
        self.turns.append(self._turn)
        self._turn = Turn(time.perf_counter())

    def restart(self) -> list[Turn]:
        """Return the turns since the last restart, the longest first."""
        self._begin()
        turns, self.turns = self.turns, []
        return sorted(turns, key=lambda turn: -turn.work)


class EventRecorder(Recorder):
    """Notes also which event takes how long."""

    _depth = 0  # of the class: events come before there is an object

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Pass an event on, and note it if it takes long."""
        turn, place = self._turn, len(self._turn.events)
        kind = event.type()
        began, self._depth = time.thread_time(), self._depth + 1
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            took = (time.thread_time() - began) * 1000
            if took >= _WORTH:
                name = getattr(kind, "name", str(kind))
                turn.events.insert(place, (self._depth, f"{name} of {_name(receiver)}", took))


def _name(receiver: QObject) -> str:
    try:
        parent = receiver.parent()
        name = type(receiver).__name__ + (f" {receiver.objectName()}" if receiver else "")
        return name + (f" in {type(parent).__name__}" if parent is not None else "")
    except RuntimeError:  # it went with the event
        return "what is gone"


def tell(what: str, turns: list[Turn]) -> None:
    """Print the longest turns of an act."""
    print(f"\n{what}: {turns[0].work:.1f} ms")
    for turn in turns[:_TOLD]:
        print(f"  {turn.work:6.1f}")
        for depth, name, took in turn.events:
            print(f"         {'  ' * depth}{took:.1f} {name}")


def _noted(take: Callable[[Turns], None]) -> Callable[[Turns], None]:
    def noted(turns: Turns) -> None:
        work = turns._first[0] if turns._first else turns._work[0]
        began = time.thread_time()
        take(turns)
        took = (time.thread_time() - began) * 1000
        app = QApplication.instance()
        if isinstance(app, EventRecorder) and took >= _WORTH:
            app._turn.events.append((1, f"a piece of {work}", took))

    return noted


def main() -> None:
    Turns.take = _noted(Turns.take)
    recorder = EventRecorder() if "--events" in sys.argv else Recorder()
    application(["benchmark"])
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        at_start = "--start" in sys.argv
        window = main_window(Settings(store), ThemeChoice.LIGHT)
        protect(window, StateFolders.below(Path(folder), Path(folder)))
        if at_start:
            window.show_when_read(600)
        else:
            window.show()
            until(lambda: window.is_furnished)
            settle(500)
        recorder.restart()
        paths = [each for each in sys.argv[1:] if not each.startswith("--")]
        for path in paths:
            opening(recorder, window, path)
        acts(recorder, window)
        window.files.close_project()
        settle(1000)
        tell("project closed", recorder.restart())
        opening(recorder, window, paths[0])
        opening(recorder, window, paths[-1])
        QTimer.singleShot(0, window.close)
        settle(1500)
        tell("window closed", recorder.restart())


def opening(recorder: Recorder, window: MainWindow, path: str) -> None:
    """Open a project and tell of it, then of what is counted after it."""
    shown: list[int] = []
    heard = window.files.opened.connect(lambda opened: shown.append(opened is not None))
    window.files.open_path(path)
    until(lambda: bool(shown))
    window.files.opened.disconnect(heard)
    settle(300)
    tell(f"{Path(path).name} opened", recorder.restart())
    until(lambda: all(bar.coverage is not None for bar in window.coverage.sides.values()))
    settle(1500)
    tell("the rest", recorder.restart())


def acts(recorder: Recorder, window: MainWindow) -> None:
    """Make small edits, undo and redo them, and show the other pairs."""
    workspace = window.project.workspace
    for number in range(5):
        QTimer.singleShot(0, lambda n=number: workspace.apply(one_more(window, n)))
        settle(100)
    tell("edit", recorder.restart())
    for name in ("undo", "redo", "undo"):  # in the end nothing is to be saved
        act = window.actions_table[name]
        for _ in range(5):
            QTimer.singleShot(0, act.trigger)
            settle(100)
        tell(act.objectName(), recorder.restart())
    for number in (*range(1, len(workspace.bitexts)), 0)[-6:]:
        QTimer.singleShot(0, lambda n=number: workspace.show_pair(n))
        settle(400)
        tell(f"pair {number} shown", recorder.restart())
    until(lambda: all(bar.coverage is not None for bar in window.coverage.sides.values()))
    settle(1000)
    tell("the rest", recorder.restart())
    window.view.pane(Side.SOURCE).scroll_by_user(4000.0)
    settle(300)
    tell("first linked scroll", recorder.restart())


if __name__ == "__main__":
    main()
