"""What earlier sessions left is looked for in a thread, and no offer is lost or comes untimely."""

from __future__ import annotations

import threading
from collections import OrderedDict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from recovery_desk import recovery_desk
from torture.left_over import crash_on, crash_unsaved, retitle, saved_project

from desk_annotator.app.left_behind import offers_of_unsaved
from desk_annotator.qt import reminders
from desk_annotator.qt.pane import chunking
from desk_annotator.qt.prompts import Leave
from desk_annotator.storage import journal_record

LEFT = "A project that was never saved was left"


class Held:
    """A look through the journals that ends when the test says so."""

    def __init__(self, real):
        self.go, self.begun, self.threads = threading.Event(), threading.Event(), []
        self._real = real

    def __call__(self, folders, *, check):
        self.threads.append(threading.current_thread())
        left = self._real(folders, check=check)
        self.begun.set()
        assert self.go.wait(20)
        return left


@pytest.fixture
def held(monkeypatch):
    held = Held(reminders.left_behind)
    monkeypatch.setattr(reminders, "left_behind", held)
    yield held
    held.go.set()


def furnish(desk):
    desk.window.furniture.finish()
    desk.idle()


def press(desk, words):
    """Press a button of a notice, which ends the notice."""
    buttons = desk.window.notices.findChildren(QPushButton)
    (button,) = [each for each in buttons if each.isVisible() and each.text() == words]
    button.click()


def test_the_window_does_not_wait_for_it(desk, folders, held):
    crash_unsaved(folders, "one")
    furnish(desk)
    desk.protection.offer_unsaved()
    assert held.begun.wait(20)
    assert held.threads[0] is not threading.main_thread()
    assert desk.dialog() is None
    held.go.set()
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: desk.opened is not None)
    assert desk.workspace.title == "one"


def test_what_was_opened_meanwhile_is_not_replaced(desk, path, folders, held):
    crash_unsaved(folders, "one")
    furnish(desk)
    desk.protection.offer_unsaved()
    assert held.begun.wait(20)
    desk.window.files.open_path(str(path))
    desk.wait_for(lambda: desk.opened is not None)
    retitle(desk.opened, "mine")
    held.go.set()
    desk.wait_for(lambda: LEFT in desk.notices())
    desk.idle()
    assert desk.dialog() is None
    assert desk.workspace.title == "mine"
    assert len(desk.window.notices.notices) == 1
    # The user may have kept what is open after all: then the notice is there again.
    desk.answers.on_leave = Leave.CANCEL
    press(desk, "Show")
    desk.idle()
    desk.wait_for(lambda: "leave" in desk.answers.asked)
    assert desk.dialog() is None
    assert LEFT in desk.notices()
    desk.answers.on_leave = Leave.DISCARD
    press(desk, "Show")
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: desk.opened is not None and desk.workspace.title == "one")


def test_a_question_of_the_window_goes_first(desk, folders, held):
    crash_unsaved(folders, "one")
    furnish(desk)
    desk.protection.offer_unsaved()
    question = QDialog(desk.window)
    question.open()
    held.go.set()
    desk.wait_for(lambda: LEFT in desk.notices())
    assert desk.dialog() is None
    question.done(0)
    press(desk, "Show")
    desk.press(desk.wait_for_dialog().later_button)
    assert len(offers_of_unsaved(folders)) == 1


def test_a_window_that_closes_meanwhile_offers_nothing(qtbot, qapp, folders, held):
    crash_unsaved(folders, "one")
    with recovery_desk(qtbot, folders) as desk:
        furnish(desk)
        desk.protection.offer_unsaved()
        assert held.begun.wait(20)
        threading.Timer(0.05, held.go.set).start()
        desk.window.close()
        qtbot.wait(50)
        assert desk.dialog() is None
        assert not desk.notices()
    assert len(offers_of_unsaved(folders)) == 1


def test_edits_of_a_file_that_is_not_shown_are_told_of(desk, path, folders, tmp_path):
    other = saved_project(tmp_path / "other.json")
    crash_on(other, folders, "one")
    desk.load(path)
    desk.wait_for(lambda: "may have edits that were not saved" in desk.notices())
    assert "other.json" in desk.notices()


def test_edits_of_the_file_shown_are_not_told_of_once_more(desk, path, folders):
    crash_on(path, folders, "one")
    desk.load(path)
    QTest.keyClick(desk.wait_for_dialog(), Qt.Key.Key_Escape)
    desk.wait_for(lambda: desk.opened is not None)
    furnish(desk)
    assert "may have edits" not in desk.notices()


def test_it_is_looked_for_when_the_first_picture_is_there(qtbot, qapp, folders, path, held):
    crash_unsaved(folders, "one")
    with recovery_desk(qtbot, folders) as desk:
        desk.window.files.admit(desk.window.files.load(path))
        assert desk.opened is not None
        assert not held.threads
        desk.window.furniture.finish()
        held.go.set()
        desk.wait_for(lambda: LEFT in desk.notices())
        assert len(held.threads) == 1


def test_a_project_that_cannot_be_read_stays_and_is_told(desk, folders):
    """Its checksum is right; nobody writes such a one, and nobody loses it."""
    crash_unsaved(folders, "one")
    (file,) = folders.recovery.glob("*/*.jsonl")
    first, rest = file.read_bytes().split(b"\n", 1)
    name = b'"initial":'
    front = first[9 : first.index(name)] + name
    file.write_bytes(journal_record._sealed(front + b'{"id":5}}') + rest)
    furnish(desk)
    desk.protection.offer_unsaved()
    desk.press(desk.wait_for_dialog().restore_button)
    desk.wait_for(lambda: "cannot be opened" in desk.notices())
    assert desk.opened is None
    assert file.exists()


@pytest.mark.parametrize("button", ["restore_button", "look_button"])
def test_the_texts_of_what_comes_back_are_cut_in_the_thread(desk, folders, monkeypatch, button):
    threads = []
    real = chunking.chunks

    def chunks(*arguments):
        threads.append(threading.current_thread())
        return real(*arguments)

    monkeypatch.setattr(chunking, "chunks", chunks)
    monkeypatch.setattr(chunking, "_kept", OrderedDict())
    crash_unsaved(folders, "one")
    furnish(desk)
    desk.protection.offer_unsaved()
    desk.press(getattr(desk.wait_for_dialog(), button))
    desk.wait_for(lambda: desk.opened is not None)
    assert len(threads) == 2
    assert threading.main_thread() not in threads
