"""Annotations read from their lines are what the parser of JSON makes of the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import strategies
from hypothesis import given, settings

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.errors import ProjectFileError
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage import annotation_lines, piecewise_json
from desk_annotator.storage.annotation_columns import AnnotationColumns
from desk_annotator.storage.annotation_lines import AnnotationLines
from desk_annotator.storage.loaded_project import LoadedProject
from desk_annotator.storage.piecewise_json import AnnotationPieces, Block
from desk_annotator.storage.project_codec import decode, encode
from desk_annotator.storage.reading_watch import ReadingWatch

ENGLISH = 'Paris is the "capital" of\nFrance, on\tthe \\Seine 😀.'
ARABIC = "باريس هي «عاصمة» فرنسا\nعلى نهر السين."
LINK = Annotation(
    id="link",
    tag=Tag.MATCHING,
    source=(Span(0, 5),),
    target=(Span(0, 5),),
    note='she said: "no"\n\\ / \t',
    category="مصطلح",
    author='Zoë "Z" O’Neil',
    justified=True,
    created="2024-05-12T08:00:00Z",
    modified="2024-05-12T08:00:01Z",
)
PARTS = replace(
    LINK,
    id="parts",
    source=(Span(0, 5), Span(13, 22), Span(26, 33)),
    target=(Span(0, 5), Span(9, 14)),
    justified=False,
)
MISSING = Annotation(id="missing", tag=Tag.MISSING, source=(Span(35, 45),), severity="major")
PLACED = replace(MISSING, id="placed", target=(Span(6, 6),), justified=None)
ADDED = Annotation(id="added", tag=Tag.ADDED, target=(Span(9, 23),), status="suggested")
UNKNOWN = Annotation(id="unknown", tag="كذا", source=(), target=(Span(3, 3),))
ALL = (LINK, PARTS, MISSING, PLACED, ADDED, UNKNOWN)


def text(characters: str, language: str) -> Text:
    return Text.of(characters, language=language, direction=Direction.LTR)


def project(*annotations: Annotation) -> Project:
    pair = Pair(
        id="p",
        title="",
        source=text(ENGLISH, "en"),
        target=text(ARABIC, "ar"),
        annotations=annotations,
    )
    return Project(id="p", title="", pairs=(pair,))


def lists_of(data: bytes) -> Iterator[bytes]:
    """Yield the bytes between the brackets of each list of annotations."""
    opening, closing = b'"annotations": [\n', b"\n      ]"
    place = data.find(opening)
    while place >= 0:
        end = data.index(closing, place)
        yield data[place + len(opening) : end]
        place = data.find(opening, end)


def both(
    written: bytes, source: str = ENGLISH, target: str = ARABIC
) -> tuple[AnnotationColumns | None, AnnotationColumns | None]:
    """Return the columns of lines, and those of what the parser makes of them."""
    lines = AnnotationLines(source, target).columns(written)
    try:
        items = json.loads(b"[%s]" % written, object_pairs_hook=once)
    except ValueError:
        return lines, None
    parsed = AnnotationColumns.of(items, source, target) if items else None
    return lines, None if parsed is None else parsed._replace(are_lines=True)


def once(fields: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse an object in which a key stands twice."""
    if len(dict(fields)) != len(fields):
        raise ValueError(fields)
    return dict(fields)


WRITTEN = next(lists_of(encode(project(*ALL), generator="g")))


@pytest.mark.parametrize("annotation", ALL, ids=lambda annotation: annotation.id)
def test_usual_lines_are_read(annotation: Annotation) -> None:
    (written,) = lists_of(encode(project(annotation), generator="g"))
    lines, parsed = both(written)
    assert lines is not None
    assert lines == parsed


def test_several_lines_are_read_together() -> None:
    lines, parsed = both(WRITTEN)
    assert lines == parsed
    assert lines is not None
    assert sorted(lines.ids) == sorted(annotation.id for annotation in ALL)
    assert lines.keys == WRITTEN.count(b'": ')
    assert sorted(lines.notes)[-1] == LINK.note


@settings(max_examples=60)
@given(strategies.projects(with_extra=True))
def test_whatever_is_written_is_read_as_the_parser_does(made: Project) -> None:
    data = encode(made, generator="g")
    annotated = [pair for pair in made.pairs if pair.annotations]
    for pair, written in zip(annotated, lists_of(data), strict=True):
        lines, parsed = both(written, pair.source.characters, pair.target.characters)
        assert lines is None or lines == parsed
        if parsed is not None and b"\\u" not in written:
            assert lines is not None


INSERTED = (
    *(b'"', b"0", b" ", b",", b"\\", b"\n", b"\t", b"}", b"-", b"\x1f", b"]", b"{", b"\xd9"),
    b",\n",
)


@pytest.mark.parametrize("inserted", INSERTED, ids=repr)
def test_nothing_put_in_anywhere_is_read_otherwise(inserted: bytes) -> None:
    for at in range(len(WRITTEN) + 1):
        lines, parsed = both(WRITTEN[:at] + inserted + WRITTEN[at:])
        assert lines is None or lines == parsed, at


@pytest.mark.parametrize("length", [1, 2, 3, 9, 40])
def test_nothing_left_out_anywhere_is_read_otherwise(length: int) -> None:
    for at in range(len(WRITTEN)):
        lines, parsed = both(WRITTEN[:at] + WRITTEN[at + length :])
        assert lines is None or lines == parsed, at


