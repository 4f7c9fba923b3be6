"""Tells those who must know that something happened, in the order they asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Event(Generic[T]):
    """A list of functions to call with each value emitted."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def subscribe(self, listener: Callable[[T], None]) -> None:
        """Call `listener` with every value emitted from now on."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[T], None]) -> None:
        """Stop calling `listener`. Raises ValueError if it was not subscribed."""
        self._listeners.remove(listener)

    def emit(self, value: T) -> None:
        """Call every listener with `value`."""
        for listener in tuple(self._listeners):
            listener(value)
