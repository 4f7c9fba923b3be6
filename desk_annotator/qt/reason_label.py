"""A line that says why a suggestion was made, as many of its reasons as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
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


class HintLabel(ReasonLabel):
    """Asks for room for all its words, and leaves out those behind the lead if there is none.

    Nothing that it says makes a window wider.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_reasons(self, lead: str, reasons: Sequence[str] = ()) -> None:
        """Show `lead`, for which there is always room, and behind it what may be left out."""
        super().set_reasons(lead, reasons)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self._line(0)) + 1)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for all words, also while some are left out."""
        whole = self.fontMetrics().horizontalAdvance(self._line(len(self._reasons)))
        return QSize(whole + 1, super().sizeHint().height())
