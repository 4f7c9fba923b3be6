"""Cutting a text into units by hand, and joining units: what the user's wishes come to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.edit import CutsChange, Edit
from desk_annotator.core.errors import EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.text.words import word_at

LONGEST = 5_000
"""Code points of the longest stretch that is joined: more is no sentence, and no help."""

_LOOK = 1000
"""Units gone through between two calls of `check`."""


def unit_starts(
    source: Text,
    target: Text,
    hand: tuple[Cuts, Cuts],
    check: Callable[[], None] = lambda: None,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where the units of both texts begin (code points), as the alignment cuts them.

    The first unit of a text that is not empty begins at 0. Takes a second for a book: not for
    the thread of a window. `check` is called all the time and may raise.
    """
    from desk_annotator.alignment.sides import units_of_both  # noqa: PLC0415

    both = units_of_both((source, target), hand, check=check)
    return tuple(unit.span.start for unit in both[0]), tuple(unit.span.start for unit in both[1])


def behind_space(
    text: Text, starts: Sequence[int], check: Callable[[], None] = lambda: None
) -> tuple[int, ...]:
    """Return where the first character of each unit is that is no white space.

    The first unit is left out, and so is one of nothing but white space at the end of the text.
    `check` is called all the time and may raise.
    """
    characters = text.characters
    found: list[int] = []
    for number, start in enumerate(starts[1:]):
        if number % _LOOK == 0:
            check()
        at = start
        while at < len(characters) and characters[at].isspace():
            at += 1
        if at < len(characters) and (not found or at > found[-1]):
            found.append(at)
    return tuple(found)


def hand_cuts(bitext: Bitext) -> tuple[Cuts, Cuts]:
    """Return the cuts made by hand in both texts of a pair."""
    return bitext.cuts(Side.SOURCE), bitext.cuts(Side.TARGET)


def split(bitext: Bitext, side: Side, starts: Sequence[int], offset: int) -> Edit:
    """Return the edit that begins a unit at an offset.

    In white space it begins behind that, inside a word with the word. `starts` says where units
    begin now, rising. Raises EditError if one begins there already, or the text does.
    """
    characters = bitext.text(side).characters
    at = offset
    while at < len(characters) and characters[at].isspace():
        at += 1
    if at < len(characters):
        at = word_at(characters, at).start
    before = starts[bisect_right(starts, at) - 1] if starts and at < len(characters) else at
    if not characters[before:at].strip():
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "A segment begins or ends here already. Put the text cursor inside a segment to "
                "split it.",
            )
        )
    return _edit(
        QT_TRANSLATE_NOOP("Edit", "Split segment"), bitext, side, bitext.cuts(side).split(at)
    )


def join(bitext: Bitext, side: Side, starts: Sequence[int], wish: Span) -> Edit:
    """Return the edit that makes one unit of those a wish touches.

    A wish inside one unit, such as a text cursor, joins it with the next. Raises EditError if
    there is no other unit to join, or the stretch would be longer than `LONGEST`.
    """
    edges = [*starts, len(bitext.text(side))]
    first = max(bisect_right(starts, wish.start) - 1, 0)
    behind = max(bisect_left(starts, wish.end), first + 1)
    if behind == first + 1:
        behind += 1
    if behind >= len(edges):
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "There is no segment after this one to join it with.")
        )
    span = Span(edges[first], edges[behind])
    if span.length > LONGEST:
        raise EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "These segments have {length} characters together; {most} is the most that can "
                "be joined.",
            ),
            length=span.length,
            most=LONGEST,
        )
    return _edit(
        QT_TRANSLATE_NOOP("Edit", "Join segments"), bitext, side, bitext.cuts(side).join(span)
    )


def forget(bitext: Bitext) -> Edit:
    """Return the edit that leaves all cuts to the program again. Raises EditError if it does."""
    changes = tuple(
        CutsChange(bitext.id, side, bitext.cuts(side), NO_CUTS)
        for side in Side
        if bitext.cuts(side)
    )
    if not changes:
        raise EditError(
            QT_TRANSLATE_NOOP("Errors", "No segment of these texts was split or joined by hand.")
        )
    return Edit(QT_TRANSLATE_NOOP("Edit", "Forget segments made by hand"), changes)


def _edit(label: str, bitext: Bitext, side: Side, after: Cuts) -> Edit:
    return Edit(label, (CutsChange(bitext.id, side, bitext.cuts(side), after),))
