"""The text pane: shows one text of any length with its marks; selects; never changes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from desk_annotator.core.span import Side
from desk_annotator.core.text import Text
from desk_annotator.qt.pane import accessible
from desk_annotator.qt.pane.keyboard import PaneKeyboard
from desk_annotator.qt.pane.mouse import PaneMouse
from desk_annotator.qt.pane.painting import cursor_rectangle
from desk_annotator.qt.pane.selectable_view import SelectableView


class TextPane(SelectableView):
    """One side's text, to read and select in. All offsets are code points of the model's text."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(side, parent)
        self._mouse = PaneMouse(self)
        self._keyboard = PaneKeyboard(self)
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._on_blink)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(
            self.tr("Source text") if side is Side.SOURCE else self.tr("Target text")
        )
        accessible.install()
        self.selection_changed.connect(self._tell_selection)
        self.cursor_moved.connect(self._tell_cursor)

    def set_text(self, text: Text | None) -> None:
        """Show another text from its start, with nothing selected; None shows none."""
        self._mouse.cancel()
        super().set_text(text)

    def _tell_selection(self) -> None:
        accessible.tell_selection(self)

    def _tell_cursor(self) -> None:
        accessible.tell_cursor(self)

    # Qt's events

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
            self.show_cursor()
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
