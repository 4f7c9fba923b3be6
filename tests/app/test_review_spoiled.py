"""What comes back from a review spoiled never makes a project that could not be opened again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from torture.import_samples import export, project

from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.app.workspace import Workspace
from desk_annotator.formats import import_json_lines
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewDecision,
)
from desk_annotator.storage.project_file import project_bytes

NOW = "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "an id"), ("id", "../x"), ("id", "\u202e"), ("id", "x" * 200), ("id", ""), ("tag", "")],
)
def test_ids_and_tags_that_no_file_may_hold_are_broken(field: str, value: str) -> None:
    lines = export("jsonl").splitlines()
    spoiled = {**json.loads(lines[0]), field: value}
    data = b"\n".join([json.dumps(spoiled).encode(), *lines[1:]])
    reviewed = import_json_lines.read(data, "x.jsonl", ImportOptions())
    merge = merge_reviewed(project().pairs, reviewed, now=NOW)
    assert dict(merge.outcomes)["broken"] == 1
    workspace = Workspace(project())
    if merge.edit is not None:
        workspace.apply(merge.edit)
    assert project_bytes(workspace.snapshot(), name="p.json")


def test_each_that_does_not_fit_is_named_by_its_quote_or_else_its_id() -> None:
    values = [json.loads(line) for line in export("jsonl").splitlines()]
    quoted = next(value for value in values if value["source"]["spans"])
    quoted["source"]["spans"][0]["quote"] = "no such words"
    again = [*values, values[-1]]
    data = "\n".join(map(json.dumps, again)).encode()
    reviewed = import_json_lines.read(data, "x.jsonl", ImportOptions())
    merge = merge_reviewed(project().pairs, reviewed, now=NOW)
    assert dict(merge.outcomes)["broken"] == len(merge.misfits)
    assert "no such words" in merge.misfits


def test_a_decision_on_an_id_of_several_pairs_is_named_once() -> None:
    pair = project().pairs[0]
    pairs = [pair, replace(pair, id="00000000-0000-4000-8000-00000000ffff")]
    identity = pair.annotations[0].id
    decision = ReviewDecision(identity, "", "accepted", "")
    reviewed = ImportedAnnotations(decisions=(decision, decision))
    merge = merge_reviewed(pairs, reviewed, now=NOW)
    assert merge.outcomes == (("broken", 1),)
    assert merge.misfits == (identity,)
