"""Undo, redo and the saved mark against a plain list of states."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.core.history import History


class HistoryMachine(RuleBasedStateMachine):
    """A history beside the list of states it should be in."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History()
        self.made: list[Edit] = []
        self.undone: list[Edit] = []
        self.counter = 0
        # What the project would look like: the edits made, as a value.
        self.on_disk: tuple[Edit, ...] | None = ()
        self.pending: tuple[int, tuple[Edit, ...]] | None = None

    @rule()
    def make_an_edit(self) -> None:
        self.counter += 1
        edit = Edit(str(self.counter), (TitleChange(None, "", str(self.counter)),))
        self.history.push(edit)
        self.made.append(edit)
        self.undone.clear()

    @precondition(lambda self: self.made)
    @rule()
    def undo(self) -> None:
        assert self.history.undoable is self.made[-1]
        self.history.step_back()
        self.undone.append(self.made.pop())

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        assert self.history.redoable is self.undone[-1]
        self.history.step_forward()
        self.made.append(self.undone.pop())

    @precondition(lambda self: self.history.can_amend)
    @rule()
    def amend(self) -> None:
        assert not self.undone
        self.counter += 1
        more = (TitleChange(None, "", str(self.counter)),)
        self.made[-1] = Edit(self.made[-1].label, self.made[-1].changes + more)
        self.history.amend(self.made[-1])

    @rule()
    def start_a_save(self) -> None:
        self.pending = (self.history.state, tuple(self.made))

    @precondition(lambda self: self.pending)
    @rule()
    def end_the_save(self) -> None:
        assert self.pending is not None
        state, self.on_disk = self.pending
        self.history.mark_saved(state)
        self.pending = None

    @rule()
    def recover_after_a_crash(self) -> None:
        self.history.mark_unsaved()
        self.on_disk = None

    @invariant()
    def saved_means_as_on_disk(self) -> None:
        assert self.history.is_saved == (self.on_disk == tuple(self.made))

    @invariant()
    def the_ends_are_known(self) -> None:
        assert (self.history.undoable is None) == (not self.made)
        assert (self.history.redoable is None) == (not self.undone)


TestHistory = HistoryMachine.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_there_is_nothing_to_undo_or_redo_in_a_new_history() -> None:
    history = History()

    with pytest.raises(IndexError):
        history.step_back()
    with pytest.raises(IndexError):
        history.step_forward()
    assert history.is_saved
