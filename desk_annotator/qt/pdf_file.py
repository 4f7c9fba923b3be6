"""Puts right what Qt writes into a PDF: its times and ids, and which letters its glyphs are.

Qt says of the joined form of an Arabic letter, or of a ligature, that it *is* the presentation
form of old encodings, so that a reader who searches for the letters as they are typed finds
nothing. Here each such form is given back the letters it stands for, but for Arabic ligatures
of two letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from mmap import mmap
from unicodedata import bidirectional, category, normalize

_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_TABLE = re.compile(rb"xref\s+0 (\d+)\s")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf]) ?[\r\n]{1,2}")
_START = re.compile(rb"startxref\s+(\d+)")
_GLYPH_LETTERS = re.compile(rb"/ToUnicode (\d+) 0 R")
_IDS = re.compile(rb"/ID \[ <([0-9a-f]{72})> <([0-9a-f]{72})> \]")
_UUID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_LENGTH = re.compile(rb"/Length (\d+)")
_RANGE = re.compile(rb"\[[^\]]*\]|(?<=> )<[0-9A-F]{4}>(?=\r?\n)")
_LETTER = re.compile(rb"<([0-9A-F]{4})>")
_SMALL = 4096
"""Bytes of an object that are looked at: streams of pages and typefaces are longer."""
_ENTRY_LENGTH = 20
"""Bytes of an entry of the table of objects."""
_STEP = 1 << 11
"""Objects between two looks."""


@dataclass(slots=True)
class _Parts:
    """A file cut at its objects: by number, in the order they stand, with what is around."""

    head: bytes
    objects: dict[int, bytes | memoryview]
    """Large ones are not copied."""
    entries: list[tuple[int, int, bytes]]
    tail: bytes


def settled(
    data: bytes | memoryview, made: str, look: Callable[[], None] = lambda: None
) -> bytes | memoryview:
    """Return a PDF of Qt's with its own letters, the time it is said to be made, and a steady id.

    `made` is in ISO 8601. The id comes of what is in the file, so that the same pages give the
    same bytes. A file that is not built as Qt builds them comes back as it is. `look` is called
    now and then; what it raises goes through.
    """
    look()
    parts = _parts(data, look)
    if parts is None:
        return data
    try:
        moment = datetime.fromisoformat(made).astimezone(UTC)
    except ValueError:
        moment = _EPOCH
    letters: set[int] = set()
    for count, (number, content) in enumerate(parts.objects.items()):
        if count % _STEP == 0:
            look()
        if len(content) < _SMALL or b"/Metadata" in bytes(content[:_SMALL]):
            parts.objects[number] = _timed(bytes(content), moment)
            letters |= {int(found) for found in _GLYPH_LETTERS.findall(content)}
    for number in letters & parts.objects.keys():
        look()
        parts.objects[number] = _with_plain_letters(bytes(parts.objects[number]))
    look()
    return _joined(parts, look)


def _parts(data: bytes | memoryview, look: Callable[[], None]) -> _Parts | None:
    start = _START.search(data, max(0, len(data) - 200))
    if start is None:
        return None
    table = _TABLE.match(data, int(start[1]))
    if table is None:
        return None
    entries = []
    place = table.end()
    for count in range(int(table[1])):
        if count % _STEP == 0:
            look()
        entry = _ENTRY.match(data, place)
        if entry is None:
            return None
        entries.append((int(entry[1]), int(entry[2]), entry[3]))
        place = entry.end()
    standing = sorted(
        (offset, number) for number, (offset, _, kind) in enumerate(entries) if kind == b"n"
    )
    if not standing:
        return None
    ends = [offset for offset, _ in standing[1:]] + [int(start[1])]
    view = memoryview(data)
    objects: dict[int, bytes | memoryview] = {}
    for count, ((offset, number), end) in enumerate(zip(standing, ends, strict=True)):
        if count % _STEP == 0:
            look()
        objects[number] = view[offset:end]
    return _Parts(bytes(data[: standing[0][0]]), objects, entries, bytes(data[place:]))


def _timed(content: bytes, moment: datetime) -> bytes:
    short = b"D:" + moment.strftime("%Y%m%d%H%M%S").encode("ascii")
    long = moment.strftime("%Y-%m-%dT%H:%M:%S+00:00").encode("ascii")
    content = re.sub(rb"D:\d{14}(?=Z\))", short, content)
    content = re.sub(rb"D:\d{14}[+-]\d\d'\d\d'(?=\))", short + b"+00'00'", content)
    moments = rb'(?<=Date=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d(?=")'
    content = re.sub(moments, long, content)
    return re.sub(rb"(?<=uuid:)" + _UUID, b"00000000-0000-4000-8000-000000000000", content)


def _with_plain_letters(content: bytes) -> bytes:
    """Return the map of a typeface's glyphs to letters without presentation forms."""
    before, start, rest = content.partition(b"stream\n")
    body, end, after = rest.partition(b"endstream")
    if not start or not end or b"/Filter" in before:
        return content
    changed = _RANGE.sub(lambda found: _LETTER.sub(_plain, found[0]), body)
    grown = len(changed) - len(body)
    before = _LENGTH.sub(lambda found: b"/Length %d" % (int(found[1]) + grown), before, count=1)
    return before + start + changed + end + after


def _plain(found: re.Match[bytes]) -> bytes:
    form = chr(int(found[1], 16))
    if not ("\ufb00" <= form <= "\ufdff" or "\ufe70" <= form <= "\ufefc"):
        return found[0]
    letters = normalize("NFKC", form).lstrip(" ")
    is_marks = all(category(letter) == "Mn" for letter in letters)
    if len(letters) > 1 and bidirectional(form) == "AL" and not is_marks:
        # Readers that turn a line letter by letter would turn the two of a ligature as well;
        # most of them know what the form stands for.
        return found[0]
    return b"<" + letters.encode("utf-16-be").hex().upper().encode("ascii") + b">"


def _joined(parts: _Parts, look: Callable[[], None]) -> memoryview:
    """Return the file with its table of objects made anew, and an id of its own."""
    offsets: dict[int, int] = {}
    place = len(parts.head)
    for number, content in parts.objects.items():
        offsets[number] = place
        place += len(content)
    heading = b"xref\n0 %d\n" % len(parts.entries)
    tail = _START.sub(b"startxref\n%d" % place, parts.tail)
    # Room for all of it at once, which the system gives page by page as it is written: a buffer
    # that grows is copied again and again, and each copy is one call that keeps every thread.
    file = mmap(-1, place + len(heading) + _ENTRY_LENGTH * len(parts.entries) + len(tail))
    digest = sha256()

    def write(content: bytes | memoryview) -> None:
        file.write(content)
        digest.update(content)

    write(parts.head)
    for count, content in enumerate(parts.objects.values()):
        if count % _STEP == 0:
            look()
        write(content)
    write(heading)
    for number, (offset, generation, kind) in enumerate(parts.entries):
        if number % _STEP == 0:
            look()
        write(b"%010d %05d %s \n" % (offsets.get(number, offset), generation, kind))
    digest.update(_IDS.sub(b"", tail))
    identity = digest.hexdigest()[:36].encode("ascii").hex().encode("ascii")
    file.write(_IDS.sub(b"/ID [ <" + identity + b"> <" + identity + b"> ]", tail))
    return memoryview(file)
