"""A scroll bar that paints only what of its handle has moved on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QWidget

_AROUND = 2
"""Pixels a style may draw around a handle."""


class SteadyBar(QScrollBar):
    """A vertical scroll bar; in a long text a line more or less is no move of its handle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._handle = QRect()
        self._is_at_end = False
        self._is_painted = False

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Paint the bar anew where its handle was and is, if that is not the same."""
        if not self._is_painted:
            super().sliderChange(change)
            return
        handle = self._find_handle()
        before, was_at_end = self._handle, self._is_at_end
        self._handle = handle
        self._is_at_end = self.value() in (self.minimum(), self.maximum())
        if self._is_at_end or was_at_end or handle.size() != before.size():
            # Buttons may look otherwise where there is no further to go.
            super().sliderChange(change)
        elif handle != before:
            self.update(handle.united(before).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND))

    def _find_handle(self) -> QRect:
        # With the first class of styles PySide6 makes hundreds of names, for which the first
        # picture need not wait.
        from PySide6.QtWidgets import QStyle, QStyleOptionSlider  # noqa: PLC0415

        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar; from now on it is known to be on the screen."""
        super().paintEvent(event)
        self._is_painted = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Forget where the handle was: all is painted anew."""
        super().resizeEvent(event)
        self._handle = QRect()

    def changeEvent(self, event: QEvent) -> None:
        """Forget where the handle was: another style has it elsewhere."""
        super().changeEvent(event)
        self._handle = QRect()
