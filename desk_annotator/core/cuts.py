"""Where the user herself has cut a text into units, and where she has joined units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Final

from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span


@frozen
class Cuts:
    """The cuts and joins made by hand in one text (code points).

    `at` are offsets at which a unit must begin, rising. `joined` are stretches, sorted, without
    characters in common, that must not be cut: no offset of `at` lies inside one. They say
    where units begin whatever the program proposes, now and after its proposals get better.
    """

    at: tuple[int, ...] = ()
    joined: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything was cut or joined by hand."""
        return bool(self.at or self.joined)

    def fault(self, length: int) -> str:
        """Return what is wrong with these cuts in a text of `length` code points, or nothing."""
        if any(left >= right for left, right in pairwise(self.at)):
            return "the cuts are not in rising order"
        if self.at and not 0 < self.at[0] <= self.at[-1] < length:
            return "a cut lies outside the text"
        if any(span.is_caret or span.end > length for span in self.joined):
            return "a joined stretch is empty or ends beyond the text"
        if any(left.end > right.start for left, right in pairwise(self.joined)):
            return "joined stretches overlap or are not in order"
        if any(self._inside(span) for span in self.joined):
            return "a cut lies inside a joined stretch"
        return ""

    def _inside(self, span: Span) -> tuple[int, ...]:
        """Return the cuts that lie inside a stretch, not at its edges."""
        return self.at[bisect_right(self.at, span.start) : bisect_left(self.at, span.end)]

    def split(self, offset: int) -> Cuts:
        """Return these cuts with one more; a joined stretch around it becomes two."""
        joined: list[Span] = []
        for span in self.joined:
            if span.start < offset < span.end:
                joined += [Span(span.start, offset), Span(offset, span.end)]
            else:
                joined.append(span)
        return Cuts(tuple(sorted({*self.at, offset})), tuple(joined))

    def join(self, span: Span) -> Cuts:
        """Return these cuts with a stretch that stays whole, and with it all it overlaps."""
        overlapped = [each for each in self.joined if each.overlaps(span)]
        whole = Span(
            min([span.start, *(each.start for each in overlapped)]),
            max([span.end, *(each.end for each in overlapped)]),
        )
        inside = set(self._inside(whole))
        return Cuts(
            tuple(offset for offset in self.at if offset not in inside),
            tuple(sorted({*self.joined, whole}.difference(overlapped) | {whole})),
        )


NO_CUTS: Final = Cuts()
"""Of a side on which the user has cut and joined nothing."""
