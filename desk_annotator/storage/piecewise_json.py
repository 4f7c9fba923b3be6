"""Parses a large project file in pieces, so that other threads get their turn in between.

The parser of the standard library does not let go of the interpreter until it is done: a
window whose project is read in another thread would stand still for as long.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator

_OPENING = b'\n      "annotations": [\n'
_CLOSING = b"\n      ]"
_BETWEEN = b",\n"
_PIECE = 1 << 18

Loads = Callable[[str], object]


def parse_in_pieces(data: bytes, loads: Loads) -> object | None:
    """Return what `loads` would make of the whole, or None if only `loads` itself can tell.

    Lists of annotations are parsed some at a time. They are found by the line ends around
    them: in JSON none can stand inside a string. A file laid out otherwise, or with any fault,
    gives None.
    """
    token = secrets.token_hex(16)
    rest: list[bytes] = []
    lists: list[list[object]] = []
    place = 0
    try:
        while (opening := data.find(_OPENING, place)) >= 0:
            start = opening + len(_OPENING)
            end = data.find(_CLOSING, start)
            items = _items(data, start, end, loads) if end >= 0 else None
            if items is None:
                return None
            rest += (data[place:start], json.dumps(f"{token}-{len(lists)}").encode())
            lists.append(items)
            place = end
        if not lists:
            return None
        rest.append(data[place:])
        document = loads(b"".join(rest).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return document if _put_back(document, lists, token) else None


def _items(data: bytes, start: int, end: int, loads: Loads) -> list[object] | None:
    """Return the items of a list whose brackets stand outside ``[start, end)``, None if unsure."""
    items: list[object] = []
    while True:
        cut = data.find(_BETWEEN, min(start + _PIECE, end), end)
        stop = cut if cut >= 0 else end
        piece = loads(f"[{data[start:stop].decode('utf-8')}]")
        # Each piece being a whole list, with something in it, they are one list together.
        if not isinstance(piece, list) or not piece:
            return None
        items += piece
        if cut < 0:
            return items
        start = cut + len(_BETWEEN)


def _put_back(document: object, lists: list[list[object]], token: str) -> bool:
    """Put the lists where they were; return whether all of them were annotations of pairs."""
    waiting = {f"{token}-{number}": items for number, items in enumerate(lists)}
    for pair in _pairs(document):
        match pair.get("annotations"):
            case [str(name)] if name in waiting:
                pair["annotations"] = waiting.pop(name)
    return not waiting


def _pairs(document: object) -> Iterator[dict[str, object]]:
    pairs = document.get("pairs") if isinstance(document, dict) else None
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, dict):
            yield pair
