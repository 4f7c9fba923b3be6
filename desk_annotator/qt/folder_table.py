"""The table of documents that may be pairs: each source with the target chosen for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desk_annotator.app.document_likeness import likeness
from desk_annotator.app.folder_pairing import FolderDocument, ProposedPair
from desk_annotator.core.text import Direction
from desk_annotator.qt.combo_list import SteadyBox
from desk_annotator.qt.piecemeal import Piecemeal
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.text.isolates import isolate_name

_SOURCE, _TARGET, _LIKENESS = range(3)
_ROW = 42
"""Height of a row, in pixels: a combo box has to fit."""
_AT_ONCE = 8
"""Rows of a table that is filled in one turn."""
_GOING = 4
"""Rows that go together."""


class FolderTable(QTableWidget):
    """A row for each source: a tick to make its pair, the target, and how alike they are."""

    changed = Signal()
    """Another pair is chosen, or one is not any more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, 3, parent)
        self._sources: Sequence[FolderDocument] = ()
        self._targets: Sequence[FolderDocument] = ()
        self._choice = QStandardItemModel(self)
        self._ticks: list[QTableWidgetItem] = []
        self._boxes: list[QComboBox] = []
        self._figures: list[QTableWidgetItem] = []
        self._is_setting = False
        self._filler = Piecemeal(self)
        self.setHorizontalHeaderLabels([self.tr("Source"), self.tr("Target"), self.tr("How alike")])
        self.setAccessibleName(self.tr("Pairs to make"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setSectionResizeMode(_SOURCE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_TARGET, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_LIKENESS, QHeaderView.ResizeMode.ResizeToContents)
        self.itemChanged.connect(self._ticked)

    def show_documents(
        self,
        sources: Sequence[FolderDocument],
        targets: Sequence[FolderDocument],
        proposed: Sequence[ProposedPair],
    ) -> None:
        """Show all sources, those with a proposed target ticked; many come a few at a time."""
        self._sources, self._targets = sources, targets
        self._choice = QStandardItemModel(self)
        for title in ("—", *(isolate_name(one.name) for one in targets)):
            self._choice.appendRow(QStandardItem(title))
        places = {one.name: place for place, one in enumerate(targets)}
        chosen = {pair.source.name: places[pair.target.name] for pair in proposed}
        # A box takes two to three milliseconds to make, and half as long to go.
        self._is_setting = True
        self._filler.leave()
        work = self._filling(chosen)
        if max(self.rowCount(), len(sources)) <= _AT_ONCE:
            for _ in work:
                continue
        else:
            self.setEnabled(False)
            self._filler.begin(work)

    @property
    def is_filling(self) -> bool:
        """True while rows are still being made, a few at a time; `changed` tells the end."""
        return self._filler.isActive()

    def leave(self) -> None:
        """Make no more rows: the dialog is about to go."""
        self._filler.leave()

    def _filling(self, chosen: dict[str, int]) -> Iterator[None]:
        while self.rowCount():
            self.setRowCount(max(self.rowCount() - _GOING, 0))
            yield
        self._ticks, self._boxes, self._figures = [], [], []
        self.setRowCount(len(self._sources))
        for row, source in enumerate(self._sources):
            self._fill(row, source, chosen.get(source.name))
            yield
        self._is_setting = False
        if not self.isEnabled():
            self._filler.leave()
            self.setEnabled(True)
            self.changed.emit()

    def _fill(self, row: int, source: FolderDocument, place: int | None) -> None:
        item = QTableWidgetItem(isolate_name(source.name))
        item.setToolTip(plain_tooltip(isolate_name(source.name), Direction.LTR))
        self.setItem(row, _SOURCE, item)
        box = SteadyBox(self)
        box.setModel(self._choice)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setAccessibleName(self.tr("Target for {0}").format(isolate_name(source.name)))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setCurrentIndex(0 if place is None else place + 1)
        box.activated.connect(lambda _index, row=row: self._target_chosen(row))
        self.setCellWidget(row, _TARGET, box)
        figure = QTableWidgetItem()
        figure.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        figure.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setItem(row, _LIKENESS, figure)
        self._ticks.append(item)
        self._boxes.append(box)
        self._figures.append(figure)
        self._tick(row, is_ticked=place is not None)

    def target_box(self, row: int) -> QComboBox:
        """Return the box with the targets of a row."""
        return self._boxes[row]

    def _target_of(self, row: int) -> FolderDocument | None:
        place = self.target_box(row).currentIndex() - 1
        return self._targets[place] if place >= 0 else None

    def _target_chosen(self, row: int) -> None:
        self._is_setting = True
        place = self.target_box(row).currentIndex()
        for other in range(self.rowCount()):
            # A document is in one pair only: the pair it was in before loses it.
            if other != row and place > 0 and self.target_box(other).currentIndex() == place:
                self.target_box(other).setCurrentIndex(0)
                self._tick(other, is_ticked=False)
        self._tick(row, is_ticked=place > 0)
        self._is_setting = False
        self.changed.emit()

    def _tick(self, row: int, *, is_ticked: bool) -> None:
        """Tick a row, or not; without a target it cannot be."""
        target = self._target_of(row)
        item = self._ticks[row]
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if target is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        item.setFlags(flags)
        item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        words = "—"
        if target is not None:
            alike = likeness(self._sources[row].traits, target.traits)
            words = self.tr("{0} %").format(QLocale().toString(round(alike * 100)))
        self._figures[row].setText(words)

    def _ticked(self, item: QTableWidgetItem) -> None:
        if not self._is_setting and item.column() == _SOURCE:
            self.changed.emit()

    def chosen(self) -> list[tuple[FolderDocument, FolderDocument]]:
        """Return the source and the target of each row ticked; none before all rows are there."""
        if self.is_filling:
            return []
        found = []
        for row, source in enumerate(self._sources):
            target = self._target_of(row)
            if target is not None and self._ticks[row].checkState() is Qt.CheckState.Checked:
                found.append((source, target))
        return found
