"""A screen reader finds the text of a pane and can move and select in it."""

from __future__ import annotations

from pane_samples import centre, shown_pane
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.accessible import PaneAccessible, tell_cursor, tell_selection

TEXT = "a😀b\nمرحبا بكم"


def test_the_text_is_found_and_read_from_the_model(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT, rtl=True)

    found = QAccessible.queryAccessibleInterface(pane)

    assert isinstance(found, PaneAccessible)
    assert found.role() == QAccessible.Role.EditableText
    assert found.state().readOnly
    assert found.state().multiLine
    assert found.text(QAccessible.Text.Name) == "Target text"
    text = found.textInterface()
    assert text.characterCount() == len(TEXT) + 1
    assert text.text(0, -1) == TEXT
    assert text.text(1, 3) == "😀"


def test_a_screen_reader_may_ask_for_every_interface(qtbot: QtBot) -> None:
    """It does so of each widget it comes to; what a pane has not must not crash the program."""
    found = QAccessible.queryAccessibleInterface(shown_pane(qtbot, TEXT))

    assert found.actionInterface() is not None
    assert found.textInterface() is not None
    for lacking in (
        found.attributesInterface,
        found.editableTextInterface,
        found.selectionInterface,
        found.tableCellInterface,
        found.valueInterface,
    ):
        assert lacking() is None


def test_cursor_and_selection_are_those_of_the_pane(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    text = QAccessible.queryAccessibleInterface(pane).textInterface()

    pane.set_cursor(2)
    assert text.cursorPosition() == 3
    text.setCursorPosition(5)
    assert pane.cursor_offset == 4
    text.addSelection(1, 3)
    text.addSelection(5, 10)
    assert pane.selections() == (Span(1, 2), Span(4, 9))
    assert text.selectionCount() == 0  # else a screen reader would be given bounds of nothing
    text.removeSelection(0)
    assert pane.selections() == (Span(4, 9),)
    text.setSelection(0, 0, 1)
    assert pane.selections() == (Span(0, 1),)
    tell_cursor(pane)
    tell_selection(pane)


def test_characters_are_found_on_the_screen(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    text = QAccessible.queryAccessibleInterface(pane).textInterface()
    point = pane.viewport().mapToGlobal(centre(pane, 2))

    assert text.offsetAtPoint(point) == 3
    assert text.characterRect(3).contains(point)
    assert text.offsetAtPoint(point + QPoint(0, 300)) > 3


def test_an_interface_does_not_outlive_its_pane(qtbot: QtBot) -> None:
    for _ in range(20):
        pane = shown_pane(qtbot, TEXT)
        assert QAccessible.queryAccessibleInterface(pane).textInterface().characterCount() > 0
        pane.close()
