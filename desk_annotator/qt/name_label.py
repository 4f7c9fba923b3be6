"""A line that shows the name of a file, as much of it as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_annotator.core.text import Direction
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.text.isolates import isolate_name


class NameLabel(PlainLabel):
    """A file name, shortened in its middle where there is no room for all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_name(self, name: str) -> None:
        """Show another name, or a dash for none."""
        self._name = name
        self._fit()

    def _fit(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(
            self._name, Qt.TextElideMode.ElideMiddle, self.width()
        )
        self.setText(isolate_name(shown) if self._name else "—")
        self.setToolTip(plain_tooltip(isolate_name(self._name), Direction.LTR))
        self.setAccessibleName(self._name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as there is room for now."""
        super().resizeEvent(event)
        self._fit()
