"""XLSX: one list of all annotations for a reviewer, with room for decisions, and a summary.

Everything of the user's is written as a string and nothing else, so that no cell can be run.
Each quote stands in its context, coloured by tag, in a cell of its text's direction. Offsets
count code points, ends excluded. A cell holds at most 32,767 UTF-16 units; what is longer goes
on in the sheet “Long cells”, and the cell says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import CONTROLS, LossTally
from desk_annotator.formats.rows import Row, line_after, line_before, rows
from desk_annotator.formats.tag_colours import QUIET, colours_of
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.formats.xlsx_summary import write_summary
from desk_annotator.text.language import first_strong
from desk_annotator.text.words import is_grapheme_boundary, previous_grapheme

CELL_LIMIT = 32_767
"""UTF-16 units that a cell can hold."""
ROW_LIMIT = 1_048_576
"""Rows that a sheet can hold."""

LIST_SHEET = "Annotations"
LONG_SHEET = "Long cells"
DECISIONS = ("accept", "reject", "discuss")
DECISION = "Decision"
COMMENT = "Reviewer’s comment"
ANNOTATION_ID = "Annotation id"

# Title and width in characters.
COLUMNS = (
    ("No.", 6),
    ("Pair", 18),
    ("Tag", 11),
    ("Source", 52),
    ("Target", 52),
    ("Note", 36),
    ("Category", 20),
    ("Severity", 10),
    ("Justified", 9),
    ("Status", 11),
    (DECISION, 11),
    (COMMENT, 36),
    ("Author", 14),
    ("Source offsets", 16),
    ("Source place", 12),
    ("Target offsets", 16),
    ("Target place", 12),
    ("Created", 20),
    ("Modified", 20),
    ("Pair id", 36),
    (ANNOTATION_ID, 36),
)
_TITLES = tuple(title for title, _ in COLUMNS)
_WIDTHS = dict(COLUMNS)
_LINE_HEIGHT = 16.5
"""Points; enough for Arabic with its marks."""
_HEIGHT_LIMIT = 400
_LONG_COLUMNS = (("No.", 6), ("Column", 14), ("Part", 6), ("Text", 100), (ANNOTATION_ID, 36))
_PLACE_SIGN = "‸"
_GAP = 60
"""Code points between two spans up to which all that lies between is shown."""
_ROOM = CELL_LIMIT - 100
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_LONG = QT_TRANSLATE_NOOP(
    "Losses", "Cells too long for a spreadsheet, continued in the sheet “Long cells”: {count}"
)


class Piece(NamedTuple):
    """Some characters of a cell, and how they look: quoted or quiet."""

    characters: str
    quoted: bool


class _Looks:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], Format] = {}
        self.header = workbook.add_format(
            {"bold": True, "bottom": 1, "valign": "top", "bg_color": "#F0EEEA", "text_wrap": True}
        )

    def cell(self, direction: Direction = Direction.LTR, tag: str | None = None) -> Format:
        """Return the format of a cell of text, in the colours of a tag if one is given."""

        def properties() -> dict[str, object]:
            rtl = direction is Direction.RTL
            look: dict[str, object] = {
                "text_wrap": True,
                "valign": "top",
                "align": "right" if rtl else "left",
                "reading_order": 2 if rtl else 1,
                "indent": int(rtl),
                # An apostrophe that no one sees: text stays text also when a cell is edited.
                "quote_prefix": True,
                "num_format": "@",
            }
            if tag is not None:
                colours = colours_of(tag)
                look |= {"font_color": f"#{colours.ink}", "bg_color": f"#{colours.tint}"}
                look |= {"bold": True}
            return look

        return self._once(("cell", direction, tag), properties)

    def piece(self, tag: str, *, quoted: bool) -> Format:
        """Return the format of characters inside a cell."""
        if not quoted:
            return self._once(("quiet",), lambda: {"font_color": f"#{QUIET}"})
        ink = f"#{colours_of(tag).ink}"
        return self._once(("quoted", ink), lambda: {"font_color": ink, "bold": True})

    def _once(self, key: tuple[object, ...], look: Callable[[], dict[str, object]]) -> Format:
        if key not in self._made:
            self._made[key] = self._workbook.add_format(look())
        return self._made[key]


def write(project: Project, options: ExportOptions) -> Export:
    """Return the workbook. Raises ExportError if there are more rows than a sheet can hold."""
    tally = LossTally()
    buffer = BytesIO()
    workbook = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    moment = _MOMENT.match(options.generated)
    workbook.set_properties(
        {
            "title": with_signs(project.title)[0],
            "comments": options.generator,
            "created": datetime.fromisoformat(moment[0] if moment else "1980-01-01T00:00:00"),
        }
    )
    looks = _Looks(workbook)
    sheet = workbook.add_worksheet(LIST_SHEET)
    summary = workbook.add_worksheet("Summary")
    made = _List(workbook, sheet, looks, tally)
    annotations = []
    for row in rows(project, options):
        made.add(row)
        annotations.append(row.annotation)
    made.finish()
    write_summary(summary, workbook, project, options, annotations)
    workbook.close()
    tally.add_ignored(project, options)
    return Export(buffer.getvalue(), tally.losses())


class _List:
    """The sheet of annotations, and the sheet of what was too long for it."""

    def __init__(
        self, workbook: Workbook, sheet: Worksheet, looks: _Looks, tally: LossTally
    ) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._looks = looks
        self._tally = tally
        self._count = 0
        self._long: list[tuple[int, str, int, str, Format, str]] = []
        _head(sheet, COLUMNS, looks)
        sheet.freeze_panes(1, 3)

    def add(self, row: Row) -> None:
        """Write one annotation into the next row."""
        self._count += 1
        if self._count == ROW_LIMIT:
            raise ExportError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "A spreadsheet can hold {limit:,} rows, and there are more annotations. "
                    "Export fewer pairs at a time; nothing was written.",
                ),
                limit=ROW_LIMIT,
            )
        annotation = row.annotation
        self._sheet.write_number(self._count, 0, self._count, self._looks.cell())
        self._tally.add_extra(row)
        values = {
            "Pair": row.pair.title,
            "Note": annotation.note,
            "Category": annotation.category,
            "Severity": annotation.severity,
            "Justified": row.justified,
            "Status": annotation.status,
            DECISION: "",
            COMMENT: "",
            "Author": annotation.author,
            "Source offsets": row.source.offsets,
            "Source place": "" if row.source.place is None else str(row.source.place),
            "Target offsets": row.target.offsets,
            "Target place": "" if row.target.place is None else str(row.target.place),
            "Created": annotation.created,
            "Modified": annotation.modified,
            "Pair id": row.pair.id,
            ANNOTATION_ID: annotation.id,
        }
        for title, value in values.items():
            direction = first_strong(value) or Direction.LTR
            self._write(title, [Piece(value, quoted=False)], self._looks.cell(direction), row)
        self._write("Tag", [Piece(annotation.tag, quoted=False)], self._tag_look(row), row)
        heights = [_lines(values["Note"], _WIDTHS["Note"])]
        for title, side in (("Source", Side.SOURCE), ("Target", Side.TARGET)):
            look = self._looks.cell(row.pair.text(side).direction)
            what = pieces(row, side)
            self._write(title, what, look, row)
            shown = "".join(piece.characters for piece in what)
            heights.append(_lines(shown, _WIDTHS[title]))
        # Not every program finds the height of a row itself.
        self._sheet.set_row(self._count, min(_LINE_HEIGHT * max(heights), _HEIGHT_LIMIT))

    def _tag_look(self, row: Row) -> Format:
        return self._looks.cell(Direction.LTR, row.annotation.tag)

    def _write(self, title: str, what: list[Piece], look: Format, row: Row) -> None:
        clean = []
        for piece in what:
            characters, count = with_signs(piece.characters)
            # A carriage return would come back as a code that nobody can read.
            self._tally.add(CONTROLS, count + characters.count("\r"))
            clean.append(Piece(characters.replace("\r", "␍"), piece.quoted))
        shown, rest = cut_to_cell(clean)
        for part, text in enumerate(rest, start=2):
            self._long.append((self._count, title, part, text, look, row.annotation.id))
        self._tally.add(_LONG, bool(rest))
        column = _TITLES.index(title)
        tag = row.annotation.tag
        if len(shown) > 1:
            fragments: list[object] = []
            for piece in shown:
                fragments += [self._looks.piece(tag, quoted=piece.quoted), piece.characters]
            done = self._sheet.write_rich_string(self._count, column, *fragments, look)
        else:
            text = shown[0].characters if shown else ""
            if shown and shown[0].quoted:
                look = self._looks.cell(row.pair.text(Side(title.lower())).direction, tag)
            done = _string(self._sheet, self._count, column, text, look)
        _verify(done)

    def finish(self) -> None:
        """Write what can only be written at the end."""
        last = max(self._count, 1)
        self._sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        column = _TITLES.index(DECISION)
        self._sheet.data_validation(
            1, column, last, column, {"validate": "list", "source": list(DECISIONS)}
        )
        if not self._long:
            return
        sheet = self._workbook.add_worksheet(LONG_SHEET)
        _head(sheet, _LONG_COLUMNS, self._looks)
        sheet.freeze_panes(1, 0)
        for line, (number, title, part, text, look, annotation_id) in enumerate(self._long, 1):
            sheet.write_number(line, 0, number, self._looks.cell())
            _verify(_string(sheet, line, 1, title, self._looks.cell()))
            sheet.write_number(line, 2, part, self._looks.cell())
            _verify(_string(sheet, line, 3, text, look))
            _verify(_string(sheet, line, 4, annotation_id, self._looks.cell()))


def _lines(text: str, width: int) -> int:
    """Guess how many lines a text takes in a column `width` characters wide."""
    # One in ten of a line is lost where a word does not fit.
    return sum(1 + int(len(line) * 1.1) // width for line in text.split("\n"))


def _head(sheet: Worksheet, columns: Iterable[tuple[str, int]], looks: _Looks) -> None:
    for number, (title, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        _verify(sheet.write_string(0, number, title, looks.header))


def _string(sheet: Worksheet, line: int, column: int, text: str, look: Format) -> int:
    """Write a string, or an empty cell that looks as it would; return the library's answer."""
    if not text:
        return int(sheet.write_blank(line, column, None, look))
    return int(sheet.write_string(line, column, text, look))


def _verify(answer: int) -> None:
    """Raise ValueError if the library did not write a cell: it only says so by a number."""
    if answer != 0:
        message = f"a cell was not written: {answer}"
        raise ValueError(message)


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
    if _length16("".join(piece.characters for piece in what)) <= CELL_LIMIT:
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
