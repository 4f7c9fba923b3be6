"""JSON Lines: exact, complete, one object a line whatever the reader takes for a line."""

from __future__ import annotations

import json
from dataclasses import replace

import strategies
from hypothesis import given

from desk_annotator.core.project import Project
from desk_annotator.core.text import fingerprint
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.json_lines import write


def objects(project: Project) -> list[dict[str, object]]:
    return [json.loads(line) for line in write(project, ExportOptions()).data.splitlines()]


@given(strategies.projects(max_pairs=2, max_size=60, with_extra=True))
def test_everything_about_an_annotation_comes_back(project: Project):
    found = {value["id"]: value for value in objects(project)}
    for pair in project.pairs:
        for annotation in pair.annotations:
            value = found[annotation.id]
            assert value["pair_id"] == pair.id
            assert value["offset_unit"] == "codepoint"
            for name in ("tag", "note", "category", "severity", "justified", "status", "author"):
                assert value[name] == getattr(annotation, name)
            assert value.get("extra", {}) == annotation.extra
            for name in ("source", "target"):
                text = getattr(pair, name).characters
                side = value[name]
                assert side["sha256"] == fingerprint(text)
                spans = [(one["start"], one["end"]) for one in side["spans"]]
                assert [text[start:end] for start, end in spans] == [
                    one["quote"] for one in side["spans"]
                ]
                if side["place"] is not None:
                    spans.append((side["place"], side["place"]))
                assert spans == [(span.start, span.end) for span in getattr(annotation, name)]


def test_a_line_is_a_line_for_every_reader(hard_project: Project):
    pair = hard_project.pairs[0]
    noted = replace(pair.annotations[0], note="a\u2028b\u2029c\x85d\re\x1cf")
    project = replace(hard_project, pairs=(replace(pair, annotations=(noted,)),))
    text = write(project, ExportOptions()).data.decode("utf-8")
    assert len(text.splitlines()) == 1
    assert json.loads(text)["note"] == noted.note


def test_unknown_fields_of_annotations_and_spans_are_carried(hard_project: Project):
    value = next(one for one in objects(hard_project) if "extra" in one)
    assert value["extra"] == {"x_score": 0.5}
    assert value["source"]["spans"][0]["extra"] == {"x_from": "tool"}


def test_ignored_ranges_are_told_as_lost(hard_project: Project):
    (loss,) = write(hard_project, ExportOptions()).losses
    assert str(loss) == "Ranges marked as not part of the text, left out: 1"


def test_half_a_surrogate_pair_in_a_note_is_replaced_and_told(hard_project: Project):
    pair = hard_project.pairs[1]
    noted = replace(hard_project.pairs[0].annotations[6], source=(), note="x\ud800y")
    project = replace(hard_project, pairs=(replace(pair, annotations=(noted,)),))
    export = write(project, ExportOptions())
    assert json.loads(export.data)["note"] == "x\ufffdy"
    assert [loss.count for loss in export.losses] == [1]
