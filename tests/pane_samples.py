"""Panes and texts for the tests of the text pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import Mark
from desk_annotator.qt.pane.text_pane import TextPane

MIXED = 'قال "Apple Inc." في 12-5-2024 إن (iPhone 15) سيصل إلى الأسواق، و٥٠٪ من C++ جاهز.'
VOCALISED = "أُوْلَٰٓئِكَ كِتَابٌ عَرَبِيٌّ مُبِينٌ"


class CountedMarks:
    """A mark source that remembers what it was asked for."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        self.all = list(marks)
        self.asked: list[tuple[int, int]] = []

    def marks(self, start: int, end: int) -> list[Mark]:
        self.asked.append((start, end))
        return [
            mark
            for mark in self.all
            if (mark.start < end and mark.end > start)
            or (mark.start == mark.end and start <= mark.start <= end)
        ]


def text_of(characters: str, *, rtl: bool = False) -> Text:
    return Text.of(
        characters,
        language="ar" if rtl else "en",
        direction=Direction.RTL if rtl else Direction.LTR,
    )


def shown_pane(
    qtbot: QtBot,
    characters: str,
    *,
    rtl: bool = False,
    marks: CountedMarks | None = None,
    size: tuple[int, int] = (420, 300),
) -> TextPane:
    load_fonts()
    pane = TextPane(Side.TARGET if rtl else Side.SOURCE)
    qtbot.addWidget(pane)
    pane.set_font_families(["Noto Sans Arabic"])
    pane.set_point_size(14.0)
    pane.resize(*size)
    pane.set_text(text_of(characters, rtl=rtl))
    pane.set_mark_source(marks)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.setFocus()
    QApplication.processEvents()
    return pane


def centre(pane: TextPane, offset: int) -> QPoint:
    """Return the middle of a character, which must be in view."""
    return pane.rectangles(Span(offset, offset + 1))[0].center().toPoint()


def drag(
    pane: TextPane,
    start: QPoint,
    end: QPoint,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press, move in two steps, release."""
    viewport = pane.viewport()
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, modifiers, start)
    _move(pane, (start + end) / 2, modifiers)
    _move(pane, end, modifiers)
    QTest.mouseRelease(viewport, left, modifiers, end)


def _move(pane: TextPane, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    viewport = pane.viewport()
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(viewport.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        left,
        modifiers,
    )
    QApplication.sendEvent(viewport, event)


def move_with_button(pane: TextPane, point: QPoint) -> None:
    """Move the mouse with its left button held."""
    _move(pane, point, Qt.KeyboardModifier.NoModifier)


def directions(chunk: LaidChunk) -> list[bool | None]:
    """Return for each character whether it runs from right to left (None: it has no glyph)."""
    found: list[bool | None] = []
    for offset in range(chunk.length):
        place = chunk.to_utf16(offset)
        width = chunk.to_utf16(offset + 1) - place
        line = chunk.lines[chunk.line_of(offset)].line
        runs = line.glyphRuns(place, width)
        found.append(runs[0].isRightToLeft() if runs else None)
    return found


def total_width(rectangles: Sequence[QRectF]) -> float:
    return sum(rectangle.width() for rectangle in rectangles)
