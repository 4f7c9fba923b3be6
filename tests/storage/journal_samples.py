"""Headers of journals, edits that follow each other, and a disk that fails at will."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from torture.left_over import GONE

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
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
MANY = 500
LONG_TEXT = Text.of("كلمة\n" * MANY, language="ar", direction=Direction.RTL)
LONG_PAIR = Pair(
    id="00000000-0000-4000-8000-000000000002",
    title="خبر",
    source=LONG_TEXT,
    target=LONG_TEXT,
    annotations=tuple(
        Annotation(id=f"a{at}", tag="missing", source=(Span(5 * at, 5 * at + 4),), note="\ud83d")
        for at in range(MANY)
    ),
)
LONG_PROJECT = Project(id=HEADER.project_id, title="new", pairs=(LONG_PAIR,))
LONG_HEADER = replace(HEADER, base="", initial=LONG_PROJECT, path="", owner=GONE)


def edit(number: int) -> Edit:
    return Edit("Title", (TitleChange(None, str(number), str(number + 1)),))


def titles(path: Path) -> list[str]:
    content = read_journal(path)
    assert content is not None
    return [entry.edit.changes[0].after for entry in content.edits]


def whole_header(content):
    """Return the first line of a journal with its project read."""
    return replace(content.header, initial=content.header.project())


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
