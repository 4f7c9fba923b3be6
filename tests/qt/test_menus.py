"""What only a part of the window knows is in the menus too, for the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QPushButton
from window_desk import dressed

from desk_annotator.qt.annotation_columns import Column
from desk_annotator.qt.application import main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

pytestmark = pytest.mark.usefixtures("no_encoder")


@pytest.fixture
def window(qtbot, qapp):
    with dressed(qapp):
        shown = main_window(Settings(), ThemeChoice.LIGHT)
        shown.show()
        qtbot.waitUntil(lambda: shown.is_furnished)
        yield shown
        shown.close()
        shown.deleteLater()


def submenus(menu):
    return {action.text(): action.menu() for action in menu.actions() if action.menu() is not None}


def test_the_columns_of_the_list_are_chosen_in_the_view_menu(window):
    bar = submenus(window.menuBar())
    view = next(menu for title, menu in bar.items() if title.replace("&", "") == "View")
    columns = submenus(view)["Colu&mns"]
    assert list(submenus(view))[-2:] == ["&Panels", "Colu&mns"]
    note = next(action for action in columns.actions() if action.text() == "Note")
    table = window.annotation_list.table
    assert not table.isColumnHidden(Column.NOTE)

    note.trigger()

    assert table.isColumnHidden(Column.NOTE)


def test_enter_presses_every_button_of_the_window(window):
    """Only Space does so by itself, on desktops other than those of Linux."""
    window.notices.show_notice("look", actions=[("Act", window.notices.clear)])

    buttons = [
        button
        for button in window.findChildren(QPushButton)
        if not isinstance(button.window(), QDialog)
    ]

    assert {button.text() for button in buttons} >= {"Act", "Remove", "Take away", "&Open…"}
    assert [button.text() for button in buttons if not button.autoDefault()] == []
