"""Cuts and joins made by hand keep their rules, whatever the user does one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import cuts

from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.span import Span


@given(cuts(60))
def test_cuts_made_one_after_the_other_break_no_rule(made: Cuts) -> None:
    assert made.fault(60) == ""


@given(cuts(60), st.integers(1, 59))
def test_a_cut_is_there_after_it_was_made(made: Cuts, offset: int) -> None:
    after = made.split(offset)
    assert after.fault(60) == ""
    assert offset in after.at
    assert set(made.at) <= set(after.at)
    covered = {at for span in made.joined for at in range(span.start, span.end)}
    assert {at for span in after.joined for at in range(span.start, span.end)} == covered


@given(cuts(60), st.integers(0, 58), st.integers(1, 59))
def test_what_was_joined_is_whole_and_cuts_elsewhere_stay(
    made: Cuts, start: int, length: int
) -> None:
    span = Span(start, min(start + length, 60))
    after = made.join(span)
    assert after.fault(60) == ""
    (whole,) = [each for each in after.joined if each.start <= start and span.end <= each.end]
    assert after.at == tuple(at for at in made.at if not whole.start < at < whole.end)
    assert after.join(span) == after


def test_joining_takes_in_what_was_joined_before() -> None:
    made = NO_CUTS.join(Span(10, 20)).join(Span(20, 30)).split(25)
    assert made == Cuts((25,), (Span(10, 20), Span(20, 25), Span(25, 30)))
    assert made.join(Span(15, 22)) == Cuts((25,), (Span(10, 25), Span(25, 30)))
    assert made.join(Span(5, 40)) == Cuts((), (Span(5, 40),))


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (Cuts((2, 2)), "rising"),
        (Cuts((0,)), "outside"),
        (Cuts((10,)), "outside"),
        (Cuts((), (Span(3, 3),)), "empty"),
        (Cuts((), (Span(3, 11),)), "beyond"),
        (Cuts((), (Span(3, 6), Span(5, 8))), "overlap"),
        (Cuts((4,), (Span(3, 6),)), "inside"),
    ],
)
def test_what_breaks_a_rule_is_named(wrong: Cuts, fault: str) -> None:
    assert fault in wrong.fault(10)
    assert Cuts((3, 6), (Span(3, 6),)).fault(10) == ""
