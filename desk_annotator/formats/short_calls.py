"""Does to many things at once what in a single call would keep the interpreter for long.

While a thread is inside one call, as one that sorts or lets go of a hundred thousand things, no
other thread gets on: the window would stand still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any

_RANGE_BITS = 14
"""Offsets are sorted by ranges of 16,384 code points."""
_AT_A_TIME = 500


def sorted_offsets(*groups: Iterable[int]) -> list[int]:
    """Return the offsets of all groups in order, each once."""
    ranges: defaultdict[int, set[int]] = defaultdict(set)
    for offset in chain(*groups):
        ranges[offset >> _RANGE_BITS].add(offset)
    found: list[int] = []
    for number in sorted(ranges):
        found += sorted(ranges[number])
    return found


def let_go(*held: dict[Any, Any] | list[Any]) -> None:
    """Empty dictionaries and lists that are needed no more, some hundreds at a time."""
    for each in held:
        if isinstance(each, list):
            while each:
                del each[-_AT_A_TIME:]
        else:
            for key in list(each):
                del each[key]
