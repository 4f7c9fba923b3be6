"""Sentence steps for the keyboard: where they stop, and that they never get stuck."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.span import Span
from desk_annotator.text.sentences import (
    LONG_SENTENCE,
    next_sentence,
    previous_sentence,
    sentence_at,
)


def sentences(characters):
    found = []
    place = 0
    while place < len(characters):
        span = sentence_at(characters, place)
        if not span.is_caret:
            found.append(characters[span.start : span.end])
        place = next_sentence(characters, place)
    return found


@pytest.mark.parametrize(
    "expected",
    [
        ["One. ", "Two! ", "Three? ", "Four… ", "Five"],
        ["Dr. Smith of the U.S. army met Mr. J. Doe. ", "He left."],
        ["It cost 3.5 million. ", "See www.example.org for more."],
        ['He said "no." ', "(Then he left.) ", "“Why?” ", "She laughed."],
        ['"Stop!" he cried. ', "Yes."],
        ["A heading\n\n", "A line\n", "Another line"],
        ["1. First. ", "Second.\n", "2. Third."],
        ["انتهى العمل. ", "هل عاد؟ ", "نعم! ", "قال: ٣٫٥ متر."],
        ["راجع د. أحمد ص. 5 وكتاب أ.د. محمود. ", "ثم عاد."],
        ['قال "لا". ', "وذهب."],
        ["你好。", "再见！", "好"],
        ["لا فواصل هنا، واضاف الرجل كلمة قصيرة فقط"],
    ],
)
def test_where_sentences_end(expected):
    assert sentences("".join(expected)) == [sentence.rstrip() for sentence in expected]


LONG = "كلمات كثيرة لا نهاية لها في هذا الخبر " * 5


def test_long_arabic_sentences_are_cut_before_clause_openers():
    first = LONG.strip()
    second = f"واضاف الوزير ان {LONG.strip()}،"
    third = f"وقالت اللجنة {LONG.strip()}؛"
    fourth = "ثم انتهى."
    whole = f"{first} {second} {third} {fourth}"
    assert len(whole) > LONG_SENTENCE
    assert sentences(whole) == [first, second, third, fourth]


def test_an_opener_inside_a_word_or_in_a_short_sentence_cuts_nothing():
    whole = f"{LONG}والقال {LONG}وقالب {LONG.strip()}"
    assert sentences(whole) == [whole]


def test_white_space_belongs_to_the_sentence_before_or_to_the_first():
    assert sentence_at("  One.   Two. ", 0) == Span(2, 6)
    assert sentence_at("  One.   Two. ", 7) == Span(2, 6)
    assert sentence_at("  One.   Two. ", 14) == Span(9, 13)
    assert sentence_at(" \n ", 1) == Span(0, 0)
    assert sentence_at("", 0) == Span(0, 0)


def test_steps():
    characters = "One. Two. Three."
    assert [next_sentence(characters, place) for place in (0, 4, 5, 10, 16)] == [5, 5, 10, 16, 16]
    assert [previous_sentence(characters, place) for place in (16, 10, 7, 5, 0)] == [10, 5, 5, 0, 0]


PIECES = [
    "a",
    "B",
    ".",
    "!",
    "؟",
    " ",
    "\n",
    '"',
    ")",
    "。",
    "1",
    "د",
    "Dr",
    "…",
    "\u200f",
    "وقال ",
]
pieces = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
long_texts = st.builds(LONG.join, st.lists(pieces, min_size=1, max_size=3))


@given(pieces | long_texts)
def test_every_character_is_in_one_sentence_and_steps_are_monotone(characters):
    starts = []
    last = Span(0, 0)
    for place in range(len(characters)):
        span = sentence_at(characters, place)
        assert 0 <= span.start <= span.end <= len(characters)
        if span.is_caret:
            assert not characters.strip()
            continue
        assert not characters[span.start].isspace()
        assert not characters[span.end - 1].isspace()
        if not characters[place].isspace():
            assert span.contains(place)
        assert span == last or span.start >= last.end
        if span != last:
            starts.append(span.start)
        last = span
    for place in range(len(characters) + 1):
        behind = [start for start in starts if start > place]
        before = [start for start in starts if start < place]
        assert next_sentence(characters, place) == (behind[0] if behind else len(characters))
        assert previous_sentence(characters, place) == (before[-1] if before else 0)
