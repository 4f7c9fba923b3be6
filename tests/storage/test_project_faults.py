"""Whatever is wrong with a file, one sentence says what and where, and nothing is changed."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage import project_decoder
from desk_annotator.storage.project_codec import decode

_DELETE = object()


def _fault(data: bytes) -> str:
    with pytest.raises(ProjectFileError) as caught:
        decode(data, name="p.json")
    sentence = str(caught.value)
    assert "p.json" in sentence
    assert sentence.endswith("Nothing was changed.")
    assert "\n" not in sentence
    return sentence


def _change(document: Any, path: str, value: object) -> None:
    """Put a value at a place written as the error sentences write it."""
    steps = [
        int(step) if step.isdigit() else step
        for step in path.replace("[", ".").replace("]", "").split(".")
    ]
    for step in steps[:-1]:
        document = document[step]
    if value is _DELETE:
        del document[steps[-1]]
    else:
        document[steps[-1]] = value


A1 = "pairs[0].annotations[1]"


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        ("id", _DELETE, "id", "the field “id” is missing"),
        ("id", 7, "id", "a string is expected here, not a number"),
        ("id", "../../etc", "id", "an id has"),
        ("title", None, "title", "a string is expected here, not null"),
        ("version", [1], "version", "two whole numbers"),
        ("version", [1, True], "version[1]", "not true or false"),
        ("version", [0, 9], "version", "never was such a version"),
        ("version", [1, 10**5], None, None),
        ("version", [1, 10**25], "version", "never was such a version"),
        ("min_reader", "1.0", "min_reader", "a list is expected here, not a string"),
        ("offset_unit", "utf16", "offset_unit", "only the unit “codepoint” is known"),
        ("generator", [], "generator", "not a list"),
        ("pairs", {}, "pairs", "a list is expected here, not an object"),
        ("pairs[1]", 1.5, "pairs[1]", "an object is expected here, not a number with a fraction"),
        ("pairs[1].id", "5f0c8f0e-7a54-4c0b-8a1e-6f6f0d8c2a01", "pairs[1].id", "another pair"),
        ("pairs[0].source", _DELETE, "pairs[0]", "the field “source” is missing"),
        ("pairs[0].source", [], "pairs[0].source", "an object is expected"),
        ("pairs[0].source.text", _DELETE, "pairs[0].source", "“text” is missing"),
        ("pairs[0].source.text", 5, "pairs[0].source.text", "a string"),
        ("pairs[0].source.text", "a\0b", "pairs[0].source.text", "NUL"),
        ("pairs[0].source.sha256", _DELETE, "pairs[0].source", "“sha256” is missing"),
        ("pairs[0].target.language", None, "pairs[0].target.language", "a string"),
        ("pairs[0].target.direction", "up", "pairs[0].target.direction", "“ltr” or “rtl”"),
        ("pairs[0].source.ignored[0]", [1], "pairs[0].source.ignored[0]", "two whole numbers"),
        ("pairs[0].source.ignored[0]", [5, 4], "pairs[0].source.ignored[0]", "backwards"),
        ("pairs[0].source.ignored[0]", [0, 999], "pairs[0].source.ignored[0]", "beyond"),
        ("pairs[0].source.ignored[0]", [False, 4], "pairs[0].source.ignored[0][0]", "true"),
        ("pairs[0].source.ignored", [[4, 6], [5, 7]], "pairs[0].source.ignored", "overlap"),
        ("pairs[0].source.cuts", {}, "pairs[0].source.cuts", "not an object"),
        ("pairs[0].source.cuts", [4, 4], "pairs[0].source.cuts[1]", "not in rising order"),
        ("pairs[0].source.cuts", [0], "pairs[0].source.cuts[0]", "not inside the text"),
        ("pairs[0].target.cuts", [3, 999], "pairs[0].target.cuts[1]", "not inside the text"),
        ("pairs[0].target.cuts", [True], "pairs[0].target.cuts[0]", "true or false"),
        ("pairs[0].source.joined", [[4, 6, 8]], "pairs[0].source.joined[0]", "two whole numbers"),
        ("pairs[0].source.joined", [[4, 6], [5, 7]], "pairs[0].source.joined", "overlap"),
        ("pairs[0].source.joined", [[4, 4]], "pairs[0].source.joined", "empty"),
        ("pairs[0].source.joined", [[4, 999]], "pairs[0].source.joined[0]", "beyond"),
        ("pairs[0].source.imported", "a.txt", "pairs[0].source.imported", "an object"),
        ("pairs[0].source.imported.changes[0]", ["x"], "pairs[0].source.imported.changes[0]", "x"),
        (
            "pairs[0].source.imported.changes[0]",
            ["crlf-to-lf", -1],
            "pairs[0].source.imported.changes[0][1]",
            "less than 0",
        ),
        ("pairs[0].annotations", {}, "pairs[0].annotations", "a list"),
        (A1, "x", A1, "an object is expected here, not a string"),
        (f"{A1}.id", _DELETE, A1, "the field “id” is missing"),
        (f"{A1}.id", "", f"{A1}.id", "an id has"),
        (f"{A1}.id", "a" * 129, f"{A1}.id", "an id has"),
        (f"{A1}.id", "0b0d4f5e-3a1c-4a0e-9a52-0c6f8c7a1f01", f"{A1}.id", "another annotation"),
        (f"{A1}.tag", "", f"{A1}.tag", "the tag is empty"),
        (f"{A1}.tag", None, f"{A1}.tag", "a string"),
        (f"{A1}.tag", "added", f"{A1}.source", "no text"),
        (f"{A1}.note", 1, f"{A1}.note", "a string"),
        (f"{A1}.justified", 1, f"{A1}.justified", "true, false or null"),
        (f"{A1}.status", True, f"{A1}.status", "a string"),
        (f"{A1}.source", [], f"{A1}.source", "text on both sides"),
        (f"{A1}.source[0]", [7, 10], f"{A1}.source[0]", "an object"),
        (f"{A1}.source[0].start", -1, f"{A1}.source[0].start", "less than 0"),
        (
            "pairs[1].annotations",
            [{"id": "a", "tag": "x", "source": [{"start": -1, "end": 3, "quote": "م"}]}],
            "pairs[1].annotations[0].source[0].start",
            "less than 0",
        ),
        (
            "pairs[0].annotations[0].source[0]",
            {"start": -1, "end": 58, "quote": "\n"},
            "pairs[0].annotations[0].source[0].start",
            "less than 0",
        ),
        (
            "pairs[0].annotations[0].source[0]",
            {"start": 3, "end": 3, "quote": ""},
            "pairs[0].annotations[0].source",
            "text on both sides",
        ),
        (f"{A1}.source[0].start", 7.0, f"{A1}.source[0].start", "a whole number"),
        (f"{A1}.source[0].start", True, f"{A1}.source[0].start", "not true or false"),
        (f"{A1}.source[0].start", "7", f"{A1}.source[0].start", "not a string"),
        (f"{A1}.source[0].end", 3, f"{A1}.source[0].end", "before its start"),
        (f"{A1}.source[0].end", 9999, f"{A1}.source[0].end", "the text has"),
        (f"{A1}.source[1].end", 10**400, f"{A1}.source[1].end", "the text has"),
        (f"{A1}.source[0].quote", _DELETE, f"{A1}.source[0]", "“quote” is missing"),
        (f"{A1}.source[1].start", 8, f"{A1}.source", "overlap"),
        (
            "pairs[0].annotations[2].target[0].end",
            40,
            "pairs[0].annotations[2].target",
            "no text",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(document, path, value, place, words) -> None:
    _change(document, path, value)
    data = json.dumps(document).encode()
    if place is None:
        loaded = decode(data, name="p.json")
        assert (loaded.problems, loaded.read_only_reason) == ((), None)
        return
    sentence = _fault(data)
    assert f"At {place}: " in sentence
    assert words in sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b" \n\t\r\n", "it is empty"),
        (b"\0" * 5000, "zero bytes"),
        (b"{", "not complete JSON (the fault is in line 1, column 2)"),
        (b"hello", "not complete JSON"),
        (b'{"format":"desk-annotator-project"} x', "not complete JSON"),
        (b'{"format":NaN}\n x', "not complete JSON (the fault is in line 2, column 2)"),
        (b'[1e999, {"a" 1}]', "not complete JSON"),
        (b"null", "not a project"),
        (b"[]", "not a project"),
        (b'{"format": 1}', "not a project"),
        (b'{"format": {"a": []}}', "not a project"),
        (b"\xff\xfe\0\0", "UTF-16"),
        ("\ufeff{}".encode("utf-16-le"), "UTF-16"),
        ('{"format":1}'.encode("utf-16-be"), "UTF-16"),
        ('{"format":1}'.encode("utf-32"), "UTF-16 or UTF-32"),
        (b'{"a": "\xe9"}', "not UTF-8 (the fault is at byte 7)"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data, words) -> None:
    assert words in _fault(data)


@pytest.mark.parametrize(
    ("field", "place", "words"),
    [
        ('"x": NaN', "x", "NaN is not a number that JSON knows"),
        ('"x": [1, {"y": -Infinity}]', "x[1].y", "-Infinity"),
        ('"x": 1e999', "x", "the number 1e999 is too large"),
        ('"x": ' + "9" * 100_000, "x", "is too long"),
        ('"x": "\\ud83d"', "x", "half of a surrogate pair"),
        ('"x": {"\\uDe00": 1}', "x", "half of a surrogate pair"),
        ('"x": {"y": 1, "z": 2, "y": 1}', "x", "the field “y” stands there twice"),
        ('"x": {"y" : 1, "z":2, "y"\n: 1}', "x", "the field “y” stands there twice"),
        ('"x": {"y" : 1, "z":2, "z":2}', "x", "the field “z” stands there twice"),
        ('"x": {"b\\\\": 1, "z":2, "z":2}', "x", "the field “z” stands there twice"),
        ('"x": {"\\\\": 1, "\\\\": 1}', "x", "the field “\\” stands there twice"),
        ('"x": {"\\"": 1, "\\"": 1}', "x", 'the field “"” stands there twice'),
        ('"x": "a\\":b\\":c", "y": {"z": 0, "z": 0}', "y", "the field “z” stands there twice"),
        ('"x": ' + "[" * 150 + "]" * 150, "", "nested more than 100 deep"),
    ],
)
def test_what_json_parsers_let_pass_is_refused(golden, field, place, words) -> None:
    sentence = _fault(golden.replace(b'"offset_unit"', f'{field}, "offset_unit"'.encode(), 1))
    assert words in sentence
    assert (f"At {place}: " in sentence) == bool(place)


def test_a_caret_is_no_match_whatever_stands_beside_it(document) -> None:
    match = document["pairs"][0]["annotations"][0]
    for side in ("source", "target"):
        alone = {**match, "source": [{"start": 0, "end": 1, "quote": "ن"}]}
        alone["target"] = [{"start": 0, "end": 1, "quote": '"'}]
        document["pairs"][1]["annotations"] = [alone]
        assert decode(json.dumps(document).encode(), name="p.json").read_only_reason is None
        alone[side] = [{"start": 1, "end": 1, "quote": ""}]
        place = f"pairs[1].annotations[0].{side}"
        assert f"At {place}: a match needs text" in _fault(json.dumps(document).encode())


def test_a_half_zeroed_file_says_what_happened(golden: bytes) -> None:
    half = len(golden) // 2
    assert "zero bytes" in _fault(golden[:half] + bytes(len(golden) - half))


def test_places_with_long_and_strange_names_stay_short(golden: bytes) -> None:
    key = json.dumps("\u202e\n" + "k" * 1_000_000)
    items = ",".join(["0"] * 100_000)
    field = f'{key}: [{items}, {{"a\\nb": 1, "a\\nb": 2}}, NaN], '
    sentence = _fault(golden.replace(b'"offset_unit"', field.encode() + b'"offset_unit"', 1))
    assert len(sentence) < 400
    assert sentence.isprintable()


def test_a_repeated_field_is_refused_wherever_it_stands(golden: bytes) -> None:
    for place, old in (
        ("pairs[0].annotations[1].source[0]", b'"start": 7,'),
        ("pairs[0].annotations[1]", b'"status": "accepted",'),
        ("pairs[0].source", b'"language": "en",'),
    ):
        spoiled = golden.replace(old, old + b" " + old, 1)
        assert spoiled != golden
        sentence = _fault(spoiled)
        assert f"At {place}: " in sentence
        assert "twice" in sentence


def test_quotation_marks_and_colons_in_texts_are_no_repeated_fields(document) -> None:
    document["x"] = ['a":b', '\\":', '\\\\":', '"', '" :', {'q"': 1, "b\\": 2, ":": 3}]
    document["pairs"][0]["annotations"][0]["note"] = '"id":"tag":'
    data = json.dumps(document, ensure_ascii=False).encode()
    assert decode(data, name="p.json").project.extra["x"] == document["x"]
    spaced = json.dumps(document, indent=3, separators=(" ,", "\t: ")).encode()
    assert decode(spaced, name="p.json").project == decode(data, name="p.json").project


def test_a_byte_order_mark_is_accepted(golden: bytes) -> None:
    assert decode(b"\xef\xbb\xbf" + golden, name="p.json") == decode(golden, name="p.json")


def test_a_file_beyond_the_limit_is_refused(golden, monkeypatch) -> None:
    monkeypatch.setattr(project_decoder, "SIZE_LIMIT", len(golden) - 1)
    assert "is the most" in _fault(golden)


def test_surrogate_pairs_as_escapes_are_ordinary_characters(document) -> None:
    data = json.dumps(document, ensure_ascii=True).encode()
    assert b"\\ud83c" in data
    assert "🏆" in decode(data, name="p.json").project.pairs[0].source.characters


def _tolerated(data: bytes) -> bool:
    """Read spoiled bytes; anything but a project or a ProjectFileError ends the test."""
    try:
        decode(data, name="p.json")
    except ProjectFileError as error:
        return not str(error)
    return True


def test_every_beginning_of_a_file_is_refused(golden: bytes) -> None:
    whole = golden.rstrip()
    for length in range(len(whole)):
        assert not _tolerated(whole[:length]), length


def test_two_thousand_spoiled_files_never_raise_anything_else(golden: bytes) -> None:
    chance = random.Random(20250131)
    read = 0
    for _ in range(1200):
        data = bytearray(golden)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            place = chance.randrange(len(data))
            match chance.randrange(5):
                case 0:
                    data[place] ^= 1 << chance.randrange(8)
                case 1:
                    data[place] = chance.choice(b'{}[]",:0-.eE\\ntf\0\xff')
                case 2:
                    del data[place : place + chance.randrange(1, 20)]
                case 3:
                    data[place:place] = data[place : place + chance.randrange(1, 40)]
                case _:
                    other = chance.randrange(len(data))
                    data[place], data[other] = data[other], data[place]
        read += _tolerated(bytes(data))
    assert 0 < read < 1200


_STRANGE = [None, True, False, 0, -1, 1, 10**30, 1.5, -0.0, "", "x", "\0", [], {}, [[]], [{}]]
_STRANGE += [{"id": 1}, [0, 0], [1, 0], ["x", 1], "matching", "missing", "added", "ltr", [None] * 3]


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            found.append((value, key))
            found += _places(value[key])
    return found


def test_every_field_with_every_kind_of_value(golden: bytes) -> None:
    document = json.loads(golden)
    places = _places(document)
    assert len(places) * len(_STRANGE) > 2000
    read = 0
    for container, key in places:
        kept = container[key]
        for value in _STRANGE:
            container[key] = value
            read += _tolerated(json.dumps(document).encode())
        container[key] = kept
    assert json.dumps(document) == json.dumps(json.loads(golden))
    assert read


def test_every_field_left_out(golden: bytes) -> None:
    document = json.loads(golden)
    for container, key in _places(document):
        if isinstance(container, dict):
            before = dict(container)
            del container[key]
            _tolerated(json.dumps(document).encode())
            container.clear()
            container.update(before)
    assert decode(json.dumps(document).encode(), name="p.json").read_only_reason is None
