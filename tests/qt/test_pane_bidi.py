"""The pane shows every text in the order UAX #9 says, cut into chunks or not."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from pane_samples import MIXED, VOCALISED, CountedMarks, directions, shown_pane, total_width
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.pane.laid_chunk import LaidChunk, Style
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.mark_layout import picture_of
from desk_annotator.text.chunks import chunks


def chunk_of(characters: str, direction: Direction, width: float = 100_000.0) -> LaidChunk:
    load_fonts()
    font = QFont()
    font.setFamilies(["Noto Sans Arabic"])
    font.setPointSizeF(14.0)
    return LaidChunk(0, characters, direction, Style(font, width, 30.0, 4.0), ends_paragraph=True)


def shown(characters: str, direction: Direction) -> str:
    """Return a letter for each character: R or L as it runs, - without a glyph."""
    found = directions(chunk_of(characters, direction))
    return "".join({True: "R", False: "L", None: "-"}[one] for one in found)


@pytest.mark.parametrize(
    ("characters", "direction", "expected"),
    [
        # Brackets around foreign text take the direction of the paragraph (N0 b).
        ("قال (abc) ثم", Direction.RTL, "RRRRRLLLRRRR"),
        ("say (ابج) so", Direction.LTR, "LLLLLRRRLLLL"),
        # A name in Latin letters, with the space inside it, runs from left to right (N1).
        ("في John Smith ثم", Direction.RTL, "RRRLLLLLLLLLLRRR"),
        # Digits run from left to right wherever they stand (W2, I1, I2).
        ("عام 2024 ثم", Direction.RTL, "RRRRLLLLRRR"),
        ("عام ٢٠٢٤ ثم", Direction.RTL, "RRRRLLLLRRR"),
        # After Arabic letters a hyphen between numbers parts them (W2, W4).
        ("في 12-5 ثم", Direction.RTL, "RRRLLRLRRR"),
        ("on 12-5 so", Direction.LTR, "LLLLLLLLLL"),
        # A full stop after foreign text at the end belongs to the paragraph (N2).
        ("من abc.", Direction.RTL, "RRRLLLR"),
        # Harakat follow their letters (W1).
        ("كِتَاب abc", Direction.RTL, "RRRRRRRLLL"),
    ],
)
def test_directions_follow_the_bidirectional_algorithm(
    qapp: object, characters: str, direction: Direction, expected: str
) -> None:
    assert qapp is not None
    assert shown(characters, direction) == expected


def test_isolated_text_keeps_to_itself(qapp: object) -> None:
    assert qapp is not None
    found = shown("abc \u2067ابج 12\u2069 xyz", Direction.LTR)

    assert found[:3] == "LLL"
    assert found[5:8] == "RRR"
    assert found[-3:] == "LLL"


def test_the_parts_of_an_emoji_stay_together(qtbot: QtBot) -> None:
    family = "👨\u200d👩\u200d👧"
    pane = shown_pane(qtbot, f"قبل {family} بعد", rtl=True)
    chunk, _ = pane.flow.locate(0)

    assert chunk.snapped(5, 6) == (4, 4 + len(family))


def test_chunks_change_no_direction(qapp: object) -> None:
    assert qapp is not None
    rnd = random.Random(20)
    words = [
        *("كلمة", "الإسلام", "كِتَابٌ", "John Smith", "C++", "(iPhone 15)", "[من (ab) إلى]"),
        *('"Apple Inc."', "12-5-2024", "٣٤", "50%", "،", ".", "!", "»", "«", "3/12", "(1", "-("),
        *("(عربي)", "לא"),
        *("\u2067abc عربي\u2069", "\u200f", "😀", "a1", "-", "النهاية."),
    ]
    for base in (Direction.RTL, Direction.LTR):
        for _ in range(3):
            text = " ".join(rnd.choices(words, k=120))
            whole = directions(chunk_of(text, base, 600.0))
            bounds = chunks(text, base, 100)
            parts: list[bool | None] = []
            for start, end in pairwise(bounds):
                assert end - start <= 500
                parts += directions(chunk_of(text[start:end], base, 600.0))

            assert len(bounds) > 3
            # White space at the end of a displayed line has no glyph, so no direction to see.
            seen = [
                (part, one)
                for part, one in zip(parts, whole, strict=True)
                if part is not None and one is not None
            ]
            assert len(seen) > 0.9 * len(text)
            assert all(part == one for part, one in seen)


def test_a_span_across_a_change_of_direction_has_several_rectangles(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, MIXED, rtl=True, size=(2000, 200))
    start = MIXED.index("Inc")
    end = MIXED.index("12-5") + 2

    found = pane.rectangles(Span(start, end))

    assert len(found) > 1
    assert len({rectangle.top() for rectangle in found}) == 1
    ordered = sorted(found, key=lambda rectangle: rectangle.left())
    for left, right in pairwise(ordered):
        assert left.right() < right.left()


@pytest.mark.parametrize("rtl", [True, False])
def test_rectangles_of_neighbours_tile_the_line(qtbot: QtBot, rtl: bool) -> None:
    pane = shown_pane(qtbot, MIXED, rtl=rtl, size=(2000, 200))
    whole = total_width(pane.rectangles(Span(0, len(MIXED))))
    for cut in range(1, len(MIXED)):
        first = pane.rectangles(Span(0, cut))
        second = pane.rectangles(Span(cut, len(MIXED)))

        assert total_width(first) + total_width(second) == pytest.approx(whole, abs=2.0)
        for one in first:
            for other in second:
                overlap = min(one.right(), other.right()) - max(one.left(), other.left())
                assert overlap < 1.0


def test_every_offset_is_found_again_under_its_own_rectangle(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, MIXED, rtl=True, size=(600, 300))
    for offset in range(len(MIXED)):
        rectangles = pane.rectangles(Span(offset, offset + 1))
        if rectangles and rectangles[0].width() > 2 and not MIXED[offset].isspace():
            assert pane.offset_at(rectangles[0].center().toPoint()) == offset


def test_marks_move_no_glyph(qtbot: QtBot) -> None:
    text = f"{VOCALISED} السلام الإسلام لا إله {MIXED}"
    pane = shown_pane(qtbot, text, rtl=True)

    def places() -> list[tuple[tuple[int, ...], tuple[tuple[float, float], ...]]]:
        chunk, _ = pane.flow.locate(0)
        return [
            (
                tuple(run.glyphIndexes()),
                tuple((point.x(), point.y()) for point in run.positions()),
            )
            for run in chunk.layout.glyphRuns()
        ]

    before = places()
    pane.set_mark_source(
        CountedMarks([Mark(at, at + 1, MarkKind.MATCHING, str(at)) for at in range(len(text))])
    )
    pane.viewport().repaint()

    assert places() == before


def test_half_a_grapheme_is_drawn_whole_and_a_narrow_one_wide_enough(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, VOCALISED, rtl=True)
    chunk, _ = pane.flow.locate(0)
    haraka = [Mark(1, 2, MarkKind.MATCHING)]
    letter = [Mark(0, 2, MarkKind.MATCHING)]
    alef = [Mark(VOCALISED.index("ا"), VOCALISED.index("ا") + 1, MarkKind.MATCHING)]

    assert picture_of(chunk, haraka, LIGHT).fills == picture_of(chunk, letter, LIGHT).fills
    for rectangles in picture_of(chunk, alef, LIGHT).fills.values():
        assert all(rectangle.width() >= 4.0 for rectangle in rectangles)


def test_a_byte_order_mark_inside_the_text_shifts_nothing(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "first\n\ufeffsecond")
    chunk, inside = pane.flow.locate(7)

    assert inside == 1
    assert len(chunk.layout.text()) == chunk.length == 7


@pytest.mark.parametrize(
    "characters",
    [VOCALISED, "قُلْ هُوَ اللَّهُ أَحَدٌ جٍ" + " كلمة" * 99, "أيضًا وأيضاً شدّة أُخرى إلى آلة" * 9],
)
def test_no_ink_of_vocalised_text_leaves_its_line(qtbot: QtBot, characters: str) -> None:
    pane = shown_pane(qtbot, characters, rtl=True)
    chunk, _ = pane.flow.locate(0)
    line = chunk.lines[0]
    for run in line.line.glyphRuns():
        font = run.rawFont()
        for index, point in zip(run.glyphIndexes(), run.positions(), strict=True):
            ink = font.boundingRect(index)
            assert point.y() + ink.top() >= line.top
            assert point.y() + ink.bottom() <= line.top + line.height


def test_an_empty_paragraph_is_lower_than_a_line(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "one\n\ntwo")
    heights = [pane.flow.laid(number).lines[0].height for number in range(3)]
    assert heights[0] == heights[2] == pane.flow.line_height
    assert heights[1] <= pane.flow.line_height / 2 + 1


def test_the_direction_of_one_paragraph_can_be_shown_the_other_way(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, f"{MIXED}\nEnglish line!\nثالث", rtl=True)
    second = pane.characters.index("English")
    before = pane.rectangles(Span(second, second + 1))[0].left()
    pane.set_cursor(second + 3)

    pane.toggle_direction_here()

    assert pane.rectangles(Span(second, second + 1))[0].left() < before
    assert [pane.flow.laid(number).is_rtl for number in range(3)] == [True, False, True]
    pane.toggle_direction_here()
    assert pane.rectangles(Span(second, second + 1))[0].left() == before
