"""Searching stretch by stretch finds what searching at once finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.text import find
from desk_annotator.text.find import Query, find_all, find_in_steps

LETTERS = st.text(alphabet="abكتب \u064e\u0651\u0640\né", max_size=60)


@given(
    LETTERS,
    st.text(alphabet="abكتب", min_size=1, max_size=3),
    st.booleans(),
    st.booleans(),
    st.integers(1, 9),
)
def test_stretches_change_nothing(
    characters: str, words: str, fold: bool, whole: bool, stretch: int
) -> None:
    query = Query(pattern=words, fold=fold, whole_word=whole)
    at_once = find_all(characters, query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "STRETCH", stretch)
        patch.setattr(find, "_MARGIN", 2)
        assert find_all(characters, query) == at_once


@pytest.mark.parametrize("marks", [0, 1, 50])
def test_a_word_across_the_end_of_a_stretch_is_found_once(
    monkeypatch: pytest.MonkeyPatch, marks: int
) -> None:
    monkeypatch.setattr(find, "STRETCH", 8)
    monkeypatch.setattr(find, "_MARGIN", 4)
    word = "ك" + "\u0640" * marks + "تاب"
    for before in range(20):
        characters = "x" * before + word + " " * 20
        (hit,) = find_all(characters, Query(pattern="كتاب", fold=True))
        assert (hit.start, hit.end) == (before, before + len(word))


def test_a_search_without_a_hit_yields_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "STRETCH", 100)
    assert len(list(find_in_steps("a" * 1000, Query(pattern="b")))) == 10


def test_a_cancel_is_heard_without_a_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "STRETCH", 100)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) == 3

    assert find_all("a" * 1000, Query(pattern="b"), cancelled=cancelled) == []
    assert len(asked) == 3
