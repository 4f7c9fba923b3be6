"""Whenever the power goes, file and journal together hold every edit that was flushed.

The file calls of a session (edits, a flush, a save with its checkpoint, more edits) are recorded,
and every state of the disk that a crash could leave is looked at.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from storage import journal_samples
from storage.crash_disk import Disk, Recorder, moments
from storage.journal_samples import NOW, edit
from torture.left_over import GONE

from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.journal_record import REBASED
from desk_annotator.storage.recovery import JournalContent, find_journals
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.storage.state_folder import StateFolders, folder_name

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flushing a folder is POSIX")

VERSIONS = {b"no edits\n": 0, b"two edits\n": 2, b"four edits\n": 4}
"""What the project file may hold, and how many edits are in it."""
OLD, MIDDLE, NEW = VERSIONS
HEADER = replace(journal_samples.HEADER, owner=GONE)
ID = HEADER.project_id


def recovered(state: dict, folder: Path) -> int | None:
    """Return how many edits a user would have; None if the project cannot be read."""
    shutil.rmtree(folder, ignore_errors=True)
    for (below, name), data in state.items():
        path = folder / below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    data = state.get(("project", "p.json"))
    if data not in VERSIONS:
        return None
    count = VERSIONS[data]
    folders = StateFolders.below(folder / "state", folder / "data")
    fits = [
        edits
        for content in find_journals(folders, ID)
        if (edits := content.edits_since(sha256(data).hexdigest())) is not None
    ]
    longest = max(fits, key=len, default=())
    wanted = [edit(number) for number in range(count, count + len(longest))]
    assert [entry.edit for entry in longest] == wanted
    return count + len(longest)


def damage(calls: list[tuple], folder: Path) -> list[str]:
    """Return what is wrong with any state that a crash at any moment could leave."""
    disk = Disk({("project", "p.json"): OLD})
    wrong: list[str] = []
    for call, told, state in moments(disk, [("start",), *calls], 0):
        count = recovered(state, folder)
        if count is None:
            wrong.append(f"no whole project at {call[:2]}")
        elif count < told:
            wrong.append(f"{count} of {told} edits at {call[:2]}")
    return wrong


def begun(root: Path) -> tuple[Path, Recorder, Journal]:
    """Write a project and begin its journal, the file calls of which are recorded."""
    project = root / "project" / "p.json"
    project.parent.mkdir()
    project.write_bytes(OLD)
    files = Recorder(root)
    journal = Journal(
        root / "state" / "recovery" / folder_name(ID),
        replace(HEADER, base=sha256(OLD).hexdigest(), path=str(project)),
        files=files,
        sync_seconds=600,
    )
    journal.start()
    return project, files, journal


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> list[tuple]:
    """Edits, a flush, two saves with a checkpoint each, edits in between and behind."""
    project, files, journal = begun(tmp_path_factory.mktemp("story"))
    made = 0

    def make(count: int) -> None:
        nonlocal made
        for _ in range(count):
            journal.append(NOW, "made", edit(made))
            made += 1

    def told() -> None:
        files.calls.append(("told", made))

    make(1)
    journal.sync()
    told()
    make(1)
    for data in (MIDDLE, NEW):
        mark = journal.last
        make(1)
        digest = sha256(data).hexdigest()
        journal.note_saving(NOW, digest, mark, str(project))
        told()
        write_safely(project, data, files=files)
        journal.checkpoint(digest, str(project), mark, title="t")
        make(1)
        journal.sync()
        told()
    journal.close()
    return files.calls


def test_no_crash_loses_an_edit_that_was_flushed(story, tmp_path) -> None:
    kinds = [call[0] for call in story]
    assert kinds.count("create") == 5
    assert kinds.count("remove") == 2
    assert damage(story, tmp_path / "disk") == []


def test_the_steps_are_needed(story, tmp_path) -> None:
    needed = [
        number
        for number, call in enumerate(story)
        if call[0] in {"sync", "replace"} or call == ("sync folder", f"state/recovery/{ID}")
    ]
    harmless = [
        story[number]
        for number in needed
        if not damage(story[:number] + story[number + 1 :], tmp_path / "disk")
    ]
    assert harmless == []


def test_removing_the_old_journal_first_is_seen(story, tmp_path) -> None:
    place = next(number for number, call in enumerate(story) if call[0] == "remove")
    made = max(number for number, call in enumerate(story[:place]) if call[0] == "create")
    early = [*story[:made], story[place], *story[made:place], *story[place + 1 :]]
    assert damage(early, tmp_path / "disk")


def test_a_record_of_the_coming_save_is_needed(story, tmp_path) -> None:
    without = [
        call for call in story if not (call[0] == "write" and b'"kind":"saving"' in call[2][:200])
    ]
    assert len(without) < len(story)
    assert damage(without, tmp_path / "disk")


# A merge with what another wrote into the file: from then on the journal starts from that

THEIRS = b"what another wrote\n"
WAY = Edit("Merge", (TitleChange(None, "theirs", "0"),))
MERGED = -1


@pytest.fixture(scope="module")
def merge_story(tmp_path_factory) -> list[tuple]:
    """Edits, another's save, a merge, and an edit behind it."""
    project, files, journal = begun(tmp_path_factory.mktemp("merge"))
    for number in range(2):
        journal.append(NOW, "made", edit(number))
    journal.sync()
    files.calls.append(("told", 2))
    write_safely(project, THEIRS, files=files)
    journal.append(NOW, "made", edit(2))  # the merge
    journal.rebase(sha256(THEIRS).hexdigest(), str(project), NOW, WAY, title="t")
    files.calls += [("told", MERGED), ("told", 3)]
    journal.append(NOW, "made", edit(3))
    journal.sync()
    files.calls.append(("told", 4))
    journal.close()
    return files.calls


