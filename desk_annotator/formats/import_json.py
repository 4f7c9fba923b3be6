"""JSON that comes back from elsewhere: parsed within bounds, its values checked one by one.

The functions for values raise ValueError or TypeError, for the caller to pass over what holds
them.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn, TypeVar

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewedAnnotation,
    UnreadParts,
)

T = TypeVar("T")

VALUE_LIMIT = 3_000_000
"""How many values a document may hold: each takes some 200 bytes of memory."""
SMALL = 1 << 20
"""Bytes that are parsed in one go, which nothing can interrupt."""
_LEVELS = 5
"""How deep values are taken apart: lists of results stand there."""
_CHECKED = 256
"""Values between two looks at whether the file is still wanted."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]{5,20}(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SNIFFED = 400
"""Bytes at the beginning in which JSON must begin."""
_SPACE = re.compile(r"[ \t\n\r]*")

NOT_AS_EXPECTED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a value that is not as expected ends with."""


def as_utf_8(data: bytes) -> bytes:
    """Return JSON in UTF-8 that some program has saved as UTF-16; anything else as it is.

    `data` may be the beginning of a file.
    """
    codec = next((codec for mark, codec in _WIDE if data.startswith(mark)), None)
    if codec is None:
        return data
    whole = data[2 : len(data) & ~1]
    if not whole[:_SNIFFED].decode(codec, errors="replace").lstrip().startswith(("{", "[")):
        return data
    # A half of a pair of units, as where a beginning is cut, becomes a sign that is no JSON.
    return whole.decode(codec, errors="replace").encode()


def parsed(data: bytes, name: str, options: ImportOptions) -> object:
    """Return what a file holds. Raises TextError, with its name, if it is no JSON in Unicode.

    What the `check` of the options raises goes through; their `tell` hears how far parsing is.
    """
    data = as_utf_8(data).removeprefix(b"\xef\xbb\xbf")
    try:
        if len(data) <= SMALL:
            return loaded(data)
        _refuse_many(data)
        return _Pieces(data.decode("utf-8"), options).parsed()
    except (ValueError, RecursionError) as error:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” is not complete JSON, is nested too deeply or holds too many values: it "
                "was probably cut off or changed by hand. Nothing was imported. Fetch it again.",
            ),
            name=name,
        ) from error


def loaded(data: bytes) -> object:
    """Return the value that JSON in UTF-8 stands for. Raises ValueError or RecursionError."""
    _refuse_many(data)
    value: object = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    return value


def _refuse_many(data: bytes) -> None:
    if sum(map(data.count, (b"{", b"[", b","))) > VALUE_LIMIT:
        message = "too many values"
        raise ValueError(message)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class _Pieces:
    """Parses large JSON so that others get their turn: what is not nested deeply, in pieces."""

    def __init__(self, characters: str, options: ImportOptions) -> None:
        self._characters = characters
        self._options = options
        self._decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
        self._steps = 0

    def parsed(self) -> object:
        """Return the value. Raises ValueError or RecursionError if it is none, or not alone."""
        value, end = self._value(self._skip(0), _LEVELS)
        if self._skip(end) != len(self._characters):
            raise self._fault(end)
        return value

    def _value(self, at: int, levels: int) -> tuple[object, int]:
        """Return the value that begins at an offset, and where it ends."""
        self._steps += 1
        if self._steps % _CHECKED == 0:
            self._options.check()
            self._options.tell(at / len(self._characters))
        first = self._characters[at : at + 1]
        if not levels or first not in ("[", "{"):
            return self._decode(self._characters, at)
        return self._list(at, levels) if first == "[" else self._object(at, levels)

    def _list(self, at: int, levels: int) -> tuple[list[object], int]:
        found: list[object] = []
        at = self._skip(at + 1)
        if self._characters[at : at + 1] == "]":
            return found, at + 1
        while True:
            value, at = self._value(at, levels - 1)
            found.append(value)
            at, is_last = self._behind(at, "]")
            if is_last:
                return found, at

    def _object(self, at: int, levels: int) -> tuple[dict[str, object], int]:
        found: dict[str, object] = {}
        at = self._skip(at + 1)
        if self._characters[at : at + 1] == "}":
            return found, at + 1
        while True:
            key, at = self._decode(self._characters, at)
            at = self._skip(at)
            if not isinstance(key, str) or self._characters[at : at + 1] != ":":
                raise self._fault(at)
            found[key], at = self._value(self._skip(at + 1), levels - 1)
            at, is_last = self._behind(at, "}")
            if is_last:
                return found, at

    def _behind(self, at: int, closing: str) -> tuple[int, bool]:
        """Return where the next member begins; or where all ends, and True."""
        at = self._skip(at)
        sign = self._characters[at : at + 1]
        if sign == closing:
            return at + 1, True
        if sign != ",":
            raise self._fault(at)
        return self._skip(at + 1), False

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._characters, at)
        return found.end() if found is not None else at

    def _fault(self, at: int) -> ValueError:
        return json.JSONDecodeError("unexpected", self._characters, at)


def annotations_of(
    kind: str, values: Iterable[tuple[int, T]], read: Callable[[T], ReviewedAnnotation]
) -> ImportedAnnotations:
    """Return what `read` makes of each value; those that are not as it expects are counted.

    The values come with their numbers; `kind` says of what these are (see UnreadPart).
    """
    found: list[ReviewedAnnotation] = []
    unread = UnreadParts()
    for number_, value in values:
        try:
            found.append(read(value))
        except NOT_AS_EXPECTED:
            unread.add(kind, number_)
    return ImportedAnnotations(tuple(found), unread=unread.count, unread_parts=unread.first)


def mapping(value: object) -> Mapping[str, object]:
    """Return an object of JSON."""
    if not isinstance(value, dict):
        raise TypeError(type(value))
    return value


def members(value: object) -> Sequence[object]:
    """Return the members of an array; of nothing none, and any other value is the only one."""
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def objects(value: object) -> list[Mapping[str, object]]:
    """Return the objects of an array."""
    if not isinstance(value, list):
        raise TypeError(type(value))
    return [mapping(item) for item in value]


def text(value: object) -> str:
    """Return a string without halves of surrogate pairs."""
    if not isinstance(value, str):
        raise TypeError(type(value))
    value.encode("utf-8")  # half a surrogate pair is a ValueError
    return value


def number(value: object) -> int:
    """Return a whole number from 0 on that is exact in every program."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ValueError(value)
    return value


def moment(value: object) -> str:
    """Return a time in ISO 8601 with its zone; nothing for any other value."""
    return value if isinstance(value, str) and _MOMENT.fullmatch(value) else ""
