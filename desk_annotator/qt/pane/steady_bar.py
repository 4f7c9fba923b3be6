"""A scroll bar that is painted only when its handle moves on the screen."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QStyle, QStyleOptionSlider, QWidget


class SteadyBar(QScrollBar):
    """A vertical scroll bar; in a long text a line more or less is no move of its handle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._handle = QRect()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Paint the bar anew if its handle has another place or length."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )
        if handle != self._handle:
            self._handle = handle
            super().sliderChange(change)
