"""XLSX: read back by another library, every cell is there, is text, and cannot be run."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import export_readers
import pytest
import strategies
from hypothesis import given, settings

from desk_annotator.core.errors import ExportError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats import xlsx
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows
from desk_annotator.formats.tag_colours import QUIET, colours_of
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.formats.xlsx import COLUMNS, write
from desk_annotator.formats.xlsx_cells import CELL_LIMIT, Piece, cut_to_cell, pieces

STYLE = Path(__file__).resolve().parents[2] / "resources" / "report" / "report.css"
TITLES = [title for title, _ in COLUMNS]


def sheet_of(project: Project, title: str = "Annotations"):
    return export_readers.workbook(write(project, ExportOptions()).data)[title]


def table(project: Project) -> list[dict[str, object]]:
    head, *lines = sheet_of(project).iter_rows()
    assert [cell.value for cell in head] == TITLES
    return [dict(zip(TITLES, line, strict=True)) for line in lines]


def characters(cell) -> str:
    return "".join(text for text, _ in export_readers.runs(cell.value))


def noted(project: Project, *notes: str) -> Project:
    pair = project.pairs[0]
    annotations = tuple(
        replace(pair.annotations[6], id=str(number), note=note) for number, note in enumerate(notes)
    )
    return replace(project, pairs=(replace(pair, annotations=annotations),))


@settings(max_examples=25)
@given(strategies.projects(max_pairs=1, max_size=60))
def test_cells_come_back(project: Project):
    for row, cells in zip(rows(project, ExportOptions()), table(project), strict=True):
        assert characters(cells["Annotation id"]) == row.annotation.id
        assert characters(cells["Source offsets"]) == row.source.offsets
        for title, side in (("Source", Side.SOURCE), ("Target", Side.TARGET)):
            shown = "".join(piece.characters for piece in pieces(row, side))
            # The reader takes line ends in XML as the standard says.
            assert characters(cells[title]) == with_signs(shown)[0]


def test_quotes_stand_coloured_in_their_context(hard_project: Project):
    by_id = {characters(one["Annotation id"])[-1]: one for one in table(hard_project)}
    found = export_readers.runs(by_id["1"]["Source"].value)
    quiet, ink = f"FF{QUIET}", f"FF{colours_of('matching').ink}"
    assert found[:4] == [
        ("The ", quiet),
        ("😀 <v>house</v>\twas", ink),
        (" sold &lt;", quiet),
        ("quickly", ink),
    ]
    place = export_readers.runs(by_id["3"]["Target"].value)
    assert [text for text, colour in place if colour != quiet] == ["‸"]


def test_each_cell_reads_in_the_direction_of_what_it_holds(hard_project: Project):
    for cells in table(hard_project):
        assert cells["Source"].alignment.readingOrder == 1
        assert cells["Target"].alignment.readingOrder == 2
    by_id = {characters(one["Annotation id"])[-1]: one for one in table(hard_project)}
    assert by_id["2"]["Note"].alignment.readingOrder == 2
    assert by_id["1"]["Note"].alignment.readingOrder == 1


def test_no_cell_can_be_run(hard_project: Project):
    starts = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "http://x.example", "{=1}", "1", "TRUE")
    data = write(noted(hard_project, *starts), ExportOptions()).data
    sheet = export_readers.workbook(data)["Annotations"]
    column = TITLES.index("Note") + 1
    cells = [sheet.cell(line, column) for line in range(2, len(starts) + 2)]
    assert [cell.value for cell in cells] == list(starts)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not re.search(r"<f[ >]|<hyperlink|externalLink", archive.read(name).decode())


def test_what_a_cell_cannot_hold_goes_on_in_another_sheet(hard_project: Project):
    long = "x😀" * 20_000
    project = noted(hard_project, long, "short")
    cells = table(project)
    shown = characters(cells[0]["Note"])
    assert shown.endswith(" […] (1 more in “Long cells”)")
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT
    line = [cell.value for cell in sheet_of(project, "Long cells")[2]]
    assert line[:3] == [1, "Note", 2]
    assert shown.removesuffix(" […] (1 more in “Long cells”)") + line[3] == long
    told = map(str, write(project, ExportOptions()).losses)
    assert "Cells too long for a spreadsheet, continued in the sheet “Long cells”: 1" in told


def test_a_long_quote_keeps_its_colour_where_it_is_cut(hard_project: Project):
    pair = hard_project.pairs[0]
    text = replace(pair.source, characters="before " + "مَ" * 20_000 + " after")
    long = replace(pair.annotations[6], source=(Span(7, 40_007),))
    project = replace(hard_project, pairs=(replace(pair, source=text, annotations=(long,)),))
    found = export_readers.runs(table(project)[0]["Source"].value)
    assert [len(text) for text, _ in found[:2]] == [7, CELL_LIMIT - 100 - 7]
    assert found[1][1] == f"FF{colours_of('x').ink}"


@given(strategies.texts(min_size=1, max_size=30))
def test_cutting_loses_nothing(text: str):
    long = text * (CELL_LIMIT // len(text) + 1)
    shown, rest = cut_to_cell([Piece("a", quoted=False), Piece(long, quoted=True)])
    kept = "".join(piece.characters for piece in (shown[:-1] if rest else shown))
    assert kept + "".join(rest) == "a" + long
    for part in (*rest, "".join(piece.characters for piece in shown)):
        assert len(part.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_control_characters_become_visible_and_are_told(hard_project: Project):
    project = noted(hard_project, "a\x01b\x0bc\rd\x00", "_x0041_")
    notes = [characters(cells["Note"]) for cells in table(project)]
    assert notes == ["a␁b␋c␍d␀", "_x0041_"]
    told = [str(loss) for loss in write(project, ExportOptions()).losses]
    assert "Invisible control characters, replaced by visible signs: 4" in told


def test_a_reviewer_finds_filters_a_frozen_head_and_a_list_of_decisions(hard_project: Project):
    sheet = sheet_of(hard_project)
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:U8"
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type) == ("K2:K8", "list")
    assert rule.formula1 == '"accept,reject,discuss"'
    assert TITLES[10:12] == [xlsx.DECISION, xlsx.COMMENT]


def test_the_list_prints_across_the_page_without_what_is_for_programs(hard_project: Project):
    sheet = sheet_of(hard_project)
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'Annotations'!$A$1:$L$8"


def test_the_summary_counts(hard_project: Project):
    lines = [
        [cell.value for cell in line if cell.value is not None]
        for line in sheet_of(hard_project, "Summary").iter_rows()
    ]
    # all, critical, major, minor, neutral, not rated
    assert ["matching", 2, 0, 0, 1, 0, 1] in lines
    assert ["x-newer", 1, 0, 0, 0, 0, 1] in lines
    assert ["rejected", 1] in lines
    (coverage,) = [line for line in lines if line[1:3] == ["source", 105]]
    assert sum(coverage[4:]) == 105


def test_what_looks_like_the_inside_of_a_string_table_is_text(hard_project: Project):
    sly = "<r><t>x</t></r>"
    project = noted(replace(hard_project, title=sly), sly)
    assert characters(table(project)[0]["Note"]) == sly
    lines = list(sheet_of(project, "Summary").iter_rows())
    assert characters(lines[0][1]) == sly


def test_long_quotes_go_on_in_the_direction_of_their_text(hard_project: Project):
    pair = hard_project.pairs[0]
    text = replace(pair.target, characters="12 " + "نص " * 20_000)
    long = replace(pair.annotations[6], source=(), target=(Span(0, 60_003),), tag="added")
    project = replace(hard_project, pairs=(replace(pair, target=text, annotations=(long,)),))
    sheet = sheet_of(project, "Long cells")
    assert [cell.alignment.readingOrder for cell in sheet["D"][1:]] == [2]
    assert sheet.dimensions == "A1:E2"


def test_more_annotations_than_a_sheet_has_rows_are_refused(hard_project, monkeypatch):
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 7)
    with pytest.raises(ExportError, match="can hold 7 rows"):
        write(hard_project, ExportOptions())


def test_the_colours_are_those_of_the_report():
    light = STYLE.read_text("utf-8").partition("@media")[0]
    for tag in ("matching", "missing", "added", "other"):
        colours = colours_of(tag)
        named = dict(re.findall(rf"--({tag}[\w-]*): #([0-9a-f]{{6}});", light))
        assert [colours.ink, colours.line, colours.tint] == [
            named[name].upper() for name in (f"{tag}-ink", tag, f"{tag}-tint")
        ]
