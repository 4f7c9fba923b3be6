"""The marks of one chunk as rectangles, made once and painted often.

Solid underlines say matching, dashed added, dotted missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTextLayout

from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import MarkKind
from desk_annotator.qt.pane.rectangles import Rectangles, Rows

_PATTERNS = {MarkKind.ADDED: (7, 4), MarkKind.MISSING: (2, 3)}
"""Pixels drawn and left free of underlines that are not solid."""
_DASH = (4, 2)
"""The same of the outline of a suggestion."""


@dataclass(slots=True)
class MarkPicture:
    """What to paint for the marks of a chunk, from its top left corner."""

    fills: dict[str, Rectangles] = field(default_factory=dict)
    bands: dict[tuple[MarkKind, str], Rectangles] = field(default_factory=dict)
    outlines: dict[tuple[str, bool], tuple[Rectangles, Rectangles]] = field(default_factory=dict)
    """By colour and whether it is dashed: the lines across and the lines down."""
    caps: dict[str, Rectangles] = field(default_factory=dict)
    wedges: list[tuple[str, QPolygonF, bool]] = field(default_factory=list)
    dimmed: list[tuple[int, int]] = field(default_factory=list)
    """Ranges (code points in the chunk) whose text is dimmed."""
    edges: list[tuple[QRectF, Edge]] = field(default_factory=list)
    """The ends of active marks that lie in this chunk, to be found by the mouse."""

    def paint_under(self, painter: QPainter, rows: Rows | None) -> None:
        """Paint what lies under a selection and the text, in these rows: the fills."""
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, fills in self.fills.items():
            _paint(painter, _solid(colour), fills, rows)

    def paint_lines(self, painter: QPainter, rows: Rows | None) -> None:
        """Paint underlines, outlines, edges and carets, in these rows."""
        painter.setPen(Qt.PenStyle.NoPen)
        for (kind, colour), bands in self.bands.items():
            _paint(painter, _band_brush(kind, colour), bands, rows)
        for colour, caps in self.caps.items():
            _paint(painter, _solid(colour), caps, rows)
        # Filled and not drawn with a pen, whose dashes begin anew where it is cut off.
        for (colour, is_dashed), (across, down) in self.outlines.items():
            brush = _dashes(colour, *_DASH) if is_dashed else _solid(colour)
            _paint(painter, brush, across, rows)
            brush = _dashes(colour, *_DASH, down=True) if is_dashed else _solid(colour)
            _paint(painter, brush, down, rows)
        if self.wedges:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            for colour, polygon, is_filled in self.wedges:
                painter.setPen(QPen(QColor(colour), 1.0))
                painter.setBrush(QColor(colour) if is_filled else Qt.BrushStyle.NoBrush)
                painter.drawPolygon(polygon)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def dim_formats(self, chunk: LaidChunk, colour: str) -> list[QTextLayout.FormatRange]:
        """Return the formats that dim ignored text without touching its shape."""
        if not self.dimmed:
            return []
        # Few texts dim anything, and PySide6 makes hundreds of names with the class.
        from PySide6.QtGui import QTextCharFormat as Format  # noqa: PLC0415

        formats = []
        for start, end in self.dimmed:
            made = QTextLayout.FormatRange()
            made.start = chunk.to_utf16(start)
            made.length = chunk.to_utf16(end) - made.start
            dim = Format()
            dim.setForeground(QColor(colour))
            made.format = dim
            formats.append(made)
        return formats


def _paint(painter: QPainter, brush: QBrush, rectangles: Rectangles, rows: Rows | None) -> None:
    shown = rectangles.within(rows)
    if shown:
        painter.setBrush(brush)
        painter.drawRects(shown)


@cache
def _solid(colour: str) -> QBrush:
    """Return the brush of a colour: read from its name, it takes as long as a rectangle."""
    return QBrush(QColor(colour))


_brushes: dict[tuple[str, int, int, bool], QBrush] = {}


def _band_brush(kind: MarkKind, colour: str) -> QBrush:
    pattern = _PATTERNS.get(kind)
    return _solid(colour) if pattern is None else _dashes(colour, *pattern)


def _dashes(colour: str, drawn: int, free: int, *, down: bool = False) -> QBrush:
    """Return a brush that fills a line across, or down, with dashes."""
    look = (colour, drawn, free, down)
    found = _brushes.get(look)
    if found is None:
        size = (1, drawn + free) if down else (drawn + free, 1)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        for place in range(drawn):
            image.setPixelColor(*((0, place) if down else (place, 0)), QColor(colour))
        found = _brushes[look] = QBrush(image)
    return found
