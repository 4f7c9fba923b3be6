"""One line of a journal: a checksum, a space, JSON, a line feed; and what the JSON says.

(The journal itself is in journal.py; what is made of one after a crash, in recovery.py.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from desk_annotator.core.edit import Edit
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.storage.edit_record import (
    Json,
    edit_from_json,
    edit_to_json,
    project_from_json,
    project_to_json,
)
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.record import Record

MAGIC: Final = "desk-annotator-journal"
VERSION: Final = 1
EDIT_KINDS: Final = frozenset({"made", "amended", "undone", "redone"})
SAVING: Final = "saving"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHeader:
    """What a journal belongs to: its first line.

    `base` is the SHA-256 of the project file that the edits start from; for a project that was
    never saved it is empty, and `initial` is the whole project. `first` is the number of the
    first record.
    """

    project_id: str
    title: str
    base: str
    initial: Project | None
    path: str
    owner: Owner
    app: str
    session: str
    time: str
    first: int = 1


@dataclass(frozen=True, slots=True)
class EditEntry:
    """An edit that took effect at a time (ISO 8601).

    `kind` says whether it was made, amended, undone or redone.
    """

    seq: int
    time: str
    kind: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class SavingEntry:
    """A file with this hash is about to be at `path`; it holds all records up to `mark`."""

    seq: int
    time: str
    sha256: str
    mark: int
    path: str


Entry = EditEntry | SavingEntry


def framed(value: Json) -> bytes:
    """Return the line for a value. Raises TypeError or ValueError for what JSON cannot hold."""
    # A note may hold half of a surrogate pair until it is saved; it must not stop the journal.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = text.encode("utf-8", "surrogatepass")
    return b"%08x %b\n" % (crc32(data), data)


def unframed(data: bytes) -> Iterator[tuple[object, int]]:
    """Yield the value of each line and the byte behind it, up to the first that is damaged."""
    start = 0
    while True:
        end = data.find(b"\n", start)
        if end < 0:
            return
        line = data[start:end]
        if line[8:9] != b" " or line[:8] != b"%08x" % crc32(line[9:]):
            return
        try:
            value = json.loads(line[9:].decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            return
        start = end + 1
        yield value, start


def header_line(header: JournalHeader) -> bytes:
    """Return the first line of a journal."""
    initial = header.initial
    return framed(
        {
            "magic": MAGIC,
            "version": VERSION,
            "project": header.project_id,
            "title": header.title,
            "base": header.base,
            "initial": None if initial is None else project_to_json(initial),
            "path": header.path,
            **header.owner.to_json(),
            "app": header.app,
            "session": header.session,
            "time": header.time,
            "first": header.first,
        }
    )


def header_from_json(value: object) -> JournalHeader:
    """Read the first line. Raises FaultError if it is not that of a journal we know."""
    record = Record(value, "")
    if record.string("magic") != MAGIC or record.whole_number("version") != VERSION:
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "it is not a journal of this version"))
    initial = record.fields.get("initial")
    return JournalHeader(
        project_id=record.string("project"),
        title=record.string("title"),
        base=record.string("base"),
        initial=None if initial is None else project_from_json(initial),
        path=record.string("path"),
        owner=Owner.from_record(record),
        app=record.string("app"),
        session=record.string("session"),
        time=record.string("time"),
        first=record.whole_number("first"),
    )


def edit_line(seq: int, time: str, kind: str, edit: Edit) -> bytes:
    """Return the line of an edit that took effect."""
    return framed({"seq": seq, "time": time, "kind": kind, "edit": edit_to_json(edit)})


def saving_line(seq: int, time: str, sha256: str, mark: int, path: str) -> bytes:
    """Return the line that says a save is about to replace the file."""
    return framed(
        {"seq": seq, "time": time, "kind": SAVING, "sha256": sha256, "mark": mark, "path": path}
    )


def entry_from_json(value: object) -> Entry:
    """Read a line behind the first. Raises FaultError."""
    record = Record(value, "")
    seq, time, kind = record.whole_number("seq"), record.string("time"), record.string("kind")
    if kind == SAVING:
        mark = record.whole_number("mark")
        return SavingEntry(seq, time, record.string("sha256"), mark, record.string("path"))
    if kind not in EDIT_KINDS:
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "no such kind of record is known"))
    return EditEntry(seq, time, kind, edit_from_json(record.fields.get("edit")))
