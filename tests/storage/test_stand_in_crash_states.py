"""Whenever the power goes while a file cannot be replaced, it is as it was, and what the user was
told of is there: whole in a stand-in, or in the file itself.
"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime

import pytest
from storage.crash_disk import FOLDER, Disk, Recorder

from desk_annotator.storage.safe_file import NotReplacedError, write_safely
from desk_annotator.storage.stand_in import SavedBesideError, StandIn, write_stand_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flushing a folder is POSIX")

VERSIONS = [b"version %d\n" % number * 20 for number in range(6)]
SAVED, BESIDE = "saved", "beside"
HELD = {2, 3, 4}
"""The saves in which the file cannot be replaced."""


class Refusing(Recorder):
    is_held = False

    def replace(self, new, path):
        if self.is_held:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        super().replace(new, path)


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> list[tuple]:
    """A save, three that cannot replace the file (two in one minute), and one that can again."""
    root = tmp_path_factory.mktemp("story")
    path = root / "p.json"
    path.write_bytes(VERSIONS[0])
    files = Refusing(root)
    earlier: StandIn | None = None
    for number, data in enumerate(VERSIONS[1:], 1):
        files.is_held = number in HELD
        try:
            write_safely(path, data, files=files)
        except NotReplacedError as refusal:
            moment = datetime(2025, 1, 31, 14, 5 + (number == 4), tzinfo=UTC)
            told = write_stand_in(refusal, data, moment=moment, earlier=earlier, files=files)
            assert isinstance(told, SavedBesideError)
            earlier = told.stand_in
            files.calls.append((BESIDE, number))
        else:
            files.calls.append((SAVED, number))
    return files.calls


def damage(calls: list[tuple]) -> set[str]:
    """Return what is wrong with any state that a crash at any moment could leave."""
    disk = Disk({(".", "p.json"): VERSIONS[0]})
    saved = told = 0
    wrong: set[str] = set()
    for call in [("start",), *calls]:
        if call[0] == SAVED:
            saved = told = call[1]
        elif call[0] == BESIDE:
            told = call[1]
        disk.do(call)
        for state in disk.crashes():
            data = state.get((".", "p.json"))
            if data not in VERSIONS:
                wrong.add("the file is gone or not whole")
                continue
            number = VERSIONS.index(data)
            if number in HELD:
                wrong.add("the file was written although it could not be replaced")
            if number < saved:
                wrong.add("an acknowledged save is lost")
            beside = [
                VERSIONS.index(each)
                for (_, name), each in state.items()
                if name.startswith("p (saved ") and each in VERSIONS
            ]
            if max([number, *beside]) < told:
                wrong.add("what is said to be in a stand-in is not there")
    return wrong


def test_no_crash_loses_what_the_user_was_told_of(story) -> None:
    kinds = [call[0] for call in story]
    assert kinds.count(BESIDE) == 3
    assert kinds.count("replace") == 2
    assert kinds.count("sync") == 8  # five temporary files, three stand-ins
    assert kinds.count("sync folder") == 5
    assert kinds.count("remove") == 5  # three temporary files, two earlier stand-ins
    assert damage(story) == set()


def test_each_flush_and_replacement_is_needed_but_of_what_is_thrown_away(story) -> None:
    of_stand_ins = {
        call[2] for call in story if call[0] == "create" and call[1][1].startswith("p (saved ")
    }
    of_replacing = {
        call[2]
        for place, call in enumerate(story)
        if call[0] == "create"
        and any(other[0] == "replace" and other[1] == call[1] for other in story[place:])
    }
    for place, call in enumerate(story):
        if call[0] not in {"sync", "sync folder", "replace"}:
            continue
        if call[0] == "sync" and call[1] not in of_stand_ins | of_replacing:
            continue  # a temporary file that did not take its place
        assert damage(story[:place] + story[place + 1 :]), call


def test_removing_the_earlier_stand_in_first_is_seen(story) -> None:
    place = next(
        place
        for place, call in enumerate(story)
        if call[0] == "remove" and call[1][1].startswith("p (saved ")
    )
    made = max(place for place, call in enumerate(story[:place]) if call[0] == "create")
    early = [*story[:made], story[place], ("sync folder", "."), *story[made:place]]
    assert damage([*early, *story[place + 1 :]]) == {
        "what is said to be in a stand-in is not there"
    }


def test_writing_in_place_instead_is_seen(story) -> None:
    first = next(call[2] for call in story if call[0] == "create" and "(saved" in call[1][1])
    in_place = [
        ("create", (".", "p.json"), first) if call[0] == "create" and call[2] == first else call
        for call in story
    ]
    assert "the file is gone or not whole" in damage(
        in_place[: next(n for n, call in enumerate(story) if call[0] == BESIDE)]
    )


def test_the_folder_holds_no_more_than_the_last_stand_in(story) -> None:
    disk = Disk({(".", "p.json"): VERSIONS[0]})
    for call in story:
        disk.do(call)
    files = {name for name, number in disk.now.items() if number != FOLDER}
    assert files == {(".", "p.json"), (".", "p (saved 2025-01-31 1406).json")}
