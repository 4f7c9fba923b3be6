"""The span index against asking every span."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import spans_of

from desk_annotator.core.span import Span
from desk_annotator.core.span_index import Entry, SpanIndex

LENGTH = 90


def touching(entries: list[Entry], start: int, end: int) -> list[Entry]:
    return sorted(
        entry
        for entry in entries
        if (entry[0] < end and start < entry[1])
        or (entry[0] == entry[1] and start <= entry[0] <= end)
    )


entries_strategy = st.lists(
    st.tuples(spans_of(LENGTH), st.sampled_from("abc")).map(
        lambda drawn: (drawn[0].start, drawn[0].end, drawn[1])
    ),
    unique=True,
    max_size=40,
)


@given(entries_strategy, spans_of(LENGTH, min_length=1))
def test_it_finds_what_touches_a_range(entries: list[Entry], query: Span) -> None:
    found = SpanIndex(entries).touching(query.start, query.end)

    assert found == touching(entries, query.start, query.end)


@given(entries_strategy, st.integers(0, LENGTH))
def test_it_finds_what_lies_over_a_character_shortest_first(
    entries: list[Entry], offset: int
) -> None:
    found = SpanIndex(entries).at(offset)

    assert sorted(found) == sorted(e for e in entries if e[0] <= offset < e[1])
    lengths = [end - start for start, end, _ in found]
    assert lengths == sorted(lengths)


@given(entries_strategy, st.data())
def test_it_stays_right_while_spans_come_and_go(entries: list[Entry], data: st.DataObject) -> None:
    index = SpanIndex()
    for entry in entries:
        index.add(*entry)
    gone = data.draw(st.sets(st.sampled_from(entries))) if entries else set()
    for entry in gone:
        index.remove(*entry)

    left = [entry for entry in entries if entry not in gone]
    assert len(index) == len(left)
    assert index.touching(0, LENGTH) == sorted(left)


def test_two_hundred_spans_as_long_as_the_text_do_not_hide_the_others() -> None:
    random = Random(7)
    length = 200_000
    entries: list[Entry] = [(n, length - n, f"long{n}") for n in range(200)]
    for n in range(20_000):
        start = random.randrange(length)
        entries.append((start, min(length, start + random.choice([0, 1, 7, 60, 900])), f"s{n}"))
    index = SpanIndex(entries)

    def check() -> None:
        for _ in range(40):
            start = random.randrange(length - 1)
            end = min(length, start + random.choice([1, 50, 3000]))
            assert index.touching(start, end) == touching(entries, start, end)

    check()
    for entry in random.sample(entries, 3000):
        index.remove(*entry)
        entries.remove(entry)
    for n in range(1000):
        start = random.randrange(length)
        entry = (start, random.randrange(start, length), f"new{n}")
        index.add(*entry)
        entries.append(entry)
    check()
    assert len(index) == len(entries)


@pytest.mark.parametrize("entry", [(1, 4, "b"), (1, 5, "a"), (0, 90, "a"), (2, 2, "a")])
def test_taking_out_what_is_not_there_is_an_error_and_changes_nothing(entry: Entry) -> None:
    index = SpanIndex([(1, 4, "a")])

    with pytest.raises(KeyError):
        index.remove(*entry)

    assert index.touching(0, 90) == [(1, 4, "a")]
