"""Copies of a project that a synchronisation program left beside it, as two people changed it."""

from __future__ import annotations

import re
import socket
from pathlib import Path

_FRONT = 8192
_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,128})"')
_MOST = 20


def conflict_copies(path: Path, project_id: str) -> tuple[Path, ...]:
    """Return the files beside `path` that are named like conflict copies of it and are that.

    The name only says where to look; the project's id in the file decides. Nothing is changed.
    """
    stem = path.stem
    looks_so = re.compile(
        rf"{re.escape(stem)}( \(\d+\)|[-_ ]{re.escape(socket.gethostname())}|.*conflict.*)\.json",
        re.IGNORECASE,
    ).fullmatch
    found: list[Path] = []
    try:
        for entry in sorted(path.parent.iterdir()):
            if len(found) < _MOST and entry.name != path.name and looks_so(entry.name):
                with entry.open("rb") as file:
                    match = _ID.search(file.read(_FRONT))
                if match and match[1] == project_id.encode("utf-8", "replace"):
                    found.append(entry)
    except OSError:  # what cannot be read is no reason to disturb anybody
        return tuple(found)
    return tuple(found)
