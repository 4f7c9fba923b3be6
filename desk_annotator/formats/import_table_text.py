"""Tables as plain text (TSV, CSV): what parts their cells, and whether quotation marks count."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
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


def read(data: bytes, name: str, options: ImportOptions) -> ImportedPair:
    """Return the two texts of a table. Raises TextError if it cannot be read or has none."""
    encoding = options.encoding or detect(data).encoding
    characters = decode(data, encoding, name=name).lstrip("\ufeff")
    return pair_of_rows(table_rows(characters, name, options.check), name, encoding, options)


def table_rows(characters: str, name: str, check: Callable[[], None] = go_on) -> list[Row]:
    """Return the cells of each row. Raises TextError if one is huge, or there are too many.

    `check` is called now and then; what it raises goes through.
    """
    delimiter = _delimiter(characters)
    if sum(map(characters.count, (delimiter, "\n", "\r"))) > CELL_LIMIT:
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
        io.StringIO(characters, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=strict,
    )
    return list(islice(checked(reader, check), limit))
