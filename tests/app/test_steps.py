"""Work in steps comes to the same, whatever the steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.app import steps
from desk_annotator.app.steps import all_at_once, sorted_runs_merged


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 30), st.text(max_size=2))), max_size=8),
    st.integers(1, 9),
    st.integers(1, 5),
)
def test_merged_runs_are_sorted_and_whole(
    runs: list[list[tuple[int, str]]], at_a_time: int, sampled: int
) -> None:
    every = sorted(key for run in runs for key in run)
    before = steps.AT_A_TIME, steps._SAMPLED
    steps.AT_A_TIME, steps._SAMPLED = at_a_time, sampled
    try:
        assert all_at_once(sorted_runs_merged([sorted(run) for run in runs])) == every
    finally:
        steps.AT_A_TIME, steps._SAMPLED = before


def test_no_step_of_a_merge_takes_much_of_it() -> None:
    runs = [[(number * 37 + run,) for number in range(2000)] for run in range(20)]
    sizes = [0]
    merging = sorted_runs_merged(runs)
    real = steps._merge

    def counted(*arguments: list[list[tuple[int]]]) -> None:
        before = len(arguments[3])
        real(*arguments)
        sizes.append(len(arguments[3]) - before)

    steps._merge = counted
    try:
        merged = all_at_once(merging)
    finally:
        steps._merge = real
    assert len(merged) == 40_000
    assert max(sizes) < 6000
