"""The temporary files that saves left beside a project when they were cut short."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Project
from desk_annotator.storage import layout
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.file_version import claimed_version
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.reading_watch import Check, unchecked
from desk_annotator.storage.safe_file import IS_TEMPORARY_NAME
from desk_annotator.storage.signature import Signature

AGE = 3600
"""Seconds after which a temporary file is no longer that of a save under way."""

_MOST_FOUND = 5
_MOST_LOOKED_INTO = 100


@frozen
class Leftover:
    """A temporary file that holds a whole project, and what it holds.

    `signature.mtime_ns` says when it was written.
    """

    path: Path
    project: Project
    signature: Signature


def sweep_leftovers(
    directory: str | os.PathLike[str],
    project_id: str,
    *,
    now: float | None = None,
    check: Check = unchecked,
) -> tuple[Leftover, ...]:
    """Clear a folder of what saves left that were cut short; return what may be recovered.

    Only regular files with our own kind of name that are more than an hour old are looked
    into, newest first, 100 at most. Those that hold a whole project stay where they are: of the
    project with this id 5 at most are returned, and then no more are looked for. The others are
    removed, but for what another version of the program wrote to its end. What may not be read
    or removed is left alone. `now` is in seconds since 1970; what `check` raises goes through.
    """
    found: list[Leftover] = []
    for entry, state in _old_files(directory, (time.time() if now is None else now) - AGE):
        check()
        try:
            data, mtime_ns = read_bounded(entry, SIZE_LIMIT)
            project = decode(data, name=entry.name, check=check).project
        except FaultError:
            continue
        except ProjectFileError:
            if not _is_of_another_version(data):
                _remove_same(entry, state)
        else:
            if project.id == project_id:
                found.append(Leftover(entry, project, Signature.of(data, mtime_ns)))
            if len(found) == _MOST_FOUND:
                break
    return tuple(found)


def _old_files(
    directory: str | os.PathLike[str], latest: float
) -> list[tuple[Path, os.stat_result]]:
    """Return the temporary files last written by then (seconds since 1970), newest first."""
    found: list[tuple[Path, os.stat_result]] = []
    try:
        for entry in Path(directory).iterdir():
            if IS_TEMPORARY_NAME(entry.name):
                state = entry.lstat()
                if stat.S_ISREG(state.st_mode) and state.st_mtime <= latest:
                    found.append((entry, state))
    except OSError:  # what cannot be read is no reason to disturb anybody
        return []
    found.sort(key=lambda each: (-each[1].st_mtime_ns, each[0].name))
    return found[:_MOST_LOOKED_INTO]


def _is_of_another_version(data: bytes) -> bool:
    """True if a version of the program that this one cannot read seems to have written it all."""
    return claimed_version(data) not in (None, layout.VERSION[0]) and data.rstrip().endswith(b"}")


def _remove_same(path: Path, seen: os.stat_result) -> None:
    """Remove a file unless it was written meanwhile."""
    with suppress(OSError):
        if path.lstat().st_mtime_ns == seen.st_mtime_ns:
            path.unlink()
