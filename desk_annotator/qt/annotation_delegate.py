"""Paints the cells of the annotation list: tag swatches, and quotes in their own direction."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desk_annotator.core.annotation import Tag
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_columns import DIM_ROLE, TAG_ROLE, Column, direction_of
from desk_annotator.qt.colours import PaneColours, pane_colours, tag_colour
from desk_annotator.qt.fonts import quote_font
from desk_annotator.qt.pane.mark import MarkKind

Index = QModelIndex | QPersistentModelIndex

_MARGIN = 6
_SWATCH = QSize(22, 16)
_PEN_STYLES: dict[str, Qt.PenStyle] = {
    Tag.MATCHING: Qt.PenStyle.SolidLine,
    Tag.ADDED: Qt.PenStyle.DashLine,
    Tag.MISSING: Qt.PenStyle.DotLine,
}
_CAPS: dict[str, str] = {Tag.ADDED: "+", Tag.MISSING: "∅"}


def colour_of_tag(colours: PaneColours, tag: str) -> QColor:
    """Return the line colour of a tag; one of a newer version has that of the unknown."""
    kind = MarkKind(tag) if tag in tuple(Tag) else MarkKind.UNKNOWN
    return QColor(tag_colour(colours, kind))


def paint_swatch(
    painter: QPainter, rect: QRect, tag: str, colour: QColor, text_colour: QColor
) -> None:
    """Paint what a tag looks like in the panes: a tint, its underline style, and its sign."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tint = QColor(colour)
    tint.setAlphaF(0.3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawRoundedRect(QRectF(rect), 3, 3)
    pen = QPen(colour, 2.5, _PEN_STYLES.get(tag, Qt.PenStyle.DashDotLine))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    bottom = rect.bottom() - 0.5
    painter.drawLine(QPointF(rect.left() + 1, bottom), QPointF(rect.right(), bottom))
    if tag in _CAPS:
        font = QFont(painter.font())
        font.setPixelSize(max(rect.height() - 4, 8))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(text_colour)
        painter.drawText(rect.adjusted(0, 0, 0, -3), Qt.AlignmentFlag.AlignCenter, _CAPS[tag])
    painter.restore()


def paint_line(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    direction: Direction,
    font: QFont,
    colour: QColor,
) -> None:
    """Paint one line in its own base direction, at the side where that begins, cut at its end.

    The cut is logical: what is left out is the end of the text, wherever it would stand.
    """
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    layout = QTextLayout(elided, font)
    layout.setTextOption(line_option(direction))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    top = rect.top() + (rect.height() - line.height()) / 2
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(colour)
    layout.draw(painter, QPointF(rect.left(), top))
    painter.restore()


def line_option(direction: Direction) -> QTextOption:
    """Return the options of one unbroken line with an explicit base direction and side."""
    option = QTextOption()
    rtl = direction is Direction.RTL
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option


def dimmed(colour: QColor, ground: QColor) -> QColor:
    """Return a text colour drawn back towards its ground, still at good contrast."""
    share = 0.85
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * (1 - share),
        colour.greenF() * share + ground.greenF() * (1 - share),
        colour.blueF() * share + ground.blueF() * (1 - share),
    )


def text_colour_of(option: QStyleOptionViewItem) -> QColor:
    """Return the colour of text in a cell, selected or not."""
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    return option.palette.color(role)


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint selection, hover and focus of a cell as the style wants them, without its text."""
    option.text = ""
    widget = option.widget
    widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)


class AnnotationDelegate(QStyledItemDelegate):
    """Paints quotes by the direction of their side, whatever that of the window is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = pane_colours(dark=False)

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        column = Column(index.column())
        direction = direction_of(index)
        if column is not Column.TAG and direction is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text = cell.text
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        colour = QColor(self._colours.text) if selected else text_colour_of(cell)
        paint_ground(painter, cell)
        inner = cell.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        if direction is None:
            self._paint_tag(painter, inner, cell, str(index.data(TAG_ROLE)), text, colour)
            return
        if index.data(DIM_ROLE) and not selected:
            colour = dimmed(colour, cell.palette.color(QPalette.ColorRole.Base))
        font = quote_font(cell.font, direction)
        paint_line(painter, inner, text, direction=direction, font=font, colour=colour)

    def _paint_tag(
        self,
        painter: QPainter,
        inner: QRect,
        option: QStyleOptionViewItem,
        tag: str,
        word: str,
        colour: QColor,
    ) -> None:
        rtl = option.direction is Qt.LayoutDirection.RightToLeft
        swatch = QStyle.alignedRect(
            option.direction,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            _SWATCH,
            inner,
        )
        if option.state & QStyle.StateFlag.State_Selected:
            # The colour of the selection would drown that of the tag.
            painter.fillRect(swatch, QColor(self._colours.page))
        paint_swatch(
            painter,
            swatch,
            tag,
            colour_of_tag(self._colours, tag),
            QColor(self._colours.text),
        )
        used = _SWATCH.width() + _MARGIN
        rest = inner.adjusted(0, 0, -used, 0) if rtl else inner.adjusted(used, 0, 0, 0)
        paint_line(
            painter,
            rest,
            word,
            direction=Direction.RTL if rtl else Direction.LTR,
            font=option.font,
            colour=colour,
        )
