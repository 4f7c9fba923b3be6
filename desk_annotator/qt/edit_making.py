"""Makes the edits of one window: small ones at once, large ones in a thread, one after the other.

A large edit is made ready beside the project (`app/edit_preparation.py`), with progress, and can
be cancelled until it takes effect, which is one short step. The user goes on working meanwhile.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desk_annotator.app.workspace import Cause, Workspace
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence

if TYPE_CHECKING:
    from desk_annotator.app.edit_preparation import Ask, EditPreparation

# ruff: noqa: PLC0415 - what makes large edits ready is loaded when there is one

_PATIENCE_MS = 300
"""Most edits are made before anybody would see how far they are."""

Made = Callable[[Edit], None]
Refused = Callable[[Exception], None]


def _nothing(_outcome: object) -> None:
    pass


def _unchecked() -> None:
    pass


@frozen
class EditWish:
    """An edit somebody wants. `begin` makes what prepares it, or None if there is nothing to do.

    `words` say in the status bar what is under way. `refused` gets what else than a cancel it
    ended with; without it the user reads the sentence. One that `repeats` is begun again when
    the project was changed meanwhile in a way that touches it. One that `waited` for others may
    start from what they changed.
    """

    workspace: Workspace
    begin: Callable[[], EditPreparation | None]
    words: str
    made: Made = _nothing
    refused: Refused | None = None
    repeats: bool = False
    still: Callable[[], None] = _unchecked
    waited: bool = False


class EditMaking(QObject):
    """The way of large edits into the project of one window.

    `made` functions get the edit in the direction it took effect.
    """

    progressed = Signal(str, object)
    """What is under way, and the share done (0 to 1); the share is None when nothing is."""

    def __init__(self, notices: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._background = Background(self)
        self._workspace: Workspace | None = None
        self._waiting: deque[EditWish] = deque()
        self._now: tuple[EditWish, EditPreparation] | None = None
        self._job: Job[None] | None = None
        self._share = 0.0
        self._patience = Delay(_PATIENCE_MS, self._tell, self)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project; what was not made yet of the last one is not."""
        self.cancel()
        self._workspace = workspace

    @property
    def workspace(self) -> Workspace | None:
        """The project it works on."""
        return self._workspace

    @property
    def is_busy(self) -> bool:
        """True while a large edit is made ready."""
        return self._now is not None

    # Wishes

    def apply(
        self,
        workspace: Workspace,
        edit: Edit,
        words: str,
        *,
        made: Made = _nothing,
        refused: Refused | None = None,
        still: Callable[[], None] | None = None,
    ) -> None:
        """Make an edit that is known: at once if it is small.

        `still` is called right before it takes effect, and what it raises is refused; such an
        edit goes with nothing that the user does meanwhile.
        """
        from desk_annotator.app.edit_preparation import LARGE, EditPreparation, fixed, size_of

        def begin() -> EditPreparation:
            return EditPreparation(workspace, fixed(edit), alone=still is not None)

        wish = EditWish(workspace, begin, words, made, refused, still=still or _unchecked)
        if self.is_busy or size_of(edit) >= LARGE:
            self._want(wish)
            return
        try:
            wish.still()
            workspace.apply(edit)
        except DeskAnnotatorError as error:
            self._refuse(wish, error)
        else:
            made(edit)

    def make(
        self,
        workspace: Workspace,
        ask: Ask,
        words: str,
        *,
        size: int,
        pair_ids: Collection[str] | None = None,
        cause: Cause = Cause.MADE,
        made: Made = _nothing,
        refused: Refused | None = None,
    ) -> None:
        """Make the edit that `ask` makes of the content, or of a copy of these pairs (None: all).

        `size` is how much there is to look at: of little it is made at once, else in a thread. If
        the user changes what it has to do with meanwhile, it is asked for anew.
        """
        from desk_annotator.app.edit_preparation import LARGE, EditPreparation

        def begin() -> EditPreparation:
            return EditPreparation(workspace, ask, cause=cause, pair_ids=pair_ids, looks=size)

        repeats = cause is Cause.MADE
        wish = EditWish(workspace, begin, words, made, refused, repeats=repeats)
        if size < LARGE and not self.is_busy:
            self._make_at_once(ask, wish, cause)
        else:
            self._want(wish)

    def _make_at_once(self, ask: Ask, wish: EditWish, cause: Cause) -> None:
        put_in = wish.workspace.amend if cause is Cause.AMENDED else wish.workspace.apply
        try:
            edit = ask(wish.workspace.content, _unchecked)
            put_in(edit)
        except DeskAnnotatorError as error:
            self._refuse(wish, error)
        else:
            wish.made(edit)

    def undo(self, workspace: Workspace, made: Made = _nothing) -> None:
        """Take back the last edit; `made` gets what took effect, which is its inverse."""
        self._step(workspace, made, back=True)

    def redo(self, workspace: Workspace, made: Made = _nothing) -> None:
        """Make the edit undone last again."""
        self._step(workspace, made, back=False)

    def _step(self, workspace: Workspace, made: Made, *, back: bool) -> None:
        from desk_annotator.app.edit_preparation import LARGE, redo, size_of, undo

        edit = workspace.undoable if back else workspace.redoable
        label = QCoreApplication.translate("Edit", edit.label) if edit is not None else ""
        words = self.tr("Undoing “{0}”") if back else self.tr("Doing again “{0}”")
        prepare = undo if back else redo
        wish = EditWish(workspace, lambda: prepare(workspace), words.format(label), made)
        if self.is_busy or size_of(edit) >= LARGE:
            self._want(wish)
            return
        try:
            done = workspace.undo() if back else workspace.redo()
        except DeskAnnotatorError as error:
            self._refuse(wish, error)
            return
        if done is not None:
            made(done.inverse() if back else done)

    # One after the other

    def cancel(self) -> None:
        """Make nothing more of what is under way or waits; the project stays as it is."""
        self._waiting.clear()
        if self._job is not None:
            self._job.cancel()
        self._leave()

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        self.cancel()
        self._background.wait()

    def _want(self, wish: EditWish) -> None:
        self._waiting.append(replace(wish, waited=self.is_busy))
        if self._now is None:
            self._begin_next()

    def _begin_next(self) -> None:
        while self._now is None and self._waiting:
            wish = self._waiting.popleft()
            try:
                preparation = wish.begin()
            except DeskAnnotatorError as error:
                self._refuse(wish, error)
                continue
            if preparation is not None:
                self._begin(wish, preparation)

    def _begin(self, wish: EditWish, preparation: EditPreparation) -> None:
        self._now = (wish, preparation)
        self._share = 0.0

        def work(job: Job[None]) -> None:
            preparation.run(job.check, job.tell)

        self._job = self._background.start(
            work, finished=self._done, failed=self._failed, progressed=self._show_share
        )
        self._patience.start()

    def _leave(self) -> tuple[EditWish, EditPreparation] | None:
        """Take what is under way for over."""
        now, self._now, self._job = self._now, None, None
        if now is not None:
            now[1].end()
            self._patience.stop()
            self.progressed.emit("", None)
        return now

    def _show_share(self, share: float) -> None:
        if self.sender() is self._job:
            self._share = share
            if not self._patience.isActive():
                self._tell()

    def _tell(self) -> None:
        if self._now is not None:
            self.progressed.emit(self._now[0].words, self._share)

    def _done(self, _outcome: object) -> None:
        if self.sender() is not self._job or (now := self._leave()) is None:
            return
        from desk_annotator.app.edit_preparation import MeanwhileError

        wish, preparation = now
        try:
            wish.still()
            edited = preparation.take()
        except MeanwhileError as error:
            if wish.repeats:
                self._waiting.appendleft(wish)
            else:
                self._refuse(wish, error)
        except DeskAnnotatorError as error:
            self._refuse(wish, error)
        else:
            wish.made(edited.edit)
        finally:
            self._begin_next()

    def _failed(self, error: Exception) -> None:
        if self.sender() is not self._job or (now := self._leave()) is None:
            return
        from desk_annotator.app.edit_preparation import outdated

        wish, preparation = now
        was_overtaken = wish.waited or preparation.was_overtaken
        if isinstance(error, ValueError | KeyError) and was_overtaken:
            # What it was to start from is gone: as if it had been found out at the end.
            error = outdated()
        try:
            if not isinstance(error, Cancelled):
                self._refuse(wish, error)
        finally:
            self._begin_next()

    def _refuse(self, wish: EditWish, error: Exception) -> None:
        if wish.refused is not None:
            wish.refused(error)
        elif isinstance(error, DeskAnnotatorError):
            self._notices.show_notice(sentence(error), kind="warning")
        else:
            raise error
