"""Lines broken anew at another width are those of a chunk laid out at that width only."""

from __future__ import annotations

import pytest
from pane_samples import MIXED, VOCALISED, CountedMarks, shown_pane, text_of
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from desk_annotator.core.text import Direction
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.pane.laid_chunk import LaidChunk, Style
from desk_annotator.qt.pane.mark import Mark, MarkKind

WIDTHS = (300.0, 120.0, 700.0, 41.0, 10_000.0)
TEXTS = (
    MIXED,
    f"{VOCALISED} {MIXED} " * 4,
    "plain words and others, some of them long-ish " * 6,
    "السوق والنهر كانا هادئين في ذلك الصباح، ولكن المعلم عاد. " * 5,
    "a\tb\tc words behind tabs\t" * 8,
    "كلمة\tأخرى\tبعد علامة " * 8,
    "soft\u00adhyphens in un\u00adbe\u00adliev\u00adably long words " * 6,
    "unbreakable" * 30,
    "لا" * 120,
    "office \u200bfi ffi \u2028next line e\u0301\u0323 \U0001f468\u200d\U0001f469 \U00020000 " * 5,
    "١٢٣ from \u2067ا 12\u2069 b, \u202bword عام 2009\u200f ثم\u202c " * 6,
    "\ufeffstart   many   spaces      at      line      ends      " * 5,
    "",
)


def style(width: float, size: float = 14.0) -> Style:
    load_fonts()
    font = QFont()
    font.setFamilies(["Noto Sans Arabic"])
    font.setPointSizeF(size)
    return Style(font, width, 30.0, 4.0)


def picture(chunk: LaidChunk) -> QImage:
    image = QImage(800, 1200, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    chunk.layout.draw(painter, QPointF(20.0, 10.0))
    painter.end()
    return image


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("text", TEXTS)
def test_lines_broken_anew_are_those_of_a_first_layout(
    qtbot: QtBot, text: str, direction: Direction
) -> None:
    again = LaidChunk(7, text, direction, style(WIDTHS[-1]), ends_paragraph=True)
    for width in WIDTHS:
        again.lay_out_again(style(width))
        first = LaidChunk(7, text, direction, style(width), ends_paragraph=True)
        assert again.height == first.height
        assert again.style.width == width
        for one, other in zip(again.lines, first.lines, strict=True):
            assert (one.start16, one.end16, one.top, one.height, one.is_mixed) == (
                *(other.start16, other.end16, other.top, other.height),
                other.is_mixed,
            )
            assert one.line.naturalTextRect() == other.line.naturalTextRect()
        for number in range(len(first.lines)):
            assert [
                (run.start16, run.end16, run.left, run.right) for run in again.runs(number)
            ] == [(run.start16, run.end16, run.left, run.right) for run in first.runs(number)]
        for start in range(0, first.length, 5):
            ranges = first.snapped(start, min(start + 7, first.length))
            assert again.boxes(*ranges) == first.boxes(*ranges)
        assert picture(again) == picture(first)


def test_a_new_width_shapes_no_letters_that_were_in_view(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = shown_pane(qtbot, "\n".join([f"{MIXED} " * 3] * 100), rtl=True)
    pane.scroll_to(5000)
    before = {number: laid for number, _, laid in pane.flow.visible()}
    shaped: list[int] = []
    real = LaidChunk.__init__

    def counted(self: LaidChunk, start: int, *arguments: object, **keywords: object) -> None:
        shaped.append(start)
        real(self, start, *arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(LaidChunk, "__init__", counted)
    pane.resize(400, 300)
    after = {number: laid for number, _, laid in pane.flow.visible()}
    both = before.keys() & after.keys()
    assert both
    assert all(after[number] is before[number] for number in both)
    assert not {before[number].start for number in both} & set(shaped)
    assert all(laid.style.width == pane.flow.width for laid in after.values())


def test_another_font_shapes_all_letters_anew(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "\n".join([f"{MIXED} " * 3] * 100), rtl=True)
    before = [laid for _, _, laid in pane.flow.visible()]
    pane.zoom_in()
    pane.resize(500, 300)
    after = [laid for _, _, laid in pane.flow.visible()]
    assert not {id(laid) for laid in before} & {id(laid) for laid in after}
    assert all(laid.style.font == pane.flow.laid(0).style.font for laid in after)


def test_marks_are_not_asked_for_again_and_look_as_if_they_were(qtbot: QtBot) -> None:
    text = "\n".join([f"{MIXED} " * 3] * 40)
    kinds = (MarkKind.MATCHING, MarkKind.MISSING, MarkKind.IGNORED, MarkKind.HIT)
    marks = [
        Mark(at, at + 3 + at % 11, kinds[at % 4], str(at), at % 35 == 0, at % 3 == 0, at % 5 == 0)
        for at in range(0, len(text) - 20, 7)
    ]
    pane = shown_pane(qtbot, text, rtl=True, marks=CountedMarks(marks))
    pane.clearFocus()
    source = CountedMarks(marks)
    pane.set_mark_source(source)
    pane.grab()
    asked = list(source.asked)
    assert asked
    pane.resize(400, 300)
    pane.zoom_in()
    shown = pane.grab().toImage()
    assert source.asked == asked
    pane.marks_changed()
    assert pane.grab().toImage() == shown
    assert len(source.asked) > len(asked)


def test_another_text_asks_for_its_own_marks(qtbot: QtBot) -> None:
    source = CountedMarks([Mark(0, 5, MarkKind.MATCHING, "a")])
    pane = shown_pane(qtbot, MIXED, rtl=True, marks=source)
    before = pane.grab().toImage()
    source.all = []
    pane.set_text(text_of(MIXED, rtl=True))
    assert pane.grab().toImage() != before
    asked = len(source.asked)
    pane.flip_direction(0)
    pane.grab()
    assert len(source.asked) > asked
