"""Long pairs are counted beside the window; what is done meanwhile is made good."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from counting_desk import LONG, Steps, held_steps, is_right, long_workspace, missing
from pytestqt.qtbot import QtBot

from desk_annotator.app import edit_preparation
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange, PairChange
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


def begin(qtbot: QtBot, steps: Steps, workspace: Workspace, counting: CoverageCounting) -> Bitext:
    """Let counting take its first steps, and return the pair being counted."""
    first = workspace.bitexts[0]
    counting.set_workspace(workspace)
    steps.let(2)
    qtbot.waitUntil(lambda: counting.share(first, Side.SOURCE) > 0)
    return first


def test_edits_made_meanwhile_are_in_the_figures(qtbot, steps, workspace, counting):
    first = workspace.bitexts[0]
    counting.set_workspace(workspace)
    steps.let(3)
    qtbot.waitUntil(lambda: counting.share(first, Side.SOURCE) > 0)
    workspace.apply(missing("a", 100, 400))
    workspace.apply(missing("b", LONG - 500, LONG))
    workspace.undo()
    workspace.apply(missing("c", 300, 30_000))
    assert not any(meter.has_begun for meter in first.meters)
    steps.let_go()
    qtbot.waitUntil(lambda: is_counted(first))
    assert threading.get_ident() not in steps.threads
    assert first.coverage(Side.SOURCE).missing == 30_000 - 100
    assert is_right(first)


def test_all_long_pairs_are_counted_the_one_shown_first(qtbot, steps, workspace, counting):
    seen: list[str] = []
    counting.counted.connect(lambda bitext: seen.append(bitext.id))
    counting.set_workspace(workspace)
    workspace.show_pair(2)
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert seen == ["q", "p"]
    assert not is_counted(workspace.bitexts[1])


def test_a_pair_that_was_left_is_counted_on_later(qtbot, steps, workspace, counting):
    first, _, second = workspace.bitexts
    counting.set_workspace(workspace)
    steps.let(3)
    qtbot.waitUntil(lambda: counting.share(first, Side.SOURCE) > 0.4)
    workspace.show_pair(2)
    reached = counting.share(first, Side.SOURCE)
    steps.let(1)  # the one under way
    qtbot.waitUntil(lambda: counting._now is second)
    workspace.apply(missing("a", 0, 50))
    workspace.show_pair(0)
    assert counting.share(first, Side.SOURCE) >= reached
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(first)
    assert is_right(second)


def test_what_replaces_the_whole_content_ends_counting_it(qtbot, steps, workspace, counting):
    first = begin(qtbot, steps, workspace, counting)
    many = tuple(
        AnnotationChange(
            "p", None, Annotation(id=f"m{at}", tag="missing", source=(Span(at, at + 2),))
        )
        for at in range(0, 1000, 4)
    )
    large = edit_preparation.EditPreparation(workspace, edit_preparation.fixed(Edit("Many", many)))
    large.run(lambda: None, lambda _share: None)
    assert not is_counted(first)
    large.take()
    assert is_counted(first)
    assert not counting._counts  # each holds a copy of its pair
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(first)


def test_where_too_much_has_changed_it_is_counted_anew(qtbot, steps, workspace, counting):
    first = begin(qtbot, steps, workspace, counting)
    # Touching ranges leave hardly a block that one of them covers as a whole.
    ranges = tuple(Span(start, min(start + 900, LONG)) for start in range(0, LONG, 900))
    workspace.apply(Edit("Ignore", (IgnoredChange("p", Side.SOURCE, (), ranges),)))
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_counted(first)
    assert threading.get_ident() not in steps.threads
    assert first.coverage(Side.SOURCE).ignored == LONG
    assert is_right(first)


def test_figures_somebody_needs_at_once_are_counted_at_once(qtbot, steps, workspace, counting):
    first = workspace.bitexts[0]
    counting.set_workspace(workspace)
    qtbot.waitUntil(lambda: bool(steps.threads))
    assert first.coverage(Side.SOURCE).untouched > 0
    workspace.apply(missing("a", 10, 2000))
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_right(first)


def test_nothing_is_counted_of_a_project_that_was_closed(qtbot, steps, workspace, counting):
    first = workspace.bitexts[0]
    counting.set_workspace(workspace)
    qtbot.waitUntil(lambda: bool(steps.threads))
    counting.set_workspace(None)
    assert not counting.is_busy
    steps.let_go()
    counting_thread().wait()
    qtbot.wait(5)
    assert not any(meter.has_begun for meter in first.meters)
    assert all(not meter._changed for meter in first.meters)


def test_a_pair_that_was_removed_is_followed_no_more(qtbot, steps, workspace, counting):
    first = workspace.bitexts[0]
    counting.set_workspace(workspace)
    qtbot.waitUntil(lambda: bool(steps.threads))
    workspace.apply(Edit("Remove", (PairChange(0, first.snapshot(), None),)))
    assert all(not meter._changed for meter in first.meters)
    steps.let_go()
    qtbot.waitUntil(lambda: not counting.is_busy)
    assert is_counted(workspace.bitexts[1])


def test_bar_and_panel_show_what_is_counted_once(qtbot, steps, workspace, counting):
    counting.set_workspace(workspace)
    bar, panel = CoverageBar(counting=counting), PairPanel(counting=counting)
    for part in (bar, panel):
        qtbot.addWidget(part)
        part.set_workspace(workspace)
    steps.let(3)
    source = bar.sides[Side.SOURCE]
    qtbot.waitUntil(lambda: source.text() != "Source · counting 0 %")
    assert "counting" in source.text()
    assert panel.model.coverage_at(0, Side.SOURCE) is None
    assert "%" not in panel.model.counts_at(0)
    steps.let_go()
    qtbot.waitUntil(lambda: source.coverage is not None)
    assert "Source 0 %" in panel.model.counts_at(0)
    qtbot.waitUntil(lambda: panel.model.uncounted() is None)
    assert "Source 0 %" in panel.model.counts_at(1)
    assert "Source 0 %" in panel.model.counts_at(2)
