"""Heights of all chunks: those laid out are known, all others reckoned from their lengths."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence

_NEAR = 64
"""Chunks that are added up one by one."""


class Heights:
    """Heights (pixels) by chunk, without a number kept for each.

    A chunk is thought to be as high as its length (code points) says, until its height is
    known. Making this costs nothing for each chunk, so that a new width of a text of any length
    is free; a height that gets known, and the top of a chunk, cost O(log n), the chunk at a
    height O(log² n).
    """

    __slots__ = ("_bounds", "_changes", "_known", "_per_character", "_per_chunk", "total")

    def __init__(
        self, bounds: Sequence[int], per_character: float = 0.0, per_chunk: float = 0.0
    ) -> None:
        """Take the bounds of the chunks (n + 1 offsets, rising), and what heights are made of."""
        self._bounds = bounds
        self._per_character = per_character
        self._per_chunk = per_chunk
        self._known: dict[int, float] = {}
        # What the known ones add to what was reckoned, as a tree of sums (Fenwick's).
        self._changes = array("d", bytes(8 * len(bounds)))
        self.total: float = self.top(len(self))
        """Height of all chunks together."""

    def __len__(self) -> int:
        """Return how many chunks there are."""
        return len(self._bounds) - 1

    def __getitem__(self, chunk: int) -> float:
        """Return the height of one chunk, as far as is known."""
        known = self._known.get(chunk)
        return self._reckoned(chunk) if known is None else known

    def _reckoned(self, chunk: int) -> float:
        length = self._bounds[chunk + 1] - self._bounds[chunk]
        return length * self._per_character + self._per_chunk

    def correct(self, chunk: int, height: float) -> None:
        """Say how high one chunk is."""
        change = height - self[chunk]
        self._known[chunk] = height
        if not change:
            return
        self.total += change
        changes, place = self._changes, chunk + 1
        while place < len(changes):
            changes[place] += change
            place += place & -place

    def top(self, chunk: int) -> float:
        """Return the height of all chunks before this one; `chunk` may be the number of chunks."""
        characters = self._bounds[chunk] - self._bounds[0]
        y = characters * self._per_character + chunk * self._per_chunk
        changes, place = self._changes, chunk
        while place:
            y += changes[place]
            place &= place - 1
        return y

    def between(self, first: int, last: int) -> float:
        """Return the height of the chunks ``[first, last)``; of a few whole pixels stay whole."""
        if last - first > _NEAR:
            return self.top(last) - self.top(first)
        return sum(map(self.__getitem__, range(first, last)))

    def at(self, y: float) -> tuple[int, float]:
        """Return the chunk at a height and how far into it that is; clamped to the text."""
        chunk = max(bisect_right(range(len(self)), y, key=self.top) - 1, 0)
        return chunk, max(y - self.top(chunk), 0.0)
