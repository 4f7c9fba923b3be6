"""What marks become on the screen: fills side by side, underlines stacked, carets as wedges."""

from __future__ import annotations

from itertools import combinations

import pytest
from pane_samples import MIXED, CountedMarks, shown_pane
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.qt.colours import DARK, LIGHT
from desk_annotator.qt.pane.edges import Edge, EdgeDrag, with_preview
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.mark_layout import picture_of
from desk_annotator.qt.pane.mark_picture import MarkPicture

TEXT = "France and the United States have been cooperating more closely."


def picture(qtbot: QtBot, *marks: Mark, text: str = TEXT, rtl: bool = False) -> MarkPicture:
    pane = shown_pane(qtbot, text, rtl=rtl, size=(1500, 200))
    chunk, _ = pane.flow.locate(0)
    return picture_of(chunk, marks, LIGHT)


def overlapping(rectangles: list[QRectF]) -> bool:
    return any(
        one.intersected(other).width() > 0.5 and one.intersected(other).height() > 0.5
        for one, other in combinations(rectangles, 2)
    )


@pytest.mark.parametrize("rtl", [False, True])
def test_fills_never_lie_over_one_another(qtbot: QtBot, rtl: bool) -> None:
    made = picture(
        qtbot,
        Mark(0, 40, MarkKind.MATCHING, "a"),
        Mark(10, 20, MarkKind.MISSING, "b"),
        Mark(15, 50, MarkKind.ADDED, "c"),
        Mark(12, 14, MarkKind.HIT),
        text=MIXED if rtl else TEXT,
        rtl=rtl,
    )

    fills = [rectangle for rectangles in made.fills.values() for rectangle in rectangles]
    assert len(made.fills) == 4
    assert not overlapping(fills)


def test_underlines_of_overlapping_marks_are_stacked(qtbot: QtBot) -> None:
    made = picture(
        qtbot,
        Mark(0, 40, MarkKind.MATCHING, "a"),
        Mark(5, 30, MarkKind.MISSING, "b"),
        Mark(10, 20, MarkKind.ADDED, "c"),
        Mark(45, 50, MarkKind.MATCHING, "d"),
    )

    bands = {kind: list(rectangles) for (kind, _), rectangles in made.bands.items()}
    heights = {kind: rectangles[0].top() for kind, rectangles in bands.items()}
    assert len(set(heights.values())) == 3
    assert heights[MarkKind.MATCHING] > heights[MarkKind.MISSING] > heights[MarkKind.ADDED]
    assert bands[MarkKind.MATCHING][1].top() == heights[MarkKind.MATCHING]
    assert not overlapping([one for rectangles in bands.values() for one in rectangles])


def test_an_active_mark_is_filled_stronger_and_has_two_edges(qtbot: QtBot) -> None:
    active = Mark(7, 14, MarkKind.MATCHING, "a", active=True)

    made = picture(qtbot, active, Mark(20, 25, MarkKind.MATCHING, "b"))

    colours = LIGHT.marks[MarkKind.MATCHING]
    assert set(made.fills) == {colours.active_fill, colours.fill}
    assert [edge for _, edge in made.edges] == [
        Edge(active, is_start=True),
        Edge(active, is_start=False),
    ]
    assert made.edges[0][0].left() < made.edges[1][0].left()


def test_a_suggestion_is_an_outline(qtbot: QtBot) -> None:
    made = picture(qtbot, Mark(7, 14, MarkKind.MATCHING, "a", suggested=True))

    assert made.fills == {}
    assert made.bands == {}
    assert list(made.outlines) == [(LIGHT.marks[MarkKind.MATCHING].line, True)]


def test_a_caret_is_a_wedge_also_at_the_end(qtbot: QtBot) -> None:
    made = picture(
        qtbot,
        Mark(7, 7, MarkKind.ADDED, "a"),
        Mark(len(TEXT), len(TEXT), MarkKind.MISSING, "b"),
    )

    assert [colour for colour, _, _ in made.wedges] == [
        LIGHT.marks[MarkKind.ADDED].line,
        LIGHT.marks[MarkKind.MISSING].line,
    ]
    assert made.fills == {}


def test_ignored_text_is_dimmed_and_not_filled(qtbot: QtBot) -> None:
    made = picture(qtbot, Mark(7, 14, MarkKind.IGNORED))

    assert made.dimmed == [(7, 14)]
    assert made.fills == {}


def test_a_preview_takes_the_place_of_the_mark() -> None:
    mark = Mark(7, 14, MarkKind.MATCHING, "a", active=True)
    other = Mark(0, 50, MarkKind.ADDED, "b")
    drag = Edge(mark, is_start=False).moved(3)

    assert drag == EdgeDrag("a", Span(7, 14), Span(3, 7))
    assert Edge(mark, is_start=False).moved(7).after == Span(7, 14)
    assert with_preview([mark, other], 0, 64, drag, mark) == [
        other,
        Mark(3, 7, MarkKind.MATCHING, "a", active=True),
    ]
    assert with_preview([mark, other], 8, 64, drag, mark) == [other]
    assert with_preview([mark], 0, 64, None, None) == [mark]


@pytest.mark.parametrize("rtl", [False, True])
def test_everything_can_be_painted_in_both_themes(qtbot: QtBot, rtl: bool) -> None:
    marks = [
        Mark(at, at + 5 * (at % 3), kind, str(at), active=at % 2 == 0, suggested=at % 5 == 0)
        for at, kind in enumerate(list(MarkKind) * 4)
    ]
    text = f"{MIXED}\n\tx\u00a0y \u2067z\u2069\n\n{TEXT}"
    pane = shown_pane(qtbot, text, rtl=rtl, marks=CountedMarks(marks))
    pane.show_invisibles = True
    pane.set_selections([Span(0, 12), Span(20, len(text))])
    light = pane.grab().toImage()

    pane.set_colours(DARK)
    dark = pane.grab().toImage()

    assert light.pixelColor(7, light.height() // 2).name() == LIGHT.page
    assert dark.pixelColor(7, dark.height() // 2).name() == DARK.page
    assert pane.grab().toImage() == dark
