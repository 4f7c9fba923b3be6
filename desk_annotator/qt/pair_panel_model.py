"""The rows of the pair panel: titles, counts, and coverage as far as it has been counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Coverage
from desk_annotator.core.span import Side
from desk_annotator.qt.annotation_list_words import number, side_word
from desk_annotator.qt.coverage_bar import coverage_details, percent_judged
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.text.isolates import isolate, strip_isolates

Index = QModelIndex | QPersistentModelIndex

SHOWN_ROLE = int(Qt.ItemDataRole.UserRole)
"""True for the pair that is shown in the panes."""


def _never(_bitext: Bitext) -> bool:
    return False


class PairModel(QAbstractListModel):
    """The pairs of a project in order.

    Counting takes a while, so coverage is None until somebody has counted it. `is_left` tells
    of which pairs nobody is going to, unless asked.
    """

    title_wanted = Signal(str, str)
    """Pair id and the title the user typed for it."""

    def __init__(
        self, parent: QObject | None = None, *, is_left: Callable[[Bitext], bool] = _never
    ) -> None:
        super().__init__(parent)
        self._is_left = is_left
        self._pairs: tuple[Bitext, ...] = ()
        self._shown = -1

    def set_pairs(self, pairs: Sequence[Bitext]) -> None:
        """List other pairs."""
        self.beginResetModel()
        self._pairs = tuple(pairs)
        self._shown = -1
        self.endResetModel()

    def holds(self, pairs: Sequence[Bitext]) -> bool:
        """True if these very pairs are listed."""
        return len(pairs) == len(self._pairs) and all(
            here is there for here, there in zip(pairs, self._pairs, strict=True)
        )

    def set_shown(self, number_shown: int) -> None:
        """Say which pair (from 0) is shown in the panes."""
        before, self._shown = self._shown, number_shown
        for row in (before, number_shown):
            if 0 <= row < len(self._pairs):
                self.dataChanged.emit(self.index(row), self.index(row))

    def refresh_all(self) -> None:
        """Show all pairs anew: others than before are left uncounted."""
        if self._pairs:
            self.dataChanged.emit(self.index(0), self.index(len(self._pairs) - 1))

    def refresh(self, pair_ids: Collection[str]) -> None:
        """Show pairs anew that an edit has touched."""
        for row, bitext in enumerate(self._pairs):
            if bitext.id in pair_ids:
                self.dataChanged.emit(self.index(row), self.index(row))

    def uncounted(self) -> tuple[int, Side] | None:
        """Return the next row and side to count (the shown pair first), None if all are."""
        rows = sorted(range(len(self._pairs)), key=lambda row: row != self._shown)
        for row in rows:
            for side in Side:
                if not self._pairs[row].meter(side).is_counted:
                    return row, side
        return None

    def pair_at(self, row: int) -> Bitext:
        """Return the pair in a row. Raises IndexError outside the list."""
        return self._pairs[row]

    def coverage_at(self, row: int, side: Side) -> Coverage | None:
        """Return the coverage of one side of a row, None while it is not counted."""
        meter = self._pairs[row].meter(side)
        return meter.coverage if meter.is_counted else None

    def is_left_at(self, row: int) -> bool:
        """Return whether a row has no figures, or not all, and nobody is counting them."""
        return self._is_left(self._pairs[row])

    def title_at(self, row: int) -> str:
        """Return the title of a row to show: isolated; one without a title has a number."""
        title = self._pairs[row].title
        if title.strip():
            return isolate(title)
        return self.tr("Pair {number}").format(number=number(row + 1))

    def counts_at(self, row: int, *, is_short: bool = False) -> str:
        """Return the number of annotations of a row and how much of each side is judged.

        With `is_short` the number stands without a word, where there is no room for it.
        """
        count = number(len(self._pairs[row].annotations))
        words = count if is_short else self.tr("Annotations: {count}").format(count=count)
        coverages = {side: self.coverage_at(row, side) for side in Side}
        is_left = self.is_left_at(row)
        if is_left and all(coverage is None for coverage in coverages.values()):
            return " · ".join([words, self.tr("coverage not counted")])
        shares = []
        for side, coverage in coverages.items():
            if coverage is not None:
                share = self.tr("{side} {percent} %").format(
                    side=side_word(side), percent=number(percent_judged(coverage))
                )
            elif is_left:
                share = self.tr("{side} not counted").format(side=side_word(side))
            else:
                continue
            shares.append(share)
        return " · ".join([words, *shares])

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of pairs."""
        return 0 if parent is not None and parent.isValid() else len(self._pairs)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let titles be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one row."""
        row = index.row()
        if not index.isValid() or row >= len(self._pairs):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title_at(row)
        if role == Qt.ItemDataRole.EditRole:
            return self._pairs[row].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = strip_isolates(f"{self.title_at(row)}. {self.counts_at(row)}")
            if row == self._shown:
                return self.tr("{pair}. Shown in the panes.").format(pair=words)
            return words
        if role == SHOWN_ROLE:
            return row == self._shown
        return None

    def _tooltip(self, row: int) -> str:
        lines = [self.title_at(row)]
        for side in Side:
            coverage = self.coverage_at(row, side)
            if coverage is not None:
                lines += ["", coverage_details(side, coverage)]
        if self.is_left_at(row):
            lines += ["", self.tr("Coverage not counted. “Count” counts it.")]
        return plain_tooltip("\n".join(lines), None)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another title; the model itself changes only when the edit has been made."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.title_wanted.emit(self._pairs[index.row()].id, str(value))
        return True
