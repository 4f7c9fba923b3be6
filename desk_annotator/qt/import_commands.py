"""What comes in from others: reviews to take over, and folders of documents to pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.app.clock import utc_now
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.background import Job
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.reading_label import ReadingLabel
from desk_annotator.qt.sentences import sentence
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.app.review_merge import ReviewMerge
    from desk_annotator.formats.import_result import ImportedAnnotations

_REVIEWS = (".jsonl", ".ndjson", ".jsonld")
_MAYBE_REVIEWS = (".xlsx", ".xlsm", ".docx", ".docm")
_MAYBE_PROJECTS = (".json",)
_READ = 0.7
"""The share of the work that is done once the review is read, and compared is what it changes."""


@frozen
class ReviewReading:
    """What a file holds for a project: the review and what it would change, or None for none."""

    path: Path
    workspace: Workspace
    state: int
    """The state of the workspace that `merge` starts from."""
    pairs: tuple[Pair, ...] = ()
    """The pairs in that state."""
    reviewed: ImportedAnnotations | None = None
    merge: ReviewMerge | None = None


class ImportCommands(QObject):
    """Takes reviews and folders into the project of one window."""

    def __init__(
        self,
        actions: Actions,
        notices: NoticeBar,
        files: FileCommands,
        edits: EditMaking,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._edits = edits
        self._window = window
        self._notices = notices
        self._files = files
        self.label = ReadingLabel(window)
        """Says what is being read, and stops it."""
        self.label.cancel_requested.connect(self.cancel)
        self._reading: Job[ReviewReading] | None = None
        """The reading whose result is wanted."""
        self._name = ""
        """Of the file that is read."""
        actions["take_over"].triggered.connect(self._ask_and_take_over)
        actions["new_pairs"].triggered.connect(self._ask_and_pair_folder)
        files.take_import = self.take_dropped

    # Folders

    def _ask_and_pair_folder(self) -> None:
        path = self._files.prompts.folder_to_pair(self._files.folder())
        if path:
            self.pair_folder(path)

    def pair_folder(self, path: str) -> None:
        """Pair the documents of a folder; what is made of them is one step to undo."""
        self._files.settling.emit()
        opened = self._files.project
        can_add = opened is not None and not opened.workspace.read_only_reason
        from desk_annotator.qt.folder_dialog import FolderDialog  # noqa: PLC0415

        dialog = FolderDialog(Path(path), can_add=can_add, parent=self._window)
        dialog.exec()
        pairs, adds = dialog.pairs, dialog.adds_to_open
        dialog.deleteLater()
        if pairs:
            self._files.take_pairs(pairs, adds=adds, title=Path(path).name)

    def take_dropped(self, paths: Sequence[str]) -> bool:
        """Take what is dropped on the window, if it is a folder or a review; tells whether."""
        if len(paths) == 1 and Path(paths[0]).is_dir():
            self.pair_folder(paths[0])
            return True
        first = paths[0].lower() if len(paths) == 1 else ""
        can_be = first.endswith(_REVIEWS + _MAYBE_REVIEWS)
        if first.endswith(_MAYBE_PROJECTS):
            can_be = _is_review(paths[0])
        if not can_be or (self._files.project is None and first.endswith(_MAYBE_REVIEWS)):
            return False
        self.take_over(paths[0])
        return True

    def _ask_and_take_over(self) -> None:
        path = self._files.prompts.review_to_take(self._files.folder())
        if path:
            self.take_over(path)

    # Reviews

    def take_over(self, path: str) -> None:
        """Read a review and make its changes in the open project, as one step to undo.

        A workbook that is no review is offered as a new pair.
        """
        opened = self._files.project
        if opened is None:
            self._notices.show_notice(
                self.tr("Open the project that “{0}” belongs to, then take it over.").format(
                    isolate_name(Path(path).name)
                ),
                kind="warning",
            )
            return
        self._files.settling.emit()
        self._merge(ReviewReading(Path(path), opened.workspace, opened.workspace.state))

    def cancel(self) -> None:
        """Stop reading; nothing is changed."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self.label.show_name("")

    def _merge(self, wish: ReviewReading) -> None:
        self.cancel()
        self._name = wish.path.name
        self.label.show_name(self._name)
        pairs = wish.workspace.snapshot(in_order=False).pairs
        wish = replace(wish, state=wish.workspace.state, pairs=pairs)

        def work(job: Job[ReviewReading]) -> ReviewReading:
            return _merged(wish, job)

        self._reading = self._files.background.start(
            work, finished=self._read, failed=self._failed, progressed=self._show_share
        )

    def _show_share(self, share: float) -> None:
        if self.sender() is self._reading:
            self.label.note_share(self._name, share)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled) or self.sender() is not self._reading:
            return
        self._reading = None
        self.label.show_name("")
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="error")

    def _read(self, reading: ReviewReading) -> None:
        opened = self._files.project
        if self.sender() is not self._reading:
            return
        self._reading = None
        self.label.show_name("")
        if opened is None or opened.workspace is not reading.workspace:
            return
        self._files.settling.emit()
        if reading.merge is None:
            self._offer_as_pair(reading.path)
        elif reading.workspace.state != reading.state:
            # The user has gone on working: what would be changed is found out again.
            self._merge(reading)
        else:
            self._show(reading, reading.merge)

    def _offer_as_pair(self, path: Path) -> None:
        if path.suffix.lower() in _MAYBE_REVIEWS:
            self._files.new_pair([str(path)])
            return
        self._notices.show_notice(
            self.tr("“{0}” is no review, so nothing was taken over from it.").format(
                isolate_name(path.name)
            ),
            kind="warning",
        )

    def _show(self, reading: ReviewReading, merge: ReviewMerge) -> None:
        """Show what would be changed, and change it if the user says so."""
        from desk_annotator.qt.review_dialog import ReviewDialog  # noqa: PLC0415

        if merge.edit is None and not merge.remarks:
            self._tell_nothing(reading, merge)
            return
        pairs = {pair.id: pair for pair in reading.pairs}
        dialog = ReviewDialog(reading.path.name, merge, pairs, self._window)
        dialog.accepted.connect(partial(self._make, reading, merge))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell_nothing(self, reading: ReviewReading, merge: ReviewMerge) -> None:
        from desk_annotator.qt.review_words import misfit_words, outcome_words  # noqa: PLC0415

        # Nothing to do is good news only if the review belongs here.
        fits = any(outcome == "same" for outcome, _ in merge.outcomes)
        self._notices.show_notice(
            self.tr("Nothing was changed by the review “{0}”. {1}").format(
                isolate_name(reading.path.name),
                " · ".join(filter(None, (outcome_words(merge), misfit_words(merge))))
                or self.tr("It holds no annotations."),
            ),
            kind="info" if fits else "warning",
            seconds=None,
        )

    def _make(self, reading: ReviewReading, merge: ReviewMerge) -> None:
        opened = self._files.project
        if merge.edit is None or opened is None or opened.workspace is not reading.workspace:
            return
        if reading.workspace.state != reading.state:
            self._merge(reading)  # What was shown is not what would be done now.
            return
        self._edits.apply(
            reading.workspace,
            merge.edit,
            self.tr("Taking over the review"),
            made=partial(self._tell_made, reading, merge),
            refused=partial(self._not_made, reading),
        )

    def _not_made(self, reading: ReviewReading, error: Exception) -> None:
        from desk_annotator.app.edit_preparation import MeanwhileError  # noqa: PLC0415

        if isinstance(error, MeanwhileError):
            self._merge(reading)
        elif isinstance(error, DeskAnnotatorError):
            self._notices.show_notice(sentence(error), kind="warning")
        else:
            raise error

    def _tell_made(self, reading: ReviewReading, merge: ReviewMerge, _made: Edit) -> None:
        from desk_annotator.qt.review_words import outcome_words  # noqa: PLC0415

        def undo() -> None:
            self._edits.undo(reading.workspace)

        def settle(_edited: Edited) -> None:
            # From now on something else is what undo would take back.
            heard.end()
            self._notices.forget("review")

        heard = Subscriptions.to(reading.workspace, edited=settle)
        self._notices.show_notice(
            self.tr("The review “{0}” was taken over. {1}").format(
                isolate_name(reading.path.name), outcome_words(merge)
            ),
            actions=[(self.tr("Undo"), undo)],
            seconds=None,
            about="review",
        )


