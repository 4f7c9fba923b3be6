"""An unexpected error is reported without the user's texts, and need not end the work."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from pathlib import Path

import pytest
from own_process import run_program
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desk_annotator.app.crash_report import CrashTrace, crashes_left, report, shown_file
from desk_annotator.core.errors import EditError
from desk_annotator.qt.crash_dialog import CrashDialog
from desk_annotator.qt.crash_guard import CrashGuard
from desk_annotator.storage.state_folder import StateFolders

PRIVATE = "نص سرّي"


def fail(cause):
    if cause is not None:
        raise ValueError(PRIVATE) from cause
    raise KeyError(PRIVATE)


def failure(cause=None):
    try:
        fail(cause)
    except (KeyError, ValueError) as error:
        return error


def test_a_report_names_versions_and_places_and_no_text():
    error = failure(failure())
    text = report(error, error.__traceback__)
    assert PRIVATE not in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_crash_dialog.py:" in text
    assert "in failure" in text
    assert "Desk Annotator: " in text
    assert "PySide6-Essentials: " in text
    assert str(Path.home()) not in text
    assert str(Path(__file__).parent) not in text


def test_our_own_errors_are_named_by_their_template():
    error = EditError("“{name}” does not fit.", name=PRIVATE)
    assert "“{name}” does not fit." in report(error, None)
    assert PRIVATE not in report(error, None)
    full = OSError(28, "x", f"/somewhere/{PRIVATE}/p.json")
    assert "OSError: ENOSPC" in report(full, None)
    assert PRIVATE not in report(full, None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/somewhere/x/desk_annotator/qt/theme.py", "desk_annotator/qt/theme.py"),
        ("/somewhere/v/site-packages/regex/_main.py", "regex/_main.py"),
        ("/somewhere/script.py", "script.py"),
        ("<string>", "<string>"),
        ("", "?"),
    ],
)
def test_files_are_shown_without_what_lies_above(name, shown):
    assert shown_file(name) == shown


@pytest.fixture
def guard(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    left = []
    made = CrashGuard(window, lambda: left.append(True))
    made.left = left
    made.window = window
    return made


def dialogs(guard):
    return [each for each in guard.window.findChildren(CrashDialog) if each.isVisible()]


def take(guard):
    error = failure()
    guard.take(type(error), error, error.__traceback__)


@pytest.mark.expects_log("unexpected error")
def test_one_dialog_is_shown_and_work_goes_on(guard, qtbot):
    take(guard)
    take(guard)
    (dialog,) = dialogs(guard)
    assert PRIVATE not in dialog.text.toPlainText()
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText()
    QTest.mouseClick(dialog.go_on_button, Qt.MouseButton.LeftButton)
    assert dialogs(guard) == []
    assert guard.left == []


@pytest.mark.expects_log("unexpected error")
def test_the_program_may_be_closed(guard):
    take(guard)
    (dialog,) = dialogs(guard)
    QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert guard.left == [True]


@pytest.mark.expects_log("unexpected error")
def test_an_error_that_comes_with_every_frame_asks_three_times(guard):
    asked = 0
    for _ in range(10):
        take(guard)
        for dialog in dialogs(guard):
            asked += 1
            dialog.accept()
    assert asked == 3


@pytest.mark.expects_log("unexpected error")
def test_errors_of_threads_are_taken_too(guard, qtbot, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    guard.install()
    thread = threading.Thread(target=lambda: {}[PRIVATE])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs(guard)))
    dialogs(guard)[0].accept()


def test_a_session_that_ended_well_leaves_nothing(tmp_path, monkeypatch):
    folders = StateFolders.below(tmp_path / "state", tmp_path / "data")
    was_on = faulthandler.is_enabled()
    trace = CrashTrace.begin(folders)
    try:
        assert trace.path.exists()
        assert crashes_left(folders) == ()
        assert trace.path.exists()  # it is ours, and we live
    finally:
        trace.end()
        if was_on:
            faulthandler.enable()
    assert list(folders.crashes.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_native_crash_is_told_at_the_next_start(tmp_path):
    program = (
        "import ctypes, sys, pathlib\n"
        "from desk_annotator.app.crash_report import CrashTrace\n"
        "from desk_annotator.storage.state_folder import StateFolders\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "CrashTrace.begin(StateFolders.below(folder / 'state', folder / 'data'))\n"
        "if sys.argv[2] == 'native': ctypes.string_at(0)\n"
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    folders = StateFolders.below(tmp_path / "state", tmp_path / "data")
    for kind in ("native", "killed"):
        run_program(program, str(tmp_path), kind)
    (text,) = crashes_left(folders)
    assert "Segmentation fault" in text
    assert str(tmp_path) not in text
    assert "Desk Annotator: " in text
    assert crashes_left(folders) == ()


@pytest.mark.expects_log("unexpected error")
def test_the_next_start_tells_of_it_without_offering_to_close(guard):
    guard.tell_of(())
    assert dialogs(guard) == []
    guard.tell_of(("a report",))
    (dialog,) = dialogs(guard)
    assert not dialog.close_button.isVisible()
    take(guard)
    assert dialogs(guard) == [dialog]
    dialog.accept()
