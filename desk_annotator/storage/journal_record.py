"""One line of a journal: a checksum, a space, JSON, a line feed; and what the JSON says.

(The journal itself is in journal.py; what is made of one after a crash, in recovery.py.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from typing import Final, cast
from zlib import crc32

from desk_annotator.core.edit import Edit
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.storage.collector import CollectorRest
from desk_annotator.storage.edit_record import (
    Json,
    change_to_json,
    edit_from_json,
    edit_to_json,
    project_from_json,
)
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.reading_watch import (
    Check,
    Progress,
    ReadingWatch,
    unchecked,
    unheard,
)
from desk_annotator.storage.record import Record

MAGIC: Final = "desk-annotator-journal"
VERSION: Final = 2
"""Version 1 knew no record of the kind `REBASED`."""
REBASED: Final = "rebased"
EDIT_KINDS: Final = frozenset({"made", "amended", "undone", "redone", REBASED})
SAVING: Final = "saving"
_PIECE: Final = 1 << 16
ENCODED_AT_A_TIME: Final = 200
"""Changes encoded between two looks at whether they are still wanted."""
_HEAD = re.compile(
    rb'[0-9a-f]{8} \{"seq":([0-9]{1,18}),"time":"([^"\\\x80-\xff]*)",'
    rb'"kind":"(made|amended|undone|redone|rebased)","edit":'
)
"""How the line of an edit begins as it is written here."""

_INITIAL: Final = b'"initial":'
_LET_GO_AT_A_TIME: Final = 1000
FRONT_SIZE: Final = 1 << 16
"""Bytes of a first line in which all is looked for that it says beside the project."""

_FEW = 200
"""Annotations, or text that takes as long, that are encoded in some milliseconds."""


@frozen
class UnreadProject:
    """The whole project in the first line of a journal, read only when it is asked for.

    Of a million words that takes seconds, and most that find a journal never ask.
    """

    line: bytes
    """The line, known to be whole."""

    def read(self, *, check: Check = unchecked, progress: Progress = unheard) -> Project:
        """Return the project. Raises FaultError if it is malformed."""
        from desk_annotator.storage.any_layout_json import (  # noqa: PLC0415 - seldom needed
            parse_any_layout,
        )

        data = self.line[9:-1]
        with CollectorRest():
            try:
                # In pieces: in one call, the window could do nothing meanwhile.
                value = parse_any_layout(data, json.JSONDecoder(), ReadingWatch(check, progress))
            except (ValueError, RecursionError):
                # A note may hold half of a surrogate pair, which is no UTF-8.
                value = _parsed(data)
            check()
            initial = Record(value, "").fields.get("initial")
            project = project_from_json(initial)
            del value
            for pair in Record(initial, "").items("pairs"):
                # Nor may letting go of them take long.
                annotations = Record(pair, "").items("annotations")
                while annotations:
                    del annotations[-_LET_GO_AT_A_TIME:]
        return project


@frozen(kw_only=True)
class JournalHeader:
    """What a journal belongs to: its first line.

    `base` is the SHA-256 of the project file that the edits start from; for a project that was
    never saved it is empty, and `initial` is the whole project. `first` is the number of the
    first record; with fewer than `begun_with` records the journal is not whole.
    """

    project_id: str
    title: str
    base: str
    initial: Project | UnreadProject | None
    path: str
    owner: Owner
    app: str
    session: str
    time: str
    first: int = 1
    begun_with: int = field(default=0, compare=False)

    @property
    def is_long(self) -> bool:
        """True if nobody should wait until it is encoded, as of a long project in no file yet."""
        project = self.project()
        pairs = () if project is None else project.pairs
        return sum(len(pair.annotations) + pair.texts_size for pair in pairs) > _FEW

    def project(self, *, check: Check = unchecked, progress: Progress = unheard) -> Project | None:
        """Return the whole project if it is here. Raises FaultError if it is malformed."""
        if isinstance(self.initial, UnreadProject):
            return self.initial.read(check=check, progress=progress)
        return self.initial


@frozen
class EditEntry:
    """An edit that took effect at a time (ISO 8601).

    `kind` says whether it was made, amended, undone or redone, or leads from the base to where
    the history begins (rebased). The edit is read from its line only when it is asked for:
    most edits of a journal never are.
    """

    seq: int
    time: str
    kind: str
    line: bytes
    """As it stands in the journal, from the checksum to the line feed."""
    start: int
    """Where in it the edit begins; it ends before the last brace."""

    @property
    def json(self) -> bytes:
        """The edit as JSON."""
        return self.line[self.start : -2]

    @property
    def edit(self) -> Edit:
        """The edit. Raises FaultError if the record is malformed."""
        return edit_from_json(_parsed(self.json))

    @property
    def label(self) -> str:
        """The label of the edit, without a look at its changes; empty if it is malformed."""
        end = self.line.find(b',"changes":[', self.start)
        try:
            value = _parsed(self.line[self.start : end] + b"}")
        except FaultError:
            return ""
        label = value.get("label") if isinstance(value, dict) else None
        return label if isinstance(label, str) else ""

    def numbered(self, seq: int) -> bytes:
        """Return its line with another number."""
        if seq == self.seq:
            return self.line
        return _sealed(b'{"seq":%d' % seq + self.line[self.line.index(b",") : -1])


@frozen
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
    return _sealed(_encoded(value))


def _encoded(value: object) -> bytes:
    # A note may hold half of a surrogate pair until it is saved; it must not stop the journal.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _sealed(data: bytes) -> bytes:
    return b"%08x %b\n" % (crc32(data), data)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "the record is malformed")) from error


def whole_lines(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each line and the byte behind it, up to the first that is damaged."""
    start = 0
    view = memoryview(data)  # the first line may be a whole project: each copy stops other threads
    while True:
        end = data.find(b"\n", start) + 1
        if not end:
            return
        head = data[start : start + 9]
        if head != b"%08x " % crc32(view[start + 9 : max(start + 9, end - 1)]):
            return
        yield data[start:end], end
        start = end


