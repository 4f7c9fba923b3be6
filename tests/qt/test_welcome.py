"""The page shown while nothing is open leads on with one key."""

from __future__ import annotations

import errno
import json
import os
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_desk import dressed

from desk_annotator.app.open_project import new_project, save_task
from desk_annotator.core.project import Pair
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.application import main_window
from desk_annotator.qt.recent_look import RecentLook
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


@contextmanager
def closed(window):
    """Close a window in the end, whatever it is doing."""
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()


def test_while_the_project_named_at_the_start_is_read_enter_opens_no_other(
    qtbot, qapp, settings, tmp_path
):
    settings.set_text("recent", json.dumps([str(project_file(tmp_path, "newest.json"))]))
    named, go_on = project_file(tmp_path, "named.json"), threading.Event()
    with dressed(qapp), closed(main_window(settings, ThemeChoice.LIGHT)) as window:
        load = window.files.load

        def late(*given, check, progress):
            while not go_on.wait(0.01):
                check()
            return load(*given, check=check, progress=progress)

        window.files.load = late
        window.show_when_read(1)
        window.files.open_path(str(named))
        qtbot.waitUntil(lambda: window.isVisible() and window.is_furnished)
        welcome = window._welcome
        assert welcome.isVisible()
        assert not welcome._recent.isVisible()
        assert window.focusWidget() is welcome
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        assert window.files.readings.current is not None
        qtbot.waitUntil(lambda: not window.files.readings._patience.isActive())
        assert not welcome._recent.isVisible()
        window.files.readings.cancel()
        assert welcome._recent.isVisible()
        assert window.focusWidget() is welcome._recent.first
        window.files.open_path(str(named))
        assert welcome._recent.isVisible()  # most are read before anybody could see it go
        qtbot.waitUntil(lambda: not welcome._recent.isVisible())
        go_on.set()
        qtbot.waitUntil(lambda: window.project is not None)
        assert window.project.path == named


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
    qtbot.waitUntil(lambda: window._theme.is_dressed)
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


def offered(window):
    """The names of the projects on the page, as they stand."""
    column = window._welcome._recent._column
    shown = [column.itemAt(row).widget() for row in range(1, column.count())]
    assert all(button.isVisible() for button in shown)
    return [Path(button._path).name for button in shown]


def enabled(window):
    return {action.data(): action.isEnabled() for action in window.menus._recent.actions()}


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
        qtbot.waitUntil(lambda: offered(window) == ["here"])
        window.menus._recent.aboutToShow.emit()
        qtbot.waitUntil(lambda: enabled(window) == {str(here): True, away: False})
    assert not caught


class HangingDrive:
    """A drive that gives no answer before the test says so; it tells which thread waits for it."""

    def __init__(self, patch, folder):
        self.answers, self.threads = threading.Event(), []
        self._folder, self._real = str(folder), Settings.is_there
        patch.setattr(Settings, "is_there", staticmethod(self.is_there))

    def is_there(self, path):
        if path.startswith(self._folder):
            self.threads.append(threading.current_thread())
            assert self.answers.wait(20)
        return self._real(path)


@pytest.fixture
def drive(monkeypatch, tmp_path):
    folder = tmp_path / "drive"
    folder.mkdir()
    hanging = HangingDrive(monkeypatch, folder)
    hanging.folder = folder
    yield hanging
    hanging.answers.set()


def test_a_drive_that_gives_no_answer_holds_nothing_up(
    open_window, settings, tmp_path, qtbot, drive
):
    here, gone = project_file(tmp_path, "here.json"), str(tmp_path / "gone.json")
    away, hanging = str(drive.folder / "gone.json"), project_file(drive.folder, "kept.json")
    settings.set_text("recent", json.dumps([away, str(hanging), gone, str(here)]))
    window = open_window()
    # The others are known meanwhile; what may be there is offered.
    qtbot.waitUntil(lambda: offered(window) == ["gone.json", "kept.json", "here.json"])
    assert QApplication.focusWidget() is window._welcome._recent.buttons[away]
    window.menus._recent.aboutToShow.emit()
    qtbot.waitUntil(lambda: not enabled(window)[gone])
    assert enabled(window)[away]
    window.menus._recent.aboutToShow.emit()  # what gives no answer is not asked once more
    assert len(drive.threads) == 4
    assert threading.main_thread() not in drive.threads
    assert all(thread.daemon for thread in drive.threads)
    drive.answers.set()
    qtbot.waitUntil(lambda: offered(window) == ["kept.json", "here.json"])
    assert QApplication.focusWidget() is window._welcome._recent.buttons[str(hanging)]
    qtbot.waitUntil(lambda: not enabled(window)[away])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window._welcome._recent.buttons[str(here)]


def test_an_answer_that_comes_when_the_page_is_gone_goes_nowhere(qtbot, drive):
    page = QObject()
    look, told = RecentLook(page), []
    look.found.connect(lambda *answer: told.append(answer))
    look.look([str(drive.folder / "kept.json")])
    qtbot.waitUntil(lambda: bool(drive.threads))
    shiboken6.delete(page)
    drive.answers.set()
    drive.threads[0].join(20)
    qtbot.wait(10)
    assert told == []


def test_a_project_that_is_there_again_is_offered_again(open_window, settings, tmp_path, qtbot):
    path, other = tmp_path / "back.json", project_file(tmp_path, "other.json")
    settings.set_text("recent", json.dumps([str(path), str(path), str(other)]))
    window = open_window()
    qtbot.waitUntil(lambda: offered(window) == ["other.json"])
    project_file(tmp_path, "back.json")
    window._turn_page(is_shown=True)
    qtbot.waitUntil(lambda: offered(window) == ["back.json", "other.json"])
    assert QApplication.focusWidget() is window._welcome._recent.buttons[str(path)]


def test_without_projects_that_are_there_a_pair_is_begun(open_window, settings, tmp_path, qtbot):
    settings.set_text("recent", json.dumps([str(tmp_path / "gone.json")]))
    window = open_window()
    qtbot.waitUntil(lambda: offered(window) == [])
    assert QApplication.focusWidget() is window._welcome._new
    assert not window._welcome._recent._heading.isVisible()
