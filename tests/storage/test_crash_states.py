"""Whenever the power goes, the file holds the whole old or the whole new project.

A save's calls are recorded, and every state of the disk that a crash could leave is looked at
under a pessimistic model: the data of a file may be lost, cut or zeroed until the file is
flushed; each change of a folder (a new name, a replacement, a removal) may be lost or kept, in
any combination, until the folder is flushed; a replacement is one change.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from itertools import combinations, product
from pathlib import Path

import pytest

from desk_annotator.core.errors import SaveError
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.project_file import save_project
from desk_annotator.storage.safe_file import write_safely

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flushing a folder is POSIX")


class RecordingCalls(FileCalls):
    """Does everything, and notes what changes the disk; files are numbered as they are made."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self._files: dict[int, int] = {}
        self._made = 0

    def create(self, path, mode):
        descriptor = super().create(path, mode)
        self._made += 1
        self._files[descriptor] = self._made
        self.calls.append(("create", Path(path).name, self._made))
        return descriptor

    def write(self, descriptor, data):
        # In pieces, so that there are states between them.
        written = super().write(descriptor, data[: max(1, len(data) // 2)])
        self.calls.append(("write", self._files[descriptor], bytes(data[:written])))
        return written

    def sync(self, descriptor):
        super().sync(descriptor)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            self.calls.append(("sync folder",))
        else:
            self.calls.append(("sync", self._files[descriptor]))

    def close(self, descriptor):
        super().close(descriptor)
        self._files.pop(descriptor, None)

    def replace(self, new, path):
        super().replace(new, path)
        self.calls.append(("replace", Path(new).name, Path(path).name))

    def remove(self, path):
        super().remove(path)
        self.calls.append(("remove", Path(path).name))


@dataclass
class Disk:
    """What is surely on the device, and what is only on its way there."""

    durable: dict[int, bytes] = field(default_factory=dict)
    written: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    now: dict[str, int] = field(default_factory=dict)
    pending: list[tuple] = field(default_factory=list)

    def do(self, call: tuple) -> None:
        match call:
            case ("create", name, number):
                self.durable[number] = self.written[number] = b""
                self.now[name] = number
                self.pending.append((name, number, None))
            case ("write", number, data):
                self.written[number] += data
            case ("sync", number):
                self.durable[number] = self.written[number]
            case ("replace", new, path):
                number = self.now.pop(new)
                self.now[path] = number
                self.pending.append((path, number, new))
            case ("remove", name):
                self.now.pop(name)
                self.pending.append((None, None, name))
            case ("sync folder",):
                self.names = dict(self.now)
                self.pending = []

    def _contents(self, number: int) -> set[bytes]:
        sure, now = self.durable[number], self.written[number]
        return {sure, now, now[: len(now) // 2], bytes(len(now))} if sure != now else {sure}

    def crashes(self) -> Iterator[dict[str, bytes]]:
        """Every content of the folder that a crash at this moment could leave."""
        for size in range(len(self.pending) + 1):
            for chosen in combinations(self.pending, size):
                names = dict(self.names)
                for name, number, gone in chosen:
                    names.pop(gone, None)
                    if name is not None:
                        names[name] = number
                numbers = sorted(set(names.values()))
                for contents in product(*map(self._contents, numbers)):
                    by_number = dict(zip(numbers, contents, strict=True))
                    yield {name: by_number[number] for name, number in names.items()}


SAVED = "saved"


def _damage(calls: list[tuple], versions: list[bytes]) -> list[str]:
    """Return what is wrong with any state that a crash before, between or after could leave.

    Each ``("saved",)`` among the calls says that the user was told of one more version saved.
    """
    disk = Disk()
    told = 0
    wrong: list[str] = []
    for call in [("start",), *calls]:
        if call == (SAVED,):
            told += 1
        disk.do(call)
        for state in disk.crashes():
            data = state.get("p.json")
            if data is None:
                if told:
                    wrong.append("acknowledged save gone")
            elif data not in versions:
                wrong.append("not a whole project")
            elif versions.index(data) < told - 1:
                wrong.append("acknowledged save lost")
            else:
                decode(data, name="p.json")
    return wrong


@pytest.fixture
def story(tmp_path: Path, golden: bytes) -> tuple[list[tuple], list[bytes]]:
    """The calls of a first save and two more, and the three versions they wrote."""
    project = decode(golden, name="p.json").project
    files = RecordingCalls()
    versions: list[bytes] = []
    expected = None
    for title in ("first", "second", "third"):
        path = tmp_path / "p.json"
        expected = save_project(changed(project, title=title), path, files=files, expected=expected)
        files.calls.append((SAVED,))
        versions.append(path.read_bytes())
    return files.calls, versions


def test_no_crash_loses_a_project_or_an_acknowledged_save(story) -> None:
    calls, versions = story
    assert len(set(versions)) == 3
    kinds = [call[0] for call in calls]
    assert kinds.count("sync") == kinds.count("sync folder") == kinds.count("replace") == 3
    assert _damage(calls, versions) == []


def test_each_step_is_needed(story) -> None:
    calls, versions = story
    left_out = 0
    for number, call in enumerate(calls):
        if call[0] in {"sync", "sync folder", "replace"}:
            assert _damage(calls[:number] + calls[number + 1 :], versions), call
            left_out += 1
    assert left_out == 9


def test_flushing_after_the_replacement_is_too_late(story) -> None:
    calls, versions = story
    late: list[tuple] = []
    held: list[tuple] = []
    for call in calls:
        if call[0] == "sync":
            held.append(call)
        else:
            late.append(call)
            if call[0] == "replace":
                late += held
                held = []
    assert sorted(map(str, late)) == sorted(map(str, calls))
    assert "not a whole project" in _damage(late, versions)


def test_writing_in_place_is_seen_as_damage(story) -> None:
    calls, versions = story
    whole = [call for call in calls if call[0] != "replace" or call[2] != "p.json"]
    in_place = [("create", "p.json", call[2]) if call[0] == "create" else call for call in whole]
    assert "not a whole project" in _damage(in_place, versions)


def test_a_failed_save_leaves_every_crash_with_the_old_project(tmp_path: Path, story) -> None:
    calls, versions = story

    class Failing(RecordingCalls):
        def replace(self, new, path):
            raise OSError(5, "fault")

    files = Failing()
    files._made = 9
    with pytest.raises(SaveError, match="could not be saved"):
        write_safely(tmp_path / "p.json", b"x", files=files)
    assert [call[0] for call in files.calls] == ["create", "write", "sync", "remove"]
    assert _damage(calls + files.calls, versions) == []