def merge_damage(calls: list[tuple], folder: Path) -> list[str]:
    """Return what is wrong with any state that a crash at any moment could leave."""
    disk = Disk({("project", "p.json"): OLD})
    told, is_merged = 0, False
    wrong: list[str] = []
    seen: set = set()
    for call in calls:
        if call == ("told", MERGED):
            is_merged = True
        elif call[0] == "told":
            told = call[1]
        disk.do(call)
        for state in disk.crashes():
            key = (told, is_merged, tuple(sorted(state.items())))
            if key in seen:
                continue
            seen.add(key)
            data, contents = on_disk(state, folder)
            if data not in (OLD, THEIRS):
                wrong.append(f"no whole project at {call[:2]}")
                continue
            made = max((edits_made(content, data) for content in contents), default=(False, 0))
            if made[1] < told or (is_merged and not made[0]):
                wrong.append(f"{made} of {told} edits at {call[:2]}")
    return wrong


def on_disk(state: dict, folder: Path) -> tuple[bytes | None, tuple]:
    shutil.rmtree(folder, ignore_errors=True)
    for (below, name), data in state.items():
        path = folder / below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folders = StateFolders.below(folder / "state", folder / "data")
    return state.get(("project", "p.json")), find_journals(folders, ID)


def edits_made(content: JournalContent, data: bytes) -> tuple[bool, int]:
    """Tell whether a journal fits the file, and how many edits it holds in their order."""
    fitting = content.edits_since(sha256(data).hexdigest())
    entries = content.edits if fitting is None else fitting
    made = [entry.edit for entry in entries if entry.kind != REBASED]
    assert made == [edit(number) for number in range(len(made))]
    ways = [entry.edit for entry in entries if entry.kind == REBASED]
    is_rebased = content.header.base == sha256(THEIRS).hexdigest()
    assert ways == ([WAY] if is_rebased and entries else [])
    return fitting is not None, len(made)


def test_no_crash_in_a_merge_loses_an_edit_that_was_flushed(merge_story, tmp_path) -> None:
    assert [call[0] for call in merge_story].count("create") == 3
    assert merge_damage(merge_story, tmp_path / "disk") == []


def test_the_steps_of_a_merge_are_needed(merge_story, tmp_path) -> None:
    journals = next(at for at, call in enumerate(merge_story) if call[0] == "replace")
    needed = [
        number
        for number, call in enumerate(merge_story)
        if number > journals
        and (call[0] == "sync" or call == ("sync folder", f"state/recovery/{ID}"))
    ]
    assert len(needed) == 3
    harmless = [
        merge_story[number]
        for number in needed
        if not merge_damage(merge_story[:number] + merge_story[number + 1 :], tmp_path / "disk")
    ]
    assert harmless == []
