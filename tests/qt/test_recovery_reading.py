"""To restore is done in a thread: the base is read there, and that can be stopped."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from recovery_desk import held_back
from torture.left_over import PAIR, crash_on, crash_unsaved, retitle, saved_project

from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.qt import protection_recovery
from desk_annotator.qt.merge_dialog import MergeDialog
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.recovery import attempts, find_journals, note_attempt


@pytest.fixture
def orphan(tmp_path, folders):
    """A project file that another changed after edits of it were left unsaved."""
    path = saved_project(tmp_path / "خبر.json")
    BackupStore(folders, open_project(path).workspace.project_id).keep(path.read_bytes())
    crash_on(path, folders, "mine")
    theirs = open_project(path)
    retitle(theirs, "theirs")
    save_task(theirs, path).run()
    return path


@pytest.fixture
def slow_base(monkeypatch):
    with held_back(monkeypatch, protection_recovery, "separate") as base:
        yield base


def test_the_base_of_a_copy_is_read_in_a_thread_and_can_be_stopped(
    desk, orphan, folders, slow_base
):
    desk.load(orphan)
    dialog = desk.wait_for_dialog()
    desk.stop_reading(dialog, dialog.restore_button, slow_base)
    slow_base.go.set()
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "mine"
    assert desk.opened.path is None
    assert not desk.opened.workspace.is_saved
    assert load_project(orphan).project.title == "theirs"


def test_escape_leaves_a_recovery_whose_base_is_being_read(desk, orphan, folders, slow_base):
    desk.load(orphan)
    dialog = desk.wait_for_dialog()
    desk.escape_reading(dialog, dialog.restore_button, slow_base)
    assert desk.opened.workspace.title == "theirs"
    (content,) = find_journals(folders)
    assert attempts(content) == 0


def test_a_base_that_cannot_be_read_is_told(desk, orphan, folders):
    desk.load(orphan)
    dialog = desk.wait_for_dialog()
    for copy in folders.backups.glob("*/*.json"):
        copy.write_bytes(b"{")
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: "not complete JSON" in desk.notices())
    assert desk.opened.workspace.title == "theirs"
    assert len(find_journals(folders)) == 1


def test_edits_of_a_changed_file_can_be_merged_into_it(desk, orphan, folders):
    """With what both started from known: they changed the title, so did she."""
    before = orphan.read_bytes()
    desk.load(orphan)
    dialog = desk.wait_for_dialog()
    assert "merged" in dialog.findChild(SignedLabel)._words
    desk.press(dialog.merge_button)
    desk.wait_for(lambda: bool(desk.window.findChildren(MergeDialog)))
    assert orphan.read_bytes() == before
    assert desk.opened.path == orphan
    assert desk.opened.workspace.title == "mine"
    assert ProjectLock(orphan).holder().owner.is_this_process
    (merge,) = desk.window.findChildren(MergeDialog)
    assert merge._plan.merge.base.title == PAIR.title
    assert len(merge._plan.merge.conflicts) == 1
    merge.reject()
    desk.idle()
    desk.window.files.save()  # what is there now is not written over without a choice
    desk.wait_for(lambda: "changed" in desk.notices())
    assert orphan.read_bytes() == before
    assert not desk.opened.workspace.is_saved
    desk.opened.workspace.undo()
    assert desk.opened.workspace.title == PAIR.title
    assert not desk.opened.workspace.is_saved


def test_edits_that_fit_their_file_need_no_merge(desk, tmp_path, folders):
    path = saved_project(tmp_path / "p.json")
    crash_on(path, folders, "one")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert not dialog.merge_button.isVisible()
    assert not dialog.export_button.isVisible()
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)


def test_the_journal_of_a_replay_that_failed_twice_can_be_exported(desk, tmp_path, folders):
    path = saved_project(tmp_path / "p.json")
    crash_on(path, folders, "one")
    (content,) = find_journals(folders)
    note_attempt(content)
    note_attempt(content)
    goal = tmp_path / "for support.jsonl"
    desk.answers.journal_to_save = lambda _proposal: str(goal)
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert dialog.later_button.isDefault()
    desk.press(dialog.export_button)
    desk.wait_for(lambda: "was exported to" in desk.notices())
    assert goal.read_bytes() == content.file.read_bytes()
    assert dialog.isVisible()
    goal = tmp_path / "missing" / "j.jsonl"
    desk.press(dialog.export_button)
    desk.wait_for(lambda: len(desk.window.notices.notices) > 1)
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == PAIR.title
    assert len(find_journals(folders)) == 1


def test_while_the_edits_are_made_the_dialog_stays(desk, tmp_path, folders, monkeypatch):
    path = saved_project(tmp_path / "p.json")
    crash_on(path, folders, "one", "two")
    real, go, threads = protection_recovery.restore, threading.Event(), []

    def restore(*arguments):
        threads.append(threading.current_thread())
        go.wait(20)
        return real(*arguments)

    monkeypatch.setattr(protection_recovery, "restore", restore)
    desk.load(path)
    dialog = desk.wait_for_dialog()
    desk.press(dialog.restore_button)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    assert not dialog.later_button.isEnabled()
    go.set()
    desk.wait_for(lambda: desk.opened is not None)
    assert threads[0] is not threading.main_thread()
    assert desk.opened.workspace.title == "two"
    desk.opened.workspace.undo()
    assert desk.opened.workspace.title == "one"


def test_a_fault_of_the_program_in_a_recovery_shows_nothing_half_made(
    desk, qtbot, tmp_path, folders, monkeypatch
):
    path = saved_project(tmp_path / "p.json")
    crash_on(path, folders, "one")

    def restore(offer, opened, *_others):
        retitle(opened, "half made")
        raise RuntimeError

    monkeypatch.setattr(protection_recovery, "restore", restore)
    desk.load(path)
    with qtbot.captureExceptions() as caught:
        desk.press(desk.wait_for_dialog().restore_button)
        desk.wait_for(lambda: bool(caught))
        desk.idle()
    assert desk.dialog() is None
    assert desk.opened is None
    assert ProjectLock(path).holder() is None
    monkeypatch.undo()
    desk.load(path)
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "one"


def test_what_is_restored_of_a_project_never_saved_is_journalled_on(desk, folders):
    crash_unsaved(folders, "one")
    desk.protection.offer_unsaved()
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    retitle(desk.opened, "two")
    (file,) = folders.recovery.glob("*/*.jsonl")
    assert file.read_bytes().count(b'"kind":"made"') == 2
    assert desk.opened.workspace.undo() is not None
    assert desk.opened.workspace.undo() is not None
    assert desk.opened.workspace.title == PAIR.title
