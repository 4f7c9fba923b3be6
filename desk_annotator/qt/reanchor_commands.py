"""Offers a repaired copy of a project that contradicts itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.app.open_project import OpenProject, repaired_project
from desk_annotator.app.unplaced import unplaced_in
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.qt.background import Job
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeAction, NoticeBar
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.state_folder import StateFolders

if TYPE_CHECKING:
    from desk_annotator.app.reanchoring import Reanchoring


@frozen
class _Repair:
    """What was found, and the repaired copy, open but not shown."""

    found: Reanchoring
    copy: OpenProject


class ReanchorCommands(QObject):
    """Searches in a thread, asks, and shows the copy, not saved yet."""

    def __init__(
        self, files: FileCommands, notices: NoticeBar, folders: StateFolders, window: QWidget
    ) -> None:
        super().__init__(window)
        self._files = files
        self._notices = notices
        self._folders = folders
        self._window = window
        self._asked: OpenProject | None = None
        """The project whose places are searched for or shown."""
        files.reanchor = self.begin
        files.opened.connect(self._tell_of_unplaced)

    def begin(self) -> None:
        """Search the places of the open project."""
        opened = self._files.project
        if opened is None or opened.contradictory is None or self._asked is opened:
            return
        # Loaded late: few projects contradict themselves.
        from desk_annotator.app.file_history import texts_known  # noqa: PLC0415
        from desk_annotator.app.reanchoring import reanchor  # noqa: PLC0415

        self._asked = opened
        loaded = opened.contradictory
        known = partial(texts_known, self._folders, loaded.project.id)

        def work(_job: Job[_Repair]) -> _Repair:
            found = reanchor(loaded, known)
            # Opened here too: for many annotations the window would have to wait for it.
            return _Repair(found, repaired_project(found.repaired))

        self._files.background.start(work, finished=self._found, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._asked = None
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="error")

    def _found(self, repair: _Repair) -> None:
        found = repair.found
        opened = self._asked
        if opened is None or opened is not self._files.project:
            self._asked = None
            return
        from desk_annotator.qt.reanchor_dialog import ReanchorDialog  # noqa: PLC0415

        dialog = ReanchorDialog(found, opened.problems, self._window)
        dialog.accepted.connect(partial(self._show_copy, repair))
        dialog.finished.connect(self._done)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _done(self, _result: int) -> None:
        self._asked = None

    def _show_copy(self, repair: _Repair) -> None:
        found = repair.found
        if self._asked is not self._files.project:
            return
        self._files.show_project(repair.copy)
        self._notices.show_notice(
            self.tr(
                "This is a repaired copy. Look it through; it is in no file until you save it."
            ),
            kind="warning",
            actions=[(self.tr("Save"), self._files.save), *self._way_to_unplaced(found.unplaced)],
            seconds=None,
            about="" if found.unplaced else "unsaved",
        )

    # What a repaired copy keeps without a place

    def _way_to_unplaced(self, count: int) -> list[NoticeAction]:
        return [(self.tr("Those without a place…"), self.show_unplaced)] if count else []

    def _tell_of_unplaced(self, opened: OpenProject | None) -> None:
        if opened is None:
            return
        count = len(unplaced_in(opened.workspace))
        if count:
            words = self.tr(
                "Annotations kept in this project without a place, since its repair: {count}. "
                "They are in no list and no export."
            )
            self._notices.show_notice(
                words.format(count=QLocale().toString(count)),
                kind="warning",
                actions=self._way_to_unplaced(count),
                seconds=None,
            )

    def show_unplaced(self) -> None:
        """Show the quotes of the annotations that have no place."""
        opened = self._files.project
        if opened is None:
            return
        from desk_annotator.qt.unplaced_dialog import UnplacedDialog  # noqa: PLC0415

        dialog = UnplacedDialog(unplaced_in(opened.workspace), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
