"""The rows of the annotation list: sorted ids, with texts made only for rows that are painted."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import (
    QAbstractTableModel,
    QElapsedTimer,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)

from desk_annotator.app.annotation_filter import (
    OPEN_FILTER,
    AnnotationFilter,
    AnnotationOrder,
    SortBy,
    steps_about,
)
from desk_annotator.app.workspace import Edited
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.qt.annotation_columns import (
    DIM_ROLE,
    DIRECTION_ROLE,
    SIDES,
    TAG_ROLE,
    Column,
    Index,
    display,
    title,
    tooltip,
)
from desk_annotator.qt.annotation_list_words import sentence
from desk_annotator.qt.piecemeal import Piecemeal, is_long
from desk_annotator.qt.row_table import first_beginning_so

_MANY = 500
"""Changes in one edit above which the list is built anew instead of row by row."""
_LONG = 3000
"""Annotations above which a list is built beside the window."""
_PATIENCE = 300
"""Milliseconds after which is told how far a list is: most are built before."""


_SORTS = {
    Column.TAG: SortBy.TAG,
    Column.SOURCE: SortBy.SOURCE,
    Column.TARGET: SortBy.TARGET,
    Column.NOTE: SortBy.NOTE,
    Column.SEVERITY: SortBy.SEVERITY,
    Column.PLACE: SortBy.PLACE,
    Column.STATUS: SortBy.STATUS,
    Column.MODIFIED: SortBy.MODIFIED,
}


class AnnotationModel(QAbstractTableModel):
    """Rows of the annotations of one pair that pass a filter, in the order of a column.

    `follow` must be called after every change of the pair: a single edit moves single rows.
    The list of a pair with many annotations is built in a thread, and shown when it is done;
    what was shown of the same pair stays until then. What is edited meanwhile is made good.
    """

    listed = Signal()
    """Emitted when a list that took its time is shown, or could not be made."""
    progressed = Signal(float)
    """The share (0 to 1) of the list that is built, once that has taken a moment."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bitext: Bitext | None = None
        self._wanted = OPEN_FILTER
        self._column = Column.PLACE
        self._descending = False
        self._order: AnnotationOrder | None = None
        self._building = Piecemeal(self)
        self._building.progressed.connect(self._progressed)
        self._building.failed.connect(self._not_built)
        self._since = QElapsedTimer()
        """When building began."""
        self._keeps_rows = False
        """The list being built only orders anew what is shown."""
        self._meanwhile: set[str] = set()
        """What was edited while it is built."""

    # What is shown

    @property
    def is_listing(self) -> bool:
        """True while a list is being built."""
        return self._building.isActive()

    @property
    def is_missing(self) -> bool:
        """True if there is no list because it could not be made."""
        return self._bitext is not None and self._order is None and not self.is_listing

    @property
    def bitext(self) -> Bitext | None:
        """The pair whose annotations are listed."""
        return self._bitext

    @property
    def wanted(self) -> AnnotationFilter:
        """The filter in force."""
        return self._wanted

    @property
    def tag_counts(self) -> Counter[str]:
        """How many annotations of the pair carry each tag, filtered out or not."""
        return self._bitext.tag_counts if self._bitext is not None else Counter()

    def set_bitext(self, bitext: Bitext | None) -> None:
        """List the annotations of another pair."""
        self.beginResetModel()
        self._bitext = bitext
        self._order = None
        self._rebuild()
        self.endResetModel()

    def set_filter(self, wanted: AnnotationFilter) -> None:
        """Show only what passes another filter."""
        if wanted == self._wanted:
            return
        self.beginResetModel()
        self._wanted = wanted
        self._rebuild()
        self.endResetModel()

    def _rebuild(self) -> None:
        """Make the list anew, or begin to; the model is being reset."""
        self._building.leave()
        bitext = self._bitext
        if bitext is None:
            self._order = None
            return
        if self._is_long or self._searches_long:
            self._build(bitext, keeps_rows=False)
        else:
            self._order = AnnotationOrder(
                bitext, self._wanted, _SORTS[self._column], descending=self._descending
            )

    @property
    def _is_long(self) -> bool:
        return self._bitext is not None and len(self._bitext.annotations) > _LONG

    @property
    def _searches_long(self) -> bool:
        bitext = self._bitext
        return bitext is not None and bool(self._wanted.text.strip()) and is_long(bitext)

    def _build(self, bitext: Bitext, *, keeps_rows: bool) -> None:
        """Begin to build the list beside the window."""
        self._keeps_rows = keeps_rows
        self._meanwhile.clear()
        self._since.start()
        make = partial(
            AnnotationOrder.in_steps,
            bitext,
            self._wanted,
            _SORTS[self._column],
            descending=self._descending,
        )
        self._building.begin_beside(make, self._take, about=steps_about(bitext, self._wanted))

    def _progressed(self, share: float) -> None:
        if self._since.elapsed() >= _PATIENCE:
            self.progressed.emit(share)

    def _take(self, order: AnnotationOrder) -> None:
        """Show a list that was built."""
        for annotation_id in self._meanwhile:
            order.renew(annotation_id)
        if self._keeps_rows:
            self._order_rows(order)
        else:
            self.beginResetModel()
            self._order = order
            self.endResetModel()
        self.listed.emit()

    def _not_built(self) -> None:
        """Show no rows that are not those wanted."""
        if not self._keeps_rows:
            self.beginResetModel()
            self._order = None
            self.endResetModel()
        self.listed.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; those who hold persistent indexes keep their rows."""
        if column < 0:
            return
        descending = order is Qt.SortOrder.DescendingOrder
        if (Column(column), descending) == (self._column, self._descending):
            return
        self._column, self._descending = Column(column), descending
        if self._bitext is not None and (self._is_long or self.is_listing or self.is_missing):
            # A list that is not done will be ordered so; one with other rows stays one.
            keeps_rows = self._order is not None and (self._keeps_rows or not self.is_listing)
            self._build(self._bitext, keeps_rows=keeps_rows)
        else:
            self._order_rows(None)

    def _order_rows(self, order: AnnotationOrder | None) -> None:
        """Show the same rows in another order (None: that of the chosen column)."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [self.id_at(index.row()) for index in held]
        if order is not None:
            self._order = order
        elif self._order is not None:
            self._order.resort(_SORTS[self._column], descending=self._descending)
        moved = []
        for index, annotation_id in zip(held, ids, strict=True):
            row = self.row_of(annotation_id)
            moved.append(QModelIndex() if row is None else self.index(row, index.column()))
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def id_at(self, row: int) -> str:
        """Return the id of the annotation in a row. Raises IndexError outside the list."""
        if self._order is None:
            raise IndexError(row)
        return self._order.id_at(row)

    def ids_between(self, first: int, last: int) -> list[str]:
        """Return the ids of rows that follow one another, the last excluded."""
        return self._order.ids_between(first, last) if self._order is not None else []

    def row_of(self, annotation_id: str) -> int | None:
        """Return the row of an annotation, or None if it is not shown."""
        return self._order.row_of(annotation_id) if self._order is not None else None

    def annotation_at(self, row: int) -> Annotation | None:
        """Return the annotation in a row, or None outside the list."""
        if self._bitext is None or self._order is None or not 0 <= row < len(self._order):
            return None
        return self._bitext.annotations.get(self._order.id_at(row))

    # Following edits

    def follow(self, edited: Edited) -> None:
        """Bring the rows up to date after an edit of the project took effect."""
        bitext = self._bitext
        if bitext is None or bitext.id not in edited.reach.annotations:
            return
        if edited.is_large or len(edited.edit.changes) > _MANY:
            self.beginResetModel()
            self._rebuild()
            self.endResetModel()
            return
        for change in edited.edit.changes:
            if (
                self._order is not None
                and isinstance(change, AnnotationChange)
                and change.pair_id == bitext.id
            ):
                self._follow_one(self._order, change.annotation_id, change.after)
        if self.is_listing:
            self._meanwhile.update(edited.reach.annotations[bitext.id])
            if len(self._meanwhile) > _MANY:
                self._build(bitext, keeps_rows=self._keeps_rows)

    def _follow_one(
        self, order: AnnotationOrder, annotation_id: str, after: Annotation | None
    ) -> None:
        old_row = order.row_of(annotation_id)
        if old_row is not None and after is not None and order.stays(after):
            self.dataChanged.emit(self.index(old_row, 0), self.index(old_row, len(Column) - 1))
            return
        if old_row is not None and after is not None:
            self._move(order, old_row, after)
            return
        if old_row is not None:
            self.beginRemoveRows(QModelIndex(), old_row, old_row)
            order.take(annotation_id)
            self.endRemoveRows()
            return
        new_row = order.row_for(after) if after is not None else None
        if after is not None and new_row is not None:
            self.beginInsertRows(QModelIndex(), new_row, new_row)
            order.put(after)
            self.endInsertRows()

    def _move(self, order: AnnotationOrder, old_row: int, after: Annotation) -> None:
        """Give a changed annotation its new row, or take it out if the filter now hides it."""
        new_row = order.row_for(after)
        if new_row is None:
            self.beginRemoveRows(QModelIndex(), old_row, old_row)
            order.take(after.id)
            self.endRemoveRows()
            return
        # Both count the row as the list stands before the move, as Qt wants it.
        moves = new_row not in (old_row, old_row + 1)
        if moves:
            self.beginMoveRows(QModelIndex(), old_row, old_row, QModelIndex(), new_row)
        order.take(after.id)
        order.put(after)
        if moves:
            self.endMoveRows()
        row = order.row_of(after.id)
        if row is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        if (parent is not None and parent.isValid()) or self._order is None:
            return 0
        return len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return title(Column(section))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one cell; quotes are cut from the texts only here."""
        annotation = self.annotation_at(index.row()) if index.isValid() else None
        if annotation is None or self._bitext is None:
            return None
        column = Column(index.column())
        said = Qt.ItemDataRole.AccessibleTextRole
        is_whole = role == said and column is Column.TAG
        if is_whole or role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return sentence(self._bitext, annotation)
        if role in (Qt.ItemDataRole.DisplayRole, said):
            return display(self._bitext, annotation, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._bitext, annotation, column)
        if role == TAG_ROLE:
            return annotation.tag
        if role == DIRECTION_ROLE and column in SIDES:
            return str(self._bitext.text(SIDES[column]).direction)
        if role == DIM_ROLE and column in SIDES:
            return not annotation.text_spans(SIDES[column])
        return None

    def match(
        self,
        start: Index,
        role: int,
        value: object,
        hits: int = 1,  # noqa: ARG002 - Qt asks for one
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith,  # noqa: ARG002 - Qt's own for typing
    ) -> list[QModelIndex]:
        """Return the first cell of a column, from `start` on and around, that begins so."""
        return first_beginning_so(self, start, role, value)
