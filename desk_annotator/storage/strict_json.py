"""Strict JSON: refuses, with the place, what `json.loads` lets pass and a project must not hold.

Those are repeated keys, NaN and Infinity, numbers beyond the range of a double, numbers of
thousands of digits, lone surrogates, and nesting without end. The ordinary, fast parser runs
first; only a file that made it stumble is parsed again with hooks that remember the place.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import NoReturn

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.layout import DEPTH_LIMIT
from desk_annotator.storage.piecewise_json import LaidOut, parse_in_pieces

_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACED_COLON = re.compile(rb'"[ \t\r\n]+:')
_STRETCH = 1 << 21
"""Bytes looked through at a time, so that other threads get their turn in between."""


def as_characters(data: bytes) -> str:
    """Decode the bytes of a file as UTF-8; a byte order mark in front is dropped.

    Raises FaultError if they are something else.
    """
    if not data or data.isspace():
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "it is empty"))
    zeroed = FaultError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "it holds zero bytes instead of its end or of everything, as a crash or a power cut "
            "leaves a file; look for it in the file history",
        )
    )
    if data.startswith(b"\0") and not data.strip(b"\0"):
        raise zeroed
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:4]:
        raise FaultError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "it is written in UTF-16 or UTF-32, and a project is written in UTF-8; "
                "another program must have converted it",
            )
        )
    if data.endswith(b"\0"):
        raise zeroed
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it is not UTF-8 (the fault is at byte {byte})"),
            byte=error.start,
        ) from error


def parse_laid_out(data: bytes) -> LaidOut | None:
    """Parse the bytes of a file laid out as this program does, as `parse_in_pieces` says.

    None if `parse` must look at the whole: it is laid out otherwise, or something is wrong.
    """
    return parse_in_pieces(data, _loads)


def _loads(characters: str) -> object:
    found: object = json.loads(
        characters, parse_constant=_refuse_constant, parse_float=_finite_float
    )
    return found


def parse(data: bytes, characters: str) -> object:
    """Parse JSON, given as bytes and as what they decode to.

    Raises FaultError, with the place, for what the module's first lines list. Repeated keys
    are not looked for here, but by `check_keys`.
    """
    try:
        document = _loads(characters)
    except json.JSONDecodeError as error:
        raise _incomplete(error) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError:
        # A constant, an infinite float, or an integer of too many digits.
        _find(characters)
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it holds a number that cannot be read")
        ) from None
    _refuse_escaped_surrogates(data, document)
    return document


def _incomplete(error: json.JSONDecodeError) -> FaultError:
    return FaultError(
        QT_TRANSLATE_NOOP(
            "Errors", "it is not complete JSON (the fault is in line {line}, column {column})"
        ),
        line=error.lineno,
        column=error.colno,
    )


def _refuse_escaped_surrogates(data: bytes, document: object) -> None:
    # Only as an escape can a lone surrogate have come through the decoding.
    if b"\\u" in data and (b"\\ud" in data or b"\\uD" in data):
        _refuse_surrogates(document)


def check_keys(data: bytes, parsed_keys: int) -> None:
    """Raise FaultError if an object holds a key twice; `parsed_keys` is how many were kept.

    In JSON a quotation mark and a colon stand together only behind a key, unless the mark is
    escaped, so that counting them tells whether the parser dropped any key.
    """
    stretches = list(_stretches(data))
    if not any(_SPACED_COLON.search(data, first, last) for first, last in stretches):
        written = sum(data.count(b'":', first, last) for first, last in stretches)
        if written == parsed_keys:
            return
        if b'\\\\":' not in data and written - data.count(b'\\":') == parsed_keys:
            return
    _find(as_characters(data))


def has_only_keys(written: bytes, keys: int, strings: int | None) -> bool:
    """Tell whether a piece surely holds no key twice: `keys` and `strings` are what was kept.

    `strings` counts the values that are strings; None if that is not known. Of the quotation
    marks that are not escaped two belong to each key and to each such value.
    """
    if strings is not None:
        escapes = Counter(part[:1] for part in written.split(b"\\")[1:])
        # Behind an escaped backslash a mark may be one or the other.
        if not escapes[b""] and not escapes[b"u"]:
            return written.count(b'"') - escapes[b'"'] == 2 * (keys + strings)
    if _SPACED_COLON.search(written):
        return False
    count = written.count(b'":')
    return count == keys or (b'\\\\":' not in written and count - written.count(b'\\":') == keys)


def _stretches(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield ``[first, last)`` of stretches of the bytes; each but the last ends at a comma."""
    first = 0
    while first < len(data):
        comma = data.find(b",", first + _STRETCH)
        last = comma if comma >= 0 else len(data)
        yield first, last
        first = last


