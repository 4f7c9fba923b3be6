"""W3C Web Annotations that come back: exact, edited elsewhere, or made elsewhere."""

from __future__ import annotations

import json
import socket
from dataclasses import replace

import pytest
import strategies
from hypothesis import given, settings

from desk_annotator.app.importing import import_file
from desk_annotator.app.review_merge import ReviewMerge, merge_reviewed
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Text
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_result import ImportOptions, UnreadPart
from desk_annotator.formats.import_web_annotation import is_ours, read
from desk_annotator.formats.web_annotation import CONTEXT, write

NOW = "2026-05-04T03:02:01Z"
LATER = "2026-05-05T03:02:01Z"


def exported(project: Project) -> dict:
    return json.loads(write(project, ExportOptions()).data)


def merged(project: Project, page: object) -> ReviewMerge:
    found = import_file("back.jsonld", json.dumps(page, ensure_ascii=False).encode())
    assert found.importer.id == "w3c"
    assert found.reviewed is not None
    return merge_reviewed(project.pairs, found.reviewed, now=NOW)


def after(merge: ReviewMerge) -> dict[str, Annotation]:
    return {change.after.id[-1]: change.after for change in merge.changes if change.after}


@pytest.fixture
def page(hard_project: Project) -> dict:
    return exported(hard_project)


def item(page: dict, number: int) -> dict:
    (found,) = [one for one in page["items"] if one["id"].endswith(f"{number:012}")]
    return found


@settings(max_examples=25)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_what_was_not_changed_is_the_same(project: Project):
    if not any(pair.annotations for pair in project.pairs):
        return
    data = write(project, ExportOptions()).data
    found = read(data, "x.jsonld", ImportOptions())
    merge = merge_reviewed(project.pairs, found, now=NOW)
    assert merge.edit is None
    assert {outcome for outcome, _ in merge.outcomes} <= {"same", "newer-here"}


def test_all_of_a_hard_project_comes_back(hard_project, page):
    assert merged(hard_project, page).outcomes == (("same", 7),)


def test_bodies_that_were_changed_are_taken_over(hard_project, page):
    first = item(page, 1)
    first["modified"] = LATER
    first["creator"] = "Rana"
    first["body"] = [
        *({"type": "TextualBody", "purpose": "tagging", "value": "matching"},),
        {"type": "TextualBody", "purpose": "commenting", "value": "one"},
        {"type": "TextualBody", "purpose": ["replying"], "value": "two"},
        {"type": "TextualBody", "purpose": "assessing", "value": "major"},
        {"type": "TextualBody", "purpose": "moderating", "value": "rejected"},
        {"type": "TextualBody", "purpose": "describing", "value": "justified: yes"},
        "https://example.invalid/body",
    ]
    (changed,) = after(merged(hard_project, page)).values()
    before = hard_project.pairs[0].annotations[0]
    assert changed == replace(
        before,
        note="one\ntwo",
        severity="major",
        status="rejected",
        justified=True,
        author="Rana",
        modified=LATER,
    )


def test_a_change_without_a_time_is_dated_when_it_is_taken_over(hard_project, page):
    item(page, 3)["body"][0]["value"] = "x-other"
    (changed,) = after(merged(hard_project, page)).values()
    assert (changed.tag, changed.modified) == ("x-other", NOW)


def test_what_was_changed_here_since_is_left_alone(hard_project, page):
    pair = hard_project.pairs[0]
    first = replace(pair.annotations[0], note="mine", modified=NOW)
    here = replace(hard_project, pairs=(replace(pair, annotations=(first, *pair.annotations[1:])),))
    assert merged(here, page).outcomes == (("newer-here", 1), ("same", 6))


def new_one(page: dict, *quotes: tuple[str, str], **fields: object) -> dict:
    pair = item(page, 1)["target"][0]["source"]["id"].partition("#")[0]
    texts = {"source": "The 😀 <v>house</v>", "target": "بِيعَ البَيْتُ"}
    targets = []
    for side, quote in quotes:
        start = texts[side].index(quote)
        targets.append(
            {
                "source": f"{pair}#{side}",
                "selector": [
                    {"type": "TextQuoteSelector", "exact": quote},
                    {"type": "TextPositionSelector", "start": start, "end": start + len(quote)},
                ],
            }
        )
    return {"id": "https://example.invalid/1", "type": "Annotation", "target": targets, **fields}


