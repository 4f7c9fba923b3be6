"""Walking from annotation to annotation reaches each of them once on the way round."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.app.navigation import next_annotation, previous_annotation, walk_overlaps
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span, are_disjoint
from desk_annotator.core.text import Direction, Text

LENGTH = 20_000


def bitext_of(*spans: tuple[tuple[int, int], ...]) -> Bitext:
    text = Text.of("x" * LENGTH, language="en", direction=Direction.LTR)
    made = tuple(
        Annotation(id=f"a{number}", tag="missing", source=tuple(Span(*span) for span in each))
        for number, each in enumerate(spans)
    )
    return Bitext(Pair(id="p", title="", source=text, target=text, annotations=made))


def walk(bitext: Bitext, find, steps: int) -> list[str]:
    """Do what the window does: choose what is found, and put the text cursor where it begins."""
    offset, active, seen = 0, None, []
    for _ in range(steps):
        active = find(bitext, Side.SOURCE, offset, active_id=active)
        seen.append(active)
        offset = bitext.annotations[active].source[0].start
    return seen


def test_pieces_of_a_discontinuous_annotation_do_not_turn_the_walk_back():
    bitext = bitext_of(((1, 5), (50, 55)), ((20, 25),), ((60, 65),))
    assert walk(bitext, next_annotation, 4) == ["a0", "a1", "a2", "a0"]
    assert walk(bitext, previous_annotation, 4) == ["a2", "a1", "a0", "a2"]


def test_annotations_that_begin_together_are_all_reached():
    bitext = bitext_of(((10, 15),), ((10, 15),), ((10, 40),), ((60, 65),))
    assert walk(bitext, next_annotation, 5) == ["a0", "a1", "a2", "a3", "a0"]
    assert walk(bitext, previous_annotation, 5) == ["a3", "a2", "a1", "a0", "a3"]


def test_an_only_annotation_is_found_again_from_where_it_begins():
    bitext = bitext_of(((10, 15),))
    assert next_annotation(bitext, Side.SOURCE, 10) == "a0"
    assert previous_annotation(bitext, Side.SOURCE, 10) == "a0"


def test_no_place_is_missed_however_far_away():
    for start in (4096, 4097, 4098, 12289, 12290, LENGTH - 1):
        bitext = bitext_of(((start, start + 1),), ((LENGTH, LENGTH),))
        assert next_annotation(bitext, Side.SOURCE, 0) == "a0"
        assert previous_annotation(bitext, Side.SOURCE, start + 1) == "a0"


pieces = st.lists(
    st.builds(
        lambda start, length: (start, min(start + length, LENGTH)),
        st.integers(0, LENGTH),
        st.integers(0, 9000),
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(lambda spans: tuple(sorted(spans)))


@given(
    st.lists(
        pieces.filter(lambda spans: are_disjoint(tuple(Span(*span) for span in spans))),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from((next_annotation, previous_annotation)),
)
def test_a_whole_round_reaches_each_once(spans, find):
    bitext = bitext_of(*spans)
    count = len(bitext.annotations)
    seen = walk(bitext, find, count * 2)
    assert sorted(seen[:count]) == sorted(bitext.annotations)
    assert seen[:count] == seen[count:]


def test_what_was_rejected_is_in_no_pane_and_so_not_walked_to():
    bitext = bitext_of(((10, 15),), ((10, 20),), ((60, 65),))
    rejected = replace(bitext.annotations["a0"], status="rejected")
    bitext.apply_annotation(AnnotationChange("p", bitext.annotations["a0"], rejected))
    assert walk(bitext, next_annotation, 3) == ["a1", "a2", "a1"]
    assert walk_overlaps(bitext, Side.SOURCE, 12, None) == ["a1"]
