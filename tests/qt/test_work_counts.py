"""How much is done for a fixed story, counted instead of timed: it must not grow with the text.

Layouts made, places measured, spans visited, characters counted, heights reckoned and rows of
pixels painted are much the same for a text a hundred times as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_annotator.app import annotation_filter, navigation
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import MOST_COUNTED_OF_A_SPAN, CoverageMeter
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import _Spans
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.annotation_list import AnnotationList
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.gutter_drawing import GutterDrawing
from desk_annotator.qt.gutter_strands import Strands
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.pane.heights import Heights
from desk_annotator.qt.pane.laid_chunk import LaidChunk, Style
from desk_annotator.qt.pane.line_extents import LineExtents
from desk_annotator.qt.pane.rectangles import RangePlaces
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.ruler import Ruler

LINE = "the river and the market were quiet that morning. "
ARABIC_LINE = "كان النهر والسوق هادئين في ذلك الصباح. "
SHORT, LONG = 60, 6000
LINE_HEIGHT = 40
"""No ordinary line is higher (pixels)."""
_TRIES = 5
"""A paragraph is shorter than three times as many lines, whatever style other tests have left."""
EVERY = 40
"""One annotation of seven characters stands every so many characters."""


def text_of(line: str, paragraphs: int, *, giant: bool) -> Text:
    paragraph = line * 6
    is_source = line is LINE
    return Text.of(
        (" " if giant else "\n").join([paragraph.strip()] * paragraphs),
        language="en" if is_source else "ar",
        direction=Direction.LTR if is_source else Direction.RTL,
    )


def workspace_of(paragraphs: int, *, giant: bool = False, limit: int = 3000) -> Workspace:
    source = text_of(LINE, paragraphs, giant=giant)
    target = text_of(ARABIC_LINE, paragraphs, giant=giant)
    count = min(min(len(source), len(target)) // EVERY - 2, limit)
    made = tuple(
        Annotation(
            id=f"a{number:06}",
            tag=Tag.MATCHING,
            source=(Span(number * EVERY, number * EVERY + 7),),
            target=(Span(number * EVERY, number * EVERY + 7),),
        )
        for number in range(count)
    )
    pair = Pair(id="p", title="", source=source, target=target, annotations=made)
    return Workspace(Project(id="project", title="", pairs=(pair,)))


class Work(Counter[str]):
    """Counts what is done, and knows what was done already since it was cleared."""

    def __init__(self) -> None:
        super().__init__()
        self._done: set[tuple[object, ...]] = set()

    def clear(self) -> None:
        super().clear()
        self._done.clear()

    def again(self, *what: object) -> int:
        """Return 1 if the same was done before, else 0."""
        was_done = what in self._done
        self._done.add(what)
        return int(was_done)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts what is done from now on."""
    counts = Work()

    def counted(owner: type, name: str, what: str, size: Callable[..., int]) -> None:
        real = getattr(owner, name)

        def instead(self, *arguments, **keywords):
            result = real(self, *arguments, **keywords)
            counts[what] += size(result, *arguments)
            return result

        monkeypatch.setattr(owner, name, instead)

    # The overview looks at the whole text, a little at a time, and not in these steps.
    monkeypatch.setattr(Ruler, "_count_stale", lambda _: None)
    counted(LaidChunk, "__init__", "layouts", lambda *_: 1)
    counted(LaidChunk, "_break_lines", "chunks broken into lines", lambda *_: 1)

    def laid_again(start: int, characters: str, style: Style, what: str) -> int:
        # Before a pane has its text it lays out none, in each font it is given.
        if not characters:
            return 0
        return counts.again(what, start, characters, style.width, style.font.key())

    def lay_out_counted(
        chunk: LaidChunk,
        start: int,
        characters: str,
        direction: Direction,
        style: Style,
        **kept: bool,
    ) -> None:
        counts["layouts made again"] += laid_again(start, characters, style, "layout")
        lay_out(chunk, start, characters, direction, style, **kept)

    def break_counted(chunk: LaidChunk, style: Style) -> None:
        counts["lines broken again"] += laid_again(chunk.start, chunk.characters, style, "lines")
        break_lines(chunk, style)

    lay_out, break_lines = LaidChunk.__init__, LaidChunk._break_lines
    monkeypatch.setattr(LaidChunk, "__init__", lay_out_counted)
    monkeypatch.setattr(LaidChunk, "_break_lines", break_counted)
    counted(RangePlaces, "of", "places", lambda result, *_: len(result) // 4)
    # Also those that it looks at and that do not touch.
    counted(_Spans, "part", "spans", lambda result, *_: len(result))
    counted(CoverageMeter, "_count", "characters", lambda _, start, end: end - start)
    counted(Heights, "_reckoned", "heights", lambda *_: 1)
    counted(LineExtents, "_line", "lines looked up", lambda *_: 1)
    counted(LaidChunk, "rows_of", "lines looked up", lambda result, *_: len(result))
    counted(Strands, "_find", "links looked at", lambda result, *_: result.size)
    counted(GutterDrawing, "draw", "bundles drawn", lambda _, painter, bundles: len(bundles))
    counted(TextPane, "_paint", "rows painted", lambda _, painter, exposed: rows_of(exposed))
    return counts


def rows_of(region: QRegion) -> int:
    """Return how many rows of pixels a region has, each rectangle for itself."""
    return sum(rectangle.height() for rectangle in region)


@contextmanager
def counting(work: Work, into: dict[str, dict[str, int]], step: str) -> Iterator[None]:
    work.clear()
    yield
    into[step] = {what: count for what, count in sorted(work.items()) if count}


def told(qtbot: QtBot, work: Work, workspace: Workspace) -> dict[str, dict[str, int]]:
    """Tell the story and return what each of its steps has cost."""
    load_fonts()
    bitext = workspace.bitexts[0]
    for side in Side:
        bitext.coverage(side)
    view = LinkedView()
    qtbot.addWidget(view)
    view.set_colours(LIGHT)
    view.resize(1000, 700)
    steps: dict[str, dict[str, int]] = {}
    with counting(work, steps, "first picture"):
        view.set_workspace(workspace)
        view.show()
        qtbot.waitExposed(view)
        qtbot.waitUntil(lambda: work["bundles drawn"] > 0)  # the last thing of all painted
        # What the panes are scrolled by is reckoned in a thread.
        qtbot.waitUntil(lambda: not view._coupling._building.isActive())
        view.repaint()
    with counting(work, steps, "repaint"):
        view.repaint()
    pane = view.pane(Side.SOURCE)
    for _ in range(_TRIES):
        with counting(work, steps, "three lines down"):
            pane.scroll_by_user(3 * pane.flow.line_height)
            view.repaint()
        if "layouts" in steps["three lines down"]:  # a paragraph has come into view
            break
    with counting(work, steps, "three lines back"):
        pane.scroll_by_user(-3 * pane.flow.line_height)
        view.repaint()
    with counting(work, steps, "another width"):
        view.resize(940, 700)
        QApplication.processEvents()
    with counting(work, steps, "one annotation more"):
        seen = [view.pane(side).visible_span() for side in Side]
        places = [((span.start + span.end) // 2,) for span in seen]
        source, target = ((Span(place, place + 9),) for (place,) in places)
        made = Annotation(id="new", tag=Tag.MATCHING, source=source, target=target)
        workspace.apply(Edit("Add", (AnnotationChange("p", None, made),)))
        QApplication.processEvents()
    with counting(work, steps, "undo"):
        workspace.undo()
        QApplication.processEvents()
    with counting(work, steps, "another active"):
        (place,) = places[0]
        near = bitext.index(Side.SOURCE).touching(place, place + EVERY)
        workspace.activate(near[0][2])
        QApplication.processEvents()
    for step, key in (("to the end by key", Qt.Key.Key_End), ("back by key", Qt.Key.Key_Home)):
        with counting(work, steps, step):
            QTest.keyClick(pane, key, Qt.KeyboardModifier.ControlModifier)
            view.repaint()
    # Left to the garbage collector, the window would go while the next one is being painted.
    view.set_workspace(None)
    view.hide()
    view.deleteLater()
    QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete.value)
    return steps


@pytest.mark.parametrize("giant", [False, True])
def test_no_step_costs_more_in_a_longer_text(qtbot: QtBot, work: Work, giant: bool) -> None:
    short = told(qtbot, work, workspace_of(SHORT, giant=giant, limit=300))
    long = told(qtbot, work, workspace_of(LONG, giant=giant, limit=300))
    for step, costs in long.items():
        for what, count in costs.items():
            # The window may be painted once more or less, and the places are not the same.
            assert count <= 2 * short[step].get(what, 0) + 10, (step, what)


def test_what_each_step_costs(qtbot: QtBot, work: Work) -> None:
    workspace = workspace_of(LONG)
    steps = told(qtbot, work, workspace)
    longest = 6 * len(LINE) + 1
    in_view = 8 * 2
    """Paragraphs that find room in both panes, generously."""
    assert 0 < steps["first picture"]["layouts"] <= 3 * in_view
    assert steps["first picture"]["spans"] <= 12 * in_view * (longest // EVERY + 2)
    for step, costs in steps.items():
        for what in ("layouts made again", "lines broken again"):
            assert what not in costs, (step, what)
    assert "layouts" not in steps["repaint"]
    assert "places" not in steps["repaint"]
    assert "lines looked up" not in steps["repaint"]
    assert "links looked at" not in steps["repaint"]
    down, back = steps["three lines down"], steps["three lines back"]
    assert down.get("layouts", 0) <= 4
    # What is on the screen is moved: in both panes about three lines are painted.
    assert 0 < down["rows painted"] <= 2 * 4 * LINE_HEIGHT
    assert down["lines looked up"] <= 2 * 2 * (longest // EVERY + 3)
    for what in ("layouts", "places", "heights", "lines looked up", "links looked at"):
        assert what not in back, what
    assert steps["another width"].get("heights", 0) <= 2 * in_view
    # Of what is in view only the lines change, once: its letters, marks and links are known.
    for what in ("layouts", "spans", "links looked at"):
        assert what not in steps["another width"], what
    assert 0 < steps["another width"]["chunks broken into lines"] <= 2 * in_view
    assert 0 < steps["one annotation more"]["rows painted"] <= 2 * 2 * longest // 60 * LINE_HEIGHT
    assert "layouts" not in steps["one annotation more"]
    # What lies between the cursor and the other end of the text is not looked at.
    for step in ("to the end by key", "back by key"):
        assert 0 < steps[step]["layouts"] <= 3 * in_view, step
    # Each mark is measured once: some reach into a second line.
    in_chunk = longest // EVERY + 3
    # A link is looked at with the first of its chunks that comes into view: with none of a
    # paragraph whose other side was in view before.
    assert down.get("links looked at", 0) <= down["layouts"] * in_chunk
    assert 0 < steps["first picture"]["links looked at"] <= steps["first picture"]["places"] // 2
    assert 0 < steps["one annotation more"]["links looked at"] <= 4 * in_chunk
    assert 0 < down["places"] <= down["layouts"] * 2 * in_chunk
    assert 0 < steps["another width"]["places"] <= 2 * in_view * in_chunk
    assert 0 < steps["one annotation more"]["places"] <= 4 * in_chunk
    # Of an annotation that is chosen the marks look otherwise, in its chunks; no link is another.
    chosen = steps["another active"]
    assert 0 < chosen["places"] <= 2 * 2 * in_chunk
    assert chosen["spans"] <= 2 * 4 * in_chunk
    assert 0 < chosen["rows painted"] <= 2 * 2 * longest // 60 * LINE_HEIGHT
    for what in ("layouts", "links looked at", "characters"):
        assert what not in chosen, what
    # Nine characters a side, before and after.
    assert steps["one annotation more"]["characters"] == 2 * 2 * 9
    assert steps["undo"]["characters"] == 2 * 2 * 9


def long_edits(workspace: Workspace) -> dict[str, Edit]:
    """Return edits that reach over nearly all of the source, each to be made behind the last."""
    bitext = workspace.bitexts[0]
    length = len(bitext.text(Side.SOURCE))
    made = Annotation(id="long", tag=Tag.MISSING, source=(Span(10, length - 10),))
    both = replace(made, tag=Tag.MATCHING, target=(Span(3, len(bitext.text(Side.TARGET)) - 3),))
    moved = replace(both, source=(Span(500, length - 10),))
    noted = replace(moved, note="all of it")
    values = [None, made, both, moved, noted, None]
    names = ["add", "tag", "move an edge", "note", "delete"]
    edits = {
        name: Edit(name, (AnnotationChange("p", before, after),))
        for name, before, after in zip(names, values, values[1:], strict=False)
    }
    ignored = IgnoredChange("p", Side.SOURCE, (), (Span(0, length),))
    return edits | {"ignore": Edit("ignore", (ignored,))}


def test_an_edit_that_reaches_far_looks_only_at_its_ends(work: Work) -> None:
    workspace = workspace_of(LONG, limit=40_000)
    bitext = workspace.bitexts[0]
    before = [bitext.coverage(side) for side in Side]
    for name, edit in long_edits(workspace).items():
        steps: dict[str, dict[str, int]] = {}
        with counting(work, steps, "make"):
            workspace.apply(edit)
        with counting(work, steps, "undo"):
            workspace.undo()
        with counting(work, steps, "redo"):
            workspace.redo()
        for step, costs in steps.items():
            # Both sides, before and after, where something begins and where it ends.
            ends = 2 * 2 * 2
            assert costs.get("characters", 0) <= ends * MOST_COUNTED_OF_A_SPAN, (name, step)
            in_view = MOST_COUNTED_OF_A_SPAN // EVERY + 3
            assert costs.get("spans", 0) <= ends * in_view, (name, step)
    for side in Side:
        assert bitext.coverage(side) == Bitext(bitext.snapshot()).coverage(side)
    assert bitext.coverage(Side.TARGET) == before[1]
    assert bitext.coverage(Side.SOURCE).untouched == 0


@pytest.mark.parametrize("side", Side)
def test_the_way_to_the_last_untouched_text_passes_over_what_is_tagged(
    work: Work, side: Side
) -> None:
    workspace = workspace_of(LONG, limit=0)
    bitext = workspace.bitexts[0]
    length = len(bitext.text(side))
    # Word by word, but for the last.
    starts = range(0, length - EVERY, EVERY)
    spans = [Span(start, start + EVERY) for start in starts]
    tag = Tag.MISSING if side is Side.SOURCE else Tag.ADDED
    changes = [
        AnnotationChange("p", None, Annotation(id=f"w{number}", tag=tag, **{str(side): (span,)}))
        for number, span in enumerate(spans)
    ]
    for _ in bitext.exchange(changes):
        pass
    uncounted = navigation.next_untouched(bitext, side, 0)
    bitext.coverage(side)
    work.clear()
    found = navigation.next_untouched(bitext, side, 0)
    assert found == uncounted
    assert found is not None
    assert found.start >= spans[-1].end
    assert 0 < work["spans"] <= 6 * MOST_COUNTED_OF_A_SPAN // EVERY
    work.clear()
    assert navigation.next_untouched(bitext, side, length // 2) == found
    assert 0 < work["spans"] <= 6 * MOST_COUNTED_OF_A_SPAN // EVERY


def test_links_that_look_alike_are_drawn_as_one(qtbot: QtBot, work: Work) -> None:
    workspace = workspace_of(SHORT, limit=100)
    for number in range(30):
        spans = (Span(10 * EVERY, 10 * EVERY + number % 3 + 1),)
        made = Annotation(id=f"same{number}", tag=Tag.MATCHING, source=spans, target=spans)
        workspace.apply(Edit("Add", (AnnotationChange("p", None, made),)))
    with_many = told(qtbot, work, workspace)
    with_few = told(qtbot, work, workspace_of(SHORT, limit=100))

    assert with_many["repaint"]["bundles drawn"] <= with_few["repaint"]["bundles drawn"] + 2


def test_an_edit_moves_one_row_of_the_list(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = workspace_of(LONG)
    panel = AnnotationList()
    qtbot.addWidget(panel)
    keys: list[str] = []
    real = annotation_filter._key_function

    def watched(*arguments):
        key = real(*arguments)
        return lambda annotation: keys.append(annotation.id) or key(annotation)

    monkeypatch.setattr(annotation_filter, "_key_function", watched)
    panel.set_workspace(workspace)
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    keys.clear()
    made = Annotation(id="new", tag=Tag.MISSING, source=(Span(500, 520),))
    workspace.apply(Edit("Add", (AnnotationChange("p", None, made),)))
    workspace.undo()
    assert set(keys) == {"new"}
    assert len(keys) <= 6