@pytest.mark.parametrize("bit", range(8))
def test_nothing_changed_anywhere_is_read_otherwise(bit: int) -> None:
    for at in range(len(WRITTEN)):
        spoilt = WRITTEN[:at] + bytes([WRITTEN[at] ^ (1 << bit)]) + WRITTEN[at + 1 :]
        lines, parsed = both(spoilt)
        assert lines is None or lines == parsed, at


LINE = next(lists_of(encode(project(LINK), generator="g")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"start": 0', b'"start": 00'),
        (b'"start": 0', b'"start": -0'),
        (b'"start": 0', b'"start": 0.0'),
        (b'"start": 0', b'"start": 0e0'),
        (b'"start": 0', '"start": ٠'.encode()),
        (b'"end": 5', b'"end": 4'),
        (b'"end": 5', b'"end": 55'),
        (b'"end": 5', b'"end": 5000000000000000000000'),
        (b'"quote": "P', b'"quote": "p'),
        (b'"quote": "P', b'"quote": "\\u0050'),
        (b'"note": "', b'"note": "\x00'),
        (b'"note": "', b'"note": "\x1f'),
        (b'"note": "', b'"note": "\r'),
        (b'"note": "', b'"note": "\\x'),
        (b'"note": "', b'"note": "\\ud83d'),
        (b'"note": "', b'"note": "\xff'),
        (b'"note": "', b'"note": "\xed\xa0\xbd'),
        (b'"note": ', b'"note": "x", "note": '),
        (b'"note": ', b'"note" : '),
        (b'"tag": "matching"', b'"tag": ""'),
        (b'"id": "link"', b'"id": "../link"'),
        (b'"id": "link"', b'"id": ""'),
        (b'"id": "link"', b'"id": "l\xc3\xadnk"'),
        (b'"id": "link"', b'"id": "' + b"l" * 129 + b'"'),
        (b'"justified": true', b'"justified": 1'),
        (b'"justified": true', b'"justified": "true"'),
        (b'"status": "', b'"status": "\\'),
        (b'"modified"', b'"x": 1, "modified"'),
        (b'"}', b'", "x": 1}'),
        (b"        {", b"       {"),
        (b"        {", b"        [{"),
        (b'"}', b'"}, '),
        (b'"}', b'"},\n'),
        (b'"}', b'"}}'),
        (b'"}', b'"'),
    ],
)
def test_anything_unusual_or_wrong_is_left_to_the_parser(old: bytes, new: bytes) -> None:
    assert old in LINE
    assert both(LINE)[0] is not None
    lines = AnnotationLines(ENGLISH, ARABIC)
    for spoilt in (
        LINE.replace(old, new, 1),
        LINE.replace(old, new, 1) + b",\n" + LINE,
        LINE + b",\n" + LINE.replace(old, new, 1),
        LINE[: LINE.rindex(old)] + new + LINE[LINE.rindex(old) + len(old) :],
    ):
        assert lines.columns(spoilt) is None


@pytest.mark.parametrize("between", [b"", b",", b"\n", b",\n\n", b", \n", b",\n,\n", b";\n"])
def test_lines_with_anything_but_a_comma_between_are_left_to_the_parser(between: bytes) -> None:
    assert AnnotationLines(ENGLISH, ARABIC).columns(LINE + between + LINE) is None
    assert AnnotationLines(ENGLISH, ARABIC).columns(LINE + b",\n" + LINE) is not None


def test_a_line_longer_than_is_read_at_once_is_left_to_the_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(annotation_lines, "_LONGEST", len(LINE) - 1)
    assert AnnotationLines(ENGLISH, ARABIC).columns(LINE) is None
    monkeypatch.setattr(annotation_lines, "_LONGEST", len(LINE))
    assert AnnotationLines(ENGLISH, ARABIC).columns(LINE) is not None


def test_what_is_kept_for_other_lines_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotation_lines, "_MOST_KNOWN", 3)
    lines = AnnotationLines(ENGLISH, ARABIC)
    for number in range(40):
        (written,) = lists_of(encode(project(replace(LINK, author=f"A{number}")), generator="g"))
        columns = lines.columns(written)
        assert columns is not None
        assert columns.shared[0][-1] == f"A{number}"
        assert len(lines._known) <= 5


def test_only_lists_of_many_are_read_by_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for many, expected in ((0, True), (len(WRITTEN), False)):
        monkeypatch.setattr(piecewise_json, "_MANY", many)
        pieces = AnnotationPieces(WRITTEN, 0, len(WRITTEN), json.loads, ReadingWatch())
        assert [block.is_of_many for block in pieces] == [expected]


def test_many_usual_lines_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(project(*ALL), generator="g")
    read = decode(data, name="p.json")

    def parsed(self: Block) -> list[object]:
        raise AssertionError(self.written)

    monkeypatch.setattr(piecewise_json, "_MANY", 0)
    monkeypatch.setattr(Block, "items", property(parsed))
    assert decode(data, name="p.json") == read


def outcome(data: bytes) -> LoadedProject | str:
    try:
        return decode(data, name="p.json")
    except ProjectFileError as error:
        return str(error)


@pytest.mark.parametrize("name", ["golden", "golden_1_1", "golden_newer"])
def test_a_spoilt_file_is_judged_the_same_by_lines(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = request.getfixturevalue(name)
    first = data.index(b'"annotations"')
    for at in range(first, len(data), 2):
        spoilt = (
            data[:at] + data[at + 1 :],
            data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
            data[:at] + INSERTED[at % len(INSERTED)] + data[at:],
        )[at // 2 % 3]
        monkeypatch.setattr(piecewise_json, "_MANY", 0)
        by_lines = outcome(spoilt)
        monkeypatch.setattr(piecewise_json, "_MANY", len(data))
        assert by_lines == outcome(spoilt), (at, spoilt)
