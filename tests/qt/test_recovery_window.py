"""The window offers what a crash left, and does with it what the user says, and nothing else."""

from __future__ import annotations

import json
import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from torture.left_over import PAIR, crash_on, crash_unsaved, gone, retitle

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.open_project import new_project, open_project, save_task
from desk_annotator.qt.protection_prompts import LockChoice
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.recovery import find_journals, read_journal


def find_recorded(folders):
    """The journals there are, of processes that live too."""
    return [read_journal(file) for file in folders.recovery.glob("*/*.jsonl")]


def trash(folders):
    return list(folders.trash.glob("*/*.jsonl"))


def test_unsaved_edits_are_offered_and_restored(desk, path, folders):
    before = path.read_bytes()
    crash_on(path, folders, "one", "two", "three")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert desk.opened is None
    assert "3 edits of" in dialog.findChild(SignedLabel)._words
    assert dialog.list.count == 3
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "three"
    assert not desk.opened.workspace.is_saved
    assert path.read_bytes() == before
    assert "Edits brought back: 3" in desk.notices()
    assert len(trash(folders)) == 1
    desk.opened.workspace.undo()
    assert desk.opened.workspace.title == "two"
    desk.save()
    assert load_project(path).project.title == "two"
    assert "until you save" not in desk.notices()


def test_edits_that_were_undone_again_leave_nothing_to_save(desk, path, folders):
    opened = open_project(path)
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    retitle(opened, "one")
    opened.workspace.undo()
    protection.stop()
    desk.load(path)
    dialog = desk.wait_for_dialog()
    sentence = dialog.findChild(SignedLabel)
    assert dialog.windowTitle() == "Undone edits were found"
    assert "had been undone again" in sentence._words
    assert "not saved" not in sentence._words
    assert sentence.sign == "info"
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.is_saved
    assert desk.opened.workspace.redoable is not None
    assert "Edits brought back: 2" in desk.notices()
    assert "until you save" not in desk.notices()


def test_discarded_edits_go_to_the_trash_and_are_not_offered_again(desk, path, folders):
    crash_on(path, folders, "one")
    desk.load(path)
    desk.press(desk.wait_for_dialog().discard_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == PAIR.title
    assert desk.opened.workspace.is_saved
    assert len(trash(folders)) == 1
    desk.window.files.close_project()
    desk.load(path)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.dialog() is None


def test_not_now_keeps_the_journal(desk, path, folders):
    crash_on(path, folders, "one")
    desk.load(path)
    QTest.keyClick(desk.wait_for_dialog(), Qt.Key.Key_Escape)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == PAIR.title
    assert len(find_journals(folders)) == 1
    assert not trash(folders)


def test_edits_of_a_changed_file_become_a_copy(desk, path, folders):
    desk.load(path)  # so that the file history has the version they start from
    desk.wait_for(lambda: desk.opened is not None)
    history = BackupStore(folders, desk.opened.workspace.project_id)
    desk.wait_for(lambda: bool(history.entries()))
    desk.window.files.close_project()
    crash_on(path, folders, "mine")
    theirs = open_project(path)
    retitle(theirs, "theirs")
    save_task(theirs, path).run()
    before = path.read_bytes()
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert "copy" in dialog.restore_button.text()
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "mine"
    assert desk.opened.path is None
    assert path.read_bytes() == before


def test_edits_whose_version_is_unknown_are_kept(desk, path, folders):
    crash_on(path, folders, "mine")
    path.write_bytes(path.read_bytes() + b"\n")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert not dialog.restore_button.isEnabled()
    assert not dialog.look_button.isEnabled()
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert len(find_journals(folders)) == 1


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ((), "It can be restored as it was made."),
        (("one",), "It can be restored with its 1 edit, made "),
        (("one", "two"), "It can be restored with all 2 edits, the last of "),
    ],
)
def test_what_can_be_restored_is_counted_in_words_that_fit(desk, folders, edits, words):
    crash_unsaved(folders, *edits)
    desk.protection.offer_unsaved()
    dialog = desk.wait_for_dialog()
    assert words in dialog.findChild(SignedLabel).words
    desk.press(dialog.later_button)


def test_what_is_said_of_a_file_is_said_where_there_is_one(desk, path, folders):
    crash_on(path, folders, "one")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert "The file on disk stays as it is" in dialog.note.text()
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)


