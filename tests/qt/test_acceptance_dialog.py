"""The dialog that asks from which confidence on suggestions are accepted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desk_annotator.qt.acceptance_dialog import AcceptanceDialog

SHARES = [0.95, 0.5, 0.9, 0.899, 1.0]


def test_it_says_how_many_would_be_accepted_as_the_slider_moves(show_dialog):
    dialog = show_dialog(AcceptanceDialog(SHARES, 0.9))
    assert dialog.count == 3
    assert dialog.count_label.text() == "Would be accepted: 3 of 5"
    assert dialog.share_label.text() == "90 %"
    QTest.keyClick(dialog.slider, Qt.Key.Key_Left)
    assert (dialog.least, dialog.count) == (0.89, 4)
    QTest.keyClick(dialog.slider, Qt.Key.Key_End)
    assert (dialog.least, dialog.count) == (1.0, 1)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    assert (dialog.least, dialog.count) == (0.0, 5)


def test_enter_tells_what_was_chosen_and_escape_nothing(show_dialog, qtbot):
    dialog = show_dialog(AcceptanceDialog(SHARES, 0.9))
    with qtbot.waitSignal(dialog.chosen) as heard:
        QTest.keyClick(dialog.slider, Qt.Key.Key_Return)
    assert heard.args == [0.9]
    assert dialog.isHidden()
    other = show_dialog(AcceptanceDialog(SHARES, 0.9))
    with qtbot.assertNotEmitted(other.chosen):
        QTest.keyClick(other, Qt.Key.Key_Escape)
    assert other.isHidden()


def test_where_none_would_be_accepted_there_is_nothing_to_accept(show_dialog, qtbot):
    dialog = show_dialog(AcceptanceDialog([0.5], 0.9))
    assert not dialog.accept_button.isEnabled()
    with qtbot.assertNotEmitted(dialog.chosen):
        QTest.keyClick(dialog.slider, Qt.Key.Key_Return)
    assert dialog.isVisible()
