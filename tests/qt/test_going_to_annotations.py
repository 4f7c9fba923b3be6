"""Going to an annotation brings both panes along, also where it has text on one side only."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.linked_view import LinkedView

LINES = 400
TEXTS = {Side.SOURCE: "a line of words\n" * LINES, Side.TARGET: "سطر من الكلمات\n" * LINES}


@pytest.mark.parametrize("tag", [Tag.ADDED, Tag.MISSING])
def test_the_other_pane_comes_along_where_there_is_no_counterpart(qtbot: QtBot, tag: Tag) -> None:
    load_fonts()
    home = Side.TARGET if tag is Tag.ADDED else Side.SOURCE
    start = len(TEXTS[home]) // 2
    spans = (Span(start, start + 4),)
    source, target = ((), spans) if home is Side.TARGET else (spans, ())
    lonely = Annotation(id="lonely", tag=tag, source=source, target=target)
    texts = (
        Text.of(TEXTS[Side.SOURCE], language="en", direction=Direction.LTR),
        Text.of(TEXTS[Side.TARGET], language="ar", direction=Direction.RTL),
    )
    pair = Pair(id="p", title="", source=texts[0], target=texts[1], annotations=(lonely,))
    view = LinkedView()
    qtbot.addWidget(view)
    view.set_colours(LIGHT)
    view.resize(1000, 400)
    view.set_workspace(Workspace(Project(id="x", title="", pairs=(pair,))))
    view.show()
    view.go_to(lonely)
    for side in Side:
        seen = view.pane(side).visible_span()
        middle = len(TEXTS[side]) // 2
        assert seen.start < middle < seen.end, side
    # In view already: neither pane moves, also where the user has put them otherwise.
    other = view.pane(home.other)
    other.scroll_to(0)
    view.go_to(lonely)
    assert other.visible_span().start == 0
    view.set_workspace(None)
