"""From the start of the process to the first picture of two texts, and the memory then.

    python -m benchmarks.start_speed ours PROJECT
    python -m benchmarks.start_speed bare SOURCE TARGET

`ours` is the whole program opening a project file; `bare` a QMainWindow with two
QPlainTextEdits that read two text files.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

_SETTLE_MS = 2500


def main() -> None:
    if sys.argv[1] == "ours":
        ours(sys.argv[2])
    else:
        bare(sys.argv[2:])


def note_paintings(widget_class: type, is_ready, side_of) -> None:
    """Tell the figures once two widgets of the class have painted a text."""
    from PySide6.QtCore import QTimer

    painted: set[object] = set()
    figures: dict[str, float] = {}
    real = widget_class.paintEvent

    def paint(self, event) -> None:
        real(self, event)
        if len(painted) < 2 and is_ready(self):
            painted.add(side_of(self))
            if len(painted) == 2:
                at = time.time()
                figures["processor time"] = time.process_time() * 1000
                # Only now, as it is no part of either program.
                from benchmarks.measuring import pss, since_start

                figures["memory (MiB)"] = pss()
                figures["first picture"] = since_start(at)
                QTimer.singleShot(_SETTLE_MS, end)

    def end() -> None:
        from benchmarks.measuring import pss, tell

        figures["memory settled (MiB)"] = pss()
        tell(figures)
        os._exit(0)  # what closing costs is not asked here

    widget_class.paintEvent = paint


def ours(path: str) -> None:
    from desk_annotator.cli import window_verbs
    from desk_annotator.cli.command_line import main as start

    paused = window_verbs.collector_paused

    @contextmanager
    def noted():
        # The panes are loaded where the program loads them, so that nothing is done before.
        with paused():
            from desk_annotator.qt.pane.text_view import TextView

            note_paintings(TextView, lambda view: view.has_text, lambda view: view.side)
            yield

    window_verbs.collector_paused = noted
    start([path])


def bare(paths: list[str]) -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit, QSplitter

    class Box(QPlainTextEdit):
        def paintEvent(self, event) -> None:
            super().paintEvent(event)

    note_paintings(Box, lambda box: True, id)
    app = QApplication(["bare"])
    window = QMainWindow()
    splitter = QSplitter()
    for path in paths:
        box = Box()
        box.setPlainText(Path(path).read_text(encoding="utf-8"))
        splitter.addWidget(box)
    window.setCentralWidget(splitter)
    window.resize(1360, 860)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
