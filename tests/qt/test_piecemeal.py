"""Work done a little at a time is done once, and other work takes its place."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_annotator.qt.piecemeal import Piecemeal


def test_work_is_done_to_its_end_between_events(qtbot: QtBot) -> None:
    seen: list[int] = []
    piecemeal = Piecemeal()
    piecemeal.begin(seen.append(number) for number in range(50))
    assert piecemeal.isActive()
    assert not seen
    qtbot.waitUntil(lambda: not piecemeal.isActive())
    assert seen == list(range(50))


def test_other_work_takes_its_place(qtbot: QtBot) -> None:
    seen: list[str] = []
    piecemeal = Piecemeal()

    def first():
        seen.append("first")
        yield
        piecemeal.begin(second())
        yield
        seen.append("never")

    def second():
        seen.append("second")
        yield

    piecemeal.begin(first())
    qtbot.waitUntil(lambda: not piecemeal.isActive())
    assert seen == ["first", "second"]


def test_work_left_is_not_done(qtbot: QtBot) -> None:
    seen: list[int] = []
    piecemeal = Piecemeal()
    piecemeal.begin(seen.append(number) for number in range(5))
    piecemeal.leave()
    qtbot.wait(5)
    assert not seen
