"""Work cut into steps: a generator yields after each, and returns what it has made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Sequence
from typing import TypeVar

T = TypeVar("T")
Key = TypeVar("Key", bound=tuple[object, ...])
Steps = Generator[None, None, T]
"""Yields between two steps, and returns the result."""

AT_A_TIME = 2000
"""Items of one step."""
_SAMPLED = 50
"""One key in so many says how the others lie."""


def all_at_once(steps: Steps[T]) -> T:
    """Take all steps and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def pieces(items: Sequence[T]) -> Generator[Sequence[T], None, None]:
    """Cut a sequence into pieces that take one step each."""
    for first in range(0, len(items), AT_A_TIME):
        yield items[first : first + AT_A_TIME]


def sorted_runs_merged(runs: list[list[Key]]) -> Steps[list[Key]]:
    """Return the keys of several sorted lists in one, sorted, some thousands a step.

    A sample says between which keys about as many lie; those are sorted together.
    """
    sample = sorted(key for run in runs for key in run[::_SAMPLED])
    bounds = sample[:: max(AT_A_TIME // _SAMPLED, 1)][1:]
    places = [0] * len(runs)
    merged: list[Key] = []
    yield
    for bound in bounds:
        ends = [bisect_left(run, bound, place) for run, place in zip(runs, places, strict=True)]
        _merge(runs, places, ends, merged)
        places = ends
        yield
    _merge(runs, places, list(map(len, runs)), merged)
    return merged


def _merge(runs: list[list[Key]], starts: list[int], ends: list[int], merged: list[Key]) -> None:
    keys = [
        key for run, start, end in zip(runs, starts, ends, strict=True) for key in run[start:end]
    ]
    keys.sort()
    merged += keys
