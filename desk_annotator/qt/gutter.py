"""The strip between the panes: ribbons for links, stubs for ends out of view, carets' ties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QToolTip

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.colours import PaneColours, tag_colour
from desk_annotator.qt.pane.mark import MarkKind
from desk_annotator.qt.pane.text_pane import TextPane

_MOST_RIBBONS = 80
"""More links than this in view are drawn as thin lines only."""
_REACH = 5.0
"""How near (pixels) the mouse must be to a ribbon's middle line."""
_EDGE = 7.0
"""Height of the arrow that stands for an end out of view."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One drawn connection: y extents (pixels) at the left and right edge of the gutter."""

    key: str
    kind: MarkKind
    left: tuple[float, float]
    right: tuple[float, float]
    caret_side: Side | None = None

    def middle(self, share: float) -> float:
        """Return y of the middle line at `share` (0 left, 1 right) of the width."""
        start = sum(self.left) / 2
        end = sum(self.right) / 2
        return start + (end - start) * _eased(share)


def _eased(share: float) -> float:
    return share * share * (3 - 2 * share)


_KIND_OF_TAG = {
    Tag.MATCHING: MarkKind.MATCHING,
    Tag.MISSING: MarkKind.MISSING,
    Tag.ADDED: MarkKind.ADDED,
}


