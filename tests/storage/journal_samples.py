"""A journal's header, edits that follow each other, and a disk that fails at will."""

from __future__ import annotations

import os
from pathlib import Path

from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.journal_record import JournalHeader
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.recovery import read_journal

BASE, SAVED = "a" * 64, "b" * 64
HEADER = JournalHeader(
    project_id="00000000-0000-4000-8000-000000000001",
    title="خبر",
    base=BASE,
    initial=None,
    path="somewhere/خبر.json",
    owner=Owner("desk", "lina", 4711, "early"),
    app="1.0",
    session="4711-0a1b2c3d",
    time="2026-01-31T09:05:00Z",
)
NOW = "2026-01-31T09:06:00Z"


def edit(number: int) -> Edit:
    return Edit("Title", (TitleChange(None, str(number), str(number + 1)),))


def titles(path: Path) -> list[str]:
    content = read_journal(path)
    assert content is not None
    return [entry.edit.changes[0].after for entry in content.edits]


class Failing(FileCalls):
    """Fails at calls of one name while `code` is set."""

    def __init__(self, name, code=None):
        self.code = code
        self.name = name
        self.short = False

    def _may_fail(self, name):
        if name == self.name and self.code is not None:
            raise OSError(self.code, os.strerror(self.code))

    def create(self, path, mode):
        self._may_fail("create")
        return super().create(path, mode)

    def write(self, descriptor, data):
        if self.name == "write" and self.code is not None:
            super().write(descriptor, data[: len(data) // 2])
        self._may_fail("write")
        return super().write(descriptor, data[:7])

    def sync(self, descriptor):
        self._may_fail("sync")
        super().sync(descriptor)
