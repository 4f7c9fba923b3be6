"""What stands in the cells of the XLSX export: quotes in context, cut to what one holds."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from desk_annotator.core.span import Side
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.formats.rows import Row, line_after, line_before
from desk_annotator.text.words import is_grapheme_boundary, previous_grapheme

CELL_LIMIT = 32_767
"""UTF-16 units that a cell can hold."""

LONG_SHEET = "Long cells"
_PLACE_SIGN = "‸"
_GAP = 60
"""Code points between two spans up to which all that lies between is shown."""
_ROOM = CELL_LIMIT - 100


class Piece(NamedTuple):
    """Some characters of a cell, and how they look: quoted or quiet."""

    characters: str
    quoted: bool


def pieces(row: Row, side: Side) -> list[Piece]:
    """Return the quotes of one side in their context; nothing if there are none."""
    what = row.side(side)
    if not what.spans and what.place is None:
        return []
    characters = row.pair.text(side).characters
    found = [Piece(line_before(what, characters), quoted=False)]
    if not what.spans:
        found.append(Piece(_PLACE_SIGN, quoted=True))
    end = None
    for span in what.spans:
        if end is not None:
            between = characters[end : span.start]
            found.append(Piece(between if len(between) <= _GAP else " […] ", quoted=False))
        found.append(Piece(characters[span.start : span.end], quoted=True))
        end = span.end
    found.append(Piece(line_after(what, characters), quoted=False))
    return [
        Piece("".join(piece.characters for piece in alike), quoted)
        for quoted, alike in groupby(
            (piece for piece in found if piece.characters), key=lambda piece: piece.quoted
        )
    ]


def cut_to_cell(what: list[Piece]) -> tuple[list[Piece], list[str]]:
    """Return the pieces that a cell can hold, and the texts that do not fit, none too long.

    What was cut ends in a piece that says so. All of it together is the text of the pieces.
    """
    what = [piece for piece in what if piece.characters]
    length = sum(len(piece.characters) for piece in what)
    # No code point takes more than two units: most cells need not be counted.
    if 2 * length <= CELL_LIMIT or sum(_length16(one.characters) for one in what) <= CELL_LIMIT:
        return what, []
    room = _ROOM
    shown: list[Piece] = []
    rest = ""
    for piece in what:
        if rest:
            rest += piece.characters
            continue
        kept = _fitting(piece.characters, room)
        if kept:
            shown.append(Piece(piece.characters[:kept], piece.quoted))
        room -= _length16(piece.characters[:kept])
        rest = piece.characters[kept:]
    parts = []
    while rest:
        kept = _fitting(rest, _ROOM)
        parts.append(rest[:kept])
        rest = rest[kept:]
    shown.append(Piece(f" […] ({len(parts)} more in “{LONG_SHEET}”)", quoted=False))
    return shown, parts


def _length16(characters: str) -> int:
    return Utf16Map(characters).length16


def _fitting(characters: str, room: int) -> int:
    """Return how many code points go into `room` UTF-16 units, at a whole grapheme if possible."""
    units = Utf16Map(characters)
    if units.length16 <= room:
        return len(characters)
    end = units.to_offset(room)
    if is_grapheme_boundary(characters, end):
        return end
    return previous_grapheme(characters, end) or end
