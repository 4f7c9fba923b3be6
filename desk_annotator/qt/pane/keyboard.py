"""What the keyboard does in a pane: moves of the text cursor, selecting, copying."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.cursor_moves import (
    line_end,
    line_start,
    line_step,
    paragraph_step,
    step,
    word_step,
)
from desk_annotator.qt.pane.selectable_view import SelectableView

_MOVES = frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    )
)
_VERTICAL = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_PageDown: 1,
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


class PaneKeyboard:
    """Turns key presses into moves; remembers x while the cursor goes up and down."""

    def __init__(self, pane: SelectableView) -> None:
        self._pane = pane
        self._x: float | None = None
        self._x_offset = -1

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means here; return False if it means nothing."""
        pane = self._pane
        if not pane.has_text:
            return False
        if event.matches(QKeySequence.StandardKey.Copy):
            pane.copy()
            return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            pane.set_selections([Span(0, len(pane.characters))])
            return True
        key = Qt.Key(event.key())
        if key not in _MOVES:
            return False
        modifiers = event.modifiers()
        x = self._wanted_x() if key in _VERTICAL else None
        target = self._target(key, modifiers, x)
        if target is None:
            return False
        before = pane.cursor_offset
        if not modifiers & _SHIFT and not pane.selection.live.is_caret:
            pane.drop_live()
        pane.set_cursor(target, keep_anchor=bool(modifiers & _SHIFT))
        is_page = key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not modifiers & _ALT
        if is_page and target != before:
            pane.scroll_by_user(_VERTICAL[key] * self._page())
        pane.show_cursor()
        self._x, self._x_offset = x, pane.cursor_offset
        return True

    def _page(self) -> float:
        return max(self._pane.viewport().height() - self._pane.flow.line_height, 1.0)

    def _wanted_x(self) -> float:
        if self._x is not None and self._x_offset == self._pane.cursor_offset:
            return self._x
        chunk, inside = self._pane.flow.locate(self._pane.cursor_offset)
        return chunk.x_of(inside)

    def _target(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, x: float | None) -> int | None:
        pane, flow = self._pane, self._pane.flow
        text, here = pane.characters, pane.cursor_offset
        control, alt = bool(modifiers & _CONTROL), bool(modifiers & _ALT)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            right = key is Qt.Key.Key_Right
            if alt:
                return None
            if control:
                return word_step(flow, here, right=right)
            return step(flow, here, right=right, logical=pane.logical_arrows)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and control and not alt:
            return paragraph_step(text, here, onward=key is Qt.Key.Key_Down)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and alt and not control:
            # Loaded late, as not all who read go by sentences.
            from desk_annotator.text.sentences import (  # noqa: PLC0415
                next_sentence,
                previous_sentence,
            )

            onward = key is Qt.Key.Key_PageDown
            return next_sentence(text, here) if onward else previous_sentence(text, here)
        if key is Qt.Key.Key_Home:
            return 0 if control else line_start(flow, here)
        if key is Qt.Key.Key_End:
            return len(text) if control else line_end(flow, here)
        if x is None or control or alt:
            return None
        lines = _VERTICAL[key]
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            lines *= max(int(self._page() / flow.line_height), 1)
        return line_step(flow, here, x, lines)
