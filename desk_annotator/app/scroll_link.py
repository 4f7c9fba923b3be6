"""Which place of the other text belongs beside a place of this one."""

from __future__ import annotations

from array import array
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
        by_side: dict[Side, array[int]] | None = None,
    ) -> None:
        """`by_side` is what `offsets_in_steps` made of the anchors already."""
        if by_side is None:
            steps = offsets_in_steps(increasing(anchors), source_length, target_length)
            by_side = all_at_once(steps)
        self._by_side = by_side

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


def offsets_in_steps(
    anchors: Sequence[Anchor], source_length: int, target_length: int
) -> Steps[dict[Side, array[int]]]:
    """Return the offsets on each side of anchors in rising order, and of both ends.

    They are columns of four bytes an offset: there may be as many as annotations.
    """
    sources, targets = array("I", (0,)), array("I", (0,))
    for piece in pieces(anchors):
        inner = [
            (source, target)
            for source, target in piece
            if 0 < source < source_length and 0 < target < target_length
        ]
        sources.extend(source for source, _ in inner)
        targets.extend(target for _, target in inner)
        yield
    sources.append(source_length)
    targets.append(target_length)
    return {Side.SOURCE: sources, Side.TARGET: targets}


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
    """Make the scroll link of the annotations there are now; the steps are for any thread."""
    lengths = len(bitext.text(Side.SOURCE)), len(bitext.text(Side.TARGET))
    return _linked(list(bitext.annotations.values()), aligned, *lengths)


def _linked(
    annotations: Sequence[Annotation],
    aligned: Sequence[Anchor],
    source_length: int,
    target_length: int,
) -> Steps[ScrollLink]:
    own_anchors: set[Anchor] = set()
    for piece in pieces(annotations):
        own_anchors.update(link_anchors(piece))
        yield
    own = yield from _increasing(list(own_anchors))
    starts: list[int] = []
    for some in pieces(own):
        starts += [source for source, _ in some]
        yield
    fitting = []
    for some in pieces(aligned):
        for source, target in some:
            position = bisect_left(starts, source)
            if position < len(own) and starts[position] == source:
                continue  # of two anchors of one place only one can stay: the user's
            above = own[position - 1][1] if position else -1
            below = own[position][1] if position < len(own) else 1 << 62
            if above < target < below:
                fitting.append((source, target))
        yield
    if fitting:
        all_anchors: set[Anchor] = set()
        for some in (*pieces(own), *pieces(fitting)):
            all_anchors.update(some)
            yield
        own = yield from _increasing(list(all_anchors))
    by_side = yield from offsets_in_steps(own, source_length, target_length)
    return ScrollLink((), source_length, target_length, by_side=by_side)
