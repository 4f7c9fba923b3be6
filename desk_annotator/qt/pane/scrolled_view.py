"""Scrolls and zooms a flow of text. What is painted of it is the part of the text view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.shown_place import ShownPlace
from desk_annotator.qt.pane.steady_bar import SteadyBar

_SMALLEST, _LARGEST = 7.0, 60.0
_ZOOM = 1.1
_FRAME = 4
"""Pixels at the top and the bottom in which the frame of the keyboard focus is painted."""


class ScrolledView(QAbstractScrollArea):
    """Holds the flow, its font, and the place it is scrolled to."""

    view_changed = Signal()
    """Scrolled, resized, zoomed or laid out anew."""
    user_scrolled = Signal()
    """Scrolled by the user's own act, not by `scroll_to`."""
    zoom_changed = Signal(float)
    """The point size is this now, by the user's own act."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = Flow()
        """The text as chunks, laid out and scrolled."""
        self._font = QFont()
        self._default_size = 13.5
        self._font.setPointSizeF(self._default_size)
        self._shown_place = ShownPlace(self.flow)
        self._is_syncing = False
        self._seen: Span | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(SteadyBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # The order of a pane's parts follows its own text, not the interface's language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        # One of our own: to hand out one of its making, PySide6 first makes all kinds of widgets.
        self.setViewport(QWidget(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.flow.set_font(self._font)

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
        before, held = self._font.pointSizeF(), self._hold()
        self._use_size(size)
        held()
        if self._font.pointSizeF() != before:
            self.zoom_changed.emit(self._font.pointSizeF())

    def _hold(self) -> Callable[[], None]:
        """Return what to call when the text is laid out in another size; its top line stays."""
        return lambda: None

    def zoom_in(self) -> None:
        """Show the text larger."""
        self._zoom_to(self._font.pointSizeF() * _ZOOM)

    def zoom_out(self) -> None:
        """Show the text smaller."""
        self._zoom_to(self._font.pointSizeF() / _ZOOM)

    def zoom_reset(self) -> None:
        """Show the text in its usual size."""
        self._zoom_to(self._default_size)

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

    def scroll_by_user(self, pixels: float) -> None:
        """Scroll as the user's own act; all on the way is laid out, so not for far away."""
        before = self.flow.scrolled
        self.flow.scroll_by(pixels)
        self._scrolled()
        if self.flow.scrolled != before:
            self.user_scrolled.emit()

    def scroll_to_by_user(self, offset: int, y: float) -> None:
        """Put the top of the line of an offset at y as the user's own act, however far it is."""
        before = self.flow.scrolled
        self.scroll_to(offset, y)
        if self.flow.scrolled != before:
            self.user_scrolled.emit()

    def _scrolled(self) -> None:
        self._seen = None
        self._sync_bar()
        if self._show_place():
            self.view_changed.emit()

    def _show_place(self) -> bool:
        """Bring to the screen what has moved: painted is only what was not there before.

        Return whether anything has moved.
        """
        viewport = self.viewport()
        way = self._shown_place.moved()
        if way is None or abs(way) >= viewport.height():
            viewport.update()
        elif way:
            viewport.scroll(0, way)
            if self.hasFocus():
                # The frame stays where it is, and what moved of it goes.
                width, height = viewport.width(), viewport.height()
                reach = _FRAME + abs(way)
                viewport.update(QRect(0, 0, width, reach if way > 0 else _FRAME))
                low = reach if way < 0 else _FRAME
                viewport.update(QRect(0, height - low, width, low))
        return way != 0

    def _laid_anew(self) -> None:
        self._seen = None
        self._sync_bar()
        self._show_place()
        self.viewport().update()
        self.view_changed.emit()

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
