"""Exports compared with files kept in tests/golden, byte for byte.

Of workbooks what a reader finds in them is compared, of other zip files the parts.

After a change that is meant to change them, write them anew and read the difference:

    DESK_ANNOTATOR_WRITE_GOLDEN=1 python -m pytest tests/formats/test_golden_exports.py

The style sheet of the report is left out, so that a new colour changes no golden file.
"""

from __future__ import annotations

import os
from pathlib import Path

import export_readers
import pytest

from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.export_table import EXPORTERS
from desk_annotator.storage.project_file import load_project

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
STYLE = ROOT / "resources" / "report" / "report.css"
OPTIONS = ExportOptions(generated="2026-03-06T12:00:00Z", generator="Desk Annotator")


@pytest.fixture(scope="module")
def samples() -> Project:
    return load_project(ROOT / "seeds" / "samples.json").project


def check(name: str, project: Project, row: Exporter) -> None:
    data = row.write(project, OPTIONS).data
    data = data.replace(STYLE.read_bytes(), b"/* report.css */")
    suffix = row.suffix
    if data.startswith(b"PK"):
        view = export_readers.workbook_view if suffix == ".xlsx" else export_readers.archive_view
        data, suffix = view(data).encode("utf-8"), suffix + ".txt"
    golden = GOLDEN / f"export_{name}{suffix}"
    if os.environ.get("DESK_ANNOTATOR_WRITE_GOLDEN") == "1":
        golden.write_bytes(data)
    assert data.decode("utf-8") == golden.read_bytes().decode("utf-8")


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_the_hard_project_is_exported_as_before(row: Exporter, hard_project: Project):
    check("hard", hard_project, row)


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_the_samples_are_exported_as_before(row: Exporter, samples: Project):
    check("samples", samples, row)
