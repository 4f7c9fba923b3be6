"""The summary sheet of the XLSX export: what there is, by tag and severity, and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from desk_annotator.core.annotation import Annotation, Severity, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import chosen_pairs
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.text.language import first_strong

_SIDE = "Side"
_LIMIT = 32_000
_COVERS = ("linked", "missing", "added", "ignored", "untouched")


class _Sheet:
    """Writes lines of strings and numbers, one below the other."""

    def __init__(self, sheet: Worksheet, workbook: Workbook) -> None:
        self._sheet = sheet
        self._line = 0
        usual: dict[str, object] = {"valign": "top", "quote_prefix": True, "num_format": "@"}
        self._looks = {
            Direction.LTR: workbook.add_format({**usual, "align": "left", "reading_order": 1}),
            Direction.RTL: workbook.add_format({**usual, "align": "right", "reading_order": 2}),
        }
        heading = {**usual, "bold": True, "bottom": 1}
        self._headings = [
            workbook.add_format({**heading, "align": align}) for align in ("left", "right")
        ]
        self._count = workbook.add_format({"num_format": "#,##0"})
        self._share = workbook.add_format({"num_format": "0.0 %"})

    def line(self, *cells: str | int | float, is_heading: bool = False) -> None:
        """Write one line; an int is a count, a float a share."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                text = with_signs(cell)[0].replace("\r", "␍")[:_LIMIT]
                look = self._looks[first_strong(text) or Direction.LTR]
                if is_heading:
                    look = self._headings[column > 0 and text != _SIDE]
                if text.startswith("<r>"):
                    # The library takes such a string for one that it has made up itself.
                    first, rest = text[:1], text[1:]
                    self._sheet.write_rich_string(self._line, column, look, first, look, rest, look)
                    continue
                self._sheet.write_string(self._line, column, text, look)
            else:
                look = self._share if isinstance(cell, float) else self._count
                self._sheet.write_number(self._line, column, cell, look)
        self._line += 1


def write_summary(
    sheet: Worksheet,
    workbook: Workbook,
    project: Project,
    options: ExportOptions,
    annotations: Sequence[Annotation],
) -> None:
    """Fill the summary sheet; coverage is that of all annotations, chosen or not."""
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 12, 13)
    out = _Sheet(sheet, workbook)
    out.line("Project", project.title)
    out.line("Annotator", project.annotator)
    out.line("Made", options.generated)
    out.line("Made by", options.generator)
    out.line("")
    severities = list(Severity)[::-1]
    out.line("Tag", "All", *(one or "not rated" for one in severities), is_heading=True)
    tags = [*Tag, *sorted({one.tag for one in annotations} - set(Tag))]
    for tag in tags:
        found = Counter(one.severity for one in annotations if one.tag == tag)
        known = [found[severity] for severity in severities]
        known[-1] += found.total() - sum(known)
        out.line(tag, found.total(), *known)
    out.line("")
    out.line("Status", "All", is_heading=True)
    for status, count in sorted(Counter(one.status for one in annotations).items()):
        out.line(status, count)
    out.line("")
    out.line("Coverage", _SIDE, "Characters", "Judged", *_COVERS, is_heading=True)
    for _, pair in chosen_pairs(project, options):
        bitext = Bitext(pair)
        for side in Side:
            options.progress(len(annotations), len(annotations))
            meter = bitext.meter(side)
            while not meter.is_counted:
                meter.count_some()
                options.progress(len(annotations), len(annotations))
            coverage = meter.coverage
            counts = [getattr(coverage, name) for name in _COVERS]
            out.line(pair.title, str(side), coverage.total, float(coverage.share_judged), *counts)
