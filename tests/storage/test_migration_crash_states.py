"""The first save of a file of an older version: whenever the power goes, nothing is lost.

The file calls of a session are recorded: a file of version 1 is opened by a program that writes
version 3 (made up here), edited, saved, and edited again. Whatever a crash leaves, the project
opens, no acknowledged edit or save is lost, and once the file may be of the new version, the
file history holds the old one as it was, to the byte.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from storage.crash_disk import Disk, Recorder
from torture.left_over import PAIR, gone

from desk_annotator.app import open_project as opening
from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.open_project import new_project
from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.errors import ProjectFileError, SaveError
from desk_annotator.storage import migration, project_decoder, project_encoder
from desk_annotator.storage.backups import SAVES, BackupStore, origins
from desk_annotator.storage.project_file import load_project, project_bytes
from desk_annotator.storage.recovery import find_journals
from desk_annotator.storage.state_folder import StateFolders

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flushing a folder is POSIX")
NAME = ("project", "p.json")
ID = "00000000-0000-4000-8000-000000000001"


def _second(document: migration.Document) -> migration.Document:
    """Made up: version 2 calls the title a name."""
    rest = {key: value for key, value in document.items() if key != "title"}
    return {**rest, "x_name": document.get("title", "")}


def _third(document: migration.Document) -> migration.Document:
    """Made up: version 3 takes it back."""
    rest = {key: value for key, value in document.items() if key != "x_name"}
    return {**rest, "title": document["x_name"]}


@pytest.fixture(autouse=True)
def _third_version(monkeypatch: pytest.MonkeyPatch):
    for module in (project_decoder, project_encoder):
        monkeypatch.setattr(module, "VERSION", (3, 0))
    monkeypatch.setattr(migration, "STEPS", {1: _second, 2: _third})


def title(number: int) -> str:
    return f"title {number}"


@pytest.fixture
def old() -> bytes:
    """A small file of version 1."""
    project = replace(new_project(PAIR).workspace.snapshot(), id=ID, title=title(0))
    made = project_bytes(project, name="p.json")
    assert made.count(b"[3, 0]") == 2
    return made.replace(b"[3, 0]", b"[1, 0]")


class Session:
    """One session with the file, its calls recorded."""

    def __init__(self, root: Path, old: bytes) -> None:
        self.path = root.joinpath(*NAME)
        self.path.parent.mkdir(parents=True)
        self.path.write_bytes(old)
        self.files = Recorder(root)
        self.folders = StateFolders.below(root / "state", root / "data")
        self.opened = opening.open_project(self.path)
        self.protection = gone(
            CrashProtection(self.opened, self.folders, files=self.files, sync_seconds=600)
        )
        self.made = 0

    def edit(self) -> None:
        change = TitleChange(None, title(self.made), title(self.made + 1))
        self.opened.workspace.apply(Edit("Rename", (change,)))
        self.made += 1

    def flush(self) -> None:
        self.protection.sync()
        self.files.calls.append(("told", self.made, False))

    def save(self) -> None:
        """Save; one more edit is made, and flushed, before the file is written."""
        task = replace(opening.save_task(self.opened, self.path), files=self.files)
        self.edit()
        self.flush()
        opening.note_saved(self.opened, task, task.run())
        self.files.calls.append(("told", self.made, True))


@pytest.fixture
def session(tmp_path, old):
    return Session(tmp_path / "story", old)


@pytest.fixture
def story(session) -> list[tuple]:
    (session.path.parent.parent / "state").mkdir()
    session.files.calls.append(("folder", (".", "state")))
    session.files.calls.append(("sync folder", "."))
    session.protection.begin()
    session.edit()
    session.flush()
    session.save()
    session.edit()
    session.flush()
    session.protection.journal.close()
    return session.files.calls


class Left(NamedTuple):
    """What a crash left: why nothing opens, or the edits there are, the file, and the copies.

    `origins` are the files each copy is said to be of.
    """

    fault: str
    edits: int = 0
    data: bytes = b""
    copies: tuple[tuple[int | None, bytes], ...] = ()
    origins: tuple[tuple[Path, ...], ...] = ()


def left(state: dict, folder: Path) -> Left:
    shutil.rmtree(folder, ignore_errors=True)
    for (below, name), data in state.items():
        path = folder / below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    try:
        loaded = load_project(folder.joinpath(*NAME))
    except ProjectFileError as error:
        return Left(str(error))
    data = state[NAME]
    folders = StateFolders.below(folder / "state", folder / "data")
    fitting = [
        len(edits)
        for content in find_journals(folders, ID)
        if (edits := content.edits_since(sha256(data).hexdigest())) is not None
    ]
    count = int(loaded.project.title.split()[1]) + max(fitting, default=0)
    kept = BackupStore(folders, ID).entries()
    copies = tuple((each.version, each.path.read_bytes()) for each in kept)
    return Left("", count, data, copies, tuple(origins(each) for each in kept))


def wrong(found: Left, told: int, saved: bool, old: bytes) -> str:
    """Return what is wrong with what is left; empty if nothing is."""
    if found.fault:
        return found.fault
    if found.edits < told:
        return f"{found.edits} of {told} edits"
    if saved and found.data == old:
        return "an acknowledged save is gone"
    if found.data != old and (1, old) not in found.copies:
        return "the file of the older version is gone"
    if saved and (None, found.data) not in found.copies:
        return "the saved version is not in the file history"
    if any(files and [file.name for file in files] != [NAME[1]] for files in found.origins):
        return "a copy is said to be of another file"
    return ""


class Cuts:
    """Looks at the states of the disk, each different one only once."""

    def __init__(self, old: bytes, folder: Path) -> None:
        self._old = old
        self._folder = folder
        self._left: dict[tuple, Left] = {}

    def damage(self, calls: list[tuple]) -> list[str]:
        """Return what is wrong with any state that a crash at any moment could leave."""
        disk = Disk({NAME: self._old})
        told, saved = 0, False
        found: list[str] = []
        for call in [("start",), *calls]:
            if call[0] == "told":
                told, saved = call[1], saved or call[2]
            disk.do(call)
            for state in disk.crashes():
                key = tuple(sorted(state.items()))
                if key not in self._left:
                    self._left[key] = left(state, self._folder)
                if what := wrong(self._left[key], told, saved, self._old):
                    found.append(f"{what} at {call[:2]}")
        return found


@pytest.fixture
def cuts(old, tmp_path) -> Cuts:
    return Cuts(old, tmp_path / "disk")


def test_no_crash_around_the_first_save_loses_anything(story, cuts) -> None:
    kinds = [call[0] for call in story]
    # The old copy, the file, the copy of what was saved; and of each copy which file it is of.
    assert kinds.count("replace") == 5
    assert kinds.count("told") == 4
    assert cuts.damage(story) == []


def without_notes(story: list[tuple]) -> list[tuple]:
    """Return a story in which no copy is said to be of any file."""
    notes = [call for call in story if call[0] == "replace" and call[2][1].endswith(".name")]
    passing = {call[1] for call in notes}
    numbers = {call[2] for call in story if call[0] == "create" and call[1] in passing}
    return [
        call
        for call in story
        if call not in notes
        and not (call[0] == "create" and call[1] in passing)
        and not (call[0] in {"write", "sync"} and call[1] in numbers)
    ]


def test_each_step_of_it_is_needed(story, cuts) -> None:
    story = without_notes(story)
    needed = {call for call in story if call[0] in {"sync folder", "replace"}}
    for call in needed:
        # Some folders are flushed several times, to be sure: all of that is left out.
        assert cuts.damage([each for each in story if each != call]), call
    syncs = [number for number, call in enumerate(story) if call[0] == "sync"]
    for number in syncs:
        assert cuts.damage(story[:number] + story[number + 1 :]), (number, story[number])
    assert len(needed) + len(syncs) > 15


def test_keeping_the_old_file_only_behind_the_save_is_seen(story, cuts) -> None:
    story = without_notes(story)
    first, saving = [n for n, call in enumerate(story) if call[0] == "replace"][:2]
    late = [*story[:first], *story[first + 1 : saving + 1], story[first], *story[saving + 1 :]]
    assert any("older version" in wrong for wrong in cuts.damage(late))


def test_opening_leaves_no_trace_in_the_file_or_beside_it(tmp_path, old) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(old)
    os.utime(path, ns=(1, 2))
    before = path.stat()
    opened = opening.open_project(path)
    assert opened.migrated_from == 1
    assert opened.workspace.is_saved
    assert path.read_bytes() == old
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [each.name for each in tmp_path.iterdir()] == ["p.json"]


def saved_as(session: Session, title: str) -> bytes:
    session.opened.workspace.apply(
        Edit("Rename", (TitleChange(None, session.opened.workspace.title, title),))
    )
    task = opening.save_task(session.opened, session.path)
    opening.note_saved(session.opened, task, task.run())
    return session.path.read_bytes()


def test_the_old_file_is_kept_for_good(session, old) -> None:
    session.protection.begin()
    for number in range(SAVES + 5):
        saved_as(session, f"save {number}")
    entries = BackupStore(session.folders, ID).entries()
    assert [each.version for each in entries] == [None] * SAVES + [1]
    assert entries[-1].path.read_bytes() == old
    assert session.opened.migrated_from is None
    session.protection.leave()


def test_without_a_copy_of_it_the_old_file_is_not_replaced(session, old) -> None:
    session.protection.begin()
    session.folders.backups.parent.mkdir(parents=True, exist_ok=True)
    session.folders.backups.write_text("in the way", "utf-8")
    with pytest.raises(SaveError, match="could not be copied to the file history"):
        saved_as(session, "one")
    assert session.path.read_bytes() == old
    session.folders.backups.unlink()
    assert saved_as(session, "two") != old
    session.protection.leave()


def test_saved_under_another_name_the_old_file_stays(session, old) -> None:
    session.protection.begin()
    other = session.path.with_name("new.json")
    task = opening.save_task(session.opened, other)
    opening.note_saved(session.opened, task, task.run())
    assert session.path.read_bytes() == old
    assert load_project(other).migrated_from is None
    session.protection.leave()
