"""The file history of a project: its saved versions, what each holds, and taking one out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from desk_annotator.core.annotation import Tag
from desk_annotator.core.errors import ProjectFileError, SaveError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.storage.backups import Backup, BackupStore
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.fault import FaultError, refusal
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.reading_watch import Check, unchecked
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.storage.state_folder import StateFolders


@frozen
class Version:
    """What one saved version holds: how many annotations of each tag, and the project itself."""

    backup: Backup
    project: Project
    counts: Mapping[str, int]


def versions(folders: StateFolders, project_id: str) -> tuple[Backup, ...]:
    """Return the saved versions of a project, newest first. Raises ProjectFileError."""
    try:
        return BackupStore(folders, project_id).entries()
    except OSError as error:
        raise ProjectFileError(
            QT_TRANSLATE_NOOP("Errors", "The file history cannot be read: {reason}."),
            reason=error.strerror or type(error).__name__,
        ) from error


def read_version(backup: Backup, check: Check = unchecked) -> Version:
    """Read one version. Raises ProjectFileError, and what `check`, called for each piece, does."""
    check()
    try:
        data, _ = read_bounded(backup.path, SIZE_LIMIT)
    except FaultError as fault:
        raise refusal(fault, backup.path.name) from fault
    project = decode(data, name=backup.path.name, check=check).project
    return Version(backup, project, tag_counts(project))


def tag_counts(project: Project) -> dict[str, int]:
    """Return how many annotations of each tag a project has; those of the program are all there."""
    counts = {str(tag): 0 for tag in Tag}
    for pair in project.pairs:
        for annotation in pair.annotations:
            counts[annotation.tag] = counts.get(annotation.tag, 0) + 1
    return counts


def texts_known(folders: StateFolders, project_id: str, pair_id: str, side: Side) -> list[str]:
    """Return the different texts that one side had in the versions kept, newest first."""
    found: dict[str, None] = {}
    try:
        kept = versions(folders, project_id)
    except ProjectFileError:
        return []
    for backup in kept:
        try:
            project = read_version(backup).project
        except ProjectFileError:  # another version may be whole
            continue
        for pair in project.pairs:
            if pair.id == pair_id:
                found[pair.text(side).characters] = None
    return list(found)


def restore_version(backup: Backup, path: Path, *, present: Path | None) -> None:
    """Write a version to a new file.

    Raises SaveError, also if the file is that of the open project (`present`): a version never
    takes the place of the work. Raises ProjectFileError if the version cannot be read.
    """
    write_copy(backup.path, path, present=present)


def write_copy(source: Path, path: Path, *, present: Path | None) -> None:
    """Write what a file holds to a new one, as `restore_version` does; the file itself stays."""
    if present is not None and path.resolve() == present.resolve():
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "An earlier version is restored as a new file, and “{file}” is the project that "
                "is open. Nothing was written; choose another name.",
            ),
            file=path.name,
        )
    try:
        data, _ = read_bounded(source, SIZE_LIMIT)
    except FaultError as fault:
        raise refusal(fault, source.name) from fault
    write_safely(path, data)
