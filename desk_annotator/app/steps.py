"""Work cut into steps: a generator yields after each, and returns what it has made."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeVar

T = TypeVar("T")
Key = TypeVar("Key", bound=tuple[object, ...])
Steps = Generator[None, None, T]
"""Yields between two steps, and returns the result."""

_AT_A_TIME = 2000


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
    for first in range(0, len(items), _AT_A_TIME):
        yield items[first : first + _AT_A_TIME]


def sorted_runs_merged(runs: list[list[Key]]) -> Steps[list[Key]]:
    """Return the keys of several sorted lists in one, sorted. The lists are used up."""
    while len(runs) > 1:
        merged = []
        for first in range(0, len(runs), 2):
            run = [key for each in runs[first : first + 2] for key in each]
            run.sort()  # it finds the two runs by itself
            merged.append(run)
            yield
        runs = merged
    return runs[0] if runs else []
