"""Every version ever written opens, and an older one is brought up step by step."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage import layout, migration, project_decoder, project_encoder
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.project_file import load_project, project_bytes

GOLDEN = Path(__file__).parents[1] / "golden"
# The museum: one exhibit or more of each version; none of them is ever changed.
MUSEUM = {
    "project_v1.json": "ec6deac268b4c6c923736f33dd44732b8ea1739fb84c1dd58cc5b6171dce738b",
    "project_v1_1.json": "ba8e5bb2db2f928d63258088a10b5dda2b109ea43dc4020e24a8caade8193f01",
    "project_v1_newer_minor.json": (
        "3626edd011b61c4ea95b455eebe8191aecef5dc537a4f97330f51b2a162f6a83"
    ),
}


def test_no_exhibit_was_changed_and_none_is_missing():
    found = {
        path.name: sha256(path.read_bytes()).hexdigest() for path in GOLDEN.glob("project_v*.json")
    }
    assert found == MUSEUM
    shown = {tuple(json.loads((GOLDEN / name).read_bytes())["version"]) for name in MUSEUM}
    assert {major for major, _ in shown} == set(range(1, layout.VERSION[0] + 1))
    assert {minor for major, minor in shown if major == layout.VERSION[0]}.issuperset(
        range(layout.VERSION[1] + 1)
    )


@pytest.mark.parametrize("name", MUSEUM)
def test_every_exhibit_opens_for_writing_and_stays_as_it_is(name: str):
    path = GOLDEN / name
    before = path.read_bytes()
    loaded = load_project(path)
    assert loaded.problems == ()
    assert loaded.read_only_reason is None
    assert len(loaded.project.pairs) >= 1
    again = decode(project_bytes(loaded.project, name="copy.json"), name="copy.json")
    assert [pair.annotations for pair in again.project.pairs] == [
        pair.annotations for pair in loaded.project.pairs
    ]
    assert path.read_bytes() == before


def test_there_is_a_step_from_every_older_version():
    assert set(migration.STEPS) == set(range(1, layout.VERSION[0]))


def _second(document: migration.Document) -> migration.Document:
    """Made up: from version 2 on the title is called name in the file."""
    rest = {key: value for key, value in document.items() if key != "title"}
    return {**rest, "x_name": document.get("title", "")}


def _third(document: migration.Document) -> migration.Document:
    """Made up: version 3 takes it back."""
    if "x_name" not in document:
        template = "the name is missing"
        raise FaultError(template, place="x_name")
    rest = {key: value for key, value in document.items() if key != "x_name"}
    return {**rest, "title": f"{document['x_name']}!"}


@pytest.fixture
def third(monkeypatch: pytest.MonkeyPatch):
    for module in (project_decoder, project_encoder):
        monkeypatch.setattr(module, "VERSION", (3, 0))
    monkeypatch.setattr(migration, "STEPS", {1: _second, 2: _third})


@pytest.mark.usefixtures("third")
def test_steps_are_taken_in_order_and_only_in_memory(golden: bytes, tmp_path: Path):
    path = tmp_path / "old.json"
    path.write_bytes(golden)
    loaded = load_project(path)
    assert loaded.project.title == "Cup – كأس!"
    assert loaded.read_only_reason is None
    assert path.read_bytes() == golden
    saved = project_bytes(loaded.project, name="new.json")
    assert json.loads(saved)["version"] == [3, 0]
    assert decode(saved, name="new.json").project == loaded.project


@pytest.mark.usefixtures("third")
def test_a_step_from_the_middle_and_its_fault(golden: bytes):
    second = json.loads(golden) | {"version": [2, 7], "x_name": "two"}
    loaded = decode(json.dumps(second).encode(), name="p.json")
    assert loaded.project.title == "two!"
    del second["x_name"]
    with pytest.raises(ProjectFileError, match="At x_name: the name is missing"):
        decode(json.dumps(second).encode(), name="p.json")


@pytest.mark.usefixtures("third")
def test_a_field_twice_is_found_in_an_old_file_too(golden: bytes):
    doubled = golden.replace(b'"title": "Article"', b'"title": "A", "title": "B"')
    with pytest.raises(ProjectFileError, match="stands there twice"):
        decode(doubled, name="p.json")


def test_a_version_without_a_step_is_refused(golden: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(project_decoder, "VERSION", (2, 0))
    with pytest.raises(ProjectFileError, match="can no longer be read"):
        decode(golden, name="p.json")
