"""What the gutter ties, kept from picture to picture, is what looking at each link anew finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import gutter_ties
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.gutter import Gutter
from desk_annotator.qt.gutter_ties import Tie
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.pane.line_extents import LineExtents
from desk_annotator.qt.pane.mark import MarkKind

KINDS = {
    Tag.MATCHING: MarkKind.MATCHING,
    Tag.MISSING: MarkKind.MISSING,
    Tag.ADDED: MarkKind.ADDED,
}
ENGLISH = "the river and the market were quiet that morning. "
ARABIC = "كان النهر والسوق هادئين في ذلك الصباح. "


def spans_of(draw: Random, length: int) -> tuple[Span, ...]:
    """Return one to three spans, some as long as several paragraphs."""
    count = draw.choice((1, 1, 1, 2, 3))
    places = sorted(draw.sample(range(length), 2 * count))
    found = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        found.append(Span(start, min(end, start + draw.choice((1, 9, 60, 900)))))
    return tuple(found)


def caret_of(draw: Random, length: int) -> tuple[Span, ...]:
    place = draw.choice((0, length, draw.randrange(length)))
    return (Span(place, place),)


def annotation_of(draw: Random, key: str, lengths: dict[Side, int]) -> Annotation:
    tag = draw.choice((Tag.MATCHING, Tag.MATCHING, Tag.MISSING, Tag.ADDED))
    source = spans_of(draw, lengths[Side.SOURCE])
    target = spans_of(draw, lengths[Side.TARGET])
    if tag == Tag.MISSING:
        target = caret_of(draw, lengths[Side.TARGET]) if draw.random() < 0.7 else ()
    if tag == Tag.ADDED:
        source = caret_of(draw, lengths[Side.SOURCE]) if draw.random() < 0.7 else ()
    status = draw.choice((Status.OPEN, Status.OPEN, Status.SUGGESTED, Status.REJECTED))
    return Annotation(id=key, tag=tag, source=source, target=target, status=status)


def workspace_of(draw: Random) -> Workspace:
    texts = [
        Text.of(
            "\n".join(line * draw.choice((0, 1, 4, 12, 60)) for _ in range(40)) + "end",
            language=language,
            direction=direction,
        )
        for line, language, direction in (
            (ENGLISH, "en", Direction.LTR),
            (ARABIC, "ar", Direction.RTL),
        )
    ]
    lengths = {side: len(text) for side, text in zip(Side, texts, strict=True)}
    made = tuple(annotation_of(draw, f"a{number}", lengths) for number in range(60))
    pair = Pair(id="p", title="", source=texts[0], target=texts[1], annotations=made)
    return Workspace(Project(id="project", title="", pairs=(pair,)))


def drop_of(gutter: Gutter, view: LinkedView, side: Side) -> float:
    viewport = view.pane(side).viewport()
    return float(viewport.mapTo(view, viewport.rect().topLeft()).y()) - float(
        gutter.mapTo(view, gutter.rect().topLeft()).y()
    )


def looked_at_anew(view: LinkedView, workspace: Workspace, left: Side) -> Counter[Tie]:
    """Return the ties with an end in view, each annotation looked at for itself."""
    gutter = view.gutter
    extents = {side: LineExtents(view.pane(side)) for side in Side}
    for side, lines in extents.items():
        lines.look(drop_of(gutter, view, side))
    top = min(drop_of(gutter, view, side) for side in Side)
    found: Counter[Tie] = Counter()
    for key, annotation in workspace.bitexts[0].annotations.items():
        if annotation.status == Status.REJECTED:
            continue
        caret_side = None if annotation.tag == Tag.MATCHING else annotation.home.other
        for one in annotation.spans(left):
            for other in annotation.spans(left.other):
                ends = [
                    extents[side].of((span.start, max(span.end - 1, span.start)))
                    for side, span in ((left, one), (left.other, other))
                ]
                if any(low > top and high < gutter.height() for high, low in ends):
                    tie = Tie(key, KINDS[annotation.tag], ends[0], ends[1], caret_side)
                    found[tie] += 1
    return found


@pytest.mark.parametrize("seed", range(8))
def test_ties_stay_right_while_the_view_and_the_annotations_change(
    qtbot: QtBot, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:  # few enough that what is out of view is dropped now and then
        monkeypatch.setattr(gutter_ties, "_MOST_KEPT", 20)
    draw = Random(seed)
    workspace = workspace_of(draw)
    bitext = workspace.bitexts[0]
    lengths = {side: len(bitext.text(side)) for side in Side}
    view = LinkedView()
    qtbot.addWidget(view)
    view.set_colours(LIGHT)
    view.resize(700, 500)
    view.set_workspace(workspace)
    view.show()
    qtbot.waitUntil(lambda: bool(view.gutter.drawn()))
    steps = 0
    for number in range(60):
        act = draw.randrange(9)
        keys = list(bitext.annotations)
        if act < 3:
            view.is_scrolling_linked = draw.random() < 0.5
            view.pane(draw.choice(list(Side))).scroll_by_user(draw.choice((-300.0, 40.0, 350.0)))
        elif act == 3:
            side = draw.choice(list(Side))
            view.pane(side).scroll_to(draw.randrange(lengths[side] + 1))
        elif act == 4:
            view.resize(draw.choice((640, 700, 760)), 500)
            QApplication.processEvents()
        elif act == 5:
            before = bitext.annotations[draw.choice(keys)]
            after = replace(
                annotation_of(draw, before.id, lengths), status=draw.choice(list(Status))
            )
            workspace.apply(Edit("Change", (AnnotationChange("p", before, after),)))
        elif act == 6:
            made = annotation_of(draw, f"new{number}", lengths)
            gone = bitext.annotations[draw.choice(keys)]
            changes = AnnotationChange("p", None, made), AnnotationChange("p", gone, None)
            workspace.apply(Edit("Change", changes))
        elif act == 7:
            side = draw.choice(list(Side))
            view.pane(side).flip_direction(view.pane(side).visible_span().start)
        else:
            workspace.undo()
        workspace.activate(draw.choice(list(bitext.annotations)) if number % 3 else None)
        view.gutter.repaint()

        drawn = Counter(view.gutter.drawn())
        expected = looked_at_anew(view, workspace, Side.SOURCE)
        strong = workspace.active_id
        assert {tie: n for tie, n in drawn.items() if tie.key != strong} == {
            tie: n for tie, n in expected.items() if tie.key != strong
        }, number
        # Those of the active annotation lie apart, each once, and come last.
        apart = [tie for tie in expected if tie.key == strong]
        last = view.gutter.drawn()[len(view.gutter.drawn()) - len(apart) :]
        assert sorted(map(repr, last)) == sorted(map(repr, apart))
        steps += len(drawn)
    assert steps > 60
    # Left to the garbage collector, the window would go while the next one is being painted.
    view.set_workspace(None)
    view.hide()
    view.deleteLater()
    QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete.value)


def test_the_mouse_finds_nothing_of_what_an_edit_or_another_pair_took_away(qtbot: QtBot) -> None:
    text = Text.of("word " * 10, language="en", direction=Direction.LTR)
    spans = {"source": (Span(0, 4),), "target": (Span(0, 4),)}
    link = Annotation(id="link", tag=Tag.MATCHING, **spans)
    pairs = [
        Pair(id=name, title="", source=text, target=text, annotations=annotations)
        for name, annotations in (("p", (link,)), ("q", ()))
    ]
    workspace = Workspace(Project(id="project", title="", pairs=tuple(pairs)))
    view = LinkedView()
    qtbot.addWidget(view)
    view.set_colours(LIGHT)
    view.set_workspace(workspace)
    view.resize(700, 400)
    view.show()
    gutter = view.gutter
    qtbot.waitUntil(lambda: bool(gutter.drawn()))
    (tie,) = gutter.drawn()
    place = QPointF(gutter.width() / 2, sum(tie.left) / 2)

    def move_and_click() -> None:
        left = Qt.MouseButton.LeftButton
        for kind, button in (
            (QEvent.Type.MouseMove, Qt.MouseButton.NoButton),
            (QEvent.Type.MouseButtonPress, left),
        ):
            where = place, gutter.mapToGlobal(place)
            event = QMouseEvent(kind, *where, button, button, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(gutter, event)

    with qtbot.captureExceptions() as raised:
        workspace.apply(Edit("Delete", (AnnotationChange("p", link, None),)))
        move_and_click()
        workspace.undo()
        qtbot.waitUntil(lambda: bool(gutter.drawn()))
        workspace.show_pair(1)
        move_and_click()
    assert not raised
    assert workspace.active_id is None
