"""A double click chooses a word and nothing else; what `K` kept gets the next drag too."""

from __future__ import annotations

import pytest
from panel_samples import text_pair
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk_annotator.app.open_project import new_project
from desk_annotator.core.annotation import Tag
from desk_annotator.core.span import Side

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def user(desk):
    desk.window.files.show_project(new_project(text_pair("p", "p")))
    desk.settle()
    return desk


def choose(user, quote, tag=Tag.MISSING):
    """Tag a quote of the source and click it, so that its key extends it; returns its id."""
    user.workspace.activate(None)
    user.pane(Side.SOURCE).set_selections([user.where(Side.SOURCE, quote)])
    user.window.tagging.tag(tag)
    made = user.workspace.active_id
    user.workspace.activate(None)
    user.click(Side.SOURCE, user.where(Side.SOURCE, quote).start)
    assert (user.workspace.active_id, user.workspace.is_armed) == (made, True)
    return made


def press_again(user, side, quote):
    """The second press of a double click, as the system sends it, and its release."""
    viewport = user.pane(side).viewport()
    point = user.point(side, user.where(side, quote).start)
    event = QMouseEvent(
        QEvent.Type.MouseButtonDblClick,
        QPointF(point),
        QPointF(viewport.mapToGlobal(point)),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, none, point)


def double_click(user, side, quote):
    user.click(side, user.where(side, quote).start)
    press_again(user, side, quote)


def selected(user, side=Side.SOURCE):
    pane = user.pane(side)
    return [pane.characters[span.start : span.end] for span in pane.selections()]


def test_a_word_of_a_double_click_extends_the_chosen_annotation(user):
    made = choose(user, "council")
    double_click(user, Side.SOURCE, "Monday")

    assert selected(user) == ["Monday"]
    assert (user.workspace.active_id, user.workspace.is_armed) == (made, True)
    user.window.tagging.tag(Tag.MISSING)
    assert user.tags() == ["missing"]
    assert len(user.workspace.active.source) == 2


def test_the_sentence_of_a_third_click_leaves_it_chosen_too(user):
    made = choose(user, "council")
    double_click(user, Side.SOURCE, "Monday")
    user.click(Side.SOURCE, user.where(Side.SOURCE, "Monday").start)

    assert len(selected(user)[0]) > len("Monday")
    assert (user.workspace.active_id, user.workspace.is_armed) == (made, True)


def test_a_double_click_on_another_annotation_leaves_what_was_chosen(user):
    choose(user, "Monday")
    made = choose(user, "council")
    double_click(user, Side.SOURCE, "Monday")

    assert selected(user) == ["Monday"]
    assert (user.workspace.active_id, user.workspace.is_armed) == (made, True)


def test_an_annotation_just_made_is_not_chosen_by_a_double_click(user):
    user.pane(Side.SOURCE).set_selections([user.where(Side.SOURCE, "council")])
    user.window.tagging.tag(Tag.MISSING)
    made = user.workspace.active_id
    double_click(user, Side.SOURCE, "Monday")

    assert (user.workspace.active_id, user.workspace.is_armed) == (made, False)


def test_a_single_click_beside_annotations_lets_go(user):
    choose(user, "council")
    user.click(Side.SOURCE, user.where(Side.SOURCE, "Monday").start)

    assert user.workspace.active_id is None


def test_a_click_elsewhere_after_a_double_click_lets_go(user):
    made = choose(user, "council")
    double_click(user, Side.SOURCE, "Monday")
    assert user.workspace.active_id == made
    user.click(Side.SOURCE, user.where(Side.SOURCE, "library").start)

    assert user.workspace.active_id is None


def test_what_was_deleted_between_the_two_clicks_does_not_come_back(user):
    made = choose(user, "council")
    user.click(Side.SOURCE, user.where(Side.SOURCE, "Monday").start)
    user.workspace.undo()
    press_again(user, Side.SOURCE, "Monday")

    assert made not in user.bitext.annotations
    assert user.workspace.active_id is None


def test_a_drag_after_k_adds_to_what_was_kept(user):
    user.drag(Side.SOURCE, "council")
    user.key(Qt.Key.Key_K)
    user.drag(Side.SOURCE, "Monday")

    assert selected(user) == ["council", "Monday"]


def test_a_drag_after_k_can_be_made_anew(user):
    user.drag(Side.SOURCE, "council")
    user.key(Qt.Key.Key_K)
    user.drag(Side.SOURCE, "Monday")
    user.drag(Side.SOURCE, "library")
    assert selected(user) == ["council", "library"]
    user.drag(Side.SOURCE, "met", modifier=CONTROL)
    assert sorted(selected(user)) == ["council", "library", "met"]


def test_a_double_click_after_k_adds_its_word(user):
    user.drag(Side.SOURCE, "council")
    user.key(Qt.Key.Key_K)
    double_click(user, Side.SOURCE, "Monday")
    assert selected(user) == ["council", "Monday"]
    user.drag(Side.SOURCE, "library")
    assert selected(user) == ["council", "library"]


@pytest.mark.parametrize("end", ["click", "escape", "tag"])
def test_a_click_escape_or_a_tag_ends_what_k_kept(user, end):
    user.drag(Side.SOURCE, "council")
    user.key(Qt.Key.Key_K)
    if end == "click":
        user.click(Side.SOURCE, user.where(Side.SOURCE, "Monday").start)
    elif end == "escape":
        user.key(Qt.Key.Key_Escape)
    else:
        user.window.tagging.tag(Tag.MISSING)
    assert selected(user) == []
    user.drag(Side.SOURCE, "library")
    user.drag(Side.SOURCE, "Monday")

    assert selected(user) == ["Monday"]


def test_a_drag_after_one_with_control_begins_anew(user):
    user.drag(Side.SOURCE, "council")
    user.drag(Side.SOURCE, "Monday", modifier=CONTROL)
    user.drag(Side.SOURCE, "library")

    assert selected(user) == ["library"]


def test_what_k_kept_in_one_pane_a_click_in_the_other_leaves(user):
    user.drag(Side.SOURCE, "council")
    user.key(Qt.Key.Key_K)
    user.click(Side.TARGET, 3)
    user.drag(Side.SOURCE, "Monday")

    assert selected(user) == ["council", "Monday"]
