"""Draws the ties of the gutter: what looks alike in one go, active and hovered ones last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from desk_annotator.qt.colours import PaneColours, tag_colour
from desk_annotator.qt.gutter_ties import EDGE, Room, Shape, Tie
from desk_annotator.qt.pane.line_extents import Extent
from desk_annotator.qt.pane.mark import MarkKind

STUB = 15.0
"""How far (pixels) the stub of a link reaches whose other end is out of view."""
_MOST_RIBBONS = 80
"""More bundles than this in view are drawn as thin lines only."""
_ORDER = {kind: number for number, kind in enumerate(MarkKind)}
_END = 2.0
"""Width of the bar at an end."""


class _Batch:
    """All that is drawn in one colour and strength."""

    __slots__ = ("heads", "left_ends", "lines", "ribbons", "right_ends", "stubs")

    def __init__(self) -> None:
        self.ribbons: list[QPainterPath] = []
        self.lines = QPainterPath()
        self.stubs = QPainterPath()
        self.heads = QPainterPath()
        self.left_ends: set[Extent] = set()
        self.right_ends: set[Extent] = set()

    def add_tie(self, left: Extent, right: Extent, width: float, *, is_filled: bool) -> None:
        """Take a tie with both ends in view, given as drawn."""
        if is_filled:
            ribbon = QPainterPath()
            add_ribbon(ribbon, left, right, width)
            self.ribbons.append(ribbon)
        start, end = (left[0] + left[1]) / 2, (right[0] + right[1]) / 2
        self.lines.moveTo(0.0, start)
        self.lines.cubicTo(width / 2, start, width / 2, end, width, end)

    def add_stub(self, seen: Extent, room: Room, *, at_left: bool, is_down: bool) -> None:
        """Take the end in view of a tie, and an arrow at it that says where the other is."""
        edge, tip_x = (1.0, 1.0 + STUB) if at_left else (room.width - 1.0, room.width - 1.0 - STUB)
        down = 1.0 if is_down else -1.0
        middle = (seen[0] + seen[1]) / 2
        tip = middle + STUB * down
        self.stubs.moveTo(edge, middle)
        self.stubs.quadTo(tip_x, middle, tip_x, tip)
        self.heads.moveTo(tip_x, tip + 4.0 * down)
        self.heads.lineTo(tip_x - 3.5, tip - down)
        self.heads.lineTo(tip_x + 3.5, tip - down)
        self.heads.closeSubpath()


class GutterDrawing:
    """Draws what is found in one room in the colours of a theme."""

    def __init__(self, room: Room, colours: PaneColours) -> None:
        self._room = room
        self._colours = colours

    def draw(self, painter: QPainter, bundles: Mapping[Shape, Sequence[str]]) -> None:
        """Draw bundles of ties; a bundle of several is drawn more strongly than a single one."""
        batches = self._batches(bundles)
        # Faint areas look the same without smooth edges, and take a quarter of the time.
        for (kind, _, is_bundle), batch in batches.items():
            brush = QBrush(self._colour(kind, 0.22 if is_bundle else 0.13))
            for ribbon in batch.ribbons:
                painter.fillPath(ribbon, brush)
        is_smooth = len(bundles) <= _MOST_RIBBONS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for (kind, is_dotted, is_bundle), batch in batches.items():
            if not batch.lines.isEmpty():
                pen = QPen(self._colour(kind, 0.8 if is_bundle else 0.55), 1.0)
                if is_dotted:
                    pen.setStyle(Qt.PenStyle.DotLine)
                painter.setPen(pen)
                painter.drawPath(batch.lines)
            if not batch.stubs.isEmpty():
                faint = self._colour(kind, 0.8 if is_bundle else 0.6)
                painter.setPen(QPen(faint, 1.0))
                painter.drawPath(batch.stubs)
                painter.fillPath(batch.heads, faint)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for (kind, _, _), batch in batches.items():
            painter.setBrush(self._colour(kind))
            far = self._room.width - _END
            for x, ends in ((0.0, batch.left_ends), (far, batch.right_ends)):
                painter.drawRects([QRectF(x, top, _END, low - top) for top, low in ends])

    def _batches(
        self, bundles: Mapping[Shape, Sequence[str]]
    ) -> dict[tuple[MarkKind, bool, bool], _Batch]:
        room = self._room
        top, bottom, width = room.top, room.bottom, room.width
        is_filled = len(bundles) <= _MOST_RIBBONS
        found: dict[tuple[MarkKind, bool, bool], _Batch] = {}
        for (kind, caret_side, left, right), keys in bundles.items():
            look = (kind, caret_side is not None, len(keys) > 1)
            batch = found.get(look)
            if batch is None:
                batch = found[look] = _Batch()
            if (
                caret_side is None
                and left[0] >= top
                and right[0] >= top
                and left[1] <= bottom
                and right[1] <= bottom
            ):
                batch.add_tie(left, right, width, is_filled=is_filled)
                batch.left_ends.add(left)
                batch.right_ends.add(right)
            elif room.is_off(left):
                seen = room.clamped(right)
                batch.add_stub(seen, room, at_left=False, is_down=left[1] > room.top)
                batch.right_ends.add(seen)
            elif room.is_off(right):
                seen = room.clamped(left)
                batch.add_stub(seen, room, at_left=True, is_down=right[1] > room.top)
                batch.left_ends.add(seen)
            else:
                at_left, at_right = room.drawn_ends(left, right, caret_side)
                batch.add_tie(at_left, at_right, width, is_filled=is_filled)
                batch.left_ends.add(at_left)
                batch.right_ends.add(at_right)
        # In an order that does not change with what is in view: faint areas mingle.
        return dict(sorted(found.items(), key=lambda one: (_ORDER[one[0][0]], one[0][1:])))

    def _colour(self, kind: MarkKind, opacity: float = 1.0) -> QColor:
        colour = QColor(tag_colour(self._colours, kind))
        colour.setAlphaF(opacity)
        return colour

    def draw_strong(self, painter: QPainter, tie: Tie) -> None:
        """Draw a tie of the active or hovered annotation; an arrow stands for an end not seen."""
        room, colour = self._room, self._colour(tie.kind)
        left, right = room.drawn_ends(tie.left, tie.right, tie.caret_side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        ribbon = QPainterPath()
        add_ribbon(ribbon, left, right, room.width)
        painter.fillPath(ribbon, self._colour(tie.kind, 0.42))
        pen = QPen(colour, 1.6)
        if tie.caret_side is not None:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        batch = _Batch()
        batch.add_tie(left, right, room.width, is_filled=False)
        painter.drawPath(batch.lines)
        painter.setPen(QPen(colour, 3.0))
        for extent, x in ((left, 1.0), (right, room.width - 1.0)):
            painter.drawLine(QPointF(x, extent[0] + 1), QPointF(x, extent[1] - 1))
        for extent, x in ((tie.left, 6.0), (tie.right, room.width - 6.0)):
            if room.is_off(extent):
                self._draw_arrow(painter, colour, x, up=extent[1] <= room.top)

    def _draw_arrow(self, painter: QPainter, colour: QColor, x: float, *, up: bool) -> None:
        tip, base = self._room.top + 1.0, self._room.top + EDGE
        if not up:
            tip, base = self._room.bottom - 1.0, self._room.bottom - EDGE
        path = QPainterPath(QPointF(x, tip))
        path.lineTo(x - 4, base)
        path.lineTo(x + 4, base)
        path.closeSubpath()
        painter.fillPath(path, colour)


def add_ribbon(path: QPainterPath, left: Extent, right: Extent, width: float) -> None:
    """Add the area between two ends."""
    half = width / 2
    path.moveTo(0.0, left[0])
    path.cubicTo(half, left[0], half, right[0], width, right[0])
    path.lineTo(width, right[1])
    path.cubicTo(half, right[1], half, left[1], 0.0, left[1])
    path.closeSubpath()
