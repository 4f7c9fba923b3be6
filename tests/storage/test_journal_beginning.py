"""A long header is written in a thread, before any edit, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import threading
import time

import pytest
from storage.journal_samples import (
    HEADER,
    LONG_HEADER,
    NOW,
    SAVED,
    Failing,
    edit,
    titles,
    whole_header,
)

from desk_annotator.storage import journal as journal_module
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.recovery import read_journal

PATIENCE = 30


class Held(FileCalls):
    """Waits at the first call of one name until it is let go on."""

    def __init__(self, name):
        self._name = name
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.thread = None
        self.synced = []

    def _hold(self, name):
        if name == self._name and not self.reached.is_set():
            self.thread = threading.current_thread()
            self.reached.set()
            assert self.go_on.wait(PATIENCE)

    def create(self, path, mode):
        self._hold("create")
        return super().create(path, mode)

    def write(self, descriptor, data):
        self._hold("write")
        return super().write(descriptor, data)

    def sync(self, descriptor):
        super().sync(descriptor)
        self.synced.append(os.lseek(descriptor, 0, os.SEEK_END))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recovery" / "project"


@pytest.fixture
def journals(folder):
    """Makes journals, and ends them with the test."""
    made = []

    def make(**wishes):
        journal = Journal(folder, LONG_HEADER, **{"sync_seconds": 600, **wishes})
        made.append(journal)
        return journal

    yield make
    for journal in made:
        journal.close()


def in_another_thread(work):
    """Begin something that waits; return its thread."""
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def has_come(heard, count):
    """Wait for what a thread tells behind its work; tell whether it is so much, and no more."""
    deadline = time.monotonic() + PATIENCE
    while len(heard) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(heard) == count


def ended(thread):
    thread.join(PATIENCE)
    return not thread.is_alive()


@pytest.mark.parametrize("name", ["create", "write"])
def test_edits_that_come_meanwhile_stand_behind_it_in_order(journals, name):
    files = Held(name)
    journal = journals(files=files)
    journal.start()
    assert files.reached.wait(PATIENCE)
    assert files.thread is not threading.current_thread()
    for number in range(3):
        journal.append(NOW, "made", edit(number))
        assert journal.last == number + 1
    files.go_on.set()
    journal.sync()
    journal.append(NOW, "made", edit(3))
    content = read_journal(journal.path)
    assert whole_header(content) == LONG_HEADER
    assert [entry.seq for entry in content.entries] == [1, 2, 3, 4]
    assert [entry.edit for entry in content.edits] == [edit(number) for number in range(4)]


class Watched:
    """A lock; whenever the thread that begins lets it go, an edit is made at once."""

    def __init__(self, lock, make):
        self._lock = lock
        self._make = make

    def __enter__(self):
        self._lock.acquire()

    def __exit__(self, *_error):
        self.release()

    def acquire(self):
        self._lock.acquire()

    def release(self):
        self._lock.release()
        self._make()


def test_no_edit_falls_between_the_beginning_and_what_follows(journals):
    """Edits come at each moment at which the thread lets one through."""
    files = Held("write")
    journal = journals(files=files)
    made = iter(range(100))
    count = 0

    def make():
        nonlocal count
        if threading.current_thread() is files.thread:
            count += 1
            arguments = (NOW, "made", edit(next(made)))
            window = in_another_thread(lambda: journal.append(*arguments))
            assert ended(window)

    journal._state = Watched(journal._state, make)
    journal.start()
    assert files.reached.wait(PATIENCE)
    journal.append(NOW, "made", edit(next(made)))
    files.go_on.set()
    assert ended(files.thread)
    assert count > 1
    journal.append(NOW, "made", edit(next(made)))
    content = read_journal(journal.path)
    assert [entry.seq for entry in content.entries] == list(range(1, count + 3))
    assert [entry.edit for entry in content.edits] == [edit(number) for number in range(count + 2)]


def test_no_edit_passes_those_that_wait(journals):
    """While those that came meanwhile are written, the next one waits for them."""

    class HeldBehind(Held):
        def write(self, descriptor, data):
            if os.lseek(descriptor, 0, os.SEEK_CUR):
                self._hold("behind")
            else:
                journal.append(NOW, "made", edit(0))
            return super().write(descriptor, data)

    files = HeldBehind("behind")
    journal = journals(files=files)
    journal.start()
    assert files.reached.wait(PATIENCE)
    window = in_another_thread(lambda: journal.append(NOW, "made", edit(1)))
    window.join(0.05)
    assert window.is_alive()
    files.go_on.set()
    assert ended(window)
    assert titles(journal.path) == ["1", "2"]


def test_nothing_is_told_as_safe_before_it_is_on_the_device(journals):
    files = Held("write")
    journal = journals(files=files)
    journal.start()
    journal.append(NOW, "made", edit(0))
    assert files.reached.wait(PATIENCE)
    flush = in_another_thread(journal.sync)
    flush.join(0.05)
    assert flush.is_alive()
    assert files.synced == []
    files.go_on.set()
    assert ended(flush)
    assert files.synced[0] == journal.path.stat().st_size
    assert titles(journal.path) == ["1"]


def test_it_is_flushed_by_itself(journals):
    flushed = threading.Event()

    class Calls(FileCalls):
        def sync(self, descriptor):
            super().sync(descriptor)
            flushed.set()

    journal = journals(files=Calls(), sync_seconds=0.01)
    journal.start()
    assert flushed.wait(PATIENCE)


def test_edits_of_another_journal_come_first(journals, tmp_path):
    older = Journal(tmp_path / "older", HEADER)
    for number in range(5):
        older.append(NOW, "made", edit(number))
    entries = read_journal(older.close()).edits[2:]
    files = Held("create")
    journal = journals(files=files)
    journal.start(entries)
    assert journal.last == 3
    journal.append(NOW, "made", edit(5))
    files.go_on.set()
    journal.sync()
    content = read_journal(journal.path)
    assert content.header.begun_with == 3
    assert [entry.seq for entry in content.entries] == [1, 2, 3, 4]
    assert titles(journal.path) == ["3", "4", "5", "6"]


def test_where_no_thread_can_begin_it_is_written_at_once(journals, monkeypatch):
    def refuse(_thread):
        raise RuntimeError

    journal = journals()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        patch.setattr(journal_module.Journal, "_tell_and_plan", lambda _journal: None)
        journal.start()
    assert whole_header(read_journal(journal.path)) == LONG_HEADER
    journal.append(NOW, "made", edit(0))
    assert titles(journal.path) == ["1"]


# What comes meanwhile


def test_an_end_waits_for_it(journals):
    files = Held("write")
    journal = journals(files=files)
    journal.start()
    journal.append(NOW, "made", edit(0))
    assert files.reached.wait(PATIENCE)
    end = in_another_thread(journal.close)
    end.join(0.05)
    assert end.is_alive()
    files.go_on.set()
    assert ended(end)
    assert whole_header(read_journal(journal.path)) == LONG_HEADER
    assert titles(journal.path) == ["1"]
    assert files.synced[0] == journal.path.stat().st_size
    assert journal._descriptor is None


def test_what_is_removed_meanwhile_is_gone(journals, folder):
    files = Held("write")
    journal = journals(files=files)
    journal.start()
    assert files.reached.wait(PATIENCE)
    end = in_another_thread(journal.remove)
    files.go_on.set()
    assert ended(end)
    assert not folder.exists()


def test_a_save_meanwhile_is_announced_behind_it_and_takes_its_place(journals, folder):
    files = Held("write")
    journal = journals(files=files)
    journal.start()
    journal.append(NOW, "made", edit(0))
    assert files.reached.wait(PATIENCE)
    found = []

    def save():
        journal.note_saving(NOW, SAVED, 1, "p")
        found.append(read_journal(journal.path))
        journal.checkpoint(SAVED, "p", 1, title="t")

    saving = in_another_thread(save)
    while journal.last < 2:
        saving.join(0.01)
    journal.append(NOW, "made", edit(1))
    files.go_on.set()
    assert ended(saving)
    assert whole_header(found[0]) == LONG_HEADER
    assert [entry.edit for entry in found[0].edits_since(SAVED)] == [edit(1)]
    content = read_journal(journal.path)
    assert (content.header.base, content.header.initial) == (SAVED, None)
    assert [entry.edit for entry in content.edits_since(SAVED)] == [edit(1)]
    assert list(folder.iterdir()) == [journal.path]


# Faults


@pytest.mark.parametrize("name", ["create", "write"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failing_device_is_told_once_and_made_good(journals, folder, name, code):
    files, heard = Failing(name, code), []
    journal = journals(files=files, told=heard.append)
    journal.start()
    journal.append(NOW, "made", edit(0))
    journal.sync()
    assert journal.fault.errno == code
    journal.append(NOW, "made", edit(1))
    assert has_come(heard, 1)
    assert journal.fault is heard[0]
    assert not list(folder.iterdir())
    assert not journal.retry()
    assert len(heard) == 1
    files.code = None
    assert journal.retry()
    assert heard[1:] == [None]
    journal.append(NOW, "made", edit(2))
    assert whole_header(read_journal(journal.path)) == LONG_HEADER
    assert titles(journal.path) == ["1", "2", "3"]
    assert list(folder.iterdir()) == [journal.path]


def test_a_header_stays_when_the_edits_behind_it_cannot_be_written(journals, folder):
    class FullSoon(Held):
        is_full = False

        def write(self, descriptor, data):
            if self.is_full and os.lseek(descriptor, 0, os.SEEK_CUR):
                super().write(descriptor, data[: len(data) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(descriptor, data)

    files, heard = FullSoon("write"), []
    journal = journals(files=files, told=heard.append)
    journal.start()
    assert files.reached.wait(PATIENCE)
    for number in range(2):
        journal.append(NOW, "made", edit(number))
    files.is_full = True
    files.go_on.set()
    journal.sync()
    assert journal.fault.errno == errno.ENOSPC
    journal.append(NOW, "made", edit(2))
    assert has_come(heard, 1)
    (file,) = folder.iterdir()
    left = read_journal(file)
    assert whole_header(left) == LONG_HEADER
    assert [entry.edit for entry in left.edits] == [edit(0)]
    files.is_full = False
    assert journal.retry()
    assert titles(journal.path) == ["1", "2", "3"]
    assert list(folder.iterdir()) == [journal.path]
    assert journal.path != file


def test_an_unforeseen_error_leaves_no_gap(journals, monkeypatch):
    seen, heard = [], []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    journal = journals(told=heard.append)
    with monkeypatch.context() as patch:

        def out_of_memory(*_):
            raise MemoryError

        patch.setattr("desk_annotator.storage.header_encoder.header_pieces", out_of_memory)
        journal.start()
        journal.append(NOW, "made", edit(0))
        journal.sync()
    journal.append(NOW, "made", edit(1))
    assert has_come(heard, 1)
    assert journal.retry()
    assert heard[1:] == [None]
    assert titles(journal.path) == ["1", "2"]
    assert has_come(seen, 1)
    assert seen[0].exc_type is MemoryError
