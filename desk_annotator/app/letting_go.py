"""Lets a project that was left go a little at a time, in a thread.

With the last that refers to a project its annotations would go all at once, a hundred thousand
in a tenth of a second, and the window would stand still as long.
"""

from __future__ import annotations

import threading
import time
from weakref import finalize

from desk_annotator.app.open_project import OpenProject

_MANY = 5000
"""Objects of which fewer go in no time."""
_AT_A_TIME = 500
"""Objects let go of in one piece: less than a millisecond."""
_AFTER = 0.5
"""Seconds in which the last views turn to another project."""


def let_go_slowly(opened: OpenProject) -> None:
    """Let what a project is made of outlive it, and then go piece by piece in a thread.

    The project stays as it is for whoever still refers to it; nothing happens before nobody does.
    """
    parts = _parts(opened)
    if sum(map(len, parts)) > _MANY:
        finalize(opened.workspace, _begin, parts).atexit = False


def _parts(opened: OpenProject) -> list[list[object]]:
    """Return the objects of a project of which there may be many."""
    parts: list[list[object]] = [
        list(bitext.annotations.values()) for bitext in opened.workspace.bitexts
    ]
    if opened.on_disk is not None:
        parts.extend(list(pair.annotations) for pair in opened.on_disk.pairs)
    return parts


def _begin(parts: list[list[object]]) -> None:
    # At the end of the program nobody waits for it.
    threading.Thread(target=_let_go, args=(parts,), name="letting go", daemon=True).start()


def _let_go(parts: list[list[object]]) -> None:
    time.sleep(_AFTER)
    for part in parts:
        while part:
            del part[-_AT_A_TIME:]
