"""The table of importers recognises files, and knows a sentence for every change."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from desk_annotator.core.errors import TextError
from desk_annotator.formats import json_lines, xlsx, xlsx_book
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_changes import CHANGE_SENTENCES
from desk_annotator.formats.import_result import ImportedAnnotations, ImportOptions, UnreadPart
from desk_annotator.formats.import_table import IMPORTERS, ImportKind, importer, recognised

ROOT = Path(__file__).resolve().parent.parent.parent / "desk_annotator"


def office(*members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return stream.getvalue()


def reviewed(project, decisions: dict[str, tuple[str, str]]) -> bytes:
    """Return the workbook for a reviewer with decisions and comments filled in, by id."""
    made = openpyxl.load_workbook(io.BytesIO(xlsx.write(project, ExportOptions()).data))
    sheet = made[xlsx_book.LIST_SHEET]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        identifier = sheet.cell(row, titles[xlsx.ANNOTATION_ID]).value
        word, comment = decisions.get(identifier, (None, None))
        sheet.cell(row, titles[xlsx.DECISION]).value = word
        sheet.cell(row, titles[xlsx.COMMENT]).value = comment
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_ids_are_unique_and_suffixes_are_lower_case():
    assert len({row.id for row in IMPORTERS}) == len(IMPORTERS)
    for row in IMPORTERS:
        assert row.title
        assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in row.suffixes)
        assert importer(row.id) is row


def test_an_unknown_format_is_told_with_those_there_are():
    with pytest.raises(TextError, match=r"no import format “odt”.*text, docx"):
        importer("odt")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"words", "a.txt", "text"),
        (b"words", "a", "text"),
        (b"a\tb", "a.TSV", "table"),
        (b"a,b", "a.csv", "table"),
        (b"a,b", "a.txt", "text"),
        (office("[Content_Types].xml", "word/document.xml"), "wrong.txt", "docx"),
        (office("xl/workbook.xml"), "a.docx", "xlsx"),
        (office("a.txt"), "a.docx", "text"),
        (b"words", "a.docx", "text"),
        (b'<?xml version="1.0"?><xliff version="2.0"/>', "a.xml", "xliff"),
        (b"<tmx/>", "a.txt", "tmx"),
        (b"<!DOCTYPE html><html>", "a", "html"),
        (b"<p>words", "a.htm", "html"),
        (b"<p>words", "a.txt", "text"),
        (b'{"offset_unit": "codepoint"}', "a.txt", "jsonl"),
        (b'{"a": 1}', "a.jsonl", "text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; x", "a.mht", "html"),
        (b"", "a.docx", "text"),
    ],
)
def test_files_are_recognised_by_what_is_in_them(data, name, expected):
    assert recognised(data, name).id == expected


def test_our_own_exports_are_recognised(hard_project):
    lines = json_lines.write(hard_project, ExportOptions()).data

    assert recognised(lines, "x.json").kind is ImportKind.ANNOTATIONS
    assert recognised(reviewed(hard_project, {}), "x.xlsx").id == "xlsx-review"


@pytest.mark.parametrize("row", IMPORTERS, ids=[row.id for row in IMPORTERS])
@pytest.mark.parametrize("data", [b"", b"\0\x01\x02\x03" * 50, b"PK\x03\x04" + b"x" * 90, b"<a>"])
def test_every_importer_refuses_what_it_cannot_read_with_a_sentence(row, data):
    if row.id == "text" and data == b"<a>":
        return
    with pytest.raises(TextError, match=r"“x\.bin”"):
        row.read(data, "x.bin", ImportOptions())


def test_every_change_has_a_sentence():
    kind = re.compile(
        r"[a-z]+(-[a-z]+)*-(left-out|moved-to-end|removed|to-lf|segments|target|source"
        r"|closed|decoded|to-letters|turned)"
    )
    kinds = {
        node.value
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and kind.fullmatch(node.value)
    }

    assert len(kinds) > 20
    assert kinds - {"seg-source"} == set(CHANGE_SENTENCES)
    for sentence in CHANGE_SENTENCES.values():
        assert sentence.format(count=3).endswith(": 3")


def test_lines_give_back_what_was_exported(hard_project):
    found = importer("jsonl").read(
        json_lines.write(hard_project, ExportOptions()).data, "x", ImportOptions()
    )

    assert isinstance(found, ImportedAnnotations)
    assert found.unread == 0
    back = {one.annotation.id: one for one in found.annotations}
    for pair in hard_project.pairs:
        for annotation in pair.annotations:
            one = back.pop(annotation.id)
            assert one.annotation.source == annotation.source
            assert one.annotation.target == annotation.target
            assert one.annotation.note == annotation.note
            assert (one.pair_id, one.source_sha256) == (pair.id, pair.source.sha256)
    assert back == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"codepoint"', '"utf-16"'),
        ('"start": ', '"start": -'),
        ('"start": ', '"start": 1.5, "x": '),
        ('"start": ', '"start": true, "x": '),
        ('"start": ', '"start": 99999999999999999999, "x": '),
        ('"tag": ', '"tag": 1, "x": '),
        ('"spans": [', '"spans": [1, '),
        ('"justified": ', '"justified": "no", "x": '),
        ('"note": "', '"note": "\\ud800'),
        ('"note": ', '"note": NaN, "x": '),
        ("}", ""),
        ("{", "[" * 100_000 + "{"),
    ],
)
def test_a_damaged_line_is_counted_and_passed_over(hard_project, old, new):
    lines = json_lines.write(hard_project, ExportOptions()).data.decode().splitlines()
    data = "\n".join([lines[0].replace(old, new, 1), *lines[1:]]).encode()
    found = importer("jsonl").read(data, "x", ImportOptions())

    assert isinstance(found, ImportedAnnotations)
    assert (len(found.annotations), found.unread) == (len(lines) - 1, 1)
    assert found.unread_parts == (UnreadPart("line", 1),)


def test_decisions_of_a_reviewer_come_back(hard_project):
    ids = [annotation.id for annotation in hard_project.pairs[0].annotations][:4]
    words = [("accept", ""), ("Reject", "no"), ("discuss", " why? "), ("perhaps", "")]
    data = reviewed(hard_project, dict(zip(ids, words, strict=True)))
    found = importer("xlsx-review").read(data, "x", ImportOptions())

    assert isinstance(found, ImportedAnnotations)
    assert found.unread == 1
    assert [(part.kind, part.words) for part in found.unread_parts] == [("row", "perhaps")]
    decisions = {one.annotation_id: (one.status, one.comment) for one in found.decisions}
    assert decisions == {
        ids[0]: ("accepted", ""),
        ids[1]: ("rejected", "no"),
        ids[2]: ("open", "why?"),
    }
    assert {one.pair_id for one in found.decisions} == {hard_project.pairs[0].id}


def test_a_workbook_nobody_decided_in_says_so(hard_project):
    with pytest.raises(TextError, match="no decisions"):
        importer("xlsx-review").read(reviewed(hard_project, {}), "x", ImportOptions())
