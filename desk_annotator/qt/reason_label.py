"""A line that says why a suggestion was made, as many of its reasons as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip

_ROOM = 80
"""Pixels kept for the line, however little there is."""


class ReasonLabel(PlainLabel):
    """Leaves out whole reasons, the last first: half a word could be taken for another word."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self._lead = ""
        self._reasons: Sequence[str] = ()
        self.setMinimumWidth(_ROOM)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_reasons(self, lead: str, reasons: Sequence[str] = ()) -> None:
        """Show `lead` and behind it reasons; each is isolated from its neighbours."""
        self._lead = lead
        self._reasons = tuple(reasons)
        whole = self._line(len(self._reasons))
        self.setToolTip(plain_tooltip(whole, None))
        self.setAccessibleName(whole)
        self._fit()

    def _line(self, count: int) -> str:
        shown = "; ".join(self._reasons[:count])
        line = f"{self._lead} · {shown}" if shown else self._lead
        return line if count == len(self._reasons) else f"{line} …"

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        for count in range(len(self._reasons), -1, -1):
            line = self._line(count)
            if metrics.horizontalAdvance(line) <= self.width():
                self.setText(line)
                return
        self.setText(metrics.elidedText(self._lead, Qt.TextElideMode.ElideRight, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many reasons as there is room for now."""
        super().resizeEvent(event)
        self._fit()
