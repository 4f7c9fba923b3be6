"""The program suggests; the user accepts, rejects, corrects and takes back, with one key each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk_annotator.alignment import engine
from desk_annotator.alignment.result import Alignment, Link
from desk_annotator.app import suggestions
from desk_annotator.core.annotation import Status
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.acceptance_dialog import AcceptanceDialog

CONTROL = Qt.KeyboardModifier.ControlModifier

ENGLISH = (
    "The ministry opened 14 schools in Sfax in 2009.\n\n"
    "Three villages in the south have waited since January.\n\n"
    "WikiLeaks published the cable, the newspaper Le Monde said.\n\n"
    "The minister of agriculture did not answer questions.\n"
)
ARABIC = (
    "افتتحت الوزارة 14 مدرسة في صفاقس سنة 2009 "
    "وتنتظر ثلاث قرى في الجنوب منذ جانفي. "
    "ونشر موقع ويكيليكس البرقية حسب صحيفة لوموند. "
    "ولم يجب وزير الفلاحة عن الاسئلة."
)


@pytest.fixture
def aligned(desk, monkeypatch):
    desk.monkeypatch = monkeypatch
    desk.show_aligned(ENGLISH, ARABIC)
    return desk


def test_opening_a_pair_aligns_it_and_changes_nothing(aligned):
    assert not aligned.bitext.annotations
    assert aligned.workspace.undo_label is None
    assert not aligned.window.suggesting.bar.isVisible()


def test_accept_reject_and_undo_by_key(aligned):
    aligned.pane(Side.SOURCE).setFocus()
    aligned.key(Qt.Key.Key_G, CONTROL)
    waiting = suggestions.suggestions(aligned.bitext)
    assert len(waiting) >= 3
    aligned.accept_and_reject(waiting)


def test_the_bar_names_the_keys_that_act_now(aligned):
    aligned.pane(Side.SOURCE).setFocus()
    aligned.key(Qt.Key.Key_G, CONTROL)
    words = aligned.window.suggesting.bar._count
    assert "Enter accepts" in words.text()
    aligned.workspace.activate(None)
    assert "press N" in words.text()
    aligned.key(Qt.Key.Key_N)
    assert aligned.workspace.active.status == Status.SUGGESTED
    assert "Enter accepts" in words.text()


def test_arrows_walk_the_suggestions_until_none_is_active(aligned):
    pane = aligned.pane(Side.SOURCE)
    pane.setFocus()
    aligned.key(Qt.Key.Key_G, CONTROL)
    order = [each.id for each in suggestions.suggestions(aligned.bitext)]
    assert aligned.workspace.active_id == order[0]
    for expected in (order[1], order[2]):
        aligned.key(Qt.Key.Key_Down)
        assert aligned.workspace.active_id == expected
    for expected in (order[1], order[0], order[-1]):
        aligned.key(Qt.Key.Key_Up)
        assert aligned.workspace.active_id == expected
    aligned.key(Qt.Key.Key_Down)
    aligned.key(Qt.Key.Key_Return)
    assert aligned.bitext.annotations[order[0]].status == Status.OPEN
    # With Shift an arrow selects; once nothing is active it moves the text cursor.
    active = aligned.workspace.active_id
    aligned.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert aligned.workspace.active_id == active
    aligned.key(Qt.Key.Key_Escape)
    aligned.key(Qt.Key.Key_Escape)
    assert aligned.workspace.active_id is None
    before = pane.cursor_offset
    aligned.key(Qt.Key.Key_Down)
    assert pane.cursor_offset > before
    assert aligned.workspace.active_id is None


def asked(aligned) -> AcceptanceDialog:
    """Return the dialog once it has the keyboard."""
    aligned.qtbot.waitUntil(
        lambda: isinstance(QApplication.activeWindow(), AcceptanceDialog), timeout=5_000
    )
    return QApplication.activeWindow()


def closed(aligned) -> None:
    """Wait until the dialog is gone, and give the window the keyboard again."""
    aligned.qtbot.waitUntil(lambda: aligned.window.findChild(AcceptanceDialog) is None)
    aligned.window.activateWindow()
    aligned.qtbot.waitUntil(lambda: QApplication.activeWindow() is aligned.window)


def test_all_sure_ones_are_accepted_in_one_step(aligned):
    aligned.key(Qt.Key.Key_G, CONTROL)
    sure = [
        each.id
        for each in suggestions.suggestions(aligned.bitext)
        if suggestions.confidence(each) >= 0.9
    ]
    aligned.window.actions_table["accept_sure"].trigger()
    dialog = asked(aligned)
    assert dialog.slider.value() == 90
    assert dialog.count == len(sure)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    closed(aligned)
    statuses = {key: each.status for key, each in aligned.bitext.annotations.items()}
    assert sure
    assert {key for key, status in statuses.items() if status == Status.OPEN} == set(sure)
    aligned.key(Qt.Key.Key_Z, CONTROL)
    assert not suggestions.own(aligned.bitext)


def test_the_user_chooses_from_which_confidence_all_are_accepted(aligned):
    aligned.key(Qt.Key.Key_G, CONTROL)
    waiting = suggestions.suggestions(aligned.bitext)
    shares = sorted(suggestions.confidence(each) for each in waiting)
    assert shares[0] < 0.99
    aligned.window.actions_table["accept_sure"].trigger()
    dialog = asked(aligned)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    assert dialog.count == len(waiting)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not suggestions.own(aligned.bitext)
    closed(aligned)
    aligned.window.suggesting.bar.accept_sure_requested.emit()
    dialog = asked(aligned)
    dialog.slider.setValue(round(100 * shares[0]) - 1)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Return)
    assert len(suggestions.own(aligned.bitext)) == len(waiting)
    closed(aligned)
    aligned.key(Qt.Key.Key_Z, CONTROL)
    assert len(suggestions.suggestions(aligned.bitext)) == len(waiting)
    # The next time it begins where the user was.
    aligned.window.actions_table["accept_sure"].trigger()
    dialog = asked(aligned)
    assert dialog.slider.value() == round(100 * shares[0]) - 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    closed(aligned)


def test_taking_away_leaves_what_was_decided(aligned):
    aligned.pane(Side.SOURCE).setFocus()
    aligned.key(Qt.Key.Key_G, CONTROL)
    aligned.key(Qt.Key.Key_Return)
    aligned.window.actions_table["withdraw"].trigger()
    assert [each.status for each in aligned.bitext.annotations.values()] == [Status.OPEN]


def test_a_confirmed_link_improves_what_waits_and_is_undone_with_it(aligned):
    aligned.pane(Side.SOURCE).setFocus()
    aligned.key(Qt.Key.Key_G, CONTROL)
    first = suggestions.suggestions(aligned.bitext)[0]
    before = aligned.workspace.snapshot().pairs
    learnt = Alignment(links=(Link(Span(0, 3), Span(0, 6), 0.99),))
    aligned.monkeypatch.setattr(engine, "align", lambda *_, **__: learnt)
    aligned.key(Qt.Key.Key_Return)
    accepted = aligned.workspace.active_id
    aligned.qtbot.waitUntil(lambda: len(aligned.bitext.annotations) < 3, timeout=10_000)
    # The one she has before her now stays; the rest is what the newer alignment says.
    assert aligned.bitext.annotations[first.id].status == Status.OPEN
    assert set(aligned.bitext.annotations) == {first.id, accepted}
    aligned.key(Qt.Key.Key_Z, CONTROL)
    assert aligned.workspace.snapshot().pairs == before


def test_alignment_is_stopped_with_the_window(aligned):
    aligned.window.alignment.set_workspace(aligned.workspace)
    aligned.window.alignment.cancel()
    assert not aligned.window.alignment.is_busy
