"""Which places belong beside each other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.app.scroll_link import ScrollLink, increasing, link_anchors, scroll_link
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

anchors = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=30)


def test_without_links_it_is_proportional():
    link = ScrollLink([], 100, 300)
    assert link.opposite(Side.SOURCE, 50) == 150
    assert link.opposite(Side.TARGET, 150) == 50


def test_links_bend_it_and_both_ends_stay():
    link = ScrollLink([(10, 200)], 100, 300)
    assert link.opposite(Side.SOURCE, 10) == 200
    assert link.opposite(Side.SOURCE, 5) == 100
    assert link.opposite(Side.SOURCE, 0) == 0
    assert link.opposite(Side.SOURCE, 100) == 300


def test_a_crossing_link_does_not_turn_the_other_pane_back():
    link = ScrollLink([(10, 10), (20, 250), (30, 30), (40, 40)], 100, 300)
    assert link.opposite(Side.SOURCE, 20) == 20


def test_a_rejected_match_steers_nothing():
    spans = {"source": (Span(10, 12),), "target": (Span(200, 210),)}
    link = Annotation(id="a", tag="matching", **spans)
    rejected = Annotation(id="b", tag="matching", status="rejected", **spans)
    omission = Annotation(id="c", tag="missing", source=(Span(1, 2),), target=(Span(9, 9),))
    assert link_anchors([link, rejected, omission]) == [(10, 200)]
    assert link_anchors([rejected]) == []


def pair_of(own):
    text = Text.of("x" * 301, language="en", direction=Direction.LTR)
    links = tuple(
        Annotation(
            id=f"a{number}",
            tag="matching",
            source=(Span(source, source + 1),),
            target=(Span(target, target + 1),),
        )
        for number, (source, target) in enumerate(own)
    )
    return Bitext(Pair(id="p", title="", source=text, target=text, annotations=links))


def test_a_link_of_the_users_steers_where_the_alignment_says_another_place():
    link = scroll_link(pair_of([(10, 50)]), [(10, 20), (30, 60)])
    assert link.opposite(Side.SOURCE, 10) == 50
    assert link.opposite(Side.SOURCE, 30) == 60


near_anchors = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=6)


@given(near_anchors, near_anchors)
def test_an_alignment_takes_none_of_the_users_own_anchors_away(own, aligned):
    alone = scroll_link(pair_of(own))
    both = scroll_link(pair_of(own), aligned)
    for source, target in increasing(own):
        assert both.opposite(Side.SOURCE, source) == alone.opposite(Side.SOURCE, source) == target


def test_empty_texts_have_a_place_beside_each_other():
    link = ScrollLink([], 0, 0)
    assert link.opposite(Side.SOURCE, 0) == 0


@given(anchors)
def test_the_run_is_strictly_increasing_and_of_greatest_length(given_anchors):
    run = increasing(given_anchors)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(run))
    ordered = sorted(set(given_anchors))
    best = [1] * len(ordered)
    for i, later in enumerate(ordered):
        for j in range(i):
            if ordered[j][0] < later[0] and ordered[j][1] < later[1]:
                best[i] = max(best[i], best[j] + 1)
    assert len(run) == max(best, default=0)


@given(anchors, st.floats(0, 400), st.sampled_from(tuple(Side)))
def test_the_place_lies_inside_the_other_text(given_anchors, offset, side):
    link = ScrollLink(given_anchors, 301, 301)
    assert 0 <= link.opposite(side, offset) <= 301
