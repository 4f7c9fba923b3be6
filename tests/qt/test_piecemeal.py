"""Work done a little at a time is done once, and other work takes its place."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desk_annotator.app.steps import Steps
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.project import Pair
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import counting_thread
from desk_annotator.qt.piecemeal import Piecemeal, in_own_turn


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


def steps_of(count: int, outcome: object, seen: list[object]) -> Steps[object]:
    """Return steps that note the thread they are taken in."""
    for _ in range(count):
        seen.append(threading.get_ident())
        yield
    return outcome


def test_work_beside_the_window_is_done_in_a_thread(qtbot: QtBot) -> None:
    here = threading.get_ident()
    seen: list[object] = []
    made: list[int] = []
    done: list[tuple[object, int]] = []
    piecemeal = Piecemeal()

    def make() -> Steps[object]:
        made.append(threading.get_ident())
        return steps_of(50, "outcome", seen)

    piecemeal.begin_beside(make, lambda outcome: done.append((outcome, threading.get_ident())))
    assert piecemeal.isActive()
    # Not before the window's next turn: it may have something to paint first.
    assert not made
    qtbot.waitUntil(lambda: not piecemeal.isActive())
    assert made == [here]
    assert len(seen) == 50
    assert here not in seen
    assert done == [("outcome", here)]


def test_all_views_use_one_thread_in_turn(qtbot: QtBot) -> None:
    seen: list[object] = []
    done: list[object] = []
    several = [Piecemeal() for _ in range(3)]
    is_last_there = threading.Event()

    def make(number: int) -> Steps[object]:
        if number == 2:
            is_last_there.set()
        return held(number)

    def held(number: int) -> Steps[object]:
        # The thread ends when it has nothing to do: the first must not be done before the last.
        assert is_last_there.wait(20)
        return (yield from steps_of(40, number, seen))

    for number, piecemeal in enumerate(several):
        piecemeal.begin_beside(partial(make, number), done.append)
    qtbot.waitUntil(lambda: not any(piecemeal.isActive() for piecemeal in several))
    assert sorted(done) == [0, 1, 2]
    assert len(seen) == 120
    assert len(set(seen)) == 1


def test_only_the_last_wish_counts(qtbot: QtBot) -> None:
    done: list[object] = []
    piecemeal = Piecemeal()
    going, go_on = threading.Event(), threading.Event()

    def slow() -> Steps[object]:
        yield
        going.set()
        go_on.wait(10)
        yield
        done.append("a step behind the end")
        yield
        return "first"

    piecemeal.begin_beside(slow, done.append)
    qtbot.waitUntil(going.is_set)
    piecemeal.begin_beside(partial(steps_of, 3, "second", []), done.append)
    go_on.set()
    qtbot.waitUntil(lambda: not piecemeal.isActive())
    qtbot.wait(5)
    assert done == ["second"]


def test_what_is_left_stops_at_its_next_step(qtbot: QtBot) -> None:
    seen: list[object] = []
    done: list[object] = []
    piecemeal, other = Piecemeal(), Piecemeal()
    going, go_on = threading.Event(), threading.Event()

    def slow() -> Steps[object]:
        going.set()
        go_on.wait(10)
        yield
        yield from steps_of(1000, "never", seen)
        return "never"

    piecemeal.begin_beside(slow, done.append)
    qtbot.waitUntil(going.is_set)
    piecemeal.leave()
    assert not piecemeal.isActive()
    go_on.set()
    other.begin_beside(partial(steps_of, 1, "other", []), done.append)
    qtbot.waitUntil(lambda: done == ["other"])
    assert not seen


def test_it_tells_how_far_it_is(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_thread, "_TURN", 0)
    shares: list[float] = []
    may_go_on = threading.Semaphore(1)
    piecemeal = Piecemeal()

    def hear(share: float) -> None:
        shares.append(share)
        may_go_on.release()

    def steps() -> Steps[None]:
        for _ in range(4):
            assert may_go_on.acquire(timeout=20)
            yield

    piecemeal.progressed.connect(hear)
    piecemeal.begin_beside(steps, lambda _: None, about=4)
    qtbot.waitUntil(lambda: not piecemeal.isActive())
    # The last may come together with the end.
    assert shares in ([0.25, 0.5, 0.75], [0.25, 0.5, 0.75, 1.0])


def test_what_goes_wrong_in_the_thread_is_raised_in_the_window(qtbot: QtBot) -> None:
    piecemeal = Piecemeal()

    def broken() -> Steps[None]:
        yield
        message = "broken"
        raise ValueError(message)

    told: list[bool] = []
    piecemeal.failed.connect(lambda: told.append(piecemeal.isActive()))
    with qtbot.captureExceptions() as raised:
        piecemeal.begin_beside(broken, lambda _: None)
        qtbot.waitUntil(lambda: not piecemeal.isActive())
    assert [str(error) for _, error, _ in raised] == ["broken"]
    assert told == [False]


def test_work_that_cannot_be_made_is_told_of_too(qtbot: QtBot) -> None:
    piecemeal = Piecemeal()
    told: list[str] = []
    piecemeal.failed.connect(lambda: told.append(f"active: {piecemeal.isActive()}"))

    def make() -> Steps[None]:
        message = "broken"
        raise ValueError(message)

    with qtbot.captureExceptions() as raised:
        piecemeal.begin_beside(make, lambda _: None)
        qtbot.waitUntil(lambda: not piecemeal.isActive())
    assert [str(error) for _, error, _ in raised] == ["broken"]
    assert told == ["active: False"]


def test_work_in_the_window_takes_the_place_of_work_beside_it(qtbot: QtBot) -> None:
    done: list[object] = []
    piecemeal = Piecemeal()
    piecemeal.begin_beside(partial(steps_of, 30, "beside", []), done.append)
    qtbot.wait(1)
    piecemeal.begin(done.append("here") for _ in range(1))
    qtbot.waitUntil(lambda: not piecemeal.isActive())
    qtbot.wait(5)
    assert done[-1] == "here"
    assert done.count("here") == 1


def test_a_view_that_goes_hears_nothing_more(qtbot: QtBot) -> None:
    done: list[object] = []
    view = QObject()
    piecemeal = Piecemeal(view)
    going, go_on = threading.Event(), threading.Event()

    def slow() -> Steps[object]:
        going.set()
        go_on.wait(10)
        yield
        return "late"

    piecemeal.begin_beside(slow, done.append)
    qtbot.waitUntil(going.is_set)
    delete(view)
    go_on.set()
    other = Piecemeal()
    other.begin_beside(partial(steps_of, 1, "other", []), done.append)
    qtbot.waitUntil(lambda: bool(done))
    qtbot.wait(5)
    assert done == ["other"]


class _Listener:
    """Remembers the task it was told of."""

    def __init__(self) -> None:
        self.heard: list[counting_thread.Task[object]] = []

    def hear(self, task: counting_thread.Task[object]) -> None:
        self.heard.append(task)


def test_the_thread_works_between_two_turns_of_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_thread, "_LONGEST_REST", 60)
    listener, begun = _Listener(), threading.Event()

    def steps() -> Steps[object]:
        begun.set()
        yield
        return "done"

    counting_thread.counting_thread().add(counting_thread.Task(steps(), 1, listener.hear))

    assert not begun.wait(0.05)  # the window has not come round to anything else
    qtbot.waitUntil(lambda: bool(listener.heard) and listener.heard[-1].is_over)
    assert listener.heard[-1].outcome == "done"


def test_the_thread_goes_on_while_the_window_waits_for_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_thread, "_LONGEST_REST", 0.001)
    listener, seen = _Listener(), []
    thread = counting_thread.counting_thread()
    thread.add(counting_thread.Task(steps_of(3, "done", seen), 3, listener.hear))

    thread.wait()

    assert len(seen) == 3
    qtbot.waitUntil(lambda: bool(listener.heard) and listener.heard[-1].is_over)


def bitext_of(characters: str) -> Bitext:
    text = Text.of(characters, language="en", direction=Direction.LTR)
    return Bitext(Pair(id="p", title="", source=text, target=text))


def test_only_a_long_pair_has_work_put_into_a_turn_of_its_own(qtbot: QtBot) -> None:
    owner, seen = QObject(), []
    in_own_turn(bitext_of("short"), owner, partial(seen.append, "short"))
    assert seen == ["short"]

    long = bitext_of("long " * 50_000)
    in_own_turn(long, owner, partial(seen.append, "long"))
    assert seen == ["short"]
    qtbot.waitUntil(lambda: seen == ["short", "long"])

    in_own_turn(long, owner, partial(seen.append, "gone"))
    delete(owner)
    qtbot.wait(20)
    assert seen == ["short", "long"]
