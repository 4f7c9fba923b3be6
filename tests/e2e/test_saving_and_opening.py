"""Saving and opening, as they meet: each takes a while, and the user does not wait."""

from __future__ import annotations

import threading

import pytest
from panel_samples import text_pair
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desk_annotator.app.open_project import new_project, open_project, save_task
from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.project import Project
from desk_annotator.qt.prompts import Leave
from desk_annotator.storage.project_file import load_project


def project_file(path, title):
    opened = new_project(text_pair(f"pair-{title}", title))
    retitle(opened, title)
    save_task(opened, path).run()
    return path


def retitle(opened, title):
    workspace = opened.workspace
    workspace.apply(Edit("Rename", (TitleChange(None, workspace.title, title),)))


def title_in(path):
    return load_project(path).project.title


class Gate:
    """Holds work back until the test lets it go on."""

    def __init__(self, work):
        self._work = work
        self._open = threading.Event()
        self.waiting = threading.Event()

    def __call__(self, *arguments, **named):
        self.waiting.set()
        assert self._open.wait(20)
        return self._work(*arguments, **named)

    def let_go(self):
        self._open.set()

    def hold(self):
        self._open.clear()
        self.waiting.clear()


@pytest.fixture
def slow_save(monkeypatch):
    """A save waits until the test lets it go on."""
    from desk_annotator.app import open_project as module

    gate = Gate(module.write_safely)
    monkeypatch.setattr(module, "write_safely", gate)
    yield gate
    gate.let_go()


@pytest.fixture
def slow_load(desk):
    gate = Gate(desk.window.files.load)
    desk.window.files.load = gate
    yield gate
    gate.let_go()


def idle(desk):
    desk.qtbot.waitUntil(lambda: not desk.window.files.background.is_busy)
    desk.settle()


@pytest.fixture
def saving(desk, tmp_path, slow_save):
    """The file of an open project with a new title, "changed", that is being saved."""
    slow_save.let_go()
    path = project_file(tmp_path / "one.json", "one")
    desk.open(path)
    retitle(desk.window.project, "changed")
    slow_save.hold()
    desk.window.files.save()
    assert slow_save.waiting.wait(20)
    return path


def test_a_save_that_ends_late_belongs_to_the_project_it_saved(desk, saving, slow_save):
    first = desk.window.project
    other = new_project(text_pair("other", "other"))
    desk.window.files.show_project(other)
    slow_save.let_go()
    idle(desk)
    assert other.path is None
    assert not other.workspace.is_saved
    assert first.workspace.is_saved
    assert title_in(saving) == "changed"


def test_leaving_while_a_save_is_under_way_waits_for_it_and_does_not_ask(desk, saving, slow_save):
    threading.Timer(0.05, slow_save.let_go).start()
    assert desk.window.files.close_project()
    assert desk.answers.asked == []
    assert title_in(saving) == "changed"


def test_a_project_saved_as_another_while_it_is_saved_is_saved_as_that_too(
    desk, tmp_path, saving, slow_save
):
    desk.answers.save_path = str(tmp_path / "two.json")
    desk.window.files.save_as()
    desk.window.files.save()
    slow_save.let_go()
    desk.qtbot.waitUntil(lambda: desk.window.project.path == tmp_path / "two.json")
    idle(desk)
    assert title_in(tmp_path / "two.json") == "changed"
    assert title_in(saving) == "changed"


def test_edits_made_during_a_save_are_saved_by_saving_again(desk, saving, slow_save):
    retitle(desk.window.project, "changed twice")
    desk.window.files.save()
    slow_save.let_go()
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)
    assert title_in(saving) == "changed twice"


def test_a_first_save_under_way_is_not_asked_about_again(desk, tmp_path, slow_save):
    desk.window.files.show_project(new_project(text_pair("new", "new")))
    desk.answers.save_path = str(tmp_path / "new.json")
    desk.window.files.save()
    assert slow_save.waiting.wait(20)
    retitle(desk.window.project, "newer")
    desk.window.files.save()
    slow_save.let_go()
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)
    assert desk.answers.asked == ["save"]
    assert title_in(tmp_path / "new.json") == "newer"


def test_edits_made_while_another_project_is_read_are_asked_about(desk, tmp_path, slow_load):
    two = project_file(tmp_path / "two.json", "two")
    mine = new_project(text_pair("mine", "mine"))
    mine.workspace.mark_saved(mine.workspace.state, mine.workspace.snapshot())
    desk.window.files.show_project(mine)
    desk.window.files.open_path(str(two))
    assert slow_load.waiting.wait(20)
    retitle(mine, "mine changed")
    slow_load.let_go()
    idle(desk)
    assert desk.answers.asked == ["leave"]
    assert desk.window.project is mine


