"""Merges two versions of a project: what is sure, what contradicts, and the project that comes out.

With a base, the version both started from, it is a three-way merge: what only one side changed
is taken. Without one it is two-way: nothing counts as deleted, and every difference of two
values is a conflict. A conflict is listed for the user and never decided here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import MergeError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.merging_conflict import (
    AnnotationConflict,
    Choice,
    Conflict,
    FieldConflict,
    MergeCounts,
    PairConflict,
)
from desk_annotator.core.merging_fields import (
    ABSENT,
    UNKNOWN,
    Fields,
    Key,
    earlier,
    later,
    merged_fields,
    merged_names,
)
from desk_annotator.core.merging_pairs import (
    below,
    digests,
    merge_pair,
    pair_fields,
    same_pair,
    with_fields,
)
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project


@frozen
class Merge:
    """Two versions of a project brought together, as far as no choice of the user's is needed."""

    base: Project | None
    mine: Project
    theirs: Project
    settled: Project
    """With conflicts of fields and pairs as in `mine`, or as in the side that has the pair, and
    without the annotations in conflict."""
    conflicts: tuple[Conflict, ...]
    counts: MergeCounts

    def project(self, choices: Sequence[Choice]) -> Project:
        """Return the merged project, with one choice for each conflict, in their order.

        Raises ValueError if there are more or fewer, or one that its conflict does not offer.
        """
        if len(choices) != len(self.conflicts):
            message = f"{len(self.conflicts)} conflicts, but {len(choices)} choices"
            raise ValueError(message)
        kept: defaultdict[str, list[Annotation]] = defaultdict(list)
        values: defaultdict[str | None, dict[Key, Any]] = defaultdict(dict)
        dropped: set[str] = set()
        for conflict, choice in zip(self.conflicts, choices, strict=True):
            if choice not in conflict.choices:
                raise ValueError(choice)
            if isinstance(conflict, AnnotationConflict):
                kept[conflict.pair_id] += conflict.outcome(choice)
            elif isinstance(conflict, FieldConflict):
                is_mine = choice is Choice.MINE
                values[conflict.pair_id][conflict.key] = (
                    conflict.mine if is_mine else conflict.theirs
                )
            elif (conflict.mine if choice is Choice.MINE else conflict.theirs) is None:
                dropped.add(conflict.pair_id)
        project = self.settled
        if values[None]:
            project = _project_with(project, _changed(_project_fields(project), values[None]))
        pairs = [
            _pair_with(pair, kept[pair.id], values[pair.id])
            for pair in project.pairs
            if pair.id not in dropped
        ]
        return replace(project, pairs=tuple(pairs))


def _unheard() -> None:
    pass


def merge(
    base: Project | None,
    mine: Project,
    theirs: Project,
    step: Callable[[], None] = _unheard,
) -> Merge:
    """Merge two versions of a project that both started from `base`, if that is known.

    Pairs belong together by id, or, if they were made apart, by their texts. `step` is called
    for each annotation of either side in such a pair, and what it raises goes through. Raises
    MergeError if the texts of such a pair are not the same in both, or nothing belongs together.
    """
    given, theirs = theirs, _recognised(base, mine, theirs)
    of_base, of_mine, of_theirs = (
        {pair.id: pair for pair in project.pairs} if project is not None else {}
        for project in (base, mine, theirs)
    )
    if mine.id != theirs.id and of_mine and of_theirs and not of_mine.keys() & of_theirs.keys():
        raise MergeError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "These are two different projects: no pair of “{title}” has the same two texts as "
                "one of the project that is open. Nothing was changed.",
            ),
            title=theirs.title or theirs.id,
        )
    pairs: dict[str, Pair] = {}
    conflicts: list[Conflict] = []
    counts = MergeCounts()
    settled, keys = merged_fields(
        None if base is None else _project_fields(base),
        _project_fields(mine),
        _project_fields(theirs),
    )
    for key in keys:
        values = (_project_fields(side).get(key, ABSENT) for side in (mine, theirs))
        conflicts.append(FieldConflict(None, key, *values))
    for pair_id in {**of_mine, **of_theirs}:
        before, one, other = of_base.get(pair_id), of_mine.get(pair_id), of_theirs.get(pair_id)
        if one is not None and other is not None:
            pairs[pair_id], listed, counted = merge_pair(before, one, other, step)
            conflicts += listed
        else:
            pair, listed, counted = _of_one_side(before, one, other)
            conflicts += listed
            if pair is not None:
                pairs[pair_id] = pair
        counts += counted
    order = _order(list(of_base) if base is not None else None, of_mine, of_theirs, pairs)
    merged = _project_with(
        replace(
            mine,
            annotator=merged_names(_of(base, "annotator"), mine.annotator, theirs.annotator),
            created=earlier(_of(base, "created"), mine.created, theirs.created),
            modified=later(_of(base, "modified"), mine.modified, theirs.modified),
            pairs=tuple(pairs[pair_id] for pair_id in order),
        ),
        settled,
    )
    return Merge(base, mine, given, merged, tuple(conflicts), counts + _of_project(merged, mine))


