"""What a save left that was cut short is offered in the window: shown, restored or discarded."""

from __future__ import annotations

import os

import pytest
from torture.left_over import retitle, saved_project

from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.qt.leftover_dialog import LeftoverDialog
from desk_annotator.qt.leftover_offers import LeftoverOffers
from desk_annotator.storage.project_file import load_project


@pytest.fixture
def desk(desk):
    desk.window.furniture.finish()
    yield desk
    for dialog in dialogs(desk):
        dialog.reject()


def lay(path, name, title, day):
    """Leave what a save of the project would have become, on a day of January 2020."""
    opened = open_project(path)
    retitle(opened, title)
    copy = path.with_name(name)
    save_task(opened, copy).run()
    os.utime(copy, (1_577_836_800 + day * 86_400,) * 2)
    return copy


def look(desk):
    """Do not wait until it looks by itself."""
    desk.window.findChild(LeftoverOffers).look()
    desk.idle()


def dialog_of(desk):
    desk.wait_for(lambda: any(each.isVisible() for each in dialogs(desk)))
    (dialog,) = [each for each in dialogs(desk) if each.isVisible()]
    return dialog


def dialogs(desk):
    return desk.window.findChildren(LeftoverDialog)


def show(desk, path):
    desk.load(path)
    look(desk)
    desk.wait_for(lambda: "was cut short" in desk.notices())
    desk.act("Show it…")
    return dialog_of(desk)


def trash(folders):
    return list(folders.trash.glob("*/*.json"))


def test_it_looks_by_itself_once_the_project_is_on_show(desk, path):
    copy = lay(path, ".~0123abcd.tmp", "cut short", 1)
    half = path.with_name(".~0123abce.tmp")
    half.write_bytes(copy.read_bytes()[:300])
    os.utime(half, (0, 0))
    before = path.read_bytes()
    desk.load(path)
    desk.wait_for(lambda: "was cut short" in desk.notices())
    assert path.name in desk.notices()
    assert not half.exists()
    assert copy.exists()
    assert path.read_bytes() == before


def test_what_was_cut_short_is_shown_and_restored_as_a_new_file(desk, path, folders):
    old = lay(path, ".~0123abcd.tmp", "older", 1)
    new = lay(path, ".~0123abce.tmp", "newer", 2)
    before = path.read_bytes()
    dialog = show(desk, path)
    assert dialog.versions.list.topLevelItemCount() == 2
    assert "2" in dialog.versions.list.topLevelItem(0).text(0)
    desk.answers.save_path = str(path.with_name("restored.json"))
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: dialog.versions.list.topLevelItemCount() == 1)
    assert load_project(path.with_name("restored.json")).project.title == "newer"
    assert not new.exists()
    assert old.exists()
    assert path.read_bytes() == before
    desk.press(dialog.discard_button)
    desk.wait_for(lambda: not dialogs(desk))
    assert not old.exists()
    assert len(trash(folders)) == 2
    assert "Restored as" in desk.notices()
    desk.act("Open it")
    desk.wait_for(lambda: desk.workspace.title == "newer")


def test_closing_the_dialog_keeps_everything_and_the_next_opening_offers_it_again(desk, path):
    copy = lay(path, ".~0123abcd.tmp", "cut short", 1)
    dialog = show(desk, path)
    assert "shop" in dialog.versions.preview.toPlainText()
    dialog.reject()
    assert copy.exists()
    desk.window.notices.clear()
    desk.load(path)
    look(desk)
    desk.wait_for(lambda: "was cut short" in desk.notices())


def test_no_file_chosen_restores_nothing(desk, path):
    copy = lay(path, ".~0123abcd.tmp", "cut short", 1)
    dialog = show(desk, path)
    desk.press(dialog.restore_button)
    desk.idle()
    assert desk.answers.asked == ["save"]
    assert dialog.isVisible()
    assert copy.exists()


def test_what_cannot_be_done_is_told_in_the_dialog(desk, path, folders):
    copy = lay(path, ".~0123abcd.tmp", "cut short", 1)
    before = path.read_bytes()
    dialog = show(desk, path)
    desk.answers.save_path = str(path)
    desk.press(dialog.restore_button)
    desk.wait_for(lambda: not dialog.message.isHidden())
    assert "the project that is open" in dialog.message.words
    assert dialog.restore_button.isEnabled()
    assert copy.exists()
    assert path.read_bytes() == before
    folders.trash.parent.mkdir(parents=True, exist_ok=True)
    folders.trash.write_bytes(b"in the way")
    desk.press(dialog.discard_button)
    desk.wait_for(lambda: "trash" in dialog.message.words)
    assert copy.exists()


def test_another_notice_that_waits_goes_first(desk, path, monkeypatch):
    lay(path, ".~0123abcd.tmp", "cut short", 1)
    desk.load(path)
    desk.window.notices.show_notice("Wait.", seconds=None)
    look(desk)
    assert desk.notices() == "Wait."
    desk.window.notices.clear()
    desk.wait_for(lambda: "was cut short" in desk.notices())


def test_nothing_is_offered_of_a_project_that_is_left(desk, path, tmp_path):
    lay(path, ".~0123abcd.tmp", "cut short", 1)
    other = saved_project(tmp_path / "other.json")
    desk.load(path)
    desk.window.findChild(LeftoverOffers).look()
    desk.window.files.show_project(open_project(other))
    desk.idle()
    desk.qtbot.wait(50)
    assert "cut short" not in desk.notices()


def test_a_project_without_a_file_and_no_project_at_all_are_not_looked_beside(desk, path):
    desk.load(path)
    desk.window.files.show_project(None)
    look(desk)
    assert desk.notices() == ""


def test_a_save_into_another_folder_looks_there(desk, path, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    desk.load(path)
    look(desk)
    copy = lay(path, ".~0123abcd.tmp", "cut short", 1)
    moved = copy.rename(other / copy.name)
    desk.answers.save_path = str(other / "p.json")
    desk.window.files.save_as()
    desk.wait_for(lambda: "was cut short" in desk.notices())
    assert moved.exists()
