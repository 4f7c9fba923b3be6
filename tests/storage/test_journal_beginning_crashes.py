"""Whenever the power goes, a project in no file is there with every edit that was flushed.

The header of its journal is long, and edits come while it is written.
"""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from storage.crash_disk import Disk, Recorder, moments
from storage.journal_samples import (
    LONG_HEADER,
    NOW,
    edit,
    whole_header,
)

from desk_annotator.storage.journal import Journal
from desk_annotator.storage.recovery import find_journals
from desk_annotator.storage.state_folder import StateFolders, folder_name

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flushing a folder is POSIX")


class Meanwhile(Recorder):
    """Makes an edit at some of the first calls, as the window does in its own thread."""

    journal: Journal
    made = 0

    def _edit(self):
        if self.made < 3:
            number, self.made = self.made, self.made + 1
            window = threading.Thread(target=self.journal.append, args=(NOW, "made", edit(number)))
            window.start()
            window.join()  # an edit does not wait for the device

    def create(self, path, mode):
        self._edit()
        return super().create(path, mode)

    def write(self, descriptor, data):
        if self.made > 1:
            return super().write(descriptor, data)
        half = super().write(descriptor, data[: len(data) // 2])
        self._edit()
        return half


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A long project is shown, edited while the header is written, flushed, and edited."""
    root = tmp_path_factory.mktemp("story")
    (root / "state").mkdir()
    files = Meanwhile(root)
    journal = Journal(
        root / "state" / "recovery" / folder_name(LONG_HEADER.project_id),
        LONG_HEADER,
        files=files,
        sync_seconds=600,
    )
    files.journal = journal
    journal.start()
    journal.sync()
    made = files.made
    assert made == 2
    files.calls.append(("told", made))
    journal.append(NOW, "made", edit(made))
    journal.sync()
    files.calls.append(("told", made + 1))
    journal.close()
    return files.calls


def damage(calls, folder: Path) -> list[str]:
    """Return what is wrong with any state that a crash at any moment could leave."""
    disk = Disk({("state", "here"): b""})
    wrong: list[str] = []
    for call, told, state in moments(disk, calls, None):
        count = recovered(state, folder)
        if told is not None and (count is None or count < told):
            wrong.append(f"{count} of {told} edits at {call[:2]}")
    return wrong


def recovered(state, folder: Path) -> int | None:
    """Return how many edits a user would have; None if not even the project is there."""
    shutil.rmtree(folder, ignore_errors=True)
    for (below, name), data in state.items():
        path = folder / below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folders = StateFolders.below(folder / "state", folder / "data")
    contents = find_journals(folders, LONG_HEADER.project_id)
    if not contents:
        return None
    (content,) = contents
    assert whole_header(content) == LONG_HEADER
    assert [entry.edit for entry in content.edits] == [
        edit(number) for number in range(len(content.edits))
    ]
    return len(content.edits)


def test_no_crash_loses_what_was_flushed(story, tmp_path):
    kinds = [call[0] for call in story]
    assert kinds.count("create") == 1
    assert kinds.count("write") >= 4
    assert damage(story, tmp_path / "disk") == []


def test_the_flushes_are_needed(story, tmp_path):
    twice = ("sync folder", "state/recovery")
    needed = [
        number for number, call in enumerate(story) if call[0].startswith("sync") and call != twice
    ]
    assert len(needed) == 4
    harmless = [
        story[number]
        for number in needed
        if not damage(story[:number] + story[number + 1 :], tmp_path / "disk")
    ]
    assert harmless == []


def test_an_edit_in_front_of_the_header_would_be_seen(story, tmp_path):
    """The judge is not blind: the same writes in another order lose the project."""
    writes = [number for number, call in enumerate(story) if call[0] == "write"]
    first, last = writes[0], writes[-1]
    turned = list(story)
    turned[first], turned[last] = story[last], story[first]
    assert damage(turned, tmp_path / "disk")
