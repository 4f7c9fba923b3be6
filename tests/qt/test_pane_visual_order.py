"""Every character is found where it is drawn, in the order an independent implementation gives."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont

from desk_annotator.core.text import Direction
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.pane.laid_chunk import Box, LaidChunk, Style

pytestmark = pytest.mark.usefixtures("qapp")

ARABIC = "لابتثجحخدذرزسشصضطظعغ"
"""The first two join to a ligature."""
MARKS = "\u064e\u0651\u0650"
LATIN = "abcdefghijkmnopqr"
DIGITS = "0123456789"
INDIC = "٠١٢٣٤٥٦٧٨٩"
INVISIBLE = "\u200e\u200f\u061c\u200d\u200c\u2060\u200b"
STRETCHES = tuple(
    f"{begin}{{}}{end}"
    for begin, end in (
        ("\u2066", "\u2069"),
        ("\u2067", "\u2069"),
        ("\u2068", "\u2069"),
        ("\u202a", "\u202c"),
        ("\u202b", "\u202c"),
    )
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line in which every visible character stands once, so that it can be told where it is."""
    rest = {kind: list(kind) for kind in (ARABIC, LATIN, DIGITS, INDIC)}
    line = ""
    for _ in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(list(rest)))
        length = min(draw(st.integers(1, 3)), len(rest[kind]))
        word = "".join(rest[kind].pop(0) for _ in range(length))
        if kind == ARABIC and draw(st.booleans()):
            word = "".join(letter + draw(st.sampled_from(["", *MARKS])) for letter in word)
        piece = draw(st.sampled_from(["", " ", "-"])) + word
        if draw(st.integers(0, 3)) == 0:
            piece = draw(st.sampled_from(STRETCHES)).format(piece)
        line += piece + draw(st.sampled_from(["", "", *INVISIBLE]))
    return line


@settings(max_examples=150, deadline=None)
@given(lines(), st.sampled_from(list(Direction)))
@example("عام 2009\u200f ثم", Direction.RTL)
@example("اب 12\u200f34 ت", Direction.RTL)
@example("ab ا\u200e ب", Direction.LTR)
@example("\u200f12 ا", Direction.RTL)
@example("ا 12\u200c", Direction.RTL)
@example("a \u2067ا 12\u2069 b", Direction.LTR)
def test_characters_are_where_the_bidirectional_algorithm_puts_them(
    line: str, direction: Direction
) -> None:
    chunk = laid(line, direction)
    placed = [(box_of(chunk, at), ch) for at, ch in enumerate(line) if ch.isalnum()]
    for box, ch in placed:
        assert box.right - box.left > 1.0, f"{ch} takes no room"
    placed.sort(key=lambda each: each[0].left)
    for (left, _), (right, _) in pairwise(placed):
        assert left.right <= right.left + 1.0
    base = "R" if direction is Direction.RTL else "L"
    expected = [ch for ch in get_display(line, base_dir=base) if ch.isalnum()]
    assert [ch for _, ch in placed] == expected


def laid(line: str, direction: Direction) -> LaidChunk:
    load_fonts()
    font = QFont()
    font.setFamilies(["Noto Sans Arabic"])
    font.setPointSizeF(14.0)
    return LaidChunk(0, line, direction, Style(font, 100_000.0, 30.0, 4.0), ends_paragraph=True)


def box_of(chunk: LaidChunk, offset: int) -> Box:
    (box,) = chunk.boxes(*chunk.snapped(offset, offset + 1))
    return box


@pytest.mark.parametrize("direction", Direction)
def test_a_span_before_a_mark_of_direction_is_as_wide_as_its_characters(
    direction: Direction,
) -> None:
    line = "عام 2009\u200f ثم" if direction is Direction.RTL else "on ٢٠٠٩\u200e and"
    chunk = laid(line, direction)
    start = next(at for at, ch in enumerate(line) if ch.isdigit())
    (whole,) = chunk.boxes(start, start + 4)
    (longer,) = chunk.boxes(start, start + 5)
    assert whole == longer
    single = [box_of(chunk, at) for at in range(start, start + 4)]
    assert sum(box.right - box.left for box in single) == pytest.approx(
        whole.right - whole.left, abs=1.0
    )
