"""What a crash left can be looked at before it is restored; it is read in a thread."""

from __future__ import annotations

import pytest
from recovery_desk import held_back
from torture.left_over import PAIR, crash_on, retitle

from desk_annotator.qt import protection_recovery
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
