"""Heights of all chunks, estimated until they are laid out, with sums to find places fast."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

_BLOCK = 256


class Heights:
    """Heights (pixels) by chunk, with one sum a block of 256 chunks.

    Changing one costs O(1); the top of a chunk, or the chunk at a height, costs a walk over
    the blocks and one block.
    """

    __slots__ = ("_heights", "_sums", "total")

    def __init__(self, heights: Iterable[float] = ()) -> None:
        self._heights = array("d", heights)
        self._sums = array(
            "d",
            (
                sum(self._heights[first : first + _BLOCK])
                for first in range(0, len(self._heights), _BLOCK)
            ),
        )
        self.total: float = sum(self._sums)
        """Height of all chunks together."""

    def __len__(self) -> int:
        """Return how many chunks there are."""
        return len(self._heights)

    def __getitem__(self, chunk: int) -> float:
        """Return the height of one chunk."""
        return self._heights[chunk]

    def correct(self, chunk: int, height: float) -> None:
        """Replace the height of one chunk."""
        change = height - self._heights[chunk]
        if change:
            self._heights[chunk] = height
            self._sums[chunk // _BLOCK] += change
            self.total += change

    def top(self, chunk: int) -> float:
        """Return the height of all chunks before this one; `chunk` may be the number of chunks."""
        block = chunk // _BLOCK
        return sum(self._sums[:block]) + sum(self._heights[block * _BLOCK : chunk])

    def at(self, y: float) -> tuple[int, float]:
        """Return the chunk at a height and how far into it that is; clamped to the text."""
        if not self._heights:
            return 0, 0.0
        block = 0
        last_block = len(self._sums) - 1
        while block < last_block and y >= self._sums[block]:
            y -= self._sums[block]
            block += 1
        chunk = block * _BLOCK
        last = min(chunk + _BLOCK, len(self._heights)) - 1
        while chunk < last and y >= self._heights[chunk]:
            y -= self._heights[chunk]
            chunk += 1
        return chunk, max(y, 0.0)
