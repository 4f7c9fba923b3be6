"""JSON that comes back from elsewhere: parsed within bounds, its values checked one by one.

The functions for values raise ValueError or TypeError, for the caller to pass over what holds
them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NoReturn

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP

VALUE_LIMIT = 3_000_000
"""How many values a document may hold: each takes some 200 bytes of memory."""
NOT_AS_EXPECTED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a value that is not as expected ends with."""


def parsed(data: bytes, name: str) -> object:
    """Return what a file holds. Raises TextError, with its name, if it is no JSON in UTF-8."""
    try:
        return loaded(data.removeprefix(b"\xef\xbb\xbf"))
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
    if sum(map(data.count, (b"{", b"[", b","))) > VALUE_LIMIT:
        message = "too many values"
        raise ValueError(message)
    value: object = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


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
