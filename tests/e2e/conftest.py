"""The real window, driven in verbs by mouse and keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_desk import Answers, dressed

from desk_annotator.app.open_project import new_project
from desk_annotator.core.annotation import Status
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.application import main_window
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

SEEDS = Path(__file__).parents[2] / "seeds"


class AllAnswers(Answers):
    """Answers every question that a menu asks; until told otherwise nothing is left."""

    def __init__(self):
        super().__init__()
        self.name = None
        self.open_path = ""
        self.review_path = ""
        self.folder_path = ""
        self.on_leave = Leave.CANCEL

    def annotator(self, known):
        return self.name

    def project_to_open(self, folder):
        self.asked.append("open")
        return self.open_path

    def folder_to_pair(self, folder):
        self.asked.append("folder")
        return self.folder_path

    def review_to_take(self, folder):
        self.asked.append("review")
        return self.review_path


class Desk:
    """A user at the window."""

    def __init__(self, qtbot, window):
        self.qtbot = qtbot
        self.window = window
        self.answers = AllAnswers()
        window.files.prompts = self.answers

    @property
    def workspace(self):
        return self.window.project.workspace

    @property
    def bitext(self):
        return self.workspace.current

    def pane(self, side):
        return self.window.view.pane(side)

    def open(self, path):
        before = self.window.project
        self.window.files.open_path(str(path))
        self.qtbot.waitUntil(lambda: self.window.project is not before)
        self.settle()

    def show_pair(self, source, target):
        """Show a new project of an English and an Arabic text."""
        pair = Pair(
            id="p",
            title="p",
            source=Text.of(source, language="en", direction=Direction.LTR),
            target=Text.of(target, language="ar", direction=Direction.RTL),
        )
        self.window.files.show_project(new_project(pair))

    def show_aligned(self, source, target):
        """Show a new project of two texts and wait until they are aligned."""
        self.show_pair(source, target)
        self.wait_for_alignment()

    def wait_for_alignment(self):
        self.qtbot.waitUntil(lambda: not self.window.alignment.is_busy, timeout=60_000)

    def settle(self):
        self.qtbot.wait(20)

    def where(self, side, quote, occurrence=0):
        characters = self.bitext.text(side).characters
        start = -1
        for _ in range(occurrence + 1):
            start = characters.index(quote, start + 1)
        return Span(start, start + len(quote))

    def point(self, side, offset, *, end=False):
        """Return a point just inside the character at `offset`, at its start or its end."""
        pane = self.pane(side)
        pane.ensure_visible(Span(offset, offset + 1))
        rectangle = pane.rectangles(Span(offset, offset + 1))[0]
        at_right = end == (pane_is_ltr(self, side))
        x = rectangle.right() - 1 if at_right else rectangle.left() + 1
        return QPoint(round(x), round(rectangle.center().y()))

    def move(self, side, point, modifier=Qt.KeyboardModifier.NoModifier):
        """Move the mouse with its button down, as QTest alone cannot."""
        viewport = self.pane(side).viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(point),
            QPointF(viewport.mapToGlobal(point)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            modifier,
        )
        QApplication.sendEvent(viewport, event)

    def pull(self, side, first, last, modifier=Qt.KeyboardModifier.NoModifier):
        """Drag from one point of a pane to another."""
        viewport = self.pane(side).viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, modifier, first)
        for step in range(1, 6):
            self.move(side, first + (last - first) * step / 5, modifier)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, modifier, last)
        self.settle()

    def drag(self, side, quote, occurrence=0, modifier=Qt.KeyboardModifier.NoModifier):
        """Select a quote with the mouse; it must lie in one window of text."""
        span = self.where(side, quote, occurrence)
        pane = self.pane(side)
        pane.ensure_visible(span)
        first = self.point(side, span.start)
        last = self.point(side, span.end - 1, end=True)
        self.pull(side, first, last, modifier)
        return span

    def click(self, side, offset):
        QTest.mouseClick(
            self.pane(side).viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            self.point(side, offset),
        )
        self.settle()

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifier)
        self.settle()

    def write(self, words):
        for character in words:  # QTest.keyClicks aborts on letters that are not Latin
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(self.window.focusWidget(), event)
        self.settle()

    def save_as(self, path):
        self.answers.save_path = str(path)
        self.window.files.save_as()
        self.qtbot.waitUntil(lambda: self.workspace.is_saved)

    def notices(self):
        return [notice.text for notice in self.window.notices.notices]

    def tags(self):
        return sorted(annotation.tag for annotation in self.bitext.annotations.values())

    def accept_and_reject(self, waiting):
        """Accept the first of the suggestions that wait and reject the second, by key.

        They are taken back in three steps, and nothing is left of them.
        """
        first, second = waiting[:2]
        assert self.window.suggesting.bar.isVisible()
        assert self.workspace.active_id == first.id
        self.key(Qt.Key.Key_Return)
        assert self.bitext.annotations[first.id].status == Status.OPEN
        assert self.workspace.active_id == second.id
        self.key(Qt.Key.Key_Backspace)
        assert self.bitext.annotations[second.id].status == Status.REJECTED
        for _ in range(3):
            self.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert not self.bitext.annotations
        assert not self.window.suggesting.bar.isVisible()


def pane_is_ltr(desk, side):
    return desk.bitext.text(side).direction == "ltr"


@pytest.fixture
def desk(qtbot, qapp, no_encoder):
    with dressed(qapp):
        window = main_window(Settings(), ThemeChoice.LIGHT)
        window.resize(1400, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: window.is_furnished)
        user = Desk(qtbot, window)
        yield user
        user.answers.on_leave = Leave.DISCARD
        window.close()
        window.deleteLater()


@pytest.fixture
def samples(tmp_path):
    """A copy of the sample project that a test may write over."""
    return Path(shutil.copy(SEEDS / "samples.json", tmp_path / "samples.json"))
