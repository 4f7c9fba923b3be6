"""Linking a phrase the user has selected with the counterpart she has chosen for it."""

from __future__ import annotations

from collections.abc import Sequence

from desk_annotator.app.tagging import Gesture, Tagged, tag_selection
from desk_annotator.core.annotation import Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.errors import EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span


def phrase_of(
    selections: dict[Side, tuple[Span, ...]], focused: Side
) -> tuple[Side, tuple[Span, ...]]:
    """Return the selected phrase whose counterpart is wanted: that of the focused pane first.

    Raises EditError if nothing is selected.
    """
    for side in (focused, focused.other):
        if selections.get(side):
            return side, selections[side]
    raise EditError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Select a phrase in one pane first, then press {key}: its likeliest counterparts in "
            "the other text are offered.",
        ),
        key="Q",
    )


def link(
    bitext: Bitext, side: Side, phrase: Sequence[Span], counterpart: Span, author: str, now: str
) -> Tagged:
    """Return the edit that makes a phrase of `side` and a counterpart one new match."""
    selections = {side: tuple(phrase), side.other: (counterpart,)}
    gesture = Gesture(bitext, selections, None, armed=False, author=author, now=now)
    return tag_selection(Tag.MATCHING, gesture)
