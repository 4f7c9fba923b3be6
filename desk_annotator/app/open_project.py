"""A project that is open: its workspace, where it lives on disk, and how it is saved there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desk_annotator.app.clock import Clock, local_now, utc_now
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair, Project
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.collector import collector_paused, spare_what_is_here
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.loaded_project import LoadedProject
from desk_annotator.storage.project_file import load_project, project_bytes
from desk_annotator.storage.reading_watch import Check, Progress, unchecked, unheard
from desk_annotator.storage.safe_file import NotReplacedError, write_safely
from desk_annotator.storage.signature import Signature

if TYPE_CHECKING:
    from desk_annotator.storage.stand_in import StandIn

_READY_TO_WRITE = 0.9
"""The share of a save that is done once there are the bytes to write."""


class SaveGuard(Protocol):
    """What goes with one save: it hears of each step, in the thread that saves."""

    def about_to_write(self, digest: str) -> None:
        """A file with this SHA-256 is about to take its name."""

    def keep_old(self, old: Path) -> None:
        """This file is about to be replaced. Raises SaveError to forbid it."""

    def written(self, data: bytes, signature: Signature) -> None:
        """The file holds these bytes now, and so does the device."""


class Protection(Protocol):
    """What keeps the work on a project safe between two saves."""

    def guard(self, path: Path, *, overwrite: bool) -> SaveGuard:
        """Return what goes with a save of the present state under `path`."""


@dataclass(slots=True)
class OpenProject:
    """A workspace with the file it came from or goes to; `path` is None until first saved."""

    workspace: Workspace
    path: Path | None = None
    signature: Signature | None = None
    problems: tuple[str, ...] = field(default=())
    """What contradicts itself in the file, a sentence each; such a project is read-only."""
    contradictory: LoadedProject | None = None
    """What was read from a file that contradicts itself: its right places may be found again."""
    protection: Protection | None = None
    """What keeps the work safe between two saves; None for a look that changes nothing."""
    migrated_from: int | None = None
    """The major version of the file, if it is an older one and was brought up in memory only."""
    on_disk: Project | None = None
    """The project as it was read or saved last: what a change of the file by others starts from."""
    proposal: Path | None = None
    """Where a copy that is in no file yet is proposed to be saved."""
    stand_in: StandIn | None = None
    """The file that took the last save, if the project's own could not be replaced."""

    @property
    def name(self) -> str:
        """The name to show: that of the file, or else the title."""
        return self.path.name if self.path is not None else self.workspace.title


@frozen
class SaveTask:
    """One save, ready to run in any thread: a snapshot does not change any more."""

    project: Project
    state: int
    path: Path
    expected: Signature | None
    guard: SaveGuard | None = None
    earlier: StandIn | None = None
    """The stand-in of the save before, which a newer one takes the place of."""
    moment: Callable[[], datetime] = local_now
    files: FileCalls = REAL

    def run(self, progress: Progress = unheard) -> Signature:
        """Write the file. Raises SaveError; what stood there before is then still there.

        If the file cannot be replaced, that is a SavedBesideError: the new version is in a
        stand-in beside it. `progress` hears the share done, 0 to 1, until the file is written:
        how long the drive takes for that nobody knows.
        """
        data = project_bytes(
            self.project,
            name=self.path.name,
            progress=lambda share: progress(_READY_TO_WRITE * share),
        )
        guard = self.guard
        if guard is not None:
            guard.about_to_write(sha256(data).hexdigest())
        try:
            signature = write_safely(
                self.path,
                data,
                files=self.files,
                expected=self.expected,
                backup=None if guard is None else guard.keep_old,
            )
        except NotReplacedError as refusal:
            from desk_annotator.storage.stand_in import write_stand_in  # noqa: PLC0415 - seldom

            raise write_stand_in(
                refusal, data, moment=self.moment(), earlier=self.earlier, files=self.files
            ) from refusal
        if guard is not None:
            guard.written(data, signature)
        return signature