def test_a_project_that_was_never_saved_is_offered_at_the_start(desk, folders):
    crash_unsaved(folders, "one", "two")
    desk.protection.offer_unsaved()
    dialog = desk.wait_for_dialog()
    assert "on disk" not in dialog.note.text()
    assert "in no project file until you save it" in dialog.note.text()
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.opened.workspace.title == "two"
    assert desk.opened.path is None
    assert not desk.opened.workspace.is_saved
    assert find_journals(folders) == ()


def test_what_was_never_saved_is_not_called_by_the_name_of_a_file_with_its_id(desk, path, folders):
    crash_unsaved(folders, "one", "two")
    (journal,) = find_journals(folders)
    saved = json.loads(path.read_text(encoding="utf-8"))
    saved["id"] = journal.header.project_id
    path.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    sentence = dialog.findChild(SignedLabel).words
    assert journal.header.title in sentence
    assert path.name not in sentence
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)


def test_a_replay_that_failed_twice_is_not_the_first_choice(desk, path, folders):
    crash_on(path, folders, "one")
    (content,) = find_journals(folders)
    content.file.with_name(content.file.name + ".attempts").write_text("2", "ascii")
    desk.load(path)
    dialog = desk.wait_for_dialog()
    assert dialog.later_button.isDefault()
    assert not dialog.restore_button.isDefault()
    desk.press(dialog.later_button)
    desk.wait_for(lambda: desk.opened is not None)


def test_what_is_done_in_the_window_is_journalled_until_it_is_saved(desk, path, folders):
    desk.load(path)
    desk.wait_for(lambda: desk.opened is not None)
    retitle(desk.opened, "one")
    (file,) = folders.recovery.glob("*/*.jsonl")
    assert len(read_journal(file).edits) == 1
    desk.save()
    (file,) = folders.recovery.glob("*/*.jsonl")
    assert read_journal(file).edits == ()
    desk.window.files.close_project()
    assert not list(folders.recovery.glob("*/*.jsonl"))
    assert ProjectLock(path).holder() is None
    assert len(list(folders.backups.glob("*/*.json"))) == 2


def test_work_that_is_not_wanted_goes_to_the_trash(desk, folders):
    desk.window.files.show_project(new_project(PAIR))
    retitle(desk.opened, "one")
    assert desk.window.files.close_project()
    assert desk.answers.asked == ["leave"]
    assert len(trash(folders)) == 1
    assert find_journals(folders) == ()


def test_without_a_journal_the_window_says_so_and_work_goes_on(desk, path, folders, monkeypatch):
    def full(self, descriptor, data):
        raise OSError(28, os.strerror(28))

    desk.load(path)
    desk.wait_for(lambda: desk.opened is not None)
    monkeypatch.setattr(FileCalls, "write", full)
    retitle(desk.opened, "one")
    assert desk.opened.workspace.title == "one"
    assert "Crash protection is off: the disk is full" in desk.notices()
    assert desk.protection._off.isVisible()
    monkeypatch.undo()
    assert desk.protection.current.journal.retry()
    desk.wait_for(lambda: not desk.protection._off.isVisible())
    assert "on again" in desk.notices()


def hold(path, **changes):
    lock = ProjectLock(path)
    lock.take("2026-01-31T09:05:00Z")
    content = json.loads(lock.path.read_text("ascii"))
    lock.path.write_text(json.dumps({**content, **changes}), "ascii")
    return lock


@pytest.mark.parametrize("choice", list(LockChoice))
def test_a_project_that_is_open_elsewhere(desk, path, choice):
    lock = hold(path, host="elsewhere", user="سلمى")
    desk.answers.on_lock = choice
    desk.load(path)
    assert desk.answers.asked[0][1] == path.name
    if choice is LockChoice.CANCEL:
        assert desk.opened is None
    elif choice is LockChoice.READ_ONLY:
        assert "سلمى" in desk.opened.workspace.read_only_reason
        desk.window.files.close_project()
        assert lock.holder().owner.host == "elsewhere"
    elif choice is LockChoice.COPY:
        assert lock.holder().owner.host == "elsewhere"
        assert desk.opened.path is None
    else:
        assert not desk.opened.workspace.read_only_reason
        assert lock.holder().owner.is_this_process
        desk.window.files.close_project()
        assert lock.holder() is None


