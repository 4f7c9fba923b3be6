"""Phrase links are suggested on request, decided on by key, and taken back in one step."""

from __future__ import annotations

import threading

import pytest

from desk_annotator.alignment import phrase_links as module
from desk_annotator.app import suggestions
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side

ENGLISH = (
    "The ministry opened 14 schools in Sfax in 2009.\n\n"
    "Three villages in the south have waited since January.\n\n"
    "WikiLeaks published the cable, the newspaper Le Monde said.\n"
)
ARABIC = (
    "افتتحت الوزارة 14 مدرسة في صفاقس سنة 2009. "
    "وتنتظر ثلاث قرى في الجنوب منذ جانفي. "
    "ونشر موقع ويكيليكس البرقية حسب صحيفة لوموند."
)


@pytest.fixture
def aligned(desk):
    desk.show_aligned(ENGLISH, ARABIC)
    return desk


def ask(desk):
    desk.window.actions_table["suggest_phrases"].trigger()
    phrases = desk.window.suggesting.phrases
    desk.qtbot.waitUntil(lambda: not phrases.is_busy, timeout=60_000)
    return suggestions.suggestions(desk.bitext)


def test_phrases_are_accepted_and_rejected_by_key_and_taken_back_in_one_step(aligned):
    aligned.pane(Side.SOURCE).setFocus()
    waiting = ask(aligned)
    quoted = {
        ENGLISH[each.source[0].start : each.source[0].end]: ARABIC[
            each.target[0].start : each.target[0].end
        ]
        for each in waiting
    }
    assert quoted["2009"] == "2009"
    assert quoted["January"] == "جانفي"
    assert all(map(suggestions.is_phrase, waiting))
    aligned.accept_and_reject(waiting)


def test_the_slider_is_about_phrases_where_only_they_wait(aligned):
    few = ask(aligned)
    aligned.window.suggesting.bar.least_chosen.emit(0.975)
    phrases = aligned.window.suggesting.phrases
    aligned.qtbot.waitUntil(lambda: not phrases.is_busy, timeout=60_000)
    fewer = suggestions.suggestions(aligned.bitext)
    assert 0 < len(fewer) < len(few)
    assert all(map(suggestions.is_phrase, fewer))


def test_asked_while_aligning_they_come_when_it_is_done(desk):
    desk.show_pair(ENGLISH, ARABIC)
    assert desk.window.alignment.is_busy
    assert ask(desk)


def test_asked_twice_there_is_nothing_new(aligned):
    first = ask(aligned)
    assert ask(aligned) == first
    assert "no new phrase links" in aligned.notices()[0]


def test_a_pair_that_was_never_aligned_is_aligned_first(aligned):
    aligned.window.alignment._found.clear()
    assert ask(aligned)


def test_looking_for_phrases_can_be_cancelled(aligned, monkeypatch):
    begun = threading.Event()

    def endless(*texts, cancelled, **options):
        begun.set()
        while not cancelled():
            threading.Event().wait(0.01)
        raise Cancelled

    monkeypatch.setattr(module, "phrase_links", endless)
    aligned.window.actions_table["suggest_phrases"].trigger()
    phrases = aligned.window.suggesting.phrases
    aligned.qtbot.waitUntil(begun.is_set)
    assert phrases.is_busy
    assert aligned.window.suggesting.label.isVisible()
    aligned.window.suggesting.label.cancel_requested.emit()
    assert not phrases.is_busy
    assert not aligned.window.suggesting.label.isVisible()
    phrases.close()
    assert not aligned.bitext.annotations
