"""A phrase and the counterpart chosen for it become one match, in one edit."""

from __future__ import annotations

import pytest

from desk_annotator.app import counterparts
from desk_annotator.core.errors import EditError
from desk_annotator.core.span import Side, Span

NOW = "2026-01-31T09:05:00Z"


@pytest.mark.parametrize("side", list(Side))
def test_linking_is_one_edit_and_undone_at_once(workspace, side):
    phrase = (Span(2, 5), Span(8, 10))
    tagged = counterparts.link(workspace.current, side, phrase, Span(20, 30), "Amina", NOW)
    workspace.apply(tagged.edit)
    made = workspace.current.annotations[tagged.annotation_id]
    assert (made.tag, made.author) == ("matching", "Amina")
    assert made.spans(side) == phrase
    assert made.spans(side.other) == (Span(20, 30),)
    workspace.undo()
    assert not workspace.current.annotations


def test_the_phrase_of_the_focused_pane_counts_first():
    here, there = (Span(0, 3),), (Span(5, 9),)
    both = {Side.SOURCE: here, Side.TARGET: there}
    assert counterparts.phrase_of(both, Side.TARGET) == (Side.TARGET, there)
    one = {Side.SOURCE: here, Side.TARGET: ()}
    assert counterparts.phrase_of(one, Side.TARGET) == (Side.SOURCE, here)


def test_without_a_selection_it_says_what_to_do():
    with pytest.raises(EditError, match="Select a phrase"):
        counterparts.phrase_of({Side.SOURCE: (), Side.TARGET: ()}, Side.SOURCE)