def test_a_copy_of_a_project_that_is_open_elsewhere(desk, path, folders):
    """It is a project of its own; the file and its lock stay as they are."""
    lock = hold(path, host="elsewhere")
    before, held = path.read_bytes(), lock.path.read_bytes()
    desk.answers.on_lock = LockChoice.COPY
    desk.load(path)
    workspace = desk.opened.workspace
    assert workspace.title == PAIR.title
    assert not workspace.is_saved
    assert not workspace.read_only_reason
    assert "This is a copy" in desk.notices()
    retitle(desk.opened, "mine")
    (journal,) = find_recorded(folders)
    assert journal.header.initial is not None
    proposals = []

    def asked(proposal):
        proposals.append(proposal)
        return proposal

    desk.answers.project_to_save = asked
    desk.act("Save as…")
    desk.wait_for(lambda: desk.opened.workspace.is_saved)
    copy = path.with_name("خبر (copy).json")
    assert proposals == [str(copy)]
    assert desk.opened.path == copy
    assert load_project(copy).project.title == "mine"
    assert load_project(copy).project.id == load_project(path).project.id
    assert "This is a copy" not in desk.notices()
    assert ProjectLock(copy).holder().owner.is_this_process
    assert (path.read_bytes(), lock.path.read_bytes()) == (before, held)
    desk.window.files.close_project()
    assert (path.read_bytes(), lock.path.read_bytes()) == (before, held)


def test_unsaved_edits_of_the_file_wait_while_a_copy_of_it_is_open(desk, path, folders):
    crash_on(path, folders, "one")
    hold(path, host="elsewhere")
    desk.answers.on_lock = LockChoice.COPY
    desk.load(path)
    assert desk.dialog() is None
    assert desk.opened.workspace.title == PAIR.title
    assert len(find_journals(folders)) == 1


def test_a_lock_of_a_dead_process_is_cleared_without_a_word(desk, path):
    hold(path, pid=2**30)
    desk.load(path)
    assert desk.opened is not None
    assert desk.answers.asked == []


def test_reloading_keeps_the_lock(desk, path):
    desk.load(path)
    lock = ProjectLock(path)
    assert lock.holder() is not None
    first = desk.opened
    desk.load(path)
    assert desk.opened is not first
    assert lock.holder() is not None


def change_on_disk(path):
    theirs = open_project(path)
    retitle(theirs, "theirs")
    save_task(theirs, path).run()


def test_a_file_changed_by_another_is_noticed_and_reloaded(desk, path):
    desk.load(path)
    change_on_disk(path)
    desk.protection._disk.look()
    desk.wait_for(lambda: "was changed on disk" in desk.notices())
    desk.act("Reload")
    desk.wait_for(lambda: desk.opened.workspace.title == "theirs")


def test_the_same_bytes_written_again_are_no_change(desk, path):
    desk.load(path)
    data = path.read_bytes()
    path.write_bytes(data)
    os.utime(path, (1, 1))
    desk.protection._disk.look()
    desk.idle()
    assert desk.notices() == ""


def test_keeping_mine_puts_the_other_version_into_the_history(desk, path, folders):
    desk.load(path)
    retitle(desk.opened, "mine")
    change_on_disk(path)
    theirs = path.read_bytes()
    desk.protection._disk.look()
    desk.wait_for(lambda: "was changed on disk" in desk.notices())
    assert path.read_bytes() == theirs
    desk.act("Keep mine")
    desk.wait_for(lambda: desk.opened.workspace.is_saved)
    assert load_project(path).project.title == "mine"
    kept = [file.read_bytes() for file in folders.backups.glob("*/*.json")]
    assert theirs in kept


def test_a_file_that_is_gone_is_noticed(desk, path):
    desk.load(path)
    path.unlink()
    desk.protection._disk.look()
    desk.wait_for(lambda: "no longer where it was" in desk.notices())


def test_a_conflict_copy_is_noticed(desk, path):
    copy = path.with_name("خبر (conflicted copy 2026-01-31).json")
    copy.write_bytes(path.read_bytes())
    path.with_name("خبر (1).json").write_text("{}", "utf-8")
    desk.load(path)
    assert copy.name in desk.notices()
    assert "(1)" not in desk.notices()
    desk.act("Open it")
    desk.idle()
    assert desk.opened.path == copy
