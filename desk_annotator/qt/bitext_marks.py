"""What a pane is to paint under its text: annotations, ignored ranges and find hits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from desk_annotator.core.annotation import Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.pane.mark import Mark, MarkKind

_KINDS: dict[str, MarkKind] = {
    Tag.MATCHING: MarkKind.MATCHING,
    Tag.MISSING: MarkKind.MISSING,
    Tag.ADDED: MarkKind.ADDED,
}


class BitextMarks:
    """The marks of one side, asked for by the pane for the text in view only."""

    def __init__(self, bitext: Bitext, side: Side) -> None:
        self._bitext = bitext
        self._side = side
        self.active_id: str | None = None
        self.hovered_id: str | None = None
        self.hits: Sequence[Span] = ()
        """Find hits, sorted and disjoint."""
        self.current_hit: Span | None = None
        self.cuts: Sequence[int] = ()
        """Where units begin, if that is shown: offsets in code points, rising."""
        self.hand_cuts: frozenset[int] = frozenset()
        """Those of them the user made."""

    def marks(self, start: int, end: int) -> list[Mark]:
        """Return the marks that touch ``[start, end)`` (code points)."""
        found = [
            Mark(span.start, span.end, MarkKind.IGNORED)
            for span in _within(self._bitext.ignored(self._side), start, end)
        ]
        annotations, active, hovered = self._bitext.annotations, self.active_id, self.hovered_id
        for first, last, key in self._bitext.index(self._side).touching(start, end):
            annotation = annotations[key]
            status = annotation.status
            if status == Status.REJECTED:
                continue
            kind = _KINDS.get(annotation.tag, MarkKind.UNKNOWN)
            is_suggested = status == Status.SUGGESTED
            found.append(Mark(first, last, kind, key, key == active, key == hovered, is_suggested))
        for span in _within(self.hits, start, end):
            kind = MarkKind.CURRENT_HIT if span == self.current_hit else MarkKind.HIT
            found.append(Mark(span.start, span.end, kind))
        found.extend(
            Mark(at, at, MarkKind.HAND_CUT if at in self.hand_cuts else MarkKind.CUT)
            for at in self.cuts[bisect_left(self.cuts, start) : bisect_left(self.cuts, end)]
        )
        return found


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return those of the sorted, disjoint spans that share a character with ``[start, end)``."""
    first = bisect_left(spans, start, key=lambda span: span.end)
    found = []
    for position in range(first, len(spans)):
        span = spans[position]
        if span.start >= end:
            break
        if span.end > start:
            found.append(span)
    return found
