"""Strict JSON: refuses, with the place, what `json.loads` lets pass and a project must not hold.

Those are repeated keys, NaN and Infinity, numbers beyond the range of a double, numbers of
thousands of digits, lone surrogates, and nesting without end. The ordinary, fast parser runs
first; only a file that made it stumble is parsed again with hooks that remember the place.
Large files are parsed in pieces, whatever their layout.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from math import isfinite
from typing import NoReturn

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.layout import DEPTH_LIMIT
from desk_annotator.storage.piecewise_json import LaidOut, parse_in_pieces
from desk_annotator.storage.reading_watch import ReadingWatch

_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACED_COLON = re.compile(rb'"[ \t\r\n]+:')
_STRETCH = 1 << 21
"""Bytes looked through at a time, so that other threads get their turn in between."""
_SMALL = 1 << 20
"""Bytes parsed at once: that takes some milliseconds."""
_TEXT_STRETCH = 1 << 16
_CHECKED = 256


def as_characters(data: bytes) -> str:
    """Decode the bytes of a file as UTF-8; a byte order mark in front is dropped.

    Raises FaultError if they are something else.
    """
    _refuse_emptiness(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(error.start) from error


def _refuse_emptiness(data: bytes) -> None:
    if not data or data.isspace():
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "it is empty"))
    zeroed = FaultError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "it holds zero bytes instead of its end or of everything, as a crash or a power cut "
            "leaves a file; look for it in the file history",
        )
    )
    if data.startswith(b"\0") and not any(
        data[first : first + _STRETCH].strip(b"\0") for first in range(0, len(data), _STRETCH)
    ):
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


def _not_utf8(byte: int) -> FaultError:
    return FaultError(
        QT_TRANSLATE_NOOP("Errors", "it is not UTF-8 (the fault is at byte {byte})"), byte=byte
    )


def _refuse_other_than_utf8(data: bytes, watch: ReadingWatch) -> None:
    """Raise FaultError as `as_characters` does, a stretch at a time."""
    _refuse_emptiness(data)
    decoder = codecs.getincrementaldecoder("utf-8")()
    for first in range(0, len(data), _STRETCH):
        watch.check()
        kept, _ = decoder.getstate()
        stretch = data[first : first + _STRETCH]
        try:
            decoder.decode(stretch, final=first + _STRETCH >= len(data))
        except UnicodeDecodeError as error:
            raise _not_utf8(first - len(kept) + error.start) from error


def parse_laid_out(data: bytes, watch: ReadingWatch) -> LaidOut | None:
    """Parse the bytes of a file laid out as this program does, as `parse_in_pieces` says.

    None if `parse` must look at the whole: it is laid out otherwise, or something is wrong.
    """
    return parse_in_pieces(data, _loads, watch)


def _loads(characters: str) -> object:
    found: object = json.loads(
        characters, parse_constant=_refuse_constant, parse_float=_finite_float
    )
    return found


def parse(data: bytes, watch: ReadingWatch | None = None) -> object:
    """Parse the bytes of a file as JSON.

    Raises FaultError, with the place, for what the module's first lines list. Repeated keys
    are not looked for here, but by `check_keys`.
    """
    watch = watch or ReadingWatch()
    strict = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite_float)
    try:
        document = _document(data, strict, watch)
    except RecursionError as error:
        raise too_deep() from error
    except ValueError:
        # A constant, an infinite float, or an integer of too many digits.
        _find(data, watch)
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it holds a number that cannot be read")
        ) from None
    # Only as an escape can a lone surrogate have come through the decoding.
    if _holds(data, b"\\ud") or _holds(data, b"\\uD"):
        _refuse_surrogates(document, watch)
    return document


def _document(
    data: bytes,
    decoder: json.JSONDecoder,
    watch: ReadingWatch,
    make_object: Callable[[list[tuple[str, object]]], object] = dict,
) -> object:
    """Return what the decoder makes of the bytes of a file; `make_object` is its own hook.

    Raises FaultError if it is no JSON, the ValueErrors of the hooks, and RecursionError.
    """
    if len(data) <= _SMALL:
        try:
            return decoder.decode(as_characters(data))
        except json.JSONDecodeError as error:
            raise _incomplete(error.lineno, error.colno) from error
    from desk_annotator.storage.any_layout_json import (  # noqa: PLC0415 - seldom
        MalformedError,
        parse_any_layout,
    )

    _refuse_other_than_utf8(data, watch)
    try:
        return parse_any_layout(data, decoder, watch, make_object)
    except MalformedError as error:
        raise _incomplete(error.line, error.column) from error


def _incomplete(line: int, column: int) -> FaultError:
    return FaultError(
        QT_TRANSLATE_NOOP(
            "Errors", "it is not complete JSON (the fault is in line {line}, column {column})"
        ),
        line=line,
        column=column,
    )


def _holds(data: bytes, wanted: bytes) -> bool:
    """Tell whether something stands in the bytes, a stretch at a time."""
    overlap = len(wanted) - 1
    return any(
        data.find(wanted, first, first + _STRETCH + overlap) >= 0
        for first in range(0, len(data), _STRETCH)
    )


def check_keys(data: bytes, parsed_keys: int, watch: ReadingWatch | None = None) -> None:
    """Raise FaultError if an object holds a key twice; `parsed_keys` is how many were kept.

    In JSON a quotation mark and a colon stand together only behind a key, unless the mark is
    escaped, so that counting them tells whether the parser dropped any key.
    """
    stretches = list(_stretches(data))
    if not any(_SPACED_COLON.search(data, first, last) for first, last in stretches):
        written = sum(data.count(b'":', first, last) for first, last in stretches)
        if written == parsed_keys:
            return
        escaped = sum(data.count(b'\\":', first, last) for first, last in stretches)
        if written - escaped == parsed_keys and not _holds(data, b'\\\\":'):
            return
    _find(data, watch or ReadingWatch())


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


def _find(data: bytes, watch: ReadingWatch) -> None:
    """Parse once more, slowly, and raise FaultError with the place, if something is refused."""
    marking = json.JSONDecoder(
        parse_constant=_marked_constant,
        parse_float=_marked_float,
        parse_int=_marked_int,
        object_pairs_hook=_pairs,
    )
    document = _document(data, marking, watch, _pairs)
    for path, value in _walk(document, watch):
        if isinstance(value, _Marked):
            raise FaultError(value.template, value=value.value, place=_place(path))
        if isinstance(value, _Doubled):
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "the field “{key}” stands there twice"),
                key=_plain(value.key),
                place=_place(path),
            )


def _refuse_surrogates(document: object, watch: ReadingWatch) -> None:
    for path, value in _walk(document, watch):
        broken = isinstance(value, str) and _has_surrogate(value)
        if not broken and isinstance(value, dict):
            broken = any(map(_has_surrogate, value))
        if broken:
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors", "it holds a broken character (half of a surrogate pair)"
                ),
                place=_place(path),
            )


def _has_surrogate(characters: str) -> bool:
    if len(characters) <= _TEXT_STRETCH:
        return _SURROGATE.search(characters) is not None
    return any(
        _SURROGATE.search(characters, first, first + _TEXT_STRETCH)
        for first in range(0, len(characters), _TEXT_STRETCH)
    )


_Path = tuple["_Path", str] | None
"""Where a value stands: the path of what holds it, and the step from there."""


def _walk(document: object, watch: ReadingWatch) -> Iterator[tuple[_Path, object]]:
    """Yield every value with its path, in no promised order, however deep."""
    waiting: list[tuple[_Path, object]] = [(None, document)]
    steps = 0
    while waiting:
        steps += 1
        if steps % _CHECKED == 0:
            watch.check()
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
