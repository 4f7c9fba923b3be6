"""Where many ranges are drawn is where each alone is, kept in little room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from pane_samples import MIXED, shown_pane
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.mark_pictures import MarkPictures
from desk_annotator.qt.pane.rectangles import Graphemes, RangePlaces, Rectangles

VOWELLED = "كَتَبَ الوَلَدُ الدَّرْسَ لا الله في البيت"
WIDE = "a\U0001f468\u200d\U0001f469\u200d\U0001f467b e\u0301 \U00020000\U00020001 office \ufeff\tx"


def flat(ranges: Sequence[tuple[int, int]]) -> list[int]:
    return [edge for one in ranges for edge in one]


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("text", [MIXED, VOWELLED, WIDE, "plain words " * 12, VOWELLED * 5])
def test_places_are_the_rectangles_of_the_boxes(qtbot: QtBot, text: str, rtl: bool) -> None:
    pane = shown_pane(qtbot, text, rtl=rtl, size=(300, 400))
    for _, _, laid in pane.flow.visible():
        ranges = [
            (start, end)
            for start in range(laid.length + 1)
            for end in (start, start + 1, start + 2, start + 7, start + 60)
            if end <= laid.length
        ]
        edges = {edge for one in ranges for edge in one}
        graphemes, places = Graphemes(laid, edges), RangePlaces(laid)
        rows = [(line.top, line.height) for line in laid.lines]
        for start, end in ranges:
            boxes = laid.boxes(*laid.snapped(start, end))
            expected = [laid.rectangle(box) for box in boxes]
            numbers = places.of(graphemes.ranges([start, end]), rows)
            found = [QRectF(*one) for one in zip(*[iter(numbers)] * 4, strict=True)]
            assert found == expected, (start, end)
        at_once = places.of(graphemes.ranges(flat(ranges)), rows)
        again = RangePlaces(laid).of(graphemes.ranges(flat(ranges[::-1])), rows)
        assert sorted(zip(*[iter(at_once)] * 4, strict=True)) == sorted(
            zip(*[iter(again)] * 4, strict=True)
        )
        assert len(at_once) > 4 * len(ranges) / 2


@pytest.mark.parametrize("rtl", [False, True])
def test_neighbours_that_touch_are_joined_and_cover_the_same(qtbot: QtBot, rtl: bool) -> None:
    text = VOWELLED * 3 if rtl else "plain words " * 12
    pane = shown_pane(qtbot, text, rtl=rtl, size=(300, 400))
    _, _, laid = pane.flow.visible()[0]
    spaces = [at for at, character in enumerate(text) if character == " "]
    middle = len(spaces) // 2
    words = list(pairwise([0, *spaces[:middle]])) + list(pairwise(spaces[middle:]))
    graphemes = Graphemes(laid, {edge for one in words for edge in one})
    rows = [(line.top, line.height) for line in laid.lines]
    ranges = graphemes.ranges(flat(words))
    joined = list(Rectangles(RangePlaces(laid).of(ranges, rows, joins=True)))
    apart = list(Rectangles(RangePlaces(laid).of(ranges, rows)))
    longest = graphemes.ranges([0, spaces[middle - 1], spaces[middle], spaces[-1]])
    assert len(joined) < len(apart)
    assert joined == list(Rectangles(RangePlaces(laid).of(longest, rows)))


def test_rectangles_are_as_exact_as_places_on_a_line() -> None:
    numbers = [(64 * 1200 + part) / 64 for part in range(64)]
    rectangles = Rectangles(number for x in numbers for number in (x, 200_000.0, x / 2, 26.0))

    assert len(rectangles) == 64
    assert list(rectangles) == [QRectF(x, 200_000.0, x / 2, 26.0) for x in numbers]
    assert rectangles == Rectangles(
        number for x in numbers for number in (x, 200_000.0, x / 2, 26.0)
    )


def test_only_rectangles_that_reach_into_the_rows_are_painted() -> None:
    rectangles = Rectangles((1, 0, 3, 4, 1, 4, 3, 4, 1, 8, 3, 4))

    assert rectangles.within(None) == list(rectangles)
    assert rectangles.within((4, 8)) == [QRectF(1, 4, 3, 4)]
    assert rectangles.within((3.5, 8.5)) == list(rectangles)
    assert rectangles.within((-9, 0)) == []


class EveryLetter:
    """A mark on each character, neighbours of two kinds."""

    asked = 0

    def marks(self, start: int, end: int) -> list[Mark]:
        self.asked += 1
        kinds = MarkKind.MATCHING, MarkKind.MISSING
        return [Mark(at, at + 1, kinds[at % 2], str(at)) for at in range(start, end)]


def test_only_marks_painted_last_are_placed_anew_without_asking(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "\n".join(["one line of words"] * 100))
    pictures = MarkPictures(pane.flow)
    source = pictures.source = EveryLetter()
    colour = LIGHT.marks[MarkKind.MATCHING].fill

    def fills(chunk: int) -> Rectangles:
        return pictures.of(chunk, pane.flow.laid(chunk)).fills[colour]

    before = [fills(chunk) for chunk in range(100)]
    assert source.asked == 100
    assert all(fills(chunk) is before[chunk] for chunk in range(100))
    pane.zoom_in()

    # 17 or 18 letters a line, each a fill and an underline: 800 are those of 22 chunks.
    assert all(fills(chunk) != before[chunk] for chunk in range(80, 100))
    assert source.asked == 100
    assert all(fills(chunk) != before[chunk] for chunk in range(10))
    assert source.asked == 110
    pictures.drop([pane.flow.span_of(5)])
    fills(5)
    fills(90)
    assert source.asked == 111
