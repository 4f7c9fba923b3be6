"""Hears how far the reading of a file has come, and may stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[], None]
Progress = Callable[[float], None]


def unchecked() -> None:
    """Let the reading go on."""


def unheard(share: float) -> None:
    """Take no notice of progress."""
    del share


@dataclass(slots=True)
class ReadingWatch:
    """Told of every piece that is read.

    What `check` raises goes through and ends the reading. `progress` hears the share done, 0 to
    1; it falls back if the file turns out to need another way of reading.
    """

    check: Check = unchecked
    progress: Progress = unheard
    first: float = 0.0
    """The share done when the present step began."""
    last: float = 1.0
    """The share done when it ends."""

    def step(self, first: float, last: float) -> None:
        """Begin the next step, from one share to another."""
        self.first, self.last = first, last

    def reached(self, done: int, total: int) -> None:
        """Say how much of the present step is done."""
        self.check()
        if total:
            self.progress(self.first + (self.last - self.first) * min(done / total, 1.0))
