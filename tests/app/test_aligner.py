"""Long pairs are aligned in a process of their own, which stops at once."""

from __future__ import annotations

import io
import sys
import threading
from dataclasses import replace

import pytest

from desk_annotator.alignment import encoding
from desk_annotator.alignment.engine import align, align_request
from desk_annotator.alignment.exchange import (
    Answer,
    Asking,
    Request,
    answered,
    as_line,
    asked,
    from_line,
)
from desk_annotator.alignment.phrase_links import phrase_links_request
from desk_annotator.alignment.result import Alignment
from desk_annotator.alignment.scrolling import anchors_for_scrolling
from desk_annotator.app import aligner, aligner_process, aligner_worker
from desk_annotator.app.aligner import Aligner
from desk_annotator.app.knowledge import Knowledge
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.errors import Cancelled, EditError
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text

ENGLISH = "The ministry opened 14 schools in 2009.\nThree villages wait. The minister 😀 said no.\n"
ARABIC = "افتتحت الوزارة 14 مدرسة سنة 2009. وتنتظر ثلاث قرى. ولم يجب الوزير."
TEXTS = (
    Text.of(ENGLISH, language="en", direction=Direction.LTR),
    Text.of(ARABIC, language="ar", direction=Direction.RTL),
)
OWN = [
    Annotation(id="x", tag=Tag.MATCHING, source=(Span(4, 12),), target=(Span(0, 7), Span(8, 15))),
    Annotation(
        id="y", tag=Tag.MISSING, source=(Span(60, 70),), target=(Span(20, 20),), status="open"
    ),
    Annotation(id="z", tag=Tag.ADDED, target=(Span(40, 44),), status=Status.SUGGESTED),
]
HAND = (Cuts(at=(20,), joined=(Span(40, 62),)), NO_CUTS)
REQUEST = Request(
    *TEXTS,
    OWN,
    HAND,
    {"three villages": ["ثلاث قرى"]},
    {"minist": {"وزير": 0.7}},
    with_encoder=False,
)


@pytest.fixture(autouse=True)
def without_encoder(monkeypatch):
    monkeypatch.setattr(encoding, "shared_encoder", lambda: None)


@pytest.fixture
def long_ones(monkeypatch):
    """Every pair counts as long."""
    monkeypatch.setattr(aligner, "LONG", 0)
    made = Aligner()
    yield made
    made.stop()


def ask(asks, cancelled=lambda: False, progress=lambda _share: None):
    return asks.align(TEXTS, OWN, HAND, Knowledge(), cancelled, progress)


def test_a_request_comes_out_as_it_went_in() -> None:
    asking = Asking()
    *before, last = [asking.hear(from_line(as_line(message))) for message in asked(REQUEST)]
    assert set(before) == {None}
    assert last is not None
    assert (last.source, last.target, last.hand) == (*TEXTS, HAND)
    assert (last.glossary, last.lexicon) == (REQUEST.glossary, REQUEST.lexicon)
    assert not last.with_encoder
    assert last.phrases_in is None
    for got, given in zip(last.confirmed, OWN, strict=True):
        assert (got.tag, got.status) == (given.tag, given.status)
        assert (got.source, got.target) == (given.source, given.target)


def test_an_answer_comes_out_as_it_went_in() -> None:
    found = align_request(REQUEST)
    assert found.links
    assert found.missing
    answer = Answer()
    *before, last = [
        answer.hear(from_line(as_line(message)))
        for message in answered(found, anchors_for_scrolling(found))
    ]
    assert set(before) == {None}
    assert last == (found, anchors_for_scrolling(found))


def test_a_line_that_is_no_message_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\{\}"):
        from_line(b"{}")