def count_keys(value: object, place: str) -> int:
    """Count the keys of all objects in a value. Raises FaultError if it is nested too deeply."""
    keys = 0
    level = [value]
    for _ in range(DEPTH_LIMIT):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                keys += len(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return keys
        level = below
    raise too_deep(place)


def too_deep(place: str = "") -> FaultError:
    """Return the fault of a file whose objects and lists are nested without end."""
    return FaultError(
        QT_TRANSLATE_NOOP("Errors", "objects and lists are nested more than {limit} deep"),
        limit=DEPTH_LIMIT,
        place=place,
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite_float(digits: str) -> float:
    value = float(digits)
    if not isfinite(value):
        raise ValueError(digits)
    return value


class _Marked:
    """Stands in a parsed document for a value that is to be refused."""

    def __init__(self, template: str, value: str) -> None:
        self.template = template
        self.value = value


class _Doubled(dict[str, object]):
    """An object in which `key` stood twice."""

    key = ""


def _pairs(items: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(items)
    if len(found) == len(items):
        return found
    doubled = _Doubled(found)
    seen: set[str] = set()
    for key, _ in items:
        if key in seen:
            doubled.key = key
            break
        seen.add(key)
    return doubled


def _marked_constant(name: str) -> _Marked:
    return _Marked(QT_TRANSLATE_NOOP("Errors", "{value} is not a number that JSON knows"), name)


def _marked_float(digits: str) -> object:
    value = float(digits)
    if isfinite(value):
        return value
    return _Marked(QT_TRANSLATE_NOOP("Errors", "the number {value} is too large"), digits[:20])


def _marked_int(digits: str) -> object:
    try:
        return int(digits)
    except ValueError:  # Python refuses to read thousands of digits: the time is quadratic
        return _Marked(QT_TRANSLATE_NOOP("Errors", "the number {value}… is too long"), digits[:20])


def _find(characters: str) -> None:
    """Parse once more, slowly, and raise FaultError with the place, if something is refused."""
    try:
        document = json.loads(
            characters,
            parse_constant=_marked_constant,
            parse_float=_marked_float,
            parse_int=_marked_int,
            object_pairs_hook=_pairs,
        )
    except json.JSONDecodeError as error:  # behind what made the first reading stop
        raise _incomplete(error) from error
    for path, value in _walk(document):
        if isinstance(value, _Marked):
            raise FaultError(value.template, value=value.value, place=_place(path))
        if isinstance(value, _Doubled):
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "the field “{key}” stands there twice"),
                key=_plain(value.key),
                place=_place(path),
            )


def _refuse_surrogates(document: object) -> None:
    for path, value in _walk(document):
        broken = isinstance(value, str) and _SURROGATE.search(value)
        if not broken and isinstance(value, dict):
            broken = _SURROGATE.search("".join(value))
        if broken:
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors", "it holds a broken character (half of a surrogate pair)"
                ),
                place=_place(path),
            )


_Path = tuple["_Path", str] | None
"""Where a value stands: the path of what holds it, and the step from there."""


def _walk(document: object) -> Iterator[tuple[_Path, object]]:
    """Yield every value with its path, in no promised order, however deep."""
    waiting: list[tuple[_Path, object]] = [(None, document)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, dict):
            waiting.extend(((path, f".{key}"), item) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((path, f"[{rank}]"), item) for rank, item in enumerate(value))


def _place(path: _Path) -> str:
    """Return the path as a sentence shows it; unknown names in it may be long and strange."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        steps.append(_plain(step))
    return "".join(reversed(steps)).removeprefix(".")


def _plain(name: str) -> str:
    shown = "".join(character if character.isprintable() else "·" for character in name[:60])
    return shown if len(name) <= 60 else f"{shown}…"
