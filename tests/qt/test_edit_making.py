"""Large edits in the window: made beside it, one after the other, cancelled, and taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_annotator.app import edit_preparation
from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.workspace import Cause, Edited, Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.edit_label import EditLabel
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.notice_bar import NoticeBar

TEXT = Text.of("some words here. " * 3000, language="en", direction=Direction.LTR)
MANY = range(300, 600)


def annotation(number: int) -> Annotation:
    at = number * 17
    return Annotation(id=f"a{number:04}", tag=Tag.MISSING, source=(Span(at, at + 4),))


def added(*numbers: int) -> Edit:
    return Edit("Add", tuple(AnnotationChange("p", None, annotation(each)) for each in numbers))


class Desk:
    """A workspace, what makes its edits, and what was heard of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.notices = NoticeBar()
        qtbot.addWidget(self.notices)
        pair = Pair(id="p", title="", source=TEXT, target=TEXT, annotations=(annotation(0),))
        self.workspace = Workspace(Project(id="project", title="", pairs=(pair,)))
        self.making = EditMaking(self.notices)
        self.making.set_workspace(self.workspace)
        self.heard: list[Edited] = []
        self.workspace.edited.subscribe(self.heard.append)
        self.made: list[Edit] = []
        self.told: list[tuple[str, float | None]] = []
        self.making.progressed.connect(lambda what, share: self.told.append((what, share)))
        self.go_on = threading.Event()
        self.is_asked = threading.Event()
        self.times_asked = 0

    def ask(self, edit: Edit) -> Callable[[ProjectContent, Callable[[], None]], Edit]:
        """Return what asks for an edit, and waits until `go_on` is set."""

        def ask(_content: ProjectContent, check: Callable[[], None]) -> Edit:
            self.times_asked += 1
            self.is_asked.set()
            while not self.go_on.wait(0.01):
                check()
            return edit

        return ask

    def begin(self, edit: Edit, **ways: object) -> None:
        ways.setdefault("made", self.made.append)
        self.making.make(self.workspace, self.ask(edit), "Adding", size=1000, **ways)
        assert self.is_asked.wait(20)

    @property
    def causes(self) -> list[Cause]:
        return [each.cause for each in self.heard]

    @property
    def ids(self) -> set[str]:
        return set(self.workspace.current.annotations)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.go_on.set()
    desk.making.close()


def test_a_small_edit_is_made_at_once(desk: Desk) -> None:
    desk.making.apply(desk.workspace, added(5), "Adding", made=desk.made.append)
    assert desk.made == [added(5)]
    desk.making.undo(desk.workspace, desk.made.append)
    assert desk.made[1] == added(5).inverse()
    desk.making.redo(desk.workspace)
    assert desk.ids == {"a0000", "a0005"}
    desk.making.make(desk.workspace, lambda *_: added(6), "Adding", size=1)
    assert "a0006" in desk.ids
    assert not any(each.is_large for each in desk.heard)


def test_a_large_edit_is_made_beside_and_taken_back_and_made_again(
    desk: Desk, qtbot: QtBot
) -> None:
    edit = added(*MANY)
    desk.making.apply(desk.workspace, edit, "Adding", made=desk.made.append)
    assert desk.making.is_busy
    assert desk.ids == {"a0000"}
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert desk.made == [edit]
    assert len(desk.ids) == 1 + len(MANY)
    for name, count in (("undo", 1), ("redo", 1 + len(MANY)), ("undo", 1)):
        getattr(desk.making, name)(desk.workspace, desk.made.append)
        qtbot.waitUntil(lambda: not desk.making.is_busy)
        assert len(desk.ids) == count
    assert desk.made[1:] == [edit.inverse(), edit, edit.inverse()]
    assert desk.workspace.is_saved
    assert all(each.is_large for each in desk.heard)


def test_wishes_are_carried_out_one_after_the_other(desk: Desk, qtbot: QtBot) -> None:
    desk.workspace.apply(added(9))
    desk.begin(added(*MANY))
    desk.making.undo(desk.workspace)
    desk.making.undo(desk.workspace)
    desk.making.redo(desk.workspace)
    assert desk.ids == {"a0000", "a0009"}
    desk.go_on.set()
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert desk.causes == [Cause.MADE, Cause.MADE, Cause.UNDONE, Cause.UNDONE, Cause.REDONE]
    assert desk.ids == {"a0000", "a0009"}


def test_cancelled_it_leaves_everything_as_it_was(desk: Desk, qtbot: QtBot) -> None:
    label = EditLabel()
    qtbot.addWidget(label)
    desk.making.progressed.connect(label.show_share)
    label.cancel_requested.connect(desk.making.cancel)
    desk.begin(added(*MANY))
    desk.making.undo(desk.workspace)
    qtbot.waitUntil(label.isVisible)
    assert "Adding" in label.words
    label.stop_button.click()
    assert not label.isVisible()
    assert not desk.making.is_busy
    desk.making.close()
    assert desk.ids == {"a0000"}
    assert not desk.heard
    assert not desk.made
    desk.workspace.apply(added(4))  # and nobody looks back any more
    assert desk.ids == {"a0000", "a0004"}


