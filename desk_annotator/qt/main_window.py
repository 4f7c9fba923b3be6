"""The window: assembles the parts and wires their signals; it holds no rule of the domain."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.app.workspace import Edited
from desk_annotator.core.span import Side
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.annotation_list import AnnotationList
from desk_annotator.qt.colours import DARK, LIGHT
from desk_annotator.qt.coverage_bar import CoverageBar
from desk_annotator.qt.details_panel import DetailsPanel
from desk_annotator.qt.docks import BOTTOM, LEFT, Docks
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.find_bar import FindBar
from desk_annotator.qt.going_commands import GoingCommands
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.menus import Menus
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.pair_panel import PairPanel
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.prompts import Prompts
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.suggesting_parts import SuggestingParts
from desk_annotator.qt.tagging_commands import TaggingCommands
from desk_annotator.qt.theme import Theme
from desk_annotator.qt.view_commands import ViewCommands
from desk_annotator.qt.welcome import Welcome
from desk_annotator.text.isolates import isolate_name


class MainWindow(QMainWindow):
    """One window with one project."""

    _dropped = Signal(object)
    """Paths of files, once the drop itself is over: a dialog would hold up where they came from."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self._settings = settings
        self._theme = theme
        self.actions_table = Actions(self)
        self.notices = NoticeBar(self)
        self.view = LinkedView(self)
        self.find_bar = FindBar(self)
        self.suggesting = SuggestingParts(
            self.actions_table, self.view, self.notices, settings, self
        )
        self.alignment = self.suggesting.alignment
        self.annotation_list = AnnotationList(self)
        self.details = DetailsPanel(self)
        self.pairs = PairPanel(self)
        self.coverage = CoverageBar(self)
        self._state = PlainLabel("", self)
        self._welcome = Welcome(self.actions_table, self)
        self._stack = QStackedWidget(self)
        self._build_centre()
        self._docks = self._build_docks()
        self.files = FileCommands(self.actions_table, self.notices, settings, Prompts(self), self)
        self.tagging = TaggingCommands(self.actions_table, self.view, self.notices, self)
        self.going = GoingCommands(self.actions_table, self.view, self.notices, self)
        self.view_commands = ViewCommands(self.actions_table, self.view, theme, settings, self)
        self.menus = Menus(self, self.actions_table, list(self._docks.all.values()), settings)
        self.statusBar().addWidget(self._state, 1)
        self.statusBar().addPermanentWidget(self.suggesting.label)
        self.statusBar().addPermanentWidget(self.coverage)
        self._opened: OpenProject | None = None
        self._wire()
        self._dress(theme.is_dark)
        self._show(None)

    # Assembly

    def _build_centre(self) -> None:
        work = QWidget(self)
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.suggesting.counterpart_bar)
        column.addWidget(self.suggesting.bar)
        column.addWidget(self.find_bar)
        self._stack.addWidget(self._welcome)
        self._stack.addWidget(work)
        centre = QWidget(self)
        around = QVBoxLayout(centre)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self._stack, 1)
        # Below the texts, so that a notice that comes or goes does not move what is being read.
        around.addWidget(self.notices)
        self.setCentralWidget(centre)

    def _build_docks(self) -> Docks:
        return Docks(
            self,
            (
                ("pairs", self.tr("Pairs"), self.pairs, LEFT),
                ("details", self.tr("Details"), self.details, LEFT),
                ("annotations", self.tr("Annotations"), self.annotation_list, BOTTOM),
            ),
        )

    def _wire(self) -> None:
        self.files.opened.connect(self._show)
        self._dropped.connect(self.files.open_paths, Qt.ConnectionType.QueuedConnection)
        self.files.saved.connect(self._show_state)
        self.files.settling.connect(self.details.commit)
        self.files.busy_changed.connect(self._show_busy)
        self._welcome.project_chosen.connect(self.files.open_path)
        self.menus.recent_chosen.connect(self.files.open_path)
        self.view.edit_requested.connect(self.tagging.apply)
        self.view.context_requested.connect(self._show_context)
        self.view.overlap_walked.connect(self._show_overlap)
        self.annotation_list.annotation_chosen.connect(self._choose)
        self.annotation_list.go_to_text_requested.connect(self._go_to_text)
        self.annotation_list.delete_requested.connect(self.tagging.delete_ids)
        self.details.edit_requested.connect(self.tagging.apply)
        self.details.tag_requested.connect(self.tagging.change_tag)
        self.details.note.left.connect(self._back_to_text)
        self.tagging.note_wanted.connect(self._write_note)
        self.tagging.accept_wanted.connect(self.alignment.accept)
        self.tagging.reject_wanted.connect(self.alignment.reject)
        self.pairs.pair_chosen.connect(self._show_pair)
        self.pairs.new_pair_requested.connect(self.actions_table["new_pair"].trigger)
        self.pairs.remove_pair_requested.connect(self.files.remove_pair)
        self.pairs.edit_requested.connect(self.tagging.apply)
        self.coverage.next_untouched_requested.connect(self.going.go_to_untouched)
        self.find_bar.hits_changed.connect(self.view.set_hits)
        self.find_bar.hit_chosen.connect(self.view.show_hit)
        self.find_bar.closed.connect(self._back_to_text)
        self.find_bar.cursor_place = self.view.cursor_place
        self.actions_table["find"].triggered.connect(self._find)
        self.actions_table["find_next"].triggered.connect(self.find_bar.find_next)
        self.actions_table["find_previous"].triggered.connect(self.find_bar.find_previous)
        self.actions_table["quit"].triggered.connect(self.close)
        self._theme.changed.connect(self._dress)

    def restore(self, settings: Settings) -> None:
        """Take the size, place and panels of last time."""
        self._docks.show_all(shown=True)
        self._docks.are_sized = settings.restore_window(self)
        self._docks.show_all(shown=self._opened is not None)

    # The project shown

    @property
    def project(self) -> OpenProject | None:
        """The project this window shows."""
        return self._opened

    def _show(self, opened: OpenProject | None) -> None:
        if self._opened is not None:
            self._opened.workspace.edited.unsubscribe(self._on_edited)
            self._opened.workspace.saved_changed.unsubscribe(self._on_saved_changed)
        self._opened = opened
        workspace = opened.workspace if opened is not None else None
        # First the places, then what stands in them: a long text is then laid out only once.
        self._stack.setCurrentIndex(0 if workspace is None else 1)
        self._docks.show_all(shown=workspace is not None)
        for part in (
            self.view,
            self.find_bar,
            self.annotation_list,
            self.details,
            self.pairs,
            self.coverage,
            self.tagging,
            self.going,
            self.suggesting,
        ):
            part.set_workspace(workspace)
        if workspace is not None:
            workspace.edited.subscribe(self._on_edited)
            workspace.saved_changed.subscribe(self._on_saved_changed)
        self._welcome.show_recent(self._settings.recent())
        self.notices.clear()
        self._show_state()
        if workspace is not None:
            self.view.pane(Side.SOURCE).setFocus()

    def _on_edited(self, _edited: Edited) -> None:
        self._show_state()

    def _on_saved_changed(self, is_saved: bool) -> None:
        self.setWindowModified(not is_saved)

    def _show_state(self) -> None:
        opened = self._opened
        self.menus.show_state(opened.workspace if opened is not None else None)
        if opened is None:
            self.setWindowTitle(self.tr("Desk Annotator"))
            self.setWindowModified(False)
            self._state.setText("")
            return
        name = isolate_name(opened.name).replace("[*]", "[*][*]")
        self.setWindowTitle(self.tr("{0}[*] – Desk Annotator").format(name))
        self.setWindowModified(not opened.workspace.is_saved)
        saved = self.tr("Saved") if opened.workspace.is_saved else self.tr("Not saved yet")
        self._state.setText(self.tr("Read-only") if opened.workspace.read_only_reason else saved)

    def _show_busy(self, what: str) -> None:
        self._show_state()
        if what:
            self._state.setText(what)

    # Wishes of the parts

    def _choose(self, annotation_id: str) -> None:
        if self._opened is None or self._opened.workspace.current is None:
            return
        annotation = self._opened.workspace.current.annotations.get(annotation_id)
        if annotation is not None:
            self._opened.workspace.activate(annotation_id)
            self.view.go_to(annotation)

    def _go_to_text(self, annotation_id: str) -> None:
        self._choose(annotation_id)
        if self._opened is not None and self._opened.workspace.active is not None:
            self.view.pane(self._opened.workspace.active.home).setFocus()

    def _show_pair(self, number: int) -> None:
        if self._opened is not None:
            self.details.commit()
            self._opened.workspace.show_pair(number)

    def _write_note(self) -> None:
        if self._opened is not None and self._opened.workspace.active is not None:
            self._docks.raise_panel("details")
            self.details.focus_note()

    def _show_overlap(self, number: int, total: int) -> None:
        self.statusBar().showMessage(
            self.tr("Annotation {0} of {1} here; click again for the next").format(number, total),
            5000,
        )

    def _find(self) -> None:
        pane = self.view.pane(self.view.focused_side)
        seed = pane.selected_text()
        self.find_bar.open_bar(seed if "\n" not in seed and len(seed) < 200 else "")

    def _back_to_text(self) -> None:
        self.view.pane(self.view.focused_side).setFocus()

    def _show_context(self, side: Side, offset: int, position: QPoint) -> None:
        if self._opened is not None:
            self.view.point_at(side, offset)
            menu: QMenu = self.menus.context_menu()
            menu.popup(position)

    def _dress(self, dark: bool) -> None:
        for part in (self.view, self.annotation_list, self.details, self.pairs, self.coverage):
            part.set_colours(DARK if dark else LIGHT)

    # Qt's own events

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
        self.find_bar.close_bar()
        self._show(None)
        self.suggesting.close()
        self.files.end()
        self._docks.show_all(shown=True)
        self._settings.store_window(self)
        self.view_commands.store()
        event.accept()
