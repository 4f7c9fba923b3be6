"""A reviewed workbook: two columns are taken over, and what was changed in others is told."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from formats.test_review_room import longer

from desk_annotator.app.importing import import_file
from desk_annotator.app.review_merge import ReviewMerge, merge_reviewed
from desk_annotator.core.errors import TextError
from desk_annotator.core.project import Project
from desk_annotator.formats import import_xlsx
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_result import UnreadPart
from desk_annotator.formats.import_table import recognised
from desk_annotator.formats.xlsx import ANNOTATION_ID, COMMENT, DECISION, write

NOW = "2026-05-04T03:02:01Z"


def filled(data: bytes, cells: Mapping[tuple[int, str], str | None]) -> bytes:
    """Return the workbook with cells written over, by row (from 1, without the head) and title."""
    book = openpyxl.load_workbook(BytesIO(data), rich_text=True)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for (row, title), value in cells.items():
        sheet.cell(row + 1, columns[title]).value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def merged(project: Project, data: bytes) -> ReviewMerge:
    found = import_file("review.xlsx", data)
    assert found.importer.id == "xlsx-review"
    assert found.reviewed is not None
    return merge_reviewed(project.pairs, found.reviewed, now=NOW)


DECIDED = {(1, DECISION): "reject"}


@pytest.fixture(params=["hard_project", "long_project"])
def project(request) -> Project:
    return request.getfixturevalue(request.param)


def test_what_nobody_wrote_over_is_not_told(project):
    data = write(project, ExportOptions()).data
    assert merged(project, filled(data, DECIDED)).outcomes == (("changed", 1),)


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Tag", "added"),
        ("Source", "other words"),
        ("Target", None),
        ("Note", "a note of hers"),
        ("Category", "Style"),
        ("Severity", "critical"),
        ("Justified", "yes"),
        ("Status", "rejected"),
        ("Author", "Rana"),
        ("Source offsets", "0-3"),
        ("Source place", "7"),
        ("Target offsets", "0-3"),
        ("Target place", "3"),
        ("Created", "yesterday"),
    ],
)
def test_what_was_written_over_in_other_columns_is_told(hard_project, title, value):
    data = write(hard_project, ExportOptions()).data
    merge = merged(hard_project, filled(data, {**DECIDED, (3, title): value, (3, COMMENT): "x"}))
    assert dict(merge.outcomes)["other-columns"] == 1
    assert any(change.after.note.endswith("x") for change in merge.changes if change.after)


def test_rows_count_once_and_those_changed_here_since_do_not(hard_project):
    data = write(hard_project, ExportOptions()).data
    review = filled(
        data, {**DECIDED, (2, "Note"): "a", (2, "Tag"): "b", (3, "Note"): "c", (4, "Note"): "d"}
    )
    assert dict(merged(hard_project, review).outcomes)["other-columns"] == 3
    pair = hard_project.pairs[0]
    annotations = list(pair.annotations)
    annotations[2] = replace(annotations[2], modified="2026-02-02T02:02:02Z")
    project = replace(hard_project, pairs=(replace(pair, annotations=tuple(annotations)),))
    assert dict(merged(project, review).outcomes)["other-columns"] == 2


def test_a_workbook_changed_in_other_columns_only_is_refused_with_the_reason(hard_project):
    data = filled(write(hard_project, ExportOptions()).data, {(2, "Note"): "a"})
    with pytest.raises(TextError, match="other columns are not read"):
        import_file("review.xlsx", data)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_changes_nothing_by_saving(hard_project, tmp_path):
    path = tmp_path / "review.xlsx"
    path.write_bytes(filled(write(hard_project, ExportOptions()).data, DECIDED))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        ["soffice", profile, *words, "--outdir", str(tmp_path / "saved"), str(path)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    saved = (tmp_path / "saved" / "review.xlsx").read_bytes()
    assert merged(hard_project, saved).outcomes == (("changed", 1),)


def test_rows_not_understood_are_named_by_the_numbers_the_sheet_shows(hard_project):
    data = write(hard_project, ExportOptions()).data
    cells = {(1, DECISION): "accept", (2, DECISION): "Maybe later", (4, DECISION): "?"}
    book = openpyxl.load_workbook(BytesIO(filled(data, cells)), rich_text=True)
    sheet = book.worksheets[0]
    ids = next(cell.column for cell in sheet[1] if cell.value == ANNOTATION_ID)
    last = sheet.max_row + 5  # behind rows in which nothing stands, which the file leaves out
    comments = next(cell.column for cell in sheet[1] if cell.value == COMMENT)
    sheet.cell(last, comments).value = "Whose is this?"
    assert sheet.cell(last, ids).value is None
    stream = BytesIO()
    book.save(stream)
    merge = merged(hard_project, stream.getvalue())

    assert dict(merge.outcomes)["unread"] == 3
    assert merge.unread_parts == (
        UnreadPart("row", 3, "Maybe later"),
        UnreadPart("row", 5, "?"),
        UnreadPart("row", last, "Whose is this?"),
    )


def test_a_workbook_is_recognised_by_the_first_rows_of_its_sheets(monkeypatch, hard_project):
    data = write(longer(hard_project), ExportOptions()).data
    read: list[str] = []
    for name in ("_row", "_shared"):
        function = getattr(import_xlsx, name)
        monkeypatch.setattr(
            import_xlsx,
            name,
            lambda *told, name=name, function=function: read.append(name) or function(*told),
        )
    assert recognised(data, "x.xlsx").id == "xlsx-review"
    assert read.count("_row") <= 3
    assert read.count("_shared") < 40
