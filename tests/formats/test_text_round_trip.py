"""Characters of every category of Unicode come back from an export as they went out.

Formats made of XML cannot hold the control characters; what they cannot hold they say.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from dataclasses import replace
from hashlib import sha256

import pytest

from desk_annotator.app.importing import import_file
from desk_annotator.app.new_pair import draft_side, make_pair, make_project
from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import canonical
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.project_file import project_bytes

NOW = "2026-01-02T03:04:05Z"
NOT_IN_XML = {"Cc"}


def by_category() -> dict[str, list[str]]:
    found = defaultdict(list)
    for code in range(1, sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category != "Cs" and len(found[category]) < 60:
            found[category].append(chr(code))
    extra = "\u00a0\u200c\u200d\u200e\u200f\u061c\u202a\u202e\u2066\u2069ـًّ\ufeff👩\u200d👧ﷺﻻ"
    return {**found, "chosen": list(extra)}


CHARACTERS = by_category()


def text_of(category: str) -> str:
    return "first " + " كلمة ".join(CHARACTERS[category]) + " آخر"


def fingerprint(characters: str) -> str:
    return sha256(characters.encode()).hexdigest()


@pytest.fixture(params=sorted(CHARACTERS))
def category(request) -> str:
    return request.param


@pytest.fixture
def project(category: str) -> Project:
    """A pair whose texts are imported, wholly tagged, saved and opened again."""
    raw = text_of(category).encode()
    pair = make_pair(
        draft_side("a.txt", raw, encoding="utf-8", language="en"),
        draft_side("b.txt", raw, encoding="utf-8", language="ar"),
        "t",
    )
    spans = (Span(0, len(pair.source)),)
    whole = Annotation(
        id="a1", tag="matching", source=spans, target=spans, created=NOW, modified=NOW
    )
    made = make_project([replace(pair, annotations=(whole,))], now=NOW)
    return decode(project_bytes(made, name="p.json"), name="p.json").project


def exported(project: Project, format_id: str) -> Export:
    return exporter(format_id).write(project, ExportOptions(generator="test"))


def wanted(category: str) -> str:
    return fingerprint(canonical(text_of(category))[0])


def test_every_category_is_there():
    assert len(CHARACTERS) == 30


def test_saved_and_opened(project, category):
    for side in Side:
        assert fingerprint(project.pairs[0].text(side).characters) == wanted(category)


@pytest.mark.parametrize("format_id", ["jsonl", "label-studio", "w3c"])
def test_reviews_fit_when_they_come_back(project, format_id):
    """The quotes and the fingerprints of the texts are compared when they come back."""
    export = exported(project, format_id)
    found = import_file(f"x{exporter(format_id).suffix}", export.data)
    assert found.reviewed is not None
    merge = merge_reviewed(project.pairs, found.reviewed, now=NOW)
    assert dict(merge.outcomes) == {"same": 1}


@pytest.mark.parametrize("format_id", ["xliff", "tmx"])
def test_texts_in_xml_come_back(project, category, format_id):
    export = exported(project, format_id)
    found = import_file(f"x{exporter(format_id).suffix}", export.data)
    for draft in found.drafts:
        same = fingerprint(draft.characters) == wanted(category)
        assert same or (category in NOT_IN_XML and export.losses)


def test_a_text_file_of_the_characters_is_the_text(project, category):
    characters = project.pairs[0].source.characters
    found = import_file("x.txt", characters.encode())
    assert fingerprint(found.drafts[0].characters) == wanted(category)
