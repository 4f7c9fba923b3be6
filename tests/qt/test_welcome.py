"""The page shown while nothing is open leads on with one key."""

from __future__ import annotations

import errno
import json
import os

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_desk import dressed

from desk_annotator.app.open_project import new_project, save_task
from desk_annotator.core.project import Pair
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.application import main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

pytestmark = pytest.mark.usefixtures("no_encoder")


@pytest.fixture
def settings(tmp_path):
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def open_window(qtbot, qapp, settings):
    with dressed(qapp):
        made = []

        def make():
            window = main_window(settings, ThemeChoice.LIGHT)
            made.append(window)
            with qtbot.waitActive(window):
                window.show()
                window.activateWindow()
            qtbot.waitUntil(lambda: window.is_furnished)
            return window

        yield make
        for window in made:
            window.close()
            window.deleteLater()


def project_file(folder, name):
    source = Text.of("The river is wide.", language="en", direction=Direction.LTR)
    target = Text.of("النهر واسع.", language="ar", direction=Direction.RTL)
    pair = Pair(id="pair", title="Rivers", source=source, target=target)
    path = folder / name
    save_task(new_project(pair, annotator=""), path).run()
    return path


def test_enter_opens_the_project_that_was_opened_last(qtbot, open_window, settings, tmp_path):
    older, newest = (project_file(tmp_path, name) for name in ("older.json", "الأحدث.json"))
    settings.set_text("recent", json.dumps([str(newest), str(older)]))
    window = open_window()

    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: window.project is not None)
    assert window.project.path == newest


def test_without_a_project_enter_begins_a_pair(open_window, monkeypatch):
    window = open_window()
    asked = []
    monkeypatch.setattr(window.files, "new_pair", asked.append)

    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    assert asked == [()]


def test_the_keyboard_is_on_the_page_again_when_the_project_is_closed(
    qtbot, open_window, settings, tmp_path
):
    path = project_file(tmp_path, "only.json")
    window = open_window()
    window.files.open_path(str(path))
    qtbot.waitUntil(lambda: window.project is not None)

    window.files.close_project()

    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.project is not None)


def test_bars_of_the_work_are_not_on_the_page(qtbot, open_window, tmp_path):
    window = open_window()
    window.files.open_path(str(project_file(tmp_path, "only.json")))
    qtbot.waitUntil(lambda: window.project is not None)
    window.actions_table["find"].trigger()
    assert window.find_bar.isVisible()

    window.files.close_project()

    assert not window.find_bar.isVisible()


def settled_place(qtbot, bar):
    """Return where a bar is once it stays there."""
    seen = [None]

    def stays():
        seen.append(bar.mapTo(bar.window(), bar.rect().topLeft()))
        return len(seen) > 5 and all(place == seen[-1] for place in seen[-5:])

    qtbot.waitUntil(stays)
    return seen[-1]


@pytest.mark.parametrize("kind", ["info", "warning"])
def test_a_notice_moves_no_bar(qtbot, open_window, tmp_path, kind):
    window = open_window()
    window.files.open_path(str(project_file(tmp_path, "only.json")))
    qtbot.waitUntil(lambda: window.project is not None)
    window.actions_table["find"].trigger()
    before = settled_place(qtbot, window.find_bar)

    texts = window.view.geometry()
    window.notices.show_notice("Something happened.", kind=kind)

    assert window.notices._passing.isVisible()
    assert settled_place(qtbot, window.find_bar) == before
    assert (window.view.geometry() == texts) is (kind == "info")


def test_a_long_path_makes_the_page_no_wider(qtbot, open_window, settings, tmp_path):
    folder = tmp_path / "/".join(["a folder with a long name"] * 8)
    folder.mkdir(parents=True)
    path = project_file(folder, "a project with a name as long as the names of its folders.json")
    settings.set_text("recent", json.dumps([str(path)]))
    window = open_window()
    window.resize(1100, 700)
    page = window._welcome

    qtbot.waitUntil(lambda: page.width() <= 1100)
    assert page.horizontalScrollBar().maximum() == 0
    button = QApplication.focusWidget()
    assert str(folder) not in button.text()
    assert path.name in button.toolTip()


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_the_icon_of_a_filled_button_is_drawn_in_the_colour_of_its_words(
    qtbot, open_window, settings, theme
):
    window = open_window()
    window._theme.choose(theme)
    button = window._welcome._new
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert button.isDefault()
    picture = button.grab().toImage()
    box = button.rect().adjusted(8, 8, -8, -8)
    seen = {
        picture.pixelColor(x, y).lightness()
        for x in range(box.left(), box.left() + button.iconSize().width())
        for y in range(box.top(), box.bottom())
    }
    ground = picture.pixelColor(box.left(), 4).lightness()
    assert max(abs(each - ground) for each in seen) > 90
    darkest_is_ink = min(seen) < ground - 20
    assert darkest_is_ink is (theme is ThemeChoice.DARK)


def test_a_project_on_a_drive_that_has_gone_is_not_shown(open_window, settings, tmp_path, qtbot):
    here, away = project_file(tmp_path, "here"), str(tmp_path / "away" / "gone.json")
    settings.add_recent(str(here))
    settings.add_recent(away)
    real = os.stat

    def stat(path, *arguments, **options):
        if os.fspath(path) == away:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
        return real(path, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch, qtbot.captureExceptions() as caught:
        patch.setattr(os, "stat", stat)
        window = open_window()
        window.menus._recent.aboutToShow.emit()
    assert not caught
    enabled = {action.data(): action.isEnabled() for action in window.menus._recent.actions()}
    assert enabled == {str(here): True, away: False}
