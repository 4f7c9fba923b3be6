"""What two sides of a merge changed differently, as data for the user to decide on."""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.frozen import frozen
from desk_annotator.core.merging_fields import Key
from desk_annotator.core.project import Pair

PLACE: Key = ("place",)
"""The tag and the spans of an annotation, with their unknown fields: they belong together."""


class Choice(StrEnum):
    """Which side of a conflict the user keeps."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


_ONE = (Choice.MINE, Choice.THEIRS)


@frozen
class AnnotationConflict:
    """An annotation both sides changed differently, or one side changed and the other deleted.

    `mine` and `theirs` are as they are on each side; None where it was deleted. `fields` are in
    conflict, or, if one side deleted it, changed by the other. `as_mine` and `as_theirs` are
    what is kept with the one or the other choice, together with all that is not in conflict;
    `as_both` are the two as they are on each side, with ids of their own.
    """

    pair_id: str
    mine: Annotation | None
    theirs: Annotation | None
    fields: tuple[Key, ...]
    as_mine: Annotation | None
    as_theirs: Annotation | None
    as_both: tuple[Annotation, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the user can choose: both only if both are there."""
        return (*_ONE, Choice.BOTH) if self.as_both else _ONE

    def outcome(self, choice: Choice) -> tuple[Annotation, ...]:
        """Return what is kept. Raises ValueError for a choice there is not."""
        if choice not in self.choices:
            raise ValueError(choice)
        if choice is Choice.BOTH:
            return self.as_both
        kept = self.as_mine if choice is Choice.MINE else self.as_theirs
        return () if kept is None else (kept,)


@frozen
class FieldConflict:
    """A field of a pair, or (pair_id is None) of the project, both sides changed differently.

    A value may be `ABSENT`.
    """

    pair_id: str | None
    key: Key
    mine: object
    theirs: object

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the user can choose."""
        return _ONE


@frozen
class PairConflict:
    """A pair one side removed (None) from the project while the other changed it."""

    pair_id: str
    mine: Pair | None
    theirs: Pair | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the user can choose."""
        return _ONE


Conflict = AnnotationConflict | FieldConflict | PairConflict


@frozen
class MergeCounts:
    """How many annotations of a merge are of which kind; those in conflict are in none.

    `equal` are the same on both sides and in the base, `alike` are those both sides made or
    changed in the same way, `changed_both` those of which each side changed other fields.
    `pairs_*` and `fields_*` count pairs, and fields of pairs and of the project.
    """

    equal: int = 0
    alike: int = 0
    added_mine: int = 0
    added_theirs: int = 0
    changed_mine: int = 0
    changed_theirs: int = 0
    changed_both: int = 0
    deleted_mine: int = 0
    deleted_theirs: int = 0
    pairs_mine: int = 0
    pairs_theirs: int = 0
    fields_mine: int = 0
    fields_theirs: int = 0

    def __add__(self, other: MergeCounts) -> MergeCounts:
        """Return the sums."""
        return MergeCounts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def of_theirs(self) -> int:
        """How much the other side brings that this one has not, conflicts aside."""
        return (
            self.added_theirs
            + self.changed_theirs
            + self.changed_both
            + self.deleted_theirs
            + self.pairs_theirs
            + self.fields_theirs
        )
