"""Tables as plain text (TSV, CSV): what parts their cells, and whether quotation marks count."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from desk_annotator.formats.import_columns import (
    CELL_LIMIT,
    Row,
    long_cell,
    many_cells,
    pair_of_rows,
)
from desk_annotator.formats.import_result import ImportedPair, ImportOptions, checked, go_on
from desk_annotator.text.encoding import decode, detect

_DELIMITERS = ("\t", ";", ",", "|")
_SAMPLE = 1 << 18
_SAMPLE_ROWS = 200
_PIECE = 1 << 20
"""Characters that are looked through, or cut into lines, in one call."""


def read(data: bytes, name: str, options: ImportOptions) -> ImportedPair:
    """Return the two texts of a table. Raises TextError if it cannot be read or has none."""
    encoding = options.encoding or detect(data, options.check).encoding
    characters = decode(data, encoding, name=name, check=options.check).lstrip("\ufeff")
    return pair_of_rows(table_rows(characters, name, options.check), name, encoding, options)


def table_rows(characters: str, name: str, check: Callable[[], None] = go_on) -> list[Row]:
    """Return the cells of each row. Raises TextError if one is huge, or there are too many.

    `check` is called now and then; what it raises goes through.
    """
    delimiter = _delimiter(characters)
    cells = 0
    for start in range(0, len(characters), _PIECE):
        check()
        piece = characters[start : start + _PIECE]
        cells += sum(map(piece.count, (delimiter, "\n", "\r")))
        if cells > CELL_LIMIT:
            raise many_cells(name)
    try:
        return _parsed(characters, delimiter, check)
    except csv.Error as error:
        raise long_cell(name, csv.field_size_limit()) from error


def _delimiter(characters: str) -> str:
    """Return the character that gives the most rows the same number of cells."""
    sample = characters[:_SAMPLE]
    best, most = _DELIMITERS[0], 0.0
    for delimiter in _DELIMITERS:
        try:
            found = _read(sample, delimiter, quoted=True, strict=False, limit=_SAMPLE_ROWS)
        except csv.Error:
            continue
        widths = Counter(len(row) for row in found if row)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        share = count / sum(widths.values()) if width > 1 else 0.0
        if share > most:
            best, most = delimiter, share
    return best


def _parsed(characters: str, delimiter: str, check: Callable[[], None]) -> list[Row]:
    """Read the rows, taking quotation marks for the table's only where they must be.

    A cell that merely begins with a quotation, as speech does, keeps its marks.
    """
    if '"' not in characters:
        return _read(characters, delimiter, quoted=False, check=check)
    try:
        quoted = _read(characters, delimiter, quoted=True, strict=True, check=check)
    except csv.Error:
        return _read(characters, delimiter, quoted=False, check=check)
    if delimiter != "\t":
        return quoted
    plain = _read(characters, delimiter, quoted=False, check=check)
    if list(map(len, plain)) != list(map(len, quoted)):
        return quoted
    cells = [cell for row in plain for cell in row if cell]
    enclosed = [cell for cell in cells if len(cell) > 1 and cell[0] == cell[-1] == '"']
    is_quoted = len(enclosed) == len(cells) or any('""' in cell[1:-1] for cell in enclosed)
    return quoted if is_quoted else plain


def _lines(characters: str) -> Iterator[str]:
    """Yield the lines with their ends, of which a CRLF is one.

    A piece at a time: to copy all of a long table would keep the interpreter from other threads.
    """
    start = 0
    while start < len(characters):
        end = _line_end(characters, start + _PIECE)
        yield from io.StringIO(characters[start:end], newline="")
        start = end


def _line_end(characters: str, wanted: int) -> int:
    """Return the first end of a line that is not before an offset."""
    while wanted < len(characters):
        # Where lines end in CR, there may be no LF up to the end.
        feed = characters.find("\n", wanted - 1, wanted + _PIECE)
        if feed >= 0:
            return feed + 1
        carriage = characters.find("\r", wanted - 1, wanted + _PIECE - 1)
        if carriage >= 0:
            return carriage + 1
        wanted += _PIECE
    return len(characters)


def _read(
    characters: str,
    delimiter: str,
    *,
    quoted: bool,
    strict: bool = False,
    limit: int | None = None,
    check: Callable[[], None] = go_on,
) -> list[Row]:
    reader = csv.reader(
        _lines(characters),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=strict,
    )
    return list(islice(checked(reader, check), limit))
