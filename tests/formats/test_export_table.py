"""The export table."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from own_process import run_program

from desk_annotator.core.errors import Cancelled, ExportError
from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import EXPORTERS, PDF, exporter, with_suffix


def test_ids_and_suffixes_are_told_apart():
    assert len({row.id for row in EXPORTERS}) == len(EXPORTERS)
    assert len({row.suffix for row in EXPORTERS}) == len(EXPORTERS)
    assert all(row.suffix.startswith(".") and row.title and row.cannot_carry for row in EXPORTERS)


def test_an_exporter_is_found_by_its_id():
    assert [exporter(row.id) for row in EXPORTERS] == list(EXPORTERS)
    with pytest.raises(ExportError, match=r"no export format “odt”.*html, jsonl, tsv"):
        exporter("odt")


def test_without_qt_a_pdf_says_what_it_needs(hard_project: Project):
    assert exporter("pdf") is PDF
    with pytest.raises(ExportError, match="Qt cannot be loaded"):
        PDF.write(hard_project, ExportOptions())


@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [
        ("a.html", ".mqm.tsv", "a.mqm.tsv"),
        ("a.mqm.tsv", ".html", "a.html"),
        ("a.pdf", ".tsv", "a.tsv"),
        ("a.b.TSV", ".csv", "a.b.csv"),
        ("v1.2", ".csv", "v1.2.csv"),
        (".tsv", ".csv", ".tsv.csv"),
    ],
)
def test_a_suffix_takes_the_place_of_another(name, suffix, expected):
    assert with_suffix(name, suffix) == expected


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_the_same_project_gives_the_same_bytes(row, hard_project: Project):
    options = ExportOptions(generated="2026-01-01T00:00:00Z")
    assert row.write(hard_project, options) == row.write(hard_project, options)


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_in_whatever_order_annotations_are_handed_in_they_are_written_by_place(row, hard_project):
    """The window hands them in as they are: to put many in order would hold it up."""
    pairs = tuple(
        replace(pair, annotations=tuple(reversed(pair.annotations))) for pair in hard_project.pairs
    )
    turned = replace(hard_project, pairs=pairs)
    assert row.write(turned, ExportOptions()) == row.write(hard_project, ExportOptions())


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
@pytest.mark.parametrize("strange", ["", "e\0n", '<b>"', "a\tb\nc", "\ud7ff\ufffe"])
def test_whatever_stands_in_the_fields_of_a_file_can_be_exported(row, strange, hard_project):
    (pair, *_) = hard_project.pairs
    project = replace(
        hard_project,
        title=strange,
        annotator=strange,
        pairs=(
            replace(
                pair,
                title=strange,
                source=replace(pair.source, language=strange),
                target=replace(pair.target, language=strange),
                annotations=tuple(
                    replace(one, note=strange, category=strange, severity=strange, author=strange)
                    for one in pair.annotations
                ),
            ),
        ),
    )
    data = row.write(project, ExportOptions()).data
    for part in _parts(data) if data.startswith(b"PK") else [data]:
        assert b"\0" not in part
        if part.lstrip().startswith(b"<?xml"):
            etree.fromstring(part)


def _parts(data: bytes) -> list[bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_every_export_can_be_cancelled(row, hard_project: Project):
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        row.write(hard_project, ExportOptions(progress=cancel))


def test_the_table_loads_no_format_and_no_template_engine():
    program = (
        "import sys; import desk_annotator.formats.export_table; "
        "print([name for name in ('jinja2', 'xlsxwriter', 'lxml', 'desk_annotator.formats.tsv') "
        "if name in sys.modules])"
    )
    done = run_program(program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_document_names_every_exporter():
    document = (Path(__file__).resolve().parents[2] / "docs" / "EXPORTS.md").read_text("utf-8")
    listed = re.findall(r"^\| `([\w-]+)` `(\.[\w.-]+)` \|", document, re.MULTILINE)
    html, *others = [(row.id, row.suffix) for row in EXPORTERS]
    assert listed == [html, (PDF.id, PDF.suffix), *others]
