"""Many extents asked for at once are those asked for one by one."""

from __future__ import annotations

import pytest
from pane_samples import MIXED, shown_pane
from pytestqt.qtbot import QtBot

from desk_annotator.core.span import Span
from desk_annotator.qt.pane.line_extents import LineExtents


def test_extents_in_and_out_of_view_are_the_same(qtbot: QtBot) -> None:
    characters = "\n".join(f"{number} {MIXED * (number % 4)}" for number in range(120))
    pane = shown_pane(qtbot, characters, rtl=True)
    for place in (0, len(characters) // 2, len(characters)):
        pane.scroll_to(place)
        height = pane.viewport().height()
        many = LineExtents(pane)
        for start in range(len(characters) + 1):
            span = Span(start, min(start + 90, len(characters)))
            at_once = many.of((span.start, max(span.end - 1, span.start)))
            alone = pane.extent(span)
            for one, other in zip(at_once, alone, strict=True):
                if 0 <= other <= height:
                    assert one == pytest.approx(other)
                assert (one < 0) == (other < 0)
                assert (one > height) == (other > height)


def test_a_pane_without_text_has_extents_too(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "")
    assert LineExtents(pane).of((0, 0))[1] < 0
