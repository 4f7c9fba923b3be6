"""The published schema says yes to what the program writes, and no to what it refuses."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import Any

import pytest
import strategies
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.core.project import Project
from desk_annotator.storage import layout
from desk_annotator.storage.project_codec import decode, encode

SCHEMA = json.loads((files("desk_annotator.storage") / "project.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_names_the_fields_the_program_knows() -> None:
    definitions = SCHEMA["$defs"]
    assert tuple(SCHEMA["properties"]) == layout.PROJECT_KEYS
    assert tuple(definitions["pair"]["properties"]) == layout.PAIR_KEYS
    assert tuple(definitions["side"]["properties"]) == layout.SIDE_KEYS
    assert tuple(definitions["imported"]["properties"]) == layout.IMPORTED_KEYS
    assert tuple(definitions["annotation"]["properties"]) == layout.ANNOTATION_KEYS
    assert tuple(definitions["span"]["properties"]) == layout.SPAN_KEYS
    assert definitions["id"]["pattern"] == f"^{layout.ID_PATTERN}$"


@settings(max_examples=10)
@given(strategies.projects(with_extra=True))
def test_every_project_written_is_valid(project: Project) -> None:
    VALIDATOR.validate(json.loads(encode(project, generator="g")))


def test_the_golden_files_are_valid(golden: bytes, golden_newer: bytes) -> None:
    VALIDATOR.validate(json.loads(golden))
    VALIDATOR.validate(json.loads(golden_newer))


STRANGE = [None, True, -1, "", [[]], [{}], "\r", "added"]


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found.append((value, key))
            found += _places(value[key])
    return found


def test_what_the_schema_refuses_the_program_does_not_take_for_sound(golden: bytes) -> None:
    document = json.loads(golden)
    refused = 0
    for container, key in _places(document):
        kept = container[key]
        for value in STRANGE:
            container[key] = value
            if not VALIDATOR.is_valid(document):
                refused += 1
                data = json.dumps(document).encode()
                try:
                    loaded = decode(data, name="p.json")
                except ProjectFileError:
                    continue
                assert loaded.read_only_reason is not None, (key, value)
        container[key] = kept
    assert refused > 200


def _refusal(document: object) -> str:
    try:
        decode(json.dumps(document).encode(), name="p.json")
    except ProjectFileError as error:
        return str(error)
    return ""


def test_what_the_program_refuses_for_its_kind_the_schema_refuses_too(golden: bytes) -> None:
    document = json.loads(golden)
    seen = 0
    for container, key in _places(document):
        kept = container[key]
        for value in (None, 1.5, "x", []):
            container[key] = value
            if "is expected here, not" in _refusal(document):
                seen += 1
                assert not VALIDATOR.is_valid(document), (key, value)
        container[key] = kept
    assert seen > 100


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "other"),
        (("version",), [2, 0]),
        (("offset_unit",), "utf16"),
        (("id",), "a/b"),
        (("pairs", 0, "source", "direction"), "up"),
        (("pairs", 0, "source", "sha256"), "ABC"),
        (("pairs", 0, "source", "text"), "a\r\nb"),
        (("pairs", 0, "annotations", 0, "tag"), ""),
        (("pairs", 0, "annotations", 0, "source"), []),
        (("pairs", 0, "annotations", 2, "tag"), "added"),
        (("pairs", 0, "annotations", 0, "source", 0, "start"), True),
    ],
)
def test_broken_projects_are_not_valid(document, path, value) -> None:
    broken = copy.deepcopy(document)
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert VALIDATOR.is_valid(document)
    assert not VALIDATOR.is_valid(broken)
