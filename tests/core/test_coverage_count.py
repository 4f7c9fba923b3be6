"""Coverage counted in a copy is right whatever is changed until it is taken over."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage_count import CoverageCount
from desk_annotator.core.edit import AnnotationChange, IgnoredChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

SOURCE = "word, " * 9000
TARGET = "Wort. " * 7000
LENGTH = len(TARGET)
"""Places within both texts."""

spans = st.builds(
    lambda start, length: Span(start, min(start + length, LENGTH)),
    st.integers(0, LENGTH - 1),
    st.sampled_from((1, 7, 1024, 5000, 30_000, LENGTH)),
)
edits = st.one_of(
    st.tuples(st.sampled_from(("missing", "matching", "suggested")), spans),
    st.tuples(st.sampled_from(("ignore source", "ignore target")), spans),
    st.tuples(st.just("accept"), st.integers(0, 5)),
    st.tuples(st.just("remove"), st.integers(0, 5)),
    st.tuples(st.just("many"), st.lists(spans, min_size=1, max_size=8)),
)
turns = st.one_of(
    st.sampled_from((("step", None), ("take", None), ("begin", None), ("ask", None))), edits, edits
)
stories = st.lists(turns, min_size=1, max_size=20)


def bitext_of(*annotations: Annotation) -> Bitext:
    source, target = (
        Text.of(words, language="en", direction=Direction.LTR) for words in (SOURCE, TARGET)
    )
    return Bitext(Pair(id="p", title="", source=source, target=target, annotations=annotations))


def of_kind(kind: str, key: str, span: Span) -> Annotation:
    if kind == "missing":
        return Annotation(id=key, tag="missing", source=(span,))
    status = Status.SUGGESTED if kind == "suggested" else Status.OPEN
    return Annotation(id=key, tag="matching", source=(span,), target=(span,), status=status)


def make(bitext: Bitext, number: int, kind: str, what: object) -> None:
    """Make one edit of the story."""
    if kind in ("missing", "matching", "suggested"):
        made = of_kind(kind, f"a{number}", what)
        bitext.apply_annotation(AnnotationChange("p", None, made))
    elif kind in ("ignore source", "ignore target"):
        side = Side.SOURCE if kind.endswith("source") else Side.TARGET
        bitext.apply_ignored(IgnoredChange("p", side, bitext.ignored(side), (what,)))
    elif kind == "many":
        copy = bitext.copied()
        changes = [
            AnnotationChange("p", None, of_kind("matching", f"a{number} {at}", span))
            for at, span in enumerate(what)
        ]
        for _ in copy.exchange(changes):
            pass
        bitext.take_over(copy)
    elif bitext.annotations:
        one = sorted(bitext.annotations.values(), key=lambda each: each.id)
        one = one[what % len(one)]
        after = replace(one, status=Status.ACCEPTED) if kind == "accept" else None
        bitext.apply_annotation(AnnotationChange("p", one, after))


@settings(max_examples=150, deadline=None)
@given(stories)
def test_the_figures_are_those_of_a_count_at_the_end(story):
    bitext = bitext_of()
    count = CoverageCount(bitext)
    steps = count.in_steps()
    for number, (kind, what) in enumerate(story):
        if kind == "step":
            next(steps, None)
        elif kind == "begin":
            count.leave()
            count = CoverageCount(bitext)
            steps = count.in_steps()
        elif kind == "take":
            count.take_counted()
        elif kind == "ask":
            bitext.coverage(Side.TARGET)
        else:
            make(bitext, number, kind, what)
    for _ in steps:
        pass
    taken = count.take()
    fresh = Bitext(bitext.snapshot())
    if taken:
        assert all(meter.is_counted for meter in bitext.meters)
    for side in Side:
        assert bitext.coverage(side) == fresh.coverage(side)
    # It goes on being right.
    make(bitext, -1, "missing", Span(100, 4000))
    fresh = Bitext(bitext.snapshot())
    assert [bitext.coverage(side) for side in Side] == [fresh.coverage(side) for side in Side]


def counted(bitext: Bitext) -> CoverageCount:
    count = CoverageCount(bitext)
    for _ in count.in_steps():
        pass
    return count


def test_small_changes_meanwhile_are_made_good():
    bitext = bitext_of()
    count = counted(bitext)
    make(bitext, 1, "matching", Span(10, 4000))
    make(bitext, 2, "missing", Span(3000, 5000))
    assert count.take()
    assert bitext.coverage(Side.SOURCE).linked == 3990
    assert bitext.coverage(Side.SOURCE).missing == 1000


def test_a_side_that_is_counted_is_taken_over_before_the_other():
    bitext = bitext_of()
    count = CoverageCount(bitext)
    for _ in count.in_steps():
        if count.share(Side.SOURCE) == 1.0:
            break
    make(bitext, 1, "matching", Span(10, 4000))
    count.take_counted()
    source, target = (bitext.meter(side) for side in Side)
    assert source.is_counted
    assert not target.has_begun
    assert source.coverage.linked == 3990
    make(bitext, 2, "matching", Span(4000, 5000))
    assert not count.take()
    assert source.coverage.linked == 4990


def test_what_counts_for_nothing_is_not_counted_again(monkeypatch):
    bitext = bitext_of()
    count = counted(bitext)
    make(bitext, 1, "suggested", Span(0, LENGTH))
    meter = type(bitext.meter(Side.SOURCE))
    looks = []
    real = meter._count
    monkeypatch.setattr(
        meter, "_count", lambda self, *place: looks.append(place) or real(self, *place)
    )
    assert count.take()
    assert looks == []


def test_too_much_changed_is_not_taken_over():
    bitext = bitext_of()
    count = counted(bitext)
    for number in range(LENGTH // 1000):
        # Each lies in two blocks of the text and covers neither as a whole.
        make(bitext, number, "matching", Span(number * 1000, number * 1000 + 1000))
    assert count.is_of_present
    assert not count.take()
    assert not any(meter.is_counted for meter in bitext.meters)


def test_long_changes_meanwhile_are_made_good():
    bitext = bitext_of()
    count = counted(bitext)
    make(bitext, 1, "matching", Span(10, LENGTH - 10))
    make(bitext, 2, "ignore source", Span(5, LENGTH))
    make(bitext, 3, "remove", 0)
    make(bitext, 4, "missing", Span(20, LENGTH - 20))
    make(bitext, 5, "ignore source", Span(5, 10))
    assert count.take()
    assert bitext.coverage(Side.SOURCE) == Bitext(bitext.snapshot()).coverage(Side.SOURCE)
    assert bitext.coverage(Side.SOURCE).missing == LENGTH - 40


def test_a_pair_that_took_over_a_large_edit_is_another():
    bitext = bitext_of()
    count = counted(bitext)
    make(bitext, 1, "many", [Span(0, 5)])
    assert not count.is_of_present
    assert not count.take()


def test_it_says_how_far_each_side_is():
    bitext = bitext_of()
    count = CoverageCount(bitext)
    steps = count.in_steps()
    assert [count.share(side) for side in Side] == [0.0, 0.0]
    next(steps)
    assert 0 < count.share(Side.SOURCE) < 1
    assert count.share(Side.TARGET) == 0.0
    for _ in steps:
        pass
    assert [count.share(side) for side in Side] == [1.0, 1.0]
    nothing = Text.of("", language="en", direction=Direction.LTR)
    empty = Bitext(Pair(id="p", title="", source=nothing, target=nothing))
    assert CoverageCount(empty).share(Side.SOURCE) == 1.0


def test_one_that_was_left_follows_no_more():
    bitext = bitext_of()
    count = CoverageCount(bitext)
    count.leave()
    make(bitext, 1, "missing", Span(0, 5))
    assert all(side.changed == [] for side in count._sides.values())


def test_the_still_copy_is_one_until_a_change():
    bitext = bitext_of()
    still = bitext.still()
    assert bitext.still() is still
    make(bitext, 1, "missing", Span(0, 5))
    changed = bitext.still()
    assert changed is not still
    assert "a1" not in still.annotations
    make(bitext, 2, "ignore source", Span(9, 12))
    assert bitext.still() is not changed
    assert changed.ignored(Side.SOURCE) == ()
    last = bitext.still()
    make(bitext, 3, "many", [Span(0, 5)])
    assert bitext.still() is not last


def test_nobody_keeps_the_still_copy_but_those_who_asked():
    bitext = bitext_of()
    kept = ref(bitext.still())
    # At once: it does not wait for the collector.
    assert kept() is None
