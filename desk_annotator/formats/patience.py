"""Ends work of a library's that takes too long, wherever in it that is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_STEPS = 256
"""Calls of functions between two looks at the clock."""


class OutOfPatienceError(Exception):
    """The work took longer than it may."""


@contextmanager
def patience(seconds: float, check: Callable[[], None]) -> Iterator[None]:
    """Let the work inside take so many seconds of the processor, in this thread.

    `check` is called now and then; what it raises goes through. Raises OutOfPatienceError at a
    call inside that comes too late; a library that takes every exception for a fault of its
    input reports its own. Where a profiler runs already, nothing is ended.
    """
    if sys.getprofile() is not None:
        yield
        return
    end = time.thread_time() + seconds
    steps = 0

    def look(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal steps
        steps += 1
        if steps % _STEPS:
            return
        check()
        if time.thread_time() > end:
            raise OutOfPatienceError

    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)
