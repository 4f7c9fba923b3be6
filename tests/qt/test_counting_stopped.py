"""Counting long pairs can be stopped; what was left says so, and is counted when asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from counting_desk import LONG, Steps, held_steps, is_right, long_workspace, missing
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desk_annotator.app import edit_preparation
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.coverage import CoverageMeter
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.counting_thread import counting_thread
from desk_annotator.qt.coverage_bar import CoverageBar
from desk_annotator.qt.coverage_counting import CoverageCounting, is_counted
from desk_annotator.qt.pair_panel import PairPanel


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    with held_steps(monkeypatch) as held:
        yield held


@pytest.fixture
def workspace() -> Workspace:
    return long_workspace()


@pytest.fixture
def counting(qtbot: QtBot, workspace: Workspace) -> Iterator[CoverageCounting]:
    made = CoverageCounting()
    yield made
    made.set_workspace(None)


def held_bar(qtbot: QtBot, steps: Steps, workspace: Workspace, counting: CoverageCounting):
    """Return the coverage bar on show, its first pair being counted and held."""
    counting.set_workspace(workspace)
    bar = CoverageBar(counting=counting)
    qtbot.addWidget(bar)
    bar.set_workspace(workspace)
    bar.show()
    qtbot.waitUntil(lambda: bool(steps.threads))
    return bar


def says(bar: CoverageBar) -> list[str]:
    return [side.text() for side in bar.sides.values()]


NOT_COUNTED = ["Source · not counted", "Target · not counted"]


def test_a_count_that_takes_long_can_be_stopped_and_begun_again(qtbot, steps, workspace, counting):
    bar = held_bar(qtbot, steps, workspace, counting)
    assert bar.stop_button.isHidden()  # most counts are over by then
    qtbot.waitUntil(bar.stop_button.isVisible)
    assert bar.stop_button.accessibleName() == bar.stop_button.toolTip() != ""
    bar.stop_button.click()
    assert says(bar) == NOT_COUNTED
    assert bar.stop_button.isHidden()
    assert not counting.is_busy
    first = workspace.bitexts[0]
    assert all(not meter._changed for meter in first.meters)  # nothing follows its edits
    steps.let_go()
    counting_thread().wait()
    qtbot.wait(5)
    assert says(bar) == NOT_COUNTED
    assert not any(is_counted(workspace.bitexts[at]) for at in (0, 2))
    source = bar.sides[Side.SOURCE]
    assert source.isEnabled()
    assert "count" in source.accessibleDescription()
    source.click()
    assert "counting" in source.text()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(first)
    assert source.coverage == first.coverage(Side.SOURCE)
    assert is_counted(workspace.bitexts[2])
    assert bar.stop_button.isHidden()


def test_what_was_left_is_edited_without_figures(qtbot, steps, workspace, counting):
    bar = held_bar(qtbot, steps, workspace, counting)
    panel = PairPanel(counting=counting)
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    counting.cancel()
    workspace.apply(missing("a", 100, 400))
    workspace.apply(missing("b", 1000, LONG))
    workspace.undo()
    assert says(bar) == NOT_COUNTED
    assert "%" not in panel.model.counts_at(0)
    assert bar.sides[Side.SOURCE].coverage is None
    first = workspace.bitexts[0]
    assert first.meter(Side.SOURCE).next_untouched(0) is not None
    assert not first.meter(Side.SOURCE).is_counted  # to go there needs no figures
    bar.sides[Side.TARGET].click()
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert first.coverage(Side.SOURCE).missing == 300
    assert is_right(first)
    assert "Source 0 %" in panel.model.counts_at(0)


def held_panel(
    qtbot: QtBot, steps: Steps, workspace: Workspace, counting: CoverageCounting
) -> PairPanel:
    """Return the panel of pairs on show, after counting was begun and stopped."""
    counting.set_workspace(workspace)
    panel = PairPanel(counting=counting)
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(lambda: bool(steps.threads))
    qtbot.waitUntil(lambda: panel.model.coverage_at(1, Side.TARGET) is not None)
    assert panel._count_button.isHidden()
    counting.cancel()
    return panel


def test_the_panel_says_what_was_left_and_counts_it(qtbot, steps, workspace, counting):
    panel = held_panel(qtbot, steps, workspace, counting)
    assert panel.model.counts_at(0) == "Annotations: 0 · coverage not counted"
    assert panel.model.counts_at(2) == "Annotations: 0 · coverage not counted"
    said = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "not counted" in said
    assert "not counted" in panel.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "not counted" not in panel.model.counts_at(1)  # short ones are counted anyhow
    assert panel._count_button.isVisible()
    panel.view.setCurrentIndex(panel.model.index(1))
    assert panel._count_button.isHidden()
    panel.view.setCurrentIndex(panel.model.index(2))
    panel._count_button.setFocus()
    qtbot.keyClick(panel._count_button, Qt.Key.Key_Space)
    assert panel._count_button.isHidden()
    assert panel.view.hasFocus()
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(workspace.bitexts[2])
    assert "Source 0 %" in panel.model.counts_at(2)
    assert not is_counted(workspace.bitexts[0])  # each row was offered for itself
    assert panel.model.counts_at(0) == "Annotations: 0 · coverage not counted"


@pytest.mark.parametrize(("row", "offers"), [(0, True), (1, False)])
def test_the_menu_of_a_pair_offers_to_count_it(qtbot, steps, workspace, counting, row, offers):
    panel = held_panel(qtbot, steps, workspace, counting)
    panel.view.setCurrentIndex(panel.model.index(row))
    panel._open_menu(panel.view.visualRect(panel.model.index(row)).center())
    menu = panel.findChildren(QMenu)[-1]
    offered = [action for action in menu.actions() if "Count" in action.text()]
    assert bool(offered) is offers
    for action in offered:
        action.trigger()
    menu.close()
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_counted(workspace.bitexts[0]) is offers


def test_the_panel_tells_a_side_that_was_counted_from_one_that_was_not(
    qtbot, steps, workspace, counting
):
    counting.set_workspace(workspace)
    panel = PairPanel(counting=counting)
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    steps.let(8)  # all of the source, some of the target
    qtbot.waitUntil(lambda: panel.model.coverage_at(0, Side.SOURCE) is not None)
    counting.cancel()
    assert panel.model.counts_at(0) == "Annotations: 0 · Source 0 % · Target not counted"
    panel._count_current()
    assert panel.model.counts_at(0) == "Annotations: 0 · Source 0 %"


def test_what_was_left_is_counted_when_it_is_shown_again(qtbot, steps, workspace, counting):
    bar = held_bar(qtbot, steps, workspace, counting)
    counting.cancel()
    first, _, second = workspace.bitexts
    workspace.show_pair(2)
    assert "counting" in bar.sides[Side.SOURCE].text()
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(second)
    assert not is_counted(first)
    workspace.show_pair(0)
    assert "counting" in bar.sides[Side.SOURCE].text()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert bar.sides[Side.SOURCE].coverage == first.coverage(Side.SOURCE)
    assert is_right(first)


def test_a_side_counted_before_the_stop_keeps_its_figures(qtbot, steps, workspace, counting):
    bar = held_bar(qtbot, steps, workspace, counting)
    first = workspace.bitexts[0]
    source, target = bar.sides.values()
    steps.let(8)  # all of the source, some of the target
    qtbot.waitUntil(lambda: source.coverage is not None)
    counting.cancel()
    assert target.text() == NOT_COUNTED[1]
    workspace.apply(missing("a", 100, 400))
    assert source.coverage == first.coverage(Side.SOURCE)
    assert source.coverage.missing == 300


def test_a_large_edit_brings_the_figures_of_what_was_left(qtbot, steps, workspace, counting):
    bar = held_bar(qtbot, steps, workspace, counting)
    counting.cancel()
    first = workspace.bitexts[0]
    many = tuple(
        AnnotationChange(
            "p", None, Annotation(id=f"m{at}", tag="missing", source=(Span(at, at + 2),))
        )
        for at in range(0, 1000, 4)
    )
    large = edit_preparation.EditPreparation(workspace, edit_preparation.fixed(Edit("Many", many)))
    large.run(lambda: None, lambda _share: None)
    large.take()
    assert not counting.is_left(first)
    assert bar.sides[Side.SOURCE].coverage == first.coverage(Side.SOURCE)
    assert is_right(first)


def test_the_keyboard_stays_where_counting_is_stopped_and_begun(qtbot, steps, workspace, counting):
    bar = held_bar(qtbot, steps, workspace, counting)
    qtbot.waitUntil(bar.stop_button.isVisible)
    bar.activateWindow()
    source = bar.sides[Side.SOURCE]
    bar.stop_button.setFocus()
    qtbot.waitUntil(bar.stop_button.hasFocus)
    qtbot.keyClick(bar.stop_button, Qt.Key.Key_Space)
    assert source.hasFocus()
    qtbot.keyClick(source, Qt.Key.Key_Space)
    assert bar.stop_button.hasFocus()
    steps.let_go()
    qtbot.waitUntil(lambda: source.coverage is not None and bar.stop_button.isHidden())
    assert source.hasFocus()


def test_a_count_that_goes_wrong_is_left_and_the_next_is_done(
    qtbot, steps, workspace, counting, monkeypatch
):
    bar = held_bar(qtbot, steps, workspace, counting)
    first, _, second = workspace.bitexts
    real, broken = CoverageMeter._count, counting._counts[first]._copy.meter(Side.SOURCE)

    def fails(meter: CoverageMeter, start: int, end: int) -> object:
        if meter is broken:
            raise ValueError
        return real(meter, start, end)

    monkeypatch.setattr(CoverageMeter, "_count", fails)
    with qtbot.captureExceptions() as raised:
        steps.let_go()
        qtbot.waitUntil(lambda: not counting.is_busy)
    assert [kind for kind, _, _ in raised] == [ValueError]
    assert says(bar) == NOT_COUNTED
    assert is_counted(second)
    assert all(not meter._changed for meter in first.meters)
    monkeypatch.setattr(CoverageMeter, "_count", real)
    bar.sides[Side.SOURCE].click()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(first)
