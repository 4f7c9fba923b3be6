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
        spans = [
            Span(start, min(start + length, len(characters)))
            for start in range(0, len(characters) + 1, 37)
            for length in (0, 1, 90)
        ]
        for span in spans:
            pane.extent(span)  # what is near the view is laid out now, and no longer estimated
        many = LineExtents(pane)
        for span in spans:
            assert many.of(span) == pytest.approx(pane.extent(span))


def test_a_pane_without_text_has_extents_too(qtbot: QtBot) -> None:
    pane = shown_pane(qtbot, "")
    assert LineExtents(pane).of(Span(0, 0)) == pane.extent(Span(0, 0))
