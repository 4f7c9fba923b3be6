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
"""How many values may be held of a document: each takes some 200 bytes of memory."""
SMALL = 1 << 20
"""Bytes that are parsed in one go, which nothing can interrupt."""
KEPT = 8
"""What is made of a part that was taken takes no more memory than this share of its values."""
_WINDOW = 1 << 16
"""Bytes that are decoded at a time."""
_ENOUGH = 1 << 14
"""Characters in which a value is looked for before it is gone into."""
_DEEPEST = 200
"""How deep values are gone into that are larger than that."""
_LETTERS = 50
"""Characters of a value that take the memory of another one."""
_STRING_LIMIT = 64_000_000
"""Characters of the longest string."""
_CUT = 12
"""Characters of the longest escape that the end of a window can cut."""
_TRIED = 4
"""How many times the length of a document is spent on trying whether values fit the window."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]{5,20}(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SNIFFED = 400
"""Bytes at the beginning in which JSON must begin."""
_SCALAR = re.compile(r"[-+.0-9A-Za-z]*")
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


Take = Callable[[tuple[str, ...], object], object]


def as_it_is(path: tuple[str, ...], value: object) -> object:
    """Return a value: what a `take` does that nobody handed in."""
    del path
    return value


def parsed(data: bytes, name: str, options: ImportOptions, take: Take = as_it_is) -> object:
    """Return what a file holds. Raises TextError, with its name, if it is no JSON in Unicode.

    Of a long file `take` is handed the values one by one, each with the keys that lead to it
    (members of a list have those of the list), and what it returns is held instead: the
    whole may then be larger than memory. It may get a value as part of a larger one, and of
    a short file it gets none. What the `check` of the options raises goes through; their
    `tell` hears how far parsing is.
    """
    data = as_utf_8(data)
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        if len(data) <= SMALL:
            return loaded(data[start:])
        return _Pieces(data, start, options, take).parsed()
    except (ValueError, RecursionError) as error:
        raise not_parsed(name) from error


def not_parsed(name: str) -> TextError:
    """Return the error of a file that is no JSON, or more of it than may be held."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” is not complete JSON, is nested too deeply or holds too many values: it "
            "was probably cut off or changed by hand. Nothing was imported. Fetch it again.",
        ),
        name=name,
    )


def loaded(data: bytes) -> object:
    """Return the value that JSON in UTF-8 stands for. Raises ValueError or RecursionError."""
    _refuse_many(data)
    value: object = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    return value


def _refuse_many(data: bytes) -> None:
    if values_of(data) > VALUE_LIMIT:
        message = "too many values"
        raise ValueError(message)


def values_of(data: bytes) -> int:
    """Return no less than the number of values in JSON, but for the first."""
    return sum(map(data.count, (b"{", b"[", b",")))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class _Pieces:
    """Parses large JSON a window at a time, so that others get their turn and memory is bounded.

    What fits the window is left to the parser of the standard library; what does not is gone
    into. `_at` is the next character of the window.
    """

    def __init__(self, data: bytes, start: int, options: ImportOptions, take: Take) -> None:
        self._data = data
        self._next = start
        """The first byte that is not in the window yet."""
        self._options = options
        self._take = take
        self._characters = codecs.getincrementaldecoder("utf-8")()
        self._decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
        self._window = ""
        self._at = 0
        self._held = 0
        """How many values are held, or as many as take their memory."""
        self._left = _TRIED * len(data)
        """Characters that may still be parsed in vain."""

    def parsed(self) -> object:
        """Return the value. Raises ValueError or RecursionError if it is none, or not alone."""
        value = self._value((), _DEEPEST)
        if self._sign():
            raise self._fault()
        return value

    def _more(self) -> bool:
        """Drop what is behind and take in more bytes; False if there are none.

        As many as are there already at least: so a string is gone over twice in all.
        """
        data, start = self._data, self._next
        if start >= len(data):
            return False
        self._options.check()
        self._options.tell(start / len(data))
        kept = self._window[self._at :]
        if len(kept) > _STRING_LIMIT:
            raise self._fault()
        self._next = start + max(_WINDOW, len(kept))
        more = self._characters.decode(data[start : self._next], self._next >= len(data))
        self._window = kept + more
        self._at = 0
        return True

    def _sign(self) -> str:
        """Return the next character that is not white space, nothing at the end."""
        while True:
            found = _SPACE.match(self._window, self._at)
            self._at = found.end() if found is not None else self._at
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more():
                return ""

    def _value(self, path: tuple[str, ...], levels: int) -> object:
        sign = self._sign()
        if len(self._window) - self._at < _ENOUGH:
            self._more()
        if sign == '"':
            return self._string()
        if sign not in ("{", "["):
            return self._scalar()
        before = self._held
        value = self._fitting()
        if value is None:
            if not levels:
                raise RecursionError
            go_into = self._list if sign == "[" else self._object
            value = go_into(path, levels - 1)
        taken = self._take(path, value)
        if taken is not value:
            self._held = before + (self._held - before) // KEPT + 1
        return taken

    def _string(self) -> str:
        """Return a string, which may be longer than the window."""
        while True:
            try:
                value, end = self._decode(self._window, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.pos > len(self._window) - _CUT
                if not (is_cut or error.msg.startswith("Unterminated string")) or not self._more():
                    raise
                continue
            self._count((end - self._at) // _LETTERS)
            self._at = end
            return str(value)

    def _scalar(self) -> object:
        """Return a number or a name; there is no end of it before its last character is here."""
        while True:
            found = _SCALAR.match(self._window, self._at)
            is_cut = found is None or found.end() == len(self._window)
            if not is_cut or not self._more():
                break
        value, self._at = self._decode(self._window, self._at)
        return value

    def _fitting(self) -> object:
        """Return the object or list that begins here, if it ends in the window; else None."""
        if self._left <= 0:
            return None
        try:
            value, end = self._decode(self._window, self._at)
        except json.JSONDecodeError:  # also what is wrong: it shows farther in
            self._left -= len(self._window) - self._at
            return None
        parts = sum(self._window.count(sign, self._at, end) for sign in "{[,")
        self._count(parts + (end - self._at) // _LETTERS)
        self._at = end
        return value

    def _list(self, path: tuple[str, ...], levels: int) -> list[object]:
        found: list[object] = []
        self._count(1)
        self._at += 1
        if self._sign() == "]":
            self._at += 1
            return found
        while True:
            found.append(self._value(path, levels))
            if self._is_last("]"):
                return found

    def _object(self, path: tuple[str, ...], levels: int) -> dict[str, object]:
        found: dict[str, object] = {}
        self._count(1)
        self._at += 1
        if self._sign() == "}":
            self._at += 1
            return found
        while True:
            if self._sign() != '"':
                raise self._fault()
            key = self._string()
            if self._sign() != ":":
                raise self._fault()
            self._at += 1
            found[key] = self._value((*path, key), levels)
            if self._is_last("}"):
                return found

    def _is_last(self, closing: str) -> bool:
        """Step over what is behind a member, and tell whether it ends the whole."""
        sign = self._sign()
        if sign not in (closing, ","):
            raise self._fault()
        self._at += 1
        if sign == ",":
            self._count(1)
        return sign == closing

    def _count(self, values: int) -> None:
        self._held += values
        if self._held > VALUE_LIMIT:
            message = "too many values"
            raise ValueError(message)

    def _fault(self) -> ValueError:
        return json.JSONDecodeError("unexpected", self._window, self._at)


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
