"""Stretches of one shade."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.span import Span
from desk_annotator.formats.shading import shades

SPANS = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda ends: Span(*sorted(ends))),
        st.sampled_from(["matching", "missing"]),
    ),
    max_size=6,
)


@given(SPANS)
def test_each_character_is_shaded_by_the_shortest_span_over_it(spans):
    found = shades(20, spans)
    assert [shade.start for shade in found] == [0, *(shade.end for shade in found[:-1])]
    assert found[-1].end == 20
    for shade in found:
        for place in range(shade.start, shade.end):
            over = [(span.length, tag) for span, tag in spans if span.contains(place)]
            assert shade.tag == (min(over)[1] if over else None)
            assert shade.is_shared == (len(over) > 1)


def test_no_text_has_no_shades():
    assert shades(0, []) == []
