"""A project that was left goes piece by piece, in a thread, once nobody refers to it."""

from __future__ import annotations

import gc
import threading
from weakref import ref

import pytest

from desk_annotator.app import letting_go
from desk_annotator.app.open_project import OpenProject
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text


def opened(links: int) -> OpenProject:
    source = Text.of("The river is wide. " * 400, language="en", direction=Direction.LTR)
    target = Text.of("النهر واسع. " * 400, language="ar", direction=Direction.RTL)
    made = tuple(
        Annotation(
            id=f"link-{number}",
            tag=Tag.MATCHING,
            source=(Span(number, number + 1),),
            target=(Span(number, number + 1),),
        )
        for number in range(links)
    )
    pair = Pair(id="pair", title="River", source=source, target=target, annotations=made)
    project = Project(id="project", title="River", created="", modified="", pairs=(pair,))
    return OpenProject(Workspace(project), on_disk=project)


@pytest.fixture
def threads(monkeypatch):
    """Return the threads begun to let go, which wait for nothing first."""
    begun = []
    real = letting_go._let_go

    def let_go(parts):
        begun.append(threading.current_thread())
        real(parts)

    monkeypatch.setattr(letting_go, "_AFTER", 0.0)
    monkeypatch.setattr(letting_go, "_let_go", let_go)
    return begun


def let_all_end() -> None:
    for thread in threading.enumerate():
        if thread.name == "letting go":
            thread.join(10)


@pytest.fixture
def no_collector():
    """Do without the cyclic collector: a project must go without it."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_project_goes_in_a_thread_once_nobody_refers_to_it(threads, monkeypatch):
    monkeypatch.setattr(letting_go, "_MANY", 100)
    left = opened(300)
    pair, workspace = ref(left.workspace.current), ref(left.workspace)
    letting_go.let_go_slowly(left)
    assert not threads
    del left
    let_all_end()

    assert pair() is None
    assert workspace() is None
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


def test_whoever_still_refers_to_it_finds_it_whole(threads, monkeypatch):
    monkeypatch.setattr(letting_go, "_MANY", 100)
    left = opened(300)
    pair = left.workspace.current
    letting_go.let_go_slowly(left)
    del left
    let_all_end()

    assert len(threads) == 1
    assert len(pair.annotations) == 300
    assert pair.annotations["link-7"].source == (Span(7, 8),)


def test_nothing_goes_before(threads, monkeypatch):
    monkeypatch.setattr(letting_go, "_MANY", 100)
    left = opened(300)
    letting_go.let_go_slowly(left)
    let_all_end()
    assert not threads
    del left
    let_all_end()
    assert len(threads) == 1


def test_a_small_project_goes_at_once(threads):
    left = opened(3)
    letting_go.let_go_slowly(left)
    del left

    assert not any(thread.name == "letting go" for thread in threading.enumerate())
    assert not threads


def test_all_of_which_there_may_be_many_is_held_until_then():
    left = opened(3)
    parts = letting_go._parts(left)
    pair = left.workspace.current

    assert [len(part) for part in parts] == [3, 3]
    assert {each.id for each in parts[0]} == set(pair.annotations)
    assert parts[-1] == list(left.on_disk.pairs[0].annotations)
