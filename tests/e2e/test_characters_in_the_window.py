"""The page of characters follows the selection, and says where each is drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desk_annotator.core.span import Side, Span

ARABIC = "عام 2009\u200f (WikiLeaks)\n\u202eمعكوس\n"


@pytest.fixture
def page(desk):
    desk.show_pair("café ", ARABIC)
    desk.settle()
    desk.pane(Side.TARGET).setFocus()
    desk.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    found = desk.window.view_commands._characters
    assert found.isVisible()
    return found


def turn_to(desk, side):
    """Go back to the window, into one of its panes, as a click there does."""
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.pane(side).setFocus()


def rows(page):
    tree = page.tree
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return [[item.text(column) for column in range(6)] for item in items]


def test_the_selection_is_named_and_numbers_are_drawn_against_the_reading_order(desk, page):
    desk.pane(Side.TARGET).set_selections([Span(0, 9)])
    found = rows(page)
    assert [row[2] for row in found[:3]] == ["U+0639", "U+0627", "U+0645"]
    assert found[8][3] == "RIGHT-TO-LEFT MARK"
    # The letters run from the right, the digits of the year from the left.
    drawn = [int(row[5]) for row in found]
    assert drawn[0] > drawn[1] > drawn[2] > drawn[7] > drawn[6] > drawn[5] > drawn[4]
    assert "9" in page.heading.text()
    assert page.warning.text() == ""


def test_without_a_selection_it_is_the_character_at_the_text_cursor(desk, page):
    desk.pane(Side.TARGET).set_cursor(4)
    assert [row[3] for row in rows(page)] == ["DIGIT TWO"]
    turn_to(desk, Side.SOURCE)
    desk.pane(Side.SOURCE).set_cursor(3)
    assert [row[3] for row in rows(page)] == ["LATIN SMALL LETTER E WITH ACUTE"]


def test_a_direction_without_its_end_is_warned_of(desk, page):
    start = ARABIC.index("\u202e")
    desk.pane(Side.TARGET).set_selections([Span(start, start + 3)])
    assert "without a partner: 1" in page.warning.text()
    assert rows(page)[0][4].startswith("forces all that follows right to left")


def test_a_closed_page_follows_no_more_and_can_be_opened_again(desk, page):
    page.close()
    desk.pane(Side.TARGET).set_selections([Span(0, 3)])
    assert len(rows(page)) != 3
    desk.window.actions_table["characters"].trigger()
    assert len(rows(page)) == 3


def test_of_a_long_selection_the_first_are_named(desk, page):
    desk.show_pair("x" * 500, "س")
    desk.settle()
    turn_to(desk, Side.SOURCE)
    desk.pane(Side.SOURCE).set_selections([Span(0, 500)])
    assert len(rows(page)) == 300
    assert "300" in page.heading.text()
