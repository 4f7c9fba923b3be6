"""Golden exports beside the schemas of the standards, which are not ours to bring along.

    DESK_ANNOTATOR_SCHEMAS=folder python -m pytest tests/formats/test_schemas.py

The folder holds, under these names: `xliff_core_2.0.xsd` with the `xml.xsd` it imports,
`metadata.xsd` and `its.xsd` of XLIFF 2.1, and `tmx14.dtd`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.storage.project_file import load_project

FOLDER = Path(os.environ.get("DESK_ANNOTATOR_SCHEMAS", ""))
SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"
XLIFF = {
    "urn:oasis:names:tc:xliff:document:2.0": "xliff_core_2.0.xsd",
    "urn:oasis:names:tc:xliff:metadata:2.0": "metadata.xsd",
    "http://www.w3.org/2005/11/its": "its.xsd",
}

pytestmark = pytest.mark.skipif(
    "DESK_ANNOTATOR_SCHEMAS" not in os.environ, reason="no folder of schemas is given"
)


@pytest.fixture(scope="module", params=["hard", "samples"])
def project(request, hard_project: Project) -> Project:
    return hard_project if request.param == "hard" else load_project(SAMPLES).project


def written(project: Project, format_id: str) -> bytes:
    return exporter(format_id).write(project, ExportOptions(generated="2026-03-06T12:00:00Z")).data


def joined(schemas: dict[str, str]) -> etree.XMLSchema:
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="{(FOLDER / name).as_uri()}"/>'
        for space, name in schemas.items()
    )
    root = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(root))


def test_xliff_is_valid(project: Project):
    joined(XLIFF).assertValid(etree.fromstring(written(project, "xliff")))


def test_tmx_is_valid(project: Project):
    etree.DTD(str(FOLDER / "tmx14.dtd")).assertValid(etree.fromstring(written(project, "tmx")))
