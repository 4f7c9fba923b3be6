"""Parses a large project file in pieces, so that other threads get their turn in between.

The parser of the standard library does not let go of the interpreter until it is done: a
window whose project is read in another thread would stand still for as long. Nor does any
single search, decoding or release of a million objects.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from typing import NamedTuple

from desk_annotator.storage.reading_watch import ReadingWatch

_OPENING = b'\n      "annotations": [\n'
_CLOSING = b"\n      ]"
_BETWEEN = b",\n"
_TEXT = b'\n        "text": "'
_TEXT_END = b'",'
_PIECE = 1 << 15
"""Bytes parsed at once: what becomes of them fits the caches of the processor."""
_MANY = 1 << 20
"""Bytes of a list from which on it has many blocks."""
_TEXT_PIECE = 1 << 16
"""Bytes of a text parsed at once."""
_STRETCH = 1 << 20
"""Bytes searched at once."""
_ESCAPE = 5
"""Bytes of the longest escape of a character, but for its last."""
_TRIES = 4096
"""Places looked at for a cut. Text that is nothing but escapes is parsed at once."""

Loads = Callable[[str], object]


class NotAsLaidOutError(Exception):
    """Only the parser of the whole file can tell what it holds, or what is wrong with it."""


class Block:
    """Some items of a list, and the bytes they stand in where those are at hand."""

    __slots__ = ("_items", "_loads", "is_of_many", "written")

    def __init__(
        self,
        items: list[object] | None = None,
        *,
        written: bytes | None = None,
        loads: Loads = json.loads,
        is_of_many: bool = False,
    ) -> None:
        self._items = items
        self._loads = loads
        self.written = written
        self.is_of_many = is_of_many
        """True if the list has so many blocks that to prepare for them pays."""

    @property
    def items(self) -> list[object]:
        """The items, parsed when they are first asked for.

        Raises NotAsLaidOutError where the bytes are no list after all.
        """
        if self._items is None:
            written = self.written or b""
            try:
                _refuse_escaped_surrogates(written)
                items = self._loads(f"[{written.decode('utf-8')}]")
            except (ValueError, RecursionError) as error:
                raise NotAsLaidOutError from error
            # Each piece being a whole list, with something in it, they are one list together.
            if not isinstance(items, list) or not items:
                raise NotAsLaidOutError
            self._items = items
        return self._items


class LaidOut(NamedTuple):
    """What was parsed, and the bytes of all but what was parsed apart."""

    document: object
    frame: bytes


class AnnotationPieces:
    """The annotations of one pair, found some at a time whenever they are gone through."""

    def __init__(
        self, data: bytes, start: int, end: int, loads: Loads, watch: ReadingWatch
    ) -> None:
        self._watch = watch
        self._data = data
        self._start = start
        self._end = end
        self._loads = loads

    def __iter__(self) -> Iterator[Block]:
        """Yield the items of the list, some at a time."""
        data, end = self._data, self._end
        is_of_many = end - self._start > _MANY
        start = self._start
        while True:
            cut = _find(data, _BETWEEN, min(start + _PIECE, end), end)
            stop = cut if cut >= 0 else end
            self._watch.reached(start, len(data))
            yield Block(written=data[start:stop], loads=self._loads, is_of_many=is_of_many)
            if cut < 0:
                return
            start = cut + len(_BETWEEN)


def _refuse_escaped_surrogates(written: bytes) -> None:
    """Raise ValueError if there are any: alone they are refused, and a pair could be cut apart."""
    # Looking for one byte takes a small part of the time that looking for several does.
    if b"\\" in written and re.search(rb"\\(?=u[dD])", written):
        raise ValueError(written)


def parse_in_pieces(data: bytes, loads: Loads, watch: ReadingWatch | None = None) -> LaidOut | None:
    """Return what `loads` would make of the whole, or None if only `loads` itself can tell.

    In place of each list of annotations stands an `AnnotationPieces`, which parses it when it
    is gone through. Lists and texts are found by the line ends around them: in JSON none can
    stand inside a string. A file laid out otherwise, with any fault, or with escaped surrogates
    gives None.
    """
    watch = watch or ReadingWatch()
    token = secrets.token_hex(16)
    pieces: list[bytes] = []
    held: dict[str, object] = {}
    place = 0
    try:
        for start, end, part in _large_parts(data, loads, watch):
            name = f"{token}-{len(held)}"
            held[name] = part
            pieces += (data[place:start], json.dumps(name).encode())
            place = end
        if not held:
            return None
        pieces.append(data[place:])
        frame = b"".join(pieces)
        _refuse_escaped_surrogates(frame)
        document = loads(frame.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return LaidOut(document, frame) if _put_back(document, held) else None


def _find(data: bytes, wanted: bytes, start: int, end: int) -> int:
    """Return where something stands first in ``[start, end)``, or -1; a stretch at a time."""
    overlap = len(wanted) - 1
    while start < end:
        found = data.find(wanted, start, min(start + _STRETCH + overlap, end))
        if found >= 0:
            return found
        start += _STRETCH
    return -1


def _large_parts(
    data: bytes, loads: Loads, watch: ReadingWatch
) -> Iterator[tuple[int, int, object]]:
    """Yield what is to be parsed apart: ``[start, end)`` of its bytes, and what it is.

    Of a text that is the string, of a list what is between its brackets. Raises ValueError.
    """
    place = 0
    while place < len(data):
        opening = _find(data, _OPENING, place, len(data))
        before = opening if opening >= 0 else len(data)
        while (text := _find(data, _TEXT, place, before)) >= 0:
            first = text + len(_TEXT)
            place = _find(data, b"\n", first, before)
            if place < 0 or not data.endswith(_TEXT_END, first, place):
                raise ValueError
            last = place - len(_TEXT_END)
            yield first - 1, last + 1, _string(data, first, last, loads, watch)
        if opening < 0:
            return
        start = opening + len(_OPENING)
        place = _find(data, _CLOSING, start, len(data))
        if place < 0:
            raise ValueError
        yield start, place, AnnotationPieces(data, start, place, loads, watch)


def _string(data: bytes, start: int, end: int, loads: Loads, watch: ReadingWatch) -> str:
    """Return the string whose quotation marks stand outside ``[start, end)``."""
    parts: list[str] = []
    while start < end:
        watch.check()
        stop = _cut(data, start + _TEXT_PIECE, end)
        written = data[start:stop]
        _refuse_escaped_surrogates(written)
        part = loads(f'"{written.decode("utf-8")}"')
        if not isinstance(part, str):
            raise ValueError(part)  # noqa: TRY004 - the file is at fault
        parts.append(part)
        start = stop
    return "".join(parts)


def _cut(data: bytes, place: int, end: int) -> int:
    """Return the first place from here on where no character and no escape is cut apart."""
    for at in range(place, min(place + _TRIES, end)):
        is_character = data[at] & 0xC0 != 0x80
        if is_character and b"\\" not in data[at - _ESCAPE : at]:
            return at
    return end


def _put_back(document: object, held: dict[str, object]) -> bool:
    """Put the parts where they were; return whether all of them were where they belong."""
    for pair in _objects(document, "pairs"):
        _put_one(pair, "annotations", held)
        for side in ("source", "target"):
            for each in _objects({side: [pair.get(side)]}, side):
                _put_one(each, "text", held)
    return not held


def _put_one(found: dict[str, object], key: str, held: dict[str, object]) -> None:
    match found.get(key):
        case [str(name)] if key == "annotations" and isinstance(held.get(name), AnnotationPieces):
            found[key] = held.pop(name)
        case str(name) if key == "text" and isinstance(held.get(name), str):
            found[key] = held.pop(name)


def _objects(document: object, key: str) -> Iterator[dict[str, object]]:
    """Yield the objects in a list that a field of an object holds."""
    items = document.get(key) if isinstance(document, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item