def test_what_was_discarded_is_not_asked_about_twice(desk, tmp_path):
    two = project_file(tmp_path / "two.json", "two")
    desk.window.files.show_project(new_project(text_pair("mine", "mine")))
    desk.answers.on_leave = Leave.DISCARD
    desk.open(two)
    assert desk.answers.asked == ["leave"]


def test_of_two_projects_opened_the_last_one_is_shown(desk, tmp_path, monkeypatch):
    one = project_file(tmp_path / "one.json", "one")
    two = project_file(tmp_path / "two.json", "two")
    gate = Gate(open_project)
    desk.window.files.load = lambda path, **watch: (gate if path == one else open_project)(path)
    desk.window.files.open_path(str(one))
    assert gate.waiting.wait(20)
    desk.window.files.open_path(str(two))
    desk.qtbot.waitUntil(lambda: desk.window.project is not None)
    gate.let_go()
    idle(desk)
    assert desk.workspace.title == "two"


def test_a_project_read_when_the_window_closes_is_not_shown(desk, tmp_path, slow_load):
    one = project_file(tmp_path / "one.json", "one")
    desk.window.files.open_path(str(one))
    assert slow_load.waiting.wait(20)
    threading.Timer(0.05, slow_load.let_go).start()
    desk.window.close()
    idle(desk)
    assert desk.window.project is None


@pytest.fixture
def read_only(desk, tmp_path):
    path = project_file(tmp_path / "one.json", "one")
    desk.open(path)
    desk.workspace.read_only_reason = "it is only looked at."
    return path


def test_pairs_of_a_read_only_project_stay_and_the_user_hears_why(desk, read_only):
    desk.window.files.remove_pair(0)
    desk.window.files.take_pairs((text_pair("more", "more"),), adds=True)
    assert len(desk.workspace.bitexts) == 1
    assert "read-only" in desk.notices()[0]


def test_a_read_only_project_is_not_saved_over_its_own_file(desk, read_only):
    before = read_only.read_bytes()
    desk.answers.save_path = str(read_only)
    desk.window.files.save()
    idle(desk)
    assert read_only.read_bytes() == before
    assert "another name" in desk.notices()[0]


def test_the_last_pair_can_be_removed_and_brought_back(desk, tmp_path):
    desk.open(project_file(tmp_path / "one.json", "one"))
    desk.window.files.remove_pair(0)
    assert desk.workspace.current is None
    for action in desk.window.actions_table:
        if action.objectName() in (
            "next",
            "previous",
            "next_untouched",
            "tag_matching",
            "delete",
            "note",
            "counterpart",
            "overlap",
            "next_pair",
            "suggest",
            "accept",
            "withdraw",
            "find_next",
            "copy",
            "flip",
            "ignore",
            "set_place",
            "end_forward",
        ):
            action.trigger()
    desk.window.actions_table["undo"].trigger()
    assert [bitext.title for bitext in desk.workspace.bitexts] == ["one"]
    desk.window.files.save()
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)


def test_an_empty_project_opens(desk, tmp_path):
    opened = new_project(text_pair("p", "p"))
    opened.workspace = type(opened.workspace)(Project(id="empty", title="empty"))
    save_task(opened, tmp_path / "empty.json").run()
    desk.open(tmp_path / "empty.json")
    assert desk.workspace.current is None


def test_dropped_files_are_opened_once_the_drop_is_over(desk, tmp_path):
    """A dialog inside the drop would hold up the program the files come from."""
    taken = []
    desk.window.files.new_pair = taken.append
    data = QMimeData()
    paths = [tmp_path / name for name in ("a.txt", "b.txt")]
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop = QDropEvent(
        QPointF(100, 100),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(drop)
    assert drop.isAccepted()
    assert taken == []
    desk.settle()
    assert taken == [[str(path) for path in paths]]


def test_a_file_that_is_gone_is_made_anew_when_the_user_says_so(desk, tmp_path):
    path = project_file(tmp_path / "one.json", "one")
    desk.open(path)
    retitle(desk.window.project, "changed")
    path.unlink()
    desk.window.files.save()
    idle(desk)
    assert not path.exists()
    (notice,) = desk.window.notices.notices
    assert "no longer there" in notice.text
    again = dict(notice.actions)["Make it anew"]
    again()
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)
    assert title_in(path) == "changed"


def test_the_status_tells_what_was_never_saved_from_what_has_changes(desk, tmp_path):
    desk.window.files.take_pairs((text_pair("pair", "new"),), adds=False)
    assert desk.window._state.text() == "Not saved yet"
    desk.answers.save_path = str(tmp_path / "new.json")
    desk.window.files.save()
    desk.qtbot.waitUntil(lambda: desk.window._state.text() == "Saved")
    retitle(desk.window.project, "changed")
    assert desk.window._state.text() == "Changes not saved"
    desk.workspace.undo()
    assert desk.window._state.text() == "Saved"
