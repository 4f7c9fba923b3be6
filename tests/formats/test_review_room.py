"""What the program exports of a long project comes back; what nobody exported stays refused.

The bounds are made small here, so that a short project is a long one.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest

from desk_annotator.app.importing import import_file
from desk_annotator.core.errors import TextError
from desk_annotator.core.project import Project
from desk_annotator.formats import (
    import_json,
    import_json_lines,
    import_xlsx,
    review_room,
    review_weight,
    safe_zip,
    streamed_xml,
)
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.formats.import_result import ImportedAnnotations, ImportOptions
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom, room_for
from desk_annotator.storage.text_file import TEXT_SIZE_LIMIT

JSON = ("jsonl", "w3c", "label-studio")
OFFICE = ("xlsx", "docx")


def longer(project: Project, times: int = 30) -> Project:
    """Return a project with so many times the annotations."""
    first = project.pairs[0]
    many = tuple(
        replace(one, id=f"{one.id}-{number}")
        for number in range(times)
        for one in first.annotations
        if one.source or one.target
    )
    return replace(project, pairs=(replace(first, annotations=many),))


def exported(project: Project, format_id: str) -> bytes:
    return bytes(exporter(format_id).write(project, ExportOptions()).data)


def decided(workbook: bytes) -> bytes:
    """Return a workbook with a decision in each row."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(
                    rb'<c r="(K\d+)" s="(\d+)"/>',
                    rb'<c r="\1" s="\2" t="inlineStr"><is><t>accept</t></is></c>',
                    data,
                )
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def read(data: bytes, format_id: str, room: ReviewRoom = NO_ROOM) -> ImportedAnnotations:
    name = f"review{exporter(format_id).suffix}"
    found = import_file(name, data, ImportOptions(room=room))
    assert found.reviewed is not None
    return found.reviewed


@pytest.fixture
def few_values(monkeypatch):
    """Let so few values be held that a short review is a long one."""
    monkeypatch.setattr(import_json, "SMALL", 0)
    monkeypatch.setattr(import_json, "_WINDOW", 4_000)
    monkeypatch.setattr(import_json, "_ENOUGH", 1_000)
    monkeypatch.setattr(import_json, "VALUE_LIMIT", 4_000)


@pytest.mark.parametrize("format_id", JSON)
def test_a_review_with_more_values_than_may_be_held_comes_back(
    hard_project: Project, monkeypatch, format_id, few_values
):
    project = longer(hard_project)
    data = exported(project, format_id)
    assert import_json.values_of(data) > import_json.VALUE_LIMIT
    name = f"review{exporter(format_id).suffix}"
    found = import_file(name, data).reviewed
    monkeypatch.undo()
    assert found is not None
    assert found == import_file(name, data).reviewed
    assert len(found.annotations) > 100


PLACE = {"type": "TextPositionSelector", "start": 0, "end": 1}
QUOTE = {"type": "TextQuoteSelector", "exact": "a"}
TARGET = {"source": "urn:x:a#source", "selector": [PLACE, QUOTE]}
REGION = {"id": "a.source1", "type": "labels", "to_name": "source", "value": {}}
W3C = '{"@context": "http://www.w3.org/ns/anno.jsonld", "items": '


@pytest.mark.parametrize(
    "hostile",
    [
        W3C + json.dumps([{}] * 5_000) + "}",
        W3C + json.dumps([{"target": 0}] * 5_000) + "}",
        W3C + json.dumps([{"target": [TARGET] * 4_000}]) + "}",
        W3C + json.dumps([{"target": TARGET, "body": [[[]] * 5_000]}]) + "}",
        W3C + "[" * 3_000 + "]" * 3_000 + "}",
        W3C + json.dumps(["x" * 300_000]) + "}",
        json.dumps([{"data": {}, "annotations": [{"result": [REGION] * 9_000}]}]),
        json.dumps([{"data": {}, "annotations": [{"result": [{"value": [[]] * 5_000}]}]}]),
        json.dumps([{"result": [], "data": dict.fromkeys(map(str, range(5_000)))}]),
    ],
    ids=["nothing", "like", "targets", "body", "deep", "string", "regions", "values", "data"],
)
def test_more_than_may_be_held_is_refused_whatever_the_project(few_values, hostile):
    room = ReviewRoom(10**9, 10**9)
    with pytest.raises(TextError, match="too many values"):
        import_file("review.json", hostile.encode(), ImportOptions(room=room))


