"""The file history keeps what it promises, and never by looking at the clock alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.errors import Cancelled, SaveError
from desk_annotator.storage.backups import (
    DAYS,
    SAVES,
    WEEKS,
    Backup,
    BackupStore,
    kept_of,
    origins,
)
from desk_annotator.storage.file_calls import FileCalls

START = datetime(2026, 1, 1, 9, 5, tzinfo=UTC)


@pytest.fixture
def store(folders):
    return BackupStore(folders, "project")


def contents(store):
    return [backup.path.read_bytes() for backup in store.entries()]


def test_the_newest_comes_first_and_is_found_by_its_hash(store):
    assert store.entries() == ()
    for number in range(3):
        store.keep(b"%d" % number, now=START + timedelta(minutes=number))
    assert contents(store) == [b"2", b"1", b"0"]
    assert [backup.size for backup in store.entries()] == [1, 1, 1]
    assert store.entries()[0].time == START + timedelta(minutes=2)
    found = store.find(sha256(b"1").hexdigest())
    assert found is not None
    assert found.read_bytes() == b"1"
    assert store.find(sha256(b"7").hexdigest()) is None
    found.write_bytes(b"damaged")
    assert store.find(sha256(b"1").hexdigest()) is None


def test_a_long_copy_is_looked_at_in_pieces_and_given_up_when_asked(store):
    data = bytes(range(256)) * 10_000
    store.keep(data, now=START)
    digest, asked = sha256(data).hexdigest(), []
    found = store.find(digest, check=lambda: asked.append(None))
    assert found == store.entries()[0].path
    assert len(asked) > 2

    def give_up():
        raise Cancelled

    with pytest.raises(Cancelled):
        store.find(digest, check=give_up)


def test_the_same_content_is_kept_once(store):
    store.keep(b"a", now=START)
    store.keep(b"b", now=START + timedelta(minutes=1))
    store.keep(b"a", now=START + timedelta(minutes=2))
    assert contents(store) == [b"b", b"a"]


def test_a_year_of_saves_leaves_what_is_promised(store):
    moment = START
    for number in range(400):
        store.keep(b"%d" % number, now=moment)
        moment += timedelta(hours=21)
    entries = store.entries()
    assert contents(store)[:SAVES] == [b"%d" % (399 - number) for number in range(SAVES)]
    weeks = {backup.time.isocalendar()[:2] for backup in entries}
    assert len(weeks) == WEEKS
    assert SAVES < len(entries) <= SAVES + DAYS + WEEKS


times = st.integers(0, 2_000_000).map(lambda minutes: START + timedelta(minutes=minutes))


@given(st.lists(times, max_size=80, unique=True))
def test_the_newest_of_each_day_and_week_are_kept(moments):
    entries = [
        Backup(os.devnull, moment, 1, str(moment)) for moment in sorted(moments, reverse=True)
    ]
    kept = kept_of(entries)
    assert set(entries[:SAVES]) <= kept
    for most, period in ((DAYS, lambda t: t.date()), (WEEKS, lambda t: t.isocalendar()[:2])):
        newest = {}
        for backup in entries:
            newest.setdefault(period(backup.time), backup)
        assert set(list(newest.values())[:most]) <= kept
    assert len(kept) <= SAVES + DAYS + WEEKS
    assert kept_of(sorted(kept, key=lambda each: each.time, reverse=True)) == kept


def test_a_clock_put_back_makes_no_new_copy_look_old(store):
    for number in range(SAVES + 5):
        store.keep(b"%d" % number, now=START - timedelta(days=number))
    assert contents(store)[0] == b"%d" % (SAVES + 4)
    assert len(contents(store)) == SAVES


def test_strange_files_are_left_alone_and_our_leftovers_go(store, folders):
    store.keep(b"a", now=START)
    folder = store.entries()[0].path.parent
    (folder / "mine.json").write_bytes(b"x")
    (folder / "20261399T990000.000000Z-0123456789abcdef.json").write_bytes(b"x")
    (folder / ".~0123abcd.tmp").write_bytes(b"x")
    store.keep(b"b", now=START + timedelta(days=1))
    assert contents(store) == [b"b", b"a"]
    assert (folder / "mine.json").exists()
    assert not (folder / ".~0123abcd.tmp").exists()


def test_a_full_disk_costs_no_copy_that_is_there(folders):
    class Full(FileCalls):
        def write(self, descriptor, data):
            raise OSError(28, os.strerror(28))

    BackupStore(folders, "project").keep(b"a", now=START)
    full = BackupStore(folders, "project", files=Full())
    with pytest.raises(SaveError):
        full.keep(b"b")
    assert contents(full) == [b"a"]


def test_what_is_saved_twice_in_a_moment_is_kept_once(store):
    store.keep(b"one")
    store.keep(b"one")
    assert contents(store) == [b"one"]


A, B = Path("/books/<b>خبر.json").absolute(), Path("/books/copy/<b>خبر.json").absolute()


def noted(store):
    return [origins(backup) for backup in store.entries()]


def test_each_copy_tells_which_file_it_is_of(store):
    store.keep(b"a", file=A, now=START)
    store.keep(b"b", file=B, now=START + timedelta(minutes=1))
    store.keep(b"c", now=START + timedelta(minutes=2))
    assert noted(store) == [(), (B,), (A,)]


def test_a_name_that_is_no_text_comes_back(store):
    odd = Path(os.fsdecode(b"/books/\xff\x01.json"))
    store.keep(b"a", file=odd)
    assert noted(store) == [(odd,)]


def test_a_copied_file_is_noted_beside_the_one_copy_of_both(store):
    store.keep(b"a", now=START)  # by an older version of the program, which noted nothing
    store.keep(b"a", file=A)
    store.keep(b"a", file=A)
    store.keep(b"a", file=B)
    assert noted(store) == [(B, A)]
    for number in range(30):
        store.keep(b"a", file=A.with_name(f"{number}.json"))
    (last,) = noted(store)
    assert last[0].name == "29.json"
    assert len(last) < 30


@pytest.mark.parametrize("note", [b"", b"\xff", b"[1]", b'{"files": 3}', b"[" * 100_000])
def test_a_damaged_note_costs_nothing_but_itself(store, note):
    store.keep(b"a", file=A, now=START)
    (kept,) = store.entries()
    kept.path.with_suffix(".name").write_bytes(note)
    assert noted(store) == [()]
    assert contents(store) == [b"a"]
    store.keep(b"a", file=B)
    assert noted(store) == [(B,)]


def test_a_copy_that_goes_takes_its_note_along(store):
    for number in range(SAVES + 9):
        store.keep(b"%d" % number, file=A, now=START + timedelta(minutes=number))
    kept = store.entries()
    names = {entry.name for entry in kept[0].path.parent.iterdir()}
    assert names == {f"{each.path.stem}{end}" for each in kept for end in (".json", ".name")}


def test_a_note_without_its_copy_goes_and_strange_files_stay(store):
    store.keep(b"a", file=A, now=START)
    store.keep(b"b", file=A, now=START + timedelta(minutes=1))
    first, folder = store.entries()[-1].path, store.entries()[0].path.parent
    first.unlink()  # an older version of the program lets go of copies only
    (folder / "mine.name").write_bytes(b"x")
    store.keep(b"c", file=A, now=START + timedelta(minutes=2))
    assert not first.with_suffix(".name").exists()
    assert (folder / "mine.name").exists()
    assert noted(store) == [(A,), (A,)]


class FailsAt(FileCalls):
    """Fails at every file made whose bytes begin so."""

    def __init__(self, start):
        self.start = start

    def write(self, descriptor, data):
        if bytes(data[: len(self.start)]) == self.start:
            raise OSError(28, os.strerror(28))
        return super().write(descriptor, data)


def test_a_copy_is_kept_though_it_cannot_be_noted_of_which_file(folders):
    store = BackupStore(folders, "project", files=FailsAt(b'{"files"'))
    store.keep(b"a", file=A, now=START)
    store.keep(b"a", file=B)
    assert contents(store) == [b"a"]
    assert noted(store) == [()]


def test_no_note_stays_of_a_copy_that_could_not_be_kept(folders):
    BackupStore(folders, "project").keep(b"a", file=A, now=START)
    store = BackupStore(folders, "project", files=FailsAt(b"b"))
    with pytest.raises(SaveError):
        store.keep(b"b", file=A)
    assert [entry.suffix for entry in sorted(store.entries()[0].path.parent.iterdir())] == [
        ".json",
        ".name",
    ]


def test_each_moment_of_a_power_cut_leaves_whole_copies(folders):
    class CutError(Exception):
        pass

    class CutAt(FileCalls):
        left = 0

        def replace(self, new, path):
            if not self.left:
                raise CutError
            self.left -= 1
            super().replace(new, path)

    BackupStore(folders, "project").keep(b"a", file=A, now=START)
    for calls in (0, 1):  # before the note is there, and before the copy is
        files = CutAt()
        files.left = calls
        store = BackupStore(folders, "project", files=files)
        with pytest.raises(CutError):
            store.keep(b"b", file=B, now=START + timedelta(minutes=1))
        assert contents(store) == [b"a"]
        assert noted(store) == [(A,)]
    store = BackupStore(folders, "project")
    store.keep(b"c", file=B, now=START + timedelta(minutes=2))
    assert noted(store) == [(B,), (A,)]
    assert len(list(store.entries()[0].path.parent.iterdir())) == 4
