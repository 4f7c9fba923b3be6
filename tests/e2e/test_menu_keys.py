"""Every command of the menus can be reached by keys, and each key means one thing."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence


def mnemonics(menu):
    texts = [action.text().replace("&&", "") for action in menu.actions()]
    return Counter(letter.lower() for text in texts for letter in re.findall("&(.)", text))


def menus_below(menu):
    yield menu
    for action in menu.actions():
        if action.menu() is not None:
            yield from menus_below(action.menu())


def test_no_two_entries_of_a_menu_have_the_same_letter(desk):
    for menu in menus_below(desk.window.menuBar()):
        assert set(mnemonics(menu).values()) <= {1}, [action.text() for action in menu.actions()]


def test_no_two_commands_have_the_same_key(desk):
    keys = Counter(
        sequence.toString()
        for action in desk.window.actions_table
        for sequence in action.shortcuts()
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_key_of_a_command_is_one_that_qt_knows(desk):
    for action in desk.window.actions_table:
        for sequence in action.shortcuts():
            assert sequence.count() == 1, action.text()
            assert sequence[0].key() != Qt.Key.Key_unknown, action.text()
            assert sequence == QKeySequence(sequence.toString())


def test_every_command_is_in_a_menu(desk):
    reachable = {
        action.objectName()
        for menu in menus_below(desk.window.menuBar())
        for action in menu.actions()
    }
    missing = {action.objectName() for action in desk.window.actions_table} - reachable
    assert missing == set()
