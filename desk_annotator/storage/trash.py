"""Puts files that lie beside a project into the trash in the user's own folder, for 30 days."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders, flush_names, folder_name, make_private


def put_in_trash(
    path: Path, signature: Signature, project_id: str, folders: StateFolders
) -> Path | None:
    """Move a file into the trash and return its place there; None if it is another file now.

    It is removed from its folder only when the device holds it in the trash. Raises OSError,
    FaultError or SaveError; the file is then where it was.
    """
    data, _ = read_bounded(path, SIZE_LIMIT)
    if not signature.is_of(data):
        return None
    folder = folders.trash / folder_name(project_id)
    flush_names(make_private(folder))
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    goal = folder / f"{stamp}-{signature.sha256[:16]}.json"
    write_safely(goal, data)
    path.unlink()
    return goal
