"""A lock says who has a project open, is never stolen silently, and never stands in the way."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.lock import ProjectLock

NOW = "2026-01-31T09:05:00Z"


@pytest.fixture
def path(tmp_path):
    return tmp_path / ("خ" * 120 + ".json")


def foreign(lock, **changes):
    lock.take(NOW)
    content = json.loads(lock.path.read_text("ascii"))
    lock.path.write_text(json.dumps({**content, "uuid": "other", **changes}), "ascii")


def is_ours(lock):
    holder = lock.holder()
    return holder is not None and holder.owner is not None and holder.owner.is_this_process


def test_it_is_taken_and_given_back(path):
    lock = ProjectLock(path)
    assert lock.take(NOW) is None
    holder = lock.holder()
    assert holder.owner.is_this_process
    assert holder.since == NOW
    assert not holder.is_gone
    lock.release()
    assert lock.holder() is None
    assert list(path.parent.iterdir()) == []
    lock.release()


def test_the_name_is_short_and_plain(path):
    assert len(ProjectLock(path).path.name) == 15
    assert ProjectLock(path).path.name.isascii()
    assert ProjectLock(path).path != ProjectLock(path.with_name("b.json")).path


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_leads_to_the_same_lock(tmp_path):
    (tmp_path / "there").mkdir()
    real = tmp_path / "there" / "p.json"
    real.write_bytes(b"")
    link = tmp_path / "link.json"
    link.symlink_to(real)
    assert ProjectLock(link).path == ProjectLock(real).path


@pytest.mark.parametrize(
    ("changes", "is_free"),
    [
        ({"pid": 2**30}, True),  # dead
        ({"start": "earlier"}, True),  # its number was given anew
        ({"pid": 1, "start": ""}, False),  # lives
        ({"host": "elsewhere"}, False),
        ({"host": "elsewhere", "pid": 2**30}, False),
    ],
)
def test_who_holds_it(path, changes, is_free):
    other, lock = ProjectLock(path), ProjectLock(path)
    foreign(other, **changes)
    holder = lock.take(NOW)
    if is_free:
        assert holder is None
        assert is_ours(lock)
        assert [entry.name for entry in path.parent.iterdir()] == [lock.path.name]
        lock.release()
        assert list(path.parent.iterdir()) == []
    else:
        assert holder is not None
        assert holder.owner.host == changes.get("host", holder.owner.host)
        assert abs(holder.active - time.time()) < 600
        assert not is_ours(lock)
        lock.release()
        assert lock.path.exists()
        lock.take_over(NOW)
        assert is_ours(lock)
        other.release()
        assert lock.path.exists()  # it is not theirs any more
        lock.release()
        assert not lock.path.exists()


@pytest.mark.parametrize("data", [b"", b"\0" * 20, b"{", b"[]", b'{"host": 1}', b"x" * 20_000])
def test_an_unreadable_lock_is_asked_about(path, data):
    lock = ProjectLock(path)
    lock.path.write_bytes(data)
    holder = lock.take(NOW)
    assert holder is not None
    assert holder.owner is None
    assert not holder.is_gone
    lock.take_over(NOW)
    assert is_ours(lock)
    lock.release()
    assert not lock.path.exists()


def test_where_none_can_be_made_work_goes_on(path):
    class ReadOnly(FileCalls):
        def create(self, path, mode):
            raise OSError(30, os.strerror(30))

    lock = ProjectLock(path, files=ReadOnly())
    assert lock.take(NOW) is None
    assert lock.holder() is None
    lock.touch()
    lock.release()


def test_a_full_disk_leaves_no_empty_lock(path):
    class Full(FileCalls):
        def write(self, descriptor, data):
            raise OSError(28, os.strerror(28))

    lock = ProjectLock(path, files=Full())
    assert lock.take(NOW) is None
    assert list(path.parent.iterdir()) == []


def test_touching_shows_that_we_are_here(path):
    lock = ProjectLock(path)
    lock.take(NOW)
    os.utime(lock.path, (1, 1))
    lock.touch()
    assert lock.holder().active > 1


def test_a_lock_that_was_taken_over_is_not_touched(path):
    mine, theirs = ProjectLock(path), ProjectLock(path)
    mine.take(NOW)
    theirs.take_over(NOW)
    os.utime(theirs.path, (1, 1))
    mine.touch()
    assert theirs.holder().active == 1
    theirs.touch()
    assert theirs.holder().active > 1


def test_a_left_over_that_cannot_be_removed_stops_nobody(path):
    class ReadOnly(FileCalls):
        def replace(self, new, path):
            raise OSError(30, os.strerror(30))

        def remove(self, path):
            raise OSError(30, os.strerror(30))

    foreign(ProjectLock(path), pid=2**30)
    lock = ProjectLock(path, files=ReadOnly())
    assert lock.take(NOW) is None
    assert not is_ours(lock)


def test_our_own_lock_is_taken_again(path):
    first, second = ProjectLock(path), ProjectLock(path)
    first.take(NOW)
    assert second.take(NOW) is None
    second.release()
    assert not second.path.exists()


def test_a_lock_that_came_meanwhile_is_not_cleared(path, monkeypatch):
    other, lock = ProjectLock(path), ProjectLock(path)
    foreign(other, pid=2**30)
    judged = lock.holder()
    content = json.loads(lock.path.read_text("ascii"))
    lock.path.write_text(json.dumps({**content, "uuid": "newer", "host": "elsewhere"}), "ascii")
    lock._clear(judged)
    assert lock.holder().owner.host == "elsewhere"
    assert [entry.name for entry in Path(path.parent).iterdir()] == [lock.path.name]
