"""The file history shows what was saved, and restores any of it as a new file only."""

from __future__ import annotations

import gc
import shutil
import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from torture.left_over import PAIR, retitle, saved_project
from window_desk import Answers, idle, protected_window

from desk_annotator.app.open_project import new_project, open_project, save_task
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Project
from desk_annotator.core.span import Span
from desk_annotator.qt import history_dialog
from desk_annotator.qt.history_dialog import HistoryDialog
from desk_annotator.storage.project_file import load_project
from desk_annotator.text.isolates import strip_isolates


@pytest.fixture
def path(tmp_path):
    return saved_project(tmp_path / "<b>خبر.json")


@pytest.fixture
def window(qtbot, qapp, folders):
    with protected_window(qtbot, folders) as shown:
        shown.answers = shown.files.prompts = Answers()
        yield shown


def open_history(qtbot, window):
    window.actions_table["history"].trigger()
    (dialog,) = [each for each in window.findChildren(HistoryDialog) if each.isVisible()]
    idle(qtbot, window)
    return dialog


@pytest.fixture
def saved_twice(qtbot, window, path):
    window.files.open_path(str(path))
    idle(qtbot, window)
    annotation = Annotation(id="a", tag=Tag.MISSING, source=(Span(4, 8),))
    change = AnnotationChange(PAIR.id, None, annotation)
    window.project.workspace.apply(Edit("Tag", (change,)))
    window.files.save()
    qtbot.waitUntil(lambda: window.project.workspace.is_saved, timeout=20_000)
    return window


def rows(dialog):
    return [
        [dialog.versions.list.topLevelItem(row).text(column) for column in range(1, 4)]
        for row in range(dialog.versions.list.topLevelItemCount())
    ]


def test_each_version_is_shown_with_its_counts_and_its_text(qtbot, saved_twice):
    dialog = open_history(qtbot, saved_twice)
    heads = dialog.versions.list.headerItem()
    assert [heads.text(column) for column in range(5)] == [
        "Saved",
        "Matching",
        "Added",
        "Missing",
        "Size",
    ]
    assert rows(dialog) == [["0", "0", "1"], ["0", "0", "0"]]
    assert "Missing" in dialog.versions.preview.toPlainText()
    assert "shop" in dialog.versions.preview.toPlainText()
    dialog.versions.list.setCurrentItem(dialog.versions.list.topLevelItem(1))
    assert "Missing" not in dialog.versions.preview.toPlainText()
    dialog.reject()


def test_a_version_is_restored_as_a_new_file(qtbot, saved_twice, path, tmp_path):
    before = path.read_bytes()
    window = saved_twice
    window.answers.save_path = str(tmp_path / "old.json")
    dialog = open_history(qtbot, window)
    dialog.versions.list.setCurrentItem(dialog.versions.list.topLevelItem(1))
    QTest.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    assert not dialog.restore_button.isEnabled()  # it is written in a thread
    idle(qtbot, window)
    assert "<b>خبر (" in window.answers.proposal
    assert load_project(tmp_path / "old.json").project.pairs[0].annotations == ()
    assert path.read_bytes() == before
    assert window.project.path == path
    (notice,) = window.notices.notices
    assert "old.json" in notice.text
    notice.actions[0][1]()
    idle(qtbot, window)
    assert window.project.path == tmp_path / "old.json"


def test_a_version_never_takes_the_place_of_the_open_project(qtbot, saved_twice, path):
    before = path.read_bytes()
    saved_twice.answers.save_path = str(path)
    dialog = open_history(qtbot, saved_twice)
    dialog.versions.list.setCurrentItem(dialog.versions.list.topLevelItem(1))
    QTest.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    idle(qtbot, saved_twice)
    assert dialog.isVisible()
    assert dialog.restore_button.isEnabled()
    assert not dialog.message.isHidden()
    assert path.read_bytes() == before
    dialog.reject()


FILE_COLUMN = 5


def file_cells(dialog):
    return [
        strip_isolates(dialog.versions.list.topLevelItem(row).text(FILE_COLUMN))
        for row in range(dialog.versions.list.topLevelItemCount())
    ]


