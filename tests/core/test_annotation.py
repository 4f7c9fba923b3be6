"""The rules of each tag."""

from __future__ import annotations

from itertools import islice
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import annotations

from desk_annotator.core.annotation import Annotation, Tag, check, home_of, new_ids
from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.span import Side, Span

LENGTHS = (20, 10)
Ranges = list[tuple[int, int]]


def annotation(tag: str, source: Ranges, target: Ranges) -> Annotation:
    return Annotation(
        id="1",
        tag=tag,
        source=tuple(Span(*span) for span in source),
        target=tuple(Span(*span) for span in target),
    )


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_what_keeps_the_rules_passes(source: int, target: int, data: st.DataObject) -> None:
    made = data.draw(annotations(source, target))

    check(made, source, target)

    for side in Side:
        texts, place = made.text_spans(side), made.caret(side)
        assert len(made.spans(side)) == len(texts) + (place is not None)
    assert made.text_spans(made.home)


@pytest.mark.parametrize(
    ("tag", "source", "target", "place"),
    [
        ("matching", [(0, 21)], [(0, 1)], "source[0].end"),
        ("matching", [(0, 1)], [(0, 2), (5, 11)], "target[1].end"),
        ("matching", [(0, 5), (4, 6)], [(0, 1)], "source"),
        ("matching", [(4, 6), (0, 1)], [(0, 1)], "source"),
        ("matching", [(0, 1)], [], "target"),
        ("matching", [], [(0, 1)], "source"),
        ("matching", [(0, 1)], [(3, 3)], "target"),
        ("matching", [(0, 1), (3, 3)], [(0, 1)], "source"),
        ("missing", [], [], "source"),
        ("missing", [], [(2, 4)], "source"),
        ("missing", [(2, 4)], [(2, 4)], "target"),
        ("missing", [(2, 4)], [(2, 2), (4, 4)], "target"),
        ("missing", [(2, 4), (5, 5)], [], "source"),
        ("added", [(2, 4)], [(2, 4)], "source"),
        ("added", [(2, 4)], [], "target"),
        ("added", [(1, 1)], [(3, 3)], "target"),
        ("from-tomorrow", [(0, 21)], [], "source[0].end"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_place(
    tag: str, source: Ranges, target: Ranges, place: str
) -> None:
    with pytest.raises(AnnotationError) as caught:
        check(annotation(tag, source, target), *LENGTHS)

    assert caught.value.place == place
    assert str(caught.value)


@pytest.mark.parametrize(
    ("tag", "source", "target"),
    [
        ("matching", [(0, 5), (5, 20)], [(0, 10)]),
        ("missing", [(0, 20)], [(10, 10)]),
        ("added", [(0, 0)], [(0, 1), (9, 10)]),
        ("from-tomorrow", [(3, 3)], [(4, 4)]),
        ("from-tomorrow", [], []),
    ],
)
def test_what_is_allowed_at_the_edges(tag: str, source: Ranges, target: Ranges) -> None:
    check(annotation(tag, source, target), *LENGTHS)


@pytest.mark.parametrize("tag", list(Tag))
def test_the_home_of_a_tag_is_where_its_text_lies(tag: Tag) -> None:
    assert home_of(tag) is (Side.TARGET if tag is Tag.ADDED else Side.SOURCE)
    assert annotation(tag, [(0, 1)], []).home is home_of(tag)


def test_annotations_sort_by_source_then_target_with_additions_last() -> None:
    late = annotation("matching", [(5, 6)], [(0, 1)])
    early = annotation("matching", [(2, 6)], [(9, 10)])
    added = annotation("added", [], [(0, 1)])

    assert sorted([added, late, early], key=lambda each: each.place) == [early, late, added]


def test_ids_of_many_are_random_uuids_and_all_others() -> None:
    made = list(islice(new_ids(), 600))
    assert len(set(made)) == 600
    read = [UUID(each) for each in made]
    assert [str(each) for each in read] == made
    assert {(each.version, each.variant) for each in read} == {(4, RFC_4122)}


def test_the_system_is_asked_for_the_randomness_of_many_at_a_time(monkeypatch) -> None:
    asked: list[int] = []

    def token_bytes(size: int) -> bytes:
        asked.append(size)
        return bytes(size)

    monkeypatch.setattr("secrets.token_bytes", token_bytes)
    list(islice(new_ids(), 600))
    assert len(asked) == 3