def test_the_worker_tells_how_far_it_is_and_what_it_found() -> None:
    answers = io.BytesIO()
    aligner_worker.serve(REQUEST, answers)
    messages = [from_line(line) for line in answers.getvalue().splitlines()]
    shares = [message[1] for message in messages if message[0] == "share"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    answer = Answer()
    assert [answer.hear(message) for message in messages][-1][0] == align_request(REQUEST)


def test_the_worker_looks_for_phrases_if_it_is_told_in_what() -> None:
    asked_for = replace(REQUEST, phrases_in=align_request(REQUEST))
    answers = io.BytesIO()
    aligner_worker.serve(asked_for, answers)
    messages = [from_line(line) for line in answers.getvalue().splitlines()]
    answer = Answer()
    found = [answer.hear(message) for message in messages][-1]
    assert found == (Alignment(links=phrase_links_request(asked_for)), ())
    assert found[0].links


def test_phrases_of_a_long_pair_are_looked_for_elsewhere_as_they_would_be_here(
    long_ones, monkeypatch
) -> None:
    known = align(*TEXTS, confirmed=OWN, hand=HAND)
    shares = []

    def phrases():
        return long_ones.phrases(TEXTS, known, OWN, Knowledge(), lambda: False, shares.append)

    elsewhere = phrases()
    assert long_ones._process is not None
    assert shares[-1] == 1.0
    monkeypatch.setattr(aligner, "LONG", sys.maxsize)
    assert phrases() == elsewhere
    assert elsewhere


def test_the_worker_tells_of_a_fault(monkeypatch) -> None:
    def broken(*_args, **_more):
        message = "x"
        raise KeyError(message)

    monkeypatch.setattr(aligner_worker, "align_request", broken)
    answers = io.BytesIO()
    aligner_worker.serve(REQUEST, answers)
    assert from_line(answers.getvalue()) == ["failed", "KeyError: 'x'"]


def test_a_long_pair_is_aligned_elsewhere_as_it_would_be_align_request(long_ones) -> None:
    shares = []
    alignment, anchors = ask(long_ones, progress=shares.append)
    expected = align(*TEXTS, confirmed=OWN, hand=HAND)
    assert alignment == expected
    assert anchors == anchors_for_scrolling(expected)
    assert shares[-1] == 1.0
    process = long_ones._process
    assert process is not None
    assert ask(long_ones)[0] == expected
    assert long_ones._process is process  # it remembers what it has encoded


def test_a_short_pair_needs_no_process() -> None:
    asks = Aligner()
    assert ask(asks)[0] == align(*TEXTS, confirmed=OWN, hand=HAND)
    assert asks._process is None


def test_stopping_ends_the_process_and_the_wait_for_it(long_ones, monkeypatch) -> None:
    # It reads until there is no more to read, and only then answers.
    monkeypatch.setattr(aligner_process, "_WORKER", "json.tool")
    caught = []

    def wait():
        try:
            ask(long_ones)
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    while long_ones._process is None or long_ones._process._process is None:
        pass
    process = long_ones._process
    long_ones.stop()
    thread.join()
    assert len(caught) == 1
    assert process.is_stopped
    with pytest.raises(Cancelled):
        process.align(REQUEST, lambda _share: None)


def test_nothing_is_started_for_somebody_who_has_cancelled(long_ones) -> None:
    with pytest.raises(Cancelled):
        ask(long_ones, cancelled=lambda: True)
    assert long_ones._process is None


def test_a_process_that_ends_by_itself_is_told_of_and_replaced(long_ones, monkeypatch) -> None:
    monkeypatch.setattr(aligner_process, "_WORKER", "this")
    with pytest.raises(EditError, match="project is as it was"):
        ask(long_ones)
    monkeypatch.undo()
    monkeypatch.setattr(aligner, "LONG", 0)
    monkeypatch.setattr(encoding, "shared_encoder", lambda: None)
    assert ask(long_ones)[0].links


def test_where_no_process_can_be_started_a_thread_aligns(long_ones, monkeypatch, caplog) -> None:
    def refuse(*_args, **_more):
        message = "no more processes"
        raise OSError(message)

    monkeypatch.setattr(aligner_process.subprocess, "Popen", refuse)
    assert ask(long_ones)[0].links
    assert "no more processes" in caplog.text
    caplog.clear()
