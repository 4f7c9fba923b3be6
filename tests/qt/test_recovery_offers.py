"""What a crash left of a project is looked for in a thread, and nothing is lost meanwhile."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from recovery_desk import recovery_desk
from torture.left_over import PAIR, crash_on, retitle, saved_project

from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.core.errors import Cancelled
from desk_annotator.qt import protection_recovery
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.reading_label import ReadingLabel
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.recovery import find_journals
from desk_annotator.text.isolates import strip_isolates


class Held:
    """A look for offers that ends when the test says so."""

    def __init__(self, real):
        self.go, self.begun, self.stopped = (threading.Event() for _ in range(3))
        self.threads = []
        self._real = real

    def __call__(self, opened, folders, *, check):
        self.threads.append(threading.current_thread())
        self.begun.set()
        try:
            while not self.go.wait(0.002):
                check()
            return self._real(opened, folders, check=check)
        except Cancelled:
            self.stopped.set()
            raise


@pytest.fixture
def held(monkeypatch):
    held = Held(protection_recovery.offers_for)
    monkeypatch.setattr(protection_recovery, "offers_for", held)
    yield held
    held.go.set()


@pytest.fixture
def other(tmp_path):
    """Another project, of which nothing was left unsaved."""
    return saved_project(tmp_path / "other.json")


def begin(desk, path, held):
    """Open a project up to the look for offers."""
    desk.window.files.open_path(str(path))
    desk.wait_for(lambda: bool(held.threads))


def label(desk):
    return desk.window.findChild(ReadingLabel, "project_reading")


def show(desk, held, path):
    """Have a project on show; what is opened after it is held back."""
    held.go.set()
    desk.load(path)
    desk.wait_for(lambda: desk.opened is not None)
    held.go.clear()
    held.threads.clear()


def is_locked(path):
    return ProjectLock(path).holder() is not None


def shows_busy(desk):
    return "Opening" in desk.window._state.text()


def test_the_window_does_not_wait_for_it(desk, path, folders, held):
    crash_on(path, folders, "one")
    begin(desk, path, held)
    assert held.threads[0] is not threading.main_thread()
    assert desk.opened is None
    assert shows_busy(desk)
    held.go.set()
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.workspace.title == "one"
    assert not shows_busy(desk)


def test_without_a_journal_a_project_is_shown_at_once(desk, path, held):
    desk.window.files.admit(desk.window.files.load(path))
    assert desk.opened.path == path
    assert not held.threads


def test_a_look_that_finds_nothing_shows_the_project(desk, path, folders, held):
    crash_on(path, folders)  # it ended in a crash, with nothing that was not saved
    begin(desk, path, held)
    held.go.set()
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.dialog() is None
    assert is_locked(path)


def by_button(qtbot, desk):
    qtbot.mouseClick(label(desk).stop_button, Qt.MouseButton.LeftButton)


def by_escape(qtbot, desk):
    qtbot.keyClick(desk.window.focusWidget() or desk.window, Qt.Key.Key_Escape)


@pytest.mark.parametrize("stop", [by_button, by_escape])
def test_it_says_what_it_does_and_can_be_stopped(qtbot, desk, path, folders, other, held, stop):
    show(desk, held, other)
    crash_on(path, folders, "one")
    begin(desk, path, held)
    desk.wait_for(lambda: label(desk) is not None and label(desk).isVisible())
    words = strip_isolates(label(desk).findChild(PlainLabel).text())
    assert words == f"Looking for unsaved work of {path.name}…"
    stop(qtbot, desk)
    assert held.stopped.wait(20)
    assert not label(desk).isVisible()
    assert not shows_busy(desk)
    desk.idle()
    assert desk.opened.path == other
    assert not is_locked(path)
    assert is_locked(other)
    assert len(find_journals(folders)) == 1
    held.go.set()
    desk.window.files.open_path(str(path))
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: desk.opened.path == path)
    assert desk.workspace.title == "one"


@pytest.mark.parametrize("choice", [Leave.CANCEL, Leave.DISCARD])
def test_what_is_worked_on_meanwhile_is_asked_about(desk, path, folders, other, held, choice):
    show(desk, held, other)
    crash_on(path, folders, "one")
    begin(desk, path, held)
    assert desk.answers.asked == []
    retitle(desk.opened, "worked on")
    desk.answers.on_leave = choice
    held.go.set()
    desk.wait_for(lambda: desk.answers.asked == ["leave"])
    if choice is Leave.DISCARD:
        desk.press(desk.wait_for_dialog().restore_button)
        desk.wait_for(lambda: desk.opened.path == path)
        assert desk.workspace.title == "one"
        return
    desk.idle()
    assert desk.dialog() is None
    assert desk.workspace.title == "worked on"
    assert not is_locked(path)
    assert not shows_busy(desk)
    assert len(find_journals(folders)) == 1


def test_another_that_is_opened_meanwhile_is_the_one_shown(desk, path, folders, other, held):
    crash_on(path, folders, "one")
    begin(desk, path, held)
    desk.window.files.open_path(str(other))
    assert held.stopped.wait(20)
    desk.wait_for(lambda: desk.opened is not None)
    desk.idle()
    assert desk.opened.path == other
    assert desk.dialog() is None
    assert not is_locked(path)
    assert is_locked(other)
    assert len(find_journals(folders)) == 1


def test_the_same_that_is_opened_once_more_is_offered_once(desk, path, folders, held):
    crash_on(path, folders, "one")
    begin(desk, path, held)
    desk.window.files.open_path(str(path))
    assert held.stopped.wait(20)
    desk.wait_for(lambda: len(held.threads) == 2)
    held.go.set()
    dialog = desk.wait_for_dialog()
    assert is_locked(path)
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)
    desk.idle()
    assert desk.dialog() is None
    assert len(find_journals(folders)) == 1


def test_to_read_again_and_stop_keeps_the_lock_of_what_is_shown(qtbot, desk, path, held):
    show(desk, held, path)
    first = desk.opened
    begin(desk, path, held)  # its own journal, of a process that lives, is not offered
    desk.wait_for(lambda: label(desk) is not None and label(desk).isVisible())
    by_button(qtbot, desk)
    desk.idle()
    assert desk.opened is first
    assert is_locked(path)
    desk.window.files.close_project()
    assert not is_locked(path)


def test_a_window_that_closes_meanwhile_offers_nothing(qtbot, qapp, path, folders, held):
    crash_on(path, folders, "one")
    with recovery_desk(qtbot, folders) as desk:
        begin(desk, path, held)
        desk.window.close()
        assert held.stopped.is_set()
        qtbot.wait(50)
        assert desk.dialog() is None
        assert desk.opened is None
    assert not is_locked(path)
    assert len(find_journals(folders)) == 1


def test_what_is_found_while_a_question_is_asked_waits_for_the_answer(
    qtbot, desk, path, folders, other, held
):
    show(desk, held, other)
    crash_on(path, folders, "one")
    begin(desk, path, held)
    retitle(desk.opened, "worked on")
    seen = []

    def leave(name):
        desk.answers.asked.append("leave")
        held.go.set()
        desk.idle()
        seen.append(desk.dialog())
        return Leave.CANCEL

    desk.answers.leave = leave
    desk.window.files.close_project()
    assert seen == [None]
    # Once more now, for the project just read.
    desk.wait_for(lambda: desk.answers.asked == ["leave", "leave"])
    desk.wait_for(lambda: not is_locked(path))
    assert desk.workspace.title == "worked on"
    del desk.answers.leave


def test_a_fault_in_the_look_opens_nothing_and_loses_nothing(
    qtbot, desk, path, folders, monkeypatch
):
    crash_on(path, folders, "one")

    def look(*_arguments, check):
        raise RuntimeError

    monkeypatch.setattr(protection_recovery, "offers_for", look)
    with qtbot.captureExceptions() as caught:
        desk.window.files.open_path(str(path))
        desk.wait_for(lambda: bool(caught))
        desk.idle()
    assert desk.opened is None
    assert not shows_busy(desk)
    assert not is_locked(path)
    assert len(find_journals(folders)) == 1


def look_at_one_and_open_another(desk, path, folders, tmp_path, held):
    """Return the path of the other project, of which the look for unsaved work is held."""
    crash_on(path, folders, "one")
    second = saved_project(tmp_path / "second.json")
    crash_on(second, folders, "two")
    held.go.set()
    desk.load(path)
    desk.press(desk.wait_for_dialog().look_button)
    desk.wait_for(lambda: desk.opened is not None)
    held.go.clear()
    held.threads.clear()
    begin(desk, second, held)
    return second


def test_what_is_looked_at_stays_locked_while_another_opening_is_stopped(
    qtbot, desk, path, folders, tmp_path, held
):
    second = look_at_one_and_open_another(desk, path, folders, tmp_path, held)
    assert is_locked(path)
    desk.wait_for(lambda: label(desk) is not None and label(desk).isVisible())
    by_button(qtbot, desk)
    desk.idle()
    assert not is_locked(second)
    desk.act("Restore")
    desk.wait_for(lambda: not desk.workspace.read_only_reason)
    assert desk.workspace.title == "one"
    assert is_locked(path)
    desk.idle()
    held.go.set()
    desk.window.files.open_path(str(second))
    desk.press(desk.wait_for_dialog().later_button)
    desk.wait_for(lambda: desk.opened.path == second)
    assert not is_locked(path)
    assert is_locked(second)


def test_a_recovery_ends_the_opening_of_another(desk, path, folders, tmp_path, held):
    second = look_at_one_and_open_another(desk, path, folders, tmp_path, held)
    desk.act("Restore")
    assert held.stopped.wait(20)
    held.go.set()
    desk.wait_for(lambda: not desk.workspace.read_only_reason)
    desk.idle()
    assert desk.workspace.title == "one"
    assert desk.dialog() is None
    assert is_locked(path)
    assert not is_locked(second)
    assert len(find_journals(folders)) == 1


def test_the_version_edits_start_from_is_looked_for_in_the_thread_too(
    desk, path, folders, held, monkeypatch
):
    BackupStore(folders, open_project(path).workspace.project_id).keep(path.read_bytes())
    crash_on(path, folders, "mine")
    theirs = open_project(path)
    retitle(theirs, "theirs")
    save_task(theirs, path).run()
    threads, real = [], BackupStore.find

    def find(*arguments, **named):
        threads.append(threading.current_thread())
        return real(*arguments, **named)

    monkeypatch.setattr(BackupStore, "find", find)
    held.go.set()
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.workspace.title == "mine"
    assert desk.opened.path is None
    desk.workspace.undo()
    assert desk.workspace.title == PAIR.title
