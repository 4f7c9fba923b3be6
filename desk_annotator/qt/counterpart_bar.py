"""The likeliest counterparts of a selected phrase below the panes: one key links one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.core.frozen import frozen
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_delegate import (
    dimmed,
    paint_ground,
    paint_line,
    text_colour_of,
)
from desk_annotator.qt.fonts import quote_font, row_height
from desk_annotator.qt.icons import icon
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip

_OFFER_ROLE = Qt.ItemDataRole.UserRole
_NUMBER_WIDTH = 84
_REASONS_SHARE = 0.35
_MARGIN = 8
_LINKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@frozen
class Offer:
    """One row: what is offered, in which direction it runs, how sure (0 to 1), and why."""

    quote: str
    direction: Direction
    confidence: float
    why: str


class _OfferDelegate(QStyledItemDelegate):
    """Paints the digit and the confidence, the quote in its own direction, and the reasons."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        paint_ground(painter, cell)
        offer: Offer = index.data(_OFFER_ROLE)
        inner = cell.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        why_width = round(inner.width() * _REASONS_SHARE)
        quote_width = inner.width() - _NUMBER_WIDTH - why_width - _MARGIN
        left, top, height = inner.left(), inner.top(), inner.height()
        colour = text_colour_of(cell)
        paint_line(
            painter,
            QRect(left, top, _NUMBER_WIDTH, height),
            self.tr("{0}   {1} %").format(index.row() + 1, round(100 * offer.confidence)),
            direction=Direction.LTR,
            font=cell.font,
            colour=colour,
        )
        paint_line(
            painter,
            QRect(left + _NUMBER_WIDTH, top, quote_width, height),
            offer.quote,
            direction=offer.direction,
            font=quote_font(cell.font, offer.direction),
            colour=colour,
        )
        paint_line(
            painter,
            QRect(inner.right() - why_width + 1, top, why_width, height),
            offer.why,
            direction=Direction.LTR,
            font=cell.font,
            colour=dimmed(colour, cell.palette.base().color()),
        )

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Leave room for vocalised Arabic."""
        del index
        return QSize(0, row_height(option.font))


class _OfferList(QListWidget):
    """A short list in which digits, Enter and Escape act; they are no commands of the window."""

    chosen = Signal(int)
    """Row, from 0."""
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep the list's own keys from the window's commands."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._acts(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _acts(self, event: QKeyEvent) -> bool:
        keys = (*_LINKING, Qt.Key.Key_Escape, Qt.Key.Key_Space)
        return event.key() in keys or self._row_of(event) is not None

    def _row_of(self, event: QKeyEvent) -> int | None:
        """Return the row a digit, of any script, names."""
        written = event.text()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not written.isdecimal():
            return None
        row = int(written) - 1
        return row if 0 <= row < self.count() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Link with Enter or a digit, leave with Escape, walk with the arrows."""
        row = self._row_of(event)
        if event.key() in (*_LINKING, Qt.Key.Key_Space):
            row = self.currentRow()
        if row is not None:
            self.chosen.emit(row)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class CounterpartBar(QFrame):
    """Shown while counterparts are looked for or offered."""

    previewed = Signal(int)
    """Row, from 0, that the user is looking at."""
    chosen = Signal(int)
    """Row, from 0, that the user wants linked."""
    closed = Signal()
    """The user wants none of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = PlainLabel("", self)
        close = QToolButton(self)
        close.setAutoRaise(True)
        close.setIcon(icon("close"))
        close.setToolTip(self.tr("Close (Esc)"))
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.closed)
        self._list = _OfferList(self)
        self._list.setItemDelegate(_OfferDelegate(self._list))
        self._list.setAccessibleName(self.tr("Likely counterparts"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.currentRowChanged.connect(self._preview)
        self._list.itemDoubleClicked.connect(self._choose_item)
        self._list.chosen.connect(self.chosen)
        self._list.left.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self._head, 1)
        top.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._list)
        self.hide()

    def show_waiting(self) -> None:
        """Say that the program is looking."""
        self._head.setText(self.tr("Looking for counterparts…"))
        self._list.hide()
        self.show()

    def show_offers(self, phrase: str, offers: Sequence[Offer]) -> None:
        """Offer counterparts of a phrase (isolated, in one line), best first, and take the keys."""
        self._head.setText(
            self.tr("Counterparts of “{0}” · Enter or a digit links, Esc closes").format(phrase)
        )
        was_blocked = self._list.blockSignals(True)
        self._list.clear()
        for offer in offers:
            item = QListWidgetItem(self._list)
            item.setData(_OFFER_ROLE, offer)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                self.tr("{0}, {1} %").format(offer.quote, round(100 * offer.confidence)),
            )
            item.setToolTip(plain_tooltip(f"{offer.quote}\n{offer.why}".strip(), None))
        self._list.setCurrentRow(0)
        self._list.blockSignals(was_blocked)
        height = self._list.sizeHintForRow(0) * len(offers) + 2 * self._list.frameWidth()
        self._list.setFixedHeight(height)
        self._list.show()
        self.show()
        self._list.setFocus()
        self.previewed.emit(0)

    def _preview(self, row: int) -> None:
        if row >= 0:
            self.previewed.emit(row)

    def _choose_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._list.row(item))
