"""CSV: read back by the standard library as RFC 4180 has it; safe unless asked to be exact."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import strategies
from hypothesis import given

from desk_annotator.core.project import Project
from desk_annotator.formats.csv_table import write
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows
from desk_annotator.formats.tsv import COLUMNS, row_cells

EXACT = ExportOptions(spreadsheet_safe=False)


def table(project: Project, options: ExportOptions) -> list[tuple[str, ...]]:
    text = write(project, options).data.decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    head, *lines = csv.reader(StringIO(text[1:], newline=""), strict=True)
    assert tuple(head) == COLUMNS
    return [tuple(line) for line in lines]


@given(strategies.projects(max_pairs=2, max_size=60))
def test_cells_come_back_exactly_if_asked(project: Project):
    assert table(project, EXACT) == [row_cells(row) for row in rows(project, EXACT)]


def test_no_cell_can_be_run_unless_asked(hard_project: Project):
    pair = hard_project.pairs[0]
    starts = ["=1", "+1", "-1", "@x", "\tx", "\rx", "x=1", ""]
    annotations = tuple(
        replace(pair.annotations[0], id=str(number), note=note)
        for number, note in enumerate(starts)
    )
    project = replace(hard_project, pairs=(replace(pair, annotations=annotations),))
    column = COLUMNS.index("note")
    notes = [line[column] for line in table(project, ExportOptions())]
    assert notes == [f"'{note}" for note in starts[:6]] + starts[6:]
    assert [line[column] for line in table(project, EXACT)] == starts
    told = [str(loss) for loss in write(project, ExportOptions()).losses]
    assert "Cells given an apostrophe so that no spreadsheet runs them: 6" in told
    assert not any("apostrophe" in str(loss) for loss in write(project, EXACT).losses)
