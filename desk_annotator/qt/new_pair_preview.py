"""Shows the first lines of a text that may become a side of a pair, as its pane will."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desk_annotator.core.text import Direction
from desk_annotator.qt.fonts import pane_families

_POINT_SIZES = {Direction.LTR: 11.0, Direction.RTL: 13.0}
_LINE_HEIGHTS = {Direction.LTR: 115.0, Direction.RTL: 135.0}


class PairPreview(QTextEdit):
    """A read-only page in one direction; drops pass through to the panel below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(10)

    def sizeHint(self) -> QSize:
        """Return room for a paragraph or two."""
        return QSize(420, 260)

    def show_lines(self, lines: Sequence[str], direction: Direction, *, cut: bool) -> None:
        """Show lines of a text in its direction; `cut` if more follow."""
        self.clear()
        font = QFont(self.font())
        font.setFamilies(pane_families(direction))
        font.setPointSizeF(_POINT_SIZES[direction])
        self.document().setDefaultFont(font)
        # The bar is on the side a line ends, so that it never hides where lines begin.
        rtl = direction is Direction.RTL
        side = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(side)
        block = QTextBlockFormat()
        block.setLayoutDirection(side)
        block.setAlignment(
            Qt.AlignmentFlag.AlignAbsolute
            | (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        )
        block.setLineHeight(
            _LINE_HEIGHTS[direction], QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(block)
        for number, line in enumerate([*lines, "…"] if cut else lines):
            if number:
                cursor.insertBlock(block)
            cursor.insertText(line)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
