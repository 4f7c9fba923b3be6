"""The one conversion between code-point offsets and the UTF-16 units Qt counts in."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Map:
    """Maps offsets of one string both ways. Build O(n) once, each look-up O(log astral)."""

    __slots__ = ("_astral", "_astral16", "length", "length16")

    def __init__(self, characters: str) -> None:
        self._astral = array("q", (match.start() for match in _ASTRAL.finditer(characters)))
        self._astral16 = array("q", (position + rank for rank, position in enumerate(self._astral)))
        self.length = len(characters)
        """Length in code points."""
        self.length16 = self.length + len(self._astral)
        """Length in UTF-16 units."""

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 position of a code-point offset in ``[0, length]``."""
        if not 0 <= offset <= self.length:
            message = f"offset {offset} outside [0, {self.length}]"
            raise ValueError(message)
        return offset + bisect_left(self._astral, offset)

    def to_offset(self, position: int) -> int:
        """Return the code-point offset of a UTF-16 position in ``[0, length16]``.

        A position inside a surrogate pair gives the offset of its character.
        """
        if not 0 <= position <= self.length16:
            message = f"UTF-16 position {position} outside [0, {self.length16}]"
            raise ValueError(message)
        before = bisect_left(self._astral16, position)
        if before and self._astral16[before - 1] == position - 1:
            return self._astral[before - 1]
        return position - before
