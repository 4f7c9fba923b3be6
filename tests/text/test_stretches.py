"""Stretches of one direction."""

from __future__ import annotations

import pytest
import strategies
from hypothesis import given

from desk_annotator.core.text import Direction
from desk_annotator.text.stretches import direction_stretches

LTR, RTL = Direction.LTR, Direction.RTL


@pytest.mark.parametrize(
    ("line", "base", "expected"),
    [
        ("", LTR, []),
        ("plain, 1", LTR, [("plain, 1", LTR)]),
        ("وقال.", RTL, [("وقال.", RTL)]),
        ("عام 2009 في", RTL, [("عام 2009 في", RTL)]),
        ("نظام COVID-19 (جديد)", RTL, [("نظام ", RTL), ("COVID-19", LTR), (" (جديد)", RTL)]),
        ("شركة Norvik Marine Ltd.", RTL, [("شركة ", RTL), ("Norvik Marine Ltd", LTR), (".", RTL)]),
        ("in عام 2009, then", LTR, [("in ", LTR), ("عام 2009", RTL), (", then", LTR)]),
        ("a عَ b", LTR, [("a ", LTR), ("عَ", RTL), (" b", LTR)]),
    ],
)
def test_stretches_go_from_letter_to_letter(line, base, expected):
    found = [
        (line[start:end], direction) for start, end, direction in direction_stretches(line, base)
    ]
    assert found == expected


@given(strategies.texts())
def test_stretches_cover_a_line_in_order(line: str):
    for base in Direction:
        found = direction_stretches(line, base)
        assert "".join(line[start:end] for start, end, _ in found) == line
        assert all(start < end for start, end, _ in found)
