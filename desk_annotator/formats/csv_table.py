"""Comma-separated values: the table of the TSV export, as spreadsheets and RFC 4180 have it.

UTF-8 with a byte order mark, without which spreadsheets take it for another encoding; rows end
in CR LF; cells with commas, quotation marks or line ends stand in quotation marks. The columns
are those of the TSV export; cells are written as they are, without its escapes.

Unless `spreadsheet_safe` is False, a cell that a spreadsheet would run as a formula gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from desk_annotator.core.project import Project
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import GUARDED, LossTally
from desk_annotator.formats.rows import rows
from desk_annotator.formats.tsv import COLUMNS, is_formula, row_cells


def write(project: Project, options: ExportOptions) -> Export:
    """Return the annotations chosen as a table."""
    tally = LossTally()
    return tally.export(_lines(project, options, tally), project, options)


def _lines(project: Project, options: ExportOptions, tally: LossTally) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield "\ufeff"
    writer.writerow(COLUMNS)
    is_safe = options.spreadsheet_safe is not False
    for row in rows(project, options):
        cells = row_cells(row)
        if is_safe:
            guarded = [f"'{cell}" if is_formula(cell) else cell for cell in cells]
            tally.add(GUARDED, sum(map(is_formula, cells)))
            writer.writerow(guarded)
        else:
            writer.writerow(cells)
        tally.add_extra(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
