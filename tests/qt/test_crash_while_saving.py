"""The program closed from the crash dialog lets a save under way come to its end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from own_process import run_program
from torture.left_over import saved_project

from desk_annotator.app.crash_protection_recovery import offers_for
from desk_annotator.app.open_project import open_project
from desk_annotator.storage.recovery import find_journals
from desk_annotator.storage.state_folder import StateFolders

USER = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from torture.left_over import retitle
from desk_annotator.app import open_project as module
from desk_annotator.qt import application
from desk_annotator.qt.crash_dialog import CrashDialog
from desk_annotator.qt.main_window import MainWindow

real = module.write_safely
def slow(*arguments, **named):
    time.sleep(1.5)
    return real(*arguments, **named)
module.write_safely = slow
state = {"step": 0}

def user():
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    if state["step"] == 0 and windows and windows[0].project is not None:
        state["step"] = 1
        retitle(windows[0].project, "the last words")
        windows[0].files.save()
        raise KeyError("something")
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog)]
    if state["step"] == 1 and dialogs and dialogs[0].isVisible():
        state["step"] = 2
        dialogs[0].close_button.click()

def main():
    made = application.application(["test"])
    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(user)
    timer.start()
    return application.run(sys.argv[1:])

sys.exit(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the places of a user are those of Linux")
def test_a_save_under_way_ends_before_the_journal_is_closed(tmp_path: Path) -> None:
    path = saved_project(tmp_path / "p.json")
    done = run_program(USER, str(path), home=tmp_path)
    assert done.returncode == 1, done.stderr
    names = "desk-annotator"
    folders = StateFolders.below(tmp_path / "state" / names, tmp_path / "data" / names)
    opened = open_project(path)
    assert opened.workspace.title == "the last words"
    # The journal knows of the save: what is in the file is not offered once more.
    assert [content.header.base for content in find_journals(folders)] == [opened.signature.sha256]
    assert offers_for(opened, folders) == ()
