"""Ignoring text and deleting annotations: a little at once, much beside the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_annotator.app import amendment
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.tagging_commands import TaggingCommands

TEXT = Text.of("some words here. " * 3000, language="en", direction=Direction.LTR)
PIECES = tuple(Span(at, at + 4) for at in range(0, len(TEXT) - 17, 17))
WHOLE = Span(0, len(TEXT))


class Desk:
    """Two panes with a pair, what ignores text in them, and the threads that did."""

    def __init__(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ignored: tuple[Span, ...]
    ) -> None:
        self.view = LinkedView()
        qtbot.addWidget(self.view)
        self.actions = Actions(self.view)
        notices = NoticeBar(self.view)
        pair = Pair(id="p", title="", source=TEXT, target=TEXT, ignored_source=ignored)
        self.workspace = Workspace(Project(id="project", title="", pairs=(pair,)))
        self.edits = EditMaking(notices)
        self.edits.set_workspace(self.workspace)
        self.commands = commands = TaggingCommands(
            self.actions, self.view, notices, self.edits, self.view
        )
        self.view.set_workspace(self.workspace)
        commands.set_workspace(self.workspace)
        self.threads: set[int] = set()
        toggled = amendment.toggle_ignored

        def noted(*given: object) -> Edit:
            self.threads.add(threading.get_ident())
            return toggled(*given)

        monkeypatch.setattr(amendment, "toggle_ignored", noted)

    def ignore(self, span: Span) -> None:
        self.view.pane(Side.SOURCE).set_selections([span])
        self.actions["ignore"].trigger()

    @property
    def ignored(self) -> tuple[Span, ...]:
        return self.workspace.current.ignored(Side.SOURCE)

    @property
    def selected(self) -> tuple[Span, ...]:
        return self.view.pane(Side.SOURCE).selections()


@pytest.fixture
def desk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    made = Desk(qtbot, monkeypatch, request.param)
    yield made
    made.edits.close()
    made.view.set_workspace(None)


@pytest.mark.parametrize("desk", [PIECES[:3]], indirect=True)
def test_a_little_is_ignored_at_once(desk: Desk) -> None:
    desk.ignore(WHOLE)

    assert desk.ignored == (WHOLE,)
    assert not desk.selected
    assert desk.threads == {threading.get_ident()}


@pytest.mark.parametrize("desk", [PIECES], indirect=True)
@pytest.mark.parametrize("span", [WHOLE, Span(0, 8000)])
def test_thousands_of_ignored_pieces_become_one_beside_the_window(
    desk: Desk, qtbot: QtBot, span: Span
) -> None:
    desk.ignore(span)

    assert desk.edits.is_busy
    assert desk.ignored == PIECES
    assert desk.selected == (span,)
    qtbot.waitUntil(lambda: not desk.edits.is_busy)
    assert desk.ignored[0] == Span(0, span.end)
    assert not desk.selected
    assert threading.get_ident() not in desk.threads
    desk.edits.undo(desk.workspace)
    assert desk.edits.is_busy
    qtbot.waitUntil(lambda: not desk.edits.is_busy)
    assert desk.ignored == PIECES


@pytest.mark.parametrize("desk", [PIECES], indirect=True)
def test_what_is_selected_meanwhile_stays_selected(desk: Desk, qtbot: QtBot) -> None:
    desk.ignore(WHOLE)
    desk.view.pane(Side.SOURCE).set_selections([PIECES[7]])
    qtbot.waitUntil(lambda: not desk.edits.is_busy)

    assert desk.ignored == (WHOLE,)
    assert desk.selected == (PIECES[7],)


def test_only_what_is_ignored_otherwise_than_before_is_touched() -> None:
    after = (*PIECES[:1000], *PIECES[1001:])
    edit = Edit("Stop", (IgnoredChange("p", Side.SOURCE, PIECES, after),))

    assert edit.touched("p", Side.SOURCE) == [PIECES[1000]]
    assert edit.inverse().touched("p", Side.SOURCE) == [PIECES[1000]]
    assert edit.touched("p", Side.TARGET) == []


@pytest.mark.parametrize("desk", [()], indirect=True)
def test_thousands_of_annotations_are_deleted_beside_the_window(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [
        Annotation(id=f"a{at:05}", tag=Tag.MISSING, source=(span,))
        for at, span in enumerate(PIECES)
    ]
    desk.workspace.apply(Edit("Add", tuple(AnnotationChange("p", None, each) for each in many)))
    threads: set[int] = set()
    delete = amendment.delete

    def noted(*given: object) -> Edit:
        threads.add(threading.get_ident())
        return delete(*given)

    monkeypatch.setattr(amendment, "delete", noted)

    desk.commands.delete_ids(("a00000", "a00007"))
    assert not desk.edits.is_busy
    assert len(desk.workspace.current.annotations) == len(many) - 2
    threads.clear()

    desk.commands.delete_ids(tuple(each.id for each in many))
    assert desk.edits.is_busy
    qtbot.waitUntil(lambda: not desk.edits.is_busy)
    assert not desk.workspace.current.annotations
    assert threads
    assert threading.get_ident() not in threads

    edits_before = desk.workspace.undoable
    desk.commands.delete_ids(tuple(each.id for each in many))
    assert not desk.edits.is_busy
    assert desk.workspace.undoable is edits_before
    desk.edits.undo(desk.workspace)
    qtbot.waitUntil(lambda: not desk.edits.is_busy)
    assert len(desk.workspace.current.annotations) == len(many) - 2
