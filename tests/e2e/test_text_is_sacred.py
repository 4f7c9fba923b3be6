"""The characters imported are the characters saved, exported and read again, whatever they are."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from hashlib import sha256

import pytest
from PySide6.QtCore import Qt

from desk_annotator.app.new_pair import draft_side, make_pair
from desk_annotator.app.open_project import new_project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import canonical
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.storage.project_file import load_project


def by_category():
    found = defaultdict(list)
    for code in range(1, sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category != "Cs" and len(found[category]) < 40:
            found[category].append(chr(code))
    return dict(found)


CHARACTERS = by_category()


def test_every_category_is_there():
    assert len(CHARACTERS) == 29


@pytest.mark.parametrize("category", sorted(CHARACTERS))
def test_a_text_is_the_same_through_the_whole_job(desk, tmp_path, category):
    # Word for word, so that every character stands between others and at the end of a word.
    raw = "قبل " + " كلمة ".join(CHARACTERS[category]) + " بعد"
    wanted, _ = canonical(raw)
    pair = make_pair(
        draft_side("a.txt", raw.encode(), language="en", encoding="utf-8"),
        draft_side("b.txt", raw.encode(), language="ar", encoding="utf-8"),
        "t",
    )
    desk.window.files.show_project(new_project(pair))
    desk.settle()
    for side, key in ((Side.SOURCE, Qt.Key.Key_3), (Side.TARGET, Qt.Key.Key_2)):
        pane = desk.pane(side)
        pane.setFocus()
        pane.set_selections([Span(0, len(wanted))])
        desk.key(key)
    path = tmp_path / "saved.json"
    desk.save_as(path)
    fingerprint = sha256(wanted.encode()).hexdigest()
    saved = load_project(path)
    assert not saved.problems
    for side in Side:
        assert desk.bitext.text(side).sha256 == fingerprint
        assert saved.project.pairs[0].text(side).sha256 == fingerprint
        assert saved.project.pairs[0].text(side).characters == wanted
    export = exporter("jsonl").write(saved.project, ExportOptions(generator="test"))
    rows = [json.loads(line) for line in export.data.decode().splitlines()]
    quotes = [span["quote"] for row in rows for side in Side for span in row[side]["spans"]]
    assert quotes == [wanted, wanted]
