"""Where the program keeps what belongs to no project folder: journals, backups, crash traces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Self

from platformdirs import user_data_path, user_state_path

from desk_annotator.core.frozen import frozen
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.safe_file import sync_directory

_NAME = "desk-annotator"
_IS_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


@frozen
class StateFolders:
    """The folders of one user; none of them need be there yet.

    They are the user's own and not beside the project, so that no synchronisation program
    copies them about, and that a project in a read-only folder is protected too.
    """

    recovery: Path
    """Journals, in one folder a project."""
    trash: Path
    """Journals that were discarded or are no longer needed, for 30 days."""
    backups: Path
    """Copies of saved projects, in one folder a project."""
    crashes: Path
    """What is left of sessions that ended in a crash."""

    @classmethod
    def below(cls, state: Path, data: Path) -> Self:
        """Return the folders below a folder for state and one for data."""
        return cls(state / "recovery", state / "trash", data / "backups", state / "crashes")

    @classmethod
    def of_user(cls) -> Self:
        """Return the folders of the user who runs the program."""
        return cls.below(
            user_state_path(_NAME, appauthor=False), user_data_path(_NAME, appauthor=False)
        )


def folder_name(project_id: str) -> str:
    """Return the name of a project's folder: its id if that is a UUID, as ours are.

    Another program may have chosen an id that some systems do not take as a name.
    """
    if _IS_UUID(project_id):
        return project_id
    return f"id-{sha256(project_id.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def make_private(folder: Path, files: FileCalls = REAL) -> tuple[Path, ...]:
    """Make a folder, and those lacking above it, that only the user may look into.

    Returns the folders, from above, in which a new name stands now: until they are flushed a
    power cut may take all that is in the new ones. Raises OSError.
    """
    lacking: list[Path] = []
    place = folder
    while not place.is_dir():
        lacking.append(place)
        place = place.parent
    for each in reversed(lacking):
        files.make_folder(str(each), 0o700)
    return tuple(each.parent for each in reversed(lacking))


def flush_names(folders: Iterable[Path], files: FileCalls = REAL) -> None:
    """Wait until the device holds the names in these folders. Raises OSError."""
    for folder in folders:
        with suppress(PermissionError):  # of one far above that may be passed and not read
            sync_directory(files, str(folder))
