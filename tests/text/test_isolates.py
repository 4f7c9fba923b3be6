"""User data stays whole in a sentence, and quotes fit on one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.text import Direction
from desk_annotator.text.isolates import (
    FSI,
    LRI,
    PDI,
    RLI,
    isolate,
    isolate_name,
    one_line,
    strip_isolates,
)
from desk_annotator.text.words import is_grapheme_boundary

texts = st.text("ab سل\u0301َ\u2066\u2067\u2068\u2069\n\r\t👨\u200d🇫", max_size=30)


def test_the_direction_chooses_the_isolate():
    assert isolate("a") == f"{FSI}a{PDI}"
    assert isolate("a", Direction.LTR) == f"{LRI}a{PDI}"
    assert isolate("a", Direction.RTL) == f"{RLI}a{PDI}"
    assert isolate_name("مشروع (1).json") == f"{LRI}مشروع (1).json{PDI}"
    assert isolate("") == ""


def test_strays_inside_do_not_break_out():
    assert isolate(f"a{PDI}b") == f"{FSI}ab{PDI}"
    assert isolate(f"a{RLI}b") == f"{FSI}a{RLI}b{PDI}{PDI}"
    assert isolate("a\nb") == f"{FSI}a{PDI}\n{FSI}b{PDI}"


@given(texts)
def test_each_line_of_what_is_isolated_is_balanced(text):
    for line in isolate(text).replace("\r", "\n").split("\n"):
        depth = 0
        for place, character in enumerate(line):
            depth += {FSI: 1, LRI: 1, RLI: 1, PDI: -1}.get(character, 0)
            assert depth > 0 or place == len(line) - 1
        assert depth == 0
    assert strip_isolates(isolate(text)) == strip_isolates(text)


def test_quotes_show_line_ends_and_tabs():
    assert one_line("one\ntwo\tthree\r\nfour") == "one⏎two⇥three⏎four"


def test_what_is_too_long_is_cut_between_graphemes():
    assert one_line("abcdef", 6) == "abcdef"
    assert one_line("abcdefg", 6) == "abcde…"
    assert one_line("كِتَابٌ", 6) == "كِتَا…"
    assert one_line("كِتَابٌ", 4) == "كِ…"
    assert one_line("👨\u200d👩\u200d👧 family", 4) == "…"
    with pytest.raises(ValueError, match="no room"):
        one_line("a", 0)


@given(texts, st.integers(1, 12))
def test_one_line_is_one_line_within_its_limit(text, limit):
    shown = one_line(text, limit)
    assert len(shown) <= limit
    assert not set(shown) & set("\n\r\t")
    if shown.endswith("…"):
        whole = one_line(text, 1000)
        assert whole.startswith(shown[:-1])
        assert is_grapheme_boundary(whole, len(shown) - 1)
    else:
        assert shown == one_line(text, 1000)


def test_a_quote_of_a_million_characters_is_cut():
    assert one_line("ab" * 500_000, 10) == "ababababa…"