def test_versions_of_one_file_need_no_name(qtbot, saved_twice):
    dialog = open_history(qtbot, saved_twice)
    assert dialog.versions.list.isColumnHidden(FILE_COLUMN)
    dialog.reject()


def test_a_project_saved_under_another_name_tells_which_version_is_of_which_file(
    qtbot, saved_twice, path
):
    other = path.with_name("other.json")
    saved_twice.answers.save_path = str(other)
    workspace = saved_twice.project.workspace
    retitle(saved_twice.project, "anew")
    saved_twice.files.save_as()
    qtbot.waitUntil(lambda: workspace.is_saved, timeout=20_000)
    dialog = open_history(qtbot, saved_twice)
    assert not dialog.versions.list.isColumnHidden(FILE_COLUMN)
    assert file_cells(dialog) == ["other.json", path.name, path.name]
    assert dialog.versions.list.columnWidth(FILE_COLUMN) > dialog.versions.list.width() / 2
    tip = dialog.versions.list.topLevelItem(1).toolTip(FILE_COLUMN)
    assert "<b>" not in tip
    assert str(path.parent) in tip
    dialog.reject()


def test_a_copied_project_shows_versions_of_the_first_file(qtbot, saved_twice, path, tmp_path):
    copy = tmp_path / "copies" / path.name
    copy.parent.mkdir()
    shutil.copyfile(path, copy)
    saved_twice.files.open_path(str(copy))
    idle(qtbot, saved_twice)
    dialog = open_history(qtbot, saved_twice)
    first, second = file_cells(dialog)
    assert f"{path.name} in {tmp_path.name}" in first
    assert second == f"{path.name} in {tmp_path.name}"
    dialog.reject()


def test_a_version_of_an_older_program_has_no_name(qtbot, saved_twice, folders, path):
    kept = sorted(folders.backups.glob("*/*.name"))
    kept[0].unlink()
    kept[1].write_bytes(kept[1].read_bytes().replace(path.parent.name.encode(), b"elsewhere"))
    dialog = open_history(qtbot, saved_twice)
    assert file_cells(dialog)[1] == "not known"
    dialog.reject()


def test_a_damaged_version_says_so(qtbot, saved_twice, folders):
    newest = max(folders.backups.glob("*/*.json"))
    newest.write_bytes(b"\0" * 40)
    dialog = open_history(qtbot, saved_twice)
    assert rows(dialog)[0][0] == "damaged"
    assert dialog.versions.preview.toPlainText() == "This version is damaged and cannot be read."
    assert rows(dialog)[1] == ["0", "0", "0"]
    dialog.versions.list.setCurrentItem(dialog.versions.list.topLevelItem(1))
    assert PAIR.title in dialog.versions.preview.toPlainText()
    dialog.reject()


def test_without_versions_there_is_nothing_to_restore(qtbot, window, path):
    window.files.show_project(open_project(path))
    dialog = open_history(qtbot, window)
    assert rows(dialog) == []
    assert not dialog.restore_button.isEnabled()
    dialog.reject()


def test_another_program_changing_the_file_is_in_the_history_too(qtbot, saved_twice, path):
    theirs = open_project(path)
    retitle(theirs, "theirs")
    save_task(theirs, path).run()
    retitle(saved_twice.project, "mine")
    saved_twice.files.overwrite()
    qtbot.waitUntil(lambda: saved_twice.project.workspace.is_saved, timeout=20_000)
    dialog = open_history(qtbot, saved_twice)
    assert len(rows(dialog)) == 4
    dialog.reject()


def test_the_journal_is_on_the_device_when_the_session_ends(qtbot, window, path, monkeypatch):
    window.files.open_path(str(path))
    idle(qtbot, window)
    journal = window.protection.current.journal
    asked = []

    def sync(each):
        asked.append(each)

    monkeypatch.setattr(type(journal), "sync", sync)
    QGuiApplication.instance().commitDataRequest.emit(None)
    assert asked == [journal]


