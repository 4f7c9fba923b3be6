"""What the mouse does in a pane: clicks, drags that select or move edges, scrolling at the rim."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.edges import Edge, EdgeDrag
from desk_annotator.qt.pane.selectable_view import SelectableView
from desk_annotator.text.words import snap_to_graphemes, snap_to_words, trim

_SCROLL_EVERY = 40
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


class _Unit(Enum):
    FREE = auto()
    WORD = auto()
    SENTENCE = auto()


class PaneMouse(QObject):
    """Keeps what lies between press and release; all in offsets, so scrolling loses nothing."""

    def __init__(self, pane: SelectableView) -> None:
        super().__init__(pane)
        self._pane = pane
        self._pressed_at = QPoint()
        self._is_pressed = False
        self._is_dragging = False
        self._unit = _Unit.FREE
        self._base = Span(0, 0)
        """What the drag began on: a gap, or the word or sentence of a double or triple click."""
        self._base_character = 0
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._edge: Edge | None = None
        self._given_up: tuple[Span, ...] | None = None
        """The kept spans that the click just told of gave up; None if there was no such click."""
        self._last_point = QPoint()
        self._hovered = -1
        self._since_double = QElapsedTimer()
        self._double_at = QPoint()
        self._rim = QTimer(self)
        self._rim.setInterval(_SCROLL_EVERY)
        self._rim.timeout.connect(self._scroll_at_rim)

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, a selection or the drag of an edge."""
        point = self._begin(event)
        if point is None:
            return
        self._unit = _Unit.FREE
        if self._is_triple_click(point):
            self._select_unit(point, _Unit.SENTENCE)
            return
        self._edge = self._pane.edge_at(point)
        if self._edge is not None:
            return
        gap = self._pane.gap_at(point)
        if self._modifiers & _SHIFT:
            self._base = Span(self._pane.selection.anchor, self._pane.selection.anchor)
            self._base_character = self._base.start
            self._pane.select_live(*self._reach(point), gap)
            return
        if self._modifiers & _CONTROL:
            self._pane.keep_selection(adds=False)
        elif self._pane.selection.adds:
            self._pane.drop_live()
        else:
            self._pane.clear_selection()
        self._base = Span(gap, gap)
        self._base_character = self._pane.offset_at(point)
        self._pane.set_cursor(gap)

    def double_click(self, event: QMouseEvent) -> None:
        """Select a word; what its first click did is taken back."""
        given_up = self._given_up
        point = self._begin(event)
        if point is None:
            return
        if given_up is not None:
            self._pane.keep_again(given_up)
            self._pane.click_withdrawn.emit()
        self._since_double.restart()
        self._double_at = point
        self._select_unit(point, _Unit.WORD)

    def _begin(self, event: QMouseEvent) -> QPoint | None:
        """Note where the button went down, and return it; None if that is nothing to select by."""
        if event.button() is not Qt.MouseButton.LeftButton or not self._pane.has_text:
            return None
        point = event.position().toPoint()
        self._pressed_at = self._last_point = point
        self._is_pressed, self._is_dragging = True, False
        self._modifiers = event.modifiers()
        self._edge = self._given_up = None
        return point

    def _is_triple_click(self, point: QPoint) -> bool:
        if not self._since_double.isValid():
            return False
        hints = QGuiApplication.styleHints()
        soon = self._since_double.elapsed() < hints.mouseDoubleClickInterval()
        self._since_double.invalidate()
        near = (point - self._double_at).manhattanLength() < hints.startDragDistance()
        return soon and near

    def _select_unit(self, point: QPoint, unit: _Unit) -> None:
        self._unit = unit
        self._base_character = self._pane.offset_at(point)
        self._base = self._around(self._base_character, self._base_character + 1)
        self._is_dragging = True
        if not self._modifiers & _CONTROL and not self._pane.selection.adds:
            self._pane.selection.kept = ()
        self._pane.select_live(self._base.start, self._base.end, self._base.end)

    def move(self, event: QMouseEvent) -> None:
        """Go on with a drag; without a button, say what the mouse is over."""
        point = event.position().toPoint()
        self._last_point = point
        if not self._is_pressed:
            self.hover(point)
            return
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._end()
            return
        self._modifiers = event.modifiers()
        if not self._is_dragging:
            distance = (point - self._pressed_at).manhattanLength()
            if distance < QGuiApplication.styleHints().startDragDistance():
                return
            self._is_dragging = True
        self._drag()
        inside = 0 <= point.y() < self._pane.viewport().height()
        if inside:
            self._rim.stop()
        elif not self._rim.isActive():
            self._rim.start()

    def _drag(self) -> None:
        height = self._pane.viewport().height()
        point = QPoint(self._last_point.x(), min(max(self._last_point.y(), 0), height - 1))
        if self._edge is not None:
            self._pane.show_preview((self._edge_drag(self._edge), self._edge))
            return
        start, end = self._reach(point)
        self._pane.select_live(start, end, self._pane.gap_at(point))

    def _reach(self, point: QPoint) -> tuple[int, int]:
        """Return the span from where the drag began to a point, in the unit of the drag."""
        if self._unit is _Unit.FREE and not self._snaps():
            gap = self._pane.gap_at(point)
            low, high = sorted((self._base.start, gap))
            span = snap_to_graphemes(self._pane.characters, Span(low, high))
            return span.start, span.end
        if self._unit is _Unit.FREE and self._modifiers & _SHIFT and not self._is_dragging:
            gap = self._pane.gap_at(point)
            low, high = sorted((self._base.start, gap))
            span = self._around(low, high) if low < high else Span(low, high)
            return span.start, span.end
        character = self._pane.offset_at(point)
        low = min(character, self._base_character)
        high = max(character, self._base_character) + 1
        span = self._around(low, min(high, len(self._pane.characters)))
        if self._unit is _Unit.FREE:
            # Pressed beside a word, in the space before or behind it, that space stays outside.
            return span.start, span.end
        return min(span.start, self._base.start), max(span.end, self._base.end)

    def _snaps(self) -> bool:
        return self._pane.snap_to_words != bool(self._modifiers & _ALT)

    def _around(self, start: int, end: int) -> Span:
        text = self._pane.characters
        if self._unit is _Unit.SENTENCE:
            # Loaded late, as not all who read go by sentences.
            from desk_annotator.text.sentences import sentence_at  # noqa: PLC0415

            first, last = sentence_at(text, start), sentence_at(text, max(end - 1, start))
            return trim(text, Span(min(first.start, start), max(last.end, end)))
        return snap_to_words(text, Span(start, end))

    def _edge_drag(self, edge: Edge) -> EdgeDrag:
        height = self._pane.viewport().height()
        point = QPoint(self._last_point.x(), min(max(self._last_point.y(), 0), height - 1))
        text = self._pane.characters
        if not self._snaps():
            return edge.moved(self._pane.gap_at(point))
        character = self._pane.offset_at(point)
        if character < edge.fixed:
            return edge.moved(snap_to_words(text, Span(character, edge.fixed)).start)
        word = snap_to_words(text, Span(edge.fixed, min(character + 1, len(text))))
        return edge.moved(word.end)

    def release(self, event: QMouseEvent) -> None:
        """End a drag, or tell of a click; also where the mouse is over nothing."""
        if event.button() is not Qt.MouseButton.LeftButton or not self._is_pressed:
            return
        point = event.position().toPoint()
        edge, was_dragging = self._edge, self._is_dragging
        drag = self._edge_drag(edge) if edge is not None and was_dragging else None
        modifiers = self._modifiers
        self._end()
        if drag is not None:
            self._pane.show_preview(None)
            if drag.after != drag.before:
                self._pane.edge_dragged.emit(drag)
        elif not was_dragging and edge is None:
            if modifiers & _CONTROL:
                here = self._pane.offset_at(point)
                word = self._around(here, here + 1)
                self._pane.select_live(word.start, word.end, word.end)
            elif not modifiers & _SHIFT:
                self._tell_click(point)
        elif not was_dragging:
            self._tell_click(point)
        self.hover(point)

    def _tell_click(self, point: QPoint) -> None:
        selection = self._pane.selection
        self._given_up = selection.kept if selection.adds else ()
        if selection.adds:
            self._pane.clear_selection()
        self._pane.place_clicked.emit(self._pane.offset_at(point))

    def _end(self) -> None:
        self._rim.stop()
        self._is_pressed = self._is_dragging = False
        self._edge = None

    def cancel(self) -> None:
        """Forget the drag under way: the pane is hidden or shows another text."""
        if self._edge is not None:
            self._pane.show_preview(None)
        self._end()
        self._given_up = None
        self._since_double.invalidate()
        self._tell_hovered(-1)

    def hover(self, point: QPoint) -> None:
        """Tell what the mouse is over, and show where an edge can be dragged."""
        shape = Qt.CursorShape.IBeamCursor
        if self._pane.edge_at(point) is not None:
            shape = Qt.CursorShape.SplitHCursor
        viewport = self._pane.viewport()
        if viewport.cursor().shape() is not shape:
            viewport.setCursor(shape)
        self._tell_hovered(self._pane.character_under(QPointF(point)))

    def leave(self) -> None:
        """The mouse is over nothing."""
        self._tell_hovered(-1)

    def _tell_hovered(self, offset: int) -> None:
        if offset != self._hovered:
            self._hovered = offset
            self._pane.hovered_offset.emit(offset)

    def _scroll_at_rim(self) -> None:
        y, height = self._last_point.y(), self._pane.viewport().height()
        beyond = y if y < 0 else max(y - height + 1, 0)
        if not beyond:
            self._rim.stop()
            return
        self._pane.scroll_by_user(max(min(beyond, 60.0), -60.0))
        self._drag()
