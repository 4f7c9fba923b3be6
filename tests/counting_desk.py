"""Long pairs whose counting in the thread is held at each step, as tests want it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import CoverageMeter
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import counting_thread as counting_thread_module
from desk_annotator.qt import piecemeal
from desk_annotator.qt.counting_thread import counting_thread

WORDS = "the river and the market were quiet. " * 3000
LONG = len(WORDS)


def pair_of(name: str, words: str = WORDS) -> Pair:
    source, target = (
        Text.of(words, language=language, direction=Direction.LTR) for language in ("en", "de")
    )
    return Pair(id=name, title=name, source=source, target=target)


class Steps:
    """Holds the counting thread at each step until it is let go, and notes who counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._may = threading.Semaphore(0)
        self._is_free = threading.Event()
        self.threads: set[int] = set()
        real: Callable[[CoverageMeter], None] = CoverageMeter.count_some
        here = threading.get_ident()

        def held(meter: CoverageMeter) -> None:
            self.threads.add(threading.get_ident())
            if threading.get_ident() != here and not self._is_free.is_set():
                assert self._may.acquire(timeout=20)
            real(meter)

        monkeypatch.setattr(CoverageMeter, "count_some", held)

    def let(self, steps: int) -> None:
        """Let so many steps be taken."""
        for _ in range(steps):
            self._may.release()

    def let_go(self) -> None:
        """Hold nothing any more."""
        self._is_free.set()
        self._may.release()


@contextmanager
def held_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    """Hold the counting of pairs that are not long at all."""
    monkeypatch.setattr(piecemeal, "_LONG_TEXT", 1000)
    monkeypatch.setattr(counting_thread_module, "_TURN", 0)
    held = Steps(monkeypatch)
    yield held
    held.let_go()
    counting_thread().wait()


def long_workspace() -> Workspace:
    """Return a project of a long pair, a short one, and another long one."""
    pairs = (pair_of("p"), pair_of("short", "few words"), pair_of("q"))
    return Workspace(Project(id="project", title="", pairs=pairs))


def missing(name: str, start: int, end: int, pair: str = "p") -> Edit:
    made = Annotation(id=name, tag=Tag.MISSING, source=(Span(start, end),))
    return Edit("Add", (AnnotationChange(pair, None, made),))


def is_right(bitext: Bitext) -> bool:
    fresh = Bitext(bitext.snapshot())
    return all(bitext.coverage(side) == fresh.coverage(side) for side in Side)