def test_the_user_goes_on_working_meanwhile(desk: Desk, qtbot: QtBot) -> None:
    desk.begin(added(*MANY))
    desk.workspace.apply(added(4))
    desk.go_on.set()
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert desk.times_asked == 1
    assert desk.ids == {"a0000", "a0004", *(annotation(each).id for each in MANY)}
    desk.workspace.undo()
    assert desk.ids == {"a0000", "a0004"}


def test_what_she_does_to_it_makes_it_begin_again(desk: Desk, qtbot: QtBot) -> None:
    at = MANY[0] * 17
    over = Annotation(id="mine", tag=Tag.MISSING, source=(Span(at + 1, at + 3),))
    desk.begin(added(*MANY))
    desk.workspace.apply(Edit("Over it", (AnnotationChange("p", None, over),)))
    desk.go_on.set()
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert desk.times_asked == 2
    assert len(desk.ids) == 2 + len(MANY)


def test_an_undo_overtaken_by_the_user_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.making.apply(desk.workspace, added(*MANY), "Adding")
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    desk.making.undo(desk.workspace)
    desk.workspace.apply(added(4))
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert "was changed" in " ".join(each.text for each in desk.notices.notices)
    assert len(desk.ids) == 2 + len(MANY)


def test_an_error_of_asking_is_told_and_the_next_wish_goes_on(desk: Desk, qtbot: QtBot) -> None:
    def refuse(_content: ProjectContent, _check: object) -> Edit:
        words = QT_TRANSLATE_NOOP("Errors", "There is no edit that this could be added to.")
        raise EditError(words)

    desk.making.make(desk.workspace, refuse, "Adding", size=1000)
    desk.making.apply(desk.workspace, added(*MANY), "Adding")
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert "no edit" in " ".join(each.text for each in desk.notices.notices)
    assert len(desk.ids) == 1 + len(MANY)


def test_another_project_gets_nothing_of_it(desk: Desk, qtbot: QtBot) -> None:
    desk.begin(added(*MANY))
    desk.making.set_workspace(None)
    assert not desk.making.is_busy
    assert desk.ids == {"a0000"}


def test_a_read_only_project_is_left_alone(desk: Desk) -> None:
    desk.workspace.read_only_reason = "because"
    desk.making.apply(desk.workspace, added(*MANY), "Adding")
    assert not desk.making.is_busy
    assert "because" in " ".join(each.text for each in desk.notices.notices)


def test_what_is_large_is_a_matter_of_some_milliseconds() -> None:
    assert 50 <= edit_preparation.LARGE <= 500


def test_what_must_still_be_so_is_asked_right_before_it_takes_effect(
    desk: Desk, qtbot: QtBot
) -> None:
    refused: list[Exception] = []

    def still() -> None:
        words = QT_TRANSLATE_NOOP("Errors", "There is no edit that this could be added to.")
        raise EditError(words)

    for edit in (added(5), added(*MANY)):
        desk.making.apply(desk.workspace, edit, "Adding", refused=refused.append, still=still)
        qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert len(refused) == 2
    assert desk.ids == {"a0000"}


def test_what_must_stand_alone_goes_with_nothing_else(desk: Desk, qtbot: QtBot) -> None:
    refused: list[Exception] = []
    desk.making.apply(
        desk.workspace, added(*MANY), "Adding", refused=refused.append, still=lambda: None
    )
    desk.workspace.apply(added(5))
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert len(refused) == 1
    assert desk.ids == {"a0000", "a0005"}


def test_what_was_wished_twice_is_made_once_and_the_rest_said(desk: Desk, qtbot: QtBot) -> None:
    desk.workspace.apply(added(*MANY))
    gone = added(*MANY).inverse()
    for _ in range(2):
        desk.making.apply(desk.workspace, gone, "Deleting", made=desk.made.append)
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert desk.ids == {"a0000"}
    assert desk.made == [gone]
    assert "was changed" in " ".join(each.text for each in desk.notices.notices)


def test_a_wish_that_waited_and_fits_no_more_is_refused_in_words(desk: Desk, qtbot: QtBot) -> None:
    desk.begin(added(*MANY))
    present = desk.workspace.current.annotations["a0000"]
    gone = Edit("Delete", (AnnotationChange("p", present, None),))
    desk.making.apply(desk.workspace, gone, "Deleting")
    desk.workspace.apply(gone)
    desk.go_on.set()
    qtbot.waitUntil(lambda: not desk.making.is_busy)
    assert "was changed" in " ".join(each.text for each in desk.notices.notices)


def test_the_next_wish_goes_on_where_what_follows_an_edit_fails(desk: Desk, qtbot: QtBot) -> None:
    def fail(_edit: Edit) -> None:
        raise OSError

    desk.begin(added(*MANY), made=fail)
    desk.making.apply(desk.workspace, added(1), "Adding", made=desk.made.append)
    with qtbot.captureExceptions() as raised:
        desk.go_on.set()
        qtbot.waitUntil(lambda: desk.made == [added(1)])
    assert [kind for kind, _, _ in raised] == [OSError]
