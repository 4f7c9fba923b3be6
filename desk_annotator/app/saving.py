"""Keeps in the file history what a save is about to replace, also for commands of the terminal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from desk_annotator.core.errors import DeskAnnotatorError, SaveError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.file_version import (
    FRONT,
    claimed_id,
    claimed_version,
    older_version,
)
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.project_file import save_project
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders

_log = logging.getLogger(__name__)


def keep_replaced(
    backups: BackupStore, old: Path, *, file: Path, is_needed: bool, version: int | None = None
) -> None:
    """Keep a copy of a file that will be replaced; for good if it is of an older version.

    `version` is its major version if that is known to be older; else the file is asked. Raises
    SaveError if it cannot be kept and `is_needed`, or it is of an older version; `file` is what
    the user calls the file, which may be a link to it.
    """
    try:
        data, _ = read_bounded(old, SIZE_LIMIT)
        version = older_version(data) if version is None else version
        backups.keep(data, file=file, version=version)
    except (OSError, SaveError, FaultError) as error:
        if is_needed or version is not None:
            raise _not_kept(file.name, error) from error
        _log.info("no copy could be kept of a file before its save: %s", error)


def keep_project(old: Path, folders: StateFolders | None = None) -> None:
    """Keep a copy of a file that an export will replace, in its own history, if it is a project.

    Raises SaveError if it is one and cannot be kept.
    """
    try:
        with old.open("rb") as file:
            front = file.read(FRONT)
    except OSError:  # nobody can tell what it is; the user named it
        return
    project_id = claimed_id(front)
    if claimed_version(front) is None or not project_id:
        return
    backups = BackupStore(folders or StateFolders.of_user(), project_id)
    keep_replaced(backups, old, file=old, is_needed=True)


def save_over(
    project: Project,
    path: Path,
    folders: StateFolders,
    *,
    tell: Callable[[SaveError], None],
) -> Signature:
    """Save a project for a command of the terminal; a project that is there goes into its history.

    One of an older version is only replaced when its copy is there; of another, `tell` hears why
    no copy could be kept. Any other file is replaced as the user said. Raises SaveError.
    """
    backups = BackupStore(folders, project.id)

    def keep_old(old: Path) -> None:
        try:
            data, _ = read_bounded(old, SIZE_LIMIT)
        except FaultError as fault:  # too large for a project, or it may not be read
            tell(_not_kept_of_own(path.name, fault))
            return
        if claimed_version(data) is None:
            return
        try:
            keep_replaced(backups, old, file=path, is_needed=True)
        except SaveError as error:
            if older_version(data) is not None:
                raise
            tell(_not_kept_of_own(path.name, error))

    return save_project(project, path, backup=keep_old)


def _reason(error: Exception) -> object:
    if isinstance(error, FaultError):
        return error.reason
    if isinstance(error, DeskAnnotatorError):
        return error.values.get("reason", error)
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return error


def _not_kept(name: str, error: Exception) -> SaveError:
    return SaveError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” was not written over, because the other version in it could not be "
            "copied to the file history first: {reason}. Save under another name.",
        ),
        file=name,
        reason=_reason(error),
    )


def _not_kept_of_own(name: str, error: Exception) -> SaveError:
    return SaveError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "What “{file}” held before could not be copied to the file history: {reason}.",
        ),
        file=name,
        reason=_reason(error),
    )
