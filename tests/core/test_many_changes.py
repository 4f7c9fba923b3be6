"""Many changes made at once, in a copy, come to the same as one after the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange, PairChange, TitleChange
from desk_annotator.core.edit_reach import reach_of
from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import SpanIndex
from desk_annotator.core.text import Direction, Text

WORDS = "word, " * 4000
LENGTH = len(WORDS)
TEXT = Text.of(WORDS, language="en", direction=Direction.LTR)

spans = st.builds(
    lambda start, length: Span(start, min(start + length, LENGTH)),
    st.integers(0, LENGTH - 1),
    st.sampled_from((1, 7, 300, 5000, LENGTH)),
)
values = st.builds(
    lambda tag, span, status, note: (
        Annotation(id="?", tag=tag, source=(span,), status=status, note=note)
        if tag == Tag.MISSING
        else Annotation(id="?", tag=tag, target=(span,), status=status, note=note)
    ),
    st.sampled_from((Tag.MISSING, Tag.ADDED)),
    spans,
    st.sampled_from(Status),
    st.sampled_from(("", "look")),
)
stories = st.lists(st.tuples(st.integers(0, 7), st.none() | values), max_size=25)


def bitext_of(*annotations: Annotation) -> Bitext:
    return Bitext(Pair(id="p", title="", source=TEXT, target=TEXT, annotations=annotations))


def changes_of(story: list[tuple[int, Annotation | None]]) -> list[AnnotationChange]:
    """Return changes that follow from one another, some of them of one annotation."""
    present: dict[str, Annotation] = {}
    changes = []
    for number, value in story:
        key = f"a{number}"
        after = replace(value, id=key) if value is not None else None
        if after is not None or key in present:
            changes.append(AnnotationChange("p", present.get(key), after))
            if after is None:
                del present[key]
            else:
                present[key] = after
    return changes


def all_of(bitext: Bitext) -> tuple[object, ...]:
    return (
        bitext.snapshot(),
        bitext.tag_counts,
        set(bitext.suggested),
        {status: bitext.count(status) for status in Status},
        [bitext.coverage(side) for side in Side],
        [bitext.index(side).touching(0, LENGTH) for side in Side],
        [len(bitext.index(side)) for side in Side],
    )


@settings(max_examples=60)
@given(stories, st.integers(0, 2))
def test_many_changes_at_once_come_to_the_same(story, counted):
    changes = changes_of(story)
    one_by_one, at_once = bitext_of(), bitext_of()
    for bitext in (one_by_one, at_once):
        for _ in range(counted):
            bitext.meter(Side.SOURCE).count_some()
    for change in changes:
        one_by_one.verify_annotation(change)
        one_by_one.apply_annotation(change)
    untouched = all_of(bitext_of())
    copy = at_once.copied()
    for _ in copy.exchange(changes):
        pass
    assert all_of(at_once) == untouched
    assert all_of(copy) == all_of(one_by_one) == all_of(Bitext(one_by_one.snapshot()))
    at_once.take_over(copy)
    # From now on it is changed itself.
    last = AnnotationChange("p", None, Annotation(id="z", tag="missing", source=(Span(0, 9),)))
    at_once.apply_annotation(last)
    one_by_one.apply_annotation(last)
    assert all_of(at_once) == all_of(one_by_one)


def test_what_does_not_fit_is_refused():
    present = Annotation(id="a", tag="missing", source=(Span(0, 4),))
    wrong = AnnotationChange("p", replace(present, note="x"), None)
    outside = AnnotationChange("p", present, replace(present, source=(Span(0, LENGTH + 1),)))
    for change, error in ((wrong, ValueError), (outside, AnnotationError)):
        copy = bitext_of(present).copied()
        with pytest.raises(error):
            list(copy.exchange([change]))


def test_an_index_does_not_take_out_what_it_does_not_hold():
    index = SpanIndex([(0, 5, "a"), (3, 9, "b")])
    with pytest.raises(KeyError):
        index.exchange([(0, 6, "a")], [])


def test_a_long_index_is_walked_once():
    entries = [(at, at + 3, f"{at}") for at in range(0, 60_000, 2)]
    given_ = [(at, at + 3, f"new {at}") for at in (0, 1, 8191, 30_001, 59_998, 70_000)]
    index = SpanIndex(entries)
    index.exchange(entries[::3], given_)
    expected = SpanIndex([entry for at, entry in enumerate(entries) if at % 3] + given_)
    assert index.touching(0, 80_000) == expected.touching(0, 80_000)
    assert len(index) == len(expected)


def test_the_reach_says_what_an_edit_touches():
    one = Annotation(id="a", tag="missing", source=(Span(0, 4),), category="name")
    two = replace(one, id="b", status=Status.SUGGESTED, category="")
    pair = Pair(id="q", title="", source=TEXT, target=TEXT)
    judged = reach_of(
        Edit(
            "x",
            (
                AnnotationChange("p", one, None),
                AnnotationChange("p", None, two),
                IgnoredChange("r", Side.SOURCE, (), (Span(0, 1),)),
                TitleChange(None, "", "y"),
            ),
        )
    )
    assert judged.pair_ids == {"p", "r"}
    assert judged.annotations == {"p": {"a", "b"}}
    assert dict(judged.categories) == {"name": -1}
    assert (judged.changes_judgements, judged.changes_cuts, judged.changes_pairs) == (
        True,
        False,
        False,
    )
    assert judged.touches("p", "b")
    assert not judged.touches("p", None)
    assert not judged.touches("q", "a")
    machine = reach_of(Edit("x", (AnnotationChange("p", None, two), PairChange(1, None, pair))))
    assert (machine.changes_judgements, machine.changes_pairs) == (False, True)
