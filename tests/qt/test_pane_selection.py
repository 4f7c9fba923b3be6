"""Selecting by mouse and keyboard gives offsets in code points of the model's text."""

from __future__ import annotations

import pytest
from pane_samples import MIXED, CountedMarks, centre, drag, move_with_button, shown_pane
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.edges import EdgeDrag
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.text_pane import TextPane

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
TEXT = "😀 one two, three four. Five six."


def words(pane: TextPane) -> list[str]:
    return [pane.characters[span.start : span.end] for span in pane.selections()]


def press(pane: TextPane, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> int:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(pane, key, held)
    return pane.cursor_offset


def test_a_drag_selects_whole_words_after_an_emoji(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)

    with qtbot.waitSignal(pane.selection_changed):
        drag(pane, centre(pane, TEXT.index("ne two")), centre(pane, TEXT.index("wo,")))

    assert words(pane) == ["one two"]
    assert pane.selections() == (Span(2, 9),)
    assert pane.selected_text() == "one two"


def test_a_drag_backwards_selects_the_same(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)

    drag(pane, centre(pane, TEXT.index("wo,")), centre(pane, TEXT.index("ne two")))

    assert words(pane) == ["one two"]
    assert pane.cursor_offset == 2


def test_alt_selects_by_letters(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    start, end = centre(pane, 3), centre(pane, 7)

    drag(pane, QPoint(start.x() - 3, start.y()), QPoint(end.x() - 3, end.y()), ALT)

    assert words(pane) == [TEXT[3:7]]
    pane.snap_to_words = False
    drag(pane, QPoint(start.x() - 3, start.y()), QPoint(end.x() - 3, end.y()))
    assert words(pane) == [TEXT[3:7]]


def test_control_adds_a_selection_and_a_click_gives_up_all(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)

    drag(pane, centre(pane, 2), centre(pane, 4))
    drag(pane, centre(pane, TEXT.index("three")), centre(pane, TEXT.index("hree")), CONTROL)

    assert words(pane) == ["one", "three"]
    assert pane.selected_text() == "one … three"
    QTest.mouseClick(pane.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, centre(pane, 8))
    assert pane.selections() == ()


def test_kept_selections_stay_when_the_next_is_made(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    pane.set_selections([Span(2, 5)])

    pane.keep_selection()
    pane.set_cursor(11)
    press(pane, Qt.Key.Key_Right, SHIFT)

    assert pane.selections() == (Span(2, 5), Span(11, 12))


def test_shift_click_extends(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    pane.set_cursor(2)

    QTest.mouseClick(pane.viewport(), LEFT, SHIFT, centre(pane, TEXT.index("wo,")))

    assert words(pane) == ["one two"]


def test_double_click_selects_a_word_and_a_third_the_sentence(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    place = centre(pane, TEXT.index("ix."))

    QTest.mouseDClick(pane.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert words(pane) == ["six"]
    QTest.mouseClick(pane.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert words(pane) == ["Five six."]


def test_a_drag_that_begins_or_ends_on_a_space_leaves_it_outside(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    before, behind = TEXT.index(" two"), TEXT.index(" three")

    drag(pane, centre(pane, before), centre(pane, behind - 2))
    assert words(pane) == ["two"]
    drag(pane, centre(pane, behind), centre(pane, before + 1))
    assert words(pane) == ["two,"]


def test_a_click_tells_the_character_and_a_drag_does_not(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    told: list[int] = []
    pane.place_clicked.connect(told.append)

    QTest.mouseClick(pane.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, centre(pane, 6))
    drag(pane, centre(pane, 6), centre(pane, 14))

    assert told == [6]


def test_releasing_in_empty_space_keeps_the_selection(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    corner = QPoint(pane.viewport().width() - 2, pane.viewport().height() - 2)

    drag(pane, centre(pane, TEXT.index("Five")), corner)

    assert words(pane) == ["Five six."]


def test_spans_may_cross_paragraphs(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "one two\n\nthree four")

    drag(pane, centre(pane, 4), centre(pane, 9))

    assert words(pane) == ["two\n\nthree"]


def test_white_space_alone_can_be_selected(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "one    two")
    first, last = centre(pane, 3), centre(pane, 6)

    drag(pane, first - QPoint(1, 0), last + QPoint(6, 0) - QPoint(5, 0))

    assert pane.selected_text() == "    "


def test_scrolling_while_selecting_keeps_the_start(qtbot: QtBot) -> None:
    text = "\n".join(f"paragraph {number}" for number in range(200))
    pane = shown_pane(qtbot, text)
    start = centre(pane, 0)
    below = QPoint(start.x() + 30, pane.viewport().height() + 40)

    QTest.mousePress(pane.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)
    move_with_button(pane, below)
    qtbot.waitUntil(lambda: pane.visible_span().start > 200)
    QTest.mouseRelease(pane.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, below)

    selected = pane.selections()[0]
    assert selected.start == 0
    assert selected.end > 200


def test_arrows_go_where_they_point_in_mixed_text(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, MIXED, rtl=True, size=(2000, 200))
    chunk, _ = pane.flow.locate(0)
    visited = {0}
    places = []
    for _ in range(len(MIXED)):
        offset = press(pane, Qt.Key.Key_Left)
        visited.add(offset)
        places.append(offset)

    assert visited == set(range(len(MIXED) + 1))
    assert places != sorted(places)
    assert chunk.is_rtl


def test_logical_arrows_follow_the_characters(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, MIXED, rtl=True, size=(2000, 200))
    pane.logical_arrows = True

    places = [press(pane, Qt.Key.Key_Left) for _ in range(len(MIXED))]

    assert places == list(range(1, len(MIXED) + 1))


@pytest.mark.parametrize("rtl", [False, True])
def test_arrows_cross_paragraphs(qtbot: QtBot, rtl: bool) -> None:
    text = "اب\n\nجد" if rtl else "ab\n\ncd"
    pane = shown_pane(qtbot, text, rtl=rtl)
    onward = Qt.Key.Key_Left if rtl else Qt.Key.Key_Right
    back = Qt.Key.Key_Right if rtl else Qt.Key.Key_Left

    assert [press(pane, onward) for _ in range(7)] == [1, 2, 3, 4, 5, 6, 6]
    assert [press(pane, back) for _ in range(7)] == [5, 4, 3, 2, 1, 0, 0]


def test_a_step_is_a_grapheme(qtbot: QtBot) -> None:
    family = "👨\u200d👩\u200d👧"
    pane = shown_pane(qtbot, f"a{family}e\u0301b")

    assert [press(pane, Qt.Key.Key_Right) for _ in range(4)] == [1, 6, 8, 9]
    pane.set_cursor(3)
    assert pane.cursor_offset == 1


def test_words_sentences_paragraphs_lines_and_the_text(qtbot: QtBot) -> None:
    text = f"{TEXT}\nNext paragraph."
    pane = shown_pane(qtbot, text, size=(900, 300))

    assert press(pane, Qt.Key.Key_Right, CONTROL) == 2
    assert press(pane, Qt.Key.Key_Right, CONTROL) == 6
    assert press(pane, Qt.Key.Key_Left, CONTROL) == 2
    assert press(pane, Qt.Key.Key_PageDown, ALT) == text.index("Five")
    assert press(pane, Qt.Key.Key_PageUp, ALT) == 0
    assert press(pane, Qt.Key.Key_Down, ALT) == 0, "the next annotation: a command's key"
    pane.set_cursor(2)
    assert press(pane, Qt.Key.Key_Down, CONTROL) == text.index("Next")
    assert press(pane, Qt.Key.Key_Up, CONTROL) == 0
    assert press(pane, Qt.Key.Key_End) == len(TEXT)
    assert press(pane, Qt.Key.Key_Home) == 0
    assert press(pane, Qt.Key.Key_End, CONTROL) == len(text)
    assert press(pane, Qt.Key.Key_Home, CONTROL, SHIFT) == 0
    assert pane.selections() == (Span(0, len(text)),)


def test_up_and_down_keep_their_column(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "a long first line\nab\na long third line")
    pane.set_cursor(10)

    assert press(pane, Qt.Key.Key_Down) == 20
    assert press(pane, Qt.Key.Key_Down) in {30, 31, 32}
    assert press(pane, Qt.Key.Key_Up) == 20
    assert press(pane, Qt.Key.Key_Up) == 10


def test_copy_gives_the_characters_of_the_model(qtbot: QtBot) -> None:
    text = "a\u00a0b\u200f ـ e\u0301 😀\nline"
    pane = shown_pane(qtbot, text)

    press(pane, Qt.Key.Key_A, CONTROL)
    press(pane, Qt.Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == text


def test_an_edge_of_an_active_mark_is_dragged_word_by_word(qtbot: QtBot) -> None:
    start = TEXT.index("two")
    mark = Mark(start, start + 3, MarkKind.MATCHING, "id", active=True)
    pane = shown_pane(qtbot, TEXT, marks=CountedMarks([mark]))
    place = pane.rectangles(Span(start, start + 3))[0]
    edge = QPoint(round(place.right()) - 1, round(place.center().y()))
    drags: list[EdgeDrag] = []
    pane.edge_dragged.connect(drags.append)

    QTest.mouseMove(pane.viewport(), edge)
    drag(pane, edge, centre(pane, TEXT.index("hree")))

    end = TEXT.index("three") + 5
    assert drags == [EdgeDrag("id", Span(start, start + 3), Span(start, end))]
    assert pane.selections() == ()


def test_hovering_tells_the_character_and_then_nothing(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    told: list[int] = []
    pane.hovered_offset.connect(told.append)

    QTest.mouseMove(pane.viewport(), centre(pane, 6))
    QTest.mouseMove(pane.viewport(), QPoint(200, pane.viewport().height() - 3))

    assert told[-2:] == [6, -1]


def test_another_text_starts_with_nothing_selected(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, TEXT)
    pane.set_selections([Span(2, 5), Span(8, 12)])

    with qtbot.waitSignal(pane.selection_changed):
        pane.set_text(None)

    assert pane.selections() == ()
    assert pane.cursor_offset == 0
    press(pane, Qt.Key.Key_Right)
    assert pane.cursor_offset == 0
    assert pane.grab().width() > 0
