"""The list of annotations: filter, sort, go there, delete; says all that the panes paint."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.annotation_filter import OPEN_FILTER
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.qt.annotation_columns import Column
from desk_annotator.qt.annotation_delegate import AnnotationDelegate
from desk_annotator.qt.annotation_list_filter import AnnotationFilterRow
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.annotation_model import AnnotationModel
from desk_annotator.qt.annotation_table import WIDTHS, AnnotationTable
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.plain_label import PlainLabel

_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_FIRST_HIDDEN = (Column.MODIFIED,)
"""Columns that wait in the header's menu, so that the quotes have room."""
_ALWAYS_SHOWN = (Column.TAG, Column.SOURCE, Column.TARGET)


class AnnotationList(QWidget):
    """The annotations of the shown pair.

    It changes nothing itself: the window hears what the user chose or wants deleted.
    """

    annotation_chosen = Signal(str)
    """The id of the annotation whose row the user went to."""
    go_to_text_requested = Signal(str)
    """The id of the annotation in whose text the user wants the keyboard (Enter, double click)."""
    delete_requested = Signal(object)
    """The ids (tuple of str) of the rows the user wants deleted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._is_following = False
        self.model = AnnotationModel(self)
        self.filter_row = AnnotationFilterRow(self)
        self.table = AnnotationTable(self)
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Annotations"))
        self._delegate = AnnotationDelegate(self.table)
        self.table.setItemDelegate(self._delegate)
        self._lay_out_columns()
        self._empty = QWidget(self)
        self._empty_words = PlainLabel(parent=self._empty, wraps=True)
        self._clear = QPushButton(self.tr("Clear filter"), self._empty)
        self._clear.setAutoDefault(True)
        self._lay_out_empty_page()
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.filter_row)
        layout.addWidget(self._pages, 1)
        self._after_delete = QTimer(self)
        self._after_delete.setSingleShot(True)
        self._after_delete.setInterval(0)
        self._after_delete.timeout.connect(self._choose_current)
        self.filter_row.changed.connect(self._apply_filter)
        self._clear.clicked.connect(self.clear_filter)
        self.model.listed.connect(self._listed)
        self.model.progressed.connect(self._progressed)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self.table.go_wanted.connect(self._go_to_text)
        self.table.doubleClicked.connect(self._go_to_text)
        self.table.delete_wanted.connect(self._ask_to_delete)
        self._show_state()

    def _lay_out_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        header.setSortIndicator(Column.PLACE, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        header.sortIndicatorChanged.connect(self._keep_in_view)
        for hidden in _FIRST_HIDDEN:
            self.table.setColumnHidden(hidden, True)
        self.columns_menu = QMenu(self)
        self.columns_menu.setTitle(self.tr("Colu&mns"))
        for column in Column:
            title = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            action = self.columns_menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(column not in _FIRST_HIDDEN)
            action.setEnabled(column not in _ALWAYS_SHOWN)
            action.setData(int(column))
        self.columns_menu.triggered.connect(self._show_column)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask_columns)

    def _keep_in_view(self) -> None:
        """Stay at the chosen row when the order of the rows changes."""
        current = self.table.currentIndex()
        if current.isValid() and self._selected_rows():
            self.table.scrollTo(current, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _ask_columns(self, place: QPoint) -> None:
        self.columns_menu.popup(self.table.horizontalHeader().mapToGlobal(place))

    def _show_column(self, action: QAction) -> None:
        self.table.setColumnHidden(int(action.data()), not action.isChecked())
        self.table.spread()

    def _lay_out_empty_page(self) -> None:
        self._empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self._empty)
        layout.addStretch(1)
        layout.addWidget(self._empty_words)
        layout.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    # What it shows

    def set_workspace(self, workspace: Workspace | None) -> None:
        """List the annotations of a workspace's shown pair, or (None) of none."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(
            workspace,
            edited=self._edited,
            active_changed=self._follow_active,
            pair_shown=self._show_pair,
        )
        self._show_pair(workspace.current if workspace is not None else None)

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._delegate.set_colours(colours)
        self.filter_row.set_colours(colours)
        self.table.viewport().update()

    def clear_filter(self) -> None:
        """Show all annotations."""
        self.filter_row.set_filter(OPEN_FILTER)
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def selected_ids(self) -> tuple[str, ...]:
        """Return the ids of the selected rows, in the order of the rows."""
        return tuple(
            key
            for rows in self._selected_rows()
            for key in self.model.ids_between(rows.start, rows.stop)
        )

    def _selected_rows(self) -> list[range]:
        """Return the selected rows, in ranges that do not touch."""
        # Qt's selectedRows() asks the model about every cell; all rows are one range.
        selection = self.table.selectionModel().selection()
        areas = (selection.at(number_of_area) for number_of_area in range(selection.count()))
        found: list[range] = []
        for first, last in sorted((area.top(), area.bottom() + 1) for area in areas):
            if found and first <= found[-1].stop:
                found[-1] = range(found[-1].start, max(last, found[-1].stop))
            else:
                found.append(range(first, last))
        return found

    def _selected_row(self) -> int | None:
        """Return the selected row if it is the only one."""
        rows = self._selected_rows()
        return rows[0].start if len(rows) == 1 and len(rows[0]) == 1 else None

    def _show_pair(self, bitext: Bitext | None) -> None:
        self._is_following = True
        try:
            self.model.set_bitext(bitext)
        finally:
            self._is_following = False
        # Where another list was scrolled to says nothing of this one.
        self.table.scrollToTop()
        self._follow_active(self._workspace.active_id if self._workspace is not None else None)
        self._show_state()

    def _edited(self, edited: Edited) -> None:
        bitext = self.model.bitext
        if bitext is None:
            return
        if bitext.id not in edited.reach.annotations:
            return
        current = self.table.currentIndex()
        current_id = self.model.id_at(current.row()) if current.isValid() else None
        self._is_following = True
        try:
            self.model.follow(edited)
        finally:
            self._is_following = False
        self._follow_active(self._workspace.active_id if self._workspace is not None else None)
        self._show_state()
        gone = current_id is not None and self.model.row_of(current_id) is None
        if gone and self.table.hasFocus() and not self._selected_rows():
            # The row under the keyboard is gone: the one in its place is the next to judge.
            self._after_delete.start()

    def _follow_active(self, annotation_id: str | None) -> None:
        only = self._selected_row()
        if only is not None and self.model.ids_between(only, only + 1) == [annotation_id]:
            return
        row = self.model.row_of(annotation_id) if annotation_id is not None else None
        selection = self.table.selectionModel()
        self._is_following = True
        try:
            if row is not None:
                index = self.model.index(row, Column.TAG)
                selection.setCurrentIndex(index, _ROW)
                self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            elif only is not None:
                selection.clearSelection()
        finally:
            self._is_following = False

    def _apply_filter(self) -> None:
        self._is_following = True
        try:
            self.model.set_filter(self.filter_row.wanted)
        finally:
            self._is_following = False
        self.table.scrollToTop()
        self._follow_active(self._workspace.active_id if self._workspace is not None else None)
        self._show_state()

    def _listed(self) -> None:
        self._follow_active(self._workspace.active_id if self._workspace is not None else None)
        # A long list takes another order when it is made, not when that is asked for.
        self._keep_in_view()
        self._show_state()

    def _progressed(self, share: float) -> None:
        self.filter_row.say_listing(share)
        self._say_listing(share)

    def _say_listing(self, share: float) -> None:
        count = len(self.model.bitext.annotations) if self.model.bitext is not None else 0
        self._empty_words.setText(
            self.tr("Listing {count} annotations… {percent} %").format(
                count=number(count), percent=number(int(100 * share))
            )
        )

    def _show_state(self) -> None:
        counts = self.model.tag_counts
        total = counts.total()
        shown = self.model.rowCount()
        self.filter_row.set_counts(counts, shown=shown)
        self._clear.setVisible(total > 0 and not self.model.is_listing)
        if self.model.is_listing:
            self._say_listing(0.0)
        elif not total:
            self._empty_words.setText(
                self.tr(
                    "No annotations yet. Select text in the panes and press 1 (matching), "
                    "2 (added) or 3 (missing)."
                )
                if self.model.bitext is not None
                else self.tr("Open a project or a pair of texts to annotate them.")
            )
        elif self.model.is_missing:
            self._empty_words.setText(
                self.tr("The annotations could not be listed. Another order or filter tries again.")
            )
        elif not shown:
            self._empty_words.setText(
                self.tr("The filter hides all {count} annotations.").format(count=number(total))
            )
        self._pages.setCurrentWidget(self.table if shown else self._empty)

    # What the user does

    def _selection_changed(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        del selected, deselected
        if self._is_following:
            return
        row = self._selected_row()
        if row is not None:
            self.annotation_chosen.emit(self.model.id_at(row))

    def _choose_current(self) -> None:
        current = self.table.currentIndex()
        if current.isValid() and not self._selected_rows():
            self.table.selectionModel().select(current, _ROW)

    def _go_to_text(self, index: QModelIndex | None = None) -> None:
        row = (index if index is not None else self.table.currentIndex()).row()
        if row >= 0:
            self.go_to_text_requested.emit(self.model.id_at(row))

    def _ask_to_delete(self) -> None:
        ids = self.selected_ids()
        if ids:
            self.delete_requested.emit(ids)