def test_annotations_made_elsewhere_are_added_once(hard_project, page):
    one = new_one(page, ("source", "The"), ("target", "بِيعَ"), motivation="linking")
    two = new_one(page, ("source", "😀"), bodyValue="why", motivation="assessing")
    two |= {"@id": "urn:x:2", "body": {"purpose": "tagging", "value": "missing"}}
    del two["id"]
    page["items"] += [one, two]
    merge = merged(hard_project, page)
    assert merge.outcomes == (("added", 2), ("same", 7))
    made = [change.after for change in merge.changes]
    assert [(each.tag, each.note, each.source) for each in made] == [
        ("matching", "", (Span(0, 3),)),
        ("missing", "why", (Span(4, 5),)),
    ]
    assert [change.after.id for change in merged(hard_project, page).changes] == [
        each.id for each in made
    ]


@pytest.mark.parametrize("shape", ["one", "list", "collection", "graph"])
def test_pages_collections_and_lists_are_read(hard_project, page, shape):
    first = item(page, 1)
    shapes = {
        "one": {"@context": CONTEXT, **first},
        "list": [{"@context": CONTEXT, **first}],
        "collection": {"@context": [CONTEXT], "first": {"items": [first]}},
        "graph": {"@context": CONTEXT, "@graph": [first]},
    }
    assert merged(hard_project, shapes[shape]).outcomes == (("same", 1),)


@pytest.mark.parametrize("what", ["exact", "prefix", "suffix", "moved", "outside"])
def test_a_quote_that_does_not_stand_there_is_not_believed(hard_project, page, what):
    position, quote = item(page, 7)["target"][0]["selector"]
    if what in ("moved", "outside"):
        step = 1 if what == "moved" else 1_000_000
        position["start"] += step
        position["end"] += step
    else:
        quote[what] = "x" * len(quote[what])
    assert merged(hard_project, page).outcomes == (("broken", 1), ("same", 6))


def test_a_text_that_was_changed_is_not_annotated(hard_project, page):
    pair = hard_project.pairs[0]
    other = Text.of("x" + pair.source.characters, language="en", direction=pair.source.direction)
    changed = replace(hard_project, pairs=(replace(pair, source=other, annotations=()),))
    assert merged(changed, page).outcomes == (("broken", 7),)
    assert merged(replace(hard_project, pairs=()), page).outcomes == (("other-text", 7),)


def test_what_is_none_of_ours_is_counted(hard_project, page):
    one = new_one(page, ("source", "The"), motivation="linking")
    other_side = json.loads(json.dumps(one).replace("#source", "#cover"))
    elsewhere = json.loads(json.dumps(one).replace("urn:uuid", "http"))
    no_quote = json.loads(json.dumps(one))
    del no_quote["target"][0]["selector"][0]
    narrower = json.loads(json.dumps(one))
    narrower["target"][0]["selector"][0]["refinedBy"] = {}
    page["items"] += [one, other_side, elsewhere, no_quote, narrower, "x", None, {"target": []}]
    merge = merged(hard_project, page)
    assert merge.outcomes == (("same", 7), ("unread", 8))
    first = len(page["items"]) - 7
    assert merge.unread_parts == tuple(UnreadPart("entry", first + each) for each in range(8))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (f'{{"@context": "{CONTEXT}", "items": []}}'.encode(), "holds no Web Annotations"),
        (f'{{"@context": "{CONTEXT}", "items": ['.encode(), "is not complete JSON"),
        (b'["TextPositionSelector",' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_files_that_hold_none_are_told(data, words):
    assert is_ours(data)
    with pytest.raises(TextError, match=words):
        import_file("x.jsonld", data)


def test_nothing_is_fetched(hard_project, page, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)
    page["@context"] = ["https://example.invalid/context.jsonld", CONTEXT]
    assert merged(hard_project, page).outcomes == (("same", 7),)


def test_deep_lists_of_pages_are_walked_without_depth(hard_project, page):
    first = item(page, 1)
    value: object = first
    for _ in range(100):
        value = {"items": [value]}
    assert merged(hard_project, {"@context": CONTEXT, "first": value}).outcomes == (("same", 1),)


def test_reading_can_be_cancelled(hard_project):
    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(write(hard_project, ExportOptions()).data, "x", ImportOptions(check=check))


def test_other_files_are_not_taken_for_annotations():
    assert not is_ours(b"plain text")
    assert not is_ours(b'{"format": "desk-annotator"}')
    assert not is_ours(b"www.w3.org/ns/anno")
