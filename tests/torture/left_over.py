"""What a session leaves behind that ended without being asked to."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.open_project import OpenProject, new_project, open_project, save_task
from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.project import Pair
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.state_folder import StateFolders

GONE = Owner(socket.gethostname(), "lina", 2**30, "long ago")
PAIR = Pair(
    id="00000000-0000-4000-8000-00000000000a",
    title="shop",
    source=Text.of("The shop opened.", language="en", direction=Direction.LTR),
    target=Text.of("افتُتح المتجر.", language="ar", direction=Direction.RTL),
)


def saved_project(path: Path) -> Path:
    """Save a small project."""
    save_task(new_project(PAIR), path).run()
    return path


def retitle(opened: OpenProject, title: str) -> None:
    """Make one edit."""
    change = TitleChange(None, opened.workspace.title, title)
    opened.workspace.apply(Edit("Rename", (change,)))


def gone(protection: CrashProtection) -> CrashProtection:
    """Let the journal be that of a process that is no more."""
    journal = protection.journal
    journal._header = replace(journal._header, owner=GONE)
    return protection


def crash_on(path: Path, folders: StateFolders, *titles: str) -> None:
    """Open a saved project, edit it, and be gone."""
    _edit_and_go(open_project(path), folders, titles)


def crash_unsaved(folders: StateFolders, *titles: str) -> None:
    """Make a project, edit it, never save it, and be gone."""
    _edit_and_go(new_project(PAIR), folders, titles)


def _edit_and_go(opened: OpenProject, folders: StateFolders, titles: Sequence[str]) -> None:
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    for title in titles:
        retitle(opened, title)
    protection.stop()
