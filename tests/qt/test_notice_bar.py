"""Notices: newest shown, errors stay, the keyboard is left where it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_annotator.qt.notice_bar import NoticeBar, NoticeRow


class Window(QWidget):
    """A pane that holds the keyboard, under a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = NoticeBar(self)
        self.pane = QLineEdit(self)
        self.page: QWidget = self.pane
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.pane)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.pane.setFocus()
    qtbot.waitUntil(window.pane.hasFocus)
    return window


def texts(bar: NoticeBar) -> list[str]:
    return [notice.text for notice in bar.notices]


def rows(bar: NoticeBar) -> list[NoticeRow]:
    return [row for row in bar.findChildren(NoticeRow) if row.isVisible()]


def test_it_takes_no_room_until_there_is_something_to_say(window: Window) -> None:
    assert not window.bar.isVisible()
    window.bar.show_notice("Saved.")
    assert window.bar.isVisible()
    window.bar.clear()
    assert not window.bar.isVisible()


def test_a_newer_notice_takes_the_place_of_the_older(window: Window) -> None:
    window.bar.show_notice("one")
    window.bar.show_notice("two", kind="warning")
    assert texts(window.bar) == ["two"]


def test_an_offer_is_there_again_when_a_newer_notice_has_ended(
    window: Window, qtbot: QtBot
) -> None:
    done: list[str] = []
    offer = ("Merge", lambda: done.append("merged"))
    window.bar.show_notice("There is another version.", actions=[offer], seconds=None)
    window.bar.show_notice("Undone.", seconds=3600)
    assert texts(window.bar) == ["Undone.", "There is another version."]
    (passing,) = rows(window.bar)
    assert passing.notice.text == "Undone."
    passing.dismissed.emit(passing)
    assert texts(window.bar) == ["There is another version."]
    assert window.bar.is_waiting
    assert window.bar.focus_notice()
    (row,) = rows(window.bar)
    button = row.findChild(QPushButton)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["merged"]
    assert not window.bar.isVisible()


def test_of_several_offers_the_newest_is_shown_and_each_only_once(window: Window) -> None:
    for words in ("one", "two", "one"):
        window.bar.show_notice(words, actions=[("Act", window.pane.clear)], seconds=None)
    assert texts(window.bar) == ["one", "two"]
    assert [row.notice.text for row in rows(window.bar)] == ["one"]
    window.bar.clear()
    assert texts(window.bar) == []
    assert not window.bar.is_waiting


def test_an_offer_that_is_settled_elsewhere_goes(window: Window) -> None:
    act = ("Act", window.pane.clear)
    window.bar.show_notice("changed on disk", actions=[act], seconds=None, about="disk")
    window.bar.show_notice("Saved.")
    window.bar.forget("disk")
    assert texts(window.bar) == ["Saved."]


def test_what_a_save_settles_makes_way_for_what_is_newer(window: Window) -> None:
    act = ("Save", window.pane.clear)
    window.bar.show_notice("Merged.", actions=[act], seconds=None, about="unsaved")
    window.bar.show_notice("Undone: Merge")
    assert texts(window.bar) == ["Undone: Merge"]


def test_errors_stay_until_they_are_dismissed(window: Window, qtbot: QtBot) -> None:
    window.bar.show_notice("bad", kind="error", seconds=0.001)
    window.bar.show_notice("worse", kind="error", seconds=0.001)
    window.bar.show_notice("bad", kind="error", seconds=0.001)
    window.bar.show_notice("Saved.", seconds=0.001)
    qtbot.waitUntil(lambda: texts(window.bar) == ["bad", "worse"])
    close = rows(window.bar)[0].findChild(QToolButton)
    for row in rows(window.bar):
        if row.notice.text == "bad":
            close = row.findChild(QToolButton)
    assert close is not None
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert texts(window.bar) == ["worse"]


def test_more_errors_than_fit_wait_for_room(window: Window) -> None:
    for number in range(5):
        window.bar.show_notice(f"error {number}", kind="error")
    assert len(window.bar.notices) == 5
    assert sorted(row.notice.text for row in rows(window.bar)) == [
        "error 2",
        "error 3",
        "error 4",
    ]
    assert window.bar.focus_notice()
    for row in rows(window.bar):
        if row.notice.text == "error 4":
            row.dismissed.emit(row)
    assert sorted(row.notice.text for row in rows(window.bar)) == [
        "error 1",
        "error 2",
        "error 3",
    ]


def test_it_leaves_the_keyboard_where_it_is(window: Window) -> None:
    window.bar.show_notice("look", actions=[("Do it", window.pane.clear)])
    assert window.pane.hasFocus()


def test_the_keyboard_goes_there_when_asked_and_comes_back(window: Window, qtbot: QtBot) -> None:
    assert not window.bar.focus_notice()
    window.bar.show_notice("look", kind="warning", actions=[("Do it", window.pane.clear)])
    assert window.bar.focus_notice()
    button = window.bar.findChild(QPushButton)
    assert button is not None
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert texts(window.bar) == []
    assert window.pane.hasFocus()


def test_every_button_can_be_reached_by_tab(window: Window) -> None:
    window.bar.show_notice("look", actions=[("One", window.pane.clear), ("Two", window.pane.undo)])
    buttons: list[QWidget] = [
        *window.bar.findChildren(QPushButton),
        *window.bar.findChildren(QToolButton),
    ]
    assert len(buttons) == 3
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)


