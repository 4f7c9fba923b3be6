"""The window is never larger than the screen it opens on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desk_annotator.qt.application import fit_on_screen


def test_a_window_too_large_for_the_screen_is_made_smaller(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableSize()
    window.resize(room + QSize(300, 200))
    fit_on_screen(window)
    assert window.width() < room.width()
    assert window.height() < room.height()


def test_a_window_with_room_keeps_its_size(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 400)
    fit_on_screen(window)
    assert window.size() == QSize(500, 400)


def test_a_maximised_window_stays_maximised(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.showMaximized()
    size = window.size()
    fit_on_screen(window)
    assert window.isMaximized()
    assert window.size() == size
