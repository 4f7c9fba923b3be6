"""A thread for what takes too long to write for the window to wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress


def in_thread(work: Callable[..., None], *arguments: object) -> None:
    """Do work in a thread; or here, when the process ends and no thread can begin.

    The process does not end before the work is done.
    """
    with suppress(RuntimeError):
        threading.Thread(target=work, args=arguments).start()
        return
    work(*arguments)
