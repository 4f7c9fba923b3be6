"""The links of an alignment, asked for by what is in view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from desk_annotator.core.span import Span

Pair = tuple[Span, Span]


class AlignedLinks:
    """Links whose spans overlap no other of their side, found by bisection."""

    def __init__(self, links: Sequence[Pair]) -> None:
        self._by_source = sorted(links, key=lambda link: link[0].start)
        self._ends = [link[0].end for link in self._by_source]

    def touching(self, source: Span, target: Span) -> list[Pair]:
        """Return the links with both ends in these spans (code points)."""
        first = bisect_right(self._ends, source.start)
        last = bisect_left(self._by_source, source.end, key=lambda link: link[0].start)
        return [
            link
            for link in self._by_source[first:last]
            if link[1].start < target.end and target.start < link[1].end
        ]
