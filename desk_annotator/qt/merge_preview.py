"""Both versions of a conflict side by side, each text in its own direction."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.core.text import Direction
from desk_annotator.qt.merge_words import Fact
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.text.isolates import isolate, strip_isolates

_LRM, _RLM = "\u200e", "\u200f"


class VersionCard(QFrame):
    """One version: a heading, and a line for each of its facts; those that differ are bold."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._heading = PlainLabel(heading, self, wraps=True)
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._lines = QWidget(self)
        column = QVBoxLayout(self)
        column.addWidget(self._heading)
        column.addWidget(self._lines)
        column.addStretch(1)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        column = self.layout()
        lines = QWidget(self)
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, fact in enumerate(facts):
            name = PlainLabel(fact.name, lines)
            words = _value_label(fact, lines)
            # What differs is said by a sign too, not by weight alone.
            sign = PlainLabel("≠" if fact.differs else "", lines)
            sign.setAccessibleName(self.tr("differs") if fact.differs else "")
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(name, row, 0, top)
            grid.addWidget(words, row, 1)
            grid.addWidget(sign, row, 2, top)
        if column is not None:
            column.replaceWidget(self._lines, lines)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = lines
        said = "; ".join(f"{fact.name}: {strip_isolates(fact.words)}" for fact in facts)
        self.setAccessibleName(strip_isolates(self._heading.text()))
        self.setAccessibleDescription(said)


def _value_label(fact: Fact, parent: QWidget) -> PlainLabel:
    direction = fact.direction
    words = fact.words if direction is None else isolate(fact.words, direction)
    if direction is not None:
        # A label runs as its first letter does, and a quote may begin with one of the other kind.
        words = (_RLM if direction is Direction.RTL else _LRM) + words
    label = PlainLabel(words, parent, wraps=True)
    if direction is not None:
        of_text = (
            Qt.AlignmentFlag.AlignRight
            if direction is Direction.RTL
            else Qt.AlignmentFlag.AlignLeft
        )
        label.setAlignment(of_text | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
    if fact.differs:
        font = label.font()
        font.setBold(True)
        label.setFont(font)
    return label


class MergePreview(QScrollArea):
    """Two cards beside one another: yours first, as the window runs."""

    def __init__(self, mine: str, theirs: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget(self)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        self.mine, self.theirs = VersionCard(mine, inside), VersionCard(theirs, inside)
        row.addWidget(self.mine, 1)
        row.addWidget(self.theirs, 1)
        self.setWidget(inside)

    def show_versions(self, mine: Sequence[Fact], theirs: Sequence[Fact]) -> None:
        """Show the two versions of another conflict."""
        self.mine.show_facts(mine)
        self.theirs.show_facts(theirs)