def test_a_button_ends_the_notice_and_acts(window: Window, qtbot: QtBot) -> None:
    done: list[str] = []

    def act() -> None:
        done.append("acted")
        window.bar.show_notice("done")

    window.bar.show_notice("look", kind="error", actions=[("Save & quit", act)])
    button = window.bar.findChild(QPushButton)
    assert button is not None
    assert button.text() == "Save && quit"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["acted"]
    assert texts(window.bar) == ["done"]


def test_it_ends_by_itself_but_not_under_the_keyboard(window: Window, qtbot: QtBot) -> None:
    window.bar.show_notice("short", seconds=0.001)
    assert window.bar.focus_notice()
    row = rows(window.bar)[0]
    with qtbot.assertNotEmitted(row.dismissed, wait=50):
        pass
    assert texts(window.bar) == ["short"]
    window.pane.setFocus()
    row._timer.start(1)
    qtbot.waitUntil(lambda: texts(window.bar) == [])


def test_without_seconds_it_stays(window: Window, qtbot: QtBot) -> None:
    window.bar.show_notice("stay", seconds=None)
    row = rows(window.bar)[0]
    with qtbot.assertNotEmitted(row.dismissed, wait=30):
        pass


def test_it_is_plain_text_and_is_announced(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[QAccessible.Event] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.type()))
    window.bar.show_notice("“\u2068<b>مشروع</b>.json\u2069” is damaged", kind="error")
    row = rows(window.bar)[0]
    assert row.accessibleName() == "“<b>مشروع</b>.json” is damaged"
    assert row._label.textFormat() is Qt.TextFormat.PlainText
    assert told == [QAccessible.Event.Alert]


def test_the_one_it_came_from_may_be_gone(window: Window, qtbot: QtBot) -> None:
    other = QLineEdit(window)
    window.layout().addWidget(other)
    other.show()
    other.setFocus()
    window.bar.show_notice("look", seconds=None)
    window.bar.focus_notice()
    with qtbot.waitSignal(other.destroyed):
        other.deleteLater()
    row = rows(window.bar)[0]
    button = row.findChild(QToolButton)
    assert button is not None
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert texts(window.bar) == []


def test_of_notices_about_the_same_only_the_newest_stays(window: Window) -> None:
    window.bar.show_notice("not saved: changed", kind="error", about="disk")
    window.bar.show_notice("restored", about="unsaved", seconds=None)
    window.bar.show_notice("changed on disk", kind="warning", about="disk", seconds=None)
    assert texts(window.bar) == ["changed on disk"]
    window.bar.show_notice("bad", kind="error")
    window.bar.show_notice("not saved: changed", kind="error", about="disk")
    assert texts(window.bar) == ["not saved: changed", "bad"]


def test_what_is_settled_is_said_no_more(window: Window, qtbot: QtBot) -> None:
    window.bar.show_notice("bad", kind="error")
    window.bar.show_notice("not saved", kind="error", about="disk", actions=[("Save as…", print)])
    window.bar.show_notice("merged", about="unsaved", seconds=None)
    window.bar.forget("unsaved")
    assert texts(window.bar) == ["not saved", "bad"]
    window.bar.focus_notice()
    qtbot.waitUntil(lambda: window.bar.has_keyboard)
    window.bar.forget("disk")
    assert texts(window.bar) == ["bad"]
    qtbot.waitUntil(window.pane.hasFocus)


@pytest.fixture
def floating(window: Window) -> Window:
    page = QWidget(window)
    QVBoxLayout(page).addWidget(window.pane)
    window.layout().addWidget(page, 1)
    window.bar.over = window.page = page
    window.resize(400, 300)
    window.layout().activate()
    window.pane.setFocus()
    return window


def test_what_only_says_that_something_was_done_moves_nothing(
    floating: Window, qtbot: QtBot
) -> None:
    before = floating.page.geometry()
    floating.bar.show_notice("Undone: Delete", seconds=0.3)
    (row,) = floating.findChildren(NoticeRow)
    assert row.isVisible()
    assert not floating.bar.isVisible()
    assert floating.page.geometry() == before
    assert before.contains(row.geometry())
    assert row.geometry().bottom() == before.bottom()
    assert row.height() >= row.minimumSizeHint().height()
    floating.resize(500, 340)
    qtbot.waitUntil(lambda: row.geometry().bottom() == floating.page.geometry().bottom())
    qtbot.waitUntil(lambda: not floating.bar.notices)
    assert not any(each.isVisible() for each in floating.findChildren(NoticeRow))


def test_what_is_to_be_answered_has_room_of_its_own(floating: Window) -> None:
    floating.bar.show_notice("Careful.", kind="warning")
    assert floating.bar.isVisible()
    floating.bar.clear()
    floating.bar.show_notice("Saved elsewhere.", seconds=None, actions=[("Go", int)])
    assert floating.bar.isVisible()
    assert len(rows(floating.bar)) == 1
    floating.bar.show_notice("Undone: Delete", seconds=3)
    assert len(rows(floating.bar)) == 1  # the offer stays where it is


def test_the_keyboard_goes_to_a_floating_notice_and_comes_back(
    floating: Window, qtbot: QtBot
) -> None:
    floating.bar.show_notice("Undone: Delete", seconds=30)
    assert floating.bar.focus_notice()
    qtbot.waitUntil(lambda: floating.bar.has_keyboard)
    qtbot.keyClick(floating.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(floating.pane.hasFocus)
    assert not floating.bar.notices
