"""Where a text is cut into chunks, found out in the thread that reads it."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from operator import sub
from typing import NamedTuple

from desk_annotator.core.text import Text
from desk_annotator.qt.pane.line_measure import has_stacks
from desk_annotator.text.chunks import chunks

LIMIT = 2000
"""Code points of a chunk."""
_MOST_KEPT = 4


class Chunking(NamedTuple):
    """The bounds of the chunks, how many have each length, and whether there are stacked marks."""

    bounds: array[int]
    lengths: Counter[int]
    has_stacks: bool


_kept: OrderedDict[tuple[str, str], Chunking] = OrderedDict()
"""Those of the texts last asked for, by hash and direction."""


def chunking(text: Text) -> Chunking:
    """Return the chunks of a text. What was found is kept for the next who asks, in any thread."""
    key = (text.sha256, text.direction)
    found = _kept.get(key)
    if found is None:
        bounds = chunks(text.characters, text.direction, LIMIT)
        found = Chunking(bounds, lengths_of(bounds), has_stacks(text.characters))
        _kept[key] = found
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return found


def lengths_of(bounds: array[int]) -> Counter[int]:
    """Return how many chunks have each length in code points."""
    return Counter(map(sub, bounds[1:], bounds))
