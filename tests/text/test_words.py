"""Boundaries found near an offset are those found by walking the whole text."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.span import Span
from desk_annotator.text.words import (
    is_grapheme_boundary,
    next_grapheme,
    next_word,
    previous_grapheme,
    previous_word,
    snap_to_graphemes,
    snap_to_words,
    trim,
    word_at,
)

ALPHABET = [
    *"ab ,.'3\n\u0301كتابِّـ٣٫\u200d\u200f\u2067👨👩🇫🇷漢字กา\u0e34\u0600",
    *"한\u1100\u1161נ\u05b4\u00a0\u3000",
    *("  ", "\U0001f469\u200d\U0001f467", "العربية", "can't"),
]
texts = st.lists(st.sampled_from(ALPHABET), max_size=25).map("".join)


def graphemes(characters):
    return [0, *(match.end() for match in regex.finditer(r"\X", characters))]


@given(texts, st.integers(0, 80))
def test_graphemes_are_those_of_the_whole_text(characters, offset):
    offset = min(offset, len(characters))
    edges = graphemes(characters)
    assert is_grapheme_boundary(characters, offset) == (offset in edges)
    behind = [edge for edge in edges if edge > offset]
    before = [edge for edge in edges if edge < offset]
    assert next_grapheme(characters, offset) == (behind[0] if behind else len(characters))
    assert previous_grapheme(characters, offset) == (before[-1] if before else 0)


@given(texts)
def test_words_tile_the_text_and_cover_whole_graphemes(characters):
    edges = set(graphemes(characters))
    breaks = {match.start() for match in regex.finditer(r"(?wV1)\b", characters)}
    breaks |= {0, len(characters)}
    place = 0
    while place < len(characters):
        word = word_at(characters, place)
        assert word.start == place
        assert word.end > place
        assert {word.start, word.end} <= edges
        assert {word.start, word.end} <= breaks
        # Nothing between is a boundary, unless it would tear a grapheme.
        assert not {b for b in breaks & edges if word.start < b < word.end}
        assert all(word_at(characters, inside) == word for inside in range(place, word.end))
        place = word.end


@given(texts)
def test_word_steps_go_on_and_back_over_the_same_places(characters):
    forward = []
    place = 0
    while place < len(characters):
        following = next_word(characters, place)
        assert following > place
        forward.append(following)
        place = following
    backward = []
    place = len(characters)
    while place > 0:
        before = previous_word(characters, place)
        assert before < place
        backward.append(before)
        place = before
    inner = [stop for stop in forward if stop < len(characters)]
    assert inner == [stop for stop in reversed(backward) if stop > 0]
    assert all(not characters[stop].isspace() for stop in inner)


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_snapping_grows_to_whole_graphemes_and_is_stable(characters, one, other):
    start, end = sorted((min(one, len(characters)), min(other, len(characters))))
    span = Span(start, end)
    edges = set(graphemes(characters))
    for snap in (snap_to_graphemes, snap_to_words):
        snapped = snap(characters, span)
        assert {snapped.start, snapped.end} <= edges
        assert snapped.is_caret == span.is_caret
        assert snap(characters, snapped) == snapped
    grown = snap_to_graphemes(characters, span)
    if not span.is_caret:
        assert grown.start <= span.start
        assert grown.end >= span.end


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_trimming_takes_only_white_space(characters, one, other):
    start, end = sorted((min(one, len(characters)), min(other, len(characters))))
    span = Span(start, end)
    trimmed = trim(characters, span)
    assert start <= trimmed.start <= trimmed.end <= end
    assert not characters[start : trimmed.start].strip()
    assert not characters[trimmed.end : end].strip()


def test_row_18_a_selection_with_stray_spaces_becomes_its_words():
    characters = "say, hello  world \n now"
    start = characters.index(" hello")
    stop = characters.index("\n") + 1
    assert snap_to_words(characters, Span(start, stop)) == Span(5, 17)
    assert characters[5:17] == "hello  world"
    assert trim(characters, Span(3, 11)) == Span(3, 10)
    assert characters[3:10] == ", hello"


def test_white_space_alone_may_be_selected():
    assert snap_to_words("a   b", Span(1, 3)) == Span(1, 3)
    assert trim("a   b", Span(1, 3)) == Span(1, 3)


def test_row_16_emoji_are_one_grapheme_and_offsets_stay_code_points():
    family = "👨\u200d👩\u200d👧"
    characters = f"اب {family} 🇫🇷🇩🇪 x"
    assert next_grapheme(characters, 3) == 3 + len(family)
    assert previous_grapheme(characters, 3 + len(family)) == 3
    assert snap_to_graphemes(characters, Span(4, 5)) == Span(3, 3 + len(family))
    flags = characters.index("🇫")
    assert next_grapheme(characters, flags) == flags + 2
    assert snap_to_graphemes(characters, Span(flags + 1, flags + 3)) == Span(flags, flags + 4)
    assert word_at(characters, len(characters) - 1) == Span(len(characters) - 1, len(characters))


def test_vocalised_graphemes():
    assert graphemes("كِتَابٌ") == [0, 2, 4, 5, 7]
    assert [next_grapheme("كِتَابٌ", place) for place in range(7)] == [2, 2, 4, 4, 5, 7, 7]


@pytest.mark.parametrize(
    ("characters", "word"),
    [("a can't b", "can't"), ("a 3.5 b", "3.5"), ("a ٣٫٥ b", "٣٫٥"), ("a العـربِيّة b", "العـربِيّة")],
)
def test_words_that_hold_signs_or_marks(characters, word):
    start = characters.index(word)
    assert word_at(characters, start + 1) == Span(start, start + len(word))


def test_empty_text_and_its_edges():
    assert word_at("", 0) == Span(0, 0)
    assert (next_word("", 0), previous_word("", 0)) == (0, 0)
    assert (next_grapheme("", 0), previous_grapheme("", 0)) == (0, 0)
    assert word_at("word", 4) == Span(0, 4)


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("والفيروس", "فيروس"),
        ("بالفيروس", "فيروس"),
        ("فالبيت", "بيت"),
        ("كالبيت", "بيت"),
        ("للرئاسة", "رئاسة"),
        ("وللرئاسة", "رئاسة"),
        ("الكتاب", "كتاب"),
        ("وَالكِتَابُ", "كِتَابُ"),
        ("وقال", "قال"),
        ("وبمشروع", "مشروع"),
        ("كتاب", "كتاب"),
        ("ولد", "ولد"),
        ("hello", "hello"),
    ],
)
def test_the_word_without_its_proclitics(word, stem):
    characters = f"x {word} y"
    offset = 2 + len(word) - 1
    span = word_at(characters, offset, without_proclitics=True)
    assert characters[span.start : span.end] == stem
    if stem != word:
        clitics = word_at(characters, 2, without_proclitics=True)
        assert clitics == Span(2, span.start)
