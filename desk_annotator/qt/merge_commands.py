"""Compares the open project with another version of it, asks, and merges the two."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QLocale, QObject, QTimer

from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.background import Job
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.furnished_window import FurnishedWindow
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.app.merging import DecidedMerge, MergePlan
    from desk_annotator.app.open_project import OpenProject
    from desk_annotator.qt.edit_label import EditLabel
    from desk_annotator.qt.merge_dialog import MergeDialog

T = TypeVar("T")
_PATIENCE_MS = 300
"""Most versions are compared before anybody would see how far it is."""

# ruff: noqa: PLC0415 - what merges is loaded by those who merge, not by each start


class MergeCommands(QObject):
    """Reads and compares in a thread; the edit is made in the window, once the user agrees."""

    def __init__(
        self,
        actions: Actions,
        files: FileCommands,
        notices: NoticeBar,
        folders: StateFolders,
        window: FurnishedWindow,
    ) -> None:
        super().__init__(window)
        self._files = files
        self._notices = notices
        self._folders = folders
        self._window = window
        self._job: Job[MergePlan] | Job[DecidedMerge] | None = None
        """The work whose result is wanted."""
        self._label: EditLabel | None = None
        self._words = ""
        self._share = 0.0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_label)
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
        from desk_annotator.app.merging import MergeWish, plan_merge

        wish, folders = MergeWish.of(opened, path), self._folders

        def work(job: Job[MergePlan]) -> MergePlan:
            return plan_merge(wish, folders, check=job.check, progress=job.tell)

        self._job = self._begin(
            work, self._ask, self.tr("Comparing with {0}").format(isolate_name(path.name))
        )

    def _begin(
        self, work: Callable[[Job[T]], T], finished: Callable[[T], None], words: str
    ) -> Job[T]:
        """Begin work in a thread, and say how far it is."""
        self.cancel()
        self._words, self._share = words, 0.0
        job = self._files.background.start(
            work, finished=finished, failed=self._failed, progressed=self._show_share
        )
        self._patience.start()
        return job

    def cancel(self) -> None:
        """Compare or merge no longer; nothing is changed."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    def _end(self) -> None:
        self._job = None
        self._patience.stop()
        if self._label is not None:
            self._label.show_share("", None)

    def _show_share(self, share: float) -> None:
        if self.sender() is self._job:
            self._share = share
            if not self._patience.isActive():
                self._show_label()

    def _show_label(self) -> None:
        if self._label is None:
            from desk_annotator.qt.edit_label import EditLabel

            self._label = EditLabel(self._window)
            self._label.setObjectName("merge_label")
            self._label.cancel_requested.connect(self.cancel)
            self._window.going.nothing_held.connect(self.cancel)
            self._window.statusBar().addPermanentWidget(self._label)
        self._label.show_share(self._words, self._share)

    def _failed(self, error: Exception) -> None:
        if self.sender() is not self._job:
            return
        self._end()
        if isinstance(error, Cancelled):
            return
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
        self._end()
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

        def work(job: Job[DecidedMerge]) -> DecidedMerge:
            return decide(plan, choices, check=job.check)

        self._job = self._begin(work, self._take, self.tr("Merging"))

    def _take(self, decided: DecidedMerge) -> None:
        if self.sender() is not self._job:
            return
        self._end()
        opened = self._files.project
        if opened is None:
            return
        from desk_annotator.app.merging import refuse_outdated

        if decided.edit.changes:
            self._window.edits.apply(
                opened.workspace,
                decided.edit,
                self.tr("Merging"),
                made=partial(self._made, opened, decided),
                refused=self._refused,
                still=partial(refuse_outdated, opened, decided),
            )
            return
        try:
            refuse_outdated(opened, decided)
        except DeskAnnotatorError as error:
            self._refused(error)
        else:
            self._made(opened, decided, decided.edit)

    def _refused(self, error: Exception) -> None:
        from desk_annotator.app.edit_preparation import MeanwhileError
        from desk_annotator.app.merging import outdated

        if isinstance(error, MeanwhileError):
            error = outdated()
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="warning")

    def _made(self, opened: OpenProject, decided: DecidedMerge, _edit: Edit) -> None:
        from desk_annotator.app.merging import note_merged

        note_merged(opened, decided)
        if decided.plan.is_own_file:
            self._notices.forget("disk")
        name = isolate_name(decided.plan.wish.path.name)
        if not decided.edit.changes:
            words = self.tr("The version in “{0}” holds nothing that is not here.").format(name)
        else:
            words = self.tr(
                "Merged with the version in “{0}”; annotations and fields changed here: {1}. "
                "It is in no file until you save."
            ).format(name, QLocale().toString(len(decided.edit.changes)))
        self._notices.show_notice(
            words, actions=[(self.tr("Save"), self._files.save)], seconds=None, about="unsaved"
        )
