"""Shows a text with its marks: lays out, scrolls, zooms, paints. Selecting is the pane's part."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.qt.colours import LIGHT, PaneColours
from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.flow import MARGIN, Flow
from desk_annotator.qt.pane.mark import MarkSource
from desk_annotator.qt.pane.mark_pictures import MarkPictures
from desk_annotator.qt.pane.painting import Look, paint_chunk, paint_cursor, paint_focus
from desk_annotator.qt.pane.selection import Selection

_SMALLEST, _LARGEST = 7.0, 60.0
_ZOOM = 1.1


class TextView(QAbstractScrollArea):
    """One side's text, to look at. All offsets are code points of the model's text."""

    view_changed = Signal()
    """Scrolled, resized, zoomed or laid out anew."""
    user_scrolled = Signal()
    """Scrolled by the user's own act, not by `scroll_to`."""
    zoom_changed = Signal(float)
    """The point size is this now, by the user's own act."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.flow = Flow()
        """The text as chunks, laid out and scrolled."""
        self.selection = Selection()
        """What is selected; change it through the methods of the pane."""
        self._cursor_shown = False
        self._has_text = False
        self._font = QFont()
        self._default_size = 13.5
        self._font.setPointSizeF(self._default_size)
        self._colours = LIGHT
        self._pictures = MarkPictures(self.flow)
        self._shows_invisibles = False
        self._is_syncing = False
        self._seen: Span | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # The order of a pane's parts follows its own text, not the interface's language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.flow.set_font(self._font)

    # What is shown

    @property
    def has_text(self) -> bool:
        """True if there are characters to show."""
        return self._has_text

    @property
    def characters(self) -> str:
        """The characters of the text, as the model has them."""
        return self.flow.characters

    def set_text(self, text: Text | None) -> None:
        """Show another text from its start; None shows none."""
        self._has_text = text is not None and bool(text.characters)
        self.flow.set_text(text)
        self._laid_anew()

    def set_mark_source(self, source: MarkSource | None) -> None:
        """Ask this source for marks from now on."""
        self._pictures.source = source
        self.marks_changed()

    def marks_changed(self, spans: Iterable[Span] | None = None) -> None:
        """Ask again for the marks touching these spans (None: all) and repaint them."""
        if spans is None:
            self._pictures.drop_all()
            self.viewport().update()
            return
        chunks = self._pictures.drop(spans)
        for number, y, laid in self.flow.visible():
            if number in chunks:
                place = QRectF(0, round(y), self.viewport().width(), laid.height)
                self.viewport().update(place.toAlignedRect())

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        self._pictures.colours = colours
        self.marks_changed()

    @property
    def show_invisibles(self) -> bool:
        """True if spaces, line ends and controls of direction are made visible."""
        return self._shows_invisibles

    @show_invisibles.setter
    def show_invisibles(self, shown: bool) -> None:
        self._shows_invisibles = shown
        self.viewport().update()

    def flip_direction(self, offset: int) -> None:
        """Show the paragraph at an offset in the other base direction; the text stays."""
        if self._has_text:
            self.flow.flip(offset)
            self._laid_anew()

    # Font

    @property
    def point_size(self) -> float:
        """Size of the text in points."""
        return self._font.pointSizeF()

    def set_font_families(self, families: list[str]) -> None:
        """Use these families, the first that has a character shows it."""
        if families != self._font.families():
            self._font.setFamilies(families)
            self.flow.set_font(self._font)
            self._laid_anew()

    def set_point_size(self, size: float) -> None:
        """Use another size; `zoom_reset` comes back to it."""
        self._default_size = min(max(size, _SMALLEST), _LARGEST)
        self._use_size(self._default_size)

    def _use_size(self, size: float) -> None:
        size = min(max(size, _SMALLEST), _LARGEST)
        if size != self._font.pointSizeF():
            self._font.setPointSizeF(size)
            self.flow.set_font(self._font)
            self._laid_anew()

    def _zoom_to(self, size: float) -> None:
        before = self._font.pointSizeF()
        self._use_size(size)
        if self._font.pointSizeF() != before:
            self.zoom_changed.emit(self._font.pointSizeF())

    def zoom_in(self) -> None:
        """Show the text larger."""
        self._zoom_to(self._font.pointSizeF() * _ZOOM)

    def zoom_out(self) -> None:
        """Show the text smaller."""
        self._zoom_to(self._font.pointSizeF() / _ZOOM)

    def zoom_reset(self) -> None:
        """Show the text in its usual size."""
        self._zoom_to(self._default_size)

    # Geometry, in pixels of the viewport

    def visible_span(self) -> Span:
        """Return the text in view, in whole lines."""
        if self._seen is None:
            self._seen = self._find_visible_span()
        return self._seen

    def _find_visible_span(self) -> Span:
        start, end = None, 0
        for _, y, laid in self.flow.visible():
            first = laid.lines[laid.line_at(-y)]
            last = laid.lines[laid.line_at(self.viewport().height() - 1 - y)]
            if start is None:
                start = laid.start + laid.to_offset(first.start16)
            end = laid.start + laid.to_offset(last.end16)
        return Span(start or 0, max(end, start or 0))

    def extent(self, span: Span) -> tuple[float, float]:
        """Return y of the top and bottom of a span's lines; out of view they are estimates."""
        top = self.line_extent(span.start)[0]
        bottom = self.line_extent(max(span.end - 1, span.start))[1]
        return top, bottom

    def line_extent(self, offset: int) -> tuple[float, float]:
        """Return y of the top and bottom of the line an offset stands in."""
        flow = self.flow
        number = flow.chunk_of(min(max(offset, 0), len(self.characters)))
        y = flow.top_of(number)
        if not -4000 < y < self.viewport().height() + 4000:
            whole = flow.span_of(number)
            share = (offset - whole.start) / max(whole.length, 1)
            y += share * flow.estimate(number)
            return y, y + flow.line_height
        laid, inside = flow.locate(offset)
        line = laid.lines[laid.line_of(inside)]
        return y + line.top, y + line.top + line.height

    def rectangles(self, span: Span) -> list[QRectF]:
        """Return where the part of a span in view is drawn; several for mixed directions."""
        found = []
        height = self.viewport().height()
        for _, y, laid in self.flow.visible():
            start, end = max(span.start - laid.start, 0), min(span.end - laid.start, laid.length)
            for box in laid.boxes(start, end):
                place = laid.rectangle(box).translated(MARGIN, round(y))
                if place.bottom() > 0 and place.top() < height:
                    found.append(place)
        return found

    def offset_at(self, point: QPoint) -> int:
        """Return the character drawn at or nearest to a point."""
        number, top = self.flow.at(point.y())
        laid = self.flow.laid(number)
        line = laid.line_at(point.y() - round(top))
        return laid.start + laid.character_at(point.x() - MARGIN, line)

    def gap_at(self, point: QPoint) -> int:
        """Return the offset of the gap between characters nearest to a point."""
        number, top = self.flow.at(point.y())
        laid = self.flow.laid(number)
        line = laid.line_at(point.y() - round(top))
        return laid.start + laid.gap_at(point.x() - MARGIN, line)

    def character_under(self, point: QPointF) -> int:
        """Return the character drawn at a point, -1 if there is none."""
        if not self._has_text:
            return -1
        number, top = self.flow.at(point.y())
        laid = self.flow.laid(number)
        y = point.y() - round(top)
        line = laid.lines[laid.line_at(y)]
        text = line.line.naturalTextRect()
        x = point.x() - MARGIN
        if not (line.top <= y < line.top + line.height and text.left() <= x < text.right()):
            return -1
        return laid.start + laid.character_at(x, laid.line_at(y))

    def edge_at(self, point: QPoint) -> Edge | None:
        """Return the edge of an active mark within reach of a point."""
        if self._pictures.source is None or not self._has_text:
            return None
        number, top = self.flow.at(point.y())
        picture = self._pictures.of(number, self.flow.laid(number))
        inside = QPointF(point.x() - MARGIN, point.y() - round(top))
        for bar, edge in picture.edges:
            if bar.adjusted(-4, 0, 4, 0).contains(inside):
                return edge
        return None

    # Scrolling

    def top_offset(self) -> float:
        """Return the offset at the top of the view, its fraction from within the line."""
        return self.flow.top_offset()

    def offset_at_height(self, y: float) -> float:
        """Return the offset of the line at y; its fraction from within the line."""
        return self.flow.offset_at_height(y)

    def scroll_to(self, offset: float, y: float = 0.0) -> None:
        """Put the line of an offset at y; does not count as the user's own act.

        An int puts the top of the line there, a float the part of the line `top_offset` means.
        """
        self.flow.scroll_to(offset, y)
        self._scrolled()

    def ensure_visible(self, span: Span, margin: float = 0.2) -> None:
        """Scroll if part of a span is out of view; `margin` is a share of the height."""
        height = self.viewport().height()
        top, bottom = self.extent(span)
        if top >= 0 and bottom <= height:
            return
        if bottom - top > height * (1 - margin) or top < 0:
            self.scroll_to(span.start, height * margin)
        else:
            room = height * (1 - margin) - self.flow.line_height
            self.scroll_to(max(span.end - 1, span.start), room)

    def scroll_by_user(self, pixels: float) -> None:
        """Scroll as the user's own act."""
        before = self.flow.scrolled
        self.flow.scroll_by(pixels)
        self._scrolled()
        if self.flow.scrolled != before:
            self.user_scrolled.emit()

    def _scrolled(self) -> None:
        self._seen = None
        self._sync_bar()
        self.viewport().update()
        self.view_changed.emit()

    def _laid_anew(self) -> None:
        self._pictures.drop_all()
        self._scrolled()

    def _sync_bar(self) -> None:
        bar = self.verticalScrollBar()
        if bar.isSliderDown():
            return
        height = self.viewport().height()
        self._is_syncing = True
        try:
            most = max(round(self.flow.total - height), 0)
            bar.setRange(0, most)
            bar.setPageStep(height)
            bar.setSingleStep(round(self.flow.line_height))
            value = most if self.flow.at_end and self.flow.scrolled > 0 else self.flow.scrolled
            bar.setValue(round(value))
        finally:
            self._is_syncing = False

    # Qt's events

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Follow the scroll bar."""
        if self._is_syncing or not dy:
            return
        bar = self.verticalScrollBar()
        is_jump = bar.isSliderDown() or abs(dy) > self.viewport().height()
        if is_jump or bar.value() in (bar.minimum(), bar.maximum()):
            self.flow.scroll_to_height(
                self.flow.total if bar.value() == bar.maximum() else bar.value()
            )
        else:
            self.flow.scroll_by(-dy)
        self._scrolled()
        self.user_scrolled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in view of the exposed part."""
        painter = QPainter(self.viewport())
        try:
            self._paint(painter, QRectF(event.rect()))
        finally:
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRectF) -> None:
        painter.fillRect(exposed, self._colours.page)
        size = self.viewport().size()
        if not self._has_text:
            painter.setPen(self._colours.placeholder)
            painter.drawText(
                self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No text here yet")
            )
        look = Look(
            self._colours,
            self.selection.spans(),
            self.hasFocus(),
            self._shows_invisibles,
            self._font,
            len(self.characters),
        )
        for number, y, laid in self.flow.visible():
            top = round(y)
            if top > exposed.bottom() or top + laid.height < exposed.top():
                continue
            painter.translate(MARGIN, top)
            paint_chunk(
                painter,
                laid,
                self._pictures.of(number, laid),
                exposed.translated(-MARGIN, -top),
                look,
            )
            painter.translate(-MARGIN, -top)
        if self.hasFocus():
            if self._has_text and self._cursor_shown:
                paint_cursor(painter, self.flow, self.selection.cursor, self._colours)
            paint_focus(painter, size.width(), size.height(), self._colours)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size; the text at the top stays there."""
        super().resizeEvent(event)
        size = self.viewport().size()
        self.flow.resize(size.width(), size.height())
        self._laid_anew()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            elif event.angleDelta().y() < 0:
                self.zoom_out()
            event.accept()
            return
        super().wheelEvent(event)
