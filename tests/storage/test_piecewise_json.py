"""Parsing in pieces gives what parsing at once gives, or nothing at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desk_annotator.storage import piecewise_json
from desk_annotator.storage.piecewise_json import (
    AnnotationPieces,
    NotAsLaidOutError,
    parse_in_pieces,
)

HEAD = '{\n  "pairs": [{\n      "id": "p",\n      "annotations": [\n'
TAIL = "\n      ]\n    }]\n}\n"


def whole(data: bytes) -> object | None:
    """Return what the pieces are together, None if only the parser itself can tell."""
    laid_out = parse_in_pieces(data, json.loads)
    document: Any = None if laid_out is None else laid_out.document
    try:
        for pair in document["pairs"] if document is not None else ():
            if isinstance(pair["annotations"], AnnotationPieces):
                blocks = list(pair["annotations"])
                assert b",\n".join(block.written for block in blocks) in data
                pair["annotations"] = [item for block in blocks for item in block.items]
    except NotAsLaidOutError:
        return None
    return document


def both(characters: str) -> tuple[object, object]:
    return whole(characters.encode()), json.loads(characters)


@pytest.mark.parametrize("piece", [1, 7, 40, 1 << 18])
def test_pieces_of_any_size_are_put_together(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(piecewise_json, "_PIECE", piece)
    lines = [
        f'        {{"id": "{n}", "note": "a,\\n b ] كتاب", "source": [1, 2]}}' for n in range(50)
    ]
    in_pieces, at_once = both(HEAD + ",\n".join(lines) + TAIL)
    assert in_pieces == at_once


def test_several_pairs_keep_their_own_lists() -> None:
    one = '{"id": "p", "x": 1,\n      "annotations": [\n 1,\n2\n      ]}'
    other = '{"id": "q",\n      "annotations": [\n 3\n      ], "y": [1]}'
    in_pieces, at_once = both(f'{{"pairs": [{one}, {other}, {{"annotations": []}}]}}')
    assert in_pieces == at_once


@pytest.mark.parametrize(
    "inside",
    [
        "1,\n2,",
        "1,\n2,\n",
        "1,\n\n,\n2",
        "   ",
        "1],\n[2",
        '"a,\nb"',
        '{"a": 1,\n"b": 2',
        "1 2",
        "NaN]",
        "\ud800",
    ],
)
def test_what_is_no_list_is_left_to_the_parser(inside: str) -> None:
    data = (HEAD + inside + TAIL).encode("utf-8", "surrogatepass")
    assert whole(data) is None


@pytest.mark.parametrize(
    "characters",
    [
        '{"pairs": []}',
        '{"pairs": [{"annotations": [1, 2]}]}',
        '{"extra": {\n      "annotations": [\n1\n      ]}, "pairs": []}',
        '{"pairs": [{\n      "annotations": [\n1\n      ], "annotations": [2]}]}',
        '[{\n      "annotations": [\n1\n      ]}]',
        '{\n      "annotations": [\n1',
    ],
)
def test_another_layout_is_left_to_the_parser(characters: str) -> None:
    assert whole(characters.encode()) is None


def side(text: str) -> str:
    return (
        f'{{\n        "language": "ar",\n        "text": {text},\n        "ignored": []\n      }}'
    )


QUOTED = [side(json.dumps(text)) for text in ("", "one text", "other", "a")]


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 64, 1 << 17])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "كتاب مشهور 🏆 é",
        'a "quoted" \\ backslash \\\\ two \n line \t \x01 control',
        "\n" * 50,
        "\\u0041 is not A",
        '","ignored": [',
    ],
)
def test_texts_are_cut_nowhere_inside_a_character_or_an_escape(
    monkeypatch: pytest.MonkeyPatch, piece: int, text: str
) -> None:
    monkeypatch.setattr(piecewise_json, "_TEXT_PIECE", piece)
    written = side(json.dumps(text, ensure_ascii=False))
    in_pieces, at_once = both(
        f'{{"pairs": [{{"source": {written}, "target": {QUOTED[0]}, "annotations": []}}]}}'
    )
    assert in_pieces == at_once
    assert in_pieces["pairs"][0]["source"]["text"] == text


@pytest.mark.parametrize("stretch", [1, 2, 9])
def test_marks_are_found_across_the_ends_of_stretches(
    monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    monkeypatch.setattr(piecewise_json, "_STRETCH", stretch)
    one = f'{{"source": {QUOTED[1]},\n      "annotations": [\n 1,\n2\n      ]}}'
    other = f'{{"target": {QUOTED[2]},\n      "annotations": [\n 3\n      ]}}'
    in_pieces, at_once = both(f'{{"pairs": [{one}, {other}]}}')
    assert in_pieces == at_once


@pytest.mark.parametrize(
    "written",
    [
        '"a" "b"',
        '"a\\"',
        '"a"b"',
        '"a\\x"',
        '"a", "text": "b"',
        '"a",\n        "text": "b"',
        '"\\ud83c\\udfc6"',
        '"a": "b"',
        "[1]",
    ],
)
def test_what_is_no_plain_text_is_left_to_the_parser(written: str) -> None:
    data = f'{{"pairs": [{{"source": {side(written)}, "annotations": []}}]}}'.encode()
    found = whole(data)
    assert found is None or found == json.loads(data)


def test_a_text_elsewhere_is_left_to_the_parser() -> None:
    data = f'{{"extra": {QUOTED[3]}, "pairs": []}}'.encode()
    assert whole(data) is None


def test_pieces_can_be_gone_through_again() -> None:
    document: Any = parse_in_pieces((HEAD + "1,\n2,\n3" + TAIL).encode(), json.loads).document
    pieces = document["pairs"][0]["annotations"]
    for _ in range(2):
        assert [(block.items, block.written) for block in pieces] == [([1, 2, 3], b"1,\n2,\n3")]
