"""Golden exports beside the schemas of the standards, which are not ours to bring along.

`python3 dev.py test` takes the core schema of XLIFF 2 and the DTD of TMX 1.4 out of packages of
Debian's (tests/reader_packages.py). For the modules of XLIFF 2.1, which no package has, or on
other systems, name a folder of your own:

    DESK_ANNOTATOR_SCHEMAS=folder python -m pytest tests/formats/test_schemas.py

It holds, under these names, what there is of: `xliff_core_2.0.xsd` with the `xml.xsd` it imports,
`metadata.xsd` and `its.xsd` of XLIFF 2.1, and `tmx14.dtd`. Where a module's schema is missing,
its elements and attributes are let through here; test_export_xliff.py holds them against the
rules of the specification.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import reader_packages
from lxml import etree

from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.storage.project_file import load_project

FOLDER = Path(os.environ.get("DESK_ANNOTATOR_SCHEMAS") or reader_packages.SCHEMAS)
SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"
CORE = "xliff_core_2.0.xsd"
XLIFF = {
    "urn:oasis:names:tc:xliff:document:2.0": CORE,
    "urn:oasis:names:tc:xliff:metadata:2.0": "metadata.xsd",
    "http://www.w3.org/2005/11/its": "its.xsd",
}


@pytest.fixture(scope="module", params=["hard", "samples"])
def project(request, hard_project: Project) -> Project:
    return hard_project if request.param == "hard" else load_project(SAMPLES).project


def there(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not here: python3 dev.py test fetches it where there is apt-get")
    return path


@pytest.fixture(scope="module")
def xliff() -> etree.XMLSchema:
    there(CORE)
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="{(FOLDER / name).as_uri()}"/>'
        for space, name in XLIFF.items()
        if (FOLDER / name).is_file()
    )
    root = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(root))


@pytest.fixture(scope="module")
def tmx() -> etree.DTD:
    return etree.DTD(str(there("tmx14.dtd")))


def written(project: Project, format_id: str) -> etree._Element:
    options = ExportOptions(generated="2026-03-06T12:00:00Z")
    return etree.fromstring(exporter(format_id).write(project, options).data)


def test_xliff_is_valid(project: Project, xliff: etree.XMLSchema):
    xliff.assertValid(written(project, "xliff"))


def test_the_schema_sees_what_is_not_xliff(project: Project, xliff: etree.XMLSchema):
    root = written(project, "xliff")
    unit = root[0][0]
    unit.append(unit[0])  # the metadata behind the segment
    assert not xliff.validate(root)


def test_tmx_is_valid(project: Project, tmx: etree.DTD):
    tmx.assertValid(written(project, "tmx"))


def test_the_dtd_sees_what_is_not_tmx(project: Project, tmx: etree.DTD):
    root = written(project, "tmx")
    root.find("body").append(root.find("header"))
    assert not tmx.validate(root)
