"""A merge in the open project: the file it follows, its journal, and crashes at every moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from merge_desk import (
    ADDITION,
    BASE,
    MATCH,
    NOW,
    PIECES,
    change,
    in_order,
    present,
    take_merge,
    version,
    write,
)
from torture.left_over import gone

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import offers_for, restore, separate
from desk_annotator.app.file_history import versions
from desk_annotator.app.merging import MergeWish, decide, plan_merge
from desk_annotator.app.open_project import OpenProject, note_saved, open_project, save_task
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.errors import MergeError, SaveError
from desk_annotator.core.merging_conflict import Choice
from desk_annotator.storage.backups import BackupStore, origins
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.project_codec import encode
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.safe_file import FileChangedError
from desk_annotator.storage.state_folder import StateFolders

MINE = replace(MATCH, note="mine")
THEIRS = replace(MATCH, severity="major", extra={"x_round": 2})
MERGED = replace(THEIRS, note="mine")


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "خبر.json", version(*BASE))


def begin(path: Path, folders: StateFolders, files: FileCalls | None = None) -> OpenProject:
    """Open as the window does: a copy of the file is kept, and the journal begins."""
    opened = open_project(path, clock=lambda: NOW)
    BackupStore(folders, opened.workspace.project_id).keep(path.read_bytes())
    protection = CrashProtection(
        opened, folders, clock=lambda: NOW, files=files or FileCalls(), sync_seconds=3600
    )
    gone(protection).begin()
    return opened


def work_and_merge(opened: OpenProject, folders: StateFolders) -> None:
    """Edit, let somebody else change the file, and merge."""
    change(opened.workspace, MATCH, MINE)
    change(opened.workspace, None, PIECES)
    write(opened.path, theirs())
    merge(opened, folders)


def theirs():
    return version(THEIRS, ADDITION, title="Theirs", extra={"x_board": [1]})


def merge(opened, folders, path=None, choice=Choice.MINE):
    plan = plan_merge(MergeWish.of(opened, path or opened.path), folders)
    decided = decide(plan, [choice] * len(plan.merge.conflicts))
    take_merge(opened, decided)
    return plan


ALL = in_order(MERGED, PIECES, ADDITION)


def test_a_merge_of_the_own_file_takes_what_each_changed(path, folders):
    opened = begin(path, folders)
    work_and_merge(opened, folders)
    workspace = opened.workspace
    assert present(workspace) == ALL
    assert workspace.title == "Theirs"
    assert workspace.snapshot().extra == {"x_board": [1]}
    assert not workspace.is_saved
    for _ in range(3):
        workspace.undo()
    assert present(workspace) == in_order(*BASE)
    assert workspace.snapshot().extra == {}
    assert not workspace.is_saved
    opened.protection.stop()


def test_undo_of_a_merge_gives_the_same_bytes_again(path, folders):
    opened = begin(path, folders)
    change(opened.workspace, None, PIECES)
    before = encode(opened.workspace.snapshot(), generator="g")
    write(path, theirs())
    merge(opened, folders)
    merged = encode(opened.workspace.snapshot(), generator="g")
    opened.workspace.undo()
    assert encode(opened.workspace.snapshot(), generator="g") == before
    opened.workspace.redo()
    assert encode(opened.workspace.snapshot(), generator="g") == merged
    opened.protection.stop()


def test_the_save_after_a_merge_expects_the_other_version_and_keeps_a_copy_of_it(path, folders):
    opened = begin(path, folders)
    work_and_merge(opened, folders)
    found = path.read_bytes()
    kept = versions(folders, opened.workspace.project_id)
    assert [origins(each) for each in kept if each.path.read_bytes() == found] == [(path,)]
    task = save_task(opened, path)
    note_saved(opened, task, task.run())
    assert load_project(path).project.pairs[0].annotations == ALL
    assert opened.workspace.is_saved
    assert offers_for(open_project(path), folders) == ()
    write(path, version(MATCH))
    with pytest.raises(FileChangedError):
        save_task(opened, path).run()
    opened.protection.stop()


def test_a_file_changed_again_after_the_merge_is_not_written_over(path, folders):
    opened = begin(path, folders)
    work_and_merge(opened, folders)
    later = write(path, version(MATCH, title="Later")).read_bytes()
    with pytest.raises(FileChangedError):
        save_task(opened, path).run()
    assert path.read_bytes() == later
    merge(opened, folders)
    task = save_task(opened, path)
    note_saved(opened, task, task.run())
    assert load_project(path).project.title == "Later"
    opened.protection.stop()


def test_without_a_base_nothing_counts_as_deleted(path, folders):
    opened = open_project(path)
    opened.on_disk = None
    write(path, version(MATCH))
    plan = plan_merge(MergeWish.of(opened, path), folders)
    assert plan.merge.base is None
    assert plan.is_own_file
    assert present(opened.workspace) == plan.merge.project([]).pairs[0].annotations


def test_another_file_has_no_base_and_the_own_one_stays_the_known_one(path, folders, tmp_path):
    opened = begin(path, folders)
    before = opened.signature
    other = write(tmp_path / "b.json", version(MATCH, ADDITION))
    # Also one that was opened here once, so that a copy of it is in the file history.
    BackupStore(folders, opened.workspace.project_id).keep(other.read_bytes())
    plan = merge(opened, folders, other)
    assert plan.merge.base is None
    assert opened.signature == before
    assert {each.id for each in present(opened.workspace)} == {"match", "omission", "addition"}
    opened.workspace.undo()
    assert opened.workspace.is_saved
    opened.protection.stop()


def test_what_was_saved_last_is_the_base(path, folders):
    opened = begin(path, folders)
    change(opened.workspace, None, PIECES)
    task = save_task(opened, path)
    note_saved(opened, task, task.run())
    write(path, version(*BASE, ADDITION))  # they started from the first version all the same
    plan = plan_merge(MergeWish.of(opened, path), folders)
    assert plan.merge.counts.deleted_theirs == 1
    opened.protection.stop()


def test_a_project_without_an_annotator_is_merged_undone_and_restored(path, folders, tmp_path):
    """The name of who works on it is put in by a save, and is no change of hers."""
    write(path, version(*BASE, annotator=""))
    opened = begin(path, folders)
    opened.workspace.author = "Lina"
    change(opened.workspace, None, PIECES)
    task = save_task(opened, path)
    note_saved(opened, task, task.run())
    other = write(tmp_path / "b.json", version(*BASE, ADDITION, annotator="عمر"))
    merge(opened, folders, other)
    assert opened.workspace.snapshot().annotator == "Lina; عمر"
    opened.workspace.undo()
    assert opened.workspace.snapshot().annotator == "Lina"
    opened.workspace.redo()
    expected = present(opened.workspace)
    opened.protection.stop()
    fits, workspace = recovered(path, folders)
    assert fits
    assert present(workspace) == expected
    assert workspace.snapshot().annotator == "Lina; عمر"


def test_a_merge_before_the_first_name_is_restored_too(path, folders, tmp_path):
    write(path, version(*BASE, annotator=""))
    opened = begin(path, folders)
    opened.workspace.author = "Lina"
    other = write(tmp_path / "b.json", version(*BASE, ADDITION, annotator="عمر"))
    merge(opened, folders, other)
    opened.workspace.undo()
    opened.workspace.redo()
    assert opened.workspace.snapshot().annotator == "Lina; عمر"
    opened.protection.stop()
    fits, workspace = recovered(path, folders)
    assert fits
    assert workspace.snapshot().annotator == "Lina; عمر"


def test_a_merge_decided_for_another_state_is_refused(path, folders):
    opened = begin(path, folders)
    write(path, theirs())
    decided = decide(plan_merge(MergeWish.of(opened, path), folders), [])
    change(opened.workspace, None, PIECES)
    with pytest.raises(MergeError, match="compare them again"):
        take_merge(opened, decided)
    opened.workspace.undo()
    opened.signature = replace(opened.signature, sha256="0" * 64)
    with pytest.raises(MergeError, match="compare them again"):
        take_merge(opened, decided)
    opened.protection.stop()


def test_nothing_is_merged_if_no_copy_of_the_other_version_can_be_kept(path, folders, monkeypatch):
    opened = begin(path, folders)
    write(path, theirs())

    def full(*_arguments, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(BackupStore, "keep", full)
    with pytest.raises(SaveError, match="could not be copied to the file history"):
        plan_merge(MergeWish.of(opened, path), folders)
    opened.protection.stop()


# Crashes


def recovered(path: Path, folders: StateFolders) -> tuple[bool, Workspace]:
    """Open the file again and restore what is offered; tell whether it fitted the file."""
    opened = open_project(path, clock=lambda: NOW)
    offers = offers_for(opened, folders)
    best = next((each for each in offers if each.fits), offers[0])
    if not best.fits:
        opened = separate(best, clock=lambda: NOW)
    protection = CrashProtection(opened, folders, clock=lambda: NOW, sync_seconds=3600)
    restore(best, opened, protection, folders)
    protection.stop()
    return best.fits, opened.workspace


def test_a_crash_after_a_merge_leaves_it_to_be_restored_on_the_file_as_it_is(path, folders):
    opened = begin(path, folders)
    work_and_merge(opened, folders)
    expected = present(opened.workspace)
    opened.protection.stop()
    fits, workspace = recovered(path, folders)
    assert fits
    assert present(workspace) == expected == ALL
    assert (workspace.title, workspace.snapshot().extra) == ("Theirs", {"x_board": [1]})
    for before in (in_order(MINE, BASE[1], PIECES), in_order(MINE, BASE[1]), in_order(*BASE)):
        workspace.undo()
        assert present(workspace) == before
    assert (workspace.title, workspace.snapshot().extra) == ("Library", {})
    assert workspace.undo() is None
    assert not workspace.is_saved


def test_what_is_done_and_undone_after_a_merge_is_restored_too(path, folders):
    opened = begin(path, folders)
    work_and_merge(opened, folders)
    change(opened.workspace, PIECES, replace(PIECES, note="later"))
    opened.workspace.undo()
    opened.workspace.undo()
    expected = present(opened.workspace)
    assert expected == in_order(MINE, BASE[1], PIECES)
    opened.protection.stop()
    fits, workspace = recovered(path, folders)
    assert fits
    assert present(workspace) == expected


class Killed(BaseException):
    """The process is no more."""


class Deadly(FileCalls):
    """Ends the process at the nth call; before that it does what is asked."""

    def __init__(self) -> None:
        self.left: int | None = None

    def __getattribute__(self, name):
        value = super().__getattribute__(name)
        if name not in ("create", "write", "sync", "remove", "replace", "open", "make_folder"):
            return value

        def call(*arguments):
            if self.left is not None:
                if not self.left:
                    raise Killed
                self.left -= 1
            return value(*arguments)

        return call


def test_a_kill_at_any_moment_of_a_merge_loses_nothing(tmp_path):
    moments = 0
    outcomes = set()
    while True:
        room = tmp_path / str(moments)
        room.mkdir()
        folders = StateFolders.below(room / "state", room / "data")
        path = write(room / "p.json", version(*BASE))
        files = Deadly()
        opened = begin(path, folders, files)
        change(opened.workspace, MATCH, MINE)
        change(opened.workspace, None, PIECES)
        before = present(opened.workspace)
        write(path, theirs())
        decided = decide(plan_merge(MergeWish.of(opened, path), folders), [])
        files.left = moments
        ended = False
        with suppress(Killed):
            take_merge(opened, decided)
            ended = True
        release(opened)
        fits, workspace = recovered(path, folders)
        found = present(workspace)
        assert found in (before, ALL), moments
        assert not ended or (fits and found == ALL)
        outcomes.add((fits, found == ALL))
        if ended:
            break
        moments += 1
    assert moments >= 5
    assert outcomes == {(False, False), (False, True), (True, True)}


def release(opened: OpenProject) -> None:
    """Close what the system would close of a process that is no more."""
    journal = opened.protection.journal
    if journal._timer is not None:
        journal._timer.cancel()
    if journal._descriptor is not None:
        with suppress(OSError):
            os.close(journal._descriptor)


_CHILD = """
import os, sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from test_merge_and_recovery import begin, work_and_merge
from desk_annotator.storage.state_folder import StateFolders
path, room = Path(sys.argv[1]), Path(sys.argv[2])
folders = StateFolders.below(room / "state", room / "data")
opened = begin(path, folders)
work_and_merge(opened, folders)
print("merged", flush=True)
sys.stdin.read()
"""


def test_a_real_kill_behind_a_merge_loses_nothing(path, folders, tmp_path):
    here = Path(__file__).parent
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(tmp_path), str(here), str(here.parent)],
        cwd=here.parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout.readline() == "merged\n"
        os.kill(child.pid, signal.SIGKILL)
    fits, workspace = recovered(path, folders)
    assert fits
    assert present(workspace) == ALL
