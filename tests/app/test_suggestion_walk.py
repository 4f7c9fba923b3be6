"""Walking the suggestions goes through all of them in the order of places, round the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.app import suggestion_walk
from desk_annotator.app.suggestion_walk import following, preceding
from desk_annotator.app.suggestions import suggestions
from desk_annotator.core.annotation import FAR, Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text

TEXT = Text.of("word " * 4000, language="en", direction=Direction.LTR)
LENGTH = len(TEXT)

starts = st.integers(0, LENGTH - 20) | st.sampled_from((0, 7, 4096, LENGTH - 20))
rows = st.lists(
    st.tuples(st.sampled_from(Tag), starts, starts, st.integers(0, 9), st.booleans()), max_size=20
)


def annotation(number: int, tag: Tag, source: int, target: int, length: int, there: bool):
    """Return one; every fourth is no suggestion, and matching ones may have two pieces."""
    spans = [
        (Span(start, start + length + 1), Span(start + length + 4, start + length + 6))
        for start in (source, target)
    ]
    caret = ((Span(source, source),), (Span(target, target),))
    sides = {
        Tag.MATCHING: (spans[0], spans[1]),
        Tag.MISSING: (spans[0], caret[1] if there else ()),
        Tag.ADDED: (caret[0] if there else (), spans[1]),
    }[tag]
    status = Status.OPEN if number % 4 == 3 else Status.SUGGESTED
    return Annotation(id=f"{number}", tag=tag, source=sides[0], target=sides[1], status=status)


def bitext_of(made) -> Bitext:
    annotations = tuple(annotation(number, *row) for number, row in enumerate(made))
    return Bitext(Pair(id="p", title="", source=TEXT, target=TEXT, annotations=annotations))


def is_even(one: Annotation) -> bool:
    return int(one.id) % 2 == 0


@pytest.mark.parametrize("few", [0, 100])
@settings(max_examples=60)
@given(made=rows)
def test_the_walk_is_that_through_the_sorted_list(few, made):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suggestion_walk, "_FEW", few)
        bitext = bitext_of(made)
        order = suggestions(bitext)
        assert following(bitext, None) == (order[0] if order else None)
        for at, one in enumerate(order):
            assert following(bitext, one.place) == order[(at + 1) % len(order)]
            assert preceding(bitext, one.place) == order[at - 1]
        even = [one for one in order if is_even(one)]
        assert following(bitext, None, is_even) == (even[0] if even else None)
        assert preceding(bitext, (FAR, FAR, "~"), is_even) == (even[-1] if even else None)
