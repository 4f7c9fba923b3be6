"""When the journal is flushed, the file looked at and the lock touched."""

from __future__ import annotations

import os
import threading
import time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from torture.left_over import retitle

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.storage.lock import ProjectLock

STATE = Qt.ApplicationState


@pytest.fixture
def desk(desk, path):
    desk.load(path)
    desk.wait_for(lambda: desk.opened is not None)
    return desk


@pytest.fixture
def flushes(monkeypatch):
    """The threads that asked for a flush of the journal."""
    seen, real = [], CrashProtection.sync

    def sync(self):
        seen.append(threading.current_thread())
        real(self)

    monkeypatch.setattr(CrashProtection, "sync", sync)
    return seen


@pytest.mark.parametrize(
    "state", [STATE.ApplicationInactive, STATE.ApplicationHidden, STATE.ApplicationSuspended]
)
def test_the_journal_is_flushed_when_the_window_is_left(desk, flushes, state):
    retitle(desk.opened, "one")
    QGuiApplication.instance().applicationStateChanged.emit(state)
    desk.wait_for(lambda: bool(flushes))
    desk.idle()
    assert threading.main_thread() not in flushes
    assert not desk.protection.current.journal._is_dirty


def test_coming_back_needs_no_flush(desk, flushes):
    QGuiApplication.instance().applicationStateChanged.emit(STATE.ApplicationActive)
    desk.idle()
    assert flushes == []


def test_the_journal_is_flushed_before_the_session_ends(desk, flushes):
    retitle(desk.opened, "one")
    QGuiApplication.instance().commitDataRequest.emit(None)
    assert flushes == [threading.main_thread()]  # the system does not wait for a thread
    assert not desk.protection.current.journal._is_dirty


def test_the_journal_is_flushed_and_kept_when_the_program_is_asked_to_end(desk, folders):
    retitle(desk.opened, "one")
    journal = desk.protection.current.journal
    desk.protection.keep()
    assert journal._descriptor is None
    assert not journal._is_dirty
    assert b'"kind":"made"' in journal.path.read_bytes()
    assert ProjectLock(desk.opened.path).holder() is None


def change_on_disk(path):
    theirs = open_project(path)
    retitle(theirs, "theirs")
    save_task(theirs, path).run()


def test_the_file_is_looked_at_when_the_window_is_entered(desk):
    change_on_disk(desk.opened.path)
    desk.idle()
    QApplication.sendEvent(desk.window, QEvent(QEvent.Type.WindowActivate))
    desk.wait_for(lambda: "was changed on disk" in desk.notices())


def test_the_file_is_looked_at_every_half_minute(desk):
    disk = desk.protection._disk
    assert disk._timer.isActive()
    assert disk._timer.interval() == 30_000
    change_on_disk(desk.opened.path)
    desk.idle()
    disk._timer.timeout.emit()
    desk.wait_for(lambda: "was changed on disk" in desk.notices())
    desk.window.files.close_project()
    assert not disk._timer.isActive()


def test_a_second_change_is_seen_as_the_first_was(desk):
    """Nothing is watched that could go deaf after the first replacement of the file."""
    retitle(desk.opened, "mine")
    for number in (1, 2):
        theirs = open_project(desk.opened.path)
        retitle(theirs, f"theirs {number}")
        save_task(theirs, desk.opened.path).run()
        desk.protection._disk.look()
        desk.wait_for(lambda: "was changed on disk" in desk.notices())
        desk.act("Keep mine")
        desk.wait_for(lambda: desk.opened.workspace.is_saved)
        desk.idle()
        retitle(desk.opened, f"mine {number}")
    desk.protection._disk.look()
    desk.idle()
    assert "was changed on disk" not in desk.notices()


def test_same_size_and_time_are_noticed_before_a_save(desk):
    """The times may lie; the hash before each save does not."""
    path = desk.opened.path
    state = path.stat()
    theirs = path.read_bytes().replace(b'"shop"', b'"SHOP"')
    path.write_bytes(theirs)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    retitle(desk.opened, "mine")
    desk.window.files.save()
    desk.wait_for(lambda: "changed" in desk.notices())
    assert path.read_bytes() == theirs
    assert not desk.opened.workspace.is_saved


def test_the_lock_is_touched_every_minute(desk):
    keeper, lock = desk.protection._locks, ProjectLock(desk.opened.path)
    assert keeper._timer.isActive()
    assert keeper._timer.interval() == 60_000
    os.utime(lock.path, (1, 1))
    keeper._timer.timeout.emit()
    desk.wait_for(lambda: lock.holder().active > 1)
    desk.window.files.close_project()
    assert not keeper._timer.isActive()
    assert lock.holder() is None


def test_a_closed_window_leaves_the_project_before_it_waits_for_a_thread(desk):
    """A drive that has gone may hold the thread for minutes."""
    lock, seen = ProjectLock(desk.opened.path), []

    def hang(_job):
        for _ in range(1000):
            if lock.holder() is None:
                break
            time.sleep(0.005)
        return lock.holder()

    desk.window.files.background.start(hang, finished=seen.append, failed=seen.append)
    desk.window.close()
    desk.wait_for(lambda: bool(seen))
    assert seen == [None]
