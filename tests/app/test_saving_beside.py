"""A project that cannot take its place on disk: work, journal and file history stay as they are."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from storage.faulty_calls import RefusingCalls
from torture.left_over import gone, retitle, saved_project

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import offers_for
from desk_annotator.app.open_project import note_saved, open_project, save_task
from desk_annotator.core.errors import SaveError
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.safe_file import FileChangedError
from desk_annotator.storage.stand_in import SavedBesideError

AT = datetime(2025, 1, 31, 14, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return saved_project(folder / "p.json")


def refused(opened, path):
    """Save where nothing can be replaced, as the window does."""
    task = replace(save_task(opened, path), moment=lambda: AT, files=RefusingCalls(errno.EBUSY))
    with pytest.raises(SavedBesideError, match="another program is using the file") as caught:
        task.run()
    opened.stand_in = caught.value.stand_in


def beside(path):
    return sorted(each.name for each in path.parent.iterdir() if each != path)


def test_the_work_stays_unsaved_and_in_the_journal(path, folders):
    before = path.read_bytes()
    opened = open_project(path)
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    retitle(opened, "one")
    refused(opened, path)
    retitle(opened, "two")
    refused(opened, path)
    retitle(opened, "three")
    assert not opened.workspace.is_saved
    assert path.read_bytes() == before
    # The second came in the minute of the first, which went when it was there.
    assert beside(path) == ["p (saved 2025-01-31 1405 2).json"]
    assert load_project(opened.stand_in.path).project.title == "two"
    assert protection.journal.fault is None
    protection.stop()
    (offer,) = offers_for(open_project(path), folders)
    assert offer.fits
    assert len(offer.edits) == 3
    (rest,) = offers_for(open_project(opened.stand_in.path), folders)
    assert rest.fits
    assert len(rest.edits) == 1


def test_later_the_file_takes_the_save_after_all(path, folders):
    opened = open_project(path)
    protection = CrashProtection(opened, folders)
    protection.begin()
    retitle(opened, "one")
    refused(opened, path)
    retitle(opened, "two")
    task = save_task(opened, path)
    note_saved(opened, task, task.run())
    assert opened.workspace.is_saved
    assert load_project(path).project.title == "two"
    protection.leave()
    assert offers_for(open_project(path), folders) == ()


def test_a_copy_of_the_old_version_is_kept_before_its_replacement_is_tried(path, folders):
    before = path.read_bytes()
    opened = open_project(path)
    protection = CrashProtection(opened, folders)
    protection.begin()
    retitle(opened, "one")
    refused(opened, path)
    (kept,) = BackupStore(folders, opened.workspace.project_id).entries()
    assert kept.path.read_bytes() == before
    protection.stop()


def test_a_save_that_was_refused_before_the_replacement_makes_no_new_file(path):
    class Full(RefusingCalls):
        def write(self, descriptor, data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    opened = open_project(path)
    retitle(opened, "one")
    task = replace(save_task(opened, path), files=Full(errno.EBUSY))
    with pytest.raises(SaveError, match="the disk is full"):
        task.run()
    assert beside(path) == []


def test_a_file_that_others_changed_is_a_conflict_and_no_new_file(path):
    opened = open_project(path)
    retitle(opened, "one")
    path.write_bytes(path.read_bytes() + b"\n")
    task = replace(save_task(opened, path), files=RefusingCalls(errno.EBUSY))
    with pytest.raises(FileChangedError):
        task.run()
    assert beside(path) == []
