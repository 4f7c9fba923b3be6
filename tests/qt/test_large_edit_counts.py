"""What a large edit costs in the window's thread does not grow with it: counted, not timed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desk_annotator.app.edit_preparation import LARGE
from desk_annotator.app.workspace import Workspace
from desk_annotator.core import bitext as bitext_module
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import SpanIndex
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.annotation_list import AnnotationList
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.coverage_bar import CoverageBar
from desk_annotator.qt.details_panel import DetailsPanel
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.pair_panel import PairPanel
from desk_annotator.qt.pane.laid_chunk import LaidChunk

PARAGRAPH = "the river and the market were quiet that morning. " * 6
COUNTS = (3 * LARGE, 12 * LARGE)
EVERY = 160
"""One suggestion stands every so many characters, so that the same ones are in view."""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts what is done in this thread from now on."""
    counts: Counter[str] = Counter()
    here = threading.get_ident()

    def counted(owner: object, name: str, what: str) -> None:
        real: Callable[..., object] = getattr(owner, name)

        def instead(*arguments: object, **keywords: object) -> object:
            if threading.get_ident() == here:
                counts[what] += 1
            return real(*arguments, **keywords)

        monkeypatch.setattr(owner, name, instead)

    counted(LaidChunk, "__init__", "layouts")
    counted(Bitext, "apply_annotation", "changes made one by one")
    counted(Bitext, "exchange", "changes made at once")
    counted(SpanIndex, "add", "spans put in")
    counted(SpanIndex, "remove", "spans taken out")
    counted(Edit, "touched", "looks at each change")
    counted(Edit, "inverse", "inversions")
    counted(AnnotationChange, "inverse", "inversions")
    counted(bitext_module, "check", "annotations checked")
    return counts


def workspace_of(count: int) -> Workspace:
    text = Text.of(
        "\n".join([PARAGRAPH] * (COUNTS[1] * EVERY // len(PARAGRAPH) + 10)),
        language="en",
        direction=Direction.LTR,
    )
    assert len(text) > count * EVERY
    pair = Pair(id="p", title="", source=text, target=text)
    return Workspace(Project(id="project", title="", pairs=(pair,)))


def suggestions(count: int) -> Edit:
    made = []
    for number in range(count):
        span = Span(number * EVERY, number * EVERY + 7)
        made.append(
            Annotation(
                id=f"a{number:06}",
                tag=Tag.MATCHING,
                source=(span,),
                target=(span,),
                status=Status.SUGGESTED,
            )
        )
    return Edit("Suggest", tuple(AnnotationChange("p", None, each) for each in made))


def told(qtbot: QtBot, work: Counter[str], count: int) -> dict[str, dict[str, int]]:
    """Make so many suggestions in a window, take them back, and tell what each has cost."""
    load_fonts()
    workspace = workspace_of(count)
    for side in Side:
        workspace.current.coverage(side)
    view = LinkedView()
    view.set_colours(LIGHT)
    parts = (view, AnnotationList(), DetailsPanel(), PairPanel(), CoverageBar())
    making = EditMaking(NoticeBar(view))
    for part in parts:
        qtbot.addWidget(part)
        part.set_workspace(workspace)
    view.resize(1000, 700)
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(50)
    edit = suggestions(count)
    steps: dict[str, dict[str, int]] = {}
    for step, begin in (
        ("make", lambda: making.apply(workspace, edit, "Making")),
        ("undo", lambda: making.undo(workspace)),
        ("redo", lambda: making.redo(workspace)),
    ):
        work.clear()
        begin()
        qtbot.waitUntil(lambda: not making.is_busy, timeout=30_000)
        view.repaint()
        steps[step] = {what: times for what, times in work.items() if times}
        assert len(workspace.current.annotations) == (0 if step == "undo" else count)
    making.close()
    view.set_workspace(None)
    return steps


def test_a_large_edit_costs_the_window_no_more_than_a_smaller_one(
    qtbot: QtBot, work: Counter[str]
) -> None:
    few, many = (told(qtbot, work, count) for count in COUNTS)
    assert few == many
    for step, counts in many.items():
        assert set(counts) <= {"layouts"}, (step, counts)
        assert counts.get("layouts", 0) == 0, step
