"""The whole window while the pair it shows is aligned: how long its thread is kept from beating.

    python -m benchmarks.alignment_waits process --words 100000
    python -m benchmarks.alignment_waits thread --words 100000
    python -m benchmarks.alignment_waits none --seconds 60

A project with one pair is opened. A beat a millisecond runs in the thread of the window until the
alignment is used: in a process of its own, as the program does with long pairs, in a thread, or
without any alignment, which says what the rest and the machine make of it. Then it is begun
again, and after two seconds the window is closed. `--other-words` takes the texts of
`benchmarks/samples` instead of sentences drawn from a small stock.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings

from benchmarks.alignment_speed import made_pair
from benchmarks.measuring import tell
from benchmarks.samples import project
from benchmarks.window_speed import Control, Pulse, settle, until
from desk_annotator.alignment import encoding
from desk_annotator.app import aligner
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.core.text import Text
from desk_annotator.qt import alignment_commands
from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice
from desk_annotator.storage.project_file import save_project


def in_lines(text: Text) -> Text:
    return Text.of(
        text.characters.replace(". ", ".\n"), language=text.language, direction=text.direction
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("where", choices=["process", "thread", "none"])
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=30.0, help="to wait where nothing aligns")
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--other-words", action="store_true", help="those of benchmarks/samples")
    parser.add_argument("--explain", action="store_true")
    asked = parser.parse_args()
    if asked.no_encoder:
        encoding.installed_encoder = lambda: None
    if asked.where == "thread":
        aligner.LONG = sys.maxsize
    alignment_commands._UNASKED = 0 if asked.where == "none" else sys.maxsize
    if asked.other_words:
        made = project(asked.words, 0)
    else:
        pair = made_pair(asked.words)
        if asked.lines:
            pair = in_lines(pair[0]), in_lines(pair[1])
        shown = Pair(id="waits", title="Waits", source=pair[0], target=pair[1])
        made = replace(project(100, 0), pairs=(shown,))
    app = application(["benchmark"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.json"
        save_project(made, path)
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = main_window(Settings(store), ThemeChoice.LIGHT)
        window.show()
        until(lambda: window.is_furnished)
        settle(1000)
        pulse, control = Pulse(explain=asked.explain), Control()
        figures: dict[str, float] = {}

        def phase(what: str) -> None:
            figures.update(control.restart(what) | pulse.restart(what))

        settle(1000)
        phase("idle")
        window.files.open_path(str(path))
        until(lambda: window.view.pane(Side.TARGET).has_text)
        phase("open to text")
        if asked.where == "none":
            settle(int(asked.seconds * 1000))
        else:
            until(lambda: window.alignment.is_busy)
            figures["aligned (s)"] = until(lambda: not window.alignment.is_busy, 7200) / 1000
            settle(500)
        phase("after text")
        for who, name in ((resource.RUSAGE_SELF, "window"), (resource.RUSAGE_CHILDREN, "process")):
            figures[f"processor time, {name} (s)"] = sum(resource.getrusage(who)[:2])
        figures["peak memory, window (MB)"] = resource.getrusage(resource.RUSAGE_SELF)[2] / 1024
        if asked.where != "none":
            window.alignment._found.clear()
            window.alignment._aligner.stop()
            window.alignment._begin(window.project.workspace.current)
            settle(2000)
            figures["under way when closed"] = window.alignment.is_busy
        phase("before closing")
        begun = time.perf_counter()
        window.close()
        figures["closing (s)"] = time.perf_counter() - begun
        app.processEvents()
        figures["peak memory, process (MB)"] = (
            resource.getrusage(resource.RUSAGE_CHILDREN)[2] / 1024
        )
        control.close()
        tell(figures)


if __name__ == "__main__":
    main()
