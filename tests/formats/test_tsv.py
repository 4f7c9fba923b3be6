"""TSV: every line a row, every row as many cells, and each cell exactly recoverable."""

from __future__ import annotations

import re
from dataclasses import replace

import strategies
from hypothesis import given

from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows
from desk_annotator.formats.tsv import COLUMNS, write

UNESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def table(project: Project, **options: bool) -> list[dict[str, str]]:
    text = write(project, ExportOptions(**options)).data.decode("utf-8")
    assert text.endswith("\n")
    header, *lines = text[:-1].split("\n")
    assert tuple(header.split("\t")) == COLUMNS
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def unescaped(cell: str) -> str:
    return re.sub(r"\\[\\tnr]", lambda match: UNESCAPED[match[0]], cell)


@given(strategies.projects(max_pairs=1, max_size=60))
def test_cells_come_back_exactly(project: Project):
    for row, cells in zip(rows(project, ExportOptions()), table(project), strict=True):
        assert unescaped(cells["note"]) == row.annotation.note
        assert unescaped(cells["pair_title"]) == row.pair.title
        assert unescaped(cells["source_quote"]) == row.source.quote
        assert unescaped(cells["target_after"]) == row.target.after
        assert cells["target_offsets"] == row.target.offsets


def test_tabs_line_ends_and_backslashes_are_visible(hard_project: Project):
    cells = {row["annotation_id"][-1]: row for row in table(hard_project)}
    assert cells["1"]["note"] == r"=HYPERLINK(1)\tand\na \\ backslash"
    assert cells["4"]["source_quote"] == r"\\new\\table"
    assert cells["3"]["source_quote"] == r" & well.\n=1+1 is"
    assert cells["5"]["source_place"] == "0"


def test_cells_are_exact_unless_asked_to_be_safe_for_spreadsheets(hard_project: Project):
    pair = hard_project.pairs[0]
    first = pair.annotations[0]
    starts = ["=1", "+1", "-1", "@x", "\tx", "\rx", "x=1", ""]
    project = replace(
        hard_project,
        pairs=(
            replace(
                pair,
                annotations=tuple(
                    replace(first, id=str(number), note=note) for number, note in enumerate(starts)
                ),
            ),
        ),
    )
    assert [unescaped(row["note"]) for row in table(project)] == starts
    safe = table(project, spreadsheet_safe=True)
    assert [row["note"][:1] for row in safe] == ["'"] * 6 + ["x", ""]
    losses = write(project, ExportOptions(spreadsheet_safe=True)).losses
    assert "Cells given an apostrophe so that no spreadsheet runs them: 6" in map(str, losses)


def test_losses_are_counted(hard_project: Project):
    told = [str(loss) for loss in write(hard_project, ExportOptions()).losses]
    assert told == [
        "Annotations that lose fields of other programs: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]


def test_reasons_of_the_programs_own_are_no_fields_of_others(hard_project: Project):
    pair = hard_project.pairs[0]
    known = replace(pair.annotations[0], extra={"suggestion": {"confidence": 0.9}}, span_extra={})
    project = replace(hard_project, pairs=(replace(pair, annotations=(known,)),))
    told = [str(loss) for loss in write(project, ExportOptions()).losses]
    assert "Reasons the program gave for suggestions, left out: 1" in told
    assert not [words for words in told if "other programs" in words]
