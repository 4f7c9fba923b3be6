"""A large edit under way when its project is left: it is waited for, then asked about."""

from __future__ import annotations

import threading

import pytest
from torture.left_over import PAIR, saved_project

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Span
from desk_annotator.qt.background import live_on
from desk_annotator.qt.prompts import Leave

MANY = Edit(
    "Add",
    tuple(
        AnnotationChange(
            PAIR.id, None, Annotation(id=f"a{each:04}", tag=Tag.MISSING, source=(Span(0, 3),))
        )
        for each in range(300)
    ),
)


@pytest.fixture
def go_on():
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def desk(desk, path, go_on):
    desk.load(path)
    desk.wait_for(lambda: desk.opened is not None)
    desk.answers.on_leave = Leave.CANCEL
    return desk


def begin(desk, go_on):
    """Begin a large edit that is not made before `go_on` is set."""

    def ask(_content, check):
        while not go_on.wait(0.01):
            check()
        return MANY

    desk.window.edits.make(desk.workspace, ask, "Adding", size=1000)
    assert desk.window.edits.is_busy


def test_an_edit_under_way_is_not_lost_without_a_question(desk, go_on):
    begin(desk, go_on)
    threading.Timer(0.05, go_on.set).start()
    assert not desk.window.files.close_project()
    assert desk.answers.asked == ["leave"]
    assert len(desk.workspace.current.annotations) == 300


def test_what_is_being_taken_back_is_not_asked_about(desk):
    desk.window.edits.apply(desk.workspace, MANY, "Adding")
    desk.wait_for(lambda: not desk.window.edits.is_busy)
    assert not desk.workspace.is_saved
    desk.window.edits.undo(desk.workspace)
    assert desk.window.edits.is_busy
    assert desk.window.files.close_project()
    assert desk.answers.asked == []


def test_an_edit_cancelled_while_it_is_waited_for_is_not_asked_about(desk, go_on):
    begin(desk, go_on)
    desk.window.edits.progressed.connect(lambda *_: desk.window.edits.cancel())
    assert desk.window.files.close_project()
    assert desk.answers.asked == []


def test_an_edit_begun_while_another_project_is_read_is_not_lost_without_a_question(
    desk, go_on, tmp_path
):
    files = desk.window.files
    other, is_read, load = saved_project(tmp_path / "other.json"), threading.Event(), files.load

    def late(*given, **ways):
        is_read.wait(20)
        return load(*given, **ways)

    files.load = late
    files.open_path(str(other))
    begin(desk, go_on)
    is_read.set()
    threading.Timer(0.2, go_on.set).start()
    desk.wait_for(lambda: desk.answers.asked == ["leave"])
    desk.idle()
    assert len(desk.workspace.current.annotations) == 300
    assert files.readings.current is None


def test_nothing_is_waited_for_once_the_program_was_asked_to_end(qapp, monkeypatch):
    """No event loop goes on then, so that nothing waited for would ever come to its end."""
    from PySide6.QtCore import QEventLoop

    monkeypatch.setattr(QEventLoop, "exec", lambda _loop: -1)
    assert not live_on(qapp, lambda: True)
