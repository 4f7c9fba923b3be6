"""Paints a pair: its title, two thin coverage bars, and counts."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_delegate import (
    dimmed,
    paint_ground,
    paint_line,
    text_colour_of,
)
from desk_annotator.qt.colours import PaneColours, pane_colours
from desk_annotator.qt.coverage_bar import bands, paint_bands
from desk_annotator.qt.fonts import COVERAGE_BARS, pair_row_height, row_height
from desk_annotator.qt.pair_panel_model import SHOWN_ROLE, PairModel

Index = QModelIndex | QPersistentModelIndex

_MARGIN = 8
_BAR = 4
_GAP = COVERAGE_BARS // 2 - _BAR


def counts_that_fit(model: PairModel, row: int, metrics: QFontMetrics, width: int) -> str:
    """Return the counts of a row, with fewer words if they would be cut: shares stand last."""
    words = model.counts_at(row)
    if metrics.horizontalAdvance(words) <= width:
        return words
    return model.counts_at(row, is_short=True)


class PairDelegate(QStyledItemDelegate):
    """Paints the rows of a `PairModel`; the shown pair has a bold title and a stripe."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = pane_colours(dark=False)

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for the title, two bars and a line of counts."""
        del index
        return QSize(120, pair_row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one pair."""
        model = index.model()
        if not isinstance(model, PairModel):
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        title = cell.text
        colour = text_colour_of(cell)
        paint_ground(painter, cell)
        rtl = cell.direction is Qt.LayoutDirection.RightToLeft
        shown = bool(index.data(SHOWN_ROLE))
        if shown:
            left = cell.rect.right() - 3 if rtl else cell.rect.left()
            painter.fillRect(
                QRect(left, cell.rect.top() + 2, 4, cell.rect.height() - 4),
                QColor(self._colours.focus),
            )
        inner = cell.rect.adjusted(_MARGIN, 2, -_MARGIN, -4)
        font = cell.font
        font.setBold(shown)
        title_height = row_height(option.font)
        direction = Direction.RTL if rtl else Direction.LTR
        paint_line(
            painter,
            QRect(inner.left(), inner.top(), inner.width(), title_height),
            title,
            direction=direction,
            font=font,
            colour=colour,
        )
        top = inner.top() + title_height
        for side in Side:
            coverage = model.coverage_at(index.row(), side)
            if coverage is not None:
                bar = QRectF(inner.left(), top, inner.width(), _BAR)
                parts = bands(coverage, self._colours)
                paint_bands(painter, bar, parts, self._colours, rtl=rtl)
            top += _BAR + _GAP
        if not cell.state & QStyle.StateFlag.State_Selected:
            colour = dimmed(colour, cell.palette.color(QPalette.ColorRole.Base))
        paint_line(
            painter,
            QRect(inner.left(), top, inner.width(), inner.bottom() - top + 1),
            counts_that_fit(model, index.row(), option.fontMetrics, inner.width()),
            direction=direction,
            font=option.font,
            colour=colour,
        )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Give the title a field that finds its direction while it is typed."""
        del option, index
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title of the pair"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Lay the field over the title only."""
        del index
        height = max(editor.sizeHint().height(), row_height(option.font))
        editor.setGeometry(
            QRect(option.rect.left(), option.rect.top(), option.rect.width(), height)
        )
