"""*Next untouched* in a long text that has not been counted: the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.coverage import COUNTED_AT_A_TIME
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import SpanIndex
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.going_commands import GoingCommands
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar

TEXT = Text.of("some words here.\n" * 12_000, language="en", direction=Direction.LTR)
LAST = Span(len(TEXT) - 17, len(TEXT) - 2)


class Desk:
    """Two panes; in the source all lines are tagged but, unless `done`, the last."""

    def __init__(self, qtbot: QtBot, *, done: bool) -> None:
        self.view = LinkedView()
        qtbot.addWidget(self.view)
        self.actions = Actions(self.view)
        self.notices = NoticeBar(self.view)
        lines = range(0, len(TEXT) - (0 if done else 17), 17)
        tagged = tuple(
            Annotation(id=f"a{start:06}", tag=Tag.MISSING, source=(Span(start, start + 16),))
            for start in lines
        )
        pair = Pair(id="p", title="", source=TEXT, target=TEXT, annotations=tagged)
        self.workspace = Workspace(Project(id="project", title="", pairs=(pair, pair_of("q"))))
        self.going = GoingCommands(self.actions, self.view, self.notices, self.view)
        self.view.set_workspace(self.workspace)
        self.going.set_workspace(self.workspace)

    @property
    def selected(self) -> tuple[Span, ...]:
        return self.view.pane(Side.SOURCE).selections()


def pair_of(name: str) -> Pair:
    return Pair(id=name, title=name, source=TEXT, target=TEXT)


@pytest.fixture
def desk(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = Desk(qtbot, done=getattr(request, "param", False))
    yield made
    made.going.set_workspace(None)
    made.view.set_workspace(None)


def test_it_is_found_some_turns_later(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    touching = SpanIndex.touching

    def noted(index: SpanIndex, start: int, end: int) -> object:
        looked.append(end - start)
        return touching(index, start, end)

    monkeypatch.setattr(SpanIndex, "touching", noted)

    desk.going.go_to_untouched(Side.SOURCE)
    assert not desk.selected
    assert 0 < sum(looked) < len(TEXT) // 2
    assert max(looked) <= COUNTED_AT_A_TIME
    qtbot.waitUntil(lambda: desk.selected == (LAST,))


@pytest.mark.parametrize("desk", [True], indirect=True)
def test_that_nothing_is_untouched_is_said_some_turns_later(desk: Desk, qtbot: QtBot) -> None:
    desk.going.go_to_untouched(Side.SOURCE)
    assert not desk.notices.notices
    qtbot.waitUntil(lambda: not desk.going._looking.isActive())
    assert len(desk.notices.notices) == 1
    assert "Nothing is untouched" in desk.notices.notices[0].text


def test_of_a_pair_no_longer_shown_nothing_is_selected(desk: Desk, qtbot: QtBot) -> None:
    desk.going.go_to_untouched(Side.SOURCE)
    desk.workspace.show_pair(1)
    qtbot.waitUntil(lambda: not desk.going._looking.isActive())
    assert not desk.selected


def test_where_the_text_is_counted_it_is_found_at_once(desk: Desk) -> None:
    desk.workspace.current.coverage(Side.SOURCE)
    desk.going.go_to_untouched(Side.SOURCE)
    assert desk.selected == (LAST,)
