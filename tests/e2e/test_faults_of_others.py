"""Faults that users reported of other annotation tools, by their row in docs/REGRESSIONS.md."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desk_annotator.app.amendment import set_caret
from desk_annotator.app.open_project import new_project
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def show(desk):
    """Shows a pair of these two texts."""

    def shown(source, target):
        desk.window.files.show_project(
            new_project(
                Pair(
                    id="p",
                    title="p",
                    source=Text.of(source, language="en", direction=Direction.LTR),
                    target=Text.of(target, language="ar", direction=Direction.RTL),
                )
            )
        )
        desk.settle()
        return desk

    return shown


def add(desk, **fields):
    annotation = Annotation(**fields)
    change = AnnotationChange(desk.bitext.id, None, annotation)
    desk.workspace.apply(Edit("test", (change,)))
    desk.settle()
    return annotation


def boxes(desk, side, span):
    return [
        (round(box.left()), round(box.right()), round(box.top()))
        for box in desk.pane(side).rectangles(span)
    ]


def test_row_4_links_end_beside_the_lines_of_their_spans(show):
    desk = show("one\n" * 3 + "two\n" * 3, "واحد\n" * 3 + "اثنان\n" * 3)
    made = add(desk, id="a", tag="matching", source=(Span(12, 15),), target=(Span(5, 9),))
    desk.window.view.gutter.repaint()
    (tie,) = desk.window.view.gutter.drawn()
    for side, extent in ((Side.SOURCE, tie.left), (Side.TARGET, tie.right)):
        pane = desk.pane(side)
        top, bottom = pane.extent(made.spans(side)[0])
        drop = pane.viewport().mapTo(desk.window, pane.viewport().rect().topLeft()).y()
        own = desk.window.view.gutter.mapTo(desk.window, pane.rect().topLeft()).y()
        wanted = (top + drop - own, bottom + drop - own)
        assert all(abs(is_at - goal) <= 1 for is_at, goal in zip(extent, wanted, strict=True))


def test_row_7_a_span_with_its_quotation_marks_looks_other_than_without(show):
    desk = show("x", 'قال "نعم" ثم مضى')
    quoted = desk.where(Side.TARGET, '"نعم"')
    inner = desk.where(Side.TARGET, "نعم")
    (outer_left, outer_right, _), (left, right, _) = (
        boxes(desk, Side.TARGET, quoted)[0],
        boxes(desk, Side.TARGET, inner)[0],
    )
    assert outer_left < left
    assert right < outer_right
    assert right - left > 5


def test_row_8_long_spans_leave_every_line_in_reach(show):
    text = "كلمة أخرى في فقرة واحدة طويلة " * 200
    desk = show("x", text)
    pane = desk.pane(Side.TARGET)
    before = boxes(desk, Side.TARGET, Span(0, 60))
    add(desk, id="a", tag="added", target=(Span(0, len(text)),))
    assert boxes(desk, Side.TARGET, Span(0, 60)) == before
    pane.setFocus()
    desk.key(Qt.Key.Key_End, CONTROL)
    assert pane.visible_span().end == len(text)


def test_row_10_a_place_without_width_is_drawn_and_reached(show):
    desk = show("He left early.", "غادر.")
    omission = add(desk, id="a", tag="missing", source=(Span(8, 13),))
    for place in (0, 3, 5):
        now = desk.bitext.annotations[omission.id]
        desk.workspace.apply(set_caret(desk.bitext, now, place, "2026-01-01T00:00:00Z"))
        desk.settle()
        desk.window.view.gutter.repaint()
        (tie,) = desk.window.view.gutter.drawn()
        assert tie.caret_side is Side.TARGET
        assert not desk.window.grab().isNull()


def test_row_11_white_space_at_the_start_changes_no_letter(show):
    plain = boxes(show("x", "«نعم» قال"), Side.TARGET, Span(1, 4))
    desk = show("x", "  «نعم» قال")
    spaced = boxes(desk, Side.TARGET, Span(3, 6))
    assert spaced[0][1] - spaced[0][0] == plain[0][1] - plain[0][0]


def test_row_13_a_paragraph_shown_the_other_way_still_shows_its_text(show):
    desk = show("x", "نص عربي قصير")
    pane = desk.pane(Side.TARGET)
    pane.setFocus()
    right = boxes(desk, Side.TARGET, Span(0, 2))[0][1]
    desk.key(Qt.Key.Key_X, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    turned = boxes(desk, Side.TARGET, Span(0, 2))[0][1]
    assert turned < right
    assert len(desk.bitext.text(Side.TARGET)) == 12


def test_row_15_one_paragraph_with_many_long_overlapping_spans(show):
    text = "جملة عربية واحدة بلا نقطة، " * 150
    desk = show("x", text)
    changes = tuple(
        AnnotationChange(
            "p", None, Annotation(id=str(n), tag="added", target=(Span(n, len(text) - n),))
        )
        for n in range(300)
    )
    desk.workspace.apply(Edit("test", changes))
    desk.settle()
    desk.click(Side.TARGET, 320)
    assert desk.workspace.active_id is not None
    pane = desk.pane(Side.TARGET)
    pane.setFocus()
    desk.key(Qt.Key.Key_End, CONTROL)
    assert pane.visible_span().end == len(text)


def test_row_19_a_span_may_cross_line_breaks(show):
    desk = show("first line\nsecond line\nthird", "x")
    desk.drag(Side.SOURCE, "line\nsecond")
    desk.key(Qt.Key.Key_3)
    (made,) = desk.bitext.annotations.values()
    (span,) = made.source
    assert desk.bitext.text(Side.SOURCE).characters[span.start : span.end] == "line\nsecond"
    assert len(boxes(desk, Side.SOURCE, span)) == 2


def test_deleting_one_annotation_leaves_the_others(show):
    desk = show("one two three", "x")
    for number, (start, end) in enumerate(((0, 3), (4, 7), (0, 7))):
        add(desk, id=str(number), tag=Tag.MISSING, source=(Span(start, end),))
    desk.workspace.activate("0")
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_Delete)
    assert set(desk.bitext.annotations) == {"1", "2"}
