"""Chunks tile the text and are cut only where nothing changes its direction."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.text import Direction
from desk_annotator.text.chunks import _BRACKETS, chunks, paragraph_cuts

LTR, RTL = Direction.LTR, Direction.RTL
ARABIC = "وفي نهاية الصيف اقرت فرنسا رسميا بهذا التعاون. "


def pieces(text: str, direction: Direction, limit: int) -> list[str]:
    return [text[start:end] for start, end in pairwise(chunks(text, direction, limit))]


@given(
    st.text(alphabet="aب1(]\n .\u2067\u2069\u0301\u064b,😀\ufeff中", max_size=300),
    st.sampled_from(list(Direction)),
    st.integers(4, 60),
)
def test_chunks_tile_the_text(text: str, direction: Direction, limit: int) -> None:
    bounds = chunks(text, direction, limit)

    assert bounds[0] == 0
    assert bounds[-1] == len(text)
    assert "".join(pieces(text, direction, limit)) == text
    # Only the last chunk may be empty: the line after a final line feed, or an empty text.
    assert all(start < end for start, end in list(pairwise(bounds))[:-1])
    assert (bounds[-2] == bounds[-1]) == (not text or text.endswith("\n"))


@given(
    st.text(alphabet="aب \u0301\u064b\u200d👨👩🇫", min_size=1, max_size=200),
    st.sampled_from(list(Direction)),
)
def test_no_chunk_tears_a_grapheme(text: str, direction: Direction) -> None:
    boundaries = {0, *(match.end() for match in regex.finditer(r"\X", text))}

    assert set(chunks(text, direction, 8)) <= boundaries


def test_paragraphs_are_chunks() -> None:
    assert pieces("a\n\nb\n", LTR, 100) == ["a\n", "\n", "b\n", ""]
    assert pieces("", LTR, 100) == [""]


def test_long_paragraphs_are_cut_after_sentences() -> None:
    found = pieces(ARABIC * 40, RTL, 200)

    assert all(piece.endswith(". ") for piece in found)
    assert max(map(len, found)) <= 200


def test_clauses_then_words_are_the_next_choice() -> None:
    assert all(piece.endswith("، ") for piece in pieces("من باريس اليوم، " * 40, RTL, 200)[:-1])
    assert all(piece.endswith(" ") for piece in pieces("من باريس " * 60, RTL, 200)[:-1])


def test_nothing_is_cut_before_a_digit_or_after_one() -> None:
    text = "كلمة 12-5-2024 ثم " * 60

    for piece in pieces(text, RTL, 100)[1:]:
        assert unicodedata.bidirectional(piece[0]) == "AL"
    for piece in pieces(text, RTL, 100)[:-1]:
        assert piece.rstrip()[-1].isalpha()


def test_nothing_is_cut_inside_brackets() -> None:
    text = "كلام " * 30 + "(" + "داخل القوس " * 20 + ") " + "كلام " * 60
    inside = range(text.index("(") + 1, text.index(")") + 1)

    assert not set(chunks(text, RTL, 100)) & set(inside)


def test_a_bracket_without_a_partner_counts_for_nothing() -> None:
    text = "كلام ( " + "كلمة " * 100

    assert max(map(len, pieces(text, RTL, 100))) <= 100


@pytest.mark.parametrize("opening", ["\u2067", "\u202b"])
def test_nothing_is_cut_inside_an_isolate_or_embedding(opening: str) -> None:
    closing = "\u2069" if opening == "\u2067" else "\u202c"
    text = "كلام " * 30 + opening + "داخل العزل " * 20 + closing + " كلام" * 60
    inside = range(text.index(opening) + 1, text.index(closing) + 1)

    assert not set(chunks(text, RTL, 100)) & set(inside)


def test_an_isolate_that_never_ends_does_not_make_a_chunk_without_end() -> None:
    text = "\u2067" + "كلمة " * 2000

    found = pieces(text, RTL, 100)

    assert max(map(len, found)) <= 400
    assert all(piece.endswith(" ") for piece in found[:-1])


def test_foreign_text_in_a_pane_is_still_cut_at_white_space() -> None:
    found = pieces("The quick brown fox jumps. " * 100, RTL, 100)

    assert max(map(len, found)) <= 400
    assert all(piece.endswith(" ") for piece in found[:-1])


def test_text_without_white_space_is_cut_between_graphemes() -> None:
    found = pieces("e\u0301" * 1000, LTR, 101)

    assert max(map(len, found[:-1])) <= 104
    assert len(found[-1]) <= 404
    assert all(len(piece) % 2 == 0 for piece in found)


def test_no_chunk_starts_with_a_byte_order_mark() -> None:
    found = pieces("word \ufeffword" * 200, LTR, 50)

    assert not any(piece.startswith("\ufeff") for piece in found[1:])


def test_cuts_of_one_paragraph_lie_inside_it() -> None:
    text = "before\n" + ARABIC * 40 + "\nafter"
    start, end = 7, text.rindex("\n")

    cuts = list(paragraph_cuts(text, start, end, RTL, 200))

    assert cuts == list(chunks(text, RTL, 200))[2:-2]
    assert all(start < cut < end for cut in cuts)


def test_the_brackets_are_those_python_knows_as_mirrored_pairs() -> None:
    paired = {
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Ps", "Pe"} and unicodedata.mirrored(chr(code))
    }

    assert paired == set(_BRACKETS)
