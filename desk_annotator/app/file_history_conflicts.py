"""Copies of a project that a synchronisation program left beside it, as two people changed it."""

from __future__ import annotations

import re
from pathlib import Path

from desk_annotator.storage.file_version import FRONT, claimed_id
from desk_annotator.storage.lock_owner import host_name

_MOST = 20
_BEHIND_STEM = r"( \(\d+\)| \d+|[-_ ]{host}|.*(conflict|konflikt|conflit|تعارض).*)\.json"
"""How their names go on behind that of the project. The programs speak the user's language."""


def conflict_copies(path: Path, project_id: str) -> tuple[Path, ...]:
    """Return the files beside `path` that are named like conflict copies of it and are that.

    The name only says where to look; the project's id in the file decides. Nothing is changed.
    """
    behind = _BEHIND_STEM.format(host=re.escape(host_name()))
    looks_so = re.compile(re.escape(path.stem) + behind, re.IGNORECASE).fullmatch
    found: list[Path] = []
    try:
        entries = sorted(path.parent.iterdir())
    except OSError:  # what cannot be read is no reason to disturb anybody
        return ()
    for entry in entries:
        if len(found) < _MOST and entry.name != path.name and looks_so(entry.name):
            try:
                with entry.open("rb") as file:
                    found_id = claimed_id(file.read(FRONT))
            except OSError:  # nor is one file among others
                continue
            if found_id and found_id == project_id:
                found.append(entry)
    return tuple(found)
