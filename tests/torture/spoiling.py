"""Spoils bytes, and documents of JSON, whatever they are of."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from typing import Any

STRANGE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7.0,
    1e308,
    10**19,
    -(10**40),
    2**63,
    "",
    "\0",
    "\ud83d",
    "\ufdd0",
    "\u202e<b>&lt;</b>",
    "x" * 100_000,
    "../../etc/passwd",
    [],
    {},
    [[]],
    [1, 2],
    [True, 2],
    ["crlf-to-lf", 1],
    {"start": 0, "end": 1, "quote": "F"},
)
RAW = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 5_000,
    b"9" * 100_000,
    b"-0",
    b'"\\ud83d"',
    b'"\\ude00\\ud83d"',
    b'"\\u0000"',
    b'"\xed\xa0\x80"',
    b'"\xff"',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"[" * 90 + b"]" * 90,
    b"[" * 200 + b"]" * 200,
    b"[" * 900 + b"]" * 900,
    b'{"a":1,"a":2}',
    b'{"id":1,"\\u0069d":2}',
    b"\0" * 64,
)


def prefixes(data: bytes) -> Iterator[bytes]:
    """Yield every beginning of a file, and some with zeros instead of what is lacking."""
    for length in range(len(data)):
        yield data[:length]
        if length % 16 == 0:
            yield data[:length].ljust(len(data), b"\0")


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
        place = chance.randrange(len(spoiled))
        if chance.random() < 0.5:
            spoiled[place] ^= 1 << chance.randrange(8)
        else:
            spoiled[place] = chance.randrange(256)
    return bytes(spoiled)


def cut_and_pasted(data: bytes, chance: random.Random) -> bytes:
    """Move, repeat, drop or blank a stretch."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    last = min(last, first + chance.choice((4, 40, 400, 40_000)))
    stretch = data[first:last]
    place = chance.randrange(len(data) + 1)
    return chance.choice(
        (
            data[:first] + data[last:],
            data[:place] + stretch + data[place:],
            data[:first] + bytes(len(stretch)) + data[last:],
            data[:first] + stretch[::-1] + data[last:],
            data[:last] + data[first:],
        )
    )


def places(document: Any) -> list[tuple[Any, Any]]:
    """Return every field and entry: the object or list, and the key or rank in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        value = waiting.pop()
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        for key in keys:
            found.append((value, key))
            if isinstance(value[key], dict | list):
                waiting.append(value[key])
    return found


def exchanged(document: Any, chance: random.Random) -> bytes:
    """Put strange values into fields, and the values of fields into others."""
    spoiled = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        every = places(spoiled)
        if not every:
            break
        holder, key = chance.choice(every)
        way = chance.random()
        if way < 0.5:
            holder[key] = copy.deepcopy(chance.choice(STRANGE))
        elif way < 0.6:
            del holder[key]
        elif way < 0.75:
            other, at = chance.choice(every)
            holder[key] = copy.deepcopy(other[at])
        elif isinstance(holder[key], int) and not isinstance(holder[key], bool):
            holder[key] += chance.choice((-1, 1, 2, 1000))
        elif isinstance(holder[key], str):
            text = holder[key]
            place = chance.randrange(len(text) + 1)
            holder[key] = (
                text[:place] + chance.choice(("😀", "\r", "ا", "\u2028", "")) + text[place + 1 :]
            )
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        else:
            holder[f"x_{key}"] = holder[key]
    return json.dumps(spoiled, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


MARK = "\x1amark"


def raw(document: Any, chance: random.Random) -> bytes:
    """Put what `json.dumps` would never write into a field."""
    spoiled = copy.deepcopy(document)
    holder, key = chance.choice(places(spoiled))
    holder[key] = MARK
    data = json.dumps(spoiled, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return data.replace(json.dumps(MARK).encode(), chance.choice(RAW))


def doubled(data: bytes, chance: random.Random) -> bytes:
    """Write a field a second time."""
    fields = list(re.finditer(rb'"(\w+)"\s*:\s*("[^"\\]*"|\d+|null)', data))
    field = chance.choice(fields)
    return data[: field.start()] + field[0] + b", " + data[field.start() :]
