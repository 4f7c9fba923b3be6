"""A phrase finds its likeliest counterparts, of whole words, or none."""

from __future__ import annotations

import numpy as np
import pytest
from alignment.alignment_samples import ANY_TEXT, arabic, english
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.alignment.engine import align
from desk_annotator.alignment.phrases import LIKELY_COUNTERPART, MOST, PhraseFinder
from desk_annotator.alignment.result import Alignment, Link, ReasonKind
from desk_annotator.alignment.word_spans import word_spans
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side, Span
from desk_annotator.text.words import is_grapheme_boundary

SOURCE = english(
    "President Sarkozy visited Washington in June 2009.\n"
    "The zorb of the old kint waited near the river.\n"
    "Five soldiers wrote a letter to the ambassador.\n"
)
TARGET = arabic(
    "زار الرئيس ساركوزي واشنطن في حزيران 2009.\n"
    "انتظر غغغ ثثث العجوز قرب النهر.\n"
    "كتب خمسة جنود رسالة إلى السفير.\n"
)
MEANINGS = {
    "waited": 0,
    "انتظر": 0,
    "old": 1,
    "العجوز": 1,
    "near": 2,
    "قرب": 2,
    "wrote": 3,
    "كتب": 3,
}


class KnownWords:
    """An encoder that knows eight words, and that a text means what its words mean."""

    def encode(self, texts, cancelled):
        rows = np.zeros((len(texts), 32), np.float32)
        for number, text in enumerate(texts):
            if cancelled():
                raise Cancelled
            for word in text.replace(".", " ").split():
                rows[number, MEANINGS.get(word, 4 + sum(map(ord, word)) % 28)] += 1
            rows[number] /= np.linalg.norm(rows[number]) or 1
        return rows


def where(text, quote):
    start = text.characters.index(quote)
    return Span(start, start + len(quote))


def quotes(found, text):
    return [text.characters[each.span.start : each.span.end] for each in found]


@pytest.fixture(scope="module")
def finder():
    return PhraseFinder(SOURCE, TARGET, align(SOURCE, TARGET))


def test_names_and_values_are_found_without_an_encoder(finder):
    found = finder.find(Side.SOURCE, [where(SOURCE, "June 2009")])
    assert quotes(found, TARGET)[0] == "حزيران 2009"
    assert [reason.words for reason in found[0].reasons] == ["june ≈ حزيران", "2009"]


def test_it_works_from_the_target_too(finder):
    found = finder.find(Side.TARGET, [where(TARGET, "ساركوزي")])
    assert quotes(found, SOURCE)[0] == "Sarkozy"
    assert found[0].reasons[0].words == "sarkozy ≈ ساركوزي"


def test_several_are_ranked_and_differ(finder):
    found = finder.find(Side.SOURCE, [where(SOURCE, "letter")])
    assert quotes(found, TARGET)[0] == "رسالة"
    sure = [each.confidence for each in found]
    assert sure == sorted(sure, reverse=True)
    assert min(sure) >= LIKELY_COUNTERPART
    assert len(found) <= MOST
    assert len({each.span for each in found}) == len(found)


@pytest.mark.parametrize("phrase", ["zorb", "kint", ".\n"])
def test_what_answers_nothing_has_no_counterpart(finder, phrase):
    assert finder.find(Side.SOURCE, [where(SOURCE, phrase)]) == ()


def test_the_glossary_and_confirmed_links_are_used():
    phrase = where(SOURCE, "zorb of the old kint")
    by_glossary = PhraseFinder(SOURCE, TARGET, glossary={"zorb": ["غغغ"], "kint": ["ثثث"]})
    assert quotes(by_glossary.find(Side.SOURCE, [phrase]), TARGET)[0] == "غغغ ثثث العجوز"
    known = Alignment((Link(where(SOURCE, "zorb"), where(TARGET, "غغغ"), 1.0, (), confirmed=True),))
    learnt = PhraseFinder(SOURCE, TARGET, known).find(Side.SOURCE, [where(SOURCE, "zorb")])
    assert quotes(learnt, TARGET)[0] == "غغغ"


def test_meaning_counts_where_there_is_an_encoder():
    finder = PhraseFinder(SOURCE, TARGET, encoder=KnownWords())
    assert quotes(finder.find(Side.SOURCE, [where(SOURCE, "waited")]), TARGET)[0] == "انتظر"
    assert quotes(finder.find(Side.TARGET, [where(TARGET, "قرب")]), SOURCE)[0] == "near"


def test_a_counterpart_far_away_is_found_when_nothing_near_answers():
    filling = "Nothing happened on that day at all.\n" * 60
    source = english(SOURCE.characters + filling)
    target = arabic("لم يحدث شيء في ذلك اليوم.\n" * 60 + TARGET.characters)
    found = PhraseFinder(source, target).find(Side.SOURCE, [where(source, "Sarkozy")])
    assert quotes(found, target)[0] == "ساركوزي"


def test_it_is_cancelled_between_steps():
    left = 2

    def enough():
        nonlocal left
        left -= 1
        return left < 0

    finder = PhraseFinder(SOURCE, TARGET, encoder=KnownWords())
    with pytest.raises(Cancelled):
        finder.find(Side.SOURCE, [where(SOURCE, "waited")], enough)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.integers(0, 400), st.integers(1, 60), st.sampled_from(list(Side)))
def test_counterparts_of_anything_are_whole_words_inside_the_other_text(
    source, target, start, length, side
):
    texts = {Side.SOURCE: english(source), Side.TARGET: arabic(target)}
    own = len(texts[side])
    phrase = Span(min(start, own), min(start + length, own))
    found = PhraseFinder(texts[Side.SOURCE], texts[Side.TARGET], encoder=KnownWords()).find(
        side, [phrase]
    )
    other = texts[side.other].characters
    words = word_spans(other, Span(0, len(other)))
    for each in found:
        assert 0 <= each.span.start < each.span.end <= len(other)
        assert is_grapheme_boundary(other, each.span.start)
        assert is_grapheme_boundary(other, each.span.end)
        assert each.span.start in {word.start for word in words}
        assert each.span.end in {word.end for word in words}
        assert 0 <= each.confidence <= 1
        assert all(reason.kind is ReasonKind.WORDS for reason in each.reasons)


@given(ANY_TEXT)
def test_words_are_disjoint_and_hold_a_letter_or_digit(characters):
    last = 0
    for word in word_spans(characters, Span(0, len(characters))):
        assert last <= word.start < word.end
        last = word.end
        assert any(one.isalnum() for one in characters[word.start : word.end])


@pytest.mark.parametrize(
    ("characters", "words"),
    [
        ("قَالَ: «نَعَم»، ثم…", ["قَالَ", "نَعَم", "ثم"]),
        ("the king’s well-known 1,000 men.", ["the", "king’s", "well-known", "1,000", "men"]),
        ("السـلام ٣٫٥%", ["السـلام", "٣٫٥"]),
    ],
)
def test_marks_belong_to_words_and_signs_do_not(characters, words):
    found = word_spans(characters, Span(0, len(characters)))
    assert [characters[word.start : word.end] for word in found] == words
