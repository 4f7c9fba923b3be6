"""Another project shown in a window: the texts first, then panels and bars, a turn each."""

from __future__ import annotations

import gc
from functools import partial
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from window_desk import dressed

from desk_annotator.app.open_project import OpenProject, new_project
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import annotation_model
from desk_annotator.qt.application import main_window
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

pytestmark = pytest.mark.usefixtures("no_encoder")


def project(word: str, links: int = 1) -> OpenProject:
    """Return a project with so many links, whose texts begin with a word."""
    source = Text.of(f"{word} is wide.\n" * 30, language="en", direction=Direction.LTR)
    target = Text.of("النهر واسع.\n" * 30, language="ar", direction=Direction.RTL)
    made = tuple(
        Annotation(
            id=f"{word}-{number}",
            tag=Tag.MATCHING,
            source=(Span(2 * number, 2 * number + 1),),
            target=(Span(2 * number, 2 * number + 1),),
            created="2026-01-01T00:00:00Z",
            modified="2026-01-01T00:00:00Z",
        )
        for number in range(links)
    )
    pair = Pair(id=f"pair-{word}", title=word, source=source, target=target, annotations=made)
    return new_project(pair, title=word)


@pytest.fixture
def window(qtbot, qapp):
    with dressed(qapp):
        shown = main_window(Settings(), ThemeChoice.LIGHT)
        shown.files.prompts.leave = lambda _name: Leave.DISCARD
        shown.show()
        qtbot.waitUntil(lambda: shown.is_furnished)
        yield shown
        shown.close()
        shown.deleteLater()


def listed(window) -> list[str]:
    """Return the ids in the list, as it is now."""
    model = window.begun.annotation_list.model
    return [model.id_at(row) for row in range(model.rowCount())]


def show(window, opened) -> None:
    """Show a project up to where the window's thread would look at the user's input again."""
    window.files.show_project(opened)
    assert not window.is_furnished


class Story(QObject):
    """Notes in which turn of the event loop the panes are painted and parts hear of a project."""

    def __init__(self, window):
        super().__init__(window)
        self.turns = [[]]
        QCoreApplication.eventDispatcher().awake.connect(self.next_turn)
        for side in Side:
            window.view.pane(side).viewport().installEventFilter(self)

    def next_turn(self):
        if self.turns[-1]:
            self.turns.append([])

    def note(self, what, real):
        def noted(workspace):
            self.turns[-1].append(what)
            real(workspace)

        return noted

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and "texts" not in self.turns[-1]:
            self.turns[-1].append("texts")
        return super().eventFilter(watched, event)


def test_the_texts_come_first_and_then_every_part_in_a_turn_of_its_own(qtbot, window):
    story = Story(window)
    parts = window.furniture._parts
    assert len(parts) >= 4
    for part in parts:
        part.set_workspace = story.note(type(part).__name__, part.set_workspace)
    show(window, project("River"))
    assert story.turns == [[]]
    qtbot.waitUntil(lambda: window.is_furnished)

    turns = [turn for turn in story.turns if turn]
    assert turns[0] == ["texts"]
    told = [[what for what in turn if what != "texts"] for turn in turns]
    assert [what for turn in told for what in turn] == [type(part).__name__ for part in parts]
    assert all(len(turn) <= 1 for turn in told)
    assert listed(window) == ["River-0"]


def test_commands_work_on_the_project_shown_from_the_start(window):
    opened = project("River")
    show(window, opened)
    window.view.pane(Side.SOURCE).set_selections([Span(6, 8)])
    window.actions_table["tag_missing"].trigger()

    assert len(opened.workspace.current.annotations) == 2


def test_whatever_commands_work_with_hears_at_once_of_the_project_shown(window):
    opened = project("River")
    heard = {}
    for part in window.furniture._first:
        part.set_workspace = partial(heard.__setitem__, type(part).__name__)
    show(window, opened)

    assert heard == dict.fromkeys(
        ("EditMaking", "TaggingCommands", "GoingCommands", "DetailsPanel", "SuggestingParts"),
        opened.workspace,
    )


