"""Menu bar, tool bar and context menu, built from the tables of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar, QToolButton

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.text import Direction
from desk_annotator.qt.actions import MENUS, SEPARATOR, SUBMENUS, TOOL_BAR, Actions
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.qt.settings import Settings
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.recent_look import RecentLook

_ONLY_IN_PANES = ("note", "delete", "take_out", "clear")
"""Their keys mean something else in lists and fields."""
_CONTEXT = (
    "tag_matching",
    "tag_added",
    "tag_missing",
    "find_counterparts",
    SEPARATOR,
    "take_out",
    "set_place",
    "remove_place",
    "note",
    "delete",
    SEPARATOR,
    "counterpart",
    "overlap",
    SEPARATOR,
    "ignore",
    "copy",
    "flip",
)
_NEED_PROJECT = (
    "find_counterparts",
    "suggest",
    "suggest_phrases",
    "accept",
    "reject",
    "accept_sure",
    "withdraw",
    "characters",
    "split_segment",
    "join_segments",
    "forget_segments",
    "save",
    "save_as",
    "history",
    "merge",
    "export",
    "take_over",
    "close_project",
    "find",
    "find_next",
    "find_previous",
    "tag_matching",
    "tag_added",
    "tag_missing",
    "keep_selection",
    "take_out",
    "set_place",
    "remove_place",
    "ignore",
    "end_forward",
    "end_back",
    "end_word_forward",
    "end_word_back",
    "start_forward",
    "start_back",
    "start_word_forward",
    "start_word_back",
    "note",
    "delete",
    "next_untouched",
    "next",
    "previous",
    "next_matching",
    "next_added",
    "next_missing",
    "counterpart",
    "overlap",
    "other_pane",
    "next_pair",
    "previous_pair",
    "clear",
    "flip",
    "copy",
    "undo",
    "redo",
)


class Menus(QObject):
    """Owns the menus of one window and keeps them in step with the project."""

    recent_chosen = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        docks: list[QDockWidget],
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._docks = docks
        self._settings = settings
        self._recent = QMenu(self.tr("Open &recent"), window)
        self._look: RecentLook | None = None
        self._recent.aboutToShow.connect(self._fill_recent)
        self._recent.triggered.connect(self._choose_recent)
        self._context = QMenu(window)
        self._beside_panels = self._context
        self._empty: list[tuple[QMenu, tuple[str, ...]]] = [(self._context, _CONTEXT)]
        for title, ids in MENUS:
            menu = window.menuBar().addMenu(QCoreApplication.translate("Menus", title))
            self._empty.append((menu, ids))
        self._build_tool_bar()

    def fill(self) -> None:
        """Put the entries into the menus, which the first picture shows closed, and place keys."""
        for menu, ids in self._empty:
            self._fill(menu, ids)
        self._empty = []
        self._place_keys()

    def _fill(self, menu: QMenu, ids: tuple[str, ...]) -> None:
        for action_id in ids:
            if action_id == SEPARATOR:
                menu.addSeparator()
            elif action_id == "@recent":
                menu.addMenu(self._recent)
            elif action_id == "@panels":
                self._beside_panels = menu
                panels = menu.addMenu(self.tr("&Panels"))
                for dock in self._docks:
                    panels.addAction(dock.toggleViewAction())
            elif action_id in SUBMENUS:
                title, inner = SUBMENUS[action_id]
                self._fill(menu.addMenu(QCoreApplication.translate("Menus", title)), inner)
            else:
                menu.addAction(self._actions[action_id])

    def _build_tool_bar(self) -> None:
        bar = QToolBar(self.tr("Tools"), self._window)
        bar.setObjectName("tools")
        bar.setIconSize(QSize(20, 20))
        bar.setMovable(False)
        for action_id in TOOL_BAR:
            if action_id == SEPARATOR:
                bar.addSeparator()
                continue
            action = self._actions[action_id]
            bar.addAction(action)
            if action_id.startswith("tag_"):
                button = bar.widgetForAction(action)
                if isinstance(button, QToolButton):
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._window.addToolBar(bar)

    def _place_keys(self) -> None:
        """Let every key work in the whole window, but those of the panes only there."""
        view = self._window.findChild(LinkedView)
        for action in self._actions:
            if action.objectName() in _ONLY_IN_PANES and view is not None:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                view.addAction(action)
            else:
                self._window.addAction(action)

    def add_columns(self, columns: QMenu) -> None:
        """Put the choice of columns behind that of panels, where the keyboard finds it too."""
        self._beside_panels.addMenu(columns)

    def context_menu(self) -> QMenu:
        """Return the context menu of a pane."""
        return self._context

    def _fill_recent(self) -> None:
        """Name the projects opened last; those that are not there cannot be chosen."""
        if self._look is None:
            from desk_annotator.qt.recent_look import RecentLook  # noqa: PLC0415 - no first picture

            self._look = RecentLook(self)
            self._look.found.connect(self._found_recent)
        self._recent.clear()
        paths = self._settings.recent()
        self._look.look(paths)
        for path in paths:
            name = isolate_name(path).replace("&", "&&")
            action = self._recent.addAction(name)
            # Qt would take the text for the tooltip too, and guess whether it is HTML.
            action.setToolTip(plain_tooltip(isolate_name(path), Direction.LTR))
            action.setData(path)
            action.setEnabled(not self._look.is_away(path))

    def _found_recent(self, path: str, is_there: bool) -> None:
        for action in self._recent.actions():
            if action.data() == path:
                action.setEnabled(is_there)

    def _choose_recent(self, action: QAction) -> None:
        self.recent_chosen.emit(str(action.data()))

    def show_state(self, workspace: Workspace | None) -> None:
        """Enable what can be done, and name what undo and redo would do."""
        self._actions.set_enabled(workspace is not None, *_NEED_PROJECT)
        for action_id, plain, label in (
            ("undo", self.tr("&Undo"), workspace.undo_label if workspace else None),
            ("redo", self.tr("&Redo"), workspace.redo_label if workspace else None),
        ):
            action = self._actions[action_id]
            action.setEnabled(label is not None)
            if label is None:
                action.setText(plain)
            else:
                action.setText(f"{plain}: {QCoreApplication.translate('Edit', label)}")
        if workspace is not None:
            self._actions.set_enabled(not workspace.is_saved, "save")
