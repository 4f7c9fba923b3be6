"""Runs of one kind, and the way to the next untouched text, against looking at each character."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from strategies import pairs, spans_of

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Cover, Coverage, cover_of
from desk_annotator.core.edit import AnnotationChange, IgnoredChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text


def touched(bitext: Bitext, side: Side, offset: int) -> bool:
    return any(span.contains(offset) for span in bitext.ignored(side)) or any(
        span.contains(offset)
        for annotation in bitext.annotations.values()
        if cover_of(annotation) is not None
        for span in annotation.spans(side)
    )


def pair_of(source: str, *annotations: Annotation) -> Pair:
    return Pair(
        id="p",
        title="",
        source=Text.of(source, language="en", direction=Direction.LTR),
        target=Text.of("نص", language="ar", direction=Direction.RTL),
        annotations=annotations,
    )


@given(pairs(max_size=80), st.sampled_from(Side), st.data())
def test_runs_tile_the_range_and_neighbours_differ(
    pair: Pair, side: Side, data: st.DataObject
) -> None:
    bitext = Bitext(pair)
    asked = data.draw(spans_of(len(bitext.text(side)), min_length=1))

    runs = list(bitext.meter(side).segments(asked.start, asked.end))

    assert runs[0][0] == asked.start
    assert runs[-1][1] == asked.end
    assert all(first < last for first, last, _ in runs)
    for (_, left_end, left), (right_start, _, right) in pairwise(runs):
        assert left_end == right_start
        assert left is not right
    for first, last, cover in runs:
        for offset in range(first, last):
            assert (cover is not Cover.UNTOUCHED) == touched(bitext, side, offset)


@given(pairs(max_size=80), st.sampled_from(Side), st.data())
def test_the_next_untouched_text_is_the_first_there_is(
    pair: Pair, side: Side, data: st.DataObject
) -> None:
    bitext = Bitext(pair)
    text = bitext.text(side).characters
    offset = data.draw(st.integers(0, len(text)))
    blank = {at for at in range(len(text)) if is_blank(text[at])}
    open_places = [
        at for at in range(offset, len(text)) if at not in blank and not touched(bitext, side, at)
    ]

    found = bitext.meter(side).next_untouched(offset)

    if not open_places:
        assert found is None
        return
    assert found is not None
    assert found.start == open_places[0]
    assert found.end - 1 not in blank
    assert "\n" not in text[found.start : found.end]
    assert not any(touched(bitext, side, at) for at in range(found.start, found.end))
    # It is as long as it can be: what follows is blank up to a touched place or the line's end.
    at = found.end
    while at < len(text) and text[at] != "\n" and not touched(bitext, side, at):
        assert at in blank
        at += 1


def is_blank(character: str) -> bool:
    bitext = Bitext(pair_of(character))
    return bitext.coverage(Side.SOURCE).untouched == 0


def test_what_counts_as_blank() -> None:
    assert all(is_blank(c) for c in " \n\t.,«»،؟()\u00a0\u200f\u2067\u200d")
    assert not any(is_blank(c) for c in "aب1٣😀\u064e$+")


def test_untouched_text_is_found_past_long_annotated_and_blank_stretches() -> None:
    text = "a" * 20_000 + " " * 20_000 + "end" + "b" * 20_000
    annotation = Annotation(id="1", tag=Tag.MISSING, source=(Span(0, 20_000),))
    meter = Bitext(pair_of(text, annotation)).meter(Side.SOURCE)

    assert meter.next_untouched(0) == Span(40_000, 60_003)
    assert meter.next_untouched(60_003) is None
    assert meter.coverage == Coverage(missing=20_000, ignored=20_000, untouched=20_003)


def test_a_text_with_nothing_to_judge_is_wholly_judged() -> None:
    assert Bitext(pair_of(" \n")).coverage(Side.SOURCE).share_judged == 1.0
    assert Bitext(pair_of("a b")).coverage(Side.SOURCE).share_judged == 0.0


def test_edits_between_two_steps_of_counting_are_counted_once() -> None:
    words = "word, " * 7000  # 42,000 characters: three steps
    bitext = Bitext(pair_of(words))
    meter = bitext.meter(Side.SOURCE)
    meter.count_some()
    assert not meter.is_counted
    places = ((10, 50), (16380, 16390), (15000, 40000), (41000, 41999))
    for number, (start, end) in enumerate(places):
        made = Annotation(id=f"a{number}", tag=Tag.MISSING, source=(Span(start, end),))
        bitext.apply_annotation(AnnotationChange("p", None, made))
        meter.count_some()
    changed = Annotation(id="a2", tag=Tag.MISSING, source=(Span(16000, 16001),))
    bitext.apply_annotation(AnnotationChange("p", bitext.annotations["a2"], changed))

    assert meter.is_counted
    assert bitext.coverage(Side.SOURCE) == Bitext(bitext.snapshot()).coverage(Side.SOURCE)


PIECES = st.lists(
    st.tuples(st.sampled_from(("a", "word ", " ", ".", "\n")), st.integers(1, 1500)), max_size=6
)


@given(
    PIECES,
    st.lists(
        st.tuples(
            st.integers(0, 12_000), st.integers(1, 12_000), st.sampled_from(("missing", "ignored"))
        ),
        max_size=4,
    ),
    st.lists(st.integers(0, 12_000), min_size=1, max_size=5),
)
def test_the_next_untouched_text_is_the_same_before_and_after_counting(
    pieces: list[tuple[str, int]], covers: list[tuple[int, int, str]], offsets: list[int]
) -> None:
    text = "".join(part * times for part, times in pieces)
    bitext = Bitext(pair_of(text))
    counted = Bitext(pair_of(text))
    counted.coverage(Side.SOURCE)
    for number, (start, length, tag) in enumerate(covers):
        span = Span(min(start, len(text)), min(start + length, len(text)))
        if span.is_caret:
            continue
        for each in (bitext, counted):
            if tag == "ignored":
                before = each.ignored(Side.SOURCE)
                each.apply_ignored(IgnoredChange("p", Side.SOURCE, before, (span,)))
            else:
                made = Annotation(id=f"a{number}", tag=tag, source=(span,))
                each.apply_annotation(AnnotationChange("p", None, made))
    for offset in offsets:
        found = counted.meter(Side.SOURCE).next_untouched(offset)
        assert found == bitext.meter(Side.SOURCE).next_untouched(offset)
    assert counted.coverage(Side.SOURCE) == bitext.coverage(Side.SOURCE)
