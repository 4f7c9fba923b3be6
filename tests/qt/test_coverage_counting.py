"""Long pairs are counted beside the window; what is done meanwhile is made good."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_annotator.app import edit_preparation
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import CoverageMeter
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange, PairChange
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import counting_thread as counting_thread_module
from desk_annotator.qt import piecemeal
from desk_annotator.qt.counting_thread import counting_thread
from desk_annotator.qt.coverage_bar import CoverageBar
from desk_annotator.qt.coverage_counting import CoverageCounting, is_counted
from desk_annotator.qt.pair_panel import PairPanel

WORDS = "the river and the market were quiet. " * 3000
LONG = len(WORDS)


def pair_of(name: str, words: str = WORDS) -> Pair:
    source, target = (
        Text.of(words, language=language, direction=Direction.LTR) for language in ("en", "de")
    )
    return Pair(id=name, title=name, source=source, target=target)


class Steps:
    """Holds the counting thread at each step until it is let go, and notes who counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._may = threading.Semaphore(0)
        self._is_free = threading.Event()
        self.threads: set[int] = set()
        real: Callable[[CoverageMeter], None] = CoverageMeter.count_some
        here = threading.get_ident()

        def held(meter: CoverageMeter) -> None:
            self.threads.add(threading.get_ident())
            if threading.get_ident() != here and not self._is_free.is_set():
                assert self._may.acquire(timeout=20)
            real(meter)

        monkeypatch.setattr(CoverageMeter, "count_some", held)

    def let(self, steps: int) -> None:
        """Let so many steps be taken."""
        for _ in range(steps):
            self._may.release()

    def let_go(self) -> None:
        """Hold nothing any more."""
        self._is_free.set()
        self._may.release()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    monkeypatch.setattr(piecemeal, "_LONG_TEXT", 1000)
    monkeypatch.setattr(counting_thread_module, "_TURN", 0)
    held = Steps(monkeypatch)
    yield held
    held.let_go()
    counting_thread().wait()


@pytest.fixture
def workspace() -> Workspace:
    pairs = (pair_of("p"), pair_of("short", "few words"), pair_of("q"))
    return Workspace(Project(id="project", title="", pairs=pairs))


@pytest.fixture
def counting(qtbot: QtBot, workspace: Workspace) -> Iterator[CoverageCounting]:
    made = CoverageCounting()
    yield made
    made.set_workspace(None)


def missing(name: str, start: int, end: int, pair: str = "p") -> Edit:
    made = Annotation(id=name, tag=Tag.MISSING, source=(Span(start, end),))
    return Edit("Add", (AnnotationChange(pair, None, made),))


def is_right(bitext: Bitext) -> bool:
    fresh = Bitext(bitext.snapshot())
    return all(bitext.coverage(side) == fresh.coverage(side) for side in Side)


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
