"""Turns end when nothing is left to be done, also where a piece raised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desk_annotator.qt.turns import Turns

ENOUGH_MS = 30
"""Time for hundreds of turns that have nothing to do."""


def failing() -> Iterator[None]:
    yield
    raise OSError


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_turns_end_when_the_last_piece_of_the_work_raises(
    qtbot: QtBot, window: QMainWindow
) -> None:
    turns = Turns(window, (iter(()), failing()))
    ends: list[bool] = []
    turns.done.connect(lambda: ends.append(turns.is_over))
    with qtbot.captureExceptions() as raised:
        turns.begin()
        qtbot.wait(ENOUGH_MS)
    assert [kind for kind, _, _ in raised] == [OSError]
    assert ends == [True]
    assert not turns.is_active


def test_turns_end_when_the_last_piece_to_be_done_first_raises(
    qtbot: QtBot, window: QMainWindow
) -> None:
    turns = Turns(window, ())
    done: list[str] = []

    def fail() -> None:
        raise OSError

    with qtbot.captureExceptions() as raised:
        turns.do_first([lambda: done.append("other"), fail], at_once=False)
        qtbot.wait(ENOUGH_MS)
    assert [kind for kind, _, _ in raised] == [OSError]
    assert done == ["other"]
    assert turns.is_over
    assert not turns.is_active


def test_what_goes_first_may_be_replaced_by_nothing(qtbot: QtBot, window: QMainWindow) -> None:
    turns = Turns(window, ())
    done: list[str] = []
    with qtbot.captureExceptions() as raised:
        turns.do_first([lambda: done.append("left")], at_once=False)
        turns.do_first([], at_once=False)
        qtbot.wait(ENOUGH_MS)
    assert not raised
    assert not done
    assert not turns.is_active
