"""Label Studio: tasks that fit the labelling configuration given with them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import strategies
from hypothesis import given
from lxml import etree

from desk_annotator.app.importing import import_file
from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.label_studio import CONFIGURATION, write
from desk_annotator.formats.rows import rows

OPTIONS = ExportOptions(generator="Desk Annotator")


def tasks(project: Project) -> list[dict[str, object]]:
    return json.loads(write(project, OPTIONS).data)


def results(task: dict[str, object]) -> list[dict[str, object]]:
    return [
        one
        for kind in ("annotations", "predictions")
        for made in task.get(kind, [])
        for one in made["result"]
    ]


def configured() -> tuple[dict[str, tuple[str, str, set[str]]], set[str]]:
    """Return, by the name of each control, its object, the data it shows and its labels."""
    view = etree.fromstring(CONFIGURATION)
    data = {one.get("name"): one.get("value").removeprefix("$") for one in view.iter("Text")}
    controls = {
        one.get("name"): (
            one.get("toName"),
            data[one.get("toName")],
            {label.get("value") for label in one},
        )
        for one in view.iter("Labels")
    }
    return controls, {one.get("value") for one in view.iter("Relation")}


@given(strategies.projects(max_pairs=2, max_size=60))
def test_tasks_fit_the_configuration(project: Project):
    controls, relations = configured()
    seen: set[str] = set()
    for task in tasks(project):
        ids = set()
        found = results(task)
        for one in found:
            if one["type"] == "relation":
                continue
            shown, data, labels = controls[one["from_name"]]
            assert one["to_name"] == shown
            value = one["value"]
            assert 0 <= value["start"] < value["end"]
            # Offsets count code points, as spreading a string does in the browser.
            assert task["data"][data][value["start"] : value["end"]] == value["text"]
            assert set(value["labels"]) <= labels
            assert one["id"] not in seen
            ids.add(one["id"])
        seen |= ids
        edges = [(one["from_id"], one["to_id"]) for one in found if one["type"] == "relation"]
        assert len(edges) == len(set(edges))
        assert {end for edge in edges for end in edge} <= ids
        named = {one["labels"][0] for one in found if one["type"] == "relation"}
        assert named <= relations


@given(strategies.projects(max_pairs=1, max_size=60))
def test_every_span_with_text_is_a_region(project: Project):
    found = sorted(
        (one["to_name"], one["value"]["start"], one["value"]["end"])
        for task in tasks(project)
        for one in results(task)
        if one["type"] == "labels"
    )
    expected = [
        (str(side), span.start, span.end)
        for row in rows(project, OPTIONS)
        for side in Side
        for span in row.side(side).spans
    ]
    assert found == sorted(expected)


def test_a_match_of_many_parts_is_linked_each_with_each(hard_project: Project):
    (task, _) = tasks(hard_project)
    first = hard_project.pairs[0].annotations[0].id
    edges = {
        (one["from_id"].rpartition(".")[2], one["to_id"].rpartition(".")[2], one["labels"][0])
        for one in results(task)
        if one["type"] == "relation" and one["from_id"].startswith(first)
    }
    assert edges == {
        ("source1", "source2", "continues"),
        ("target1", "target2", "continues"),
        ("source1", "target1", "matching"),
        ("source1", "target2", "matching"),
        ("source2", "target1", "matching"),
        ("source2", "target2", "matching"),
    }


def test_suggestions_are_predictions(hard_project: Project):
    task, empty = tasks(hard_project)
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "Desk Annotator"
    assert {one["value"]["text"] for one in prediction["result"] if "value" in one} == {
        "=1+1",
        "وأضاف",
    }
    assert prediction["result"][0]["meta"]["text"][0] == "note: <script>alert(1)</script>"
    assert empty["annotations"] == [{"result": []}]
    assert "predictions" not in empty
    told = [str(loss) for loss in write(hard_project, OPTIONS).losses]
    assert "Places without text, left out: 3" in told


def test_what_has_a_line_end_in_it_is_left_out_and_told(hard_project: Project):
    pair = hard_project.pairs[0]
    noted = replace(pair.annotations[0], category="a\nb", author="c\rd", note="e\nf")
    project = replace(hard_project, pairs=(replace(pair, annotations=(noted,)),))
    made = write(project, ExportOptions())
    told = "Categories, authors and the like with a line end in them, left out: 2"
    assert told in map(str, made.losses)
    found = import_file("tasks.json", made.data).reviewed
    assert found is not None
    merge = merge_reviewed(project.pairs, found, now="2027-01-01T00:00:00Z")
    assert merge.outcomes == (("same", 1),)


def test_the_configuration_is_the_one_in_the_documents():
    document = (Path(__file__).resolve().parents[2] / "docs" / "EXPORTS.md").read_text("utf-8")
    assert f"```xml\n{CONFIGURATION}```" in document
