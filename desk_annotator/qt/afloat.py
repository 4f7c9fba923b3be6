"""Keeps a widget at the lower edge of another, over it, so that nothing moves when it comes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QWidget

_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show})


class Afloat(QObject):
    """Places `widget`, whose child this becomes, over the lower edge of its sibling `below`."""

    def __init__(self, widget: QWidget, below: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._below = below
        widget.setParent(below.parentWidget())
        below.installEventFilter(self)
        self._place()
        widget.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what it floats over."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._below.geometry()
        tall = self._widget.heightForWidth(room.width())
        tall = min(max(tall, self._widget.minimumSizeHint().height()), room.height())
        self._widget.setGeometry(QRect(room.left(), room.bottom() + 1 - tall, room.width(), tall))
