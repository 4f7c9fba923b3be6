"""The projects opened last are opened from the menu, and no work is lost on the way."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from window_desk import dressed

from desk_annotator.app.open_project import new_project, open_project, save_task
from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.project import Pair
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.application import main_window
from desk_annotator.qt.prompts import Leave, Prompts
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

pytestmark = pytest.mark.usefixtures("no_encoder")

NAMES = ("first & last.json", "مشروع (1).json")


@pytest.fixture
def paths(tmp_path):
    source = Text.of("The river is wide.", language="en", direction=Direction.LTR)
    target = Text.of("النهر واسع.", language="ar", direction=Direction.RTL)
    pair = Pair(id="pair", title="Rivers", source=source, target=target)
    found = [tmp_path / name for name in NAMES]
    for path in found:
        save_task(new_project(pair, annotator=""), path).run()
    return found


@pytest.fixture
def window(qtbot, qapp, tmp_path, paths):
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.set_text("recent", json.dumps([str(path) for path in paths]))
    with dressed(qapp):
        shown = main_window(settings, ThemeChoice.LIGHT)
        shown.show()
        qtbot.waitUntil(lambda: shown.is_furnished)
        yield shown
        shown.files.prompts.leave = lambda _name: Leave.DISCARD
        shown.close()
        shown.deleteLater()


def choose_recent(qtbot, window, row: int) -> None:
    """Open the menu and its submenu, and take a row with the keyboard."""
    menu = window.menus._recent
    menu.popup(window.pos())
    qtbot.waitUntil(menu.isVisible)
    for _ in range(row + 1):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)


@pytest.mark.parametrize("row", [0, 1])
def test_a_recent_project_is_opened_from_the_menu(qtbot, window, paths, row):
    choose_recent(qtbot, window, row)

    qtbot.waitUntil(lambda: window.project is not None)
    assert window.project.path == paths[row]


def test_unsaved_work_is_asked_about_first(qtbot, window, paths):
    asked = []
    window.files.prompts.leave = lambda name: asked.append(name) or Leave.CANCEL
    window.files.show_project(open_project(paths[0]))
    change = TitleChange("pair", "Rivers", "Streams")
    window.project.workspace.apply(Edit("Rename pair", (change,)))

    choose_recent(qtbot, window, 1)

    assert asked == [NAMES[0]]
    assert window.project.path == paths[0]


def test_the_title_of_the_window_runs_as_the_interface_does(qtbot, window, paths):
    window.files.show_project(open_project(paths[1]))
    assert window.windowTitle().startswith("\u200e")
    assert "مشروع (1).json" in window.windowTitle()


def test_the_question_about_unsaved_work_runs_as_the_interface_does(window, monkeypatch):
    shown = []

    def answer(box):
        shown.append(box.text())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: None)
    assert window.files.prompts.leave(NAMES[1]) is Leave.CANCEL
    assert shown[0].startswith("\u200e“")


def test_a_notice_runs_as_the_interface_does(window):
    window.notices.show_notice("“مشروع” was removed.")
    row = window.notices._passing
    assert row._label.text() == "\u200e“مشروع” was removed."
    assert window.notices.notices[0].text == "“مشروع” was removed."


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        (Qt.Key.Key_S, Leave.SAVE),
        (Qt.Key.Key_D, Leave.DISCARD),
        (Qt.Key.Key_Escape, Leave.CANCEL),
    ],
)
def test_the_question_about_unsaved_work_is_answered_by_one_key(window, key, choice):
    def answer():
        (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
        is_letter = key is not Qt.Key.Key_Escape
        letters = Qt.KeyboardModifier.AltModifier if is_letter else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(box, key, letters)

    QTimer.singleShot(50, window, answer)
    assert Prompts(window).leave(NAMES[0]) is choice
