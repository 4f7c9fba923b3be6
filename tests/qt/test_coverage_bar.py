"""The coverage bar says how much of each side is judged, exactly and live."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panel_samples import SOURCE, change
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Coverage
from desk_annotator.core.span import Side, Span
from desk_annotator.qt import piecemeal
from desk_annotator.qt.colours import DARK, LIGHT, PaneColours
from desk_annotator.qt.coverage_bar import (
    CoverageBar,
    bands,
    coverage_details,
    coverage_words,
    paint_bands,
    percent_judged,
)

_coverages = st.builds(Coverage, *[st.integers(0, 3000)] * 5)


@given(_coverages)
def test_hundred_percent_is_said_only_when_nothing_is_untouched(coverage: Coverage) -> None:
    if coverage.judged:
        assert (percent_judged(coverage) == 100) is (coverage.untouched == 0)
    assert 0 <= percent_judged(coverage) <= 100
    assert ("untouched" in coverage_words(Side.SOURCE, coverage)) is (coverage.untouched > 0)


@given(_coverages)
def test_the_bands_fill_the_bar(coverage: Coverage) -> None:
    parts = bands(coverage, LIGHT)
    if coverage.total:
        assert sum(share for share, _ in parts) == pytest.approx(1)
        assert all(share > 0 for share, _ in parts)
    else:
        assert parts == []


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_bar_begins_where_the_window_does(
    qtbot: QtBot, rtl: bool, colours: PaneColours
) -> None:
    picture = QImage(100, 10, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    parts = bands(Coverage(linked=50, untouched=50), colours)
    paint_bands(painter, picture.rect(), parts, colours, rtl=rtl)
    painter.end()
    linked, untouched = (75, 25) if rtl else (25, 75)
    assert picture.pixelColor(linked, 5).name() == bands(Coverage(linked=1), colours)[0][1]
    assert picture.pixelColor(untouched, 5).name() == colours.page


@pytest.fixture
def bar(qtbot: QtBot, workspace: Workspace) -> CoverageBar:
    bar = CoverageBar()
    qtbot.addWidget(bar)
    bar.set_workspace(workspace)
    bar.show()
    return bar


def test_it_says_the_figures_and_follows_edits(bar: CoverageBar, workspace: Workspace) -> None:
    bitext = workspace.current
    assert bitext is not None
    source = bar.sides[Side.SOURCE]
    before = bitext.coverage(Side.SOURCE)
    assert source.text() == coverage_words(Side.SOURCE, before)
    whole = Annotation(id="all", tag=Tag.MISSING, source=(Span(0, len(SOURCE)),))
    workspace.apply(change(None, whole))
    assert source.text() == "Source 100 %"
    assert source.accessibleName() == "Source 100 %"
    assert not source.isEnabled()
    workspace.undo()
    assert source.text() == coverage_words(Side.SOURCE, before)
    assert f"Untouched: {before.untouched}" in source.accessibleDescription()
    assert source.isEnabled()


def test_the_tooltip_has_exact_characters() -> None:
    details = coverage_details(Side.TARGET, Coverage(1, 2, 3, 4, 5))
    for line in ("Target: 15 characters", "Linked: 1", "Missing: 2", "Added: 3", "Untouched: 5"):
        assert line in details


def test_another_pair_has_its_own_figures(bar: CoverageBar, workspace: Workspace) -> None:
    before = bar.sides[Side.TARGET].text()
    workspace.show_pair(1)
    assert bar.sides[Side.TARGET].text().startswith("Target 0 %")
    workspace.show_pair(0)
    assert bar.sides[Side.TARGET].text() == before
    bar.set_workspace(None)
    assert bar.sides[Side.TARGET].text() == "Target"
    assert not bar.sides[Side.TARGET].isEnabled()


def test_long_texts_are_counted_beside_the_window(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecemeal, "_LONG_TEXT", 10)
    bar = CoverageBar()
    qtbot.addWidget(bar)
    bar.set_workspace(workspace)
    assert [bar.sides[side].coverage for side in Side] == [None, None]
    source = bar.sides[Side.SOURCE]
    assert source.text() == source.accessibleName() == "Source · counting 0 %"
    assert not source.isEnabled()
    workspace.apply(change(None, Annotation(id="new", tag=Tag.MISSING, source=(Span(0, 3),))))
    assert source.text() == "Source · counting 0 %"
    qtbot.waitUntil(lambda: source.coverage is not None)
    bitext = workspace.current
    assert bitext is not None
    for side in Side:
        assert bar.sides[side].coverage == Bitext(bitext.snapshot()).coverage(side)
    bar.set_workspace(None)
    assert source.coverage is None
    assert source.text() == "Source"


def test_it_says_how_far_counting_is_without_moving(bar: CoverageBar) -> None:
    side = bar.sides[Side.TARGET]
    side.set_share_counted(0.0)
    width = side.sizeHint().width()
    for share, words in ((0.094, "9"), (0.4, "40"), (1.0, "100")):
        side.set_share_counted(share)
        assert side.text() == f"Target · counting {words} %"
        assert side.sizeHint().width() == width
        assert side.coverage is None
        assert side.accessibleDescription() == side.toolTip() == ""
    assert width >= side.fontMetrics().horizontalAdvance(side.text())


def test_the_share_counted_is_drawn_as_a_bar(bar: CoverageBar) -> None:
    side = bar.sides[Side.SOURCE]
    pictures = []
    for share in (0.0, 0.5, 1.0):
        side.set_share_counted(share)
        side.resize(side.sizeHint())
        pictures.append(side.grab().toImage())
    none, half, whole = pictures
    y = next(
        y
        for y in range(none.height())
        if none.pixelColor(10, y) != whole.pixelColor(10, y)
        and none.pixelColor(10, y).name() == LIGHT.page
    )
    first, last = 10, none.width() - 10
    assert half.pixelColor(first, y) == whole.pixelColor(first, y)
    assert half.pixelColor(last, y) == none.pixelColor(last, y)
    side.set_coverage(None)
    assert side.grab().toImage().pixelColor(first, y) != none.pixelColor(first, y)


@pytest.mark.parametrize("side", Side)
def test_pressing_a_side_asks_for_its_next_untouched_text(
    bar: CoverageBar, qtbot: QtBot, side: Side
) -> None:
    with qtbot.waitSignal(bar.next_untouched_requested) as asked:
        qtbot.mouseClick(bar.sides[side], Qt.MouseButton.LeftButton)
    assert asked.args == [side]
    with qtbot.waitSignal(bar.next_untouched_requested) as asked:
        qtbot.keyClick(bar.sides[side], Qt.Key.Key_Space)
    assert asked.args == [side]


def test_it_is_never_narrower_than_its_words(bar: CoverageBar) -> None:
    for side in bar.sides.values():
        assert side.width() >= side.fontMetrics().horizontalAdvance(side.text())
        assert side.minimumSizeHint().height() >= 24
    bar.set_colours(DARK)
    bar.grab()
