"""The stand-ins beside a project: what a save left there because it could not take its place."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.stand_in import StandIn, is_stand_in_name
from desk_annotator.storage.state_folder import StateFolders

_log = logging.getLogger(__name__)
_MOST = 20


def stand_ins_beside(
    path: Path, project_id: str, signature: Signature | None, folders: StateFolders
) -> tuple[StandIn, ...]:
    """Return the stand-ins for a project's file that hold something the user may want.

    The name says where to look, the project's id in the file decides. Those are left out that
    hold what the file holds, and those that were opened or merged before something else was
    saved. Nothing is changed.
    """
    target = Path(os.path.realpath(path))
    store = BackupStore(folders, project_id)
    found: list[StandIn] = []
    try:
        names = sorted(entry.name for entry in target.parent.iterdir())
    except OSError:  # what cannot be read is no reason to disturb anybody
        return ()
    for name in [name for name in names if is_stand_in_name(name, target.name)][:_MOST]:
        entry = target.parent / name
        try:
            loaded = load_project(entry)
        except ProjectFileError:  # half of one that a crash left, or no project
            continue
        held = loaded.signature
        if held is None or loaded.project.id != project_id:
            continue
        if signature is not None and held.sha256 == signature.sha256:
            continue
        if not _is_settled(store, held):
            found.append(StandIn(entry, str(target), held))
    return tuple(found)


def _is_settled(store: BackupStore, held: Signature) -> bool:
    try:
        return store.is_followed(held.sha256)
    except OSError as error:
        _log.info("the file history cannot be read: %s", error)
        return False
