"""A file of any layout, parsed in pieces, gives what parsing it at once gives; faults as well."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage import any_layout_json, strict_json
from desk_annotator.storage.any_layout_json import MalformedError, parse_any_layout
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.reading_watch import ReadingWatch

LAYOUTS: dict[str, Callable[[Any], str]] = {
    "one line": lambda value: json.dumps(value, ensure_ascii=False),
    "tight": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    "escaped": json.dumps,
    "sorted": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1),
    "tabs": lambda value: json.dumps(value, ensure_ascii=False, indent="\t"),
    "spaced": lambda value: json.dumps(value, indent=7, separators=(" , ", " : ")),
}
VALUE = {
    "text": "قال صاحب المخبزة 🏆 " * 40 + '"\\\n\t/',
    "list": [{"id": str(at), "in": [{"a": at}, {"b": "}, {"}]} for at in range(60)],
    "numbers": [0, -1, 2.5, 1e20, 12345678901234567890, -0.0, True, False, None] * 9,
    "words": ["a", "كتاب", "", "🏆🏆", '","'] * 20,
    "deep": [[[[[{"x": [[], {}, [{}]]}]]]]],
    "": {},
    "empty": [],
}


@pytest.fixture(params=[1, 2, 5, 13, 64, 400])
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    size: int = request.param
    monkeypatch.setattr(any_layout_json, "_WINDOW", size)
    return size


def parsed(data: bytes) -> object:
    return parse_any_layout(data, json.JSONDecoder(), ReadingWatch())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_outcome_is_that_of_parsing_at_once(window: int, layout: str) -> None:
    characters = LAYOUTS[layout](VALUE)
    assert parsed(characters.encode()) == json.loads(characters) == VALUE
    assert parsed(b"\xef\xbb\xbf \n" + characters.encode() + b" \n") == VALUE


def test_objects_made_apart_keep_the_last_of_a_repeated_key(window: int) -> None:
    characters = '{"a": [1, 2, 3], "b": {"c": 1, "c": "' + "x" * 500 + '"}, "a": 2}'
    assert parsed(characters.encode()) == json.loads(characters)


FAULTS = [
    "",
    " ",
    "{",
    '{"a"',
    '{"a":',
    '{"a": 1',
    '{"a": 1,',
    '{"a": 1 "b"}',
    "{1: 2}",
    "[",
    "[1",
    "[1,",
    "[1 2]",
    '["a" "b"]',
    "[1}",
    '{"a": 1]',
    '"',
    '"ab',
    '"a\\',
    '"a\\u12',
    '"a\\u12g4"',
    '"a\\x"',
    '"a\nb"',
    '"\\ud83c',
    "tru",
    "nulL",
    "-",
    "+1",
    "1 1",
    "01",
    "[1.]",
    "]",
    "}",
    ",",
    "[[1, 2], [3, 4]",
    '[{"a": 1}, {"a": 2}, {"a" 3}]',
    'كتاب\n "',
    '["كتاب",\n "é🏆", x]',
]


@pytest.mark.parametrize("characters", FAULTS)
def test_a_fault_is_found_where_parsing_at_once_finds_it(window: int, characters: str) -> None:
    with pytest.raises(json.JSONDecodeError) as expected:
        json.loads(characters)
    with pytest.raises(MalformedError) as caught:
        parsed(characters.encode())
    assert (caught.value.line, caught.value.column) == (
        expected.value.lineno,
        expected.value.colno,
    )


def outcome(parse: Callable[[Any], object], given: str | bytes) -> object:
    """Return what is parsed, or the line and column of the fault."""
    try:
        return parse(given)
    except json.JSONDecodeError as error:
        place = error.pos
        if error.msg.startswith("Illegal trailing comma"):
            # From Python 3.13 on the comma is named, before it what stands behind.
            behind = error.doc[place + 1 :]
            place += 1 + len(behind) - len(behind.lstrip(" \t\n\r"))
        return error.doc.count("\n", 0, place) + 1, place - error.doc.rfind("\n", 0, place)
    except MalformedError as error:
        return error.line, error.column


def test_spoiled_files_fail_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20260412)
    whole = [layout(VALUE) for layout in LAYOUTS.values()]
    failed = 0
    for _ in range(600):
        characters = list(chance.choice(whole))
        for _ in range(chance.choice((1, 1, 3))):
            place = chance.randrange(len(characters))
            if chance.random() < 0.5:
                characters[place] = chance.choice('{}[]",:0-.eE\\ntf \n\x01')
            else:
                del characters[place : place + chance.randrange(1, 30)]
        spoiled = "".join(characters)
        monkeypatch.setattr(any_layout_json, "_WINDOW", chance.choice((3, 40, 300, 5000)))
        expected, found = outcome(json.loads, spoiled), outcome(parsed, spoiled.encode())
        assert found == expected
        failed += isinstance(expected, tuple)
    assert 100 < failed < 600


def test_nesting_without_end_is_refused(window: int) -> None:
    for opening in (b"[", b'{"a":'):
        with pytest.raises(RecursionError):
            parsed(opening * 100_000)


def test_halves_of_surrogate_pairs_are_put_together(window: int) -> None:
    for characters in ("🏆" * 50, "a" * 7 + "🏆x" * 20):
        assert parsed(json.dumps(characters).encode()) == characters
    alone = '"' + "\\ud83c" * 30 + 'x\\ud83c"'
    assert parsed(alone.encode()) == json.loads(alone)


def test_of_what_is_read_nothing_is_read_after_a_stop() -> None:
    data = json.dumps(["x" * 100_000] * 5).encode()
    reached: list[float] = []

    def progress(share: float) -> None:
        reached.append(share)

    parse_any_layout(data, json.JSONDecoder(), ReadingWatch(progress=progress))
    assert reached == sorted(reached)
    assert reached[-1] == 1
    assert len(reached) > 10


# The project file


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "_SMALL", 0)
    monkeypatch.setattr(any_layout_json, "_WINDOW", 97)


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_project_of_another_layout_is_the_same_project(golden: bytes, layout: str) -> None:
    data = LAYOUTS[layout](json.loads(golden)).encode()
    assert decode(data, name="p.json") == decode(golden, name="p.json")


def sentence(data: bytes) -> str:
    with pytest.raises(ProjectFileError) as caught:
        decode(data, name="p.json")
    return str(caught.value)


SPOILED = [
    b'"x": NaN',
    b'"x": [1, {"y": -Infinity}]',
    b'"x": 1e999',
    b'"x": ' + b"9" * 5000,
    b'"x": "\\ud83d"',
    b'"x": {"\\uDe00": 1}',
    b'"x": {"y": 1, "z": 2, "y": 1}',
    b'"x": {"y" : 1, "z":2, "z":2}',
    b'"x": {"b\\\\": 1, "z":2, "z":2}',
    b'"x": "a\\":b\\":c", "y": {"z": 0, "z": 0}',
    b'"x": ' + b"[" * 150 + b"]" * 150,
    b'"x": 1, "x": 2',
    b'"x" 1',
    b'"x": "\xff"',
    b'"x": "\xd9',
    b'"x": NaN, "y" 1',
    b'"title": 1',
]


@pytest.mark.parametrize("field", SPOILED)
def test_a_fault_is_told_in_the_same_words(
    golden: bytes, field: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (golden, json.dumps(json.loads(golden), ensure_ascii=False).encode()):
        spoiled = data.replace(b'"offset_unit"', field + b', "offset_unit"', 1)
        assert spoiled != data
        at_once = sentence(spoiled)
        with monkeypatch.context() as patch:
            patch.setattr(strict_json, "_SMALL", 0)
            patch.setattr(any_layout_json, "_WINDOW", 97)
            assert sentence(spoiled) == at_once


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b" \n" * 300, "it is empty"),
        (b"\0" * 5000, "zero bytes"),
        (b'{"a": 1}' + b"\0" * 5000, "zero bytes"),
        ("\ufeff{}".encode("utf-16-le"), "UTF-16"),
        (b'{"a": "\xe9"}', "not UTF-8 (the fault is at byte 7)"),
        (b'{"a": "' + b"x" * 3_000_000 + b'\xe9"}', "the fault is at byte 3000007"),
        (b"x" * ((1 << 21) - 1) + b"\xd9", "the fault is at byte 2097151"),
    ],
)
def test_what_is_no_json_in_utf8_is_refused(data: bytes, words: str) -> None:
    assert words in sentence(data)
