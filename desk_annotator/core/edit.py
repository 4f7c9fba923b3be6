"""The one shape of change: an Edit with what was before and what is after.

Undo, redo, journal, merge and replay all use it; its size grows with the change, not with
the project. The inverse swaps before and after.
"""

from __future__ import annotations

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair, ProjectFields
from desk_annotator.core.span import Side, Span


@frozen
class AnnotationChange:
    """One annotation of one pair, before and after; either may be absent."""

    pair_id: str
    before: Annotation | None
    after: Annotation | None

    @property
    def annotation_id(self) -> str:
        """The id of the annotation touched."""
        value = self.after if self.after is not None else self.before
        if value is None:
            message = "a change must have a before or an after"
            raise ValueError(message)
        return value.id

    def inverse(self) -> AnnotationChange:
        """Return the change that takes this one back."""
        return AnnotationChange(self.pair_id, self.after, self.before)


@frozen
class IgnoredChange:
    """The ignored ranges of one side of one pair, before and after."""

    pair_id: str
    side: Side
    before: tuple[Span, ...]
    after: tuple[Span, ...]

    def inverse(self) -> IgnoredChange:
        """Return the change that takes this one back."""
        return IgnoredChange(self.pair_id, self.side, self.after, self.before)

    @property
    def differing(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The ranges before and after, without those that both begin and end with: mostly all."""
        before, after = self.before, self.after
        shorter = min(len(before), len(after))
        first = 0
        while first < shorter and _is_same(before[first], after[first]):
            first += 1
        last = 0
        while last < shorter - first and _is_same(before[-1 - last], after[-1 - last]):
            last += 1
        return before[first : len(before) - last], after[first : len(after) - last]


@frozen
class CutsChange:
    """The cuts made by hand on one side of one pair, before and after."""

    pair_id: str
    side: Side
    before: Cuts
    after: Cuts

    def inverse(self) -> CutsChange:
        """Return the change that takes this one back."""
        return CutsChange(self.pair_id, self.side, self.after, self.before)


@frozen
class PairChange:
    """A pair put in (before is None) or taken out (after is None) at a position of the project."""

    position: int
    before: Pair | None
    after: Pair | None

    def inverse(self) -> PairChange:
        """Return the change that takes this one back."""
        return PairChange(self.position, self.after, self.before)


@frozen
class TitleChange:
    """The title of a pair, or (pair_id is None) of the project."""

    pair_id: str | None
    before: str
    after: str

    def inverse(self) -> TitleChange:
        """Return the change that takes this one back."""
        return TitleChange(self.pair_id, self.after, self.before)


@frozen
class ProjectFieldsChange:
    """What the project says of itself beside title and times, before and after."""

    before: ProjectFields
    after: ProjectFields

    def inverse(self) -> ProjectFieldsChange:
        """Return the change that takes this one back."""
        return ProjectFieldsChange(self.after, self.before)


Change = (
    AnnotationChange | IgnoredChange | CutsChange | PairChange | TitleChange | ProjectFieldsChange
)


@frozen
class Edit:
    """Changes that are done, undone and redone together, with a label for the Undo menu."""

    label: str
    changes: tuple[Change, ...]

    def inverse(self) -> Edit:
        """Return the edit that takes this one back: each change inverted, in reverse order."""
        return Edit(self.label, tuple(change.inverse() for change in reversed(self.changes)))

    def touched(self, pair_id: str, side: Side) -> list[Span]:
        """Return the spans of one side of a pair that look other before or after this edit."""
        spans: list[Span] = []
        for change in self.changes:
            if isinstance(change, AnnotationChange) and change.pair_id == pair_id:
                for value in (change.before, change.after):
                    spans.extend(value.spans(side) if value is not None else ())
            elif isinstance(change, IgnoredChange) and (change.pair_id, change.side) == (
                pair_id,
                side,
            ):
                for ranges in change.differing:
                    spans.extend(ranges)
        return spans


def _is_same(one: Span, other: Span) -> bool:
    # Mostly it is one object, and to compare thousands of them field by field takes long.
    return one is other or one == other
