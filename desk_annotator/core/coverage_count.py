"""Counts the coverage of a pair beside it, in a copy, while the pair itself may be changed."""

from __future__ import annotations

from collections.abc import Generator

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import CoverageMeter, CoverChange
from desk_annotator.core.span import Side

_MOST_CHANGED = 32_768
"""Code points of a side to be counted again, for changes made meanwhile, when its figures are
taken over: some milliseconds. Where it is more, counting begins anew."""


class _SideCount:
    """One side: its meter, the copy that counts, and what has changed since that was made."""

    def __init__(self, live: CoverageMeter, copy: CoverageMeter) -> None:
        self.live = live
        self.copy = copy
        self.changed: list[CoverChange] = []
        live.note_changes(self.changed)


class CoverageCount:
    """The coverage of both sides of a pair, on its way.

    Made, taken over and left in the thread that changes the pair. The steps are for any thread,
    one at a time.
    """

    def __init__(self, bitext: Bitext) -> None:
        self._bitext = bitext
        self._copy = bitext.still()
        self._sides = {
            side: _SideCount(bitext.meter(side), self._copy.meter(side)) for side in Side
        }

    def in_steps(self) -> Generator[None, None, None]:
        """Count on from where counting has come to, some milliseconds a step."""
        for side in self._sides.values():
            while not side.copy.is_counted:
                side.copy.count_some()
                yield

    def share(self, side: Side) -> float:
        """Return the share (0 to 1) of one side that has been counted; for any thread."""
        return self._sides[side].copy.share_counted

    @property
    def is_of_present(self) -> bool:
        """False once the pair has taken over other meters, as with a large edit."""
        return all(side.live is self._bitext.meter(name) for name, side in self._sides.items())

    def take_counted(self) -> None:
        """Give the pair the figures of the sides that are counted, while others still are."""
        if not self.is_of_present:
            return
        for side in self._sides.values():
            if side.live.is_counted or not side.copy.is_counted:
                continue
            if side.live.cost_of(side.changed) <= _MOST_CHANGED:
                side.live.take_figures(side.copy, side.changed)

    def take(self) -> bool:
        """Give the pair the figures, once all steps are taken, and leave it.

        Returns False if it does not have all of them then: because these are no longer of this
        pair, or because so much has changed that counting anew is better.
        """
        self.take_counted()
        self.leave()
        return all(meter.is_counted for meter in self._bitext.meters)

    def leave(self) -> None:
        """Follow the changes of the pair no longer."""
        for side in self._sides.values():
            side.live.forget_notes(side.changed)
