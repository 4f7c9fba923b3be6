"""The text pane: shows one text of any length with its marks; selects; never changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.qt.colours import LIGHT, PaneColours
from desk_annotator.qt.pane.boundaries import grapheme_at
from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.flow import MARGIN, Flow
from desk_annotator.qt.pane.keyboard import PaneKeyboard
from desk_annotator.qt.pane.mark import MarkSource
from desk_annotator.qt.pane.mark_pictures import MarkPictures
from desk_annotator.qt.pane.mouse import PaneMouse
from desk_annotator.qt.pane.painting import (
    Look,
    cursor_rectangle,
    paint_chunk,
    paint_cursor,
    paint_focus,
)
from desk_annotator.qt.pane.selection import Selection

_SMALLEST, _LARGEST = 7.0, 60.0
_ZOOM = 1.1


class TextPane(QAbstractScrollArea):
    """One side's text. All offsets are code points of the model's text."""

    selection_changed = Signal()
    cursor_moved = Signal(int)
    """The text cursor stands at this offset now."""
    place_clicked = Signal(int)
    """A plain click, with the offset of the character under the mouse."""
    hovered_offset = Signal(int)
    """The character under the mouse, -1 when there is none."""
    edge_dragged = Signal(object)
    """An EdgeDrag, when the mouse lets go of an edge of an active mark."""
    view_changed = Signal()
    """Scrolled, resized, zoomed or laid out anew."""
    user_scrolled = Signal()
    """Scrolled by the user's own act, not by `scroll_to`."""
    context_requested = Signal(int, QPoint)
    """Offset and global position of a wish for a context menu."""
    zoom_changed = Signal(float)
    """The point size is this now, by the user's own act."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.flow = Flow()
        """The text as chunks, laid out and scrolled."""
        self.selection = Selection()
        """What is selected; change it through the methods of the pane."""
        self.snap_to_words = True
        """True if a drag selects whole words; Alt turns it round."""
        self.logical_arrows = False
        """True if the arrow keys follow the order of characters instead of the screen."""
        self._has_text = False
        self._font = QFont()
        self._default_size = 13.5
        self._font.setPointSizeF(self._default_size)
        self._colours = LIGHT
        self._pictures = MarkPictures(self.flow)
        self._shows_invisibles = False
        self._is_syncing = False
        self._cursor_shown = False
        self._mouse = PaneMouse(self)
        self._keyboard = PaneKeyboard(self)
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._on_blink)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # The order of a pane's parts follows its own text, not the interface's language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAcceptDrops(False)
        viewport = self.viewport()
        viewport.setAcceptDrops(False)
        viewport.setMouseTracking(True)
        viewport.setCursor(Qt.CursorShape.IBeamCursor)
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(
            self.tr("Source text") if side is Side.SOURCE else self.tr("Target text")
        )
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
        """Show another text from its start, with nothing selected; None shows none."""
        self._mouse.cancel()
        self._has_text = text is not None and bool(text.characters)
        had_selection = bool(self.selection.spans())
        self.selection.reset()
        self.flow.set_text(text)
        self._laid_anew()
        if had_selection:
            self.selection_changed.emit()
        self.cursor_moved.emit(0)

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

    def toggle_direction_here(self) -> None:
        """Show the paragraph at the cursor in the other base direction; the text stays."""
        if self._has_text:
            self.flow.flip(self.selection.cursor)
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

    # Selection

    def selections(self) -> tuple[Span, ...]:
        """Return the selected spans: sorted, disjoint, not empty."""
        return self.selection.spans()

    def set_selections(self, spans: Sequence[Span]) -> None:
        """Select exactly these spans; the cursor goes to the end of the last."""
        before = self.selection.spans()
        self.selection.replace(spans)
        self._selected(before)

    def clear_selection(self) -> None:
        """Select nothing; the cursor stays."""
        before = self.selection.spans()
        self.selection.clear()
        self._selected(before, moved=False)

    def keep_selection(self) -> None:
        """Pin what is selected, so that the next selection adds to it."""
        before = self.selection.spans()
        self.selection.keep()
        self._selected(before, moved=False)

    def drop_live(self) -> None:
        """Give up the live selection; what was kept stays."""
        before = self.selection.spans()
        self.selection.anchor = self.selection.cursor
        self._selected(before, moved=False)

    def select_live(self, start: int, end: int, towards: int) -> None:
        """Make ``[start, end)`` the live selection, its cursor at the end nearer to `towards`."""
        before = self.selection.spans()
        at_start = abs(towards - start) < abs(towards - end)
        self.selection.set_live(Span(start, end), cursor_at_start=at_start)
        self._selected(before)

    @property
    def cursor_offset(self) -> int:
        """Where the text cursor stands."""
        return self.selection.cursor

    def set_cursor(self, offset: int, *, keep_anchor: bool = False) -> None:
        """Put the text cursor before the grapheme at `offset`; with its anchor kept it selects."""
        before = self.selection.spans()
        offset = min(max(offset, 0), len(self.characters))
        self.selection.cursor = grapheme_at(self.characters, offset).start
        if not keep_anchor:
            self.selection.anchor = self.selection.cursor
        self._selected(before)

    def _selected(self, before: tuple[Span, ...], *, moved: bool = True) -> None:
        self._cursor_shown = self.hasFocus()
        self.viewport().update()
        if self.selection.spans() != before:
            self.selection_changed.emit()
        if moved:
            self.cursor_moved.emit(self.selection.cursor)

    def selected_text(self) -> str:
        """Return the selected characters of the model; several spans are joined by an ellipsis."""
        return " … ".join(
            self.characters[span.start : span.end] for span in self.selection.spans()
        )

    def copy(self) -> None:
        """Put the selected characters on the clipboard, as they are."""
        if self.selection.spans():
            QGuiApplication.clipboard().setText(self.selected_text())

    # Geometry, in pixels of the viewport

    def visible_span(self) -> Span:
        """Return the text in view, in whole lines."""
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
        top = self._line_extent(span.start)[0]
        bottom = self._line_extent(max(span.end - 1, span.start))[1]
        return top, bottom

    def _line_extent(self, offset: int) -> tuple[float, float]:
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

    def show_preview(self) -> None:
        """Show the active mark as the edge being dragged would make it."""
        self._pictures.preview = self._mouse.preview
        self.viewport().update()

    # Scrolling

    def top_offset(self) -> float:
        """Return the offset at the top of the view, its fraction from within the line."""
        return self.flow.top_offset()

    def offset_at_height(self, y: float) -> float:
        """Return the offset of the line at y; its fraction from within the line."""
        return self.flow.offset_at_height(y)

    def scroll_to(self, offset: float, y: float = 0.0) -> None:
        """Put the line of an offset at y; does not count as the user's own act."""
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

    def show_cursor(self) -> None:
        """Scroll just enough to show the text cursor."""
        top, bottom = self._line_extent(self.selection.cursor)
        height = self.viewport().height()
        if top < 0:
            self.scroll_by_user(top - MARGIN)
        elif bottom > height:
            self.scroll_by_user(bottom - height + MARGIN)

    def scroll_by_user(self, pixels: float) -> None:
        """Scroll as the user's own act."""
        before = self.flow.scrolled
        self.flow.scroll_by(pixels)
        self._scrolled()
        if self.flow.scrolled != before:
            self.user_scrolled.emit()

    def _scrolled(self) -> None:
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
            self.flow.scroll_to_height(bar.value())
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or drag."""
        self._mouse.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        self._mouse.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag."""
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or drag."""
        self._mouse.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu at the mouse, or at the text cursor if a key asked."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            offset = self.selection.cursor
            place = cursor_rectangle(self.flow, offset).bottomLeft().toPoint()
            self.context_requested.emit(offset, self.viewport().mapToGlobal(place))
        else:
            self.context_requested.emit(self.offset_at(event.pos()), event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, select, copy; leave every other key to the window."""
        if self._keyboard.press(event):
            event.accept()
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Note when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._mouse.leave()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the text cursor."""
        super().focusInEvent(event)
        self._cursor_shown = True
        flash = QGuiApplication.styleHints().cursorFlashTime()
        if flash > 0:
            self._blink.start(flash // 2)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the text cursor."""
        super().focusOutEvent(event)
        self._blink.stop()
        self.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop blinking and dragging."""
        super().hideEvent(event)
        self._blink.stop()
        self._mouse.cancel()

    def _on_blink(self) -> None:
        self._cursor_shown = not self._cursor_shown
        if self._has_text:
            place = cursor_rectangle(self.flow, self.selection.cursor)
            self.viewport().update(place.toAlignedRect())
