"""TMX 1.4: read back by translate-toolkit, and checked against a grammar of what is used."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO, StringIO

import strategies
from hypothesis import given, settings
from lxml import etree
from own_process import run_program

from desk_annotator.core.project import Project
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows
from desk_annotator.formats.tmx import tmx_time, write
from desk_annotator.formats.visible_controls import with_signs

# The elements and attributes of TMX 1.4 that a file of plain text may have, and their order.
GRAMMAR = etree.DTD(
    StringIO(
        """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note | prop)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block | paragraph | sentence | phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED
  creationdate CDATA #IMPLIED>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note | prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED srclang CDATA #IMPLIED creationdate CDATA #IMPLIED
  creationid CDATA #IMPLIED changedate CDATA #IMPLIED>
<!ELEMENT note (#PCDATA)>
<!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT tuv ((note | prop)*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
"""
    )
)
OPTIONS = ExportOptions(generated="2026-03-06T12:00:00Z")


def units(project: Project) -> list[etree._Element]:
    root = etree.fromstring(write(project, OPTIONS).data)
    assert GRAMMAR.validate(root), GRAMMAR.error_log
    return root.findall("body/tu")


def texts(unit: etree._Element) -> list[str]:
    return [segment.text or "" for segment in unit.iter("seg")]


@settings(max_examples=40)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_matches_come_back(project: Project):
    matches = [row for row in rows(project, OPTIONS) if row.annotation.tag == "matching"]
    assert [texts(unit) for unit in units(project)] == [
        [with_signs(row.source.quote)[0], with_signs(row.target.quote)[0]] for row in matches
    ]


def test_another_reader_finds_the_matches(hard_project: Project):
    from translate.storage.tmx import tmxfile

    store = tmxfile.parsefile(BytesIO(write(hard_project, OPTIONS).data))
    assert [(unit.source, unit.target) for unit in store.units] == [
        ("😀 <v>house</v>\twas … quickly", "بِيعَ … 👩\u200d👩\u200d👧 <b>بسرعة</b>"),
        ("house</v>\twas sold", "البَيْتُ 👩"),
    ]
    assert "backslash" in store.units[0].getnotes()


def test_a_unit_says_where_it_is_from(hard_project: Project):
    unit = units(hard_project)[1]
    assert unit.get("tuid").endswith("002")
    assert unit.get("creationdate") == "20260102T030405Z"
    assert unit.get("creationid") == "لينا"
    properties = {one.get("type"): one.text for one in unit.findall("prop")}
    assert properties["x-tag"] == "matching"
    assert properties["x-severity"] == "minor"
    offsets = [one.text for one in unit.findall("tuv/prop")]
    assert offsets == ["9-27", "6-16"]


def test_losses_are_counted(hard_project: Project):
    assert [str(loss) for loss in write(hard_project, OPTIONS).losses] == [
        "Annotations that are no matches, left out: 5",
        "Discontinuous annotations, their parts joined by “…”: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]


def test_pairs_from_several_languages_say_so(hard_project: Project):
    first, second = hard_project.pairs
    french = Text.of("Rien.", language="fr", direction=Direction.LTR)
    project = replace(hard_project, pairs=(first, replace(second, source=french)))
    root = etree.fromstring(write(project, OPTIONS).data)
    assert root.find("header").get("srclang") == "*all*"
    assert {unit.get("srclang") for unit in units(project)} == {"en"}


def test_times_are_written_as_tmx_has_them():
    assert tmx_time("2026-01-02T03:04:05Z") == "20260102T030405Z"
    assert tmx_time("2026-01-02T03:04:05.5+00:00") == "20260102T030405Z"
    assert tmx_time("yesterday") == ""


def test_a_memory_is_written_without_a_library_that_gives_way_at_each_call():
    """Such a library wakes the window at each of its calls, and has gone on when it is awake."""
    program = """
import sys
from desk_annotator.formats.tmx import write
from desk_annotator.formats.export import ExportOptions
from desk_annotator.storage.project_file import load_project
from pathlib import Path
assert b"</tu>" in write(load_project(Path("seeds/samples.json")).project, ExportOptions()).data
print([name for name in sys.modules if name.startswith("lxml")])
"""
    done = run_program(program)
    assert (done.stdout, done.stderr) == ("[]\n", "")
