"""What the user chooses in the View menu is remembered at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from desk_annotator.qt.application import main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice


@pytest.fixture
def settings(tmp_path):
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def window(qtbot, settings):
    shown = main_window(settings, ThemeChoice.LIGHT)
    qtbot.addWidget(shown)
    return shown


def test_a_theme_is_remembered_before_the_window_closes(window, settings):
    window.actions_table["theme_dark"].trigger()
    assert settings.text("theme", "") == "dark"


def test_so_is_what_is_switched_on_or_off(window, settings):
    action = window.actions_table["invisibles"]
    before = action.isChecked()
    action.trigger()
    assert settings.flag("view/invisibles", default=before) is not before
