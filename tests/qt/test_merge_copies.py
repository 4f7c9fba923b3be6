"""Conflict copies and changes of the file are noticed, and lead to a merge."""

from __future__ import annotations

import pytest
from merge_desk import (
    ADDITION,
    BASE,
    MATCH,
    PIECES,
    change,
    in_order,
    merge_desk,
    present,
    version,
    write,
)
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desk_annotator.qt.merge_copies import CopyWatch


@pytest.fixture
def desk(qtbot, qapp, folders):
    with merge_desk(qtbot, folders) as user:
        yield user


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "خبر.json", version(*BASE))


def come_back(desk):
    QApplication.sendEvent(desk.window, QEvent(QEvent.Type.WindowActivate))


def test_a_conflict_copy_is_offered_for_merging_and_stays_as_it_is(desk, path):
    copy = write(path.with_name("خبر (1).json"), version(MATCH, ADDITION))
    before = copy.read_bytes()
    desk.load(path)
    assert "Another version of this project is beside it" in desk.notices()
    desk.act("Compare and merge…")
    dialog = desk.dialog()
    assert "nothing counts as deleted" in dialog.summary.words
    desk.merge(dialog)
    assert present(desk.workspace) == in_order(*BASE, ADDITION)
    desk.save()
    assert copy.read_bytes() == before
    desk.window.files.merge(copy)
    dialog = desk.dialog()
    assert "holds nothing that is not here" in dialog.state.words
    assert not dialog.merge_button.isEnabled()


def test_a_conflict_copy_that_comes_while_the_project_is_open_is_noticed_once(desk, path):
    desk.load(path)
    watch = desk.window.findChild(CopyWatch)
    watch.look()
    desk.idle()
    assert desk.notices() == ""
    copy = write(path.with_name("خبر (conflicted copy).json"), version(MATCH))
    desk.window.notices.show_notice("Wait.", actions=[("Do", lambda: None)], seconds=None)
    watch.look()
    desk.idle()
    assert desk.notices() == "Wait."
    desk.window.notices.clear()
    desk.wait_for_notice(copy.name, lambda: come_back(desk))
    desk.window.notices.clear()
    watch.look()
    desk.idle()
    assert desk.notices() == ""


def test_coming_back_to_the_window_shows_a_change_of_the_file_itself(desk, path):
    desk.load(path)
    change(desk.workspace, None, PIECES)
    write(path, version(*BASE, ADDITION))
    desk.wait_for_notice("was changed on disk", lambda: come_back(desk))
    desk.act("Merge…")
    desk.merge(desk.dialog())
