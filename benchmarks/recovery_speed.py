"""Recovering a long journal: at once, as the program does, and edit by edit, in turn.

python -m benchmarks.recovery_speed --edits 10000 --annotations 2000
python -m benchmarks.recovery_speed --edits 10000 --annotations 100000 --rounds 9

In milliseconds of processor time: from the files to a project that can be worked on, its edits
in a journal of its own; and what the first undo takes then. `fresh` edits each tag another place;
`mixed` ones tag, note, take away, undo and redo.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from unittest.mock import patch

from benchmarks.measuring import tell
from benchmarks.model_speed import new_change
from benchmarks.samples import project
from desk_annotator.app import crash_protection_recovery
from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import offers_for, restore
from desk_annotator.app.open_project import OpenProject, open_project
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.journal_record import JournalHeader
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.project_codec import encode
from desk_annotator.storage.state_folder import StateFolders, folder_name

NOW = "2024-05-12T00:00:00Z"


def edit_fresh(workspace: Workspace, number: int) -> None:
    """Tag another place."""
    bitext = workspace.bitexts[0]
    workspace.apply(Edit("Tag", (new_change(bitext, number),)))


def edit_mixed(workspace: Workspace, number: int) -> None:
    """Do as a user does."""
    chance = random.Random(number)
    bitext, what = workspace.bitexts[0], chance.random()
    ids = list(bitext.annotations) if number < 50 else list(bitext.annotations)[-500:]
    if what < 0.08:
        workspace.undo()
    elif what < 0.12:
        workspace.redo()
    elif what < 0.5 or not ids:
        edit_fresh(workspace, number)
    else:
        old = bitext.annotations[chance.choice(ids)]
        new = None if what < 0.54 else replace(old, note=f"note {number}", modified=NOW)
        workspace.apply(Edit("Note", (AnnotationChange(bitext.id, old, new),)))


STORIES = {"fresh": edit_fresh, "mixed": edit_mixed}


def leave_journal(opened: OpenProject, path: Path, folders: StateFolders, story, edits: int) -> int:
    """Write the journal of a session that is gone; return its size in bytes."""
    gone = replace(Owner.of_this_process(), pid=2**30, start="long ago")
    header = JournalHeader(
        project_id=opened.workspace.project_id, title="", base=opened.signature.sha256,
        initial=None, path=str(path), app="benchmark", owner=gone, session="s", time=NOW,
    )  # fmt: skip
    kept = Journal(folders.recovery / folder_name(header.project_id), header, sync_seconds=600)
    kept.start()
    opened.workspace.edited.subscribe(
        lambda edited: kept.append(NOW, edited.cause.name.lower(), edited.edit)
    )
    number = 0
    while kept.last < edits:
        story(opened.workspace, number)
        number += 1
    return kept.close().stat().st_size


def recovery(path: Path, folders: StateFolders, *, at_once: bool) -> tuple[float, float]:
    """Recover the work; return what that took, and what the first undo took."""
    opened = open_project(path)
    start = time.process_time()
    (offer,) = offers_for(opened, folders)
    protection = CrashProtection(opened, folders, sync_seconds=600)
    if at_once:
        count = restore(offer, opened, protection, folders)
    else:
        with patch.object(crash_protection_recovery, "net_of", lambda *_, **__: None):
            count = restore(offer, opened, protection, folders)
    middle = time.process_time()
    opened.workspace.undo()
    end = time.process_time()
    protection.leave()
    if count != len(offer.edits):
        message = f"{count} of {len(offer.edits)} edits"
        raise ValueError(message)
    return (middle - start) * 1000, (end - middle) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--annotations", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    figures: dict[str, float] = {}
    for name, story in STORIES.items():
        with tempfile.TemporaryDirectory() as room:
            folders = StateFolders.below(Path(room, "state"), Path(room, "data"))
            path = Path(room, "p.json")
            made = project(max(20_000, asked.annotations), asked.annotations)
            path.write_bytes(encode(made, generator="benchmark"))
            size = leave_journal(open_project(path), path, folders, story, asked.edits)
            figures[f"{name}: journal (MB)"] = size / 1e6
            shutil.copytree(folders.recovery, Path(room, "kept"))
            found: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
            for _ in range(asked.rounds):
                for at_once, times in found.items():
                    shutil.rmtree(folders.recovery, ignore_errors=True)
                    shutil.copytree(Path(room, "kept"), folders.recovery)
                    times.append(recovery(path, folders, at_once=at_once))
            for at_once, times in found.items():
                way = "at once" if at_once else "edit by edit"
                figures[f"{name}: {way}"] = median(took for took, _ in times)
                figures[f"{name}: {way}, quickest"] = min(took for took, _ in times)
            figures[f"{name}: first undo"] = median(took for _, took in found[True])
    tell(figures)


if __name__ == "__main__":
    main()
