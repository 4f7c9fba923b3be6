"""Spares the cyclic collector of Python objects that can form no cycles.

A project of a hundred thousand annotations is half a million objects. The collector would walk
over all of them again and again while they are read, and stop every thread for as long.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector still: half of the time of reading would be its, in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_MUCH = 5_000
"""Objects made while the collector rested from which on they are spared afterwards: it would look
at all of them at once, in whichever thread makes the next one."""


class CollectorRest:
    """Keeps the collector still during long work in a thread, and spares it of what that made.

    A walk of the collector in a thread stops the window as long as it takes.
    """

    def __init__(self) -> None:
        self._was_on = False

    def __enter__(self) -> CollectorRest:
        self.renew()
        return self

    def renew(self) -> None:
        """Stop it again if somebody else has let it work meanwhile."""
        if gc.isenabled():
            self._was_on = True
            gc.disable()

    def __exit__(self, *_error: object) -> None:
        if gc.get_count()[0] > _MUCH:
            spare_what_is_here()
        if self._was_on:
            gc.enable()


def spare_what_is_here() -> None:
    """Let the collector never again look at the objects there are now.

    They still go when nobody refers to them any more, as a project does when it is closed.
    """
    gc.freeze()
