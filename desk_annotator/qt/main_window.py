"""The window: its frame and what its first picture shows; the rest is furniture, built after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.span import Side
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.colours import PaneColours, pane_colours
from desk_annotator.qt.docks import BOTTOM, LEFT, Docks
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.fonts import status_height
from desk_annotator.qt.furnished_window import FurnishedWindow
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.menus import Menus
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.plain_label import PlainLabel, directed
from desk_annotator.qt.prompts import Prompts
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import Theme
from desk_annotator.qt.view_commands import ViewCommands
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.furniture import Furniture
    from desk_annotator.qt.welcome import Welcome


class MainWindow(FurnishedWindow):
    """One window with one project."""

    _dropped = Signal(object)
    """Paths of files, once the drop itself is over: a dialog would hold up where they came from."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__(self._furniture_of_project)
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self._settings = settings
        self._theme = theme
        self._opened: OpenProject | None = None
        self._heard = Subscriptions()
        self._busy = ""
        """What is under way, for the status bar."""
        self._welcome: Welcome | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self.actions_table = Actions(self)
        self.notices = NoticeBar(self)
        self.view = LinkedView(self)
        self._state = PlainLabel("", self)
        self._stack = QStackedWidget(self)
        self._bars = QWidget(self)
        self._column = self._build_centre()
        self._docks = self._build_docks()
        self.files = FileCommands(self.actions_table, self.notices, settings, Prompts(self), self)
        self.files.edits = lambda: self.edits
        self.view_commands = ViewCommands(self.actions_table, self.view, theme, settings, self)
        self.menus = Menus(self, self.actions_table, list(self._docks.all.values()), settings)
        self.statusBar().addWidget(self._state, 1)
        self._state.setMinimumHeight(status_height(self._state.fontMetrics()))
        self._wire()
        self._dress()
        self._docks.show_all(shown=False)
        self._show_state()

    # Assembly

    def _build_centre(self) -> QVBoxLayout:
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self._bars)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        centre = QWidget(self)
        around = QVBoxLayout(centre)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self._stack, 1)
        # Below the texts, so that a notice that comes or goes does not move what is being read;
        # and over the bars, so that their buttons stay under the mouse.
        around.addWidget(self.notices)
        self.notices.over = self._stack
        around.addWidget(self._bars)
        self.setCentralWidget(centre)
        return column

    def _build_docks(self) -> Docks:
        return Docks(
            self,
            (
                ("pairs", self.tr("Pairs"), LEFT),
                ("details", self.tr("Details"), LEFT),
                ("annotations", self.tr("Annotations"), BOTTOM),
            ),
        )

    def _wire(self) -> None:
        self.files.opened.connect(self._show)
        self._dropped.connect(self.files.open_paths, Qt.ConnectionType.QueuedConnection)
        self.files.saved.connect(self._settle)
        self.files.busy_changed.connect(self._show_busy)
        self.menus.recent_chosen.connect(self.files.open_path)
        self.view.context_requested.connect(self._show_context)
        self.actions_table["quit"].triggered.connect(self.close)
        self._theme.changed.connect(self._dress)

    def show_when_read(self, most_ms: int) -> None:
        """Show the window with the project that is being opened, which spares it a picture.

        After `most_ms` milliseconds, or if it cannot be opened, the window is shown without.
        """
        self._patience.start(most_ms)

    def _furniture_of_project(self) -> Furniture:
        """Return the furniture, which works on the project shown."""
        from desk_annotator.qt.furniture import Furniture  # noqa: PLC0415 - most of the modules

        furniture = Furniture(
            self,
            self.actions_table,
            self.view,
            self.notices,
            self._settings,
            self.files,
            self.menus,
            self._docks,
            self._column,
        )
        furniture.set_workspace(self._workspace)
        furniture.set_colours(self._colours)
        return furniture

    def restore(self, settings: Settings) -> None:
        """Take the size, place and panels of last time."""
        self._docks.show_all(shown=True)
        self._docks.restore_sizes(settings)
        self._docks.show_all(shown=self._opened is not None)

    # The project shown

    @property
    def project(self) -> OpenProject | None:
        """The project this window shows."""
        return self._opened

    @property
    def _workspace(self) -> Workspace | None:
        return self._opened.workspace if self._opened is not None else None

    def _show(self, opened: OpenProject | None) -> None:
        self._heard.end()
        self._opened = opened
        workspace = self._workspace
        # First the places, then what stands in them: a long text is then laid out only once.
        self._turn_page(is_shown=self.isVisible())
        self._docks.make_room_for_details(
            needed=workspace is not None and bool(workspace.active_id)
        )
        self._docks.fit(len(workspace.bitexts) if workspace is not None else 0)
        self._docks.show_all(shown=workspace is not None)
        self.view.set_workspace(workspace)
        if self.begun is not None:
            self.begun.set_workspace(workspace)
        self._heard = Subscriptions.to(
            workspace,
            edited=self._on_edited,
            saved_changed=self._on_saved_changed,
            active_changed=self._on_active_changed,
        )
        self.notices.clear()
        self._show_state()
        if workspace is not None:
            self.view.pane(Side.SOURCE).setFocus()
            if self._patience.isActive():
                self.show()

    def _turn_page(self, *, is_shown: bool) -> None:
        """Show the panes, or a welcome while there is nothing in them."""
        self._bars.setVisible(self._opened is not None)
        if self._opened is not None or not is_shown:
            self._stack.setCurrentIndex(0)
            return
        if self._welcome is None:
            from desk_annotator.qt.welcome import Welcome  # noqa: PLC0415 - no project is open

            self._welcome = Welcome(self.actions_table, self)
            self._welcome.project_chosen.connect(self.files.open_path)
            self._stack.addWidget(self._welcome)
        self._welcome.show_recent(self._settings.recent())
        self._stack.setCurrentWidget(self._welcome)
        self._welcome.set_waiting(waits=self.files.readings.current is not None)
        self._welcome.focus_first()

    def _on_edited(self, _edited: Edited) -> None:
        if self._workspace is not None:
            self._docks.fit(len(self._workspace.bitexts))
        self._show_state()

    def _on_active_changed(self, annotation_id: str | None) -> None:
        if annotation_id is not None:
            self._docks.make_room_for_details(needed=True)

    def _on_saved_changed(self, is_saved: bool) -> None:
        self.setWindowModified(not is_saved)
        if is_saved:
            self.notices.forget("unsaved")

    def _settle(self) -> None:
        self.notices.forget("disk")
        self._show_state()

    def _show_state(self) -> None:
        opened = self._opened
        self.menus.show_state(opened.workspace if opened is not None else None)
        if opened is None:
            self.setWindowTitle(self.tr("Desk Annotator"))
            self.setWindowModified(False)
            self._state.setText(self._busy)
            return
        name = isolate_name(opened.name).replace("[*]", "[*][*]")
        title = self.tr("{0}[*] – Desk Annotator").format(name)
        self.setWindowTitle(directed(title, self))
        self.setWindowModified(not opened.workspace.is_saved)
        unsaved = self.tr("Changes not saved") if opened.path else self.tr("Not saved yet")
        saved = self.tr("Saved") if opened.workspace.is_saved else unsaved
        kept = self.tr("Read-only") if opened.workspace.read_only_reason else saved
        self._state.setText(self._busy or kept)

    def _show_busy(self, what: str) -> None:
        self._busy = what
        self._show_state()
        if not what and self._welcome is not None:
            self._welcome.set_waiting(waits=self.files.readings.current is not None)
        if not what and self._patience.isActive():
            # Either the project is shown by then or it is known that none will be.
            self._patience.start(0)

    def _show_context(self, side: Side, offset: int, position: QPoint) -> None:
        if self._opened is not None:
            self.view.point_at(side, offset)
            menu: QMenu = self.menus.context_menu()
            menu.popup(position)

    @property
    def _colours(self) -> PaneColours:
        return pane_colours(dark=self._theme.is_dark)

    def _dress(self) -> None:
        self.view.set_colours(self._colours)
        if self.begun is not None:
            self.begun.set_colours(self._colours)

    # Qt's own events

    def setVisible(self, visible: bool) -> None:
        """Choose the page first: one that is not shown need not be built."""
        self._patience.stop()
        if visible and not self.isVisible():
            self._turn_page(is_shown=True)
        super().setVisible(visible)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files dropped anywhere on the window."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once nothing would be lost and no thread works any more."""
        if not self.files.may_leave():
            event.ignore()
            return
        self.hide()  # what still has to end takes its time out of sight
        if self.begun is not None:
            self.begun.leave()
        self._show(None)
        if self.begun is not None:
            self.begun.close()
        self._docks.show_all(shown=True)
        self._docks.store_sizes(self._settings)
        self.files.end()
        event.accept()
