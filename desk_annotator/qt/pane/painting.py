"""Paints a pane: page, marks, selection, text, invisible characters, text cursor, focus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.pane.flow import MARGIN, Flow
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark_picture import MarkPicture

_INVISIBLE = re.compile(
    "[ \t\u00a0\u00ad\u061c\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u2066-\u2069\u3000\ufeff]"
)
_SIGNS = {" ": "·", "\t": "→", "\u00a0": "°", "\u202f": "°", "\u2007": "°"}
_NAMES = {
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
_CURSOR_WIDTH = 2.0


@frozen
class Look:
    """What one repaint needs to know beside the text and its marks."""

    colours: PaneColours
    selections: Sequence[Span]
    has_focus: bool
    shows_invisibles: bool
    font: QFont
    length: int
    """Code points of the whole text."""


def paint_chunk(
    painter: QPainter, chunk: LaidChunk, picture: MarkPicture, clip: QRectF, look: Look
) -> None:
    """Paint one chunk with its top left corner at the painter's origin."""
    top, bottom = clip.top(), clip.bottom()
    rows = None if top <= 0 and bottom >= chunk.height else (top, bottom)
    picture.paint_under(painter, rows)
    _paint_selection(painter, chunk, look)
    picture.paint_lines(painter, rows)
    painter.setPen(QColor(look.colours.text))
    chunk.layout.draw(
        painter, QPointF(0.0, 0.0), picture.dim_formats(chunk, look.colours.dimmed), clip
    )
    if look.shows_invisibles:
        _paint_invisibles(painter, chunk, look)


def _paint_selection(painter: QPainter, chunk: LaidChunk, look: Look) -> None:
    colours = look.colours
    fill = colours.selection if look.has_focus else colours.selection_without_focus
    rectangles = []
    for span in look.selections:
        start, end = span.start - chunk.start, span.end - chunk.start
        if start > chunk.length or end <= 0:
            continue
        snapped = chunk.snapped(max(start, 0), min(end, chunk.length))
        rectangles += [chunk.rectangle(box) for box in chunk.boxes(*snapped)]
        if chunk.ends_paragraph and start <= chunk.length < end:
            rectangles.append(_line_end(chunk))
    if rectangles:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRects(rectangles)


def _line_end(chunk: LaidChunk) -> QRectF:
    """Return a narrow rectangle behind the last line: a selected line feed."""
    line = chunk.lines[-1]
    text = line.line.naturalTextRect()
    x = text.left() - 6 if chunk.is_rtl else text.right()
    return QRectF(x, line.top, 6, line.height)


def _paint_invisibles(painter: QPainter, chunk: LaidChunk, look: Look) -> None:
    colour = QColor(look.colours.invisibles)
    small = QFont(look.font)
    small.setPointSizeF(max(look.font.pointSizeF() * 0.45, 5.0))
    painter.setPen(colour)
    for match in _INVISIBLE.finditer(chunk.characters):
        offset = match.start()
        sign = _SIGNS.get(match.group())
        number = chunk.line_of(offset)
        line = chunk.lines[number]
        if sign is not None:
            for box in chunk.boxes(offset, offset + 1):
                painter.setFont(look.font)
                painter.drawText(chunk.rectangle(box), Qt.AlignmentFlag.AlignCenter, sign)
            continue
        name = _NAMES.get(match.group(), f"{ord(match.group()):04X}")
        x = chunk.x_of(offset, number)
        painter.drawLine(QPointF(x, line.top + 4), QPointF(x, line.top + line.height - 3))
        painter.setFont(small)
        place = QRectF(x - 40, line.top, 80, painter.fontMetrics().height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
    if chunk.ends_paragraph and chunk.start + chunk.length < look.length:
        place = _line_end(chunk)
        place.setWidth(20)
        if chunk.is_rtl:
            place.translate(-14, 0)
        painter.setFont(look.font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "¶")


def cursor_rectangle(flow: Flow, offset: int) -> QRectF:
    """Return where the text cursor stands, in pixels of the viewport, its flag included."""
    chunk, inside = flow.locate(offset)
    number = chunk.line_of(inside)
    line = chunk.lines[number]
    x = MARGIN + chunk.x_of(inside, number)
    y = round(flow.top_of(flow.chunk_of(offset))) + line.top
    return QRectF(x - 6, y, 12 + _CURSOR_WIDTH, line.height)


def paint_cursor(painter: QPainter, flow: Flow, offset: int, colours: PaneColours) -> None:
    """Paint the text cursor; in a line of both directions a flag says which way it reads."""
    chunk, inside = flow.locate(offset)
    place = cursor_rectangle(flow, offset)
    x = place.left() + 6
    painter.fillRect(
        QRectF(x - _CURSOR_WIDTH / 2, place.top() + 2, _CURSOR_WIDTH, place.height() - 4),
        QColor(colours.cursor),
    )
    if chunk.lines[chunk.line_of(inside)].is_mixed:
        reach = -5.0 if chunk.reads_rtl_at(inside) else 5.0
        top = place.top() + 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.cursor))
        painter.drawPolygon(
            QPolygonF([QPointF(x, top), QPointF(x + reach, top + 3), QPointF(x, top + 6)])
        )


def paint_focus(painter: QPainter, width: float, height: float, colours: PaneColours) -> None:
    """Paint the frame that says where the keyboard is."""
    painter.setPen(QPen(QColor(colours.focus), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(1, 1, width - 2, height - 2))
