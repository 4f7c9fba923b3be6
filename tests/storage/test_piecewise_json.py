"""Parsing in pieces gives what parsing at once gives, or nothing at all."""

from __future__ import annotations

import json

import pytest

from desk_annotator.storage import piecewise_json
from desk_annotator.storage.piecewise_json import parse_in_pieces

HEAD = '{\n  "pairs": [{\n      "id": "p",\n      "annotations": [\n'
TAIL = "\n      ]\n    }]\n}\n"


def both(characters: str) -> tuple[object, object]:
    return parse_in_pieces(characters.encode(), json.loads), json.loads(characters)


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
    assert parse_in_pieces(data, json.loads) is None


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
    assert parse_in_pieces(characters.encode(), json.loads) is None
