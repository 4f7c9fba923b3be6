"""Places that answer each other, for panes that scroll together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.result import LINKED, Alignment, Link

_SURE = 100
"""How many ordinary characters of agreement a confirmed link is worth."""


def anchors_for_scrolling(
    alignment: Alignment, check: Check = go_on
) -> tuple[tuple[int, int], ...]:
    """Return pairs (source offset, target offset) in code points, both rising strictly.

    Taken from the beginnings and ends of the largest set of links in the same order on both
    sides; links that cross it are left out. Confirmed links weigh more than found ones.
    `check` is called all the time and may raise.
    """
    links = [link for link in alignment.links if link.confidence >= LINKED or link.confirmed]
    anchors: list[tuple[int, int]] = []
    for link in with_looks(_in_order(links, check), check):
        for place in (
            (link.source.start, link.target.start),
            (link.source.end, link.target.end),
        ):
            if not anchors or (place[0] > anchors[-1][0] and place[1] > anchors[-1][1]):
                anchors.append(place)
    return tuple(anchors)


def _in_order(links: Sequence[Link], check: Check) -> list[Link]:
    """Choose links rising on both sides, of the greatest total weight (characters)."""
    ordered = sorted(links, key=lambda link: (link.source.start, link.target.start))
    ends: list[int] = []
    totals: list[float] = []
    chosen: list[int] = []
    before: list[int] = [-1] * len(ordered)
    for number, link in enumerate(with_looks(ordered, check)):
        place = bisect_right(ends, link.target.start)
        weight = link.source.length + link.target.length
        if link.confirmed:
            weight *= _SURE
        total = weight + (totals[place - 1] if place else 0.0)
        before[number] = chosen[place - 1] if place else -1
        end = link.target.end
        at = bisect_right(ends, end)
        if at and totals[at - 1] >= total:
            continue
        ends.insert(at, end)
        totals.insert(at, total)
        chosen.insert(at, number)
        while at + 1 < len(totals) and totals[at + 1] <= total:
            del ends[at + 1], totals[at + 1], chosen[at + 1]
    chain: list[Link] = []
    number = chosen[-1] if chosen else -1
    while number >= 0:
        chain.append(ordered[number])
        number = before[number]
    chain.reverse()
    return chain
