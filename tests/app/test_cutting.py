"""Splitting and joining units by hand: the alignment keeps to it, and undo takes it back."""

from __future__ import annotations

import pytest

from desk_annotator.app.cutting import LONGEST, forget, hand_cuts, join, split, unit_starts
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.errors import EditError
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

ENGLISH = "One fish swims. Two fish sleep.\nThree birds sing."
ARABIC = "سمكة تسبح. سمكتان تنامان. ثلاثة طيور تغني."


@pytest.fixture
def workspace() -> Workspace:
    pair = Pair(
        id="p",
        title="",
        source=Text.of(ENGLISH, language="en", direction=Direction.LTR),
        target=Text.of(ARABIC, language="ar", direction=Direction.RTL),
    )
    return Workspace(Project(id="x", title="", pairs=(pair,)), clock=lambda: "2026-01-01T00:00:00Z")


def shown(workspace: Workspace) -> Bitext:
    assert workspace.current is not None
    return workspace.current


def pieces(bitext: Bitext, side: Side) -> list[str]:
    characters = bitext.text(side).characters
    starts = here(bitext, side)
    ends = [*starts[1:], len(characters)]
    return [characters[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def here(bitext: Bitext, side: Side) -> tuple[int, ...]:
    both = unit_starts(bitext.text(Side.SOURCE), bitext.text(Side.TARGET), hand_cuts(bitext))
    return both[0] if side is Side.SOURCE else both[1]


def test_split_begins_a_unit_behind_white_space_and_undo_takes_it_back(
    workspace: Workspace,
) -> None:
    bitext = shown(workspace)
    assert pieces(bitext, Side.SOURCE) == [
        "One fish swims.",
        "Two fish sleep.",
        "Three birds sing.",
    ]
    before = workspace.snapshot()
    workspace.apply(split(bitext, Side.SOURCE, here(bitext, Side.SOURCE), 3))
    assert bitext.cuts(Side.SOURCE) == Cuts((4,))
    assert pieces(bitext, Side.SOURCE)[:2] == ["One", "fish swims."]
    workspace.undo()
    assert workspace.snapshot() == before
    workspace.redo()
    assert pieces(bitext, Side.SOURCE)[0] == "One"


def test_no_word_is_cut_apart(workspace: Workspace) -> None:
    bitext = shown(workspace)
    inside = ARABIC.index("تنامان") + 3
    workspace.apply(split(bitext, Side.TARGET, here(bitext, Side.TARGET), inside))
    assert pieces(bitext, Side.TARGET)[1:3] == ["سمكتان", "تنامان."]


@pytest.mark.parametrize("offset", [0, 2, 15, 16, 31, 32, len(ENGLISH)])
def test_no_cut_where_a_unit_begins_or_the_text_ends(workspace: Workspace, offset: int) -> None:
    bitext = shown(workspace)
    with pytest.raises(EditError, match="already"):
        split(bitext, Side.SOURCE, here(bitext, Side.SOURCE), offset)


def test_join_takes_the_next_unit_or_all_that_are_selected(workspace: Workspace) -> None:
    bitext = shown(workspace)
    workspace.apply(join(bitext, Side.SOURCE, here(bitext, Side.SOURCE), Span(20, 20)))
    assert pieces(bitext, Side.SOURCE) == ["One fish swims.", "Two fish sleep.\nThree birds sing."]
    workspace.undo()
    workspace.apply(join(bitext, Side.SOURCE, here(bitext, Side.SOURCE), Span(5, 34)))
    assert pieces(bitext, Side.SOURCE) == [ENGLISH]
    with pytest.raises(EditError, match="no segment after"):
        join(bitext, Side.SOURCE, here(bitext, Side.SOURCE), Span(5, 34))
    workspace.apply(split(bitext, Side.SOURCE, here(bitext, Side.SOURCE), 4))
    assert pieces(bitext, Side.SOURCE) == ["One", ENGLISH[4:]]


def test_both_sides_are_cut_apart_from_each_other_and_forgotten_together(
    workspace: Workspace,
) -> None:
    bitext = shown(workspace)
    with pytest.raises(EditError, match="by hand"):
        forget(bitext)
    workspace.apply(join(bitext, Side.TARGET, here(bitext, Side.TARGET), Span(0, 0)))
    workspace.apply(split(bitext, Side.SOURCE, here(bitext, Side.SOURCE), 9))
    assert len(pieces(bitext, Side.TARGET)) == 2
    assert len(pieces(bitext, Side.SOURCE)) == 4
    workspace.apply(forget(bitext))
    assert hand_cuts(bitext) == (NO_CUTS, NO_CUTS)
    workspace.undo()
    assert bitext.cuts(Side.TARGET).joined
    assert bitext.cuts(Side.SOURCE).at == (9,)


def test_what_is_far_too_long_is_not_joined() -> None:
    line = "word " * (LONGEST // 8) + "end.\n"
    text = Text.of(line * 2, language="en", direction=Direction.LTR)
    bitext = Bitext(Pair(id="p", title="", source=text, target=text))
    with pytest.raises(EditError, match="the most that can be joined"):
        join(bitext, Side.SOURCE, (0, len(line)), Span(0, 0))
