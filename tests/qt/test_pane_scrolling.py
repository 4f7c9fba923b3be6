"""The view stays where it is when things around it change, and goes where it is sent."""

from __future__ import annotations

import pytest
from pane_samples import CountedMarks, shown_pane, text_of
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.heights import Heights
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.text_pane import TextPane

LONG = "\n".join(
    f"Paragraph {number}. " + "Some words that wrap over several lines. " * (number % 7)
    for number in range(600)
)


def wheel(pane: TextPane, notches: int, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(50, 50)
    event = QWheelEvent(
        place,
        QPointF(pane.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane.viewport(), event)


def test_heights_find_places_and_sums() -> None:
    heights = Heights(range(0, 10_001, 10), per_character=1.0)
    heights.correct(300, 25.0)

    assert heights.total == 10_015.0
    assert heights.top(301) == 3025.0
    assert heights.at(3020.0) == (300, 20.0)
    assert heights.at(3025.0) == (301, 0.0)
    assert heights.at(1e9)[0] == 999
    assert heights.at(-5.0) == (0, 0.0)


def test_scroll_to_puts_a_line_where_it_is_wanted(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    offset = LONG.index("Paragraph 300.")

    pane.scroll_to(offset, 80.0)

    assert pane.rectangles(Span(offset, offset + 1))[0].top() == pytest.approx(80.0, abs=1.0)
    assert pane.extent(Span(offset, offset + 5))[0] == pytest.approx(80.0, abs=1.0)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.77])
def test_resizing_and_zooming_keep_the_line_at_the_top(qtbot: QtBot, place: float) -> None:
    pane = shown_pane(qtbot, LONG)
    offset = LONG.index(" words", int(len(LONG) * place))
    pane.scroll_to(offset, 0.0)
    top = int(pane.top_offset())

    for width in (300, 900, 420):
        pane.resize(width, 300)
        QApplication.processEvents()
        visible = pane.visible_span()
        assert visible.start <= top < visible.start + 150
    pane.zoom_in()
    pane.zoom_out()
    visible = pane.visible_span()
    assert visible.start <= top < visible.start + 150


def in_view(pane: TextPane, span: Span) -> bool:
    top, bottom = pane.extent(span)
    return top >= 0 and bottom <= pane.viewport().height()


def active_mark(start: int, end: int) -> CountedMarks:
    return CountedMarks([Mark(start, end, MarkKind.MATCHING, "a", active=True)])


@pytest.mark.parametrize("place", [0.3, 0.77, 1.0])
def test_zooming_keeps_the_active_mark_in_view_and_not_the_cursor(
    qtbot: QtBot, place: float
) -> None:
    start = LONG.rindex(" words", 0, int(len(LONG) * place))
    mark = Span(start, start + 6)
    pane = shown_pane(qtbot, LONG, marks=active_mark(mark.start, mark.end))
    pane.scroll_to(start, pane.viewport().height() - 60.0)
    pane.set_cursor(int(pane.top_offset()) + 1)
    assert in_view(pane, mark)
    for _ in range(8):
        pane.zoom_in()
        assert in_view(pane, mark)


def test_zooming_back_leaves_the_active_mark_where_it_was(qtbot: QtBot) -> None:
    start = LONG.index("Paragraph 300.")
    pane = shown_pane(qtbot, LONG, marks=active_mark(start, start + 9))
    pane.scroll_to(start, 120.0)
    for zoom in (pane.zoom_in, pane.zoom_in, pane.zoom_out, pane.zoom_reset):
        zoom()
        assert pane.extent(Span(start, start + 9))[0] == pytest.approx(120.0, abs=1.0)


@pytest.mark.parametrize("is_active_elsewhere", [False, True])
def test_zooming_keeps_the_cursor_in_view_if_no_active_mark_is(
    qtbot: QtBot, is_active_elsewhere: bool
) -> None:
    marks = active_mark(0, 5) if is_active_elsewhere else None
    pane = shown_pane(qtbot, LONG, marks=marks)
    pane.set_cursor(len(LONG))
    pane.show_cursor()
    cursor = Span(len(LONG), len(LONG))
    assert in_view(pane, cursor)
    for _ in range(8):
        pane.zoom_in()
        assert in_view(pane, cursor)


def test_zooming_shows_of_a_long_active_mark_what_was_in_view(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG, marks=active_mark(100, len(LONG)))
    pane.scroll_to(LONG.index("Paragraph 300."), 0.0)
    top = pane.visible_span().start
    pane.zoom_in()
    assert pane.visible_span().start == pytest.approx(top, abs=150)


def test_both_ends_can_be_reached_with_the_scroll_bar(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    bar = pane.verticalScrollBar()

    bar.setValue(bar.maximum())
    assert pane.visible_span().end == len(LONG)
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    assert pane.visible_span().start == 0
    assert pane.rectangles(Span(0, 1))[0].top() > 0


def test_scrolling_line_by_line_loses_no_line(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG[:6000])
    bar = pane.verticalScrollBar()
    seen_to = pane.visible_span().end
    for _ in range(2000):
        if bar.value() == bar.maximum():
            break
        bar.setValue(bar.value() + 37)
        visible = pane.visible_span()
        assert visible.start <= seen_to
        seen_to = visible.end

    assert seen_to == 6000


def test_only_the_users_scrolling_is_told_as_such(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    told: list[str] = []
    pane.user_scrolled.connect(lambda: told.append("user"))
    pane.view_changed.connect(lambda: told.append("view"))

    pane.scroll_to(5000)
    pane.ensure_visible(Span(9000, 9010))
    assert set(told) == {"view"}
    wheel(pane, -2, Qt.KeyboardModifier.NoModifier)
    assert told[-1] == "user"


def test_top_offset_and_scroll_to_are_each_others_inverse(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    pane.scroll_to(LONG.index("Paragraph 123.") + 0.5, 0.0)
    top = pane.top_offset()
    rectangle = pane.rectangles(Span(int(top), int(top) + 1))

    pane.scroll_to(0)
    pane.scroll_to(top)

    assert pane.top_offset() == pytest.approx(top, abs=1.0)
    assert pane.rectangles(Span(int(top), int(top) + 1)) == rectangle


def test_ensure_visible_moves_only_if_needed(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    far = LONG.index("Paragraph 400.")

    pane.ensure_visible(Span(far, far + 5))
    top = pane.top_offset()
    assert pane.rectangles(Span(far, far + 5))
    pane.ensure_visible(Span(far, far + 5))
    assert pane.top_offset() == top


def test_extents_out_of_view_lie_on_the_right_side(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    pane.scroll_to(len(LONG) // 2)

    assert pane.extent(Span(0, 5))[1] < 0
    assert pane.extent(Span(len(LONG) - 5, len(LONG)))[0] > pane.viewport().height()


def test_only_chunks_in_view_are_asked_for_marks(qtbot: QtBot) -> None:
    marks = CountedMarks([Mark(at, at + 8, MarkKind.MATCHING, str(at)) for at in range(0, 900, 9)])
    pane = shown_pane(qtbot, LONG, marks=marks)
    seen = pane.visible_span()

    assert 0 < len(marks.asked) < 20
    assert max(start for start, _ in marks.asked) <= seen.end + 1
    marks.asked.clear()
    pane.viewport().repaint()
    assert marks.asked == []


def test_a_changed_mark_is_asked_for_in_its_chunk_alone(qtbot: QtBot) -> None:
    marks = CountedMarks([Mark(0, 9, MarkKind.MATCHING, "a")])
    pane = shown_pane(qtbot, LONG, marks=marks)
    marks.asked.clear()

    pane.marks_changed([Span(2, 5)])
    pane.viewport().repaint()

    assert marks.asked == [(0, LONG.index("\n") + 1)]


def test_a_giant_paragraph_is_laid_out_only_in_part(qtbot: QtBot) -> None:
    marks = CountedMarks()
    pane = shown_pane(qtbot, "word " * 100_000, marks=marks)

    assert pane.visible_span().end < 3000
    assert len(marks.asked) <= 2
    pane.verticalScrollBar().setValue(pane.verticalScrollBar().maximum())
    assert pane.visible_span().end == 500_000


def test_control_and_wheel_zoom(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    size = pane.point_size

    with qtbot.waitSignal(pane.zoom_changed):
        wheel(pane, 1, Qt.KeyboardModifier.ControlModifier)
    assert pane.point_size > size
    pane.zoom_reset()
    assert pane.point_size == size


def test_page_down_and_up_move_by_a_page(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, LONG)
    visible = pane.visible_span()

    qtbot.keyClick(pane, Qt.Key.Key_PageDown)
    assert visible.end - 150 < pane.visible_span().start <= visible.end
    assert pane.visible_span().contains(pane.cursor_offset)
    qtbot.keyClick(pane, Qt.Key.Key_PageUp)
    assert pane.visible_span().start == visible.start


def test_a_text_of_one_line_does_not_scroll(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "short")

    assert pane.verticalScrollBar().maximum() == 0
    pane.scroll_to(5, 200.0)
    assert pane.rectangles(Span(0, 1))[0].top() < 30
    pane.set_text(text_of(""))
    assert pane.visible_span() == Span(0, 0)
    assert pane.rectangles(Span(0, 0)) == []
