"""What saves of the open project left that were cut short: found, restored, thrown away."""

from __future__ import annotations

import logging
from pathlib import Path

from desk_annotator.app.file_history import write_copy
from desk_annotator.app.open_project import is_same_file
from desk_annotator.core.errors import SaveError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.leftovers import Leftover, sweep_leftovers
from desk_annotator.storage.reading_watch import Check, unchecked
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.storage.trash import put_in_trash

_log = logging.getLogger(__name__)


def leftovers_beside(
    path: Path,
    signature: Signature,
    project_id: str,
    folders: StateFolders,
    *,
    check: Check = unchecked,
) -> tuple[Leftover, ...]:
    """Sweep the folder of a project; return what may be recovered, newest first.

    What the file, or its history, holds to the byte needs no recovery: it goes to the trash.
    `signature` is that of the file. What `check` raises goes through.
    """
    store = BackupStore(folders, project_id)
    found: list[Leftover] = []
    for leftover in sweep_leftovers(path.resolve().parent, project_id, check=check):
        digest = leftover.signature.sha256
        try:
            if digest == signature.sha256 or store.find(digest) is not None:
                discard_copy(leftover.path, leftover.signature, project_id, folders)
                continue
        except (OSError, SaveError) as error:
            _log.info("what a save has left could not be compared or thrown away: %s", error)
        found.append(leftover)
    return tuple(found)


def restore_leftover(
    leftover: Leftover, path: Path, *, present: Path | None, folders: StateFolders
) -> None:
    """Write a leftover to a new file, and put it into the trash once the device holds that.

    `present` is the file of the open project, which is never taken. Raises SaveError, and
    ProjectFileError if the leftover cannot be read any more.
    """
    write_copy(leftover.path, path, present=present)
    if is_same_file(leftover.path, path):
        return
    try:
        discard_copy(leftover.path, leftover.signature, leftover.project.id, folders)
    except SaveError as error:
        _log.info("what was restored is still beside the project: %s", error)


def discard_copy(path: Path, signature: Signature, project_id: str, folders: StateFolders) -> bool:
    """Put a file beside a project into the trash; False if it is gone, or another file now.

    Raises SaveError; the file is then where it was.
    """
    if not path.is_file():
        return False
    try:
        return put_in_trash(path, signature, project_id, folders) is not None
    except (OSError, FaultError, SaveError) as error:
        reason: object = error.reason if isinstance(error, FaultError) else error
        if isinstance(error, SaveError):
            reason = error.values.get("reason", error)
        elif isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” could not be put into the trash: {reason}. It is where it was.",
            ),
            file=path.name,
            reason=reason,
        ) from error
