"""Excel workbooks (XLSX): the first sheet with two columns of text.

Read with the same parser and the same bounds as every other XML. Formulas give the value that
was last shown; colours and typefaces are left out, phonetic readings too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

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
from desk_annotator.formats.streamed_xml import Chosen, streamed_children

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
    for rows in streamed_sheets(data, name, ImportOptions(check=check)):
        yield list(rows)


def streamed_sheets(
    data: bytes, name: str, options: ImportOptions
) -> Iterator[Iterator[tuple[int, Row]]]:
    """Yield the sheets as `numbered_sheets` does, but each row when it is asked for.

    The `room` of the options counts. Their `tell` hears how far each sheet is.
    """
    yield from _Workbook(data, name, options).sheets()


def first_rows(data: bytes, name: str, options: ImportOptions) -> Iterator[Row]:
    """Yield the first row in which something stands of each sheet that is not hidden.

    No more is read of the sheets, and of the strings only those in these rows.
    Raises TextError if the workbook cannot be read so far.
    """
    yield from _Workbook(data, name, options).first_rows()


class _Workbook:
    """The parts of a workbook. Raises TextError if it cannot be read."""

    def __init__(self, data: bytes, name: str, options: ImportOptions) -> None:
        self._archive = SafeZip(data, name=name, check=options.check, room=options.room)
        self._name = name
        self._options = options

    def sheets(self) -> Iterator[Iterator[tuple[int, Row]]]:
        """Yield the rows of each sheet that is not hidden, in the order of the workbook."""
        tables, sheets = self._parts()
        strings: list[str] = []
        for target in tables:
            strings = list(self._strings(target))
        for target in sheets:
            yield self._rows(target, strings)

    def first_rows(self) -> Iterator[Row]:
        """Yield the first row in which something stands of each of these sheets."""
        tables, sheets = self._parts()
        rows = [first_of(self._rows(target, _Unread())) for target in sheets]
        wanted = {int(cell[1:]) for row in rows for cell in row if cell.startswith(_UNREAD)}
        strings: dict[int, str] = {}
        for target in tables:
            strings = self._some_strings(target, wanted)
        for row in rows:
            yield [
                strings.get(int(cell[1:]), "") if cell.startswith(_UNREAD) else cell for cell in row
            ]

    def _parts(self) -> tuple[list[str], list[str]]:
        """Return the names of the tables of strings, and of the sheets that are not hidden."""
        archive, name = self._archive, self._name
        main = related_parts(archive, "", name).get("officeDocument", {"": "xl/workbook.xml"})
        path = next(iter(main.values()))
        if path not in archive:
            raise _no_workbook(name)
        workbook = parse_xml(archive.read(path), name=name)
        parts = related_parts(archive, path, name)
        tables = dict.fromkeys(parts.get("sharedStrings", {}).values())
        sheets: list[str] = []
        for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
            keys = (value for key, value in sheet.items() if str(key).endswith("}id"))
            target = parts.get("worksheet", {}).get(str(next(keys, "")), "")
            if target in archive and sheet.get("state", "visible") == "visible":
                sheets.append(target)
        # One part that many sheets name would be read again for each of them.
        return [target for target in tables if target in archive], list(dict.fromkeys(sheets))

    def _some_strings(self, part: str, wanted: set[int]) -> dict[int, str]:
        """Return the strings with these numbers, as far as there are any."""
        passed = 0

        def chosen(table: etree._Element, count: int) -> Iterator[etree._Element]:
            nonlocal passed
            here = sorted(number for number in wanted if passed <= number < passed + count)
            items = [table[number - passed] for number in here]
            passed += count
            return iter(items)

        options = self._options.part(0.0, _STRINGS)
        items = self._children(part, "sst", "si", options, chosen)
        return dict(
            zip(sorted(wanted), (_shared(item, self._name) for item in items), strict=False)
        )

    def _strings(self, part: str) -> Iterator[str]:
        """Yield the strings that cells may show; there is no use for more than there are cells."""
        items = self._children(part, "sst", "si", self._options.part(0.0, _STRINGS))
        for place, item in enumerate(items):
            if place == CELL_LIMIT:
                raise many_cells(self._name)
            yield _shared(item, self._name)

    def _rows(self, part: str, strings: _Strings) -> Iterator[tuple[int, Row]]:
        options = self._options.part(_STRINGS, 1.0)
        rows = self._children(part, "sheetData", "row", options, _worth_reading)
        cells = 0
        for number, row in _numbered(rows, strings):
            cells += len(row) + 1  # a row takes time also if nothing stands in it
            if cells > CELL_LIMIT:
                raise many_cells(self._name)
            yield number, row

    def _children(
        self,
        part: str,
        container: str,
        child: str,
        options: ImportOptions,
        chosen: Chosen | None = None,
    ) -> Iterator[etree._Element]:
        """Yield the elements of one name in the container of a part, or those chosen."""
        found = streamed_children(
            self._archive.part(part),
            container,
            name=self._name,
            check=options.check,
            tell=options.tell,
            chosen=chosen,
        )
        return (element for element in checked(found, options.check) if _is(element, child))


class _Strings(Protocol):
    """The strings of a workbook, by their numbers."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> str: ...


class _Unread:
    """Stands for strings that were not read: gives their numbers, marked."""

    def __len__(self) -> int:
        return CELL_LIMIT

    def __getitem__(self, place: int, /) -> str:
        return f"{_UNREAD}{place}"


_UNREAD = "\0"
"""Begins what stands for a string that was not read; nothing in XML can be this character."""
_HOLDING = etree.XPath("*[*/*]")
_UNNUMBERED = etree.XPath("boolean(*[not(@r)])")


def _worth_reading(sheet: etree._Element, count: int) -> list[etree._Element]:
    """Return those of the first rows in which something stands, and the last of them.

    Programs write a million rows of which only the looks are known. A row that does not say its
    number is counted from the one before it: then all come, and the last for those behind it.
    """
    if _UNNUMBERED(sheet):
        return list(islice(sheet, count))
    last = sheet[count - 1]
    found: Any = _HOLDING(sheet)
    if count < len(sheet) and found and found[-1] is sheet[-1]:
        del found[-1]  # it may not be whole yet
    return list(found) if found and found[-1] is last else [*found, last]


def first_of(rows: Iterator[tuple[int, Row]]) -> Row:
    """Return the next row in which something stands; nothing if there is none."""
    return next((row for _, row in rows if any(row)), [])


def _shared(item: etree._Element, name: str) -> str:
    """Return one of the strings that many cells may show; white space alone is nothing."""
    text = _string(item)
    if len(text) > CELL_LENGTH_LIMIT:
        raise long_cell(name, CELL_LENGTH_LIMIT)
    return "" if text.isspace() else text


def _numbered(rows: Iterable[etree._Element], strings: _Strings) -> Iterator[tuple[int, Row]]:
    number = 0
    for row in rows:
        told = str(row.get("r", ""))
        number = int(told) if _ROW_NUMBER.fullmatch(told) else number + 1
        yield number, _row(row, strings)


def _row(row: etree._Element, strings: _Strings) -> Row:
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


def _value(cell: etree._Element, strings: _Strings) -> str:
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
