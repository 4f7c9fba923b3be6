"""The workbook around the rows of the XLSX export: sheets, looks, filters, the summary.

XlsxWriter makes it with one row of samples in place of the annotations; the rows themselves go
in as they were written, so that the time and memory they need are few, and so that no string of
the user's is ever taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Project
from desk_annotator.core.text import Direction
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.review_weight import OfficeWeight
from desk_annotator.formats.tag_colours import OTHER, QUIET, TagColours, known_colours
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.formats.work_progress import Progress
from desk_annotator.formats.xlsx_cells import LONG_SHEET
from desk_annotator.formats.xlsx_strings import HeldText, SharedStrings
from desk_annotator.formats.xlsx_summary import write_summary

LIST_SHEET = "Annotations"
SUMMARY_SHEET = "Summary"
DECISIONS = ("accept", "reject", "discuss")
_A4 = 9
"""The number that spreadsheets give this paper."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_STYLE = re.compile(r'<c r="[A-Z]+2" s="(\d+)"/>')
_SAMPLES = re.compile(r'<row r="2".*?</row>')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_COUNTS = re.compile(r'count="(\d+)" uniqueCount="(\d+)"')
_NAMED = re.compile(r'(t="s"><v>)(\d+)')
_STRINGS = "xl/sharedStrings.xml"
_RUN = (
    '<rPr>{bold}<sz val="11"/><color rgb="FF{ink}"/><rFont val="Calibri"/><family val="2"/>'
    '<scheme val="minor"/></rPr>'
)
Columns = Sequence[tuple[str, int]]


def piece_look(ink: str | None) -> str:
    """Return the properties of characters inside a cell: bold in an ink, or quiet for None."""
    return _RUN.format(bold="" if ink is None else "<b/>", ink=ink or QUIET)


class Styles:
    """The numbers that cells name their looks by."""

    def __init__(self) -> None:
        self._looks = [
            (direction, colours)
            for colours in (None, *known_colours(), OTHER)
            for direction in Direction
        ]

    def of(self, direction: Direction, colours: TagColours | None = None) -> int:
        """Return the number of the look of a cell of text, in the colours of a tag if given."""
        return self._numbers[direction, colours]

    @cached_property
    def _numbers(self) -> dict[tuple[Direction, TagColours | None], int]:
        buffer = BytesIO()
        workbook = _workbook(buffer)
        sheet = workbook.add_worksheet()
        _head(sheet, (("", 1),), self.samples(workbook, sheet))
        workbook.close()
        with ZipFile(buffer) as archive:
            shown = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
        return dict(zip(self._looks, map(int, _STYLE.findall(shown)), strict=True))

    def samples(self, workbook: Workbook, sheet: Worksheet) -> Format:
        """Write a cell of each look, always in the same order; return the look of headings.

        XlsxWriter numbers the looks in the order in which cells first have them.
        """
        for column, (direction, colours) in enumerate(self._looks):
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
            if colours is not None:
                look |= {"font_color": f"#{colours.ink}", "bg_color": f"#{colours.tint}"}
                look |= {"bold": True}
            sheet.write_blank(1, column, None, workbook.add_format(look))
        return workbook.add_format(
            {"bold": True, "bottom": 1, "valign": "top", "bg_color": "#F0EEEA", "text_wrap": True}
        )


def book(
    project: Project,
    options: ExportOptions,
    annotations: Sequence[Annotation],
    columns: Columns,
    decision: int,
    long_columns: Columns,
    styles: Styles,
) -> bytes:
    """Return the workbook with samples in place of rows; `decision` is a column, from 0.

    It has a sheet for long cells if `long_columns` are given.
    """
    buffer = BytesIO()
    workbook = _workbook(buffer)
    moment = _MOMENT.match(options.generated)
    workbook.set_properties(
        {
            "title": with_signs(project.title)[0],
            "comments": options.generator,
            "created": datetime.fromisoformat(moment[0] if moment else "1980-01-01T00:00:00"),
        }
    )
    sheet = workbook.add_worksheet(LIST_SHEET)
    summary = workbook.add_worksheet(SUMMARY_SHEET)
    heading = styles.samples(workbook, sheet)
    _head(sheet, columns, heading)
    sheet.freeze_panes(1, 3)
    last = max(len(annotations), 1)
    _print_wide(sheet)
    # What stands behind is for programs, and would leave no room for the texts.
    sheet.print_area(0, 0, last, decision + 1)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.data_validation(
        1, decision, last, decision, {"validate": "list", "source": list(DECISIONS)}
    )
    if long_columns:
        long_sheet = workbook.add_worksheet(LONG_SHEET)
        _head(long_sheet, long_columns, heading)
        long_sheet.freeze_panes(1, 0)
        _print_wide(long_sheet)
    write_summary(summary, workbook, project, options, annotations)
    workbook.close()
    return buffer.getvalue()


def _workbook(buffer: BytesIO) -> Workbook:
    return Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )


def _print_wide(sheet: Worksheet) -> None:
    """Print a sheet across the page, as wide as it and no wider, with its head on each."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _head(sheet: Worksheet, columns: Iterable[tuple[str, int]], look: Format) -> None:
    for number, (title, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, title, look)


def filled(
    made: bytes,
    sheets: Sequence[tuple[str, str, HeldText]],
    strings: SharedStrings,
    weight: OfficeWeight,
    tell: Progress,
) -> bytes:
    """Return the workbook with rows in its sheets: (file of the sheet, its cells, rows).

    The strings are those of the rows, counted from 0; those the workbook has already move
    behind them. `weight` counts what is written.
    """
    total = sum(len(text) for _, _, text in sheets) + len(strings.items)
    done = 0

    def told(text: HeldText) -> Iterator[str]:
        nonlocal done
        for piece in weight.watched(text.pieces()):
            tell(done, total)
            done += 1
            yield piece

    def parts() -> Iterator[tuple[str, bytes | Iterable[str]]]:
        by_name = {name: (cells, text) for name, cells, text in sheets}
        with ZipFile(BytesIO(made)) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if not name.startswith("xl/worksheets/sheet") and name != _STRINGS:
                    yield name, content
                    continue
                page = _NAMED.sub(
                    lambda found: f"{found[1]}{int(found[2]) + strings.count}",
                    content.decode("utf-8"),
                )
                if name == _STRINGS:
                    page = _COUNTS.sub(
                        lambda found: (
                            f'count="{int(found[1]) + strings.uses}" '
                            f'uniqueCount="{int(found[2]) + strings.count}"'
                        ),
                        page,
                        count=1,
                    )
                    before, start, after = page.partition("<si>")
                    yield name, _joined(before, told(strings.items), start + after)
                elif name in by_name:
                    cells, text = by_name[name]
                    page = _SAMPLES.sub("", page, count=1)
                    page = _DIMENSION.sub(f'<dimension ref="{cells}"/>', page, count=1)
                    before, _, after = page.partition("</sheetData>")
                    yield name, _joined(before, told(text), f"</sheetData>{after}")
                else:
                    yield name, page.encode("utf-8")
            tell(total, total)

    return zipped(parts())


def _joined(before: str, pieces: Iterable[str], after: str) -> Iterator[str]:
    yield before
    yield from pieces
    yield after
