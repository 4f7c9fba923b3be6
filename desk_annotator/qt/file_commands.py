"""What the File menu does: new pair, open, save, close; reading and writing in threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desk_annotator.app.open_project import OpenProject, new_project
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.project import Pair
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.background import Background, Job, live_on
from desk_annotator.qt.export_commands import ExportCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.opening import open_to_show
from desk_annotator.qt.project_readings import ProjectReadings
from desk_annotator.qt.project_saves import ProjectSaves
from desk_annotator.qt.prompts import Leave, Prompts
from desk_annotator.qt.save_failures import ways_on
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.settings import Settings

if TYPE_CHECKING:
    from desk_annotator.qt.edit_making import EditMaking

_TEXTS = "folder/texts"


class FileCommands(QObject):
    """Opens and saves projects for one window."""

    opened = Signal(object)
    """The OpenProject now shown, or None."""
    left = Signal(object)
    """The OpenProject that is not shown any more; what is not saved of it is not wanted."""
    saved = Signal()
    settling = Signal()
    """Emitted before the project is saved, left or added to: what is half typed must be done."""
    busy_changed = Signal(str)
    """What is under way, for the status bar; empty when nothing is."""

    def __init__(
        self,
        actions: Actions,
        notices: NoticeBar,
        settings: Settings,
        prompts: Prompts,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._notices = notices
        self._settings = settings
        self.prompts = prompts
        self.background = Background(self)
        self.load: Callable[..., OpenProject] = open_to_show
        """Reads a project file, in a thread."""
        self.readings = ProjectReadings(self.background, window, self)
        self.readings.finished.connect(self._loaded)
        self.readings.looked.connect(self._looked)
        self.readings.failed.connect(self._load_failed)
        self.readings.busy_changed.connect(self.busy_changed)
        self.admit: Callable[[OpenProject], None] = self.show_loaded
        """Shows a project just read, or asks first."""
        self.take_import: Callable[[Sequence[str]], bool] = lambda _paths: False
        """Takes what was dropped if it is neither a project nor texts; tells whether it did."""
        self.reanchor: Callable[[], None] | None = None
        """Proposes the right places for a project that contradicts itself."""
        self.merge: Callable[[Path], None] | None = None
        """Merges the version of the open project that is in another file, or in its own."""
        self.edits: Callable[[], EditMaking]
        """Gives what makes the edits of the window."""
        self.is_editing: Callable[[], bool] = lambda: False
        """Tells whether a large edit is being made ready."""
        self._open: OpenProject | None = None
        self._saves = ProjectSaves(self.background, self)
        self._saves.saved.connect(self._save_done)
        self._saves.failed.connect(self._save_failed)
        self._saves.busy_changed.connect(self.busy_changed)
        self._let_go: tuple[Workspace, int] | None = None
        """The state in which the user agreed to leave the project for the one being read."""
        self._is_leaving = False
        self._held_back: list[Callable[[], None]] = []
        """What became of an opening while the user was asked whether to leave."""
        for action_id, slot in {
            "new_pair": self._new_pair,
            "open": self._ask_and_open,
            "save": self.save,
            "save_as": self.save_as,
            "close_project": self.close_project,
            "name": self._ask_name,
        }.items():
            actions[action_id].triggered.connect(slot)
        self.exports = ExportCommands(
            actions,
            window,
            opened=lambda: self._open,
            folder=self.folder,
            settle=self.settling.emit,
        )

    @property
    def project(self) -> OpenProject | None:
        """The project that is open."""
        return self._open

    def show_project(self, opened: OpenProject | None) -> None:
        """Show a project that was opened elsewhere, or none."""
        before, self._open = self._open, opened
        self.readings.cancel()
        if before is not None and before is not opened:
            self.left.emit(before)
            from desk_annotator.app.letting_go import let_go_slowly  # noqa: PLC0415 - no opening

            let_go_slowly(before)
        name = self._settings.text("annotator", "")
        if opened is not None and name:
            opened.workspace.author = name
        self.opened.emit(opened)

    # Opening

    def open_paths(self, paths: Sequence[str]) -> None:
        """Open what was dropped or named on the command line: a project, or texts for a pair."""
        if not paths or self.take_import(paths):
            return
        projects = [path for path in paths if path.lower().endswith(".json")]
        if projects:
            self.open_path(projects[0])
        else:
            self.new_pair(paths[:2])

    def _ask_and_open(self) -> None:
        path = self.prompts.project_to_open(self.folder())
        if path and not self.take_import([path]):
            self.open_path(path)

    def folder(self) -> str:
        """Return where to look for files first."""
        if self._open is not None and self._open.path is not None:
            return str(self._open.path.parent)
        recent, texts = self._settings.recent(), self._settings.text(_TEXTS, "")
        if texts and (self._open is not None or not recent):
            return texts
        return str(Path(recent[0]).parent) if recent else str(Path.home())

    def open_path(self, path: str) -> None:
        """Read a project in a thread and show it; what is open stays if it cannot be read."""
        if not self.may_leave():
            return
        self._let_go = self._present_state()
        self.readings.begin(Path(path), self.load)

    def _present_state(self) -> tuple[Workspace, int] | None:
        return (self._open.workspace, self._open.workspace.state) if self._open else None

    def _loaded(self, opened: OpenProject) -> None:
        self._take(self.readings.current, partial(self.admit, opened))

    def _take(self, job: Job[OpenProject] | Job[object] | None, use: Callable[[], None]) -> None:
        """Use what a thread did for an opening, if it is still wanted and nothing is lost by it."""
        if job is None or job is not self.readings.current:
            return
        if self._is_leaving:  # the answer to one question before the next
            self._held_back.append(partial(self._take, job, use))
            return
        self.readings.rest()
        self.settling.emit()
        agreed, self._let_go = self._let_go, None
        # The user may have gone on working while the thread did.
        is_same = self._present_state() == agreed and not self.is_editing()
        is_agreed = is_same or self.may_leave()
        if job is not self.readings.current:
            return
        if not is_agreed:
            self.readings.cancel()
            return
        self._let_go = self._present_state()
        try:
            use()
        finally:
            self._used(job)

    def _used(self, job: Job[OpenProject] | Job[object]) -> None:
        if job is self.readings.current:
            self.readings.end()
        if self.readings.current is None:  # else more is looked for, and the user may go on
            self._let_go = None

    def _looked(self, use: Callable[[], None]) -> None:
        self._take(self.readings.current, use)

    def show_loaded(self, opened: OpenProject) -> None:
        """Show a project that was read, and say so if it cannot be changed."""
        if opened.path is not None:
            self._settings.add_recent(str(opened.path.resolve()))
        self.show_project(opened)
        if opened.workspace.read_only_reason:
            way_on = (self.tr("Save a copy…"), self.save_as)
            if opened.contradictory is not None and self.reanchor is not None:
                way_on = (self.tr("Find the right places…"), self.reanchor)
            self._notices.show_notice(
                self.tr("This project is open read-only: {0}").format(
                    opened.workspace.read_only_reason
                ),
                kind="warning",
                actions=[way_on],
                seconds=None,
            )

    def _load_failed(self, error: Exception) -> None:
        self.readings.cancel()
        if self._is_leaving:  # whatever she answers, she is told
            self._held_back.append(partial(self._tell_failed, error))
        else:
            self._tell_failed(error)

    def _tell_failed(self, error: Exception) -> None:
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="error")

    def _deliver(self) -> None:
        held_back, self._held_back = self._held_back, []
        for outcome in held_back:
            outcome()

    def _ask_name(self) -> None:
        known = self._settings.text("annotator", "")
        name = self.prompts.annotator(known)
        if name is None:
            return
        self._settings.set_text("annotator", name)
        if self._open is not None:
            self._open.workspace.author = name or self._open.workspace.author

    # New pairs

    def _new_pair(self) -> None:
        self.new_pair(())

    def new_pair(self, paths: Sequence[str]) -> None:
        """Ask for two texts, show what they will be, and make a pair of them."""
        self.settling.emit()
        can_add = self._open is not None and not self._open.workspace.read_only_reason
        from desk_annotator.qt.new_pair_dialog import NewPairDialog  # noqa: PLC0415

        folder = self._settings.text(_TEXTS, "") or self.folder()
        dialog = NewPairDialog(list(paths), can_add=can_add, folder=folder, parent=self._window)
        accepted = dialog.exec()
        self._settings.set_text(_TEXTS, dialog.folder)
        pair, adds = dialog.pair, dialog.adds_to_open
        dialog.deleteLater()
        if accepted and pair is not None:
            self.take_pairs((pair,), adds=adds)

    def take_pairs(self, pairs: Sequence[Pair], *, adds: bool, title: str = "") -> None:
        """Put pairs behind the last of the open project, or into a new one with this title."""
        if adds and self._open is not None:
            from desk_annotator.qt.pair_edits import add_pairs  # noqa: PLC0415 - no first picture

            add_pairs(self.edits(), self._open.workspace, pairs)
        elif self.may_leave():
            name = self._settings.text("annotator", "")
            self.show_project(new_project(*pairs, title=title, annotator=name))

    def remove_pair(self, number: int) -> None:
        """Take a pair out of the open project; undo brings it back."""
        if self._open is None:
            return
        self.settling.emit()
        from desk_annotator.qt.pair_edits import remove_pair  # noqa: PLC0415 - no first picture

        remove_pair(self.edits(), self._open.workspace, number, self._notices)

    # Saving

    def save(self) -> None:
        """Save to the project's file; ask for one if it has none or may not be written."""
        path = self._path_to_save()
        if path is None:
            self.save_as()
        else:
            self._save_to(path)

    def _path_to_save(self) -> Path | None:
        if self._open is None:
            return None
        goal = self._saves.goal(self._open)
        if goal is not None or self._open.workspace.read_only_reason:
            return goal
        return self._open.path

    def save_as(self) -> None:
        """Ask for a file and save to it; what contradicts itself is not copied as it is."""
        if self._open is None:
            return
        if self._open.contradictory is not None and self.reanchor is not None:
            self.reanchor()
            return
        name = f"{self._open.workspace.title or self.tr('project')}.json".replace("/", "-")
        proposal = self._open.path or self._open.proposal or Path(self.folder()) / name
        path = self.prompts.project_to_save(str(proposal))
        if path:
            self._save_to(Path(path))

    def overwrite(self) -> None:
        """Save over the project's file, although another program changed it."""
        if self._open is not None and self._open.path is not None:
            self._save_to(self._open.path, overwrite=True)

    def _save_to(self, path: Path, *, overwrite: bool = False) -> None:
        if self._open is None:
            return
        self.settling.emit()
        if self._is_kept_as_it_is(path):
            self._notices.show_notice(
                self.tr("This project is open read-only: save it under another name."),
                kind="warning",
                actions=[(self.tr("Save a copy…"), self.save_as)],
            )
            return
        self._saves.begin(self._open, path, overwrite=overwrite)

    def _is_kept_as_it_is(self, path: Path) -> bool:
        """Return whether this is the file of a project that may not be written over."""
        opened = self._open
        return (
            opened is not None
            and opened.path is not None
            and bool(opened.workspace.read_only_reason)
            and opened.path.resolve() == path.resolve()
        )

    def _save_done(self, opened: OpenProject) -> None:
        if opened.path is not None:
            self._settings.add_recent(str(opened.path.resolve()))
        if opened is self._open:
            self.saved.emit()

    def _save_failed(self, error: Exception) -> None:
        if not isinstance(error, DeskAnnotatorError):
            raise error
        ways = ways_on(error, self)
        self._notices.show_notice(sentence(error), kind="error", actions=ways, about="disk")

    # Leaving

    def may_leave(self) -> bool:
        """Return True once nothing would be lost by showing something else.

        A save or a large edit under way is waited for: it may be what is not saved, or take it
        back. False while the user is being asked already.
        """
        if self._is_leaving:
            return False
        self._is_leaving = True
        try:
            return self._has_settled() and self._asked_to_leave()
        finally:
            self._is_leaving = False
            if self._held_back:
                QTimer.singleShot(0, self, self._deliver)

    def _has_settled(self) -> bool:
        self.settling.emit()
        return live_on(self, lambda: self._saves.is_busy or self.is_editing())

    def _asked_to_leave(self) -> bool:
        opened = self._open
        if opened is None or opened.workspace.is_saved:
            return True
        choice = self.prompts.leave(opened.name)
        if choice is not Leave.SAVE:
            return choice is Leave.DISCARD
        self.save()
        self._saves.wait()
        return opened.workspace.is_saved

    def close_project(self) -> bool:
        """Close the open project, if nothing is lost; returns whether it was closed."""
        if not self.may_leave():
            return False
        self.show_project(None)
        return True

    def end(self) -> None:
        """Leave the open project as the window closes, and return when no thread works any more."""
        self.readings.cancel()
        self.background.cancel_all()
        # A drive that has gone may hold a thread for minutes: nobody else waits for the lock.
        if self._open is not None:
            self.left.emit(self._open)
        self.background.wait()
