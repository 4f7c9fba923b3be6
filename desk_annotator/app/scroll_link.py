"""Which place of the other text belongs beside a place of this one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from desk_annotator.app.steps import Steps, all_at_once, pieces, sorted_runs_merged
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side

Anchor = tuple[int, int]
"""(source offset, target offset) that belong together, in code points."""


def increasing(anchors: Iterable[Anchor]) -> list[Anchor]:
    """Return a longest run of anchors in which both offsets strictly increase.

    Links that cross are common in comparable texts; only those of the longest orderly run can
    steer both panes at once. Patience sorting, O(n log n).
    """
    return all_at_once(_increasing(list(set(anchors))))


def _increasing(anchors: list[Anchor]) -> Steps[list[Anchor]]:
    runs = []
    for piece in pieces(anchors):
        runs.append(sorted((source, -target) for source, target in piece))
        yield
    ordered = yield from sorted_runs_merged(runs)
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    number = 0
    for piece in pieces(ordered):
        for _, falling in piece:
            target = -falling
            length = bisect_left(tails, target)
            before.append(tail_at[length - 1] if length else -1)
            if length == len(tails):
                tails.append(target)
                tail_at.append(number)
            else:
                tails[length] = target
                tail_at[length] = number
            number += 1
        yield
    run: list[Anchor] = []
    number = tail_at[-1] if tail_at else -1
    while number >= 0:
        source, falling = ordered[number]
        run.append((source, -falling))
        number = before[number]
        if len(run) % 4000 == 0:
            yield
    run.reverse()
    return run


class ScrollLink:
    """Interpolates between anchors: the starts and ends of the texts and what links them."""

    def __init__(
        self,
        anchors: Sequence[Anchor],
        source_length: int,
        target_length: int,
        *,
        are_increasing: bool = False,
    ) -> None:
        inner = [
            anchor
            for anchor in (anchors if are_increasing else increasing(anchors))
            if 0 < anchor[0] < source_length and 0 < anchor[1] < target_length
        ]
        self._anchors = [(0, 0), *inner, (source_length, target_length)]
        self._by_side: dict[Side, list[int]] = {
            Side.SOURCE: [source for source, _ in self._anchors],
            Side.TARGET: [target for _, target in self._anchors],
        }

    def opposite(self, side: Side, offset: float) -> float:
        """Return the offset of the other side that belongs beside `offset` of this one."""
        here = self._by_side[side]
        there = self._by_side[side.other]
        after = min(max(bisect_right(here, offset), 1), len(here) - 1)
        first, last = here[after - 1], here[after]
        if last == first:
            return float(there[after])
        share = min(max((offset - first) / (last - first), 0.0), 1.0)
        return there[after - 1] + share * (there[after] - there[after - 1])


def link_anchors(annotations: Iterable[Annotation]) -> list[Anchor]:
    """Return the anchors that matches give, those of rejected ones left out."""
    return [
        (annotation.source[0].start, annotation.target[0].start)
        for annotation in annotations
        if annotation.tag == Tag.MATCHING
        and annotation.status != Status.REJECTED
        and annotation.source
        and annotation.target
    ]


def scroll_link(bitext: Bitext, aligned: Sequence[Anchor] = ()) -> ScrollLink:
    """Return the scroll link of a pair: from its matches, then from an alignment where one exists.

    Anchors of the alignment that would contradict the order of the user's own are left out.
    """
    return all_at_once(scroll_link_in_steps(bitext, aligned))


def scroll_link_in_steps(bitext: Bitext, aligned: Sequence[Anchor] = ()) -> Steps[ScrollLink]:
    """Make the scroll link step by step; it is that of the annotations of the first step."""
    own_anchors: set[Anchor] = set()
    for piece in pieces(list(bitext.annotations.values())):
        own_anchors.update(link_anchors(piece))
        yield
    own = yield from _increasing(list(own_anchors))
    starts = [source for source, _ in own]
    yield
    fitting = []
    for some in pieces(aligned):
        for source, target in some:
            position = bisect_left(starts, source)
            above = own[position - 1][1] if position else -1
            below = own[position][1] if position < len(own) else 1 << 62
            if above < target < below:
                fitting.append((source, target))
        yield
    if fitting:
        own = yield from _increasing(list({*own, *fitting}))
    return ScrollLink(
        own, len(bitext.text(Side.SOURCE)), len(bitext.text(Side.TARGET)), are_increasing=True
    )
