"""The strip between the panes: ribbons for links, stubs for ends out of view, carets' ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
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
from desk_annotator.qt.aligned_links import AlignedLinks
from desk_annotator.qt.annotation_list_words import sentence
from desk_annotator.qt.colours import PaneColours, tag_colour
from desk_annotator.qt.pane.line_extents import LineExtents
from desk_annotator.qt.pane.mark import MarkKind
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.plain_label import plain_tooltip

_MOST_RIBBONS = 80
"""More links than this in view are drawn as thin lines only."""
_REACH = 5.0
"""How near (pixels) the mouse must be to a ribbon's middle line."""
_STUB = 15.0
"""How far (pixels) the stub of a link reaches whose other end is out of view."""
_FAR = 1e9
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
        self._aligned = AlignedLinks(())
        self._top = 0.0
        self._drops: dict[Side, float] = {}
        self._lines: dict[Side, LineExtents] = {}
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
        self._aligned = AlignedLinks(())
        self.update()

    def set_aligned(self, links: Sequence[tuple[Span, Span]]) -> None:
        """Draw links of an alignment faintly under all others, in the order of the source."""
        self._aligned = AlignedLinks(links)
        self.update()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        self.update()

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
        for strong in (self._active, self._hovered):
            if strong is not None and strong in self._bitext.annotations:
                keys[strong] = None
        annotations = self._bitext.annotations
        return [annotations[key] for key in keys if annotations[key].status != Status.REJECTED]

    def _tie(self) -> list[Tie]:
        ties: list[Tie] = []
        self._drops = {side: self._drop(pane) for side, pane in self._panes.items()}
        self._lines = {side: LineExtents(pane) for side, pane in self._panes.items()}
        self._top = min(self._drops.values(), default=0.0)
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
        extent, drop = self._lines[side].of, self._drops[side]
        return [(top + drop, bottom + drop) for top, bottom in map(extent, spans)]

    def _drop(self, pane: TextPane) -> float:
        """Return how far below the gutter's top the text of a pane begins."""
        viewport = pane.viewport()
        return float(self.mapFromGlobal(viewport.mapToGlobal(QPoint(0, 0))).y())

    def _is_off(self, extent: tuple[float, float]) -> bool:
        return extent[1] <= self._top or extent[0] >= self.height()

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
            # Faint areas look the same without smooth edges, and take a quarter of the time.
            self._draw_aligned(painter)
            for tie in self._ties:
                self._fill(painter, tie)
            painter.setRenderHint(
                QPainter.RenderHint.Antialiasing, len(self._ties) <= _MOST_RIBBONS
            )
            for tie in self._ties:
                self._draw(painter, tie)
        finally:
            painter.end()

    def _draw_aligned(self, painter: QPainter) -> None:
        """Draw what the program itself holds to correspond: grey, thin, and only in full view."""
        shade = self.palette().color(QPalette.ColorRole.WindowText)
        shade.setAlphaF(0.06)
        width = float(self.width())
        for source, target in self._aligned.touching(
            *(self._panes[side].visible_span() for side in Side)
        ):
            ends = (
                self._extents(Side.SOURCE, (source,))[0],
                self._extents(Side.TARGET, (target,))[0],
            )
            left, right = ends if self._left is Side.SOURCE else ends[::-1]
            if not self._is_off(left) and not self._is_off(right):
                painter.fillPath(_ribbon(self._clamped(left), self._clamped(right), width), shade)

    def _clamped(self, extent: tuple[float, float]) -> tuple[float, float]:
        if extent[1] <= self._top:
            return (self._top, self._top + _EDGE)
        if extent[0] >= self.height():
            return (self.height() - _EDGE, float(self.height()))
        return (max(extent[0], self._top), min(extent[1], float(self.height())))

    def _is_strong(self, tie: Tie) -> bool:
        return tie.key in (self._active, self._hovered)

    def _fill(self, painter: QPainter, tie: Tie) -> None:
        """Fill a ribbon faintly, if it is drawn as one and both its ends are in view."""
        if self._colours is None or self._is_strong(tie) or len(self._ties) > _MOST_RIBBONS:
            return
        if not self._is_off(tie.left) and not self._is_off(tie.right):
            fill = QColor(tag_colour(self._colours, tie.kind))
            fill.setAlphaF(0.13)
            painter.fillPath(_ribbon(*self._drawn_ends(tie), float(self.width())), fill)

    def _draw(self, painter: QPainter, tie: Tie) -> None:
        if self._colours is None:
            return
        colour = QColor(tag_colour(self._colours, tie.kind))
        strong = self._is_strong(tie)
        if not strong and (self._is_off(tie.left) or self._is_off(tie.right)):
            self._draw_stub(painter, tie, colour)
            return
        left, right = self._drawn_ends(tie)
        width = float(self.width())
        if strong:
            fill = QColor(colour)
            fill.setAlphaF(0.42)
            painter.fillPath(_ribbon(left, right, width), fill)
        line = QColor(colour)
        line.setAlphaF(1.0 if strong else 0.55)
        pen = QPen(line, 1.6 if strong else 1.0)
        if tie.caret_side is not None:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawPath(_line(sum(left) / 2, sum(right) / 2, width))
        for extent, x in ((left, 1.0), (right, width - 1.0)):
            _draw_end(painter, colour, x, extent, strong=strong)
        for extent, x in ((tie.left, 6.0), (tie.right, width - 6.0)):
            if self._is_off(extent):
                self._draw_arrow(painter, colour, x, up=extent[1] <= self._top)

    def _drawn_ends(self, tie: Tie) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the ends as drawn: inside the gutter, and a place as a point."""
        left, right = self._clamped(tie.left), self._clamped(tie.right)
        if tie.caret_side is None:
            return left, right
        if tie.caret_side is self._left:
            return (sum(left) / 2 - 1, sum(left) / 2 + 1), right
        return left, (sum(right) / 2 - 1, sum(right) / 2 + 1)

    def _draw_stub(self, painter: QPainter, tie: Tie, colour: QColor) -> None:
        """Draw the end in view, and an arrow at it that says where the other end is."""
        at_left = not self._is_off(tie.left)
        seen, gone = (tie.left, tie.right) if at_left else (tie.right, tie.left)
        seen = self._clamped(seen)
        edge = 1.0 if at_left else self.width() - 1.0
        _draw_end(painter, colour, edge, seen, strong=False)
        inward = 1.0 if at_left else -1.0
        down = gone[1] > self._top
        middle = sum(seen) / 2
        tip = QPointF(edge + inward * _STUB, middle + (_STUB if down else -_STUB))
        path = QPainterPath(QPointF(edge, middle))
        path.quadTo(QPointF(tip.x(), middle), tip)
        faint = QColor(colour)
        faint.setAlphaF(0.6)
        painter.setPen(QPen(faint, 1.0))
        painter.drawPath(path)
        head = QPainterPath(QPointF(tip.x(), tip.y() + (4.0 if down else -4.0)))
        head.lineTo(QPointF(tip.x() - 3.5, tip.y() - (1.0 if down else -1.0)))
        head.lineTo(QPointF(tip.x() + 3.5, tip.y() - (1.0 if down else -1.0)))
        head.closeSubpath()
        painter.fillPath(head, faint)

    def _draw_arrow(self, painter: QPainter, colour: QColor, x: float, *, up: bool) -> None:
        tip, base = self._top + 1.0, self._top + _EDGE
        if not up:
            tip, base = self.height() - 1.0, self.height() - _EDGE
        path = QPainterPath(QPointF(x, tip))
        path.lineTo(QPointF(x - 4, base))
        path.lineTo(QPointF(x + 4, base))
        path.closeSubpath()
        painter.fillPath(path, colour)

    # The mouse

    def _tie_at(self, point: QPointF) -> Tie | None:
        best: Tie | None = None
        nearest = _REACH
        for tie in self._ties:
            distance = self._distance(tie, point)
            if distance <= nearest:
                nearest, best = distance, tie
        return best

    def _distance(self, tie: Tie, point: QPointF) -> float:
        """Return how far (pixels) a point is from what is drawn of a tie."""
        strong = tie.key in (self._active, self._hovered)
        off_left, off_right = self._is_off(tie.left), self._is_off(tie.right)
        if not strong and (off_left or off_right):
            x = point.x() if not off_left else self.width() - point.x()
            if x > _STUB + _REACH:
                return _FAR
            top, bottom = self._clamped(tie.right if off_left else tie.left)
            return max(top - point.y(), point.y() - bottom, 0.0)
        share = min(max(point.x() / max(self.width(), 1), 0.0), 1.0)
        left, right = self._drawn_ends(tie)
        half = ((left[1] - left[0]) * (1 - share) + (right[1] - right[0]) * share) / 2
        middle = sum(left) / 2 + (sum(right) - sum(left)) / 2 * _eased(share)
        return max(abs(middle - point.y()) - half, 0.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the link under the mouse; elsewhere drag the border between the panes."""
        tie = self._tie_at(event.position())
        if tie is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if self._is_off(tie.left):
            self.stub_clicked.emit(tie.key, self._left)
        elif self._is_off(tie.right):
            self.stub_clicked.emit(tie.key, self._left.other)
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
            if key is not None and self._bitext is not None:
                words = sentence(self._bitext, self._bitext.annotations[key])
                place = event.globalPosition().toPoint()
                QToolTip.showText(place, plain_tooltip(words, None), self)
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


def _draw_end(
    painter: QPainter, colour: QColor, x: float, extent: tuple[float, float], *, strong: bool
) -> None:
    painter.setPen(QPen(colour, 3.0 if strong else 2.0))
    painter.drawLine(QPointF(x, extent[0] + 1), QPointF(x, extent[1] - 1))
