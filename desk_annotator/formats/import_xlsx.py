"""Excel workbooks (XLSX): the first sheet with two columns of text.

Read with the same parser and the same bounds as every other XML. Formulas give the value that
was last shown; colours and typefaces are left out, phonetic readings too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_columns import (
    CELL_LIMIT,
    Row,
    has_two_texts,
    long_cell,
    many_cells,
    pair_of_rows,
)
from desk_annotator.formats.import_office import related_parts
from desk_annotator.formats.import_result import ImportedPair, ImportOptions, checked, go_on
from desk_annotator.formats.safe_xml import parse_xml
from desk_annotator.formats.safe_zip import SafeZip
from desk_annotator.formats.streamed_xml import streamed_children

COLUMN_LIMIT = 500
"""Columns that are looked at; texts stand in the first few."""
CELL_LENGTH_LIMIT = 131_072
"""Characters of the longest cell; Excel itself writes no more than 32,767."""
_STRINGS = 0.5
"""The share of the reading that is done once the strings are read."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")


def read(data: bytes, name: str, options: ImportOptions) -> ImportedPair:
    """Return the two texts of a workbook. Raises TextError if it cannot be read or has none."""
    rows: list[Row] = []
    for rows in sheets(data, name, options.check):
        if has_two_texts(rows):
            break
    return pair_of_rows(rows, name, "xlsx", options)


def sheets(data: bytes, name: str, check: Callable[[], None] = go_on) -> Iterator[list[Row]]:
    """Yield the rows of each sheet that is not hidden, in the order of the workbook.

    See `numbered_sheets`.
    """
    for rows in numbered_sheets(data, name, check):
        yield [row for _, row in rows]


def numbered_sheets(
    data: bytes, name: str, check: Callable[[], None] = go_on
) -> Iterator[list[tuple[int, Row]]]:
    """Yield the rows of each sheet that is not hidden, with their numbers as the sheet shows them.

    The file may leave out rows in which nothing stands. `check` is called now and then; what it
    raises goes through. Raises TextError if the workbook cannot be read.
    """
    book = _Workbook(data, name, ImportOptions(check=check), is_streamed=False)
    for rows in book.sheets():
        yield list(rows)


def streamed_sheets(
    data: bytes, name: str, options: ImportOptions
) -> Iterator[Iterator[tuple[int, Row]]]:
    """Yield the sheets as `numbered_sheets` does, but each row when it is asked for.

    So there is no tree of a sheet, and the `room` of the options counts. Their `tell` hears how
    far each sheet is.
    """
    yield from _Workbook(data, name, options, is_streamed=True).sheets()


class _Workbook:
    """The parts of a workbook. Raises TextError if it cannot be read."""

    def __init__(
        self, data: bytes, name: str, options: ImportOptions, *, is_streamed: bool
    ) -> None:
        self._archive = SafeZip(data, name=name, check=options.check, room=options.room)
        self._name = name
        self._options = options
        self._is_streamed = is_streamed

    def sheets(self) -> Iterator[Iterator[tuple[int, Row]]]:
        """Yield the rows of each sheet that is not hidden, in the order of the workbook."""
        archive, name = self._archive, self._name
        main = related_parts(archive, "", name).get("officeDocument", {"": "xl/workbook.xml"})
        path = next(iter(main.values()))
        if path not in archive:
            raise _no_workbook(name)
        workbook = parse_xml(archive.read(path), name=name)
        parts = related_parts(archive, path, name)
        strings: list[str] = []
        for target in dict.fromkeys(parts.get("sharedStrings", {}).values()):
            if target in archive:
                strings = list(self._strings(target))
        for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
            keys = (value for key, value in sheet.items() if str(key).endswith("}id"))
            target = parts.get("worksheet", {}).get(str(next(keys, "")), "")
            if target in archive and sheet.get("state", "visible") == "visible":
                yield self._rows(target, strings)

    def _strings(self, part: str) -> Iterator[str]:
        """Yield the strings that cells may show; there is no use for more than there are cells."""
        items = self._children(part, "sst", "si", self._options.part(0.0, _STRINGS))
        for place, item in enumerate(items):
            if place == CELL_LIMIT:
                raise many_cells(self._name)
            yield _shared(item, self._name)

    def _rows(self, part: str, strings: list[str]) -> Iterator[tuple[int, Row]]:
        rows = self._children(part, "sheetData", "row", self._options.part(_STRINGS, 1.0))
        cells = 0
        for number, row in _numbered(rows, strings):
            cells += len(row)
            if cells > CELL_LIMIT:
                raise many_cells(self._name)
            yield number, row

    def _children(
        self, part: str, container: str, child: str, options: ImportOptions
    ) -> Iterator[etree._Element]:
        """Yield the elements of one name in the container of a part."""
        check, name = options.check, self._name
        found: Iterable[etree._Element]
        if self._is_streamed:
            data = self._archive.read(part, is_streamed=True)
            found = streamed_children(data, container, name=name, check=check, tell=options.tell)
        else:
            root = parse_xml(self._archive.read(part), name=name, check=check)
            found = root if _is(root, container) else root.iterfind(f"{{*}}{container}/*")
        return (element for element in checked(found, check) if _is(element, child))


def _shared(item: etree._Element, name: str) -> str:
    """Return one of the strings that many cells may show; white space alone is nothing."""
    text = _string(item)
    if len(text) > CELL_LENGTH_LIMIT:
        raise long_cell(name, CELL_LENGTH_LIMIT)
    return "" if text.isspace() else text


def _numbered(rows: Iterable[etree._Element], strings: list[str]) -> Iterator[tuple[int, Row]]:
    number = 0
    for row in rows:
        told = str(row.get("r", ""))
        number = int(told) if _ROW_NUMBER.fullmatch(told) else number + 1
        yield number, _row(row, strings)


def _row(row: etree._Element, strings: list[str]) -> Row:
    cells: list[str] = []
    for cell in row:
        if not _is(cell, "c"):
            continue
        place = _column(str(cell.get("r", "")), len(cells))
        if place >= COLUMN_LIMIT:
            continue
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = _value(cell, strings)
    return cells


def _is(element: etree._Element, name: str) -> bool:
    """Tell whether an element has this name, in any namespace; quicker than to find it so."""
    tag = str(element.tag)
    return tag == name or tag.endswith("}" + name)


def _column(reference: str, following: int) -> int:
    """Return the number of a cell's column from 0; a cell without a reference follows the last."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return following
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: etree._Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return "" if inline is None else _string(inline)
    value = next((child.text for child in cell if _is(child, "v")), None) or ""
    if kind == "s":
        place = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
        return strings[place] if 0 <= place < len(strings) else ""
    if kind in ("b", "e"):
        return ""  # true, false and errors are no words of anybody's
    return _unescaped(str(value)) if kind == "str" else str(value)


def _string(item: etree._Element) -> str:
    """Return the text of a string, whole or in runs; readings above it are no part of it."""
    texts = [
        str(text.text or "")
        for text in item.iter("{*}t")
        if (parent := text.getparent()) is None or not str(parent.tag).endswith("}rPh")
    ]
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    """Undo the way a workbook writes characters that XML cannot hold."""
    if "_x" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        # These could be no part of a text; shown as they are written, nothing is lost.
        return match[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)

    return _ESCAPED.sub(character, text)


def _no_workbook(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” looks like an Excel workbook but holds no sheets. Nothing was imported. "
            "Open it in Excel or LibreOffice and save it again as XLSX.",
        ),
        name=name,
    )
