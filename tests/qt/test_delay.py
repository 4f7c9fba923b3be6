"""A delay makes its one call when it is over, and none if it is stopped before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QTimer

from desk_annotator.qt.delay import Delay


@pytest.fixture
def owner(qapp):
    made = QObject()
    yield made
    made.deleteLater()


def test_it_calls_once_for_each_start(qtbot, owner):
    calls = []
    delay = Delay(0, lambda: calls.append("called"), owner)
    assert not delay.isActive()
    delay.start()
    delay.start()
    assert calls == []
    qtbot.waitUntil(lambda: calls == ["called"])
    assert not delay.isActive()
    delay.start()
    qtbot.waitUntil(lambda: calls == ["called", "called"])


def test_stopped_it_calls_nothing(qtbot, owner):
    calls = []
    stopped = Delay(0, lambda: calls.append("stopped"), owner)
    stopped.start()
    stopped.stop()
    QTimer.singleShot(0, owner, lambda: calls.append("later"))
    qtbot.waitUntil(lambda: bool(calls))
    assert calls == ["later"]


def test_it_waits_as_long_as_it_is_told_to(owner):
    assert Delay(250, lambda: None, owner).interval() == 250
