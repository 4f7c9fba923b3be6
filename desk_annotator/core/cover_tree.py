"""Characters of a text by what they are: runs of one kind, and sums in a tree over blocks.

A span that covers whole blocks is written at the few nodes that together are these blocks, and
what lies below them is not looked at. So one that covers a whole text is put in and taken out as
quickly as one of a block.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence

KINDS = 5
"""What a character may be: from 0 (untouched) on; where several apply, the highest counts."""
_HIGHEST_FIRST = tuple(reversed(range(KINDS)))

Piece = tuple[int, int, int]
"""(start, end, kind): a part of a text (code points) that is of one kind."""

Stretch = tuple[int, int, int]
"""(first block, block behind the last one, kind): what is over whole blocks."""


class CoverTree:
    """How many characters of each kind there are in all blocks together.

    Of each block it is told what its characters are without the stretches over it.
    """

    __slots__ = ("_below", "_leaves", "_over", "_top")

    def __init__(self, blocks: int) -> None:
        self._leaves = 1 << max(blocks - 1, 0).bit_length()
        nodes = 2 * self._leaves
        # A row of kinds for each node. Four bytes are enough for any text that fits into memory.
        self._below = array("I", bytes(4 * KINDS * nodes))
        """The characters below each node, by what they are without the stretches at it."""
        self._over = array("I", bytes(4 * KINDS * nodes))
        """How many stretches of each kind are written at each node."""
        self._top = bytearray(nodes)
        """The highest kind of the stretches at each node; 0 where there are none."""

    def copied(self) -> CoverTree:
        """Return a copy."""
        made = CoverTree(0)
        made._leaves = self._leaves
        made._below = self._below[:]
        made._over = self._over[:]
        made._top = self._top[:]
        return made

    @property
    def figures(self) -> list[int]:
        """How many characters of each kind there are."""
        return self._raised(1)

    def change(
        self,
        differences: Mapping[int, Sequence[int]],
        *,
        taken: Iterable[Stretch] = (),
        given: Iterable[Stretch] = (),
    ) -> None:
        """Change stretches, and by how much blocks hold more or fewer characters of each kind."""
        levels: list[dict[int, list[int]]] = [{} for _ in range(self._leaves.bit_length())]
        """What comes to each node, by its distance from the root."""
        # What came and went again must come first.
        for stretches, step in ((given, 1), (taken, -1)):
            for stretch in stretches:
                for node in self._nodes_of(stretch):
                    before = self._raised(node)
                    self._write(node, stretch[2], step)
                    after = self._raised(node)
                    if node > 1:
                        more = [new - old for new, old in zip(after, before, strict=True)]
                        _add(levels[node.bit_length() - 2], node >> 1, more)
        for block, difference in differences.items():
            _add(levels[-1], self._leaves + block, difference)
        below = self._below
        for distance in reversed(range(len(levels))):
            for node, more in levels[distance].items():
                if not any(more):
                    continue
                for at, count in enumerate(more, KINDS * node):
                    if count:
                        below[at] += count
                if distance:
                    _add(levels[distance - 1], node >> 1, _raised(more, self._top[node]))

    def _nodes_of(self, stretch: Stretch) -> Iterator[int]:
        """Yield the fewest nodes that are the blocks of a stretch."""
        first, last, _ = stretch
        left, right = self._leaves + first, self._leaves + last
        while left < right:
            if left & 1:
                yield left
                left += 1
            if right & 1:
                right -= 1
                yield right
            left >>= 1
            right >>= 1

    def _write(self, node: int, kind: int, step: int) -> None:
        row = KINDS * node
        self._over[row + kind] += step
        kinds = range(KINDS - 1, 0, -1)
        self._top[node] = next((each for each in kinds if self._over[row + each]), 0)

    def _raised(self, node: int) -> list[int]:
        """Return the characters below a node by what they are with the stretches at it."""
        return _raised(self._below[KINDS * node : KINDS * (node + 1)].tolist(), self._top[node])

    def first_untouched(self, block: int) -> int | None:
        """Return the first block from this one on that holds a character of kind 0."""
        return self._first_untouched(block, 1, 0, self._leaves)

    def _first_untouched(self, block: int, node: int, low: int, high: int) -> int | None:
        if high <= block or self._top[node] or not self._below[KINDS * node]:
            return None
        if high - low == 1:
            return low
        middle = (low + high) // 2
        found = self._first_untouched(block, 2 * node, low, middle)
        if found is None:
            found = self._first_untouched(block, 2 * node + 1, middle, high)
        return found


def _raised(counts: list[int], top: int) -> list[int]:
    """Return characters by kind when each is made at least `top`."""
    if not top:
        return counts
    return [0] * top + [sum(counts[: top + 1]), *counts[top + 1 :]]


def _add(sums: dict[int, list[int]], node: int, more: Sequence[int]) -> None:
    present = sums.get(node)
    if present is None:
        sums[node] = list(more)
    else:
        for kind, count in enumerate(more):
            present[kind] += count


def runs(start: int, end: int, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield a range cut into runs of one kind, from what lies in it; empty pieces do not count."""
    events: list[tuple[int, int, int]] = []
    """Where something begins (1) or ends (-1), and its kind."""
    for first, last, kind in pieces:
        if first < last:
            events.append((first, 1, kind))
            events.append((last, -1, kind))
    events.sort()
    active = [1] + [0] * (KINDS - 1)
    run_start, run_kind = start, 0
    last_event = len(events) - 1
    for at, (place, change, kind) in enumerate(events):
        active[kind] += change
        if at < last_event and events[at + 1][0] == place:
            continue
        for highest in _HIGHEST_FIRST:
            if active[highest]:
                break
        if highest != run_kind:
            if run_start < place:
                yield run_start, place, run_kind
            run_start, run_kind = place, highest
    if run_start < end:
        yield run_start, end, run_kind