class Gutter(QSplitterHandle):
    """Draws what connects the two panes; dragging it makes one pane wider.

    Only annotations with an end in view are looked at, found through the span indexes.
    """

    link_clicked = Signal(str)
    """The annotation whose ribbon was clicked."""
    link_hovered = Signal(object)
    """The annotation under the mouse, or None."""
    stub_clicked = Signal(str, object)
    """An end out of view was clicked: the annotation and the Side it lies on."""

    def __init__(self, splitter: QSplitter) -> None:
        super().__init__(Qt.Orientation.Horizontal, splitter)
        self._bitext: Bitext | None = None
        self._panes: dict[Side, TextPane] = {}
        self._left = Side.SOURCE
        self._colours: PaneColours | None = None
        self._active: str | None = None
        self._hovered: str | None = None
        self._ties: list[Tie] = []
        self._tooltip: Callable[[str], str] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Links between the panes"))

    def set_panes(self, panes: dict[Side, TextPane], left: Side) -> None:
        """Say which panes stand at its sides."""
        self._panes = panes
        self._left = left
        self.update()

    def set_bitext(self, bitext: Bitext | None) -> None:
        """Show the links of another pair."""
        self._bitext = bitext
        self.update()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        self.update()

    def set_tooltip_source(self, source: Callable[[str], str]) -> None:
        """Say what a tooltip tells about an annotation id (escaped rich text)."""
        self._tooltip = source

    def set_highlighted(self, active: str | None, hovered: str | None) -> None:
        """Say which annotations to draw strongly."""
        if (active, hovered) != (self._active, self._hovered):
            self._active, self._hovered = active, hovered
            self.update()

    def drawn(self) -> tuple[Tie, ...]:
        """Return what the last painting drew, for hit tests."""
        return tuple(self._ties)

    # What to draw

    def _in_view(self) -> list[Annotation]:
        if self._bitext is None:
            return []
        keys: dict[str, None] = {}
        for side, pane in self._panes.items():
            seen = pane.visible_span()
            for _, _, key in self._bitext.index(side).touching(seen.start, seen.end):
                keys[key] = None
        for key in (self._active, self._hovered):
            if key is not None and key in self._bitext.annotations:
                keys[key] = None
        annotations = self._bitext.annotations
        return [annotations[key] for key in keys if annotations[key].status != Status.REJECTED]

    def _tie(self) -> list[Tie]:
        ties: list[Tie] = []
        for annotation in self._in_view():
            kind = _KIND_OF_TAG.get(annotation.tag, MarkKind.UNKNOWN)  # type: ignore[call-overload]
            ends = {side: self._extents(side, annotation.spans(side)) for side in Side}
            caret_side = None if annotation.tag == Tag.MATCHING else annotation.home.other
            for source in ends[Side.SOURCE]:
                for target in ends[Side.TARGET]:
                    left, right = (
                        (source, target) if self._left is Side.SOURCE else (target, source)
                    )
                    if self._is_off(left) and self._is_off(right):
                        continue
                    ties.append(Tie(annotation.id, kind, left, right, caret_side))
        ties.sort(key=lambda tie: (tie.key == self._active, tie.key == self._hovered))
        return ties

    def _extents(self, side: Side, spans: tuple[Span, ...]) -> list[tuple[float, float]]:
        pane = self._panes[side]
        drop = float(pane.viewport().mapTo(self.window(), pane.viewport().rect().topLeft()).y())
        own = float(self.mapTo(self.window(), self.rect().topLeft()).y())
        result = []
        for span in spans:
            top, bottom = pane.extent(span)
            result.append((top + drop - own, bottom + drop - own))
        return result

    def _is_off(self, extent: tuple[float, float]) -> bool:
        return extent[1] <= 0 or extent[0] >= self.height()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every tie with an end in view, the active one last and filled."""
        del event
        self._ties = self._tie()
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
            if self._colours is None:
                return
            painter.setRenderHint(
                QPainter.RenderHint.Antialiasing, len(self._ties) <= _MOST_RIBBONS
            )
            for tie in self._ties:
                self._draw(painter, tie)
        finally:
            painter.end()

    def _clamped(self, extent: tuple[float, float]) -> tuple[float, float]:
        if extent[1] <= 0:
            return (0.0, _EDGE)
        if extent[0] >= self.height():
            return (self.height() - _EDGE, float(self.height()))
        return (max(extent[0], 0.0), min(extent[1], float(self.height())))

    def _draw(self, painter: QPainter, tie: Tie) -> None:
        if self._colours is None:
            return
        colour = QColor(tag_colour(self._colours, tie.kind))
        strong = tie.key in (self._active, self._hovered)
        left, right = self._clamped(tie.left), self._clamped(tie.right)
        width = float(self.width())
        if tie.caret_side is not None:
            # A place is a point: the tie narrows to it.
            if (tie.caret_side is Side.SOURCE) == (self._left is Side.SOURCE):
                left = (sum(left) / 2 - 1, sum(left) / 2 + 1)
            else:
                right = (sum(right) / 2 - 1, sum(right) / 2 + 1)
        if strong or len(self._ties) <= _MOST_RIBBONS:
            fill = QColor(colour)
            fill.setAlphaF(0.42 if strong else 0.13)
            painter.fillPath(_ribbon(left, right, width), fill)
        pen = QPen(colour, 1.6 if strong else 1.0)
        if tie.caret_side is not None:
            pen.setStyle(Qt.PenStyle.DotLine)
        line = QColor(colour)
        line.setAlphaF(1.0 if strong else 0.55)
        pen.setColor(line)
        painter.setPen(pen)
        painter.drawPath(_line(sum(left) / 2, sum(right) / 2, width))
        for extent, x in ((left, 1.0), (right, width - 1.0)):
            painter.setPen(QPen(colour, 3.0 if strong else 2.0))
            painter.drawLine(QPointF(x, extent[0] + 1), QPointF(x, extent[1] - 1))
        for extent, x in ((tie.left, 6.0), (tie.right, width - 6.0)):
            if self._is_off(extent):
                _draw_arrow(painter, colour, x, up=extent[1] <= 0, height=self.height())

    # The mouse

    def _tie_at(self, point: QPointF) -> Tie | None:
        share = min(max(point.x() / max(self.width(), 1), 0.0), 1.0)
        best: Tie | None = None
        nearest = _REACH
        for tie in self._ties:
            left, right = self._clamped(tie.left), self._clamped(tie.right)
            shown = Tie(tie.key, tie.kind, left, right)
            half = ((left[1] - left[0]) * (1 - share) + (right[1] - right[0]) * share) / 2
            distance = max(abs(shown.middle(share) - point.y()) - half, 0.0)
            if distance <= nearest:
                nearest, best = distance, tie
        return best

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the link under the mouse; elsewhere drag the border between the panes."""
        tie = self._tie_at(event.position())
        if tie is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at_left = event.position().x() < self.width() / 2
        extent = tie.left if at_left else tie.right
        if self._is_off(extent):
            side = self._left if at_left else self._left.other
            self.stub_clicked.emit(tie.key, side)
        else:
            self.link_clicked.emit(tie.key)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which link is under the mouse."""
        if event.buttons() != Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)
            return
        tie = self._tie_at(event.position())
        key = tie.key if tie is not None else None
        shape = Qt.CursorShape.PointingHandCursor if tie else Qt.CursorShape.SplitHCursor
        self.setCursor(shape)
        if key != self._hovered:
            self.link_hovered.emit(key)
            if key is not None and self._tooltip is not None:
                QToolTip.showText(event.globalPosition().toPoint(), self._tooltip(key), self)
            else:
                QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of what was under the mouse."""
        self.link_hovered.emit(None)
        super().leaveEvent(event)


def _ribbon(left: tuple[float, float], right: tuple[float, float], width: float) -> QPainterPath:
    path = QPainterPath(QPointF(0, left[0]))
    half = width / 2
    path.cubicTo(QPointF(half, left[0]), QPointF(half, right[0]), QPointF(width, right[0]))
    path.lineTo(QPointF(width, right[1]))
    path.cubicTo(QPointF(half, right[1]), QPointF(half, left[1]), QPointF(0, left[1]))
    path.closeSubpath()
    return path


def _line(left: float, right: float, width: float) -> QPainterPath:
    path = QPainterPath(QPointF(0, left))
    path.cubicTo(QPointF(width / 2, left), QPointF(width / 2, right), QPointF(width, right))
    return path


def _draw_arrow(painter: QPainter, colour: QColor, x: float, *, up: bool, height: int) -> None:
    tip, base = (1.0, _EDGE) if up else (height - 1.0, height - _EDGE)
    path = QPainterPath(QPointF(x, tip))
    path.lineTo(QPointF(x - 4, base))
    path.lineTo(QPointF(x + 4, base))
    path.closeSubpath()
    painter.fillPath(path, colour)
