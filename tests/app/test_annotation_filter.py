"""What the annotation list shows, and in which order, after any edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panel_samples import SOURCE, TARGET, annotations, open_project, spans_of

from desk_annotator.app.annotation_filter import (
    OPEN_FILTER,
    AnnotationFilter,
    AnnotationOrder,
    SortBy,
    acceptor,
    steps_about,
)
from desk_annotator.app.steps import Steps
from desk_annotator.core.annotation import Annotation, Severity, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text


def the_bitext() -> Bitext:
    bitext = open_project().current
    assert bitext is not None
    return bitext


def shown(wanted: AnnotationFilter) -> set[str]:
    bitext = the_bitext()
    accept = acceptor(bitext, wanted)
    return {key for key, annotation in bitext.annotations.items() if accept(annotation)}


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (OPEN_FILTER, {"match", "pieces", "omission", "addition"}),
        (AnnotationFilter(tags=frozenset({"missing", "added"})), {"omission", "addition"}),
        (AnnotationFilter(tags=frozenset()), set()),
        (AnnotationFilter(status="accepted"), {"omission"}),
        (AnnotationFilter(severity="critical"), {"omission"}),
        (AnnotationFilter(severity=""), {"match"}),
        (AnnotationFilter(with_note=True), {"match", "addition"}),
        (AnnotationFilter(text="HOWEVER"), {"omission"}),
        (AnnotationFilter(text="  however "), {"omission"}),
        (AnnotationFilter(text="المجلس"), {"match"}),  # the text has a damma behind it
        (AnnotationFilter(text="حرفيه"), {"match"}),  # ta marbuta, in a note
        (AnnotationFilter(text="<b>"), {"addition"}),
        (AnnotationFilter(text="build"), {"pieces"}),
        (AnnotationFilter(text="agreed, however"), set()),  # of no quote, though of the text
        (AnnotationFilter(text="library"), set()),  # in the text, but in no quote
        (AnnotationFilter(text="   "), {"match", "pieces", "omission", "addition"}),
        (AnnotationFilter(text="president", status="accepted"), set()),
    ],
)
def test_the_filter_lets_through_what_it_says(wanted: AnnotationFilter, ids: set[str]) -> None:
    assert shown(wanted) == ids


@pytest.mark.parametrize(
    ("by", "ids"),
    [
        (SortBy.SOURCE, ["match", "pieces", "omission", "addition"]),
        (SortBy.TARGET, ["match", "pieces", "omission", "addition"]),
        (SortBy.PLACE, ["match", "pieces", "omission", "addition"]),
        (SortBy.TAG, ["match", "pieces", "omission", "addition"]),
        (SortBy.SEVERITY, ["omission", "addition", "pieces", "match"]),
        (SortBy.STATUS, ["match", "pieces", "addition", "omission"]),
        (SortBy.NOTE, ["addition", "match", "pieces", "omission"]),
        (SortBy.MODIFIED, ["match", "addition", "pieces", "omission"]),
    ],
)
def test_rows_stand_in_the_order_asked_for(by: SortBy, ids: list[str]) -> None:
    bitext = the_bitext()
    # The omission is written before "to build", inside the discontinuous match.
    if by in (SortBy.SOURCE, SortBy.PLACE):
        assert SOURCE.index("agreed") < SOURCE.index("however")
    if by is SortBy.TARGET:
        assert TARGET.index("ووافق") < TARGET.index("على بناء")
    up = AnnotationOrder(bitext, OPEN_FILTER, by)
    down = AnnotationOrder(bitext, OPEN_FILTER, by, descending=True)
    assert list(up.ids()) == ids
    assert list(down.ids()) == ids[::-1]
    assert [down.id_at(row) for row in range(len(down))] == ids[::-1]
    assert [down.row_of(key) for key in ids] == [3, 2, 1, 0]
    up.resort(by, descending=True)
    assert list(up.ids()) == ids[::-1]


def test_a_row_outside_the_list_is_refused() -> None:
    order = AnnotationOrder(the_bitext())
    with pytest.raises(IndexError):
        order.id_at(4)
    with pytest.raises(IndexError):
        order.id_at(-1)
    assert order.row_of("nobody") is None
    with pytest.raises(KeyError):
        order.take("nobody")


def test_values_of_a_newer_version_stand_last() -> None:
    strange = replace(annotations()[0], id="strange", tag="blurred", severity="cosmic")
    bitext = open_project(tagged=(strange, *annotations())).current
    assert bitext is not None
    for by in (SortBy.TAG, SortBy.SEVERITY):
        assert list(AnnotationOrder(bitext, OPEN_FILTER, by).ids())[-1] == "strange"


_additions = st.builds(
    lambda number, start, length, note, severity, status: Annotation(
        id=f"a{number}",
        tag=Tag.MISSING,
        source=(Span(start, start + length),),
        note=note,
        severity=severity,
        status=status,
    ),
    st.integers(0, 7),
    st.integers(0, 50),
    st.integers(1, 15),
    st.sampled_from(["", "note", "another"]),
    st.sampled_from(list(Severity)),
    st.sampled_from(list(Status)),
)


@given(
    values=st.lists(st.tuples(_additions, st.booleans()), max_size=30),
    by=st.sampled_from(SortBy),
    descending=st.booleans(),
    wanted=st.sampled_from(
        [
            OPEN_FILTER,
            AnnotationFilter(with_note=True),
            AnnotationFilter(text="council"),
            AnnotationFilter(status="open"),
        ]
    ),
)
def test_kept_up_to_date_it_is_what_it_would_be_if_built_anew(
    values: list[tuple[Annotation, bool]],
    by: SortBy,
    descending: bool,
    wanted: AnnotationFilter,
) -> None:
    bitext = the_bitext()
    order = AnnotationOrder(bitext, wanted, by, descending=descending)
    for value, is_there in values:
        before = bitext.annotations.get(value.id)
        after = value if is_there else None
        if before is None and after is None:
            continue
        bitext.apply_annotation(AnnotationChange("p1", before, after))
        if value.id in order:
            order.take(value.id)
        if after is not None:
            row = order.row_for(after)
            if row is not None:
                order.put(after)
                assert order.row_of(after.id) == row
                assert order.stays(after)
        anew = AnnotationOrder(bitext, wanted, by, descending=descending)
        assert list(order.ids()) == list(anew.ids())


@given(
    values=st.lists(st.tuples(_additions, st.booleans()), max_size=30),
    by=st.sampled_from(SortBy),
    wanted=st.sampled_from(
        [OPEN_FILTER, AnnotationFilter(with_note=True), AnnotationFilter(text="council")]
    ),
    when=st.integers(0, 5),
)
def test_built_in_steps_it_is_right_once_it_is_told_what_was_changed(
    values: list[tuple[Annotation, bool]], by: SortBy, wanted: AnnotationFilter, when: int
) -> None:
    bitext = the_bitext()
    before = list(AnnotationOrder(bitext, wanted, by).ids())
    steps = AnnotationOrder.in_steps(bitext, wanted, by)
    order = None
    touched = set()
    for number, (value, is_there) in enumerate([*values, (annotations()[0], True)]):
        if number >= when and order is None:
            order = _step(steps)
        present = bitext.annotations.get(value.id)
        if present is not None or is_there:
            after = value if is_there else None
            bitext.apply_annotation(AnnotationChange("p1", present, after))
            touched.add(value.id)
    while order is None:
        order = _step(steps)
    assert list(order.ids()) == before
    for annotation_id in touched:
        order.renew(annotation_id)
    assert list(order.ids()) == list(AnnotationOrder(bitext, wanted, by).ids())


def _step(steps: Steps[AnnotationOrder]) -> AnnotationOrder | None:
    try:
        next(steps)
    except StopIteration as end:
        return end.value
    return None


def test_the_steps_are_about_as_many_as_it_says() -> None:
    bitext = the_bitext()
    assert steps_about(bitext, OPEN_FILTER) == 1
    assert steps_about(bitext, AnnotationFilter(text=" ")) == 1
    text = Text.of("word " * 100_000, language="en", direction=Direction.LTR)
    many = tuple(
        Annotation(id=f"n{number}", tag=Tag.MISSING, source=(Span(number, number + 1),))
        for number in range(20_000)
    )
    long = Bitext(Pair(id="p", title="", source=text, target=text, annotations=many))
    for wanted in (OPEN_FILTER, AnnotationFilter(text="sword")):
        about = steps_about(long, wanted)
        taken = sum(1 for _ in AnnotationOrder.in_steps(long, wanted))
        assert about / 2 < taken < about * 2


def test_a_hit_must_lie_inside_one_piece() -> None:
    piece = Annotation(id="x", tag=Tag.MISSING, source=spans_of(SOURCE, "coun", "cil met"))
    bitext = open_project(tagged=(piece,)).current
    assert bitext is not None
    assert not acceptor(bitext, AnnotationFilter(text="council"))(piece)
    assert acceptor(bitext, AnnotationFilter(text="cil m"))(piece)
