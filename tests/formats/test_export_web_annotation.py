"""W3C Web Annotation: each selector finds its text, by offsets and by quote."""

from __future__ import annotations

import json

import strategies
from hypothesis import given

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows
from desk_annotator.formats.web_annotation import CONTEXT, write

MOTIVATIONS = {"linking", "assessing"}
PURPOSES = {"tagging", "commenting", "classifying", "assessing", "describing", "moderating"}


def page(project: Project) -> dict[str, object]:
    return json.loads(write(project, ExportOptions()).data)


@given(strategies.projects(max_pairs=2, max_size=60))
def test_selectors_find_every_span(project: Project):
    read = page(project)
    assert (read["@context"], read["type"]) == (CONTEXT, "AnnotationPage")
    expected = list(rows(project, ExportOptions()))
    assert read["partOf"]["total"] == len(read["items"]) == len(expected)
    for row, item in zip(expected, read["items"], strict=True):
        assert item["type"] == "Annotation"
        assert item["motivation"] in MOTIVATIONS
        found = []
        for target in item["target"]:
            side = Side(target["source"]["id"].rpartition("#")[2])
            text = row.pair.text(side).characters
            position, quote = target["selector"]
            start, end = position["start"], position["end"]
            assert 0 <= start <= end <= len(text)
            assert quote["exact"] == text[start:end]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
            found.append((side, start, end))
        assert found == [
            (side, span.start, span.end) for side in Side for span in row.annotation.spans(side)
        ]


def test_bodies_say_what_the_annotation_says(hard_project: Project):
    items = {item["id"][-1]: item for item in page(hard_project)["items"]}
    item = items["2"]
    assert item["id"].startswith("urn:uuid:")
    assert item["motivation"] == "linking"
    assert item["creator"] == {"type": "Person", "name": "لينا"}
    assert item["created"] == "2026-01-02T03:04:05Z"
    assert {body["purpose"]: body["value"] for body in item["body"]} == {
        "tagging": "matching",
        "commenting": "ملاحظة \u202eغير مغلقة",
        "classifying": "Accuracy/Mistranslation",
        "assessing": "minor",
        "describing": "justified: no",
        "moderating": "accepted",
    }
    for one in items.values():
        assert {body["purpose"] for body in one["body"]} <= PURPOSES
    assert {one["target"][0]["source"]["textDirection"] for one in items.values()} <= {"ltr", "rtl"}


def test_a_place_is_a_selector_of_length_zero(hard_project: Project):
    items = {item["id"][-1]: item for item in page(hard_project)["items"]}
    position, quote = items["5"]["target"][0]["selector"]
    assert (position["start"], position["end"], quote["exact"]) == (0, 0, "")


def test_ids_that_are_no_uuids_become_addresses(hard_project: Project):
    from dataclasses import replace

    pair = hard_project.pairs[1]
    odd = replace(hard_project.pairs[0].annotations[6], id="a b/ج\ud800", source=())
    project = replace(hard_project, pairs=(replace(pair, annotations=(odd,)),))
    (item,) = page(project)["items"]
    assert item["id"] == "urn:desk-annotator:a%20b%2F%D8%AC%3F"


def test_losses_are_counted(hard_project: Project):
    assert [str(loss) for loss in write(hard_project, ExportOptions()).losses] == [
        "Annotations that lose fields of other programs: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]
