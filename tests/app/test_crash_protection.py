"""Edits, saves, kills and recoveries in any order, against a simple model of what must be there."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from torture.kill_storm import digest
from torture.left_over import (
    PAIR,
    crash_on,
    crash_unsaved,
    gone,
    retitle,
    saved_project,
)

from desk_annotator.app.crash_protection import CrashProtection, keep_opened
from desk_annotator.app.crash_protection_recovery import (
    offers_for,
    replay,
    restore,
    separate,
)
from desk_annotator.app.left_behind import offers_of_unsaved
from desk_annotator.app.open_project import (
    OnDisk,
    look_at_disk,
    new_project,
    note_saved,
    open_project,
    save_task,
)
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit, TitleChange
from desk_annotator.core.errors import SaveError
from desk_annotator.core.span import Side, Span
from desk_annotator.storage.backups import BackupStore, origins
from desk_annotator.storage.recovery import find_journals
from desk_annotator.storage.state_folder import StateFolders


@pytest.fixture
def path(tmp_path):
    return saved_project(tmp_path / "p.json")


class CrashStory(RuleBasedStateMachine):
    """`states` are those the project went through since all of it was surely on the device."""

    def __init__(self):
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.path = folder / "p.json"
        self.folders = StateFolders.below(folder / "state", folder / "data")
        self.number = 0

    def teardown(self):
        if hasattr(self, "protection"):
            self.protection.leave()
        self._folder.cleanup()

    def now(self):
        return digest(self.opened.workspace.snapshot())

    def protect(self):
        self.protection = gone(CrashProtection(self.opened, self.folders, sync_seconds=60))

    @initialize(saved=st.booleans())
    def begin(self, saved):
        self.opened = new_project(PAIR)
        if saved:
            task = save_task(self.opened, self.path)
            note_saved(self.opened, task, task.run())
            self.opened = open_project(self.path)
        self.protect()
        self.protection.begin()
        self.protection.sync()
        self.states = [self.now()]

    @rule(count=st.integers(1, 4))
    def edit(self, count):
        """Make some edits of the kinds in turn."""
        for _ in range(count):
            bitext = self.opened.workspace.current
            self.number += 1
            present = bitext.in_order()
            if present and self.number % 3:
                old = present[self.number % len(present)]
                new = (replace(old, note=str(self.number)), self._thinned(old), None)
                change = AnnotationChange(bitext.id, old, new[self.number % 7 % 3])
            else:
                change = AnnotationChange(bitext.id, None, self._made())
            self.opened.workspace.apply(Edit("Change", (change,)))
            self.states.append(self.now())

    def _made(self):
        number = self.number
        return Annotation(
            id=f"a{number}",
            tag=Tag.MISSING,
            source=(Span(number % 5, number % 5 + 2), Span(9, 12)),
            span_extra={(Side.SOURCE, Span(9, 12)): {"x_why": number}},
        )

    @staticmethod
    def _thinned(annotation):
        """Take a span away; what the file said of it stays behind until it is saved."""
        return replace(annotation, source=annotation.source[:1])

    @precondition(lambda self: self.opened.workspace.can_amend)
    @rule()
    def amend(self):
        """Let something follow from the last edit, to be undone with it."""
        bitext = self.opened.workspace.current
        self.number += 1
        change = AnnotationChange(bitext.id, None, self._made())
        self.opened.workspace.amend(Edit("Follow", (change,)))
        self.states.append(self.now())

    @rule(steps=st.lists(st.booleans(), min_size=1, max_size=4))
    def undo_or_redo(self, steps):
        workspace = self.opened.workspace
        for back in steps:
            if (workspace.undo() if back else workspace.redo()) is not None:
                self.states.append(self.now())

    @rule()
    def flush(self):
        self.protection.sync()
        self.states = [self.now()]

    @rule(meanwhile=st.integers(0, 3))
    def save(self, meanwhile):
        """Save, and go on meanwhile."""
        task = save_task(self.opened, self.path)
        if meanwhile:
            self.edit(meanwhile)
        note_saved(self.opened, task, task.run())
        self.protection.sync()
        self.states = [self.now()]

    @rule(before=st.integers(0, 3), meanwhile=st.integers(0, 3), checkpoint=st.booleans())
    def save_and_be_killed_before_it_is_told(self, before, meanwhile, checkpoint):
        if before:
            self.edit(before)
        task = save_task(self.opened, self.path)
        if meanwhile:
            self.edit(meanwhile)

        class Half:
            def __getattr__(self, name):
                return getattr(task.guard, name)

            def written(self, data, signature):
                if checkpoint:
                    task.guard.written(data, signature)

        replace(task, guard=Half()).run()
        self.kill()

    @rule()
    def kill(self):
        self._die()
        self._recover()
        assert self.now() == self.states[-1]
        self.states = [self.now()]

    @rule(chance=st.floats(0, 1))
    def cut_power(self, chance):
        """Lose a part of what was written to the journal since it was last flushed."""
        journal = self.protection.journal
        file, is_dirty = journal.path, journal._is_dirty
        self._die()
        if is_dirty:
            data = file.read_bytes()
            lines = data.splitlines(keepends=True)
            sure = len(b"".join(lines[: len(lines) - (len(self.states) - 1)]))
            file.write_bytes(data[: sure + round((len(data) - sure) * chance)])
        self._recover()
        assert self.now() in self.states
        self.states = [self.now()]

    def _die(self):
        self.protection._workspace.edited.unsubscribe(self.protection._write)
        self.protection.journal.close(flush=False)

    def _recover(self):
        if self.path.exists():
            self.opened = open_project(self.path)
            offers = offers_for(self.opened, self.folders)
        else:
            offers = offers_of_unsaved(self.folders)
            self.opened = separate(offers[0])
        assert len(offers) <= 1
        self.protect()
        if offers:
            count = restore(offers[0], self.opened, self.protection, self.folders)
            assert count == len(offers[0].edits)
        self.protection.begin()
        self.protection.sync()
        assert len(find_journals(self.folders)) <= 1


TestCrashStory = CrashStory.TestCase
TestCrashStory.settings = settings(stateful_step_count=25)


def test_undo_goes_on_behind_a_recovery_as_it_was(path, folders):
    opened = open_project(path)
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    for title in ("one", "two", "three"):
        retitle(opened, title)
    opened.workspace.undo()
    opened.workspace.undo()
    opened.workspace.redo()
    protection.stop()
    opened = open_project(path)
    (offer,) = offers_for(opened, folders)
    assert (offer.fits, offer.is_new, offer.can_restore) == (True, False, True)
    assert replay(opened.workspace, offer) == 6
    titles = [opened.workspace.title]
    opened.workspace.redo()
    titles.append(opened.workspace.title)
    while opened.workspace.undo():
        titles.append(opened.workspace.title)
    assert titles == ["two", "three", "two", "one", PAIR.title]
    assert opened.workspace.is_saved


def test_what_followed_from_an_edit_is_undone_with_it_behind_a_recovery_too(path, folders):
    opened = open_project(path)
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    for title in ("one", "two"):
        retitle(opened, title)
    opened.workspace.amend(Edit("Follow", (TitleChange(None, "two", "two and more"),)))
    opened.workspace.undo()
    opened.workspace.redo()
    protection.stop()
    opened = open_project(path)
    (offer,) = offers_for(opened, folders)
    assert replay(opened.workspace, offer) == 5
    titles = [opened.workspace.title]
    while opened.workspace.undo():
        titles.append(opened.workspace.title)
    assert titles == ["two and more", "one", PAIR.title]


def test_a_changed_file_gets_nothing_of_it(path, folders):
    BackupStore(folders, open_project(path).workspace.project_id).keep(path.read_bytes())
    crash_on(path, folders, "mine")
    path.write_bytes(path.read_bytes() + b"\n")
    opened = open_project(path)
    (offer,) = offers_for(opened, folders)
    assert not offer.fits
    assert offer.can_restore
    copy = separate(offer)
    assert replay(copy.workspace, offer) == 1
    assert (copy.workspace.title, copy.path) == ("mine", None)
    assert opened.workspace.title == PAIR.title


def test_a_journal_of_a_copy_elsewhere_is_not_offered_here(path, folders, tmp_path):
    other = tmp_path / "other.json"
    other.write_bytes(path.read_bytes() + b"\n")
    crash_on(other, folders, "there")
    assert offers_for(open_project(path), folders) == ()
    assert len(offers_for(open_project(other), folders)) == 1
    other.unlink()
    assert len(offers_for(open_project(path), folders)) == 1  # it has nowhere else to go


def test_projects_never_saved_are_all_offered(folders):
    crash_unsaved(folders)
    crash_unsaved(folders, "one")
    offers = offers_of_unsaved(folders)
    assert sorted(len(offer.edits) for offer in offers) == [0, 1]
    assert all(offer.is_new for offer in offers)


def test_a_damaged_edit_ends_the_replay_before_it(path, folders):
    crash_on(path, folders, "one", "two")
    opened = open_project(path)
    (offer,) = offers_for(opened, folders)
    wrong = replace(offer, edits=(offer.edits[0], offer.edits[0], offer.edits[1]))
    assert replay(opened.workspace, wrong) == 1
    assert opened.workspace.title == "one"


def test_a_project_that_may_not_be_changed_is_not_journalled(path, folders):
    opened = open_project(path)
    opened.workspace.read_only_reason = "so"
    CrashProtection(opened, folders).begin()
    assert opened.protection is None
    assert not folders.recovery.exists()


def test_anothers_version_is_not_written_over_if_it_cannot_be_kept(path, folders):
    opened = open_project(path)
    protection = CrashProtection(opened, folders)
    protection.begin()
    retitle(opened, "mine")
    folders.backups.parent.mkdir(parents=True, exist_ok=True)
    folders.backups.write_text("a file stands where the folder should be", "utf-8")
    theirs = path.read_bytes() + b"\n"
    path.write_bytes(theirs)
    task = save_task(opened, path, overwrite=True)
    with pytest.raises(SaveError, match="could not be copied"):
        task.run()
    assert path.read_bytes() == theirs
    folders.backups.unlink()
    task.run()
    store = BackupStore(folders, opened.workspace.project_id)
    assert theirs in [backup.path.read_bytes() for backup in store.entries()]
    assert {origins(each) for each in store.entries()} == {(path,)}
    protection.leave()


def test_a_save_through_a_link_is_of_the_file_as_the_user_calls_it(path, folders, tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to(path)
    opened = open_project(link)
    protection = CrashProtection(opened, folders)
    protection.begin()
    keep_opened(link, opened.signature, opened.workspace.project_id, folders)
    retitle(opened, "mine")
    save_task(opened, link).run()
    store = BackupStore(folders, opened.workspace.project_id)
    assert [origins(each) for each in store.entries()] == [(link,), (link,)]
    protection.leave()


def test_a_save_goes_on_where_no_copy_can_be_kept(path, folders):
    opened = open_project(path)
    protection = CrashProtection(opened, folders)
    protection.begin()
    retitle(opened, "mine")
    folders.backups.parent.mkdir(parents=True, exist_ok=True)
    folders.backups.write_text("in the way", "utf-8")
    task = save_task(opened, path)
    note_saved(opened, task, task.run())
    assert open_project(path).workspace.title == "mine"
    assert len(protection.backup_faults) == 1
    protection.leave()


def test_what_became_of_a_file(path):
    signature = open_project(path).signature
    assert look_at_disk(path, signature) is OnDisk.SAME
    data = path.read_bytes()
    path.write_bytes(data)
    assert look_at_disk(path, replace(signature, mtime_ns=0)) is OnDisk.SAME
    path.write_bytes(data + b"\n")
    assert look_at_disk(path, signature) is OnDisk.CHANGED
    path.unlink()
    assert look_at_disk(path, signature) is OnDisk.GONE


def test_the_states_of_the_story_differ():
    """The digest that judges everything here sees a change of a note."""
    made = new_project(PAIR)
    first = digest(made.workspace.snapshot())
    annotation = Annotation(id="a", tag=Tag.MISSING, source=(Span(0, 3),))
    made.workspace.apply(Edit("x", (AnnotationChange(PAIR.id, None, annotation),)))
    second = digest(made.workspace.snapshot())
    noted = replace(annotation, note=str(random.random()))
    made.workspace.apply(Edit("x", (AnnotationChange(PAIR.id, annotation, noted),)))
    assert len({first, second, digest(made.workspace.snapshot())}) == 3
