"""Does to many things at once what in a single call would keep the interpreter for long.

While a thread is inside one call, as one that sorts or lets go of a hundred thousand things, no
other thread gets on: the window would stand still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

T = TypeVar("T")

_RANGE_BITS = 14
"""Offsets are sorted by ranges of 16,384 code points."""
_AT_A_TIME = 500
_MOST = 1 << 12
"""Things sorted in one call."""
_FIRST = itemgetter(0)


def sorted_offsets(*groups: Iterable[int]) -> list[int]:
    """Return the offsets of all groups in order, each once."""
    ranges: defaultdict[int, set[int]] = defaultdict(set)
    for offset in chain(*groups):
        ranges[offset >> _RANGE_BITS].add(offset)
    found: list[int] = []
    for number in sorted(ranges):
        found += sorted(ranges[number])
    return found


def in_order(items: Iterable[T], key: Callable[[T], tuple[Any, ...]]) -> list[T]:
    """Return what `sorted` does; the keys are tuples that begin with an offset."""
    ranges: defaultdict[int, list[tuple[tuple[Any, ...], T]]] = defaultdict(list)
    for item in items:
        its_key = key(item)
        ranges[its_key[0] >> _RANGE_BITS].append((its_key, item))
    found: list[T] = []
    for number in sorted(ranges):
        here = ranges.pop(number)
        runs = [
            sorted(here[start : start + _MOST], key=_FIRST) for start in range(0, len(here), _MOST)
        ]
        found += [item for _, item in (runs[0] if len(runs) == 1 else merge(*runs, key=_FIRST))]
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


@contextmanager
def letting_go_of(*held: dict[Any, Any] | list[Any]) -> Iterator[None]:
    """Empty dictionaries and lists when the work with them has ended, however it did."""
    try:
        yield
    finally:
        let_go(*held)


@contextmanager
def letting_go_on_error(*held: dict[Any, Any] | list[Any]) -> Iterator[None]:
    """Empty what was to be returned if the work is cancelled or breaks."""
    try:
        yield
    except BaseException:
        let_go(*held)
        raise


@contextmanager
def letting_go(lists: Mapping[Any, list[Any]]) -> Iterator[None]:
    """Empty the lists of a dictionary when the work with them has ended, however it did.

    Of work that was cancelled the exception keeps them, and the window lets go of that, at once.
    """
    try:
        yield
    finally:
        let_go(*lists.values())
