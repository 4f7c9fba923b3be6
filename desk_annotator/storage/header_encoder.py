"""The first line of a journal, made a little at a time.

Of a project that is in no file yet it holds all: megabytes of text, a hundred thousand
annotations. To encode these in one call would keep all other threads, and so the window, waiting.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from json.encoder import encode_basestring
from zlib import crc32

from desk_annotator.core.project import Pair, Project
from desk_annotator.storage.edit_record import (
    Json,
    annotation_to_json,
    pair_to_json,
    project_to_json,
)
from desk_annotator.storage.journal_record import JournalHeader, header_to_json

_AT_A_TIME = 100
"""Items of a list encoded together."""
_LONG = 1 << 15
"""Characters encoded together."""
_DEPTH = 3
"""Levels of a record that may hold something long: of a pair, the places of its cuts."""
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def header_pieces(header: JournalHeader) -> list[bytes]:
    """Return the first line of a journal, in pieces.

    Raises TypeError or ValueError for what JSON cannot hold.
    """
    pieces = list(_encoded(_header(header)))
    checksum = 0
    for piece in pieces:
        checksum = crc32(piece, checksum)
    return [b"%08x " % checksum, *pieces, b"\n"]


def _encoded(strings: Iterable[str]) -> Iterator[bytes]:
    """Encode some strings at a time."""
    some: list[str] = []
    size = 0
    for string in strings:
        some.append(string)
        size += len(string)
        if size >= _LONG:
            yield "".join(some).encode("utf-8", "surrogatepass")
            some, size = [], 0
    yield "".join(some).encode("utf-8", "surrogatepass")


def _header(header: JournalHeader) -> Iterator[str]:
    record = header_to_json(header)
    project = header.project()
    if project is None:
        return _object(record)
    return _object(record, initial=_project(project))


def _project(project: Project) -> Iterator[str]:
    record = project_to_json(replace(project, pairs=()))
    return _object(record, pairs=_pairs(project.pairs))


def _pairs(pairs: Iterable[Pair]) -> Iterator[str]:
    yield "["
    for number, pair in enumerate(pairs):
        if number:
            yield ","
        record = pair_to_json(replace(pair, annotations=()))
        yield from _object(record, annotations=_list(map(annotation_to_json, pair.annotations)))
    yield "]"


def _object(record: Json, depth: int = _DEPTH, **made: Iterator[str]) -> Iterator[str]:
    """Yield an object; the fields that are `made` already take the place of those in it."""
    yield "{"
    for number, (key, value) in enumerate(record.items()):
        yield f"{',' if number else ''}{_json(key)}:"
        yield from made[key] if key in made else _value(value, depth - 1)
    yield "}"


def _value(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, dict) and depth:
        return _object(value, depth)
    return iter((_json(value),))


def _string(string: str) -> Iterator[str]:
    yield '"'
    for first in range(0, len(string), _LONG):
        yield encode_basestring(string[first : first + _LONG])[1:-1]
    yield '"'


def _list(items: Iterable[object]) -> Iterator[str]:
    rest = iter(items)
    front = "["
    while some := list(islice(rest, _AT_A_TIME)):
        yield front + _json(some)[1:-1]
        front = ","
    yield "[]" if front == "[" else "]"
