"""Looks at whether the user has cancelled, spread over long work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Check = Callable[[], None]
"""Called all the time while something takes long; raises once nobody wants it any more."""

EVERY = 256
"""Things worked on between two looks: some milliseconds, where each takes some microseconds."""


def go_on() -> None:
    """Raise nothing: nobody wants to stop."""


def with_looks(things: Iterable[T], check: Check, every: int = EVERY) -> Iterator[T]:
    """Give the things one after the other, with a call of `check` before each `every` of them."""
    for number, thing in enumerate(things):
        if number % every == 0:
            check()
        yield thing
