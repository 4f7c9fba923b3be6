"""What is done a piece at a time comes to the same as at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.formats.short_calls import let_go, sorted_offsets

OFFSETS = st.lists(st.integers(0, 6_000_000) | st.integers(16_380, 16_390))


@given(OFFSETS, OFFSETS)
def test_offsets_of_several_groups_are_sorted_each_once(some: list[int], others: list[int]) -> None:
    assert sorted_offsets(some, dict.fromkeys(others)) == sorted({*some, *others})


def test_what_is_let_go_is_empty() -> None:
    numbers, names = list(range(1201)), {number: [number] for number in range(1201)}

    let_go(numbers, names, [])

    assert numbers == []
    assert names == {}
