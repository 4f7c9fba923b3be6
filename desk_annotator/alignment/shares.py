"""How far long work of several steps is, told as a share of the time it takes."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[float], None]
"""Told the share (0 to 1) of its work that a step has done; shares never fall."""

# Seconds that steps took on one core of the machine they were measured on, for each code point
# or unit of both texts. What counts is how they are to each other.
CUTTING = 3e-6
"""A code point."""
ENCODING = 6e-4
WORDS = 2.5e-5
ROUNDS = (7e-5, 7e-5, 1.9e-4)
"""Each round looks for the chain with what the last one taught; the last looks at more shapes."""
MOVED = 7e-5
"""Looking for moved blocks, as long as nobody knows how much is left over."""
JUDGING = 4e-5

USUAL_UNIT = 60
"""Code points of a unit, as long as nobody knows."""


def cost_of_rounds(count: int) -> float:
    """Return what the rounds and all behind them cost, for so many units that mostly answer."""
    return (sum(ROUNDS) + MOVED + JUDGING) * count


_LEAST = 0.001
"""Share that is worth telling: to tell takes a signal, and some steps tell at every unit."""


def silent(_share: float) -> None:
    """Tell nobody how far it is."""


class Shares:
    """Gives each step the part of the rest that it will take, by what is known when it begins.

    What a step costs is often seen only by what the one before it found. So nothing is laid down
    at the beginning: the rest is divided anew at each step, and what was told never falls.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._reached = self._told = 0.0

    def step(self, cost: float, rest: float) -> Tell:
        """Return what a step of this cost tells its own share to; all behind it costs `rest`.

        The costs are seconds, or anything that grows with them.
        """
        begun = self._reached
        part = (1 - begun) * cost / (cost + rest) if cost > 0 else 0.0

        def tell(share: float) -> None:
            self._reached = max(self._reached, begun + part * min(share, 1.0))
            if self._reached >= self._told + _LEAST:
                self._told = self._reached
                self._tell(self._told)

        return tell

    def done(self) -> None:
        """Tell that all is done."""
        self._reached = self._told = 1.0
        self._tell(1.0)


def part_of(tell: Tell, begin: float, end: float) -> Tell:
    """Return what tells a share of a part of the work, from one share of the whole to another."""
    return lambda share: tell(begin + (end - begin) * share)
