"""Finds words and phrases that answer each other in the background, and suggests them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from desk_annotator.alignment.result import Link
from desk_annotator.app import suggestions
from desk_annotator.app.aligner import Aligner
from desk_annotator.app.cutting import hand_cuts
from desk_annotator.app.edit_preparation import Check
from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.suggestion_walk import following
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.alignment_commands import AlignmentCommands
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.piecemeal import in_own_turn
from desk_annotator.qt.sentences import sentence

_UNALIGNED = 0.7
"""Share of the work that aligning is where the pair is not aligned yet."""


@frozen
class _Found:
    """What a job brings back, and for which pair."""

    pair_id: str
    links: tuple[Link, ...]


class PhraseCommands(QObject):
    """Puts links between phrases of the shown pair into it as suggestions, on request."""

    progressed = Signal(object)
    """Share done (0 to 1), or None when nothing is looked for."""

    def __init__(
        self,
        actions: Actions,
        view: LinkedView,
        notices: NoticeBar,
        alignment: AlignmentCommands,
        edits: EditMaking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._notices = notices
        self._alignment = alignment
        self._edits = edits
        self._background = Background(self)
        # Not that of the alignment, which may be wanted again at any moment.
        self._aligner = Aligner()
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._job: Job[_Found] | None = None
        self._least: float | None = None
        self._waits_for: str | None = None
        # Queued: the alignment is there only after it has said that it is done.
        alignment.progressed.connect(
            self._on_alignment_progressed, Qt.ConnectionType.QueuedConnection
        )
        actions["suggest_phrases"].triggered.connect(self.suggest)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        self._heard.end()
        self.cancel()
        self._workspace = workspace
        self._heard = Subscriptions.to(workspace, pair_shown=self._on_pair_shown)

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        self.cancel()
        self._background.wait()

    @property
    def is_busy(self) -> bool:
        """True while phrases are looked for, or wait for the alignment."""
        return self._job is not None or self._waits_for is not None

    def suggest_from(self, least: float) -> bool:
        """Suggest again from another confidence on, if only phrases wait; return whether they do.

        Otherwise the confidence is meant for what links whole units.
        """
        bitext = self._workspace.current if self._workspace is not None else None
        if bitext is None or not suggestions.are_phrases(bitext):
            return False
        self._least = least
        self.suggest()
        return True

    def suggest(self) -> None:
        """Look for phrases in the shown pair, once its alignment is there, and suggest them."""
        bitext = self._workspace.current if self._workspace is not None else None
        if bitext is None or self.is_busy:
            return
        if self._alignment.is_busy:
            self._waits_for = bitext.id
            return
        self.progressed.emit(0.0)
        self._job = self._background.start(
            self._work(bitext), finished=self._done, failed=self._failed, progressed=self._tell
        )

    def cancel(self) -> None:
        """Stop looking; what was suggested before stays."""
        self._waits_for = None
        if self._job is not None:
            self._job.cancel()
            self._end()

    def _work(self, bitext: Bitext) -> Callable[[Job[_Found]], _Found]:
        """Return the work for a pool thread, with all that it needs of this one."""
        source, target = bitext.text(Side.SOURCE), bitext.text(Side.TARGET)
        own, hand, pair_id = suggestions.own(bitext), hand_cuts(bitext), bitext.id
        known = self._alignment.alignment_of(pair_id)
        knowledge = self._alignment.knowledge

        aligner, texts = self._aligner, (source, target)

        def work(job: Job[_Found]) -> _Found:
            alignment, begun = known, 0.0
            if alignment is None:
                begun = _UNALIGNED
                alignment, _ = aligner.align(
                    texts,
                    own,
                    hand,
                    knowledge,
                    job.is_cancelled,
                    lambda share: job.progressed.emit(_UNALIGNED * share),
                )
            links = aligner.phrases(
                texts,
                alignment,
                own,
                knowledge,
                job.is_cancelled,
                lambda share: job.progressed.emit(begun + (1 - begun) * share),
            )
            return _Found(pair_id, links)

        return work

    def _tell(self, share: float) -> None:
        if self.sender() is self._job:
            self.progressed.emit(share)

    def _end(self) -> None:
        self._job = None
        # What it has learnt of a long pair is seldom asked for twice, and takes its memory.
        self._aligner.stop()
        self.progressed.emit(None)

    def _done(self, found: _Found) -> None:
        workspace = self._workspace
        if self.sender() is not self._job or workspace is None:
            return
        self._end()
        bitext = workspace.current
        if bitext is None or bitext.id != found.pair_id:
            return
        least, now = self._least, workspace.now()

        def ask(content: ProjectContent, check: Check) -> Edit:
            # What the user has tagged meanwhile counts: the edit is made only now.
            return suggestions.suggest_phrases(
                content.bitext(found.pair_id), found.links, now, least=least, check=check
            )

        self._edits.make(
            workspace,
            ask,
            self.tr("Suggesting phrase links"),
            pair_ids=(found.pair_id,),
            size=len(bitext.annotations) + len(found.links),
            made=self._show_first,
        )

    def _show_first(self, _made: Edit) -> None:
        """Show the first of the phrases that are suggested."""
        bitext = self._workspace.current if self._workspace is not None else None
        if bitext is not None:
            in_own_turn(bitext, self, partial(self._go_to_first, bitext))

    def _go_to_first(self, bitext: Bitext) -> None:
        workspace = self._workspace
        if workspace is None or bitext is not workspace.current:
            return
        first = following(bitext, None, suggestions.is_phrase)
        if first is not None:
            workspace.activate(first.id)
            self._view.go_to(first)

    def _failed(self, error: Exception) -> None:
        if self.sender() is self._job:
            self._end()
        if isinstance(error, DeskAnnotatorError):
            self._notices.show_notice(sentence(error), kind="warning")
        elif not isinstance(error, Cancelled):
            raise error

    # What happens meanwhile

    def _on_alignment_progressed(self, share: float | None) -> None:
        if share is not None or self._waits_for is None or self._alignment.is_busy:
            return
        # Nothing was found if the alignment was cancelled: then this is too.
        is_there = self._alignment.alignment_of(self._waits_for) is not None
        self._waits_for = None
        if is_there:
            self.suggest()

    def _on_pair_shown(self, bitext: Bitext | None) -> None:
        del bitext
        self.cancel()
