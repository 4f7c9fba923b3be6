"""The characters by kind in a tree over blocks, against a list of the blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.cover_tree import KINDS, CoverTree

BLOCKS = 13

stretches = st.tuples(
    st.integers(0, BLOCKS - 1), st.integers(1, BLOCKS), st.integers(1, KINDS - 1)
).map(lambda drawn: (drawn[0], min(drawn[0] + drawn[1], BLOCKS), drawn[2]))
counts = st.lists(st.integers(0, 9), min_size=KINDS, max_size=KINDS)
turns = st.one_of(
    st.tuples(st.just("characters"), st.dictionaries(st.integers(0, BLOCKS - 1), counts)),
    st.tuples(st.just("stretches"), st.lists(stretches, max_size=4)),
    st.tuples(st.just("take"), st.lists(st.integers(0, 20), max_size=3)),
)


class Blocks:
    """The same, looked at block by block."""

    def __init__(self) -> None:
        self.own = [[0] * KINDS for _ in range(BLOCKS)]
        self.over: list[tuple[int, int, int]] = []

    def of(self, block: int) -> list[int]:
        top = max([0, *(kind for first, last, kind in self.over if first <= block < last)])
        own = self.own[block]
        return [sum(own[: top + 1]) if k == top else own[k] * (k > top) for k in range(KINDS)]

    @property
    def figures(self) -> list[int]:
        return [sum(kind) for kind in zip(*map(self.of, range(BLOCKS)), strict=True)]


@given(st.lists(turns, max_size=20))
def test_figures_and_untouched_blocks_are_those_of_the_list(story) -> None:
    tree, blocks = CoverTree(BLOCKS), Blocks()
    for kind, what in story:
        if kind == "characters":
            differences = {}
            for block, new in what.items():
                differences[block] = [
                    more - less for more, less in zip(new, blocks.own[block], strict=True)
                ]
                blocks.own[block] = new
            tree.change(differences)
        elif kind == "stretches":
            blocks.over += what
            tree.change({}, given=what)
        else:
            places = sorted({at % len(blocks.over) for at in what if blocks.over}, reverse=True)
            tree.change({}, taken=[blocks.over.pop(at) for at in places])
        assert tree.figures == blocks.figures
        assert tree.copied().figures == blocks.figures
    for start in range(BLOCKS + 3):
        with_some = (block for block in range(start, BLOCKS) if blocks.of(block)[0])
        assert tree.first_untouched(start) == next(with_some, None)


def test_a_copy_is_changed_apart() -> None:
    tree = CoverTree(2)
    tree.change({0: [5, 0, 0, 0, 0], 1: [3, 1, 0, 0, 0]})
    copy = tree.copied()
    copy.change({}, given=[(0, 2, 4)])
    assert tree.figures == [8, 1, 0, 0, 0]
    assert copy.figures == [0, 0, 0, 0, 9]


def test_the_tree_of_an_empty_text_has_nothing() -> None:
    assert CoverTree(0).figures == [0] * KINDS
    assert CoverTree(0).first_untouched(0) is None
