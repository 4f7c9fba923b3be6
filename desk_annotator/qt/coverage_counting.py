"""Counts the coverage of a project's long pairs beside the window; the pair shown comes first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import COUNTED_AT_A_TIME
from desk_annotator.core.coverage_count import CoverageCount
from desk_annotator.core.span import Side
from desk_annotator.qt.piecemeal import Piecemeal, is_long

if TYPE_CHECKING:
    from desk_annotator.app.steps import Steps


def is_counted(bitext: Bitext) -> bool:
    """True if the figures of both sides are there."""
    return all(meter.is_counted for meter in bitext.meters)


def _is_to_count(bitext: Bitext) -> bool:
    return is_long(bitext) and not is_counted(bitext)


class CoverageCounting(QObject):
    """Counts in a thread, in a copy, which the pair takes over; edits go on meanwhile.

    Counting stops when the pair is left and goes on where it was when it is shown again.
    Short pairs are left to whoever shows them: they are counted at once. A pair whose counting
    was cancelled, or went wrong, is not counted until it is shown again or that is asked for.
    """

    progressed = Signal(object)
    """A `Bitext` of which more has been counted."""
    counted = Signal(object)
    """A `Bitext` of which everything has been counted."""
    left_changed = Signal()
    """Other pairs than before are left uncounted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._now: Bitext | None = None
        """The pair being counted."""
        self._counts: dict[Bitext, CoverageCount] = {}
        """What has been begun, of pairs that are shown no more too."""
        self._left: set[Bitext] = set()
        """The pairs that are not to be counted now."""
        self._counting = Piecemeal(self)
        self._counting.progressed.connect(self._tell)
        self._counting.failed.connect(self._failed)

    @property
    def is_busy(self) -> bool:
        """True while a pair is being counted."""
        return self._now is not None

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Count the pairs of another project, or (None) nothing."""
        self._heard.end()
        self._workspace = workspace
        self._stop()
        for count in self._counts.values():
            count.leave()
        self._counts.clear()
        self._left.clear()
        self._heard = Subscriptions.to(workspace, edited=self._edited, pair_shown=self._pair_shown)
        self._count_next()

    def share(self, bitext: Bitext, side: Side) -> float:
        """Return the share (0 to 1) of a side that has been counted."""
        if bitext.meter(side).is_counted:
            return 1.0
        count = self._counts.get(bitext)
        return count.share(side) if count is not None else 0.0

    def is_left(self, bitext: Bitext) -> bool:
        """Return whether a pair is left uncounted, as the user wished or after a fault."""
        return bitext in self._left and not is_counted(bitext)

    def cancel(self) -> None:
        """Count no more; what has been counted of one whole side stays, and is kept up to date.

        All pairs that wait are left: the work is to end, not to go on unseen with another pair.
        """
        if self._workspace is None:
            return
        self._stop()
        for count in self._counts.values():
            count.leave()
        self._counts.clear()
        self._left.update(each for each in self._workspace.bitexts if _is_to_count(each))
        self.left_changed.emit()

    def count_again(self, bitext: Bitext | None = None) -> None:
        """Count what was left: one pair, or (None) all."""
        if bitext is None:
            self._left.clear()
        else:
            self._left.discard(bitext)
        self._count_next()
        self.left_changed.emit()

    def _pair_shown(self, bitext: Bitext | None) -> None:
        was_left = bitext in self._left
        if bitext is not None:
            self._left.discard(bitext)
        self._count_next()
        if was_left:
            self.left_changed.emit()

    def _edited(self, edited: Edited) -> None:
        # A large edit brings figures with it, and one of the pairs has others to be counted.
        if edited.is_large or edited.reach.changes_pairs:
            self._forget_gone()
            self._count_next()

    def _forget_gone(self) -> None:
        """Let go of counts nobody will take over: each holds a copy of its pair."""
        there = set(self._workspace.bitexts) if self._workspace is not None else set()
        self._left &= there
        for bitext, count in list(self._counts.items()):
            if bitext not in there or not count.is_of_present:
                count.leave()
                del self._counts[bitext]
                if bitext is self._now:
                    self._stop()

    def _waiting(self) -> Bitext | None:
        """Return the pair to be counted now."""
        workspace = self._workspace
        if workspace is None:
            return None
        shown = workspace.current
        waiting = [
            each for each in workspace.bitexts if each not in self._left and _is_to_count(each)
        ]
        return min(waiting, key=lambda each: each is not shown, default=None)

    def _count_next(self) -> None:
        bitext = self._waiting()
        present = self._counts.get(bitext) if bitext is not None else None
        if bitext is self._now and (present is None or present.is_of_present):
            return
        self._stop()
        if bitext is not None:
            self._now = bitext
            characters = sum(len(bitext.text(side)) for side in Side)
            about = characters // COUNTED_AT_A_TIME
            self._counting.begin_beside(partial(self._begun, bitext), self._done, about=about)

    def _begun(self, bitext: Bitext) -> Steps[None]:
        count = self._counts.get(bitext)
        if count is None or not count.is_of_present:
            if count is not None:
                count.leave()
            count = self._counts[bitext] = CoverageCount(bitext)
        return count.in_steps()

    def _tell(self) -> None:
        if self._now is not None:
            self._counts[self._now].take_counted()
            self.progressed.emit(self._now)

    def _done(self, _outcome: None) -> None:
        bitext, self._now = self._now, None
        if bitext is None:
            return
        if self._counts.pop(bitext).take():
            self.counted.emit(bitext)
        self._count_next()

    def _failed(self) -> None:
        """Leave the pair whose counting went wrong: begun again at once it would do so again."""
        bitext, self._now = self._now, None
        if bitext is None:
            return
        count = self._counts.pop(bitext, None)
        if count is not None:
            count.leave()
        self._left.add(bitext)
        self._count_next()
        self.left_changed.emit()

    def _stop(self) -> None:
        self._counting.leave()
        self._now = None
