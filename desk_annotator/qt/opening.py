"""Reads a project for the window, with what its first picture needs."""

from __future__ import annotations

from pathlib import Path

from desk_annotator.app.open_project import OpenProject, open_project
from desk_annotator.core.span import Side
from desk_annotator.qt.pane.chunking import chunking
from desk_annotator.storage.reading_watch import Check, Progress, unchecked, unheard


def open_to_show(
    path: Path, *, check: Check = unchecked, progress: Progress = unheard
) -> OpenProject:
    """Read a project and find out what its first picture needs.

    `check` is called for every piece read, and what it raises goes through; `progress` hears
    the share done, 0 to 1. Raises ProjectFileError.
    """
    opened = open_project(path, check=check, progress=progress)
    prepare_to_show(opened, check=check)
    return opened


def prepare_to_show(opened: OpenProject, *, check: Check = unchecked) -> None:
    """Find out, in a thread, what the first picture of a project needs."""
    for bitext in opened.workspace.bitexts[:1]:
        for side in Side:
            check()
            chunking(bitext.text(side))
