"""One pane with its heading and its overview ruler."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_annotator.core.span import Side
from desk_annotator.core.text import Text
from desk_annotator.qt.fonts import pane_families, pane_point_size
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.ruler import Ruler
from desk_annotator.text.isolates import isolate_name
from desk_annotator.text.language import LANGUAGES


class PaneBox(QWidget):
    """A heading (side, language, file), the pane, and the ruler on its outer edge."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.pane = TextPane(side, self)
        self.ruler = Ruler(side, self)
        self._heading = PlainLabel("", self)
        self._heading.setMinimumWidth(60)
        self._heading.setContentsMargins(8, 3, 8, 3)
        self._parts: list[str] = []
        self._name = ""
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addLayout(self._row, 1)
        self.set_outer_left(outer_left=side is Side.SOURCE)

    @property
    def heading(self) -> QLabel:
        """The heading, for tests."""
        return self._heading

    def set_outer_left(self, *, outer_left: bool) -> None:
        """Put the ruler on the left or on the right of the pane."""
        self._row.removeWidget(self.ruler)
        self._row.removeWidget(self.pane)
        for widget in (self.ruler, self.pane) if outer_left else (self.pane, self.ruler):
            self._row.addWidget(widget, 1 if widget is self.pane else 0)
        self._heading.setAlignment(
            Qt.AlignmentFlag.AlignAbsolute
            | Qt.AlignmentFlag.AlignVCenter
            | (Qt.AlignmentFlag.AlignLeft if outer_left else Qt.AlignmentFlag.AlignRight)
        )

    def set_text(self, text: Text | None) -> None:
        """Show a text, in its direction and the typeface that suits it."""
        if text is not None:
            self.pane.set_font_families(pane_families(text.direction))
            self.pane.set_point_size(pane_point_size(text.direction))
        self.pane.set_text(text)
        side = self.tr("Source") if self.side is Side.SOURCE else self.tr("Target")
        self._parts, self._name = [side], ""
        if text is not None:
            self._parts.append(_language_name(text.language))
            self._name = text.imported.name
        self._fit_heading()

    def _fit_heading(self) -> None:
        """Show the heading, the file's name shortened in its middle where there is little room."""
        whole, shown = self._line(self._name), self._name
        self._heading.setText(whole)
        # The label knows what the style sheet puts beside its words.
        over = self._heading.sizeHint().width() - self.width()
        if over > 0 and shown:
            metrics = self._heading.fontMetrics()
            room = max(metrics.horizontalAdvance(shown) - over, 0)
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, room)
            self._heading.setText(self._line(shown))
        self._heading.setToolTip("" if shown == self._name else plain_tooltip(whole, None))
        self._heading.setAccessibleName(whole)

    def _line(self, name: str) -> str:
        return "  ·  ".join([*self._parts, isolate_name(name)] if name else self._parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the file's name as there is room for now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_heading()


def _language_name(tag: str) -> str:
    for language in LANGUAGES:
        if language.tag == tag:
            return QCoreApplication.translate("Languages", language.english)
    return isolate_name(tag)
