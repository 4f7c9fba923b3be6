"""Search tolerates the forms of Arabic and gives the offsets of the text as it is."""

import re
from functools import partial

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

import desk_annotator.text.find as find_module
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.span import Span
from desk_annotator.text.find import FindError, Query, check_query, find_all
from desk_annotator.text.folding import folded


def quotes(characters, pattern, **options):
    hits = find_all(characters, Query(pattern=pattern, **options))
    return [characters[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("العربية", ["العربية", "الـعـربـيـة", "اَلْعَرَبِيَّةُ", "العربيه", "ٱلعربية"]),
        ("احمد", ["أحمد", "إحمد", "آحمد", "احمد", "أَحْمَدٌ"]),
        ("إلى", ["الي", "إلى", "الى", "إلی"]),
        ("مؤمن", ["مؤمن", "مومن", "مئمن", "مءمن"]),
        ("2009", ["2009", "٢٠٠٩", "۲۰۰۹"]),
        ("٣٫٥", ["3.5", "٣٫٥"]),
        ("café", ["cafe", "café", "cafe\u0301", "CAFÉ"]),
        ("don't", ["don't", "don’t", "DON’T"]),
        ('"قال"', ['"قال"', "“قال”", "«قال»"]),
        ("two words", ["two words", "two  \n words", "Two\u00a0words"]),
        ("السلام", ["السلام", "ﺍﻟﺴﻼﻡ", "السـلام"]),
        ("abc", ["a\u200eb\u2067c", "abc"]),
        ("كتاب", ["کتاب", "ك\u200dتاب", "كِتَابٍ"]),
    ],
)
def test_folding_finds_all_forms_with_exact_offsets(query, forms):
    characters = " | ".join(forms)
    assert quotes(characters, query, fold=True) == forms


def test_without_folding_only_what_is_written_is_found():
    assert quotes("العربية العربيه الـعربية", "العربية") == ["العربية"]
    assert quotes("2009 ٢٠٠٩", "2009") == ["2009"]
    assert quotes("a  b a b", "a b") == ["a b"]


def test_case_matters_only_on_request():
    assert quotes("Mali MALI mali", "mali") == ["Mali", "MALI", "mali"]
    assert quotes("Mali MALI mali", "mali", case=True) == ["mali"]
    assert quotes("Été été ete Ete", "été", fold=True, case=True) == ["été", "ete"]
    assert quotes("ΣΟΦΟΣ σοφος", "σοφοσ") == ["ΣΟΦΟΣ", "σοφος"]


def test_marks_of_the_last_letter_belong_to_the_hit():
    assert find_all("كتابٌ", Query(pattern="كتاب")) == [Span(0, 5)]
    assert find_all("cafe\u0301s", Query(pattern="cafe")) == [Span(0, 5)]


def test_a_query_of_marks_alone_is_taken_as_it_is():
    assert quotes("كِتَابٌ", "َ", fold=True) == ["تَ"]
    assert quotes("محمـد", "ـ", fold=True) == ["ـ"]


def test_row_14_a_whole_word_is_found_behind_its_prefixes():
    characters = "فيروس الفيروس بالفيروس وفيروس وللفيروس لفيروس فيروسات مفيروس كَالفِيرُوسِ"
    loose = Query(pattern="فيروس", whole_word=True, fold=True, proclitics=True)
    hits = find_all(characters, loose)
    assert [characters[hit.start : hit.end] for hit in hits] == ["فيروس"] * 6 + ["فِيرُوسِ"]
    assert [hit.start for hit in hits[:3]] == [0, 8, 17]
    strict = Query(pattern="فيروس", whole_word=True, fold=True)
    assert find_all(characters, strict) == [Span(0, 5)]


def test_row_16_offsets_behind_emoji_count_code_points():
    assert find_all("😀👨\u200d👩\u200d👧 مالي 🇫🇷 مالي", Query(pattern="مالي")) == [
        Span(7, 11),
        Span(15, 19),
    ]


def test_row_16_a_hit_never_tears_an_emoji():
    family = "👨\u200d👩\u200d👧"
    assert quotes(f"x{family}y", "👩") == [family]


def test_whole_words_may_overlap_hits_that_are_none():
    assert find_all("ba a a", Query(pattern="a a", whole_word=True)) == [Span(3, 6)]
    assert quotes("cat concat cat's cat", "cat", whole_word=True) == ["cat"] * 3
    assert find_all("كتابٌ كتابي", Query(pattern="كتاب", whole_word=True)) == [Span(0, 5)]


