"""The projects of a batch of exports, and below each what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QCoreApplication,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desk_annotator.app.exporting import BatchOutcome, BatchSource
from desk_annotator.app.open_project import is_same_file
from desk_annotator.core.text import Direction
from desk_annotator.formats.export import Exporter
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.icons import icon
from desk_annotator.qt.notice_bar import tone_of
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.signed_label import Sign
from desk_annotator.text.isolates import isolate, isolate_name

_PROJECT, _RESULT = range(2)
_SIGN = Qt.ItemDataRole.UserRole
_BESIDE, _HIGHEST = 48, 10_000
"""Pixels of a cell that are not for words, and the most its words may take downwards."""


class _WrappingDelegate(QStyledItemDelegate):
    """Gives a row the height that its words need in the width of the column."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room a cell wants."""
        size = super().sizeHint(option, index)
        view = self.parent()
        if index.column() != _RESULT or not isinstance(view, QTreeWidget):
            return size
        width = view.columnWidth(_RESULT) - _BESIDE
        words = str(index.data() or "")
        one_line = option.fontMetrics.height()
        needed = option.fontMetrics.boundingRect(
            QRect(0, 0, max(width, _BESIDE), _HIGHEST), Qt.TextFlag.TextWordWrap, words
        ).height()
        return QSize(size.width(), size.height() + max(needed - one_line, 0))


class ExportBatchList(QTreeWidget):
    """A row for each project; under it, once it was tried, a row for each file."""

    changed = Signal()
    """A project was added or taken out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sources: list[BatchSource] = []
        self._rows: list[QTreeWidgetItem] = []
        self.is_fixed = False
        """True while the projects are exported: none may be taken out then."""
        self.setColumnCount(2)
        self.setHeaderLabels([self.tr("Project"), self.tr("What became of it")])
        self.setAccessibleName(self.tr("Projects to export"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFont(interface_font(self.font()))
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setItemDelegate(_WrappingDelegate(self))
        self.setRootIsDecorated(True)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(_PROJECT, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_PROJECT, 270)
        header.sectionResized.connect(self._relay)

    def _relay(self) -> None:
        self.scheduleDelayedItemsLayout()

    # Projects

    @property
    def sources(self) -> tuple[BatchSource, ...]:
        """The projects, in order."""
        return tuple(self._sources)

    def add(self, sources: Iterable[BatchSource]) -> None:
        """Put projects behind the last; one that is there already is left out."""
        for source in sources:
            if any(is_same_file(source.path, known.path) for known in self._sources):
                continue
            name = isolate_name(source.path.name)
            if source.project is not None:
                name = self.tr("{0} (as it is now in the window)").format(name)
            row = QTreeWidgetItem(self, [name, ""])
            place = isolate_name(str(source.path))
            row.setToolTip(_PROJECT, plain_tooltip(place, Direction.LTR))
            self._sources.append(source)
            self._rows.append(row)
        self._told()

    def take_out_selected(self) -> None:
        """Take the selected projects out of the list; their files stay where they are."""
        for row in self.selectedItems():
            if row in self._rows and not self.is_fixed:
                place = self._rows.index(row)
                self.takeTopLevelItem(place)
                del self._rows[place], self._sources[place]
        self._told()

    def _told(self) -> None:
        if self._rows and not self.selectedItems():
            self.setCurrentItem(self.currentItem() or self._rows[0])
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the selected projects out with Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.take_out_selected()
            return
        super().keyPressEvent(event)

    # Outcomes

    def forget_outcomes(self) -> None:
        """Show nothing of what became of the projects before."""
        for row in self._rows:
            row.takeChildren()
            self._say(row, "", "")

    def show_outcome(self, outcome: BatchOutcome) -> None:
        """Show what became of a project in one format."""
        row = self._row_of(outcome.source)
        if row is None:
            return
        if outcome.exporter is None and outcome.problem is not None:
            self._say(row, self.tr("Failed: {0}").format(sentence(outcome.problem)), "error")
            return
        below = QTreeWidgetItem(row, [self._what(outcome.exporter, outcome.pair), ""])
        if outcome.problem is not None:
            words = self.tr("Failed: {0}").format(sentence(outcome.problem))
            self._say(below, words, "error")
        elif outcome.written is not None:
            name = isolate_name(outcome.written.path.name)
            size = isolate_name(QLocale().formattedDataSize(outcome.written.size))
            words = self.tr("Written: {0} ({1})").format(name, size)
            losses = [
                QCoreApplication.translate("Losses", loss.template).format(count=number(loss.count))
                for loss in outcome.written.losses
            ]
            self._say(below, words, "warning" if losses else "info")
            if losses:
                QTreeWidgetItem(below, ["", self.tr("What it could not carry:")])
                for loss in losses:
                    QTreeWidgetItem(below, ["", f"• {loss}"])
        self._sum_up(row, outcome)

    def _row_of(self, source: BatchSource) -> QTreeWidgetItem | None:
        for known, row in zip(self._sources, self._rows, strict=True):
            if known is source:
                return row
        return None

    def _what(self, exporter: Exporter | None, pair: int) -> str:
        title = ""
        if exporter is not None:
            title = QCoreApplication.translate("Exporters", exporter.title)
        return self.tr("{0}, pair {1}").format(title, number(pair)) if pair else title

    def _sum_up(self, row: QTreeWidgetItem, outcome: BatchOutcome) -> None:
        below = (row.child(place) for place in range(row.childCount()))
        failed = sum(child is not None and child.data(_RESULT, _SIGN) == "error" for child in below)
        words = self.tr("Written: {0}").format(number(row.childCount() - failed))
        if failed:
            words += " · " + self.tr("failed: {0}").format(number(failed))
        if outcome.doubts:
            doubts = self.tr("The project contradicts itself in places: {0}")
            words += " · " + doubts.format(number(outcome.doubts))
        self._say(row, words, "error" if failed else "warning" if outcome.doubts else "info")
        if failed:
            row.setExpanded(True)

    def show_stopped(self) -> None:
        """Say of the projects that nothing was written of them, after a cancel."""
        for row in self._rows:
            if not row.text(_RESULT):
                self._say(row, self.tr("Not written: it was cancelled before."), "")

    def _say(self, row: QTreeWidgetItem, words: str, sign: Sign) -> None:
        row.setText(_RESULT, words)
        row.setData(_RESULT, _SIGN, sign)
        row.setToolTip(_RESULT, plain_tooltip(isolate(words), None))
        row.setIcon(_RESULT, icon(sign, tone_of(sign, self)) if sign else QIcon())
