"""The overview shows what covers most of each row's part of the text, long texts in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Cover, CoverageMeter
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import piecemeal
from desk_annotator.qt import ruler as ruler_module
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.counting_thread import counting_thread
from desk_annotator.qt.ruler import Ruler

ROWS = 100
A_ROW = 50
WORDS = "word " * (ROWS * A_ROW // 5)


def bitext_of(*annotations: Annotation) -> Bitext:
    text = Text.of(WORDS, language="en", direction=Direction.LTR)
    return Bitext(Pair(id="p", title="", source=text, target=text, annotations=annotations))


def missing(name: str, start: int, end: int) -> Annotation:
    return Annotation(id=name, tag=Tag.MISSING, source=(Span(start, end),))


def match(name: str, start: int, end: int) -> Annotation:
    spans = (Span(start, end),)
    return Annotation(id=name, tag=Tag.MATCHING, source=spans, target=spans)


def add(bitext: Bitext, ruler: Ruler, made: Annotation) -> None:
    bitext.apply_annotation(AnnotationChange("p", None, made))
    ruler.spans_changed(made.source)


@pytest.fixture
def ruler(qtbot: QtBot) -> Iterator[Ruler]:
    ruler = Ruler(Side.SOURCE)
    qtbot.addWidget(ruler)
    ruler.set_colours(LIGHT)
    ruler.resize(11, ROWS)
    ruler.show()
    yield ruler
    ruler.set_bitext(None)
    counting_thread().wait()


@pytest.fixture
def segments(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The thread of each look at what covers a part of a text."""
    threads: list[int] = []
    real = CoverageMeter.segments

    def noted(meter, start, end):
        threads.append(threading.get_ident())
        return real(meter, start, end)

    monkeypatch.setattr(CoverageMeter, "segments", noted)
    return threads


def mostly(ruler: Ruler) -> list[Cover]:
    """What covers most of each row."""
    return [Cover.UNTOUCHED if row.is_little else row.cover for row in ruler._rows]


def settled(qtbot: QtBot, ruler: Ruler) -> list[Cover]:
    qtbot.waitUntil(lambda: not ruler._counting.isActive())
    return mostly(ruler)


