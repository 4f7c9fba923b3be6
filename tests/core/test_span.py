"""Spans against the sets of characters they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import disjoint_spans, spans_of

from desk_annotator.core.span import Side, Span, are_disjoint, united, without

LENGTH = 30
any_span = spans_of(LENGTH)
text_span = spans_of(LENGTH, min_length=1)


def characters(spans: Iterable[Span]) -> set[int]:
    return {offset for span in spans for offset in range(span.start, span.end)}


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_a_span_that_runs_backwards_or_starts_before_the_text_is_refused(
    start: int, end: int
) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@given(any_span, any_span)
def test_spans_overlap_if_they_share_a_character(one: Span, two: Span) -> None:
    assert one.overlaps(two) == bool(characters([one]) & characters([two]))
    assert one.overlaps(two) == two.overlaps(one)


@given(any_span, st.integers(0, LENGTH))
def test_a_span_contains_the_characters_it_covers(span: Span, offset: int) -> None:
    assert span.contains(offset) == (offset in characters([span]))
    assert span.length == len(characters([span]))
    assert span.is_caret == (not characters([span]))


@given(st.lists(any_span))
def test_united_covers_the_same_and_leaves_gaps_between(spans: list[Span]) -> None:
    result = united(spans)

    assert characters(result) == characters(spans)
    assert all(left.end < right.start for left, right in pairwise(result))
    assert {span.start for span in spans} <= {
        offset for span in result for offset in range(span.start, span.end + 1)
    }


@given(disjoint_spans(LENGTH, max_count=5), any_span)
def test_without_takes_away_exactly_the_cut(spans: tuple[Span, ...], cut: Span) -> None:
    result = without(spans, cut)

    assert characters(result) == characters(spans) - characters([cut])
    assert are_disjoint(result)
    assert not any(span.is_caret for span in result)
    if not characters(spans) & characters([cut]):
        assert result == spans


@pytest.mark.parametrize(("cut", "left"), [((2, 8), 0), ((5, 8), 1), ((2, 5), 1), ((5, 5), 1)])
def test_a_caret_goes_only_when_the_cut_runs_across_it(cut: tuple[int, int], left: int) -> None:
    assert len(without((Span(5, 5),), Span(*cut))) == left


@given(st.lists(text_span, max_size=4).map(tuple))
def test_disjoint_means_sorted_and_nothing_shared(spans: tuple[Span, ...]) -> None:
    shared = sum(span.length for span in spans) != len(characters(spans))

    assert are_disjoint(spans) == (spans == tuple(sorted(spans)) and not shared)


def test_one_place_twice_is_not_disjoint() -> None:
    assert not are_disjoint((Span(4, 4), Span(4, 4)))


def test_sides_are_each_others_other() -> None:
    assert [side.other for side in Side] == [Side.TARGET, Side.SOURCE]