def open_project(
    path: Path,
    *,
    clock: Clock = utc_now,
    check: Check = unchecked,
    progress: Progress = unheard,
) -> OpenProject:
    """Read a project file and open it.

    `check` is called for every piece read, and what it raises goes through; `progress` hears
    the share done, 0 to 1. Raises ProjectFileError. A file that contradicts itself, or is of a
    newer version, opens read-only.
    """
    with collector_paused():
        loaded = load_project(path, check=check, progress=progress)
        spare_what_is_here()
    return from_loaded(loaded, path, clock=clock)


def from_loaded(loaded: LoadedProject, path: Path, *, clock: Clock = utc_now) -> OpenProject:
    """Open a project that was read."""
    workspace = Workspace(loaded.project, clock=clock)
    workspace.read_only_reason = loaded.read_only_reason or ""
    return OpenProject(
        workspace,
        path,
        loaded.signature,
        tuple(str(problem) for problem in loaded.problems),
        loaded if loaded.problems else None,
        migrated_from=loaded.migrated_from,
        on_disk=loaded.project,
    )


def as_copy(opened: OpenProject, proposal: Path) -> OpenProject:
    """Return a project just read as a copy that is in no file yet; its file stays as it is."""
    opened.workspace.mark_unsaved()
    return OpenProject(opened.workspace, proposal=proposal)


def repaired_project(project: Project, *, clock: Clock = utc_now) -> OpenProject:
    """Open a repaired copy of a project, not on disk yet."""
    workspace = Workspace(project, clock=clock)
    workspace.mark_unsaved()
    return OpenProject(workspace)


def new_project(
    *pairs: Pair, title: str = "", annotator: str = "", clock: Clock = utc_now
) -> OpenProject:
    """Open a project made of new pairs, not on disk yet, titled by default as the first."""
    from desk_annotator.app.new_pair import make_project  # noqa: PLC0415 - not to open one

    project = make_project(pairs, now=clock(), title=title, annotator=annotator)
    workspace = Workspace(project, clock=clock)
    workspace.mark_unsaved()
    return OpenProject(workspace)


def is_same_file(one: str | Path, other: str | Path) -> bool:
    """Return whether two paths lead to one file, also through links and relative names.

    Of files that are not there, or cannot be, only the paths are compared.
    """
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return os.path.abspath(one) == os.path.abspath(other)  # noqa: PTH100 - keeps links


def save_task(opened: OpenProject, path: Path, *, overwrite: bool = False) -> SaveTask:
    """Return the save of the present state under `path`.

    The file must be as it was when it was read or last saved, unless it is another file or
    the user chose to overwrite.
    """
    same_file = opened.path is not None and is_same_file(path, opened.path)
    expected = opened.signature if same_file and not overwrite else None
    guard = opened.protection
    return SaveTask(
        opened.workspace.snapshot(in_order=False),
        opened.workspace.state,
        path,
        expected,
        None if guard is None else guard.guard(path, overwrite=expected is None),
        opened.stand_in,
    )


def note_saved(opened: OpenProject, task: SaveTask, signature: Signature) -> None:
    """Say that a save has ended well."""
    if opened.path != task.path:
        opened.workspace.read_only_reason = ""
        opened.problems = ()
        opened.contradictory = None
    opened.path = task.path
    opened.signature = signature
    opened.migrated_from = None
    opened.on_disk = task.project
    opened.workspace.mark_saved(task.state, task.project)


class OnDisk(Enum):
    """What became of the file of an open project."""

    SAME = auto()
    CHANGED = auto()
    GONE = auto()


def look_at_disk(path: Path, signature: Signature) -> OnDisk:
    """Return whether the file is still the one that was read or saved last.

    Its hash is only looked at if its size or time of change differ. A file that cannot be
    read at this moment counts as the same: the next save looks again before it writes.
    """
    try:
        state = path.stat()
        if (state.st_size, state.st_mtime_ns) == (signature.size, signature.mtime_ns):
            return OnDisk.SAME
        data, _ = read_bounded(path, SIZE_LIMIT)
    except FileNotFoundError:
        return OnDisk.GONE
    except (OSError, FaultError):
        return OnDisk.SAME
    return OnDisk.SAME if signature.is_of(data) else OnDisk.CHANGED
