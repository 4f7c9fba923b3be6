"""What a crash left can be looked at before it is restored; it is read in a thread."""

from __future__ import annotations

import json

import pytest
from recovery_desk import held_back
from torture.left_over import PAIR, crash_on, retitle, saved_project

from desk_annotator.qt import protection_recovery
from desk_annotator.qt.protection_prompts import LockChoice
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.recovery import find_journals


def test_looking_first_changes_nothing_and_leads_to_both(desk, path, folders):
    crash_on(path, folders, "one", "two")
    desk.load(path)
    desk.press(desk.wait_for_dialog().look_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "two"
    assert desk.opened.workspace.read_only_reason
    assert desk.opened.workspace.is_saved
    assert find_journals(folders)
    desk.act("Back")
    dialog = desk.wait_for_dialog()
    desk.press(dialog.look_button)
    desk.wait_for(lambda: desk.opened is not None)
    desk.act("Restore")
    desk.wait_for(lambda: not desk.opened.workspace.read_only_reason)
    assert desk.opened.path == path
    retitle(desk.opened, "three")
    desk.save()
    assert load_project(path).project.title == "three"
    assert ProjectLock(path).holder() is not None


def look_at(desk, path, folders):
    crash_on(path, folders, "one")
    desk.load(path)
    desk.press(desk.wait_for_dialog().look_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert ProjectLock(path).holder() is not None


def test_a_look_that_is_closed_gives_the_lock_back(desk, path, folders):
    look_at(desk, path, folders)
    desk.window.files.close_project()
    assert ProjectLock(path).holder() is None


def test_a_window_closed_over_a_look_leaves_no_lock(desk, path, folders):
    look_at(desk, path, folders)
    desk.window.close()
    assert ProjectLock(path).holder() is None


def test_a_project_opened_read_only_after_a_look_does_not_keep_the_lock_of_the_look(
    desk, path, folders, tmp_path
):
    look_at(desk, path, folders)
    other = saved_project(tmp_path / "other.json")
    lock = ProjectLock(other)
    lock.take("2026-01-31T09:05:00Z")
    content = json.loads(lock.path.read_text("ascii"))
    lock.path.write_text(json.dumps({**content, "host": "elsewhere"}), "ascii")
    desk.answers.on_lock = LockChoice.READ_ONLY
    desk.load(other)
    assert desk.opened.path == other
    assert ProjectLock(path).holder() is None
    assert lock.holder().owner.host == "elsewhere"


def test_a_look_saved_as_a_copy_gives_the_lock_back_and_takes_that_of_the_copy(
    desk, path, folders, tmp_path
):
    look_at(desk, path, folders)
    copy = tmp_path / "copy.json"
    desk.answers.project_to_save = lambda _proposal: str(copy)
    desk.window.files.save_as()
    desk.wait_for(copy.exists)
    desk.wait_for(lambda: ProjectLock(copy).holder() is not None)
    assert ProjectLock(path).holder() is None
    desk.act("Back")
    desk.press(desk.wait_for_dialog().later_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.path == path
    assert ProjectLock(path).holder() is not None
    assert ProjectLock(copy).holder() is None


@pytest.fixture
def slow_look(monkeypatch):
    with held_back(monkeypatch, protection_recovery, "looked_at") as look:
        yield look


def test_a_look_is_read_in_a_thread_and_can_be_stopped(desk, path, folders, slow_look):
    crash_on(path, folders, "one")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    desk.stop_reading(dialog, dialog.look_button, slow_look)
    slow_look.go.set()
    desk.press(dialog.look_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "one"
    assert desk.opened.workspace.read_only_reason


def test_escape_leaves_a_look_that_is_being_read(desk, path, folders, slow_look):
    crash_on(path, folders, "one")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    desk.escape_reading(dialog, dialog.look_button, slow_look)
    assert desk.opened.path == path
    assert desk.opened.workspace.title == PAIR.title
    assert len(find_journals(folders)) == 1


def test_a_look_that_cannot_be_read_is_told(desk, path, folders):
    crash_on(path, folders, "one")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    path.write_bytes(b"{")
    desk.press(dialog.look_button)
    desk.wait_for(lambda: "not complete JSON" in desk.notices())
    assert len(find_journals(folders)) == 1