def _is_review(path: str) -> bool:
    """Tell whether a file named as projects are is a review, by how it begins."""
    from desk_annotator.formats.import_table import begins_as_review  # noqa: PLC0415
    from desk_annotator.storage.text_file import read_beginning  # noqa: PLC0415

    return begins_as_review(read_beginning(path))


def _merged(wish: ReviewReading, job: Job[ReviewReading]) -> ReviewReading:
    """Read the file, if that is not done yet, and find out what it would change. Slow."""
    from desk_annotator.app.importing import import_file  # noqa: PLC0415
    from desk_annotator.app.review_merge import merge_reviewed  # noqa: PLC0415
    from desk_annotator.formats.import_result import ImportOptions  # noqa: PLC0415
    from desk_annotator.formats.review_room import room_for  # noqa: PLC0415
    from desk_annotator.storage.text_file import TEXT_SIZE_LIMIT, read_bytes  # noqa: PLC0415

    reviewed = wish.reviewed
    if reviewed is None:
        room = room_for(wish.pairs)
        options = ImportOptions(check=job.check, tell=job.tell, room=room).part(0.0, _READ)
        data = read_bytes(wish.path, max(TEXT_SIZE_LIMIT, room.size))
        reviewed = import_file(wish.path.name, data, options).reviewed
    merge = None
    if reviewed is not None:
        merge = merge_reviewed(
            wish.pairs,
            reviewed,
            now=utc_now(),
            check_wanted=job.check,
            tell=lambda share: job.tell(_READ + (1.0 - _READ) * share),
        )
    return replace(wish, reviewed=reviewed, merge=merge)
