"""Keys of the window that are not about annotations."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desk_annotator.core.span import Side


def test_f6_goes_round_the_panes_and_a_notice_that_waits(desk, samples):
    desk.open(samples)
    source, target = desk.pane(Side.SOURCE), desk.pane(Side.TARGET)
    source.setFocus()
    desk.key(Qt.Key.Key_F6)
    assert target.hasFocus()
    desk.window.notices.show_notice("passing")
    desk.key(Qt.Key.Key_F6)
    assert source.hasFocus(), "nothing to be done about a passing notice"
    desk.window.notices.show_notice("broken", kind="error")
    desk.key(Qt.Key.Key_F6)
    assert target.hasFocus()
    desk.key(Qt.Key.Key_F6)
    assert desk.window.notices.has_keyboard
    desk.key(Qt.Key.Key_F6)
    assert source.hasFocus()


def test_f6_goes_from_a_panel_back_to_the_pane_left(desk, samples):
    desk.open(samples)
    desk.pane(Side.TARGET).setFocus()
    desk.window.annotation_list.table.setFocus()
    desk.key(Qt.Key.Key_F6)
    assert desk.pane(Side.TARGET).hasFocus()


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_a_note_ends_by_key_in_the_text(desk, samples, key, modifier):
    desk.open(samples)
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_N)
    desk.key(Qt.Key.Key_Return)
    desk.write(" noted")
    desk.key(key, modifier)
    assert desk.pane(Side.SOURCE).hasFocus()
    assert desk.workspace.active.note.endswith(" noted")


def test_undo_shows_what_it_changed_in_whichever_pair(desk, samples):
    desk.open(samples)
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_N)
    gone = desk.workspace.active
    desk.key(Qt.Key.Key_Delete)
    desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert desk.workspace.current_number == 1
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.workspace.current_number == 0
    assert desk.workspace.active == gone
    top, bottom = desk.pane(Side.SOURCE).extent(gone.source[0])
    assert top >= 0
    assert bottom <= desk.pane(Side.SOURCE).viewport().height()


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (Qt.Key.Key_Ampersand, "tag_matching"),
        (Qt.Key.Key_Eacute, "tag_added"),
        (Qt.Key.Key_QuoteDbl, "tag_missing"),
    ],
)
def test_the_digit_keys_of_a_french_keyboard_tag_without_shift(desk, samples, key, command):
    desk.open(samples)
    desk.pane(Side.SOURCE).setFocus()
    done = []
    desk.window.actions_table[command].triggered.connect(lambda: done.append(command))
    desk.key(key)
    assert done == [command]


def test_a_pair_removed_comes_back_by_the_notice(desk, samples):
    desk.open(samples)
    before = [bitext.id for bitext in desk.workspace.bitexts]
    desk.window.pairs.remove_pair_requested.emit(1)
    assert len(desk.workspace.bitexts) == len(before) - 1
    (notice,) = desk.window.notices.notices
    (undo,) = notice.actions
    undo[1]()
    assert [bitext.id for bitext in desk.workspace.bitexts] == before


def test_no_field_takes_the_key_of_a_menu(desk, samples):
    desk.open(samples)
    menus = {letters(action.text()) for action in desk.window.menuBar().actions()}
    fields = [letters(label.text()) for label in desk.window.findChildren(QLabel) if label.buddy()]
    assert fields
    assert not menus & set(fields)


def letters(words):
    return words[words.index("&") + 1].lower() if "&" in words else ""


def test_the_texts_have_most_of_the_room(desk, samples):
    desk.open(samples)
    docks = desk.window._docks.all
    assert docks["details"].height() > docks["pairs"].height()
    assert docks["annotations"].height() < desk.window.view.height() / 2