def test_each_row_shows_what_covers_most_of_it(qtbot: QtBot, ruler: Ruler) -> None:
    bitext = bitext_of(
        match("a", 0, 2 * A_ROW),
        missing("half", 3 * A_ROW, 3 * A_ROW + A_ROW // 2),
        missing("less", 5 * A_ROW, 5 * A_ROW + A_ROW // 2 - 1),
    )
    ruler.set_bitext(bitext)
    rows = settled(qtbot, ruler)
    assert len(rows) == ROWS
    assert rows[:2] == [Cover.LINKED] * 2
    assert rows[3] is Cover.MISSING
    assert set(rows[4:]) == {Cover.UNTOUCHED}
    picture = ruler.grab().toImage()
    assert picture.pixelColor(5, 1) != picture.pixelColor(5, 50)


def test_a_row_with_little_in_it_is_drawn_narrower_but_not_left_empty(
    qtbot: QtBot, ruler: Ruler
) -> None:
    ruler.set_bitext(
        bitext_of(
            match("whole", 0, A_ROW),
            match("little", 5 * A_ROW + 10, 5 * A_ROW + 15),
            missing("less", 5 * A_ROW + 20, 5 * A_ROW + 24),
            missing("one", 9 * A_ROW, 9 * A_ROW + 1),
        )
    )
    settled(qtbot, ruler)
    assert ruler._rows[0] == (Cover.LINKED, False)
    assert ruler._rows[5] == (Cover.LINKED, True)
    assert ruler._rows[9] == (Cover.MISSING, True)
    ruler.set_seen(Span(50 * A_ROW, 51 * A_ROW))  # its frame lies elsewhere
    picture = ruler.grab().toImage()
    ground = picture.pixelColor(5, 20)

    def coloured(row: int) -> list[int]:
        return [x for x in range(picture.width()) if picture.pixelColor(x, row) != ground]

    assert len(coloured(0)) > len(coloured(5)) >= 3
    assert coloured(5) == coloured(9)
    assert picture.pixelColor(5, 5) == picture.pixelColor(5, 0)
    assert picture.pixelColor(5, 9) != picture.pixelColor(5, 5)


@pytest.mark.parametrize("many", [False, True])
def test_hits_hide_no_tag_and_tags_no_hit(qtbot: QtBot, ruler: Ruler, many: bool) -> None:
    ruler.set_bitext(
        bitext_of(
            match("whole", 10 * A_ROW, 12 * A_ROW),
            missing("little", 20 * A_ROW + 10, 20 * A_ROW + 15),
        )
    )
    settled(qtbot, ruler)
    ruler.set_seen(Span(80 * A_ROW, 81 * A_ROW))  # its frame lies elsewhere
    before = ruler.grab().toImage()
    rows = range(ROWS) if many else (10, 20, 30)
    ruler.set_hits([Span(row * A_ROW + 1, row * A_ROW + 5) for row in rows])
    picture = ruler.grab().toImage()
    hit, ground = picture.pixelColor(5, 30), before.pixelColor(5, 30)
    assert hit != ground
    for row, bar in ((10, range(3, 8)), (20, range(4, 7))):
        shown = [picture.pixelColor(x, row) for x in range(11)]
        for x in bar:
            assert shown[x] == before.pixelColor(x, row) != ground
        # Beside the tag a little ground, and then the hit.
        assert shown[bar[0] - 1] == shown[bar[-1] + 1] == ground
        assert shown[0] == shown[1] == shown[-2] == shown[-1] == hit


def test_what_is_in_view_is_seen_among_any_number_of_hits(qtbot: QtBot, ruler: Ruler) -> None:
    ruler.set_bitext(bitext_of())
    settled(qtbot, ruler)
    ruler.set_seen(Span(40 * A_ROW, 60 * A_ROW))
    ground = ruler.grab().toImage().pixelColor(0, 20)
    ruler.set_hits([Span(row * A_ROW + 1, row * A_ROW + 5) for row in range(ROWS)])
    picture = ruler.grab().toImage()
    assert picture.pixelColor(1, 20) != ground
    assert [picture.pixelColor(x, 50) == ground for x in (0, 1, 2)] == [False, True, False]
    assert picture.pixelColor(5, 41) == picture.pixelColor(5, 58) == ground


@pytest.mark.parametrize("is_long", [False, True])
def test_a_long_text_is_counted_beside_the_window(
    qtbot: QtBot,
    ruler: Ruler,
    segments: list[int],
    monkeypatch: pytest.MonkeyPatch,
    is_long: bool,
) -> None:
    if is_long:
        monkeypatch.setattr(piecemeal, "_LONG_TEXT", 100)
    ruler.set_bitext(bitext_of(match("a", 0, 20 * A_ROW)))
    rows = settled(qtbot, ruler)
    assert [row is Cover.LINKED for row in rows] == [True] * 20 + [False] * 80
    assert len(segments) == ROWS
    assert (threading.get_ident() in segments) is not is_long


def test_few_rows_are_counted_again_at_once(
    qtbot: QtBot, ruler: Ruler, segments: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecemeal, "_LONG_TEXT", 100)
    bitext = bitext_of()
    ruler.set_bitext(bitext)
    settled(qtbot, ruler)
    segments.clear()
    add(bitext, ruler, missing("a", 7 * A_ROW, 9 * A_ROW))
    rows = settled(qtbot, ruler)
    assert rows[7:9] == [Cover.MISSING] * 2
    assert set(segments) == {threading.get_ident()}
    assert len(segments) <= 4
    segments.clear()
    add(bitext, ruler, match("b", 0, 90 * A_ROW))
    assert settled(qtbot, ruler)[:90].count(Cover.LINKED) == 90
    assert threading.get_ident() not in segments


def test_what_is_edited_meanwhile_is_shown_in_the_end(
    qtbot: QtBot, ruler: Ruler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecemeal, "_LONG_TEXT", 100)
    bitext = bitext_of(match("a", 0, 20 * A_ROW))
    real = CoverageMeter.segments
    going, go_on = threading.Event(), threading.Event()

    def held(meter, start, end):
        if start > 50 * A_ROW:
            going.set()
            assert go_on.wait(20)
        return real(meter, start, end)

    monkeypatch.setattr(CoverageMeter, "segments", held)
    ruler.set_bitext(bitext)
    qtbot.waitUntil(going.is_set)
    add(bitext, ruler, missing("early", 2 * A_ROW, 3 * A_ROW))
    add(bitext, ruler, missing("late", 80 * A_ROW, 81 * A_ROW))
    go_on.set()
    rows = settled(qtbot, ruler)
    assert rows[80] is Cover.MISSING
    fresh = Ruler(Side.SOURCE)
    qtbot.addWidget(fresh)
    fresh.resize(11, ROWS)
    fresh.set_bitext(bitext)
    assert rows == settled(qtbot, fresh)
    fresh.set_bitext(None)


def test_another_height_or_pair_counts_anew(
    qtbot: QtBot, ruler: Ruler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecemeal, "_LONG_TEXT", 100)
    ruler.set_bitext(bitext_of(match("a", 0, 20 * A_ROW)))
    settled(qtbot, ruler)
    ruler.resize(11, 50)
    # Until they are counted anew, the rows are those of before, pushed together.
    assert ruler._counting.isActive()
    assert mostly(ruler) == [Cover.LINKED] * 10 + [Cover.UNTOUCHED] * 40
    ruler.resize(11, 200)
    rows = settled(qtbot, ruler)
    assert [row is Cover.LINKED for row in rows] == [True] * 40 + [False] * 160
    ruler.set_bitext(bitext_of())
    assert set(mostly(ruler)) == {Cover.UNTOUCHED}
    assert set(settled(qtbot, ruler)) == {Cover.UNTOUCHED}
    ruler.set_bitext(bitext_of(match("a", 0, 20 * A_ROW)))
    ruler.set_bitext(None)
    assert not ruler._counting.isActive()
    assert ruler._rows == []


def test_hits_of_one_row_are_painted_once(
    qtbot: QtBot, ruler: Ruler, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruler.set_bitext(bitext_of())
    settled(qtbot, ruler)
    plain = ruler.grab().toImage()
    painted: list[QRectF] = []

    class Noting(QPainter):
        def fillRect(self, *what):
            painted.append(what[0])
            super().fillRect(*what)

    monkeypatch.setattr(ruler_module, "QPainter", Noting)
    starts = [*range(30 * A_ROW, 30 * A_ROW + A_ROW), 60 * A_ROW]
    hits = [Span(start, start + 1) for start in starts]
    ruler.set_hits(hits)
    shown = ruler.grab().toImage()
    lines = sorted(each.y() for each in painted if each.height() == 2)
    assert lines == [30.0, 60.0]
    below_the_frame = range(6, ROWS)
    changed = [y for y in below_the_frame if shown.pixelColor(1, y) != plain.pixelColor(1, y)]
    assert changed == [30, 31, 60, 61]
    painted.clear()
    ruler.set_seen(Span(0, 10 * A_ROW))
    ruler.grab()
    assert not [each for each in painted if each.height() == 2]
    ruler.set_hits(())
    ruler.set_seen(Span(0, 0))
    assert ruler.grab().toImage() == plain


def test_hits_are_shown_to_the_end_however_many_they_are(qtbot: QtBot, ruler: Ruler) -> None:
    ruler.set_bitext(bitext_of())
    settled(qtbot, ruler)
    plain = ruler.grab().toImage()
    ruler.set_hits([Span(start, start + 1) for start in range(ROWS * A_ROW)])
    shown = ruler.grab().toImage()
    # Beside the rows' own colour, not in the frame of what is in view.
    assert all(shown.pixelColor(1, y) != plain.pixelColor(1, y) for y in range(10, ROWS))
