"""The window tells of a save that could not take its place, and of what it left beside the file."""

from __future__ import annotations

import errno
import os

import pytest
from torture.left_over import retitle

from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.qt.merge_copies import CopyWatch
from desk_annotator.qt.prompts import Leave
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.recovery import find_journals, read_journal


class Hold:
    """Lets this one file not be replaced, as a synchronisation program does, while it is on."""

    def __init__(self, monkeypatch, path):
        self.is_on = True
        real = FileCalls.replace

        def replace(calls, new, goal):
            if self.is_on and goal == str(path):
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            real(calls, new, goal)

        monkeypatch.setattr(FileCalls, "replace", replace)


@pytest.fixture
def hold(monkeypatch, path):
    return Hold(monkeypatch, path)


def stand_ins(path):
    return [each for each in path.parent.iterdir() if " (saved " in each.name]


def fail_to_save(desk):
    before = desk.window.notices.notices
    desk.window.files.save()
    desk.wait_for(lambda: desk.window.notices.notices not in (before, ()))
    desk.idle()


def stand_in_of(desk, path):
    """Let a save fail, and return the stand-in that it leaves."""
    desk.load(path)
    desk.window.furniture.finish()
    retitle(desk.opened, "one")
    fail_to_save(desk)
    (beside,) = stand_ins(path)
    return beside


def test_a_save_that_cannot_take_its_place_is_told_and_nothing_is_lost(desk, path, folders, hold):
    before = path.read_bytes()
    desk.load(path)
    retitle(desk.opened, "one")
    fail_to_save(desk)
    (beside,) = stand_ins(path)
    (notice,) = desk.window.notices.notices
    assert notice.kind == "error"
    assert "could not be replaced" in notice.text
    assert "another program is using the file" in notice.text
    assert beside.name in notice.text
    assert [words for words, _ in notice.actions] == ["Save under another name…"]
    assert path.read_bytes() == before
    assert load_project(beside).project.title == "one"
    assert not desk.workspace.is_saved
    assert desk.window.isWindowModified()
    assert desk.protection.current.journal.path.exists()
    # Not mentioned a second time when she comes back to the window.
    desk.window.findChild(CopyWatch).look()
    desk.idle()
    assert len(desk.window.notices.notices) == 1


def test_failing_saves_leave_one_file_and_one_notice(desk, path, folders, hold):
    desk.load(path)
    for title in ("one", "two", "three"):
        retitle(desk.opened, title)
        fail_to_save(desk)
    (beside,) = stand_ins(path)
    (notice,) = desk.window.notices.notices
    assert beside.name in notice.text
    assert load_project(beside).project.title == "three"
    content = read_journal(desk.protection.current.journal.path)
    assert len(content.edits) == 3


def test_saving_under_another_name_works_from_the_notice(desk, path, hold, tmp_path):
    desk.load(path)
    retitle(desk.opened, "one")
    fail_to_save(desk)
    desk.answers.save_path = str(tmp_path / "elsewhere.json")
    desk.act("Save under another name…")
    desk.wait_for(lambda: desk.workspace.is_saved)
    desk.idle()
    assert load_project(tmp_path / "elsewhere.json").project.title == "one"
    assert len(stand_ins(path)) == 1  # it still says what the first file should hold


def test_once_the_file_takes_the_save_the_stand_in_goes_to_the_trash(desk, path, folders, hold):
    beside = stand_in_of(desk, path)
    held = beside.read_bytes()
    hold.is_on = False
    retitle(desk.opened, "two")
    desk.window.notices.clear()
    desk.save()
    desk.wait_for(lambda: "no longer needed" in desk.notices())
    assert beside.name in desk.notices()
    assert stand_ins(path) == []
    assert [each.read_bytes() for each in folders.trash.glob("*/*.json")] == [held]
    assert load_project(path).project.title == "two"


def test_a_stand_in_somebody_worked_on_stays(desk, path, folders, hold):
    beside = stand_in_of(desk, path)
    other = open_project(beside)
    retitle(other, "worked on")
    save_task(other, beside).run()
    hold.is_on = False
    retitle(desk.opened, "two")
    desk.save()
    desk.idle()
    assert load_project(beside).project.title == "worked on"


def test_closing_with_a_save_that_fails_keeps_the_window_open(desk, path, hold):
    desk.load(path)
    retitle(desk.opened, "one")
    desk.answers.on_leave = Leave.SAVE
    assert not desk.window.files.close_project()
    assert desk.opened is not None
    assert not desk.workspace.is_saved
    assert len(stand_ins(path)) == 1


def left_beside(path, name="خبر (saved 2025-01-31 1405).json"):
    opened = open_project(path)
    retitle(opened, "refused")
    beside = path.with_name(name)
    save_task(opened, beside).run()
    return beside


def test_a_stand_in_of_another_day_is_offered_as_what_it_is_once(desk, path, folders):
    beside = left_beside(path)
    desk.load(path)
    desk.wait_for(lambda: beside.name in desk.notices())
    (notice,) = desk.window.notices.notices
    assert "could not be written to" in notice.text
    assert "synchronisation" not in notice.text
    assert [words for words, _ in notice.actions] == [
        "Compare and merge…",
        "Open it",
        "Discard it",
    ]
    desk.window.notices.clear()
    desk.window.findChild(CopyWatch).look()
    desk.idle()
    assert desk.notices() == ""
    assert beside.exists()


def test_a_stand_in_can_be_discarded(desk, path, folders):
    beside = left_beside(path)
    held = beside.read_bytes()
    desk.load(path)
    desk.wait_for(lambda: beside.name in desk.notices())
    desk.act("Discard it")
    desk.wait_for(lambda: "in the trash for 30 days" in desk.notices())
    assert not beside.exists()
    assert [each.read_bytes() for each in folders.trash.glob("*/*.json")] == [held]


def test_a_stand_in_that_was_changed_since_is_not_discarded(desk, path, folders):
    beside = left_beside(path)
    desk.load(path)
    desk.wait_for(lambda: beside.name in desk.notices())
    beside.write_bytes(beside.read_bytes() + b"\n")
    desk.act("Discard it")
    desk.wait_for(lambda: "nothing was done" in desk.notices())
    assert beside.exists()
    assert find_journals(folders) == ()


def test_a_trash_that_cannot_be_written_is_told(desk, path, folders):
    beside = left_beside(path)
    desk.load(path)
    desk.wait_for(lambda: beside.name in desk.notices())
    folders.trash.parent.mkdir(parents=True, exist_ok=True)
    folders.trash.write_bytes(b"in the way")
    desk.act("Discard it")
    desk.wait_for(lambda: "It is where it was" in desk.notices())
    assert beside.exists()


def test_a_stand_in_opens_as_a_project_of_its_own(desk, path):
    beside = left_beside(path)
    desk.load(path)
    desk.wait_for(lambda: beside.name in desk.notices())
    desk.act("Open it")
    desk.idle()
    desk.wait_for(lambda: desk.opened is not None and desk.opened.path == beside)
    assert desk.workspace.title == "refused"