def unframed(line: bytes) -> object:
    """Return the value of a line that is whole. Raises FaultError if it is no JSON."""
    return _parsed(line[9:-1])


def header_to_json(header: JournalHeader) -> Json:
    """Return what the first line of a journal says, without the project in it.

    The project's place is the last, so that the rest is known without reading all of it.
    """
    return {
        "magic": MAGIC,
        "version": VERSION,
        "project": header.project_id,
        "title": header.title,
        "base": header.base,
        "path": header.path,
        **header.owner.to_json(),
        "app": header.app,
        "session": header.session,
        "time": header.time,
        "first": header.first,
        "begun_with": header.begun_with,
        "initial": None,
    }


def header_in_front(data: bytes) -> JournalHeader | None:
    """Return what the beginning of a first line says beside the project; None if that is unsure.

    It may be cut anywhere in the project, and damage is not looked for. Older versions of the
    program wrote the project before the rest: that is unsure.
    """
    at = data.find(_INITIAL, 9)
    if at < 0:
        return None
    try:
        # It can be parsed only if the name stands in the outermost object, and not in a string.
        value = _parsed(data[9:at] + _INITIAL + b"null}")
        header = header_from_json(value)
    except FaultError:
        return None
    # The last field that is always written: with it, all are here.
    return header if "begun_with" in Record(value, "").fields else None


def header_of(line: bytes) -> JournalHeader:
    """Read a first line that is whole. Raises FaultError if it is not that of a journal we know.

    The project in it is left unread if it stands at the end.
    """
    header = header_in_front(line[:FRONT_SIZE])
    if header is not None and line.endswith(b"}}\n"):
        start = line.index(_INITIAL, 9) + len(_INITIAL)
        if line[start : start + 1] == b"{":
            return replace(header, initial=UnreadProject(line))
    return header_from_json(unframed(line))


