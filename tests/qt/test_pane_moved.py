"""What scrolling moves on the screen, instead of painting it, is what painting would show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pane_samples import MIXED, CountedMarks, shown_pane
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.shown_place import ShownPlace
from desk_annotator.qt.pane.text_pane import TextPane

LONG = "\n".join((f"{number}. {MIXED}" * (number % 4 + 1)) for number in range(200))
MARKS = [
    Mark(start, start + 11, kind, key=str(start), active=start % 5 == 0, suggested=start % 7 == 0)
    for start in range(0, len(LONG) - 12, 23)
    for kind in (MarkKind.MATCHING, MarkKind.ADDED)[start % 2 :]
]


class _Painted(QObject):
    """Counts the rows of pixels a viewport was asked to paint."""

    def __init__(self, pane: TextPane) -> None:
        super().__init__(pane)
        self.rows = 0
        pane.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rows += sum(rectangle.height() for rectangle in event.region())
        return super().eventFilter(watched, event)


@pytest.fixture
def _steady_cursor() -> Iterator[None]:
    before = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    yield
    QApplication.setCursorFlashTime(before)


def on_screen(pane: TextPane) -> QImage:
    QApplication.processEvents()
    shown: QImage = pane.screen().grabWindow(pane.winId()).toImage()
    return shown


def painted(pane: TextPane) -> QImage:
    pane.viewport().update()
    pane.verticalScrollBar().update()
    return on_screen(pane)


@pytest.mark.usefixtures("_steady_cursor")
@pytest.mark.parametrize("focus", [False, True])
@pytest.mark.parametrize("rtl", [False, True])
def test_what_is_moved_looks_as_if_painted(qtbot: QtBot, focus: bool, rtl: bool) -> None:
    pane = shown_pane(qtbot, LONG, rtl=rtl, marks=CountedMarks(MARKS))
    if focus:
        pane.setFocus()
        qtbot.waitUntil(pane.hasFocus)
    pane.set_selections([Span(100, 900)])
    for way in (66, 1, 7, 250, -3, 299, -66, 33, 4000, 5, -90000, 12, 90000, -20, -21):
        pane.scroll_by_user(way)
        if way % 2:  # several moves may come before one painting
            pane.scroll_by_user(9)
        assert on_screen(pane) == painted(pane), way


@pytest.mark.usefixtures("_steady_cursor")
def test_marks_selection_and_places_that_change_are_not_left_behind(qtbot: QtBot) -> None:
    marks = CountedMarks(MARKS)
    pane = shown_pane(qtbot, LONG, marks=marks)
    for _ in range(10):
        start = pane.visible_span().start + 60
        pane.set_selections([Span(start, start + 30)])
        marks.all.append(Mark(start, start + 40, MarkKind.HIT, key="new"))
        pane.marks_changed([Span(start, start + 40)])
        pane.scroll_by_user(31)
        pane.scroll_to(pane.top_offset(), 11.5)
        assert on_screen(pane) == painted(pane)


def test_a_step_paints_a_strip_and_a_jump_the_whole_view(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    pane.clearFocus()
    pane.scroll_by_user(500)
    QApplication.processEvents()
    watch = _Painted(pane)

    pane.scroll_by_user(40)
    QApplication.processEvents()
    assert watch.rows == 40
    watch.rows = 0
    pane.scroll_by_user(3000)
    QApplication.processEvents()
    assert watch.rows == pane.viewport().height()


def test_the_place_shown_knows_how_far_the_text_has_moved(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    flow: Flow = pane.flow
    place = ShownPlace(flow)

    assert place.moved() is None
    assert place.moved() == 0
    flow.scroll_by(90.4)
    assert place.moved() == -90
    flow.scroll_by(-12)
    assert place.moved() == 12
    flow.scroll_to(len(LONG) // 2, 0.0)
    assert place.moved() is None
    flow.resize(300, 300)
    assert place.moved() is None


def test_the_bar_is_painted_only_if_its_handle_moves(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG * 5)
    bar = pane.verticalScrollBar()
    QApplication.processEvents()
    seen: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                seen.append(event.type())
            return super().eventFilter(watched, event)

    watch = Watch(pane)
    bar.installEventFilter(watch)
    for _ in range(5):
        bar.setValue(bar.value() + 1)
        QApplication.processEvents()
    assert len(seen) <= 1
    seen.clear()
    bar.setValue(bar.maximum() // 2)
    QApplication.processEvents()
    assert seen


def test_at_the_end_of_the_text_nothing_is_said_to_have_moved(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    pane.scroll_by_user(1e6)
    told: list[str] = []
    pane.view_changed.connect(lambda: told.append("view"))

    pane.scroll_by_user(66)
    assert told == []
    pane.scroll_by_user(-66)
    assert told == ["view"]


@pytest.mark.usefixtures("_steady_cursor")
def test_no_handle_is_left_behind_where_the_bar_has_another_size(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    pane.scroll_by_user(9000)
    QApplication.processEvents()
    for size in ((420, 260), (520, 260), (420, 340)):
        pane.resize(*size)
        QApplication.processEvents()
        pane.scroll_by_user(3000)
        assert on_screen(pane) == painted(pane), size
