"""Reads a project for the window, with what its first picture needs."""

from __future__ import annotations

from pathlib import Path

from desk_annotator.app.open_project import OpenProject, open_project
from desk_annotator.core.span import Side
from desk_annotator.qt.pane.chunking import chunking


def open_to_show(path: Path) -> OpenProject:
    """Read a project and find out what its first picture needs. Raises ProjectFileError."""
    opened = open_project(path)
    for bitext in opened.workspace.bitexts[:1]:
        for side in Side:
            chunking(bitext.text(side))
    return opened
