"""What an edit reaches, found out once for all who must follow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Set
from types import MappingProxyType

from desk_annotator.core.annotation import Status
from desk_annotator.core.edit import (
    AnnotationChange,
    CutsChange,
    Edit,
    PairChange,
    ProjectFieldsChange,
)
from desk_annotator.core.frozen import frozen

_AT_A_TIME = 500
_NOT_JUDGED = frozenset({Status.SUGGESTED, Status.REJECTED})


@frozen
class EditReach:
    """Which pairs and annotations an edit touches, and what its listeners ask of it besides.

    `annotations` are the ids of the annotations touched, by the id of their pair. `pairs` are the
    ids of the pairs that are touched otherwise (title, ignored ranges, cuts). `categories` says
    how many annotations more, or fewer, carry each category.
    """

    annotations: Mapping[str, Set[str]]
    pairs: frozenset[str]
    categories: Mapping[str, int]
    changes_judgements: bool
    """True if it touches what the user has judged: anything but suggestions and rejected ones."""
    changes_cuts: bool
    changes_pairs: bool
    """True if pairs come or go."""

    @property
    def pair_ids(self) -> frozenset[str]:
        """The ids of all pairs that are touched and stay."""
        return self.pairs.union(self.annotations)

    def touches(self, pair_id: str, annotation_id: str | None) -> bool:
        """Tell whether an annotation is touched."""
        return annotation_id in self.annotations.get(pair_id, ())


def reach_of(edit: Edit) -> EditReach:
    """Return what an edit reaches; costs in proportion to the edit."""
    steps = reach_in_steps(edit)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            reach: EditReach = end.value
            return reach


def reach_in_steps(edit: Edit) -> Generator[None, None, EditReach]:
    """Find out the same; yields now and then, and returns the reach."""
    annotations: dict[str, set[str]] = {}
    pairs: set[str] = set()
    categories: Counter[str] = Counter()
    judgements = cuts = pairs_change = False
    for number, change in enumerate(edit.changes):
        if not number % _AT_A_TIME:
            yield
        if isinstance(change, AnnotationChange):
            annotations.setdefault(change.pair_id, set()).add(change.annotation_id)
            for value, times in ((change.before, -1), (change.after, 1)):
                if value is None:
                    continue
                if value.category:
                    categories[value.category] += times
                judgements = judgements or value.status not in _NOT_JUDGED
        elif isinstance(change, PairChange):
            pairs_change = True
        elif not isinstance(change, ProjectFieldsChange) and change.pair_id is not None:
            pairs.add(change.pair_id)
            cuts = cuts or isinstance(change, CutsChange)
    return EditReach(
        MappingProxyType(annotations),
        frozenset(pairs),
        MappingProxyType(categories),
        judgements,
        cuts,
        pairs_change,
    )
