"""Aligns the shown pair in the background; suggests annotations, and lets the user decide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from desk_annotator.alignment.result import Alignment
from desk_annotator.app import suggestions
from desk_annotator.app.aligner import Aligner
from desk_annotator.app.cutting import hand_cuts
from desk_annotator.app.knowledge import Knowledge
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.suggestion_walk import following, preceding
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.piecemeal import in_own_turn
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.suggestion_edits import SuggestionEdits

_UNASKED = 1_500_000
"""Characters of both texts together up to which a pair is aligned without being asked: 100,000
words a side and somewhat more."""
_PAUSE_MS = 1500
"""How long the user must pause before her new links are used to align again."""
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_MEANS_MORE = (
    Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
)
"""With one of these an arrow selects, or goes elsewhere."""


@frozen
class _Found:
    """What a job brings back: for which pair, what it found, and the anchors for scrolling."""

    pair_id: str
    alignment: Alignment
    anchors: tuple[tuple[int, int], ...]


class AlignmentCommands(QObject):
    """Keeps an alignment of the shown pair and turns it into suggestions on request."""

    progressed = Signal(object)
    """Share done (0 to 1), or None when no alignment is under way."""
    left_alone = Signal(str)
    """The keys that align the shown pair, if it is too long to be aligned unasked; else empty."""
    suggestions_changed = Signal()

    def __init__(
        self,
        actions: Actions,
        view: LinkedView,
        notices: NoticeBar,
        edits: EditMaking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._many = SuggestionEdits(edits)
        self._view = view
        self._suggest = actions["suggest"]
        self._aligner = Aligner()
        self._notices = notices
        self._background = Background(self)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._job: Job[_Found] | None = None
        self._found: dict[str, _Found] = {}
        self._suggest_when_done = False
        self._improve_when_done = False
        self._again_when_done = False
        self.knowledge = Knowledge()
        """What is known besides the texts; see `use`."""
        self.least: float | None = None
        """The confidence from which something is suggested; None takes what is likely."""
        self._accepted_from = suggestions.SURE
        self._pause = Delay(_PAUSE_MS, self._align_again, self)
        slots: dict[str, Callable[[], None]] = {
            "suggest": self.suggest,
            "accept": self.accept,
            "reject": self.reject,
            "accept_sure": self.ask_what_to_accept,
            "withdraw": self.withdraw,
        }
        for action_id, slot in slots.items():
            actions[action_id].triggered.connect(slot)
        for side in Side:
            view.pane(side).installEventFilter(self)

    # The pair

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        self._heard.end()
        self.cancel()
        self._found.clear()
        self._workspace = workspace
        self._heard = Subscriptions.to(
            workspace, edited=self._on_edited, pair_shown=self._on_pair_shown
        )
        self._on_pair_shown(self._bitext)

    @property
    def _bitext(self) -> Bitext | None:
        return self._workspace.current if self._workspace is not None else None

    def _on_pair_shown(self, bitext: Bitext | None) -> None:
        self.cancel()
        self.suggestions_changed.emit()
        self.left_alone.emit("")
        if bitext is None:
            return
        found = self._found.get(bitext.id)
        if found is not None:
            self._use(found)
        elif sum(len(bitext.text(side)) for side in Side) <= _UNASKED:
            self._begin(bitext)
        else:
            keys = self._suggest.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            self.left_alone.emit(keys)

    def _on_edited(self, edited: Edited) -> None:
        bitext = self._bitext
        if bitext is None:
            return
        self.suggestions_changed.emit()
        reach = edited.reach
        if bitext.id in self._found and (reach.changes_judgements or reach.changes_cuts):
            self._pause.start()

    def _align_again(self) -> None:
        bitext = self._bitext
        if self._job is not None:
            # To begin anew at every pause would never come to an end in a long text.
            self._again_when_done = True
        elif bitext is not None:
            self._improve_when_done = True
            self._begin(bitext)

    def _improve(self, bitext: Bitext, alignment: Alignment) -> None:
        """Bring waiting suggestions up to what her last edit has taught, to be undone with it."""
        workspace = self._workspace
        if workspace is None or not workspace.can_amend:
            return
        self._many.improve(workspace, bitext, alignment, self.least)

    # The alignment

    @property
    def is_busy(self) -> bool:
        """True while an alignment is under way."""
        return self._job is not None

    def alignment_of(self, pair_id: str) -> Alignment | None:
        """Return what was found for a pair, or None as long as nothing was."""
        found = self._found.get(pair_id)
        return found.alignment if found is not None else None

    def use(self, knowledge: Knowledge) -> None:
        """Align with another glossary or lexicon from now on, the shown pair at once."""
        self.knowledge = knowledge
        bitext = self._bitext
        shown = self._found.get(bitext.id) if bitext is not None else None
        self._found.clear()
        if bitext is not None and (shown is not None or self._job is not None):
            self._begin(bitext)

    def cancel(self) -> None:
        """Stop the alignment under way; what there was before stays."""
        self._pause.stop()
        self._forget_wishes()
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.progressed.emit(None)
        self._aligner.stop()

    def _forget_wishes(self) -> None:
        self._suggest_when_done = self._improve_when_done = self._again_when_done = False

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        self.cancel()
        self._background.wait()

    def _begin(self, bitext: Bitext) -> None:
        if self._job is not None:
            self._job.cancel()
            self._aligner.stop()
        texts = bitext.text(Side.SOURCE), bitext.text(Side.TARGET)
        own, hand = suggestions.own(bitext), hand_cuts(bitext)
        self.left_alone.emit("")
        self.progressed.emit(0.0)
        knowledge, pair_id, aligner = self.knowledge, bitext.id, self._aligner

        def work(job: Job[_Found]) -> _Found:
            found = aligner.align(
                texts, own, hand, knowledge, job.is_cancelled, job.progressed.emit
            )
            return _Found(pair_id, *found)

        self._job = self._background.start(
            work, finished=self._done, failed=self._failed, progressed=self._tell
        )

    def _tell(self, share: float) -> None:
        if self.sender() is self._job:
            self.progressed.emit(share)

    def _done(self, found: _Found) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self.progressed.emit(None)
        self._found[found.pair_id] = found
        bitext = self._bitext
        if bitext is not None and bitext.id == found.pair_id:
            self._use(found)
            if self._suggest_when_done:
                self.suggest()
            elif self._improve_when_done:
                self._improve(bitext, found.alignment)
        again = self._again_when_done
        self._forget_wishes()
        if again:
            self._align_again()

    def _failed(self, error: Exception) -> None:
        if self.sender() is self._job:
            self._job = None
            self._forget_wishes()
            self.progressed.emit(None)
        if isinstance(error, DeskAnnotatorError):
            self._notices.show_notice(sentence(error), kind="warning")
        elif not isinstance(error, Cancelled):
            raise error

    def _use(self, found: _Found) -> None:
        self._view.set_aligned(
            found.anchors,
            [(link.source, link.target) for link in suggestions.likely_links(found.alignment)],
        )

    # Suggestions

    def suggest(self) -> None:
        """Put what was found into the pair as suggestions, in one step that can be undone."""
        bitext, workspace = self._bitext, self._workspace
        if bitext is None or workspace is None:
            return
        found = self._found.get(bitext.id)
        if found is None:
            self._suggest_when_done = True
            if self._job is None:
                self._begin(bitext)
            return
        self._many.suggest(
            workspace, bitext, found.alignment, self.least, partial(self._show_first, bitext)
        )

    def _show_first(self, bitext: Bitext, _made: Edit) -> None:
        in_own_turn(bitext, self, partial(self._go_to_first, bitext))

    def _go_to_first(self, bitext: Bitext) -> None:
        first = following(bitext, None) if bitext is self._bitext else None
        if first is not None:
            self._show(first)

    def suggest_from(self, least: float) -> None:
        """Suggest again, from another confidence on."""
        self.least = least
        self.suggest()

    def accept(self) -> None:
        """Accept the active suggestion and go on to the next."""
        self._decide(
            lambda bitext, workspace, active: suggestions.accept(
                bitext, [active], workspace.author, workspace.now()
            )
        )

    def reject(self) -> None:
        """Reject the active suggestion and go on to the next."""
        self._decide(
            lambda bitext, workspace, active: suggestions.reject(bitext, [active], workspace.now())
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows up and down walk the suggestions while one is active."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(event.key()) if not event.modifiers() & _MEANS_MORE else None
            if step is not None and self.walk(step):
                return True
        return super().eventFilter(watched, event)

    def walk(self, step: int) -> bool:
        """Go from the active suggestion to the next (1) or the one before (-1), round the text.

        Returns False, and does nothing, if none is active.
        """
        bitext, workspace = self._bitext, self._workspace
        active = workspace.active if workspace is not None else None
        if bitext is None or active is None or active.status != Status.SUGGESTED:
            return False
        found = (following if step > 0 else preceding)(bitext, active.place)
        if found is not None:
            self._show(found)
        return True

    def _show(self, suggestion: Annotation) -> None:
        if self._workspace is not None:
            self._workspace.activate(suggestion.id)
            self._view.go_to(suggestion)

    def ask_what_to_accept(self) -> None:
        """Let the user choose from which confidence on all suggestions are accepted."""
        from desk_annotator.qt.acceptance_dialog import AcceptanceDialog  # noqa: PLC0415

        bitext = self._bitext
        if bitext is None or not bitext.suggested:
            return
        known = bitext.annotations
        confidences = [suggestions.confidence(known[each]) for each in bitext.suggested]
        dialog = AcceptanceDialog(confidences, self._accepted_from, self._view.window())
        dialog.chosen.connect(self.accept_sure)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def accept_sure(self, least: float = suggestions.SURE) -> None:
        """Accept all suggestions of a confidence (0 to 1) or more, in one step."""
        bitext, workspace = self._bitext, self._workspace
        if bitext is None or workspace is None:
            return
        self._accepted_from = least
        self._many.accept_sure(workspace, bitext, least, self._tell_accepted)

    def _tell_accepted(self, made: Edit) -> None:
        words = self.tr("Suggestions accepted: {0}")
        self._notices.show_notice(words.format(len(made.changes)))

    def withdraw(self) -> None:
        """Take all undecided suggestions away again."""
        bitext, workspace = self._bitext, self._workspace
        if bitext is not None and workspace is not None:
            self._many.withdraw(workspace, bitext)

    def _decide(self, ask: Callable[[Bitext, Workspace, Annotation], Edit]) -> None:
        bitext, workspace = self._bitext, self._workspace
        active = workspace.active if workspace is not None else None
        if bitext is None or workspace is None or active is None:
            return
        if self._try(lambda: ask(bitext, workspace, active)):
            left = following(bitext, active.place)
            if left is not None:
                self._show(left)

    def _try(self, ask: Callable[[], Edit]) -> bool:
        if self._workspace is None:
            return False
        try:
            self._workspace.apply(ask())
        except DeskAnnotatorError as error:
            self._notices.show_notice(sentence(error), kind="warning")
            return False
        return True
