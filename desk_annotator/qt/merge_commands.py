"""Compares the open project with another version of it, asks, and merges the two."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.background import Job
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.app.merging import DecidedMerge, MergePlan
    from desk_annotator.qt.merge_dialog import MergeDialog

# ruff: noqa: PLC0415 - what merges is loaded by those who merge, not by each start


class MergeCommands(QObject):
    """Reads and compares in a thread; the edit is made in the window, once the user agrees."""

    def __init__(
        self,
        actions: Actions,
        files: FileCommands,
        notices: NoticeBar,
        folders: StateFolders,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._files = files
        self._notices = notices
        self._folders = folders
        self._window = window
        self._job: Job[MergePlan] | Job[DecidedMerge] | None = None
        """The work whose result is wanted."""
        files.merge = self.begin
        actions["merge"].triggered.connect(self._ask_and_begin)

    def _ask_and_begin(self) -> None:
        path = self._files.prompts.project_to_merge(self._files.folder())
        if path:
            self.begin(Path(path))

    def begin(self, path: Path) -> None:
        """Compare the open project with the version in a file, which may be its own."""
        opened = self._files.project
        if opened is None:
            return
        if opened.workspace.read_only_reason:
            self._notices.show_notice(
                self.tr("This project is open read-only: nothing can be merged into it."),
                kind="warning",
            )
            return
        self._files.settling.emit()
        self._files.busy_changed.emit(
            self.tr("Comparing with {0}…").format(isolate_name(path.name))
        )
        from desk_annotator.app.merging import MergeWish, plan_merge

        wish, folders = MergeWish.of(opened, path), self._folders

        def work(_job: Job[MergePlan]) -> MergePlan:
            return plan_merge(wish, folders)

        self._job = self._files.background.start(work, finished=self._ask, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._files.busy_changed.emit("")
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(
            sentence(error),
            kind="error",
            actions=[(self.tr("Save under another name…"), self._files.save_as)],
        )

    def _ask(self, plan: MergePlan) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._files.busy_changed.emit("")
        opened = self._files.project
        if opened is None or opened.workspace is not plan.wish.workspace:
            return
        self._files.settling.emit()
        if opened.workspace.state != plan.wish.state or self._was_saved(plan):
            self.begin(plan.wish.path)  # she has gone on working: compared is what is there now
            return
        from desk_annotator.qt.merge_dialog import MergeDialog

        dialog = MergeDialog(plan, opened.workspace.author, self._window)
        dialog.accepted.connect(partial(self._decide, plan, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _was_saved(self, plan: MergePlan) -> bool:
        opened = self._files.project
        return plan.is_own_file and opened is not None and opened.signature != plan.wish.known

    def _decide(self, plan: MergePlan, dialog: MergeDialog) -> None:
        from desk_annotator.app.merging import decide

        choices = dialog.choices
        self._files.busy_changed.emit(self.tr("Merging…"))

        def work(_job: Job[DecidedMerge]) -> DecidedMerge:
            return decide(plan, choices)

        self._job = self._files.background.start(work, finished=self._take, failed=self._failed)

    def _take(self, decided: DecidedMerge) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._files.busy_changed.emit("")
        opened = self._files.project
        if opened is None:
            return
        from desk_annotator.app.merging import take_merge

        try:
            has_changed = take_merge(opened, decided)
        except DeskAnnotatorError as error:
            self._notices.show_notice(sentence(error), kind="warning")
            return
        if decided.plan.is_own_file:
            self._notices.forget("disk")
        name = isolate_name(decided.plan.wish.path.name)
        if not has_changed:
            words = self.tr("The version in “{0}” holds nothing that is not here.").format(name)
        else:
            words = self.tr(
                "Merged with the version in “{0}”; annotations and fields changed here: {1}. "
                "It is in no file until you save."
            ).format(name, QLocale().toString(len(decided.edit.changes)))
        self._notices.show_notice(
            words, actions=[(self.tr("Save"), self._files.save)], seconds=None, about="unsaved"
        )