def test_regular_expressions():
    characters = "in 2009, in 16 days\nin 2010"
    assert quotes(characters, r"\d{4}", regex=True) == ["2009", "2010"]
    assert quotes(characters, r"^in \d+$", regex=True) == ["in 2010"]
    assert quotes(characters, r"IN\b", regex=True) == ["in"] * 3
    assert quotes(characters, r"IN\b", regex=True, case=True) == []
    assert quotes("ab abc", r"\w", regex=True, whole_word=True) == []
    assert quotes("وقال قال", r"ق\w+", regex=True, whole_word=True, proclitics=True) == ["قال"] * 2


def test_empty_hits_and_empty_queries_find_nothing():
    assert find_all("abc", Query(pattern="")) == []
    assert find_all("abc", Query(pattern="", regex=True)) == []
    assert quotes("axxb", "x*", regex=True) == ["xx"]
    assert quotes("abc", r"\b", regex=True) == []


def test_a_hit_longer_than_a_stretch_and_hits_at_its_edge(monkeypatch):
    monkeypatch.setattr(find_module, "STRETCH", 10)
    monkeypatch.setattr(find_module, "_MARGIN", 4)
    characters = "ab " * 20 + "x" * 50 + " ab"
    assert quotes(characters, "x+", regex=True) == ["x" * 50]
    assert quotes(characters, "ab", regex=True) == ["ab"] * 21


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("(", "missing )"),
        ("a[", "character"),
        ("*", "nothing to repeat (character 1)"),
        (r"\p{Nonsense}", "unknown property"),
        ("(" * 4000, "cannot be used"),
        ("(?:(?:ab|c){1000}){1000}", "repeats too often"),
        ("a{99999999999999}", "repeats too often"),
        ("(?r)a", "(?r)"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_explained(pattern, part):
    query = Query(pattern=pattern, regex=True)
    with pytest.raises(FindError) as caught:
        check_query(query)
    assert part in str(caught.value)
    assert isinstance(caught.value, DeskAnnotatorError)
    with pytest.raises(FindError):
        find_all("text", query)


def test_a_pattern_that_would_run_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(find_module, "STEP_SECONDS", 0.05)
    with pytest.raises(FindError, match="too long on this text"):
        find_all("a" * 5000 + "b", Query(pattern="(a|aa)+$", regex=True))


def test_limit_and_cancel():
    characters = "a " * 5000
    for is_regex in (False, True):
        query = Query(pattern="a", regex=is_regex)
        assert len(find_all(characters, query, limit=3)) == 3
        assert find_all(characters, query, limit=0) == []
        assert find_all(characters, query, cancelled=lambda: True) == []
        stopped = find_all(characters, query, cancelled=partial(next, iter([False] * 5), True))
        assert 0 < len(stopped) < 5000


LETTERS = [*"اأإآبةهىيوملـ َّ\u200fﻻé", "e\u0301", *"E٢2’'\nﺐςS-"]
texts = st.lists(st.sampled_from(LETTERS), max_size=40).map("".join)


@settings(max_examples=300)
@given(
    texts, st.lists(st.sampled_from(LETTERS), min_size=1, max_size=4).map("".join), st.booleans()
)
def test_every_hit_folds_to_the_folded_query(characters, pattern, case):
    wanted = folded(pattern, case=case)
    hits = find_all(characters, Query(pattern=pattern, fold=True, case=case))
    edges = {0, *(match.end() for match in regex.finditer(r"\X", characters))}
    end = 0
    for hit in hits:
        assert end <= hit.start < hit.end
        assert {hit.start, hit.end} <= edges
        if wanted.strip():
            # Grown to whole graphemes, a hit may hold more only in marks or a torn ligature.
            assert wanted in folded(characters[hit.start : hit.end], case=case)
        end = hit.end


@given(texts, st.integers(0, 40), st.integers(1, 5))
def test_each_piece_of_a_text_is_found_in_it(characters, start, length):
    piece = characters[start : start + length]
    if not piece:
        return
    for fold in (False, True):
        assert find_all(characters, Query(pattern=piece, fold=fold))


@given(texts, st.lists(st.sampled_from(LETTERS), min_size=1, max_size=3).map("".join))
def test_exact_search_with_case_is_plain_search(characters, pattern):
    starts = [match.start() for match in re.finditer(re.escape(pattern), characters)]
    hits = find_all(characters, Query(pattern=pattern, case=True))
    assert bool(hits) == bool(starts)
    assert all(any(hit.start <= start < hit.end for hit in hits) for start in starts)
