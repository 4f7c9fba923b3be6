"""Opening a project in the window touches nothing beside it but what RELIABILITY.md names."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from own_process import run_program
from torture.left_over import retitle, saved_project

from desk_annotator.app.open_project import open_project, save_task

USER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from torture.watched import note_events
from pathlib import Path
from desk_annotator.qt import application
from desk_annotator.qt.leftover_offers import LeftoverOffers
from desk_annotator.qt.main_window import MainWindow

def look():
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    offers = windows[0].findChild(LeftoverOffers) if windows else None
    if offers is not None and offers._looked_in is not None and offers._job is None:
        if not windows[0].files.background.is_busy:
            windows[0].close()

made = application.application(["test"])
timer = QTimer()
timer.setInterval(50)
timer.timeout.connect(look)
timer.start()
path, log = sys.argv[1:]
note_events(Path(log))
sys.exit(application.run([path]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the places of a user are those of Linux")
def test_only_what_is_named_is_read_or_removed(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    path = saved_project(folder / "p.json")

    def version(name: str, title: str) -> Path:
        opened = open_project(path)
        retitle(opened, title)
        copy = folder / name
        save_task(opened, copy).run()
        os.utime(copy, (0, 0))
        return copy

    looked_into = {
        version(".~0123abcd.tmp", "cut short"),
        version("p (saved 2025-01-31 1405).json", "refused"),
        version("p (1).json", "conflict"),
    }
    half = folder / ".~0123abce.tmp"
    half.write_bytes(path.read_bytes()[:200])
    os.utime(half, (0, 0))
    others = {version(name, "other") for name in ("q.json", "p-old.json", "p.json.tmp")}
    fresh = folder / ".~0123abcf.tmp"
    fresh.write_bytes(path.read_bytes()[:200])
    others |= {fresh}
    before = {each: each.read_bytes() for each in {path, *looked_into, *others}}
    log = tmp_path / "noted"
    done = run_program(USER, str(path), str(log), home=tmp_path)
    assert done.returncode == 0, done.stderr
    touched: dict[str, set[str]] = {}
    for line in log.read_text("utf-8").splitlines():
        event, *arguments = json.loads(line)
        for argument in arguments:
            if isinstance(argument, str) and argument.startswith(f"{folder}{os.sep}"):
                touched.setdefault(event, set()).add(Path(argument).name)
    locks = {name for names in touched.values() for name in names if name.endswith(".lock")}
    assert len(locks) == 1
    assert touched.pop("open") - locks == {path.name, half.name, *(x.name for x in looked_into)}
    assert touched.pop("os.remove") - locks == {half.name}
    # What else touches a file is done to the lock alone.
    assert set().union(*touched.values()) <= locks
    assert {each: each.read_bytes() for each in before} == before
    assert {each.name for each in folder.iterdir()} == {each.name for each in before}
