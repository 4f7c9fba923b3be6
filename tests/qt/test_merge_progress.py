"""Comparing two versions says how far it is, and can be stopped; large merges are made beside."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from merge_desk import ADDITION, BASE, PIECES, change, merge_desk, present, version, write

from desk_annotator.app import edit_preparation, merging
from desk_annotator.app.merging import MergeWish, decide, plan_merge
from desk_annotator.app.open_project import open_project
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Span
from desk_annotator.qt.edit_label import EditLabel


@pytest.fixture
def desk(qtbot, qapp, folders):
    with merge_desk(qtbot, folders) as user:
        yield user


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "library.json", version(*BASE))


def many(count: int) -> tuple[Annotation, ...]:
    made = Annotation(id="", tag=Tag.MISSING, source=(Span(0, 3),))
    return tuple(replace(made, id=f"many-{number:04}") for number in range(count))


def test_reading_and_comparing_tell_how_far_they_are(tmp_path, path, folders):
    theirs = write(tmp_path / "theirs.json", version(*BASE, *many(1000)))
    shares: list[float] = []
    plan = plan_merge(MergeWish.of(open_project(path), theirs), folders, progress=shares.append)
    assert shares == sorted(shares)
    assert sum(share > 0.6 for share in shares) >= 4
    assert shares[-1] <= 1.0
    assert len(plan.merge.settled.pairs[0].annotations) == len(BASE) + 1000


@pytest.mark.parametrize("reached", [1, 50])
def test_comparing_stops_when_asked(tmp_path, path, folders, reached):
    theirs = write(tmp_path / "theirs.json", version(*BASE, *many(100)))
    wish = MergeWish.of(open_project(path), theirs)
    times = 0

    def check() -> None:
        nonlocal times
        times += 1
        if times == reached:
            raise Cancelled

    with pytest.raises(Cancelled):
        plan_merge(wish, folders, check=check)
    times = 0
    with pytest.raises(Cancelled):
        decide(plan_merge(wish, folders), [], check=check)


def test_the_window_shows_how_far_comparing_is_and_stops_it(desk, path, monkeypatch):
    desk.load(path)
    write(path, version(*BASE, ADDITION))
    begun = threading.Event()

    def slow(wish, folders, *, check, progress):
        begun.set()
        for step in range(10_000):
            check()
            progress(step / 10_000)
            time.sleep(0.002)

    with monkeypatch.context() as patch:
        patch.setattr(merging, "plan_merge", slow)
        desk.window.files.merge(path)
        assert begun.wait(20)

        def label():
            return desk.window.findChild(EditLabel, "merge_label")

        desk.qtbot.waitUntil(lambda: label() is not None and label().isVisible())
        assert path.stem in label().words
        desk.window.going.nothing_held.emit()
        assert not label().isVisible()
        desk.idle()
    assert len(present(desk.workspace)) == len(BASE)
    desk.window.files.merge(path)
    desk.merge(desk.dialog())
    assert len(present(desk.workspace)) == len(BASE) + 1


def test_a_large_merge_is_made_beside_and_undone_the_same_way(desk, path, monkeypatch):
    monkeypatch.setattr(edit_preparation, "LARGE", 2)
    desk.load(path)
    change(desk.workspace, None, PIECES)
    write(path, version(*BASE, ADDITION, *many(5)))
    desk.window.files.merge(path)
    desk.merge(desk.dialog())
    desk.qtbot.waitUntil(lambda: len(present(desk.workspace)) == len(BASE) + 7)
    desk.qtbot.waitUntil(lambda: not desk.window.edits.is_busy)
    assert not desk.workspace.is_saved
    desk.window.actions_table["undo"].trigger()
    desk.qtbot.waitUntil(lambda: len(present(desk.workspace)) == len(BASE) + 1)
    desk.save()
