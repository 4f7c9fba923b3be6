"""The one Edit that leads from one version of a project to another, as a merge needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desk_annotator.core.edit import (
    AnnotationChange,
    Change,
    CutsChange,
    Edit,
    IgnoredChange,
    PairChange,
    ProjectFieldsChange,
    TitleChange,
)
from desk_annotator.core.merging_annotations import same_annotation
from desk_annotator.core.merging_fields import same
from desk_annotator.core.merging_pairs import pair_fields, same_pair, with_fields
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side


def _unchecked() -> None:
    pass


def edit_between(
    before: Project, after: Project, label: str, check: Callable[[], None] = _unchecked
) -> Edit:
    """Return the edit that makes `after` of `before`; it may hold no change at all.

    Ids and times of the projects are left out: an edit does not set them. A pair whose other
    fields differ is exchanged as a whole; of all others only what differs is touched. `check` is
    called now and then, and what it raises goes through.
    """
    changes: list[Change] = []
    if before.title != after.title:
        changes.append(TitleChange(None, before.title, after.title))
    old, new = before.fields, after.fields
    if old.annotator != new.annotator or not same(dict(old.extra), dict(new.extra)):
        changes.append(ProjectFieldsChange(old, new))
    present = _taken_out(before, after, changes)
    for position, pair in enumerate(after.pairs):
        found = next((at for at, each in enumerate(present) if each.id == pair.id), None)
        if found is None:
            present.insert(position, pair)
            changes.append(PairChange(position, None, pair))
            continue
        if found != position:
            moved = present.pop(found)
            present.insert(position, moved)
            changes += [PairChange(found, moved, None), PairChange(position, None, moved)]
        changes += _pair_changes(position, present[position], pair, check)
    return Edit(label, tuple(changes))


def _taken_out(before: Project, after: Project, changes: list[Change]) -> list[Pair]:
    """Take out the pairs that are not wanted, from behind; return those left."""
    wanted = {pair.id for pair in after.pairs}
    changes.extend(
        PairChange(position, before.pairs[position], None)
        for position in reversed(range(len(before.pairs)))
        if before.pairs[position].id not in wanted
    )
    return [pair for pair in before.pairs if pair.id in wanted]


def _pair_changes(
    position: int, before: Pair, after: Pair, check: Callable[[], None]
) -> list[Change]:
    check()
    if before is after or same_pair(before, after):
        return []
    known = replace(
        before, title=after.title, cuts_source=after.cuts_source, cuts_target=after.cuts_target
    )
    if with_fields(known, pair_fields(after)) is not known:
        return [PairChange(position, before, after)]
    changes: list[Change] = []
    if before.title != after.title:
        changes.append(TitleChange(before.id, before.title, after.title))
    for side in Side:
        if before.ignored(side) != after.ignored(side):
            changes.append(
                IgnoredChange(before.id, side, before.ignored(side), after.ignored(side))
            )
        if before.cuts(side) != after.cuts(side):
            changes.append(CutsChange(before.id, side, before.cuts(side), after.cuts(side)))
    old = {each.id: each for each in before.annotations}
    new = {each.id: each for each in after.annotations}
    changes += [
        AnnotationChange(before.id, each, None) for key, each in old.items() if key not in new
    ]
    for key, each in new.items():
        check()
        if key not in old or not same_annotation(old[key], each):
            changes.append(AnnotationChange(before.id, old.get(key), each))
    return changes
