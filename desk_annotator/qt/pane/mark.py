"""What a pane paints under its text, and where it asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class MarkKind(StrEnum):
    """What a mark says; it decides fill, underline and outline."""

    MATCHING = "matching"
    MISSING = "missing"
    ADDED = "added"
    UNKNOWN = "unknown"
    IGNORED = "ignored"
    HIT = "hit"
    CURRENT_HIT = "current_hit"
    SELECTION_ECHO = "selection_echo"
    CUT = "cut"
    HAND_CUT = "hand_cut"

    # Looked up for each mark and each tie: that of an enumeration is reckoned in Python.
    __hash__ = str.__hash__


class Mark(NamedTuple):
    """A span of one text (code points, half-open) to be shown; an empty one is a caret.

    `key` is the annotation's id. `active` marks belong to the active annotation and have
    edges to drag; `hovered` ones are the counterpart of what is under the mouse;
    `suggested` ones are drawn as an outline.
    """

    start: int
    end: int
    kind: MarkKind
    key: str = ""
    active: bool = False
    hovered: bool = False
    suggested: bool = False


class MarkSource(Protocol):
    """Whoever knows the marks of a text."""

    def marks(self, start: int, end: int) -> Sequence[Mark]:
        """Return all marks touching ``[start, end)`` (code points), carets at `end` among them."""
