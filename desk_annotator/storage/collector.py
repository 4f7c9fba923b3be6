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


def spare_what_is_here() -> None:
    """Let the collector never again look at the objects there are now.

    They still go when nobody refers to them any more, as a project does when it is closed.
    """
    gc.freeze()
