"""Opening never changes a file; saving refuses what could not be opened again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import ProjectFileError, SaveError
from desk_annotator.core.span import Side, Span
from desk_annotator.storage import project_decoder, project_encoder, project_file
from desk_annotator.storage.half_character import place_of_half
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.project_file import (
    GENERATOR,
    load_project,
    save_project,
)
from desk_annotator.storage.safe_file import FileChangedError
from desk_annotator.storage.signature import Signature


@pytest.fixture
def project(golden: bytes):
    return decode(golden, name="p.json").project


def _with_annotation(project, **values):
    pair = project.pairs[0]
    first = replace(pair.annotations[0], **values)
    pair = replace(pair, annotations=(first, *pair.annotations[1:]))
    return replace(project, pairs=(pair, *project.pairs[1:]))


def test_save_and_open(tmp_path: Path, project) -> None:
    path = tmp_path / "كأس.json"
    signature = save_project(project, path)
    loaded = load_project(path)
    assert loaded.project == project
    assert loaded.signature == signature == Signature.of(path.read_bytes(), signature.mtime_ns)
    assert GENERATOR.encode() in path.read_bytes()
    before = path.read_bytes()
    save_project(loaded.project, path, expected=loaded.signature)
    assert path.read_bytes() == before


def test_how_far_making_the_bytes_is_is_told(project, monkeypatch) -> None:
    monkeypatch.setattr(project_encoder, "_HEARD", 1)
    monkeypatch.setattr(project_encoder, "_LONG", 16)
    shares: list[float] = []
    data = project_file.project_bytes(project, name="p", progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert any(0.0 < share < project_file._WRITTEN for share in shares)
    assert any(project_file._WRITTEN < share <= 1.0 for share in shares)
    assert data == project_file.project_bytes(project, name="p")


def test_opening_changes_nothing(tmp_path: Path, golden: bytes) -> None:
    for number, data in enumerate((golden, golden[:500], golden.replace(b'"x', b"\xff"), b"")):
        path = tmp_path / f"{number}.json"
        path.write_bytes(data)
        os.utime(path, ns=(10**18, 10**18))
        try:
            load_project(path)
        except ProjectFileError as error:
            assert f"“{number}.json”" in str(error)  # noqa: PT017 - some of them are sound
        assert path.read_bytes() == data
        assert path.stat().st_mtime_ns == 10**18
    assert len(list(tmp_path.iterdir())) == 4


def test_what_cannot_be_opened_says_why(tmp_path: Path, golden: bytes, monkeypatch) -> None:
    (tmp_path / "a.json").write_text('{"name": "something else"}')
    (tmp_path / "b.json").write_bytes(golden)
    for name, words in (
        ("gone.json", "it is not there"),
        ("gone/p.json", "it is not there"),
        ("a.json/p.json", "it is not there"),
        ("nul\0.json", "it is not there"),
        ("", "it is a folder"),
        ("a.json", "not a project of Desk Annotator"),
    ):
        with pytest.raises(ProjectFileError, match=words):
            load_project(tmp_path / name if name else tmp_path)
    monkeypatch.setattr(project_file, "SIZE_LIMIT", 100)
    with pytest.raises(ProjectFileError, match="0 MB is the most"):
        load_project(tmp_path / "b.json")


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_a_pipe_or_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(ProjectFileError, match="it is a device"):
            load_project(path)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch) -> None:
    def denied(*arguments):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(ProjectFileError, match="you are not allowed to read it"):
        load_project(tmp_path / "p.json")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source": (Span(0, 9999),)}, r"pairs\[0\].annotations\[0\].source\[0\].end: .*9999"),
        ({"source": ()}, "text on both sides"),
        ({"id": "../x"}, "an id has"),
        ({"note": "\ud83d"}, "half of a character"),
        ({"extra": {"x": float("nan")}}, "not JSON compliant"),
        ({"extra": {"x": {1, 2}}}, "not JSON serializable"),
        ({"extra": {"x": (1, 2)}}, "is not the same"),
        ({"extra": {"tag": 1}}, "tag"),
    ],
)
def test_what_could_not_be_opened_again_is_not_saved(tmp_path, project, values, words) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(b"old")
    with pytest.raises(SaveError, match=words) as caught:
        save_project(_with_annotation(project, **values), path)
    assert "The file on disk is unchanged" in str(caught.value)
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_text_that_was_tampered_with_is_not_saved(tmp_path: Path, project) -> None:
    pair = project.pairs[1]
    source = replace(pair.source, characters="لا")
    spoiled = replace(project, pairs=(project.pairs[0], replace(pair, source=source)))
    with pytest.raises(SaveError, match="contradicts itself"):
        save_project(spoiled, tmp_path / "p.json")
    assert not list(tmp_path.iterdir())


def test_a_mistake_in_the_writer_never_reaches_the_disk(
    tmp_path: Path, project, monkeypatch
) -> None:
    def mistaken(pair):
        lines = list(real(pair))
        return iter(lines[1:])

    real = project_encoder._annotation_lines
    monkeypatch.setattr(project_encoder, "_annotation_lines", mistaken)
    with pytest.raises(SaveError, match="is not the same"):
        save_project(project, tmp_path / "p.json")
    assert not list(tmp_path.iterdir())


def test_a_project_too_large_to_open_is_not_saved(tmp_path: Path, project, monkeypatch) -> None:
    monkeypatch.setattr(project_decoder, "SIZE_LIMIT", 1000)
    with pytest.raises(SaveError, match="is the most"):
        save_project(project, tmp_path / "p.json")


def test_unknown_fields_of_a_span_that_is_gone_do_not_stop_a_save(tmp_path: Path, project) -> None:
    stale = {(Side.SOURCE, Span(3, 4)): {"x": 1}, (Side.SOURCE, Span(0, 6)): {"y": 2}}
    path = tmp_path / "p.json"
    save_project(_with_annotation(project, span_extra=stale), path)
    annotation: Annotation = load_project(path).project.pairs[0].annotations[0]
    assert annotation.span_extra == {(Side.SOURCE, Span(0, 6)): {"y": 2}}


def test_a_conflict_comes_through(tmp_path: Path, project) -> None:
    path = tmp_path / "p.json"
    mine = save_project(project, path)
    path.write_bytes(b"theirs")
    with pytest.raises(FileChangedError):
        save_project(project, path, expected=mine)
    assert path.read_bytes() == b"theirs"


@pytest.mark.parametrize(
    ("made", "place"),
    [
        (lambda project: replace(project, title="a\ud83d"), "title"),
        (lambda project: _with_annotation(project, note="\udc00"), "pairs[0].annotations[0].note"),
        (
            lambda project: _with_annotation(project, extra={"x_\ud800": [1, {"y": 2}]}),
            "pairs[0].annotations[0].extra",
        ),
        (
            lambda project: _with_annotation(project, extra={"x": [1, {"y": "\udfff"}]}),
            "pairs[0].annotations[0].extra.x[1].y",
        ),
    ],
)
def test_half_of_a_character_is_named_with_its_place(tmp_path: Path, project, made, place) -> None:
    path = tmp_path / "p.json"
    save_project(project, path)
    before = path.read_bytes()
    with pytest.raises(SaveError) as caught:
        save_project(made(project), path)
    assert f"at {place} there is half of a character" in str(caught.value)
    str(caught.value).encode("utf-8")
    assert path.read_bytes() == before
    assert place_of_half(project) == ""
