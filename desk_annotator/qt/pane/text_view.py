"""Shows a text with its marks: lays out, scrolls, zooms, paints. Selecting is the pane's part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.qt.colours import LIGHT, PaneColours
from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.flow import MARGIN
from desk_annotator.qt.pane.mark import MarkSource
from desk_annotator.qt.pane.mark_pictures import MarkPictures
from desk_annotator.qt.pane.painting import Look, paint_chunk, paint_cursor, paint_focus
from desk_annotator.qt.pane.scrolled_view import ScrolledView
from desk_annotator.qt.pane.selection import Selection


class TextView(ScrolledView):
    """One side's text, to look at. All offsets are code points of the model's text."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.selection = Selection()
        """What is selected; change it through the methods of the pane."""
        self._cursor_shown = False
        self._has_text = False
        self._colours = LIGHT
        self._pictures = MarkPictures(self.flow)
        self._shows_invisibles = False
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)

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
        self._pictures.drop_all()
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
            self._pictures.drop_all()  # its chunks may be cut otherwise
            self._laid_anew()

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

    def _hold(self) -> Callable[[], None]:
        """Keep what the user works on at its height: the active mark, else the text cursor.

        What is not in view is not held. If neither is, the line at the top stays.
        """
        cursor = Span(self.selection.cursor, self.selection.cursor)
        height, seen = self.viewport().height(), self.visible_span()
        for span in (*self._pictures.active_in_view(), cursor) if self._has_text else ():
            start = min(max(span.start, seen.start), max(span.end - 1, span.start))
            part = Span(start, max(min(span.end, seen.end), start))
            top, bottom = self.extent(part)
            if bottom > 0 and top < height:
                return partial(self._put_at, part, top)
        return super()._hold()

    def _put_at(self, span: Span, y: float) -> None:
        """Put the start of a span at y, or higher if its end would not be in view."""
        top, bottom = self.extent(span)
        self.scroll_to(span.start, max(min(y, self.viewport().height() - (bottom - top)), 0.0))

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in view of the exposed part."""
        painter = QPainter(self.viewport())
        try:
            self._paint(painter, event.region())
        finally:
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRegion) -> None:
        painter.fillRect(exposed.boundingRect(), self._colours.page)
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
        # Letters may reach out of their line, and out of their chunk.
        reach = round(self.flow.line_height)
        around = QRectF(exposed.boundingRect().adjusted(0, -reach, 0, reach))
        for number, y, laid in self.flow.visible():
            top = round(y)
            place = QRect(0, top - reach, size.width(), round(laid.height) + 2 * reach)
            if not exposed.intersects(place):
                continue
            painter.translate(MARGIN, top)
            paint_chunk(
                painter,
                laid,
                self._pictures.of(number, laid),
                around.translated(-MARGIN, -top),
                look,
            )
            painter.translate(-MARGIN, -top)
        if self.hasFocus():
            if self._has_text and self._cursor_shown:
                paint_cursor(painter, self.flow, self.selection.cursor, self._colours)
            paint_focus(painter, size.width(), size.height(), self._colours)
