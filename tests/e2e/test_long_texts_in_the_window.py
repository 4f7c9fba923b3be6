"""Long texts are aligned beside the window; closing and cancelling wait for nothing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from desk_annotator.alignment import engine
from desk_annotator.alignment.phrases import PhraseFinder
from desk_annotator.app import aligner, aligner_process, cutting
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side, Span
from desk_annotator.qt import alignment_commands
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.prompts import Leave

CONTROL = Qt.KeyboardModifier.ControlModifier
ENGLISH = "The ministry opened 14 schools in 2009.\n\nThree villages have waited since January.\n"
ARABIC = "افتتحت الوزارة 14 مدرسة سنة 2009 وتنتظر ثلاث قرى منذ جانفي."
NEVER_ANSWERS = "json.tool"
"""A module of Python that reads to the end before it says anything."""


@pytest.fixture
def beside(desk, monkeypatch):
    """Every pair counts as long."""
    monkeypatch.setattr(aligner, "LONG", 0)
    desk.monkeypatch = monkeypatch
    return desk


def under_way(desk):
    desk.monkeypatch.setattr(aligner_process, "_WORKER", NEVER_ANSWERS)
    desk.show_pair(ENGLISH, ARABIC)
    commands = desk.window.alignment
    desk.qtbot.waitUntil(
        lambda: (
            commands._aligner._process is not None
            and commands._aligner._process._process is not None
        )
    )
    assert commands.is_busy
    assert desk.window.suggesting.label.isVisible()
    return commands._aligner._process._process


def test_long_texts_are_aligned_on_opening_by_another_process(beside):
    beside.monkeypatch.setattr(engine, "align", None)  # not in this one
    beside.show_pair(ENGLISH, ARABIC)
    commands = beside.window.alignment
    beside.qtbot.waitUntil(lambda: not commands.is_busy, timeout=60_000)
    assert commands.alignment_of("p").links
    assert not beside.window.suggesting.label.isVisible()


def test_escape_ends_the_process_once_nothing_is_selected(beside):
    process = under_way(beside)
    pane = beside.window.view.pane(Side.SOURCE)
    pane.setFocus()
    pane.set_selections([Span(0, 3)])
    beside.qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert not pane.selections()
    assert beside.window.alignment.is_busy
    beside.qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert not beside.window.alignment.is_busy
    assert not beside.window.suggesting.label.isVisible()
    assert process.wait(20) is not None


def test_escape_stops_what_the_user_waits_for_first(beside):
    under_way(beside)
    pane = beside.window.view.pane(Side.SOURCE)
    pane.setFocus()
    with beside.monkeypatch.context() as patch:
        patch.setattr(EditMaking, "is_busy", True)
        beside.qtbot.keyClick(pane, Qt.Key.Key_Escape)
        assert beside.window.alignment.is_busy
    beside.qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert not beside.window.alignment.is_busy


def test_escape_leaves_alone_what_was_found(beside):
    beside.show_pair(ENGLISH, ARABIC)
    commands = beside.window.alignment
    beside.qtbot.waitUntil(lambda: not commands.is_busy, timeout=60_000)
    process = commands._aligner._process._process
    beside.qtbot.keyClick(beside.window.view.pane(Side.SOURCE), Qt.Key.Key_Escape)
    assert commands.alignment_of("p").links
    assert process.poll() is None


def test_cancelling_ends_the_process(beside):
    process = under_way(beside)
    beside.window.suggesting.label.cancel_requested.emit()
    assert not beside.window.alignment.is_busy
    assert not beside.window.suggesting.label.isVisible()
    beside.qtbot.waitUntil(lambda: process.returncode is not None)


def test_another_project_ends_the_process(beside):
    process = under_way(beside)
    beside.monkeypatch.undo()
    beside.show_pair("One.", "واحد.")
    beside.qtbot.waitUntil(lambda: process.returncode is not None)


def test_closing_the_window_ends_the_process_and_the_wait_for_it(beside):
    process = under_way(beside)
    beside.answers.on_leave = Leave.DISCARD
    assert beside.window.close()
    assert beside.window.alignment._background._pool.activeThreadCount() == 0
    process.wait()


def test_a_process_that_ends_by_itself_is_told_of(beside):
    beside.monkeypatch.setattr(aligner_process, "_WORKER", "this")
    beside.show_pair(ENGLISH, ARABIC)
    beside.qtbot.waitUntil(lambda: not beside.window.alignment.is_busy, timeout=20_000)
    assert ["The project is as it was" in notice for notice in beside.notices()] == [True]


def test_texts_too_long_to_be_aligned_unasked_say_which_keys_do_it(desk, monkeypatch):
    monkeypatch.setattr(alignment_commands, "_UNASKED", 10)
    desk.show_pair(ENGLISH, ARABIC)
    label = desk.window.suggesting.label
    assert not desk.window.alignment.is_busy
    assert label.isVisible()
    assert "Ctrl+G" in label._words.text()
    assert not label._stop.isVisible()
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_G, CONTROL)
    desk.qtbot.waitUntil(lambda: bool(desk.bitext.annotations), timeout=60_000)
    assert not label.isVisible()


def test_a_search_for_segments_asks_whether_to_go_on(desk, monkeypatch):
    begun, go = threading.Event(), threading.Event()
    outcome = []
    real = cutting.unit_starts

    def slow(source, target, hand, check):
        begun.set()
        go.wait()
        try:
            return real(source, target, hand, check)
        except Exception as error:
            outcome.append(type(error).__name__)
            raise

    monkeypatch.setattr(cutting, "unit_starts", slow)
    desk.show_pair(ENGLISH, ARABIC)
    desk.window.actions_table["show_segments"].setChecked(True)
    desk.qtbot.waitUntil(begun.is_set)
    desk.show_pair("One.", "واحد.")
    desk.window.actions_table["show_segments"].setChecked(False)
    go.set()
    desk.qtbot.waitUntil(lambda: "Cancelled" in outcome)
    desk.qtbot.waitUntil(lambda: not desk.window.suggesting.segments.is_busy)


def test_a_search_for_counterparts_asks_while_it_learns(desk):
    desk.show_pair(ENGLISH, ARABIC)
    commands = desk.window.alignment
    desk.qtbot.waitUntil(lambda: not commands.is_busy, timeout=60_000)
    texts = desk.bitext.text(Side.SOURCE), desk.bitext.text(Side.TARGET)
    finder = PhraseFinder(*texts, commands.alignment_of("p"))
    words = finder._texts[Side.SOURCE].characters.find("schools")
    with pytest.raises(Cancelled):
        finder.find(Side.SOURCE, (Span(words, words + 7),), lambda: True)
    assert finder._vocabulary._learnt is None