def test_right_after_opening_the_version_being_kept_comes_by_itself(qtbot, window, path):
    window.files.open_path(str(path))
    qtbot.waitUntil(lambda: window.project is not None)
    window.actions_table["history"].trigger()
    (dialog,) = [each for each in window.findChildren(HistoryDialog) if each.isVisible()]
    assert rows(dialog) == []
    assert dialog.versions.preview.toPlainText() == "Reading…"
    assert not dialog.restore_button.isEnabled()

    qtbot.waitUntil(lambda: rows(dialog) == [["0", "0", "0"]], timeout=20_000)
    assert dialog.restore_button.isEnabled()
    assert dialog.versions.list.currentItem() is dialog.versions.list.topLevelItem(0)
    assert PAIR.title in dialog.versions.preview.toPlainText()
    dialog.reject()


def test_a_version_that_comes_does_not_move_the_choice(qtbot, saved_twice, path):
    dialog = open_history(qtbot, saved_twice)
    chosen = dialog.versions.list.topLevelItem(1)
    dialog.versions.list.setCurrentItem(chosen)
    retitle(saved_twice.project, "a third")
    saved_twice.files.save()

    qtbot.waitUntil(lambda: len(rows(dialog)) == 3, timeout=20_000)
    assert dialog.versions.list.currentItem() is chosen
    assert dialog.versions.list.topLevelItem(2) is chosen
    dialog.reject()


def test_a_project_never_saved_is_told_how_there_will_be_a_version(qtbot, window):
    window.files.show_project(new_project(PAIR, annotator=""))
    dialog = open_history(qtbot, window)

    assert dialog.versions.preview.toPlainText() == "No version is kept yet. Each save keeps one."
    dialog.reject()


def projects():
    gc.collect()
    return sum(type(each) is Project for each in gc.get_objects())


def test_the_dialog_keeps_none_of_the_versions_it_has_read(qtbot, saved_twice):
    before = projects()
    dialog = open_history(qtbot, saved_twice)
    assert rows(dialog) == [["0", "0", "1"], ["0", "0", "0"]]
    assert projects() == before
    dialog.reject()


def test_versions_are_read_no_more_once_the_dialog_is_closed(qtbot, saved_twice, monkeypatch):
    begun = []

    def endless(backup, check):
        begun.append(backup)
        for _ in range(2_000):
            check()
            time.sleep(0.005)
        raise AssertionError(backup)

    monkeypatch.setattr(history_dialog, "read_version", endless)
    saved_twice.actions_table["history"].trigger()
    (dialog,) = [each for each in saved_twice.findChildren(HistoryDialog) if each.isVisible()]
    qtbot.waitUntil(lambda: bool(begun))
    dialog.reject()
    qtbot.waitUntil(lambda: not saved_twice.files.background.is_busy)


def test_versions_are_read_one_at_a_time_and_the_chosen_one_next(qtbot, saved_twice, monkeypatch):
    for title in ("third", "fourth"):
        retitle(saved_twice.project, title)
        saved_twice.files.save()
        qtbot.waitUntil(lambda: saved_twice.project.workspace.is_saved, timeout=20_000)
    idle(qtbot, saved_twice)
    begun, may_go_on = [], threading.Semaphore(0)
    read = history_dialog.read_version

    def slow(backup, check):
        begun.append(backup.path)
        may_go_on.acquire(timeout=5)  # lets go of the window also where this test fails
        return read(backup, check)

    monkeypatch.setattr(history_dialog, "read_version", slow)
    saved_twice.actions_table["history"].trigger()
    (dialog,) = [each for each in saved_twice.findChildren(HistoryDialog) if each.isVisible()]
    qtbot.waitUntil(lambda: bool(begun))
    listed = list(dialog._backups)
    assert len(listed) == 4
    qtbot.wait(100)
    assert begun == listed[:1]
    dialog.versions.list.setCurrentItem(dialog.versions.list.topLevelItem(3))
    for count in range(2, 5):
        may_go_on.release()
        qtbot.waitUntil(lambda count=count: len(begun) == count)
    may_go_on.release()
    idle(qtbot, saved_twice)
    assert begun == [listed[0], listed[3], listed[1], listed[2]]
    assert all(row[0] == row[1] == "0" for row in rows(dialog))
    dialog.reject()
