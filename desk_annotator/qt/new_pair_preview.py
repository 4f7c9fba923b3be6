"""Shows the first lines of a text that may become a side of a pair, as its pane will."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desk_annotator.core.text import Direction
from desk_annotator.qt.fonts import ARABIC_FAMILY, pane_families

_POINT_SIZES = {Direction.LTR: 11.0, Direction.RTL: 13.0}
_LINE_HEIGHTS = {False: 112.0, True: 80.0}
"""Per cent of what the typefaces ask for, without and with the Arabic one, in LTR lines: it asks
for enough to stack marks on marks."""
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


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

    def show_lines(
        self,
        lines: Sequence[str],
        direction: Direction,
        *,
        cut: bool = False,
        point_size: float | None = None,
    ) -> None:
        """Show lines of a text, all in its direction; `cut` if more follow."""
        self.clear()
        font = self._font_of(lines, direction, point_size)
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
        if not rtl:
            block.setLineHeight(
                _LINE_HEIGHTS[ARABIC_FAMILY in font.families()],
                QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
            )
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(block)
        for number, line in enumerate([*lines, "…"] if cut else lines):
            if number:
                cursor.insertBlock(block)
            cursor.insertText(line)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def metrics_of(
        self, lines: Sequence[str], direction: Direction, *, point_size: float
    ) -> QFontMetricsF:
        """Return how wide these lines would be shown."""
        return QFontMetricsF(self._font_of(lines, direction, point_size))

    def _font_of(
        self, lines: Sequence[str], direction: Direction, point_size: float | None
    ) -> QFont:
        font = QFont(self.font())
        families = pane_families(direction)
        if not any(map(_ARABIC.search, lines)):
            # The Arabic typeface would make all lines taller, though no letter needs it.
            families = [family for family in families if family != ARABIC_FAMILY]
        font.setFamilies(families)
        font.setPointSizeF(point_size or _POINT_SIZES[direction])
        return font

    def set_tab_stops(self, places: Sequence[float]) -> None:
        """Let the cells of a table begin at these places (pixels), below each other."""
        block = QTextBlockFormat()
        block.setTabPositions(
            [QTextOption.Tab(place, QTextOption.TabType.LeftTab) for place in places]
        )
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(block)
