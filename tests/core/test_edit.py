"""Edits and their inverses, applied to an open pair."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import annotations, cuts, disjoint_spans, pairs

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Cover, cover_of
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.edit import (
    AnnotationChange,
    CutsChange,
    Edit,
    IgnoredChange,
    PairChange,
    TitleChange,
)
from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import SpanIndex


def apply(bitext: Bitext, edit: Edit) -> None:
    for change in edit.changes:
        if isinstance(change, AnnotationChange):
            bitext.verify_annotation(change)
            bitext.apply_annotation(change)
        elif isinstance(change, CutsChange):
            bitext.apply_cuts(change)
        else:
            assert isinstance(change, IgnoredChange)
            bitext.apply_ignored(change)


def draw_edit(data: st.DataObject, bitext: Bitext) -> Edit:
    """Draw an edit that puts in, changes or removes annotations, or changes what is ignored."""
    lengths = [len(bitext.text(side)) for side in Side]
    present = sorted(bitext.annotations)
    always, if_any = ["add", "ignore", "cut"], ["change", "remove"] if present else []
    kind = data.draw(st.sampled_from(always + if_any))
    if kind == "add":
        made = data.draw(annotations(*lengths))
        return Edit(kind, (AnnotationChange(bitext.id, None, made),))
    if kind == "cut":
        side = data.draw(st.sampled_from(list(Side)))
        made_cuts = data.draw(cuts(len(bitext.text(side))))
        return Edit(kind, (CutsChange(bitext.id, side, bitext.cuts(side), made_cuts),))
    if kind == "ignore":
        side = data.draw(st.sampled_from(list(Side)))
        after = data.draw(st.just(()) | disjoint_spans(len(bitext.text(side))))
        return Edit(kind, (IgnoredChange(bitext.id, side, bitext.ignored(side), after),))
    if kind == "remove":
        gone = data.draw(st.sets(st.sampled_from(present), min_size=1))
        return Edit(
            kind,
            tuple(AnnotationChange(bitext.id, bitext.annotations[i], None) for i in sorted(gone)),
        )
    old = bitext.annotations[data.draw(st.sampled_from(present))]
    new = replace(data.draw(annotations(*lengths)), id=old.id)
    return Edit(kind, (AnnotationChange(bitext.id, old, new),))


def counted_by_hand(bitext: Bitext, side: Side) -> Counter[Cover]:
    """Count what each character is, one by one, from the rules alone."""
    text = bitext.text(side).characters
    result: Counter[Cover] = Counter()
    for offset, character in enumerate(text):
        covers = [
            cover
            for annotation in bitext.annotations.values()
            if any(span.contains(offset) for span in annotation.spans(side))
            if (cover := cover_of(annotation)) is not None
        ]
        if any(span.contains(offset) for span in bitext.ignored(side)) or is_blank(character):
            covers.append(Cover.IGNORED)
        result[max(covers, default=Cover.UNTOUCHED)] += 1
    return result


def is_blank(character: str) -> bool:
    return unicodedata.category(character)[0] in "ZPC"


@given(pairs(max_size=60), st.data())
def test_an_edit_and_its_inverse_leave_no_trace(pair: Pair, data: st.DataObject) -> None:
    bitext = Bitext(pair)
    before = bitext.snapshot()
    figures = [bitext.coverage(side) for side in Side]
    made = []
    for _ in range(data.draw(st.integers(1, 4))):
        edit = draw_edit(data, bitext)
        apply(bitext, edit)
        made.append(edit)
    after = bitext.snapshot()

    for edit in reversed(made):
        apply(bitext, edit.inverse())

    assert bitext.snapshot() == before
    assert [bitext.coverage(side) for side in Side] == figures

    for edit in made:
        apply(bitext, edit)

    assert bitext.snapshot() == after


@given(pairs(max_size=60), st.data())
def test_index_and_coverage_follow_every_edit(pair: Pair, data: st.DataObject) -> None:
    bitext = Bitext(pair)
    for side in Side:
        assert bitext.coverage(side).total == len(bitext.text(side))
    for _ in range(data.draw(st.integers(1, 4))):
        apply(bitext, draw_edit(data, bitext))

    for side in Side:
        length = len(bitext.text(side))
        afresh = SpanIndex(
            (span.start, span.end, annotation.id)
            for annotation in bitext.annotations.values()
            for span in annotation.spans(side)
        )
        assert bitext.index(side).touching(0, length) == afresh.touching(0, length)
        counted = counted_by_hand(bitext, side)
        coverage = bitext.coverage(side)
        assert coverage.linked == counted[Cover.LINKED]
        assert coverage.missing == counted[Cover.MISSING]
        assert coverage.added == counted[Cover.ADDED]
        assert coverage.ignored == counted[Cover.IGNORED]
        assert coverage.untouched == counted[Cover.UNTOUCHED]


@given(pairs(max_size=20), pairs(max_size=20), st.data())
def test_the_inverse_of_an_inverse_is_the_edit(
    pair: Pair, other: Pair, data: st.DataObject
) -> None:
    first = data.draw(annotations(len(pair.source), len(pair.target)))
    edit = Edit(
        "several",
        (
            AnnotationChange(pair.id, None, first),
            IgnoredChange(pair.id, Side.TARGET, pair.ignored_target, (Span(0, 1),)),
            PairChange(0, pair, other),
            TitleChange(None, "old", "new"),
        ),
    )
    inverse = edit.inverse()

    assert inverse.inverse() == edit
    assert inverse.label == edit.label
    assert inverse.changes[0] == TitleChange(None, "new", "old")
    assert inverse.changes[-1] == AnnotationChange(pair.id, first, None)


@given(pairs(max_size=20), st.data())
def test_a_change_that_starts_from_something_else_is_refused(
    pair: Pair, data: st.DataObject
) -> None:
    bitext = Bitext(pair)
    stranger = data.draw(annotations(len(pair.source), len(pair.target)))

    with pytest.raises(ValueError, match="not as the edit expects"):
        bitext.verify_annotation(AnnotationChange(pair.id, stranger, None))
    with pytest.raises(ValueError, match="not as the edit expects"):
        bitext.apply_ignored(
            IgnoredChange(pair.id, Side.SOURCE, (*pair.ignored_source, Span(0, 0)), ())
        )
    here = bitext.cuts(Side.SOURCE)
    with pytest.raises(ValueError, match="not as the edit expects"):
        bitext.apply_cuts(CutsChange(pair.id, Side.SOURCE, Cuts((*here.at, 1000)), NO_CUTS))
    with pytest.raises(ValueError, match="outside the text"):
        bitext.apply_cuts(CutsChange(pair.id, Side.SOURCE, here, Cuts((len(pair.source),))))

    assert bitext.snapshot() == pair


@given(pairs(max_size=20), st.data())
def test_a_change_that_breaks_a_rule_is_refused(pair: Pair, data: st.DataObject) -> None:
    outside = replace(
        data.draw(annotations(len(pair.source), len(pair.target))),
        source=(Span(0, len(pair.source) + 1),),
    )

    with pytest.raises(AnnotationError):
        Bitext(pair).verify_annotation(AnnotationChange(pair.id, None, outside))


def test_a_change_of_nothing_has_no_annotation() -> None:
    with pytest.raises(ValueError, match="before or an after"):
        _ = AnnotationChange("p", None, None).annotation_id
