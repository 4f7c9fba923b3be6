"""The anchors of many links are reckoned beside the window; scrolling uses the last ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_annotator.app import scroll_link
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import scroll_coupling
from desk_annotator.qt.counting_thread import counting_thread
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.scroll_coupling import ScrollCoupling

LINES = 400
SOURCE = "a line of words\n" * LINES
TARGET = "another line, which is longer than the first\n" * LINES


def bitext_of(*, every: int) -> Bitext:
    """Return a pair with a link on each so manieth line, all ten lines further down."""
    wide = [len(SOURCE) // LINES, len(TARGET) // LINES]
    links = tuple(
        Annotation(
            id=f"n{line}",
            tag=Tag.MATCHING,
            source=(Span(line * wide[0], line * wide[0] + 4),),
            target=(Span((line + 10) * wide[1], (line + 10) * wide[1] + 4),),
        )
        for line in range(1, LINES - 20, every)
    )
    source, target = (
        Text.of(words, language="en", direction=Direction.LTR) for words in (SOURCE, TARGET)
    )
    return Bitext(Pair(id="p", title="", source=source, target=target, annotations=links))


@pytest.fixture
def coupling(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScrollCoupling]:
    monkeypatch.setattr(scroll_coupling, "_MANY", 10)
    load_fonts()
    panes = {}
    for side in Side:
        panes[side] = TextPane(side)
        qtbot.addWidget(panes[side])
        panes[side].resize(400, 300)
        panes[side].show()
    coupling = ScrollCoupling(panes)
    yield coupling
    coupling.set_bitext(None)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The thread of each look at some annotations."""
    seen: list[int] = []
    real = scroll_link.link_anchors

    def noted(annotations):
        seen.append(threading.get_ident())
        return real(annotations)

    monkeypatch.setattr(scroll_link, "link_anchors", noted)
    return seen


def test_many_anchors_are_reckoned_in_a_thread(
    qtbot: QtBot, coupling: ScrollCoupling, threads: list[int]
) -> None:
    bitext = bitext_of(every=2)
    coupling.set_bitext(bitext)
    assert coupling._link is None
    qtbot.waitUntil(lambda: coupling._link is not None)
    assert threads
    assert threading.get_ident() not in threads
    expected = scroll_link.scroll_link(bitext)
    for offset in range(0, len(SOURCE), 97):
        assert coupling._link.opposite(Side.SOURCE, offset) == expected.opposite(
            Side.SOURCE, offset
        )


def test_anchors_that_could_not_be_reckoned_are_not_asked_for_at_each_step(
    qtbot: QtBot, coupling: ScrollCoupling, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def broken(*arguments: object) -> Iterator[None]:
        tried.append(arguments)
        yield
        raise ValueError

    bitext = bitext_of(every=2)
    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr(scroll_coupling, "scroll_link_in_steps", broken)
        coupling.set_bitext(bitext)
        qtbot.waitUntil(lambda: coupling._link is not None)
        coupling._present_link(bitext)
        assert not coupling._building.isActive()
    assert len(raised) == len(tried) == 1
    coupling.links_changed()
    proportional = coupling._present_link(bitext)
    qtbot.waitUntil(lambda: coupling._link is not proportional)


def test_few_are_reckoned_when_they_are_needed(
    coupling: ScrollCoupling, threads: list[int]
) -> None:
    bitext = bitext_of(every=100)
    coupling.set_bitext(bitext)
    assert not threads
    assert coupling._present_link(bitext) is coupling._link
    assert set(threads) == {threading.get_ident()}


def test_an_edit_is_reckoned_in_at_the_next_scroll(qtbot: QtBot, coupling: ScrollCoupling) -> None:
    bitext = bitext_of(every=2)
    coupling.set_bitext(bitext)
    # Even before the first anchors are there, there is something to scroll by.
    assert coupling._present_link(bitext).opposite(Side.SOURCE, len(SOURCE)) == len(TARGET)
    qtbot.waitUntil(lambda: not coupling._building.isActive())
    first = coupling._link
    last = max(bitext.annotations.values(), key=lambda each: each.place)
    bitext.apply_annotation(AnnotationChange("p", last, None))
    coupling.links_changed()
    assert coupling._present_link(bitext) is first
    qtbot.waitUntil(lambda: not coupling._building.isActive())
    present, place = coupling._present_link(bitext), last.source[0].start
    assert present.opposite(Side.SOURCE, place) == scroll_link.scroll_link(bitext).opposite(
        Side.SOURCE, place
    )
    assert present.opposite(Side.SOURCE, place) != first.opposite(Side.SOURCE, place)


def test_a_pair_that_was_left_gives_no_anchors(qtbot: QtBot, coupling: ScrollCoupling) -> None:
    coupling.set_bitext(bitext_of(every=2))
    few = bitext_of(every=100)
    coupling.set_bitext(few)
    assert not coupling._building.isActive()
    qtbot.wait(20)
    assert coupling._link is None


def test_anchors_still_reckoned_do_not_replace_later_ones(
    qtbot: QtBot, coupling: ScrollCoupling, monkeypatch: pytest.MonkeyPatch
) -> None:
    bitext, here = bitext_of(every=2), threading.get_ident()
    begun, go_on = threading.Event(), threading.Event()
    real = scroll_link.link_anchors

    def held(annotations):
        if threading.get_ident() != here:
            begun.set()
            assert go_on.wait(20)
        return real(annotations)

    monkeypatch.setattr(scroll_link, "link_anchors", held)
    coupling.set_bitext(bitext)
    qtbot.waitUntil(begun.is_set)
    for each in sorted(bitext.annotations.values(), key=lambda each: each.place)[5:]:
        bitext.apply_annotation(AnnotationChange("p", each, None))
    coupling.links_changed()
    present = coupling._present_link(bitext)
    go_on.set()
    counting_thread().wait()
    qtbot.wait(20)
    assert coupling._present_link(bitext) is present