def _recognised(base: Project | None, mine: Project, theirs: Project) -> Project:
    """Return `theirs` with the ids of mine for pairs that were made apart from the same texts."""
    known = {pair.id for pair in base.pairs} if base is not None else set()
    left = [
        [pair for pair in one.pairs if pair.id not in known | {each.id for each in other.pairs}]
        for one, other in ((mine, theirs), (theirs, mine))
    ]
    times = [Counter(map(digests, pairs)) for pairs in left]
    ids = {digests(pair): pair.id for pair in left[0]}
    renamed = {
        pair.id: ids[digests(pair)]
        for pair in left[1]
        if times[0][digests(pair)] == times[1][digests(pair)] == 1
    }
    if not renamed:
        return theirs
    return replace(
        theirs,
        pairs=tuple(replace(pair, id=renamed.get(pair.id, pair.id)) for pair in theirs.pairs),
    )


def _of_one_side(
    base: Pair | None, mine: Pair | None, theirs: Pair | None
) -> tuple[Pair | None, tuple[Conflict, ...], MergeCounts]:
    """Return what becomes of a pair that only one side has."""
    left = mine if mine is not None else theirs
    if left is None:
        message = "a pair must be on one side at least"
        raise ValueError(message)
    if base is None:
        counts = MergeCounts(pairs_theirs=1) if mine is None else MergeCounts(pairs_mine=1)
        return left, (), counts
    if same_pair(left, base):
        counts = MergeCounts(pairs_mine=1) if mine is None else MergeCounts(pairs_theirs=1)
        return None, (), counts
    return left, (PairConflict(left.id, mine, theirs),), MergeCounts()


def _order(
    base: list[str] | None, mine: Iterable[str], theirs: Iterable[str], kept: Mapping[str, Pair]
) -> list[str]:
    """Return the order of the pairs: of the side that changed it, or else of mine.

    What only the other side has comes behind what it follows there.
    """
    skeleton = [each for each in mine if each in kept]
    others = [each for each in theirs if each in kept]
    if base is not None:
        old = [each for each in base if each in skeleton]
        if old == [each for each in skeleton if each in old]:
            skeleton, others = others, skeleton
    place = 0
    for each in others:
        if each not in skeleton:
            skeleton.insert(place, each)
        place = skeleton.index(each) + 1
    return skeleton


# Fields of the project


def _project_fields(project: Project) -> dict[Key, Any]:
    found: dict[Key, Any] = {("title",): project.title}
    found.update((("extra", name), value) for name, value in project.extra.items())
    return found


def _project_with(project: Project, found: Fields) -> Project:
    return replace(project, title=str(found["title",]), extra=below(("extra",), found))


def _of_project(merged: Project, mine: Project) -> MergeCounts:
    one, two = _project_fields(merged), _project_fields(mine)
    return MergeCounts(
        fields_theirs=sum(one.get(key, ABSENT) != two.get(key, ABSENT) for key in {*one, *two})
    )


def _of(base: Project | None, name: str) -> object:
    return UNKNOWN if base is None else getattr(base, name)


def _changed(found: dict[Key, Any], values: Fields) -> Fields:
    both = {**found, **values}
    return {key: value for key, value in both.items() if value is not ABSENT}


def _pair_with(pair: Pair, kept: Sequence[Annotation], values: Fields) -> Pair:
    if values:
        pair = with_fields(pair, _changed(pair_fields(pair), values))
    if kept:
        annotations = sorted([*pair.annotations, *kept], key=lambda each: each.place)
        pair = replace(pair, annotations=tuple(annotations))
    return pair
