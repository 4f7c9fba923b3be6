"""Journals of dead processes are found, those of live ones left alone, nothing is deleted early."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from storage import journal_samples
from storage.journal_samples import NOW, edit
from torture.left_over import GONE

from desk_annotator.core.errors import Cancelled
from desk_annotator.core.project import Project
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.recovery import (
    attempts,
    empty_trash,
    find_journals,
    forget_attempts,
    has_journals,
    note_attempt,
    read_journal,
    siblings,
    throw_away,
)
from desk_annotator.storage.state_folder import folder_name

HEADER = replace(journal_samples.HEADER, owner=GONE, session="1-aa")
ID = HEADER.project_id


def write(folders, count=1, **changes):
    header = replace(HEADER, **changes)
    journal = Journal(folders.recovery / folder_name(header.project_id), header)
    journal.start()
    for number in range(count):
        journal.append(NOW, "made", edit(number))
    return journal.close()


def test_only_journals_of_dead_processes_are_found(folders):
    write(folders, session="1-aa")
    write(folders, session="2-aa", owner=Owner.of_this_process())
    write(folders, session="3-aa", owner=replace(GONE, host="another computer"))
    write(folders, session="4-aa", owner=replace(Owner.of_this_process(), start="earlier"))
    write(folders, session="5-aa", project_id="another")
    found = find_journals(folders, ID)
    assert sorted(content.header.session for content in found) == ["1-aa", "4-aa"]
    assert len(find_journals(folders)) == 3
    assert find_journals(folders, "another")[0].header.session == "5-aa"


def test_looking_for_journals_can_be_given_up_in_the_middle_of_one(folders):
    write(folders, 20)
    asked = []

    def check():
        asked.append(None)
        if len(asked) == 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_journals(folders, ID, check=check)


def test_whether_there_is_a_journal_is_known_by_its_name(folders):
    assert not has_journals(folders, ID)
    write(folders, project_id="another")
    assert not has_journals(folders, ID)
    write(folders).write_bytes(b"damaged")
    assert has_journals(folders, ID)


@pytest.mark.parametrize("rest", [b"\n", b"0\n", b"00000000\n", b"0000000\n \n", b"00000000 x\n"])
def test_a_line_that_is_too_short_ends_a_journal(folders, rest):
    file = write(folders, 3)
    file.write_bytes(file.read_bytes() + rest + file.read_bytes())
    assert len(read_journal(file).edits) == 3


def test_of_two_files_of_a_session_the_fuller_one_counts(folders):
    first = write(folders, 3)
    second = first.with_name("1-aa-000002.jsonl")
    second.write_bytes(first.read_bytes()[:-5])
    (content,) = find_journals(folders, ID)
    assert content.file == first
    assert siblings(content) == [first, second]
    second.write_bytes(first.read_bytes())
    (content,) = find_journals(folders, ID)
    assert content.file == second


def test_a_journal_that_was_not_begun_to_its_end_does_not_count(folders):
    """The crash came before it was on the device; the one before it is still there."""
    first = write(folders, 3)
    content = read_journal(first)
    journal = Journal(folders.trash, replace(HEADER, first=9))
    journal.start(content.edits)
    second = journal.close().replace(first.with_name("1-aa-000002.jsonl"))
    whole = second.read_bytes()
    assert [each.file for each in find_journals(folders, ID)] == [second]
    for cut in range(whole.index(b"\n") + 1, len(whole)):
        second.write_bytes(whole[:cut])
        assert [each.file for each in find_journals(folders, ID)] == [first]


def test_what_cannot_be_read_is_left_where_it_is(folders):
    path = write(folders)
    damaged = path.with_name("9-aa-000001.jsonl")
    damaged.write_bytes(b"\0" * 100)
    path.with_name("8-aa-000001.jsonl").mkdir()
    assert [content.file for content in find_journals(folders, ID)] == [path]
    assert damaged.exists()


def test_a_journal_of_another_project_in_the_folder_is_not_taken(folders):
    path = write(folders)
    path.rename(path.with_name("x-000001.jsonl"))
    other = folders.recovery / folder_name("other")
    path.parent.rename(other)
    assert find_journals(folders, "other") == ()


def test_the_trash_keeps_for_thirty_days(folders):
    path = write(folders)
    content = read_journal(path)
    note_attempt(content)
    throw_away(folders, *siblings(content))
    assert find_journals(folders) == ()
    assert not path.parent.exists()
    (kept,) = folders.trash.glob("*/*")
    assert read_journal(kept).entries == content.entries
    day = 86_400
    empty_trash(folders, now=time.time() + 29 * day)
    assert kept.exists()
    empty_trash(folders, now=time.time() + 31 * day)
    assert not kept.exists()


def test_a_journal_gets_its_thirty_days_however_old_it_is(folders):
    path = write(folders)
    os.utime(path, (1, 1))
    throw_away(folders, path)
    empty_trash(folders)
    assert list(folders.trash.glob("*/*"))


def test_attempts_are_counted_until_one_ends(folders):
    content = read_journal(write(folders))
    assert attempts(content) == 0
    note_attempt(content)
    note_attempt(content)
    assert attempts(content) == 2
    forget_attempts(content)
    assert attempts(content) == 0


def test_ids_that_are_no_file_names_have_folders_too():
    assert folder_name(ID) == ID
    for strange in ("CON", "a:b", "..", "A" * 128):
        assert folder_name(strange).startswith("id-")
        assert len(folder_name(strange)) == 35


def test_an_empty_journal_holds_nothing(folders):
    assert not read_journal(write(folders, 0)).holds_something
    initial = Project(id=ID, title="t")
    assert read_journal(write(folders, 0, initial=initial, base="", session="2-aa")).holds_something


def test_a_process_is_told_from_a_later_one_with_its_number():
    here = Owner.of_this_process()
    assert here.is_alive
    assert here.is_this_process
    assert not replace(here, start="earlier").is_alive
    assert not replace(here, start="earlier").is_this_process
    assert replace(here, start="").is_alive  # who knows
    assert replace(here, host="elsewhere", pid=2**30).is_alive
    assert not replace(here, pid=2**30).is_alive


@pytest.mark.skipif(os.name != "posix", reason="fork")
def test_a_process_that_ended_and_was_not_fetched_is_gone():
    pid = os.posix_spawnp("true", ["true"], dict(os.environ))
    try:
        deadline = time.monotonic() + 20
        owner = replace(Owner.of_this_process(), pid=pid, start="")
        while owner.is_alive and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not owner.is_alive
    finally:
        os.waitpid(pid, 0)
