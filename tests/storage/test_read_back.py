"""What the read-back before a save lets through is exactly what opens as the same project."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.errors import ProjectFileError, SaveError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Span
from desk_annotator.storage import annotation_reader, piecewise_json, project_encoder
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.project_codec import decode, encode
from desk_annotator.storage.project_file import as_saved, save_project
from desk_annotator.storage.read_back import refuse_other


def passes(data: bytes, saved: Project) -> bool:
    try:
        refuse_other(data, saved)
    except (FaultError, RecursionError):
        return False
    return True


def opens_as(data: bytes, saved: Project) -> bool:
    """Tell the slow way: by opening the file and comparing the two projects."""
    try:
        loaded = decode(data, name="p.json")
    except ProjectFileError:
        return False
    return loaded.read_only_reason is None and loaded.project == saved


@pytest.fixture(params=[(64, 1 << 20), (1 << 15, 1 << 20), (65, 0), ((1 << 15) + 2, 0)])
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    size, many = request.param
    monkeypatch.setattr(piecewise_json, "_PIECE", size)
    monkeypatch.setattr(piecewise_json, "_MANY", many)
    return size


@pytest.fixture
def saved(golden_1_1: bytes) -> Project:
    return as_saved(decode(golden_1_1, name="p.json").project)


@given(strategies.projects(with_extra=True))
def test_what_the_writer_writes_passes(project: Project) -> None:
    refuse_other(encode(project, generator="g"), as_saved(project))


@settings(max_examples=60)
@given(strategies.projects(with_extra=True), strategies.projects(with_extra=True))
def test_no_project_passes_for_another(one: Project, other: Project) -> None:
    data = encode(one, generator="g")
    assert passes(data, as_saved(other)) == opens_as(data, as_saved(other))


@pytest.mark.parametrize("name", ["golden", "golden_1_1", "golden_newer"])
def test_every_spoilt_byte_is_judged_as_opening_would(
    name: str, request: pytest.FixtureRequest, piece: int
) -> None:
    data = request.getfixturevalue(name)
    project = as_saved(decode(data, name="p.json").project)
    let_through = 0
    for at in range(len(data)):
        spoilt = (
            data[:at] + data[at + 1 :],
            data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
            data[:at] + (b'"', b"1", b" ", b",", b"\\", b"\n", b"0", b"}")[at % 8] + data[at:],
        )[(at + piece) % 3]
        assert passes(spoilt, project) == opens_as(spoilt, project), (at, spoilt)
        let_through += passes(spoilt, project)
    # White space between the fields and the name of the generator may change; nothing else.
    assert let_through < len(data) // 5


def swap(lines: list[bytes]) -> None:
    places = [at for at, line in enumerate(lines) if line.startswith(b'        {"id"')]
    for one, other in pairwise(places):
        if other == one + 1 and lines[one].endswith(b",") and lines[other].endswith(b","):
            lines[one], lines[other] = lines[other], lines[one]
            return
    raise AssertionError(lines)


def drop(lines: list[bytes]) -> None:
    del lines[first_annotation(lines)]


def double(lines: list[bytes]) -> None:
    at = first_annotation(lines)
    lines.insert(at, lines[at])


def first_annotation(lines: list[bytes]) -> int:
    return next(at for at, line in enumerate(lines) if line.startswith(b'        {"id"'))


def replaced(old: bytes, new: bytes) -> Callable[[list[bytes]], None]:
    def spoil(lines: list[bytes]) -> None:
        at = next(at for at, line in enumerate(lines) if old in line)
        lines[at] = lines[at].replace(old, new, 1)

    return spoil


SPOILERS: dict[str, Callable[[list[bytes]], None]] = {
    "two annotations change places": swap,
    "one is left out": drop,
    "one is written twice": double,
    "a key stands twice": replaced(b'"note": ', b'"note": "x", "note": '),
    "a key stands twice, once with a space": replaced(b'"note": ', b'"note" : "x", "note": '),
    "a key stands twice, its marks escaped": replaced(
        b'"note": ', b'"note": "\\u0022\\u0022", "note": '
    ),
    "a key of a span stands twice": replaced(b'"start": ', b'"start": 0, "start": '),
    "a number has a fraction": replaced(b'"start": 0,', b'"start": 0.0,'),
    "a number is a truth": replaced(b'"start": 0,', b'"start": false,'),
    "a truth is a number": replaced(b'"justified": false', b'"justified": 0'),
    "a field is unknown": replaced(b'"tag": ', b'"x": 1, "tag": '),
    "a field lacks": replaced(b'"note": "', b'"not": "'),
    "a tag is another": replaced(b'"tag": "matching"', b'"tag": "missing"'),
    "a status is another": replaced(b'"status": "', b'"status": "x'),
    "a time is another": replaced(b'"created": "20', b'"created": "21'),
    "an offset is another": replaced(b'"end": ', b'"end": 1'),
    "a quote is another": replaced(b'"quote": "', b'"quote": "x'),
    "an id may not be": replaced(b'{"id": "', b'{"id": "../'),
    "a hash is another": replaced(b'"sha256": "', b'"sha256": "0'),
    "a text is another": replaced(b'"text": "', b'"text": "x'),
    "a language is another": replaced(b'"language": "', b'"language": "x'),
    "a cut is left out": replaced(b'"cuts": [15]', b'"cuts": []'),
    "a joint is another": replaced(b'"joined": [[0', b'"joined": [[1'),
    "the format is another": replaced(b'"format": "', b'"format": "x'),
    "the version is newer": replaced(b'"version": [1', b'"version": [2'),
    "it wants a newer reader": replaced(b'"min_reader": [1', b'"min_reader": [2'),
    "the title is another": replaced(b'"title": "', b'"title": "x'),
    "half a character": replaced(b'"note": "', b'"note": "\\ud83d'),
    "no number": replaced(b'"justified": ', b'"justified": NaN, "x": '),
    "the end lacks": lambda lines: lines.pop(),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_no_fault_of_the_writer_gets_to_the_disk(
    spoil: Callable[[list[bytes]], None],
    saved: Project,
    piece: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = project_encoder._encoded

    def spoilt(strings: object) -> bytes:
        lines = real(strings).split(b"\n")[:-1]
        before = list(lines)
        spoil(lines)
        assert lines != before
        return b"\n".join(lines) + b"\n"

    path = tmp_path / "p.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(project_encoder, "_encoded", spoilt)
    with pytest.raises(SaveError, match="Please report this"):
        save_project(saved, path)
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@settings(max_examples=60)
@given(strategies.projects(with_extra=True), st.data())
def test_a_value_exchanged_anywhere_is_found(project: Project, data: st.DataObject) -> None:
    saved = as_saved(project)
    document = json.loads(encode(saved, generator="g"))
    places: list[tuple[object, object]] = []

    def walk(value: object) -> None:
        items = value.items() if isinstance(value, dict) else ()
        for key, item in list(enumerate(value)) if isinstance(value, list) else items:
            places.append((value, key))
            walk(item)

    walk(document)
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(
        st.sampled_from([None, True, False, 0, 1, 1.0, -1, "", "x", "0", [], {}, [0, 1], 10**400])
    )
    written = json.dumps(document, ensure_ascii=False).encode()
    assert passes(written, saved) == opens_as(written, saved)


def test_annotations_come_one_by_one_only_where_they_are_unusual(
    saved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(self: object, record: object) -> Annotation:
        raise AssertionError(record)

    monkeypatch.setattr(annotation_reader.AnnotationReader, "_read_one", one_by_one)
    refuse_other(encode(saved, generator="g"), saved)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 9)), max_size=80),
    st.integers(1, 7),
    st.sampled_from([0, 3, 1000]),
    st.sampled_from([1, 4, 1000]),
    st.booleans(),
)
def test_the_order_of_a_file_does_not_hang_on_how_it_is_made(
    places: list[tuple[int, int, int]], run: int, few: int, few_runs: int, is_mostly_in_order: bool
) -> None:
    if is_mostly_in_order:
        half = len(places) // 2
        places = sorted(places[:half]) + places[half : half + 3] + sorted(places[half + 3 :])
    made = [
        Annotation(
            id=f"{name}-{number}",
            tag=Tag.MATCHING,
            source=(Span(start, start + 1),) if start else (),
            target=(Span(end, end + 1),) if end else (),
        )
        for number, (start, end, name) in enumerate(places)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project_encoder, "_RUN", run)
        patch.setattr(project_encoder, "_FEW", few)
        patch.setattr(project_encoder, "_FEW_RUNS", few_runs)
        found = project_encoder.in_order(made)
    assert list(found) == sorted(made, key=lambda each: each.place)
    assert project_encoder.in_order(found) == found


def test_a_few_annotations_out_of_order_are_put_between_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sort(annotations: object) -> tuple[Annotation, ...]:
        raise AssertionError(annotations)

    ordered = [
        Annotation(id=f"{at:04}", tag=Tag.MISSING, source=(Span(at, at + 1),)) for at in range(3000)
    ]
    moved = ordered[:700] + ordered[2500:2501] + ordered[700:2500] + ordered[2501:]
    made = ordered[:100] + ordered[140:] + ordered[100:140]
    several = ordered[:5] + ordered[7:90] + ordered[5:7] + ordered[91:] + ordered[90:91]
    monkeypatch.setattr(project_encoder, "_sorted", sort)
    for given_so in (moved, made, several, ordered, []):
        assert project_encoder.in_order(given_so) == tuple(ordered[: len(given_so)])


def test_texts_and_lines_of_any_length_are_written_the_same(
    saved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = encode(saved, generator="g")
    for length in (1, 3, 100):
        monkeypatch.setattr(project_encoder, "_LONG", length)
        monkeypatch.setattr(project_encoder, "_AT_A_TIME", length)
        assert encode(saved, generator="g") == whole


def test_a_project_that_breaks_a_rule_is_refused_with_its_place(saved: Project) -> None:
    pair = saved.pairs[0]
    wrong = replace(pair.annotations[0], id="wrong", tag=Tag.MATCHING, target=())
    spoilt = as_saved(
        replace(
            saved, pairs=(replace(pair, annotations=(wrong, *pair.annotations)), *saved.pairs[1:])
        )
    )
    with pytest.raises(FaultError) as caught:
        refuse_other(encode(spoilt, generator="g"), spoilt)
    assert caught.value.place.startswith("pairs[0].annotations[")
