"""The pairs of the project, each with how far it is; choose, rename, add, remove."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.coverage_counting import CoverageCounting
from desk_annotator.qt.pair_panel_delegate import PairDelegate
from desk_annotator.qt.pair_panel_model import PairModel
from desk_annotator.qt.piecemeal import Piecemeal, is_long
from desk_annotator.qt.plain_label import PlainLabel


class _Pairs(QListView):
    """The rows. Enter shows a pair, Delete asks for its removal, F2 renames."""

    show_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the row of the pair shown in view."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def event(self, event: QEvent) -> bool:
        """Keep Enter, Delete and F2 for the rows while the keyboard is here."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers()
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            and event.key()
            in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_F2)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Enter and Delete; F2 is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


class PairPanel(QWidget):
    """The project's pairs in order. It changes nothing itself but asks the window."""

    pair_chosen = Signal(int)
    """The number (from 0) of the pair the user wants to see."""
    new_pair_requested = Signal()
    remove_pair_requested = Signal(int)
    """The number (from 0) of the pair the user wants out of the project."""
    edit_requested = Signal(object)
    """An `Edit`: another title."""

    def __init__(
        self, parent: QWidget | None = None, counting: CoverageCounting | None = None
    ) -> None:
        """`counting` counts for others too and is told of the project by them; None: one's own."""
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._has_own_counting = counting is None
        self._counting_long = counting if counting is not None else CoverageCounting(self)
        self.model = PairModel(self, is_left=self._counting_long.is_left)
        self.view = _Pairs(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Pairs of the project"))
        self._delegate = PairDelegate(self.view)
        self.view.setItemDelegate(self._delegate)
        self._empty = PlainLabel(
            self.tr("No pairs yet. A pair is a source and a target text side by side."),
            self,
            wraps=True,
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = self._made_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.view, 1)
        layout.addLayout(buttons)
        self._counting = Piecemeal(self)
        self._counting_long.counted.connect(self._counted)
        self._counting_long.left_changed.connect(self._left_changed)
        self.view.clicked.connect(self._choose)
        self.view.show_wanted.connect(self._choose_current)
        self.view.remove_wanted.connect(self._ask_to_remove)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.model.title_wanted.connect(self._ask_for_title)
        self._refresh()

    def _made_actions(self) -> QHBoxLayout:
        """Make the actions of the menu and the buttons, and return the row of these."""
        self._show_action = QAction(self.tr("Show this pair"), self)
        self._show_action.triggered.connect(self._choose_current)
        self._rename_action = QAction(self.tr("Rename…"), self)
        self._rename_action.setShortcut(QKeySequence(Qt.Key.Key_F2))
        self._rename_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._rename_action.triggered.connect(self.rename_current)
        self._new_action = QAction(self.tr("New pair…"), self)
        self._new_action.triggered.connect(self._ask_for_new)
        self._remove_action = QAction(self.tr("Remove from project"), self)
        self._remove_action.triggered.connect(self._ask_to_remove)
        self._count_action = QAction(self.tr("Count coverage"), self)
        self._count_action.triggered.connect(self._count_current)
        self._new_button = QPushButton(self.tr("New pair…"), self)
        self._new_button.setAutoDefault(True)  # Enter presses it, on every desktop
        self._new_button.clicked.connect(self._ask_for_new)
        self._remove_button = QPushButton(self.tr("Remove"), self)
        self._remove_button.setAutoDefault(True)
        self._remove_button.clicked.connect(self._ask_to_remove)
        self._count_button = QPushButton(self.tr("Count"), self)
        self._count_button.setAutoDefault(True)
        hint = self.tr("Count the coverage of this pair")
        self._count_button.setToolTip(hint)
        self._count_button.setAccessibleDescription(hint)
        self._count_button.clicked.connect(self._count_current)
        self._count_button.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self._new_button)
        buttons.addWidget(self._remove_button)
        buttons.addWidget(self._count_button)
        buttons.addStretch(1)
        return buttons

    def set_workspace(self, workspace: Workspace | None) -> None:
        """List the pairs of a workspace, or (None) none."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(workspace, edited=self._edited, pair_shown=self._pair_shown)
        if self._has_own_counting:
            self._counting_long.set_workspace(workspace)
        self._refresh()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._delegate.set_colours(colours)
        self.view.viewport().update()

    def rename_current(self) -> None:
        """Open the title of the current row for editing."""
        index = self.view.currentIndex()
        if index.isValid():
            self.view.edit(index)

    # What it shows

    def _refresh(self) -> None:
        workspace = self._workspace
        self.model.set_pairs(workspace.bitexts if workspace is not None else ())
        self._follow_shown()
        has_pairs = self.model.rowCount() > 0
        self._empty.setVisible(not has_pairs)
        self.view.setVisible(has_pairs)
        self._new_button.setEnabled(workspace is not None)
        self._offer_to_count()
        self._count_more()

    def _follow_shown(self) -> None:
        workspace = self._workspace
        if workspace is None or workspace.current is None:
            self._remove_button.setEnabled(False)
            return
        self.model.set_shown(workspace.current_number)
        self.view.setCurrentIndex(self.model.index(workspace.current_number))

    def _pair_shown(self, bitext: Bitext | None) -> None:
        del bitext
        workspace = self._workspace
        if workspace is not None and self.model.holds(workspace.bitexts):
            self._follow_shown()
        else:
            self._refresh()

    def _edited(self, edited: Edited) -> None:
        if edited.reach.changes_pairs:
            self._refresh()
        else:
            self.model.refresh(edited.reach.pair_ids)
            self._offer_to_count()  # a large edit brings the figures

    def _count_more(self) -> None:
        if self._workspace is not None and self.model.uncounted() is not None:
            self._counting.begin(self._count(self._workspace))
        else:
            self._counting.leave()

    def _count(self, workspace: Workspace) -> Iterator[None]:
        """Count the short pairs, a little at a time; the long ones are counted in a thread."""
        shown = workspace.current
        for bitext in sorted(workspace.bitexts, key=lambda each: each is not shown):
            if is_long(bitext):
                continue
            for side in Side:
                # A large edit brings other meters with it.
                while not bitext.meter(side).is_counted:
                    bitext.meter(side).count_some()
                    yield
                self._counted(bitext)

    def _counted(self, bitext: Bitext) -> None:
        self.model.refresh((bitext.id,))
        self._offer_to_count()

    def _left_changed(self) -> None:
        self.model.refresh_all()
        self._offer_to_count()

    def _offer_to_count(self) -> None:
        """Show the button while the pair of the current row is not counted, and will not be."""
        row = self.view.currentIndex().row()
        is_left = row >= 0 and self.model.is_left_at(row)
        if not is_left and self._count_button.hasFocus():
            # Hidden, it would give the keyboard to anything.
            self.view.setFocus()
        self._count_button.setVisible(is_left)

    # What the user does

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        del previous
        for thing in (self._show_action, self._rename_action, self._remove_action):
            thing.setEnabled(current.isValid())
        self._remove_button.setEnabled(current.isValid())
        self._offer_to_count()

    def _choose(self, index: QModelIndex) -> None:
        workspace = self._workspace
        shown = workspace.current_number if workspace is not None else -1
        if index.isValid() and index.row() != shown:
            self.pair_chosen.emit(index.row())

    def _choose_current(self) -> None:
        self._choose(self.view.currentIndex())

    def _ask_for_new(self) -> None:
        self.new_pair_requested.emit()

    def _ask_to_remove(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.remove_pair_requested.emit(index.row())

    def _count_current(self) -> None:
        row = self.view.currentIndex().row()
        if row >= 0:
            self._counting_long.count_again(self.model.pair_at(row))

    def _ask_for_title(self, pair_id: str, title: str) -> None:
        if self._workspace is None:
            return
        before = self._workspace.bitext(pair_id).title
        if title != before:
            label = QT_TRANSLATE_NOOP("Edit", "Rename pair")
            self.edit_requested.emit(Edit(label, (TitleChange(pair_id, before, title),)))

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        if self.view.indexAt(place).isValid():
            menu.addActions([self._show_action, self._rename_action])
            if self.model.is_left_at(self.view.indexAt(place).row()):
                menu.addAction(self._count_action)
            menu.addSeparator()
        menu.addAction(self._new_action)
        if self.view.indexAt(place).isValid():
            menu.addAction(self._remove_action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(place))
