"""Whenever the power goes, the file holds the whole old or the whole new project.

A save's calls are recorded, and every state that a crash could leave on a `crash_disk` is
looked at.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from storage.crash_disk import Disk, Name, Recorder

from desk_annotator.core.errors import SaveError
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.project_file import save_project
from desk_annotator.storage.safe_file import write_safely

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flushing a folder is POSIX")

P: Name = (".", "p.json")
SAVED = "saved"


class InPieces(Recorder):
    """Writes in pieces, so that there are states between them."""

    def write(self, descriptor, data):
        return super().write(descriptor, data[: max(1, len(data) // 2)])


def _damage(calls: list[tuple], versions: list[bytes]) -> list[str]:
    """Return what is wrong with any state that a crash before, between or after could leave.

    Each ``("saved",)`` among the calls says that the user was told of one more version saved.
    """
    disk = Disk({})
    told = 0
    wrong: list[str] = []
    for call in [("start",), *calls]:
        if call == (SAVED,):
            told += 1
        disk.do(call)
        for state in disk.crashes():
            data = state.get(P)
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
    files = InPieces(tmp_path)
    versions: list[bytes] = []
    expected = None
    for title in ("first", "second", "third"):
        path = tmp_path / "p.json"
        expected = save_project(replace(project, title=title), path, files=files, expected=expected)
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
    whole = [call for call in calls if call[0] != "replace" or call[2] != P]
    in_place = [("create", P, call[2]) if call[0] == "create" else call for call in whole]
    assert "not a whole project" in _damage(in_place, versions)


def test_a_failed_save_leaves_every_crash_with_the_old_project(tmp_path: Path, story) -> None:
    calls, versions = story

    class Failing(InPieces):
        def replace(self, new, path):
            raise OSError(5, "fault")

    files = Failing(tmp_path)
    files.calls = list(calls)  # the files are numbered by the calls before them
    with pytest.raises(SaveError, match="could not be saved"):
        write_safely(tmp_path / "p.json", b"x", files=files)
    kinds = [call[0] for call in files.calls[len(calls) :]]
    assert kinds == ["create", "write", "sync", "remove"]
    assert _damage(files.calls, versions) == []
