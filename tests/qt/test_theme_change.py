"""Another theme: each widget is dressed a few times, however deep it lies in others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_annotator.qt import theme as theme_module
from desk_annotator.qt.theme import Theme, ThemeChoice

_DEEP = 12


class Changes(QObject):
    """Counts how often the style of some widget has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange:
            self.count += 1
        return False


@pytest.fixture
def dressed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theme]:
    before, palette = qapp.styleSheet(), qapp.palette()
    monkeypatch.setattr(
        theme_module, "dress", lambda name: (f"QWidget {{ /* {name} */ }}", qapp.palette())
    )
    theme = Theme()
    theme.choose(ThemeChoice.LIGHT)
    yield theme
    qapp.setStyleSheet(before)
    qapp.setPalette(palette)


def test_a_widget_deep_in_others_is_not_dressed_again_and_again(
    qtbot: QtBot, dressed: Theme
) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = outer
    for _ in range(_DEEP):
        layout = QVBoxLayout(inner)
        inner = QWidget()
        layout.addWidget(inner)
    label = QLabel("words", inner)
    outer.show()
    changes = Changes()
    label.installEventFilter(changes)

    dressed.choose(ThemeChoice.DARK)

    assert 0 < changes.count <= 4