def test_a_key_between_the_turns_finds_every_part_at_the_project_shown(window):
    show(window, project("River"))
    window.files.show_project(project("Bridge", links=2))
    QTest.keyClick(window.view.pane(Side.SOURCE), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert window.is_furnished
    assert window.find_bar.isVisible()
    assert listed(window) == ["Bridge-0", "Bridge-1"]


def test_a_click_between_the_turns_finds_every_part_at_the_project_shown(window):
    show(window, project("River"))
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)

    assert window.is_furnished
    assert listed(window) == ["River-0"]


def test_asked_for_between_the_turns_a_part_works_on_the_project_shown(window):
    show(window, project("River"))

    assert window.annotation_list.model.id_at(0) == "River-0"
    assert window.is_furnished


def test_of_projects_shown_in_quick_order_the_parts_hear_of_the_last(qtbot, window):
    heard = []
    for part in window.furniture._parts:
        real = part.set_workspace
        part.set_workspace = lambda workspace, real=real: (heard.append(workspace), real(workspace))
    first, last = project("River"), project("Bridge", links=3)
    show(window, first)
    show(window, last)
    qtbot.waitUntil(lambda: window.is_furnished)

    assert heard == [last.workspace] * len(window.furniture._parts)
    assert listed(window) == ["Bridge-0", "Bridge-1", "Bridge-2"]


def test_one_shown_while_parts_are_being_told_reaches_those_too(qtbot, window):
    first, last = project("River"), project("Bridge", links=3)
    show(window, first)
    window.begun._turns.take()
    window.begun._turns.take()
    show(window, last)
    qtbot.waitUntil(lambda: window.is_furnished)

    assert listed(window) == ["Bridge-0", "Bridge-1", "Bridge-2"]
    assert window.pairs.view.model().rowCount() == 1


def test_a_project_closed_between_the_turns_leaves_nothing_behind(qtbot, window):
    show(window, project("River"))
    window.begun._turns.take()
    window.files.close_project()
    qtbot.waitUntil(lambda: window.is_furnished)

    assert listed(window) == []
    assert window.files.project is None


def test_a_window_closed_between_the_turns_tells_nobody_any_more(qtbot, window):
    show(window, project("River"))
    window.begun._turns.take()
    assert window.close()

    assert window.is_furnished
    assert listed(window) == []
    qtbot.wait(20)
    assert not window.begun._turns.is_active


def test_a_window_that_is_not_on_show_tells_all_parts_at_once(qtbot, qapp):
    with dressed(qapp):
        window = main_window(Settings(), ThemeChoice.LIGHT)
        window.files.prompts.leave = lambda _name: Leave.DISCARD
        window.furniture.finish()
        window.files.show_project(project("River"))
        assert listed(window) == ["River-0"]
        window.close()
        window.deleteLater()


def test_furnished_is_said_once_however_many_projects_are_shown(qtbot, window):
    said = []
    window.furnished.connect(lambda: said.append(1))
    for word in ("River", "Bridge"):
        window.files.show_project(project(word))
        qtbot.waitUntil(lambda: window.is_furnished)

    assert said == []


def test_nothing_of_the_window_holds_a_project_that_was_replaced(qtbot, window):
    first = project("River", links=3)
    window.files.show_project(first)
    qtbot.waitUntil(lambda: window.is_furnished)
    workspace, pair = ref(first.workspace), ref(first.workspace.current)
    first.workspace.activate("River-1")
    first.workspace.activate(None)
    del first
    gc.disable()
    try:
        window.files.show_project(project("Bridge"))
        qtbot.waitUntil(lambda: window.is_furnished)
        qtbot.wait(20)

        assert workspace() is None
        assert pair() is None
    finally:
        gc.enable()


def test_what_a_list_still_shows_though_it_is_gone_is_not_deleted(qtbot, window, monkeypatch):
    monkeypatch.setattr(annotation_model, "_LONG", 10)
    opened = project("River", links=100)
    window.files.show_project(opened)
    window.furniture.finish()
    panel, bitext = window.annotation_list, opened.workspace.current
    qtbot.waitUntil(lambda: len(listed(window)) == 100)
    gone = [AnnotationChange(bitext.id, each, None) for each in bitext.in_order()[:80]]
    monkeypatch.setattr(annotation_model, "_MANY", 10)
    opened.workspace.apply(Edit("Delete", tuple(gone)))
    assert len(listed(window)) == 100  # until the list is made anew
    panel.table.selectAll()
    panel._ask_to_delete()

    assert not bitext.annotations
    qtbot.waitUntil(lambda: not listed(window))
