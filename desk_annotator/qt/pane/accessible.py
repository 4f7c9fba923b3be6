"""Lets a screen reader read a pane: the model's text, the cursor, the selection.

Qt counts in UTF-16 here too. What it is told comes from the model, never from what is drawn.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
)
from PySide6.QtWidgets import QAccessibleWidget

from desk_annotator.core.span import Span
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.qt.pane.selectable_view import SelectableView


class PaneText(QAccessibleTextInterface):
    """The text of a pane as assistive technology asks for it, by UTF-16 positions."""

    def __init__(self, pane: SelectableView) -> None:
        super().__init__()
        self._pane = pane
        self._characters = ""
        self._map = Utf16Map("")

    @property
    def positions(self) -> Utf16Map:
        """The map of the whole text; made only once something asks."""
        if self._characters is not self._pane.characters:
            self._characters = self._pane.characters
            self._map = Utf16Map(self._characters)
        return self._map

    def _offset(self, position: int) -> int:
        length16 = self.positions.length16
        if position < 0:  # Qt's way to say "the end"
            return self.positions.length
        return self.positions.to_offset(min(position, length16))

    def characterCount(self) -> int:
        """Return the length of the text."""
        return self.positions.length16

    def text(self, start: int, end: int) -> str:
        """Return the characters of a range."""
        return self._pane.characters[self._offset(start) : self._offset(end)]

    def cursorPosition(self) -> int:
        """Return where the text cursor stands."""
        return self.positions.to_utf16(self._pane.cursor_offset)

    def setCursorPosition(self, position: int) -> None:
        """Put the text cursor somewhere and show it."""
        self._pane.set_cursor(self._offset(position))
        self._pane.show_cursor()

    def selectionCount(self) -> int:
        """Return 0: PySide lets nobody say where a selection begins and ends (docs/adr/0001).

        For each that is told of, Qt would give the screen reader two numbers nobody has set, and
        it would read aloud whatever text stands there.
        """
        return 0

    def addSelection(self, start: int, end: int) -> None:
        """Select a further span."""
        span = Span(self._offset(start), self._offset(end))
        self._pane.set_selections((*self._pane.selections(), span))

    def setSelection(self, index: int, start: int, end: int) -> None:
        """Change one selected span, or, where there is none yet, select one."""
        spans = list(self._pane.selections())
        spans[index : index + 1] = [Span(self._offset(start), self._offset(end))]
        self._pane.set_selections(spans)

    def removeSelection(self, index: int) -> None:
        """Give up one selected span."""
        spans = list(self._pane.selections())
        del spans[index : index + 1]
        self._pane.set_selections(spans)

    def characterRect(self, position: int) -> QRect:
        """Return where a character is on the screen; empty if it is out of view."""
        offset = self._offset(position)
        span = Span(offset, min(offset + 1, self.positions.length))
        for place in self._pane.rectangles(span):
            found = place.toAlignedRect()
            found.moveTo(self._pane.viewport().mapToGlobal(found.topLeft()))
            return found
        return QRect()

    def offsetAtPoint(self, point: QPoint) -> int:
        """Return the character at a point of the screen."""
        offset = self._pane.offset_at(self._pane.viewport().mapFromGlobal(point))
        return self.positions.to_utf16(offset)

    def scrollToSubstring(self, start: int, end: int) -> None:
        """Bring a range into view."""
        self._pane.ensure_visible(Span(self._offset(start), self._offset(end)))


class PaneAccessible(QAccessibleWidget):
    """A pane as assistive technology sees it: a read-only text of several lines."""

    def __init__(self, pane: SelectableView) -> None:
        super().__init__(pane, QAccessible.Role.EditableText)
        self.pane_text = PaneText(pane)
        """What Qt is handed as the text interface; it lives as long as this."""

    def interface_cast(  # type: ignore[override] # PySide crashes on the int of its own stub
        self, kind: QAccessible.InterfaceType
    ) -> shiboken6.VoidPtr:
        """Return the address of the text interface when Qt asks for that."""
        if kind is QAccessible.InterfaceType.TextInterface:
            return shiboken6.VoidPtr(shiboken6.getCppPointer(self.pane_text)[0])
        found: object = super().interface_cast(kind)
        # Of an interface that a pane has not, Python is told None; handed back to Qt, which asks
        # for all of them as soon as a screen reader looks, that would crash the program.
        return found if isinstance(found, shiboken6.VoidPtr) else shiboken6.VoidPtr(0)

    def state(self) -> QAccessible.State:
        """Say that the text has several lines, can be selected and cannot be changed."""
        state = super().state()
        state.multiLine = True
        state.readOnly = True
        state.selectableText = True
        return state


_known: dict[int, PaneAccessible] = {}
_installed: list[bool] = []


def install() -> None:
    """Make Qt ask here for the accessible interface of panes; safe to call again."""
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed.append(True)


def _interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, SelectableView):
        return None
    key = id(thing)
    found = PaneAccessible(thing)
    _known[key] = found
    thing.destroyed.connect(lambda: _known.pop(key, None))
    return found


def tell_cursor(pane: SelectableView) -> None:
    """Tell assistive technology, if there is any, where the text cursor stands now."""
    accessible = _known.get(id(pane))
    if QAccessible.isActive() and accessible is not None:
        position = accessible.pane_text.cursorPosition()
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(pane, position))


def tell_selection(pane: SelectableView) -> None:
    """Tell assistive technology, if there is any, what is selected now."""
    accessible = _known.get(id(pane))
    if QAccessible.isActive() and accessible is not None:
        spans = pane.selections()
        positions = accessible.pane_text.positions
        last = spans[-1] if spans else Span(pane.cursor_offset, pane.cursor_offset)
        QAccessible.updateAccessibility(
            QAccessibleTextSelectionEvent(
                pane, positions.to_utf16(last.start), positions.to_utf16(last.end)
            )
        )