def header_from_json(value: object) -> JournalHeader:
    """Read the first line. Raises FaultError if it is not that of a journal we know."""
    record = Record(value, "")
    if record.string("magic") != MAGIC or not (0 < record.whole_number("version") <= VERSION):
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
        # Journals of older versions of the program do not say it.
        begun_with=record.whole_number("begun_with") if "begun_with" in record.fields else 0,
    )


def edit_as_bytes(edit: Edit, check: Callable[[], None]) -> bytearray:
    """Return a large edit as `edit_line` takes it, made a little at a time.

    `check` is called now and then; what it raises goes through.
    """
    data = bytearray(b'{"label":%b,"changes":[' % _encoded(edit.label))
    for number, change in enumerate(edit.changes):
        if not number % ENCODED_AT_A_TIME:
            check()
        if number:
            data += b","
        # Each for itself: to write all in one call would keep the interpreter for long.
        data += _encoded(change_to_json(change))
    data += b"]}"
    return data


def edit_line(seq: int, time: str, kind: str, edit: Edit | bytearray) -> bytes:
    """Return the line of an edit that took effect; `edit` may be what `edit_as_bytes` made."""
    if isinstance(edit, Edit):
        return framed({"seq": seq, "time": time, "kind": kind, "edit": edit_to_json(edit)})
    head = json.dumps({"seq": seq, "time": time, "kind": kind}, separators=(",", ":"))
    begin = head[:-1].encode("utf-8") + b',"edit":'
    checksum = crc32(begin)
    pieces = [edit[at : at + _PIECE] for at in range(0, len(edit), _PIECE)]
    for piece in pieces:
        checksum = crc32(piece, checksum)
    checksum = crc32(b"}", checksum)
    line = bytearray(b"%08x %b" % (checksum, begin))
    # Many megabytes in one call would keep the interpreter for long.
    for piece in pieces:
        line += piece
    line += b"}\n"
    return cast("bytes", line)  # as good as bytes, and not copied once more


def saving_line(seq: int, time: str, sha256: str, mark: int, path: str) -> bytes:
    """Return the line that says a save is about to replace the file."""
    return framed(
        {"seq": seq, "time": time, "kind": SAVING, "sha256": sha256, "mark": mark, "path": path}
    )


def entry_of(line: bytes) -> Entry:
    """Read a line behind the first. Raises FaultError.

    The edit in it is not looked at.
    """
    head = _HEAD.match(line)
    if head is not None and line.endswith(b"}}\n"):
        return EditEntry(
            int(head[1]), head[2].decode("ascii"), head[3].decode("ascii"), line, head.end()
        )
    record = Record(unframed(line), "")
    seq, time, kind = record.whole_number("seq"), record.string("time"), record.string("kind")
    if kind == SAVING:
        mark = record.whole_number("mark")
        return SavingEntry(seq, time, record.string("sha256"), mark, record.string("path"))
    if kind not in EDIT_KINDS:
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "no such kind of record is known"))
    # Written in another way than here: bring it into ours.
    edit = record.record("edit").fields
    start = len(framed({"seq": seq, "time": time, "kind": kind, "edit": {}})) - len(b"{}}\n")
    line = framed({"seq": seq, "time": time, "kind": kind, "edit": edit})
    return EditEntry(seq, time, kind, line, start)


def rebased_lines(
    lines: Sequence[bytes], first: int, time: str, way: Edit, *, since: int
) -> list[bytes]:
    """Return the edits among lines, from number `since` on, numbered anew from `first` on.

    In front comes the `way` from another base to the one they start from, if it is one.
    """
    made = [edit_line(first, time, REBASED, way)] if way.changes else []
    for line in lines:
        entry = entry_of(line)
        if isinstance(entry, EditEntry) and entry.seq >= since:
            made.append(entry.numbered(first + len(made)))
    return made
