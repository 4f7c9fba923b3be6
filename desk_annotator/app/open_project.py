"""A project that is open: its workspace, where it lives on disk, and how it is saved there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from desk_annotator.app.clock import Clock, utc_now
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import new_id
from desk_annotator.core.project import Pair, Project
from desk_annotator.storage.loaded_project import LoadedProject
from desk_annotator.storage.project_file import load_project, save_project
from desk_annotator.storage.signature import Signature


@dataclass(slots=True)
class OpenProject:
    """A workspace with the file it came from or goes to; `path` is None until first saved."""

    workspace: Workspace
    path: Path | None = None
    signature: Signature | None = None
    problems: tuple[str, ...] = field(default=())
    """What contradicts itself in the file, a sentence each; such a project is read-only."""

    @property
    def name(self) -> str:
        """The name to show: that of the file, or else the title."""
        return self.path.name if self.path is not None else self.workspace.title


@dataclass(frozen=True, slots=True)
class SaveTask:
    """One save, ready to run in any thread: a snapshot does not change any more."""

    project: Project
    state: int
    path: Path
    expected: Signature | None

    def run(self) -> Signature:
        """Write the file. Raises SaveError; what stood there before is then still there."""
        return save_project(self.project, self.path, expected=self.expected)


def open_project(path: Path, *, clock: Clock = utc_now) -> OpenProject:
    """Read a project file and open it.

    Raises ProjectFileError. A file that contradicts itself, or is of a newer version, opens
    read-only.
    """
    return from_loaded(load_project(path), path, clock=clock)


def from_loaded(loaded: LoadedProject, path: Path, *, clock: Clock = utc_now) -> OpenProject:
    """Open a project that was read."""
    workspace = Workspace(loaded.project, clock=clock)
    workspace.read_only_reason = loaded.read_only_reason or ""
    return OpenProject(
        workspace, path, loaded.signature, tuple(str(problem) for problem in loaded.problems)
    )


def new_project(pair: Pair, *, annotator: str = "", clock: Clock = utc_now) -> OpenProject:
    """Open a project made of one new pair, not on disk yet."""
    now = clock()
    project = Project(
        id=new_id(), title=pair.title, annotator=annotator, created=now, modified=now, pairs=(pair,)
    )
    workspace = Workspace(project, clock=clock)
    workspace.mark_unsaved()
    return OpenProject(workspace)


def save_task(opened: OpenProject, path: Path, *, overwrite: bool = False) -> SaveTask:
    """Return the save of the present state under `path`.

    The file must be as it was when it was read or last saved, unless it is another file or
    the user chose to overwrite.
    """
    same_file = opened.path is not None and path == opened.path
    expected = opened.signature if same_file and not overwrite else None
    return SaveTask(opened.workspace.snapshot(), opened.workspace.state, path, expected)


def note_saved(opened: OpenProject, task: SaveTask, signature: Signature) -> None:
    """Say that a save has ended well."""
    if opened.path != task.path:
        opened.workspace.read_only_reason = ""
        opened.problems = ()
    opened.path = task.path
    opened.signature = signature
    opened.workspace.mark_saved(task.state, task.project)
