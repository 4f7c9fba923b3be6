"""Undo and redo: the edits made, and where in them the project stands."""

from __future__ import annotations

from collections.abc import Callable

from desk_annotator.core.edit import Edit

Deferred = Callable[[], Edit | None]
"""Gives an edit once it is asked for; None if it cannot."""


class History:
    """Edits in order, a position among them, and the state that is on disk.

    An edit may be given as a `Deferred`, which is asked when undo or redo comes to it. One that
    cannot be had ends the history there: what lies beyond is not in reach any more.

    Each state the project passes through has a number of its own that is never used again,
    so that a save which ends after further edits marks the state it wrote and no other.
    """

    __slots__ = ("_edits", "_next_state", "_position", "_saved", "_states")

    def __init__(self) -> None:
        self._edits: list[Edit | Deferred] = []
        self._position = 0
        self._states = [0]
        self._next_state = 1
        self._saved: int | None = 0

    def push(self, edit: Edit | Deferred) -> None:
        """Record an edit just made; what had been undone can no longer be redone."""
        del self._edits[self._position :]
        del self._states[self._position + 1 :]
        self._edits.append(edit)
        self._states.append(self._next_state)
        self._next_state += 1
        self._position += 1

    @property
    def can_amend(self) -> bool:
        """Say whether the last edit is the newest there is, and is not on disk yet."""
        return 0 < self._position == len(self._edits) and not self.is_saved

    def amend(self, edit: Edit | Deferred) -> None:
        """Put `edit` in the place of the last one: what followed from that by itself is in it.

        Raises IndexError if there is none to amend.
        """
        if not self.can_amend:
            message = "no edit to amend"
            raise IndexError(message)
        self._edits[-1] = edit
        self._states[-1] = self._next_state
        self._next_state += 1

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to undo or redo."""
        return not self._edits

    @property
    def undoable(self) -> Edit | None:
        """The edit that undo would take back."""
        if not self._position:
            return None
        edit = self._at(self._position - 1)
        if edit is None:
            del self._edits[: self._position], self._states[: self._position]
            self._position = 0
        return edit

    @property
    def redoable(self) -> Edit | None:
        """The edit that redo would make again."""
        if self._position == len(self._edits):
            return None
        edit = self._at(self._position)
        if edit is None:
            del self._edits[self._position :], self._states[self._position + 1 :]
        return edit

    def _at(self, place: int) -> Edit | None:
        edit = self._edits[place]
        if isinstance(edit, Edit):
            return edit
        known = edit()
        if known is not None:
            self._edits[place] = known
        return known

    def step_back(self) -> None:
        """Move before the last edit, once it has been taken back."""
        if not self._position:
            message = "nothing to undo"
            raise IndexError(message)
        self._position -= 1

    def step_forward(self) -> None:
        """Move behind the next edit, once it has been made again."""
        if self._position == len(self._edits):
            message = "nothing to redo"
            raise IndexError(message)
        self._position += 1

    @property
    def state(self) -> int:
        """The number of the present state; pass it to `mark_saved` when its save has ended."""
        return self._states[self._position]

    def mark_saved(self, state: int) -> None:
        """Say that the state with this number is on disk."""
        self._saved = state

    def mark_unsaved(self) -> None:
        """Say that no state in reach is on disk (a recovered or never saved project)."""
        self._saved = None

    @property
    def is_saved(self) -> bool:
        """True if the present state is the one on disk."""
        return self._saved == self.state
