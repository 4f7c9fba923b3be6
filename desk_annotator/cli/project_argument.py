"""Loads the project a verb names, and guards the files it must not write over."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desk_annotator.app.saving import save_over
from desk_annotator.cli.terminal import plain
from desk_annotator.cli.verbs import UsageError
from desk_annotator.core.errors import SaveError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.state_folder import StateFolders


def load(path: str) -> Project:
    """Return the project in a file; what makes it doubtful is told on standard error.

    Raises ProjectFileError if it cannot be read.
    """
    loaded = load_project(path)
    if loaded.problems:
        print(
            f"warning: the project contradicts itself in {len(loaded.problems)} places; "
            "'desk-annotator validate' names them",
            file=sys.stderr,
        )
    elif loaded.read_only_reason:
        print(f"warning: {loaded.read_only_reason}", file=sys.stderr)
    return loaded.project


def chosen_pairs(project: Project, number: int | None) -> list[tuple[int, Pair]]:
    """Return all pairs with their numbers from 1, or the one with this number.

    Raises UsageError if there is none.
    """
    pairs = list(enumerate(project.pairs, start=1))
    if number is None:
        return pairs
    if not 1 <= number <= len(pairs):
        message = f"there is no pair {number}: the project has {len(pairs)}"
        raise UsageError(message)
    return [pairs[number - 1]]


def refuse_to_replace(output: str, *, overwrite: bool) -> None:
    """Raise SaveError if there is something at `output`, unless the user allowed to replace it.

    A project that somebody has open is not replaced in any case: what she does there would have
    to be merged with what is written here.
    """
    if not overwrite and os.path.lexists(output):
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is already a file “{file}”, and it was left as it is. Choose another "
                "name, or add --overwrite to replace it.",
            ),
            file=Path(output).name,
        )
    holder = ProjectLock(Path(output)).holder() if overwrite else None
    if holder is None or holder.is_gone:
        return
    if holder.owner is None:
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The project “{file}” may be open in a window; its lock cannot be read. It was "
                "left as it is. Close it there, or choose another name.",
            ),
            file=Path(output).name,
        )
    raise SaveError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The project “{file}” is open in a window of {user} on {host}. It was left as it is. "
            "Close it there, or choose another name.",
        ),
        file=Path(output).name,
        user=holder.owner.user,
        host=holder.owner.host,
    )


def save_to(output: str, project: Project) -> None:
    """Save a project; one that is there goes into the file history first. Raises SaveError."""
    save_over(
        project,
        Path(output),
        StateFolders.of_user(),
        tell=lambda error: print(f"warning: {plain(str(error))}", file=sys.stderr),
    )
