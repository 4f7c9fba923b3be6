"""XLSX: one list of all annotations for a reviewer, with room for decisions, and a summary.

Everything of the user's is written as a string and nothing else, so that no cell can be run.
Each quote stands in its context, coloured by tag, in a cell of its text's direction. Offsets
count code points, ends excluded. A cell holds at most 32,767 UTF-16 units; what is longer goes
on in the sheet “Long cells”, and the cell says so.
"""

from __future__ import annotations

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.import_columns import CELL_LIMIT
from desk_annotator.formats.loss_tally import CONTROLS, LossTally
from desk_annotator.formats.review_weight import TOO_MUCH, OfficeWeight
from desk_annotator.formats.rows import Row, SideRow, rows
from desk_annotator.formats.tag_colours import colours_of
from desk_annotator.formats.work_progress import stage, staged
from desk_annotator.formats.xlsx_book import Styles, book, filled, piece_look
from desk_annotator.formats.xlsx_cells import Piece, cut_to_cell, pieces
from desk_annotator.formats.xlsx_strings import (
    HeldText,
    SharedStrings,
    cell,
    cleaned,
    number_cell,
)
from desk_annotator.text.language import first_strong

ROW_LIMIT = 1_048_576
"""Rows that a sheet can hold."""

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
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLACES = dict(zip(_TITLES, _LETTERS, strict=False))
_USUAL_LENGTH, _MOST_USUAL = 200, 20_000
_LINE_HEIGHT = 16.5
"""Points; enough for Arabic with its marks."""
_HEIGHT_LIMIT = 400
_LONG_COLUMNS = (("No.", 6), ("Column", 14), ("Part", 6), ("Text", 100), (ANNOTATION_ID, 36))
_LONG = QT_TRANSLATE_NOOP(
    "Losses", "Cells too long for a spreadsheet, continued in the sheet “Long cells”: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the workbook. Raises ExportError if there are more rows than a sheet can hold."""
    tally = LossTally()
    made = _Rows(tally)
    annotations: list[Annotation] = []
    for row in rows(project, staged(options, 0, 65)):
        made.add(row)
        annotations.append(row.annotation)
    decision = _TITLES.index(DECISION)
    long_columns = _LONG_COLUMNS if made.long_count else ()
    around = staged(options, 65, 65)
    data = book(project, around, annotations, COLUMNS, decision, long_columns, made.styles)
    last = len(annotations) + 1
    sheets = [("xl/worksheets/sheet1.xml", f"A1:{_PLACES[ANNOTATION_ID]}{last}", made.list_rows)]
    if long_columns:
        sheets.append(("xl/worksheets/sheet3.xml", f"A1:E{made.long_count + 1}", made.long_rows))
    weight = OfficeWeight()
    data = filled(data, sheets, made.strings, weight, stage(options.progress, 65, 100))
    if weight.is_too_much(data, project) or last * len(COLUMNS) > CELL_LIMIT:
        tally.add(TOO_MUCH, len(annotations))
    tally.add_ignored(project, options)
    return Export(data, tally.losses())


class _Rows:
    """The rows of the list, and those of what was too long for it, as they grow."""

    def __init__(self, tally: LossTally) -> None:
        self.styles = Styles()
        self.strings = SharedStrings()
        self.list_rows = HeldText()
        self.long_rows = HeldText()
        self.long_count = 0
        self._count = 0
        self._tally = tally
        self._plain = {direction: self.styles.of(direction) for direction in Direction}
        self._usual: dict[str, tuple[int, int]] = {}
        """Of texts that come again and again: style and number of the string."""

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
        self._tally.add_extra(row)
        note = annotation.note
        source, target = (pieces(row, side) for side in Side)
        cells = (
            self._text("Pair", row.pair.title, row),
            self._tag(row),
            self._quotes("Source", source, row, Side.SOURCE),
            self._quotes("Target", target, row, Side.TARGET),
            self._fresh("Note", note, row),
            self._text("Category", annotation.category, row),
            self._text("Severity", annotation.severity, row),
            self._text("Justified", row.justified, row),
            self._text("Status", annotation.status, row),
            self._text(DECISION, "", row),
            self._text(COMMENT, "", row),
            self._text("Author", annotation.author, row),
            self._fresh("Source offsets", row.source.offsets, row),
            self._text("Source place", _place(row.source), row),
            self._fresh("Target offsets", row.target.offsets, row),
            self._text("Target place", _place(row.target), row),
            self._text("Created", annotation.created, row),
            self._text("Modified", annotation.modified, row),
            self._text("Pair id", row.pair.id, row),
            self._fresh(ANNOTATION_ID, annotation.id, row),
        )
        lines = max(_lines(note, _WIDTHS["Note"]), *map(_shown_lines, (source, target)))
        # Not every program finds the height of a row itself.
        height = min(_LINE_HEIGHT * lines, _HEIGHT_LIMIT)
        line = self._count + 1
        number = number_cell(f"A{line}", self._plain[Direction.LTR], self._count)
        self.list_rows.add(
            f'<row r="{line}" spans="1:{len(COLUMNS)}" ht="{height:g}" customHeight="1">'
            f"{number}{''.join(cells)}</row>"
        )

    def _place_of(self, title: str) -> str:
        return f"{_PLACES[title]}{self._count + 1}"

    def _text(self, title: str, text: str, row: Row) -> str:
        """Return a cell of text that is likely to come again; it is then written only once."""
        if not text:
            return cell(self._place_of(title), self._plain[Direction.LTR], None)
        usual = self._usual.get(text)
        if usual is None:
            if len(text) > _USUAL_LENGTH or len(self._usual) > _MOST_USUAL:
                return self._fresh(title, text, row)
            clean, count = cleaned(text)
            if count:
                return self._fresh(title, text, row)
            number = self.strings.number(clean)
            usual = self._usual[text] = self._style_of(text), number
        else:
            self.strings.uses += 1
        return cell(self._place_of(title), *usual)

    def _style_of(self, text: str) -> int:
        return self._plain[first_strong(text) or Direction.LTR]

    def _fresh(self, title: str, text: str, row: Row) -> str:
        """Return a cell of text, in the direction of its first letter."""
        return self._cell(title, [Piece(text, quoted=False)], self._style_of(text), row)

    def _tag(self, row: Row) -> str:
        tag = row.annotation.tag
        style = self.styles.of(Direction.LTR, colours_of(tag))
        return self._cell("Tag", [Piece(tag, quoted=False)], style, row)

    def _quotes(self, title: str, what: list[Piece], row: Row, side: Side) -> str:
        """Return a cell of quotes in their context; one that is all quote is coloured itself."""
        direction = row.pair.text(side).direction
        all_quote = self.styles.of(direction, colours_of(row.annotation.tag))
        return self._cell(title, what, self._plain[direction], row, all_quote)

    def _cell(
        self, title: str, what: list[Piece], style: int, row: Row, all_quote: int | None = None
    ) -> str:
        clean = []
        for piece in what:
            characters, count = cleaned(piece.characters)
            self._tally.add(CONTROLS, count)
            clean.append(Piece(characters, piece.quoted))
        shown, rest = cut_to_cell(clean)
        for part, text in enumerate(rest, start=2):
            self._continue(title, part, text, style, row)
        self._tally.add(_LONG, bool(rest))
        number = None
        if len(shown) > 1:
            ink = colours_of(row.annotation.tag).ink
            number = self.strings.rich_number(
                [(piece_look(ink if one.quoted else None), one.characters) for one in shown]
            )
        elif shown:
            number = self.strings.number(shown[0].characters)
            if shown[0].quoted and all_quote is not None:
                style = all_quote
        return cell(self._place_of(title), style, number)

    def _continue(self, title: str, part: int, text: str, style: int, row: Row) -> None:
        """Write a part of a long cell into the next row of the other sheet."""
        self.long_count += 1
        line = self.long_count + 1
        plain = self._plain[Direction.LTR]
        number = self.strings.number
        self.long_rows.add(
            f'<row r="{line}" spans="1:{len(_LONG_COLUMNS)}">'
            f"{number_cell(f'A{line}', plain, self._count)}"
            f"{cell(f'B{line}', plain, number(title))}"
            f"{number_cell(f'C{line}', plain, part)}"
            f"{cell(f'D{line}', style, number(text))}"
            f"{cell(f'E{line}', plain, number(cleaned(row.annotation.id)[0]))}</row>"
        )


def _place(what: SideRow) -> str:
    return "" if what.place is None else str(what.place)


def _shown_lines(what: list[Piece]) -> int:
    return _lines("".join(piece.characters for piece in what), _WIDTHS["Source"])


def _lines(text: str, width: int) -> int:
    """Guess how many lines a text takes in a column `width` characters wide."""
    # One in ten of a line is lost where a word does not fit.
    return sum(1 + int(len(line) * 1.1) // width for line in text.split("\n"))
