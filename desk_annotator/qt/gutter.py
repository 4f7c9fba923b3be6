"""The strip between the panes: ribbons for links, stubs for ends out of view, carets' ties."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QToolTip

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.aligned_links import AlignedLinks
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.gutter_drawing import STUB, GutterDrawing, add_ribbon
from desk_annotator.qt.gutter_ties import Room, Shape, Tie, Ties
from desk_annotator.qt.pane.line_extents import Extent, LineExtents
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.plain_label import plain_tooltip

_REACH = 5.0
"""How near (pixels) the mouse must be to a ribbon's middle line."""
_FAR = 1e9


def _eased(share: float) -> float:
    return share * share * (3 - 2 * share)


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
        self._ties: Ties | None = None
        self._bundles: dict[Shape, list[str]] = {}
        self._strong: list[Tie] = []
        self._aligned = AlignedLinks(())
        self._lines: dict[Side, LineExtents] = {}
        self._room = Room(0.0, 0.0, 0.0, Side.SOURCE)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Links between the panes"))

    def set_panes(self, panes: dict[Side, TextPane], left: Side) -> None:
        """Say which panes stand at its sides."""
        self._panes = panes
        self._left = left
        self._lines = {side: LineExtents(pane) for side, pane in panes.items()}
        self._ties = Ties(self._bitext, left) if self._bitext is not None else None
        self.update()

    def set_bitext(self, bitext: Bitext | None) -> None:
        """Show the links of another pair."""
        self._bitext = bitext
        self._ties = Ties(bitext, self._left) if bitext is not None else None
        self._aligned = AlignedLinks(())
        self._draw_anew()

    def spans_changed(self, side: Side, spans: Sequence[Span]) -> None:
        """Find anew what ends in these spans: all those of annotations an edit has touched."""
        if self._ties is not None:
            self._ties.spans_changed(side, self._panes[side].flow, spans)
        self._draw_anew()

    def _draw_anew(self) -> None:
        # The mouse may be here before the next painting: what is gone is not to be hit.
        self._bundles, self._strong = {}, []
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
        """Return what the last painting drew, for hit tests; active and hovered ones last."""
        alike = (
            Tie(key, kind, left, right, caret_side)
            for (kind, caret_side, left, right), keys in self._bundles.items()
            for key in keys
        )
        return (*alike, *self._strong)

    # What to draw

    def _look(self) -> None:
        """Find what connects the panes where they stand now."""
        drops = {side: self._drop(pane) for side, pane in self._panes.items()}
        top = min(drops.values(), default=0.0)
        self._room = Room(float(self.width()), top, float(self.height()), self._left)
        for side, lines in self._lines.items():
            lines.look(drops[side])
        self._bundles, self._strong = {}, []
        if self._ties is not None:
            strong = dict.fromkeys(key for key in (self._hovered, self._active) if key is not None)
            self._bundles, self._strong = self._ties.find(self._lines, self._room, *strong)

    def _drop(self, pane: TextPane) -> float:
        """Return how far below the gutter's top the text of a pane begins."""
        viewport = pane.viewport()
        return float(self.mapFromGlobal(viewport.mapToGlobal(QPoint(0, 0))).y())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every tie with an end in view, the active one last and filled."""
        del event
        self._look()
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
            if self._colours is None:
                return
            self._draw_aligned(painter)
            drawing = GutterDrawing(self._room, self._colours)
            drawing.draw(painter, self._bundles)
            for tie in self._strong:
                drawing.draw_strong(painter, tie)
        finally:
            painter.end()

    def _draw_aligned(self, painter: QPainter) -> None:
        """Draw what the program itself holds to correspond: grey, thin, and only in full view."""
        room = self._room
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for spans in self._aligned.touching(*(self._panes[side].visible_span() for side in Side)):
            ends = {side: self._extent(side, span) for side, span in zip(Side, spans, strict=True)}
            left, right = ends[self._left], ends[self._left.other]
            if not room.is_off(left) and not room.is_off(right):
                add_ribbon(path, room.clamped(left), room.clamped(right), room.width)
        if not path.isEmpty():
            shade = self.palette().color(QPalette.ColorRole.WindowText)
            shade.setAlphaF(0.06)
            painter.fillPath(path, shade)

    def _extent(self, side: Side, span: Span) -> Extent:
        return self._lines[side].of((span.start, max(span.end - 1, span.start)))

    # The mouse

    def _tie_at(self, point: QPointF) -> Tie | None:
        best: Tie | None = None
        nearest = _REACH
        for tie in self.drawn():
            distance = self._distance(tie, point)
            if distance <= nearest:
                nearest, best = distance, tie
        return best

    def _distance(self, tie: Tie, point: QPointF) -> float:
        """Return how far (pixels) a point is from what is drawn of a tie."""
        strong = tie.key in (self._active, self._hovered)
        off_left, off_right = self._room.is_off(tie.left), self._room.is_off(tie.right)
        if not strong and (off_left or off_right):
            x = point.x() if not off_left else self.width() - point.x()
            if x > STUB + _REACH:
                return _FAR
            top, bottom = self._room.clamped(tie.right if off_left else tie.left)
            return max(top - point.y(), point.y() - bottom, 0.0)
        share = min(max(point.x() / max(self.width(), 1), 0.0), 1.0)
        left, right = self._room.drawn_ends(tie.left, tie.right, tie.caret_side)
        half = ((left[1] - left[0]) * (1 - share) + (right[1] - right[0]) * share) / 2
        middle = sum(left) / 2 + (sum(right) - sum(left)) / 2 * _eased(share)
        return max(abs(middle - point.y()) - half, 0.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the link under the mouse; elsewhere drag the border between the panes."""
        tie = self._tie_at(event.position())
        if tie is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if self._room.is_off(tie.left):
            self.stub_clicked.emit(tie.key, self._left)
        elif self._room.is_off(tie.right):
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
                # Loaded late: the first picture has no words for a link.
                from desk_annotator.qt.annotation_list_words import sentence  # noqa: PLC0415

                words = sentence(self._bitext, self._bitext.annotations[key])
                place = event.globalPosition().toPoint()
                QToolTip.showText(place, plain_tooltip(words, None), self)
            else:
                QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of what was under the mouse."""
        self.link_hovered.emit(None)
        super().leaveEvent(event)


class PaneSplitter(QSplitter):
    """Holds both panes, with the gutter as its handle."""

    def createHandle(self) -> QSplitterHandle:
        """Return the gutter."""
        return Gutter(self)
