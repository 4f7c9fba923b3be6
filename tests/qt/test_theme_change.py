"""Another theme: each widget is dressed a few times, however deep it lies in others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

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

    change(qtbot, dressed, ThemeChoice.DARK)

    assert 0 < changes.count <= 4


class Witness(QLabel):
    """A label that notes what it is painted in, and in which turns its style changes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("words", parent)
        self.worn: list[str] = []
        self.dressed_in: list[int] = []
        self.turn = 0
        self.when_bare: Callable[[], object] | None = None
        """What to do between undressing and dressing."""
        self._beat = QTimer(self)
        self._beat.timeout.connect(self._count)
        self._beat.start(0)

    def _count(self) -> None:
        self.turn += 1
        if self.when_bare is not None and not QApplication.instance().styleSheet():
            act, self.when_bare = self.when_bare, None
            act()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.dressed_in.append(self.turn)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.worn.append(QApplication.instance().styleSheet())


def change(qtbot: QtBot, theme: Theme, choice: ThemeChoice) -> None:
    """Choose a theme and wait until it is worn."""
    with qtbot.waitSignal(theme.changed):
        theme.choose(choice)


@pytest.fixture
def witness(qtbot: QtBot, dressed: Theme) -> Iterator[Witness]:
    window = QWidget()
    qtbot.addWidget(window)
    witness = Witness(window)
    QVBoxLayout(window).addWidget(witness)
    window.show()
    qtbot.waitUntil(lambda: bool(witness.worn))
    yield witness
    window.close()  # and so it is kept until here


def test_a_window_on_show_is_undressed_in_one_turn_and_dressed_in_another(
    qtbot: QtBot, dressed: Theme, witness: Witness
) -> None:
    change(qtbot, dressed, ThemeChoice.DARK)
    assert len(set(witness.dressed_in)) > 1


def test_nobody_sees_it_without_a_dress(qtbot: QtBot, dressed: Theme, witness: Witness) -> None:
    change(qtbot, dressed, ThemeChoice.DARK)
    qtbot.waitUntil(lambda: "dark" in witness.worn[-1])
    assert "" not in witness.worn


def test_the_theme_chosen_last_is_worn(qtbot: QtBot, dressed: Theme, witness: Witness) -> None:
    dressed.choose(ThemeChoice.DARK)
    dressed.choose(ThemeChoice.LIGHT)
    qtbot.waitUntil(lambda: dressed.is_dressed)
    assert "light" in QApplication.instance().styleSheet()

    witness.when_bare = lambda: dressed.choose(ThemeChoice.LIGHT)
    change(qtbot, dressed, ThemeChoice.DARK)
    assert witness.when_bare is None
    assert not dressed.is_dark
    assert "light" in QApplication.instance().styleSheet()


def test_a_window_made_larger_meanwhile_is_filled(
    qtbot: QtBot, dressed: Theme, witness: Witness
) -> None:
    window = witness.window()
    witness.when_bare = lambda: window.resize(700, 500)
    change(qtbot, dressed, ThemeChoice.DARK)
    qtbot.waitUntil(lambda: witness.width() > 600)
    assert window.updatesEnabled()
    window.resize(900, 500)
    qtbot.waitUntil(lambda: witness.width() > 800)


def test_a_window_may_go_meanwhile(qtbot: QtBot, dressed: Theme, witness: Witness) -> None:
    other = QWidget()
    other.show()
    witness.when_bare = lambda: delete(other)
    change(qtbot, dressed, ThemeChoice.DARK)
    assert witness.window().updatesEnabled()