def test_lines_that_would_hold_more_than_may_be_held_are_refused(
    hard_project: Project, monkeypatch
):
    data = exported(longer(hard_project), "jsonl")
    monkeypatch.setattr(import_json_lines, "VALUE_LIMIT", 500)
    with pytest.raises(TextError, match="holds too many values"):
        import_file("review.jsonl", data)


def small_office(monkeypatch) -> None:
    monkeypatch.setattr(safe_zip, "STREAMED_MARKUP_LIMIT", 9_000)
    monkeypatch.setattr(safe_zip, "MARKUP_LIMIT", 3_000)
    monkeypatch.setattr(safe_zip, "SIZE_LIMIT", 100_000)
    monkeypatch.setattr(streamed_xml, "_PIECE", 10_000)


@pytest.mark.parametrize("format_id", OFFICE)
def test_a_long_office_document_comes_back_into_its_own_project(
    hard_project: Project, monkeypatch, format_id
):
    project = longer(hard_project)
    data = exported(project, format_id)
    data = decided(data) if format_id == "xlsx" else data
    whole = read(data, format_id)
    small_office(monkeypatch)
    room = room_for(project.pairs)
    assert read(data, format_id, room) == whole
    name = f"review{exporter(format_id).suffix}"
    assert import_file(name, data, ImportOptions(room=room)).reviewed == whole
    with pytest.raises(TextError, match=r"too large unpacked|too many parts"):
        read(data, format_id, room_for(hard_project.pairs))
    with pytest.raises(TextError, match=r"too large unpacked|too many parts"):
        read(data, format_id)


def test_what_is_no_review_has_no_part_in_the_room(hard_project: Project, monkeypatch):
    data = exported(longer(hard_project), "xlsx")
    small_office(monkeypatch)
    with pytest.raises(TextError, match="too large unpacked"):
        import_xlsx.read(data, "x.xlsx", ImportOptions(room=ReviewRoom(10**9, 10**9)))


def test_rows_and_strings_of_a_workbook_are_bounded_whatever_the_project(
    hard_project: Project, monkeypatch
):
    data = decided(exported(longer(hard_project), "xlsx"))
    room = ReviewRoom(10**9, 10**9)
    monkeypatch.setattr(import_xlsx, "CELL_LIMIT", 2_000)
    with pytest.raises(TextError, match="cells"):
        read(data, "xlsx", room)


@pytest.mark.parametrize("name", ["x.txt", "x.html", "x.xlf", "x.tsv"])
def test_other_files_may_not_be_larger_for_a_long_project(name):
    data = b"a text\n" * (TEXT_SIZE_LIMIT // 7 + 1)
    with pytest.raises(TextError, match=rf"“{name}” .*64 MB is the most"):
        import_file(name, data, ImportOptions(room=ReviewRoom(10**9, 10**9)))


@pytest.mark.parametrize("format_id", JSON + OFFICE)
def test_the_room_of_a_project_is_enough_for_what_is_exported_of_it(
    hard_project: Project, format_id
):
    project = longer(hard_project, 200)
    room = room_for(project.pairs)
    export = exporter(format_id).write(project, ExportOptions())
    assert not [loss for loss in export.losses if "come back" in loss.template]
    data = bytes(export.data)
    if format_id in JSON:
        assert len(data) < room.size
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    assert max(map(len, parts)) < room.size
    assert sum(part.count(b"<") + part.count(b"=") for part in parts) < room.markup


def test_no_project_makes_room_without_end(hard_project: Project, monkeypatch):
    monkeypatch.setattr(review_room, "SIZE_CEILING", 1_000)
    monkeypatch.setattr(review_room, "MARKUP_CEILING", 100)
    assert room_for(hard_project.pairs) == ReviewRoom(1_000, 100)
    assert room_for(()) == NO_ROOM


@pytest.mark.parametrize("format_id", JSON + OFFICE)
def test_an_export_that_cannot_come_back_says_so(hard_project: Project, monkeypatch, format_id):
    count = sum(len(pair.annotations) for pair in hard_project.pairs)
    sentence = (
        "Annotations, more than a document can hold that is to come back as a review (export in "
        f"parts): {count}"
    )
    write = exporter(format_id).write
    assert sentence not in map(str, write(hard_project, ExportOptions()).losses)
    monkeypatch.setattr(review_weight, "SIZE_LIMIT", 2_000)
    monkeypatch.setattr(review_weight, "room_for", lambda pairs: NO_ROOM)
    assert sentence in map(str, write(hard_project, ExportOptions()).losses)
