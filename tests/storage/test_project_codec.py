"""A project comes back from its file as it went in, with everything the file holds."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.errors import ProjectFileError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.storage import annotation_reader, strict_json
from desk_annotator.storage.project_codec import decode, encode
from desk_annotator.storage.project_file import as_saved


def read(document: object) -> Any:
    return decode(json.dumps(document).encode(), name="p.json")


def again(data: bytes) -> bytes:
    return encode(decode(data, name="p.json").project, generator="Desk Annotator 0.1.0")


@given(strategies.projects(with_extra=True))
def test_a_project_comes_back_as_it_went_in(project: Project) -> None:
    data = encode(project, generator="g")
    loaded = decode(data, name="p.json")
    assert loaded.project == as_saved(project)
    assert (loaded.problems, loaded.read_only_reason) == ((), None)
    assert encode(loaded.project, generator="g") == data


@settings(max_examples=20)
@given(strategies.projects(), st.randoms(use_true_random=False))
def test_order_in_memory_does_not_show_in_the_file(project: Project, random: Any) -> None:
    shuffled = []
    for pair in project.pairs:
        annotations = list(pair.annotations)
        random.shuffle(annotations)
        shuffled.append(replace(pair, annotations=tuple(annotations)))
    assert encode(replace(project, pairs=tuple(shuffled)), generator="g") == encode(
        project, generator="g"
    )


def test_the_golden_file_of_version_1_is_read_and_written_byte_for_byte(golden: bytes) -> None:
    loaded = decode(golden, name="p.json")
    assert (loaded.problems, loaded.read_only_reason) == ((), None)
    pair = loaded.project.pairs[0]
    assert [annotation.tag for annotation in pair.annotations] == [
        "matching",
        "matching",
        "missing",
        "added",
    ]
    assert pair.annotations[1].source == (Span(7, 10), Span(11, 20))
    assert pair.source.characters[11:20] == "the Cup 🏆"
    assert pair.annotations[2].caret(Side.TARGET) is not None
    assert pair.annotations[2].justified is False
    assert pair.annotations[3].justified is True
    assert pair.source.imported.changes[0].kind == "crlf-to-lf"
    # Version 1.1 adds fields that are written only where something is in them.
    assert again(golden) == golden.replace(b'"version": [1, 0]', b'"version": [1, 1]')


def test_the_golden_file_of_version_1_1_is_read_and_written_byte_for_byte(
    golden_1_1: bytes,
) -> None:
    loaded = decode(golden_1_1, name="p.json")
    assert (loaded.problems, loaded.read_only_reason) == ((), None)
    first, second = loaded.project.pairs
    assert first.cuts(Side.SOURCE) == Cuts((15,), (Span(0, 15), Span(30, 40)))
    assert first.cuts(Side.TARGET) == Cuts((13,), ())
    assert not second.cuts(Side.SOURCE)
    assert again(golden_1_1) == golden_1_1


def test_a_newer_minor_version_is_read_and_all_it_adds_is_kept(golden_newer: bytes) -> None:
    loaded = decode(golden_newer, name="p.json")
    assert loaded.read_only_reason is None
    assert [a.tag for a in loaded.project.pairs[0].annotations][2] == "shifted"
    written = encode(loaded.project, generator="Desk Annotator 9.0.0")
    assert written == golden_newer.replace(b'"version": [1, 7]', b'"version": [1, 1]')


def test_one_annotation_stands_on_one_line(golden: bytes) -> None:
    lines = golden.decode().split("\n")
    records = [line.strip().rstrip(",") for line in lines if line.strip().startswith('{"id"')]
    assert [json.loads(line)["tag"] for line in records] == [
        "matching",
        "matching",
        "missing",
        "added",
    ]
    assert golden.endswith(b"}\n")
    assert "مقال".encode() in golden


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _listing(value: Any) -> Any:
    """Objects as lists of pairs, so that the order of fields is compared as well."""
    if isinstance(value, dict):
        return [[key, _listing(item)] for key, item in value.items()]
    return [_listing(item) for item in value] if isinstance(value, list) else value


@given(strategies.projects(with_extra=False), st.lists(strategies.extras(), min_size=1, max_size=7))
def test_unknown_fields_at_every_level_are_kept_exactly(
    project: Project, extras: list[dict[str, Any]]
) -> None:
    document = json.loads(encode(project, generator="g"))
    for level, extra in zip(list(_objects(document)), cycle(extras), strict=False):
        level.update(extra)
    written = encode(read(document).project, generator="g")
    assert _listing(json.loads(written)) == _listing(document)


@given(strategies.projects(with_extra=False), st.data())
def test_the_two_ways_of_reading_annotations_agree(project: Project, data: Any) -> None:
    document = json.loads(encode(project, generator="g"))
    for pair in document["pairs"]:
        for annotation in pair["annotations"]:
            if data.draw(st.integers(0, 3)) == 0:
                key = data.draw(st.sampled_from(list(annotation)))
                annotation[key] = data.draw(
                    st.sampled_from([None, True, 1, "", "x", [], {}, [{}], [[]], 1.5])
                )
            elif data.draw(st.integers(0, 5)) == 0:
                for span in annotation["source"] + annotation["target"]:
                    key = data.draw(st.sampled_from(list(span)))
                    span[key] = data.draw(st.sampled_from([None, True, -1, 0, 1, 10**30, "", {}]))

    def outcome() -> object:
        try:
            return read(document)
        except ProjectFileError as error:
            return str(error)

    quick = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(annotation_reader.AnnotationReader, "_read_columns", lambda self, block: None)
        slow = outcome()
    assert quick == slow


def test_the_quick_way_is_taken_for_what_this_version_writes(
    golden: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(self: object, record: object) -> Annotation:
        raise AssertionError(record)

    def once_more(characters: str) -> None:
        raise AssertionError(characters[:20])

    monkeypatch.setattr(annotation_reader.AnnotationReader, "_read_one", one_by_one)
    monkeypatch.setattr(strict_json, "_find", once_more)
    assert len(decode(golden, name="p.json").project.pairs[0].annotations) == 4


def test_quickly_made_annotations_are_like_any_others(golden: bytes) -> None:
    annotation = decode(golden, name="p.json").project.pairs[0].annotations[0]
    assert type(annotation) is Annotation
    assert type(annotation.source[0]) is Span
    copy = replace(annotation)
    assert copy == annotation
    assert hash(copy) == hash(annotation)
    with pytest.raises(AttributeError):
        annotation.note = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        annotation.source[0].start = 1  # type: ignore[misc]


def test_fields_with_a_default_may_be_left_out(document: dict[str, Any]) -> None:
    pair = document["pairs"][0]
    for key in ("title", "generator", "offset_unit", "annotator", "created", "modified"):
        del document[key]
    del document["min_reader"], pair["title"], document["pairs"][1]["annotations"]
    for side in ("source", "target"):
        del pair[side]["ignored"], pair[side]["imported"]
    kept = {"id", "tag", "source", "target"}
    pair["annotations"] = [
        {key: value for key, value in annotation.items() if key in kept and value}
        for annotation in pair["annotations"]
    ]
    project = read(document).project
    assert project.title == project.pairs[0].title == ""
    last = project.pairs[0].annotations[3]
    assert (last.note, last.status, last.justified, last.source) == ("", "open", None, ())
    assert len(json.loads(encode(project, generator="g"))["pairs"][0]["annotations"][3]) == 12


@pytest.mark.parametrize(
    ("version", "needed", "read_only"),
    [
        ([1, 0], [1, 0], False),
        ([1, 3], [1, 0], False),
        ([1, 3], [1, 2], True),
        ([2, 0], [1, 0], True),
        ([2, 0], [2, 0], True),
    ],
)
def test_versions(document, version, needed, read_only) -> None:
    document.update(version=version, min_reader=needed)
    loaded = read(document)
    assert (loaded.read_only_reason is not None) == read_only
    if read_only:
        assert f"{version[0]}.{version[1]}" in loaded.read_only_reason
        assert loaded.read_only_reason.template


def test_a_newer_major_version_that_cannot_be_read_says_so(document: dict[str, Any]) -> None:
    document.update(version=[3, 1], pairs={"first": 1})
    with pytest.raises(ProjectFileError, match=r"newer Desk Annotator made it \(file version 3.1"):
        read(document)


def test_a_text_changed_by_hand_is_read_only(document: dict[str, Any]) -> None:
    side = document["pairs"][0]["source"]
    side["text"] = side["text"].replace("France", "Frankia", 1).replace("sang", "san")
    loaded = read(document)
    places = [problem.place for problem in loaded.problems]
    assert places[0] == "pairs[0].source.sha256"
    assert "pairs[0].annotations[0].source[0].quote" in places
    assert "contradicts itself" in loaded.read_only_reason
    assert f"found: {len(places)};" in loaded.read_only_reason
    assert "pairs[0].source.sha256: the text is not" in loaded.read_only_reason
    problem = loaded.problems[1]
    assert (problem.quote, problem.side, problem.span) == ("France", Side.SOURCE, Span(0, 6))
    assert problem.annotation_id == document["pairs"][0]["annotations"][0]["id"]
    assert problem.pair_id == document["pairs"][0]["id"]


def test_a_wrong_quote_is_read_only(document: dict[str, Any]) -> None:
    document["pairs"][0]["annotations"][1]["target"][1]["quote"] = "x"
    loaded = read(document)
    assert [problem.place for problem in loaded.problems] == [
        "pairs[0].annotations[1].target[1].quote"
    ]
    assert loaded.read_only_reason
    assert loaded.project.pairs[0].annotations[1].target[1].length == 8


@pytest.mark.parametrize(
    "addition", ["\r", "\r\n", "\u2028", "\u2029", "\ufdd0", "\uffff", "\U0003fffe", "\ufeff"]
)
def test_a_text_not_in_canonical_form_is_read_only(document, addition) -> None:
    from desk_annotator.core.text import fingerprint

    side = document["pairs"][1]["source"]
    side["text"] = addition + side["text"]
    side["sha256"] = fingerprint(side["text"])
    loaded = read(document)
    assert [problem.place for problem in loaded.problems] == ["pairs[1].source.text"]
    assert loaded.read_only_reason
    assert loaded.project.pairs[1].source.characters == side["text"]


@given(strategies.raw_texts())
def test_canonical_form_is_judged_as_import_judges_it(raw: str) -> None:
    from desk_annotator.core.text import canonical, fingerprint

    side = {"language": "x", "direction": "ltr", "sha256": fingerprint(raw), "text": raw}
    document = {"format": "desk-annotator-project", "version": [1, 0], "id": "p"}
    loaded = read({**document, "pairs": [{"id": "a", "source": side, "target": side}]})
    assert bool(loaded.problems) == (canonical(raw)[0] != raw)


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("spoiled", [True, False])
def test_the_collector_is_as_it_was_after_reading(golden, enabled, spoiled) -> None:
    was = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        try:
            decode(golden[:100] if spoiled else golden, name="p.json")
        except ProjectFileError:
            assert spoiled
        assert gc.isenabled() == enabled
    finally:
        gc.enable() if was else gc.disable()


def test_an_unknown_field_cannot_take_the_name_of_a_known_one(golden: bytes) -> None:
    project = decode(golden, name="p.json").project
    with pytest.raises(ValueError, match="generator"):
        encode(replace(project, extra={"generator": "x"}), generator="g")
