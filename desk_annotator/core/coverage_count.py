"""Counts the coverage of a pair beside it, in a copy, while the pair itself may be changed."""

from __future__ import annotations

from collections.abc import Generator

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import CoverageMeter
from desk_annotator.core.span import Side, Span, united

_MOST_CHANGED = 65_536
"""Code points changed meanwhile that are counted again when the figures are taken over: some
milliseconds. Where more have changed, counting begins anew."""


class _SideCount:
    """One side: its meter, the copy that counts, and what has changed since that was made."""

    def __init__(self, live: CoverageMeter, copy: CoverageMeter) -> None:
        self.live = live
        self.copy = copy
        self.changed: list[Span] = []
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

    def take(self) -> bool:
        """Give the pair the figures, once all steps are taken; it is left then.

        Returns False, and gives nothing, if they are no longer of this pair or if so much has
        changed that counting anew is better.
        """
        self.leave()
        if not self.is_of_present:
            return False
        changed = {name: united(side.changed) for name, side in self._sides.items()}
        if sum(span.length for spans in changed.values() for span in spans) > _MOST_CHANGED:
            return False
        for name, side in self._sides.items():
            if not side.live.is_counted:
                side.live.take_figures(side.copy, changed[name])
        return True

    def leave(self) -> None:
        """Follow the changes of the pair no longer."""
        for side in self._sides.values():
            side.live.forget_notes(side.changed)
