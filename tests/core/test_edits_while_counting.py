"""Coverage counted step by step is right whatever edits are made between two steps."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, IgnoredChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

WORDS = "word, " * 9000
LENGTH = len(WORDS)

spans = st.builds(
    lambda start, length: Span(start, min(start + length, LENGTH)),
    st.integers(0, LENGTH - 1),
    st.sampled_from((1, 7, 1024, 5000, 40_000)),
)
steps = st.lists(
    st.one_of(
        st.just("count"),
        st.tuples(st.sampled_from(("missing", "ignore")), spans),
        st.tuples(st.just("remove"), st.integers(0, 5)),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30)
@given(steps)
def test_the_figures_are_those_of_a_count_at_the_end(what):
    text = Text.of(WORDS, language="en", direction=Direction.LTR)
    bitext = Bitext(Pair(id="p", title="", source=text, target=text))
    meter = bitext.meter(Side.SOURCE)
    for number, step in enumerate(what):
        if step == "count":
            meter.count_some()
        elif step[0] == "missing":
            made = Annotation(id=f"a{number}", tag="missing", source=(step[1],))
            bitext.apply_annotation(AnnotationChange("p", None, made))
        elif step[0] == "ignore":
            before = bitext.ignored(Side.SOURCE)
            bitext.apply_ignored(IgnoredChange("p", Side.SOURCE, before, (step[1],)))
        elif bitext.annotations:
            gone = sorted(bitext.annotations.values(), key=lambda each: each.id)
            bitext.apply_annotation(AnnotationChange("p", gone[step[1] % len(gone)], None))
    figures = bitext.coverage(Side.SOURCE)
    assert figures == Bitext(bitext.snapshot()).coverage(Side.SOURCE)
    assert figures.total == LENGTH
