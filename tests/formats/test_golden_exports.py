"""Exports compared with files kept in tests/golden, byte for byte.

Of workbooks what a reader finds in them is compared, of other zip files the parts.

After a change that is meant to change them, write them anew and read the difference:

    DESK_ANNOTATOR_WRITE_GOLDEN=1 python -m pytest tests/formats/test_golden_exports.py

The style sheet of the report is left out, so that a new colour changes no golden file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import export_readers
import pytest

from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.export_table import EXPORTERS
from desk_annotator.qt.pdf_pages import Pages
from desk_annotator.qt.pdf_report import PDF
from desk_annotator.storage.project_file import load_project

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
STYLE = ROOT / "resources" / "report" / "report.css"
OPTIONS = ExportOptions(generated="2026-03-06T12:00:00Z", generator="Desk Annotator")


@pytest.fixture(scope="module")
def samples() -> Project:
    return load_project(ROOT / "seeds" / "samples.json").project


_SAME_LETTER = re.compile(r"((?:\\u[0-9a-f]{4}){1,2}|.)\1{199,}")
_SAME_LINE = re.compile(r"(?m)^(.*\n)\1{4,}")


def condensed(text: str) -> str:
    """Return a text that says how often a letter or a line is there instead of repeating it."""
    lines = _SAME_LINE.sub(
        lambda found: f"{found[1][:-1]} ‹line × {len(found[0]) // len(found[1])}›\n", text
    )
    return _SAME_LETTER.sub(lambda found: f"‹{found[1]} × {len(found[0])}›", lines)


def check(name: str, project: Project, row: Exporter) -> None:
    data = row.write(project, OPTIONS).data
    data = data.replace(STYLE.read_bytes(), b"/* report.css */")
    suffix = row.suffix
    if data.startswith(b"PK"):
        view = export_readers.workbook_view if suffix == ".xlsx" else export_readers.archive_view
        data, suffix = view(data).encode("utf-8"), suffix + ".txt"
    compare(name, suffix, data.decode("utf-8"))


def compare(name: str, suffix: str, text: str) -> None:
    if name == "long":
        text = condensed(text)
    golden = GOLDEN / f"export_{name}{suffix}"
    if os.environ.get("DESK_ANNOTATOR_WRITE_GOLDEN") == "1":
        golden.write_bytes(text.encode("utf-8"))
    assert text == golden.read_bytes().decode("utf-8")


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_the_hard_project_is_exported_as_before(row: Exporter, hard_project: Project):
    check("hard", hard_project, row)


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_the_samples_are_exported_as_before(row: Exporter, samples: Project):
    check("samples", samples, row)


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_the_long_project_is_exported_as_before(row: Exporter, long_project: Project):
    check("long", long_project, row)


@pytest.mark.parametrize("name", ["hard", "samples", "long"])
def test_a_pdf_says_what_it_said_before(name: str, request, qapp, monkeypatch):
    """Its paragraphs are compared, as they are drawn: pages depend on the typefaces there are."""
    project = request.getfixturevalue(name if name == "samples" else f"{name}_project")
    drawn: list[str] = []

    def keep(pages, text, direction, size, *, shadings=(), numbers=(), **look) -> None:
        facts = [f"{direction} {size:g}", *(f"{key}={value}" for key, value in look.items())]
        drawn.append(f"[{' '.join(facts)}] {text}")
        drawn.extend(
            f"    {start}-{end} {shade.background().color().name()}"
            for start, end, shade in shadings
        )
        drawn.extend(f"    {words} at {place} #{ink}" for place, words, ink in numbers or ())

    monkeypatch.setattr(Pages, "paragraph", keep)
    PDF.write(project, OPTIONS)
    compare(name, ".pdf.txt", "\n".join([*drawn, ""]))
