"""A phrase is selected, its likeliest counterparts are offered, and one key links one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desk_annotator.core.span import Side

ENGLISH = (
    "The ministry opened 14 schools in Sfax in 2009.\n\n"
    "WikiLeaks published the cable, the newspaper Le Monde said.\n\n"
    "The zorb of the kint waited.\n"
)
ARABIC = (
    "افتتحت الوزارة 14 مدرسة في صفاقس سنة 2009.\n\n"
    "ونشر موقع ويكيليكس البرقية حسب صحيفة لوموند.\n\n"
    "ولم يجب أحد.\n"
)


@pytest.fixture
def aligned(desk):
    desk.show_aligned(ENGLISH, ARABIC)
    return desk


def ask(desk, side, quote):
    phrase = desk.drag(side, quote)
    desk.pane(side).setFocus()
    desk.key(Qt.Key.Key_Q)
    desk.qtbot.waitUntil(lambda: not desk.window.suggesting.counterparts.is_busy, timeout=60_000)
    desk.settle()
    return phrase


def selected(desk, side):
    return desk.pane(side).selected_text()


def test_enter_links_what_is_shown_and_one_undo_takes_it_back(aligned):
    phrase = ask(aligned, Side.SOURCE, "WikiLeaks")
    bar = aligned.window.suggesting.counterpart_bar
    assert bar.isVisible()
    assert bar.isAncestorOf(aligned.window.focusWidget())
    assert selected(aligned, Side.TARGET) == "ويكيليكس"
    assert not aligned.bitext.annotations
    aligned.key(Qt.Key.Key_Return)
    (made,) = aligned.bitext.annotations.values()
    assert (made.tag, made.source) == ("matching", (phrase,))
    assert made.target == (aligned.where(Side.TARGET, "ويكيليكس"),)
    assert not aligned.window.suggesting.counterpart_bar.isVisible()
    assert aligned.pane(Side.SOURCE).hasFocus()
    aligned.workspace.undo()
    assert not aligned.bitext.annotations


def test_a_digit_links_from_the_target_and_tags_nothing_else(aligned):
    ask(aligned, Side.TARGET, "لوموند")
    assert "Monde" in selected(aligned, Side.SOURCE)
    aligned.key(Qt.Key.Key_1)
    assert aligned.tags() == ["matching"]


def test_escape_leaves_everything_as_it_was(aligned):
    before = aligned.drag(Side.TARGET, "مدرسة")
    phrase = ask(aligned, Side.SOURCE, "2009")
    assert selected(aligned, Side.TARGET) == "2009"
    aligned.key(Qt.Key.Key_Escape)
    assert not aligned.window.suggesting.counterpart_bar.isVisible()
    assert aligned.pane(Side.TARGET).selections() == (before,)
    assert aligned.pane(Side.SOURCE).selections() == (phrase,)
    assert not aligned.bitext.annotations


def test_no_counterpart_is_an_answer_with_an_offer(aligned):
    ask(aligned, Side.SOURCE, "zorb of the kint")
    assert not aligned.window.suggesting.counterpart_bar.isVisible()
    assert "No likely counterpart" in aligned.notices()[-1]
    aligned.key(Qt.Key.Key_3)
    assert aligned.tags() == ["missing"]


def test_without_a_selection_it_says_what_to_do(aligned):
    aligned.pane(Side.SOURCE).setFocus()
    aligned.key(Qt.Key.Key_Q)
    assert "Select a phrase" in aligned.notices()[-1]


def test_selecting_something_else_closes_the_offers(aligned):
    ask(aligned, Side.SOURCE, "2009")
    aligned.drag(Side.SOURCE, "Sfax")
    assert not aligned.window.suggesting.counterpart_bar.isVisible()


def test_correcting_the_preview_keeps_the_phrase(aligned):
    ask(aligned, Side.SOURCE, "WikiLeaks")
    aligned.drag(Side.TARGET, "موقع ويكيليكس")
    aligned.key(Qt.Key.Key_1)
    (made,) = aligned.bitext.annotations.values()
    assert made.target == (aligned.where(Side.TARGET, "موقع ويكيليكس"),)
    assert not aligned.window.suggesting.counterpart_bar.isVisible()
