"""A pair that is open for work: annotations by id, span indexes and coverage, changed in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType
from weakref import ref

from desk_annotator.core.annotation import Annotation, Status, check
from desk_annotator.core.coverage import (
    Cover,
    Coverage,
    CoverageMeter,
    CoverChange,
    Covered,
    cover_of,
)
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.edit import AnnotationChange, CutsChange, IgnoredChange
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.span_index import Entry, SpanIndex
from desk_annotator.core.text import Text

_AT_A_TIME = 500
"""Changes made between two looks of `exchange` at whether they are still wanted."""


class Bitext:
    """The annotations of one pair, indexed; only the workspace's gate calls `apply_...`.

    Applying a change costs in proportion to the change, not to the number of annotations.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.title = pair.title
        self._annotations = {annotation.id: annotation for annotation in pair.annotations}
        self._statuses = Counter(annotation.status for annotation in pair.annotations)
        self._tags = Counter(annotation.tag for annotation in pair.annotations)
        self._suggested = {each.id for each in pair.annotations if each.status == Status.SUGGESTED}
        self._ignored = {side: pair.ignored(side) for side in Side}
        self._cuts = {side: pair.cuts(side) for side in Side}
        self._indexes = {
            side: SpanIndex(
                (span.start, span.end, annotation.id)
                for annotation in pair.annotations
                for span in annotation.spans(side)
            )
            for side in Side
        }
        cover = _cover_in(self._annotations)
        self._meters = {
            side: CoverageMeter(
                pair.text(side).characters, self._indexes[side], cover, self._ignored[side]
            )
            for side in Side
        }
        self._still: ref[Bitext] | None = None
        """The copy that is equal to this, if one was made since the last change."""

    @property
    def size(self) -> int:
        """How much there is to go through: the annotations, and a little for the texts."""
        return self._pair.texts_size + len(self._annotations)

    def count(self, status: str) -> int:
        """Return how many annotations have a status."""
        return self._statuses[status]

    @property
    def tag_counts(self) -> Counter[str]:
        """How many annotations carry each tag."""
        return +self._tags

    @property
    def suggested(self) -> Set[str]:
        """The ids of the suggestions nobody has decided on; read only."""
        return self._suggested

    @property
    def id(self) -> str:
        """The id of the pair."""
        return self._pair.id

    @property
    def extra(self) -> Mapping[str, object]:
        """The fields of the pair that this version does not know, as they were read."""
        return self._pair.extra

    def text(self, side: Side) -> Text:
        """Return the text of one side."""
        return self._pair.text(side)

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """The annotations by id, in no promised order; read only."""
        return MappingProxyType(self._annotations)

    def index(self, side: Side) -> SpanIndex:
        """Return the span index of one side; its keys are annotation ids. Read only."""
        return self._indexes[side]

    def ignored(self, side: Side) -> tuple[Span, ...]:
        """Return the ranges the user marked as not part of the text."""
        return self._ignored[side]

    def cuts(self, side: Side) -> Cuts:
        """Return the cuts the user made by hand on one side."""
        return self._cuts[side]

    def coverage(self, side: Side) -> Coverage:
        """Return the coverage of one side; the first call counts the whole text."""
        return self._meters[side].coverage

    def meter(self, side: Side) -> CoverageMeter:
        """Return the coverage meter of one side, for runs and the next untouched text."""
        return self._meters[side]

    @property
    def meters(self) -> tuple[CoverageMeter, ...]:
        """The coverage meters of both sides."""
        return tuple(self._meters.values())

    def in_order(self) -> list[Annotation]:
        """Return the annotations in the order of their places."""
        return sorted(self._annotations.values(), key=lambda annotation: annotation.place)

    def snapshot(self, *, in_order: bool = True) -> Pair:
        """Return the pair as a value to save, its annotations in order or (quicker) in none."""
        return self._as_pair(tuple(self.in_order() if in_order else self._annotations.values()))

    def is_as(self, pair: Pair) -> bool:
        """Tell whether this is what a pair says; the order of its annotations means nothing."""
        present = self._annotations
        return (
            len(pair.annotations) == len(present)
            and self._as_pair(()) == replace(pair, annotations=())
            and all(_same(present.get(each.id), each) for each in pair.annotations)
        )

    def _as_pair(self, annotations: tuple[Annotation, ...]) -> Pair:
        pair = self._pair
        return Pair(
            id=pair.id,
            title=self.title,
            source=pair.source,
            target=pair.target,
            ignored_source=self._ignored[Side.SOURCE],
            ignored_target=self._ignored[Side.TARGET],
            cuts_source=self._cuts[Side.SOURCE],
            cuts_target=self._cuts[Side.TARGET],
            annotations=annotations,
            extra=pair.extra,
            side_extra=pair.side_extra,
        )

    def verify_annotation(self, change: AnnotationChange) -> None:
        """Raise ValueError if the change does not start from what is here.

        Raises AnnotationError if its after breaks a rule of its tag.
        """
        self._verify(self._annotations.get(change.annotation_id), change)

    def _verify(self, present: Annotation | None, change: AnnotationChange) -> None:
        if not _same(present, change.before):
            message = f"annotation {change.annotation_id} is not as the edit expects it"
            raise ValueError(message)
        if change.after is not None:
            check(
                change.after,
                len(self.text(Side.SOURCE)),
                len(self.text(Side.TARGET)),
            )

    def apply_annotation(self, change: AnnotationChange) -> None:
        """Make a verified change of one annotation."""
        if _keeps_places(change.before, change.after):
            # As most changes of a review: neither what lies where nor the coverage is another.
            self._replace(change)
            return
        touched = {side: _cover_change([(change.before, change.after)], side) for side in Side}
        for side in Side:
            self._meters[side].before_change(touched[side])
        if change.before is not None:
            for side in Side:
                for span in change.before.spans(side):
                    self._indexes[side].remove(span.start, span.end, change.before.id)
        self._replace(change)
        if change.after is not None:
            for side in Side:
                for span in change.after.spans(side):
                    self._indexes[side].add(span.start, span.end, change.after.id)
        for side in Side:
            self._meters[side].after_change(touched[side])

    def _replace(self, change: AnnotationChange) -> None:
        self._still = None
        if change.before is not None:
            del self._annotations[change.before.id]
            self._statuses[change.before.status] -= 1
            self._tags[change.before.tag] -= 1
            self._suggested.discard(change.before.id)
        if change.after is not None:
            self._annotations[change.after.id] = change.after
            self._statuses[change.after.status] += 1
            self._tags[change.after.tag] += 1
            if change.after.status == Status.SUGGESTED:
                self._suggested.add(change.after.id)

    # Many changes, made in a copy

    def copied(self) -> Bitext:
        """Return a pair equal to this one, to be changed apart from it, in another thread too.

        A few milliseconds for 100,000 annotations.
        """
        made = Bitext(replace(self._pair, annotations=()))
        made.title = self.title
        made._annotations = self._annotations.copy()
        made._statuses = self._statuses.copy()
        made._tags = self._tags.copy()
        made._suggested = self._suggested.copy()
        made._ignored = self._ignored.copy()
        made._cuts = self._cuts.copy()
        made._indexes = {side: index.copied() for side, index in self._indexes.items()}
        cover = _cover_in(made._annotations)
        made._meters = {
            side: meter.copied(made._indexes[side], cover) for side, meter in self._meters.items()
        }
        return made

    def still(self) -> Bitext:
        """Return a copy to look at in another thread, which nobody changes.

        Until this is changed it is always the same one, as long as somebody keeps it.
        """
        made = self._still() if self._still is not None else None
        if made is None:
            made = self.copied()
            self._still = ref(made)
        return made

    def take_over(self, other: Bitext) -> None:
        """Become what a copy of this pair has become, which is used no more. Takes no time."""
        self._still = None
        self.title = other.title
        self._annotations = other._annotations
        self._statuses = other._statuses
        self._tags = other._tags
        self._suggested = other._suggested
        self._ignored = other._ignored
        self._cuts = other._cuts
        self._indexes = other._indexes
        self._meters = other._meters

    def exchange(self, changes: Sequence[AnnotationChange]) -> Iterator[int]:
        """Make many changes in order, in a fraction of the time they take one by one.

        Yields now and then how many are as good as made. Raises as `verify_annotation` does; it is
        for a copy, for one that raised or was not taken to its end is in no state to be used.
        """
        # To verify them is the least of it: an eighth, as each of what is done for a side after.
        eighths = (len(changes) * eighth // 8 for eighth in range(1, 9))
        first: dict[str, Annotation | None] = {}
        last: dict[str, Annotation | None] = {}
        for number, change in enumerate(changes):
            key = change.annotation_id
            self._verify(last[key] if key in last else self._annotations.get(key), change)
            first.setdefault(key, change.before)
            last[key] = change.after
            if not number % _AT_A_TIME:
                yield number // 8
        moved = [
            (before, last[key])
            for key, before in first.items()
            if not _keeps_places(before, last[key])
        ]
        yield next(eighths)
        touched = {
            side: _cover_change(moved if self._meters[side].has_begun else (), side)
            for side in Side
        }
        for side in Side:
            self._meters[side].before_change(touched[side])
            yield next(eighths)
        for side in Side:
            self._indexes[side].exchange(
                _entries((before for before, _ in moved), side),
                _entries((after for _, after in moved), side),
            )
            yield next(eighths)
        for change in changes:
            self._replace(change)
        for side in Side:
            self._meters[side].after_change(touched[side])
            yield next(eighths)

    def apply_ignored(self, change: IgnoredChange) -> None:
        """Replace the ignored ranges of one side."""
        if self._ignored[change.side] != change.before:
            message = "the ignored ranges are not as the edit expects them"
            raise ValueError(message)
        taken, given = (
            [(each.start, each.end, Cover.IGNORED) for each in ranges]
            for ranges in change.differing
        )
        touched = CoverChange(taken, given)
        self._still = None
        meter = self._meters[change.side]
        meter.before_change(touched)
        self._ignored[change.side] = change.after
        meter.set_ignored(change.after)
        meter.after_change(touched)

    def apply_cuts(self, change: CutsChange) -> None:
        """Replace the cuts made by hand on one side.

        Raises ValueError if the change does not start from what is here or the cuts break a rule.
        """
        if self._cuts[change.side] != change.before:
            message = "the cuts are not as the edit expects them"
            raise ValueError(message)
        fault = change.after.fault(len(self.text(change.side)))
        if fault:
            raise ValueError(fault)
        self._cuts[change.side] = change.after


def _same(one: Annotation | None, other: Annotation | None) -> bool:
    return one is other or one == other


def _cover_in(annotations: dict[str, Annotation]) -> Callable[[str], Cover | None]:
    """Return what says what an annotation makes of its text.

    It refers to the annotations alone, so that a pair that is dropped goes at once, and does not
    wait for the collector.
    """
    return lambda annotation_id: cover_of(annotations[annotation_id])


def _cover_change(
    values: Sequence[tuple[Annotation | None, Annotation | None]], side: Side
) -> CoverChange:
    """Return what changes of annotations, each before and after, mean for the coverage."""
    return CoverChange(
        _covered((before for before, _ in values), side),
        _covered((after for _, after in values), side),
    )


def _covered(values: Iterable[Annotation | None], side: Side) -> list[Covered]:
    """Return the spans that count for the coverage; suggestions and rejected ones do not."""
    return [
        (span.start, span.end, cover)
        for value in values
        if value is not None and (cover := cover_of(value)) is not None
        for span in value.spans(side)
    ]


def _entries(values: Iterable[Annotation | None], side: Side) -> list[Entry]:
    return [
        (span.start, span.end, value.id)
        for value in values
        if value is not None
        for span in value.spans(side)
    ]


def _keeps_places(before: Annotation | None, after: Annotation | None) -> bool:
    """Tell whether an annotation stays where it is and makes the same of its text."""
    return (
        before is not None
        and after is not None
        and (before.source, before.target) == (after.source, after.target)
        and cover_of(before) == cover_of(after)
    )
