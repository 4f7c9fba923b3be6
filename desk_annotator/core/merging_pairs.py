"""Merges one pair: its annotations, its title, its ignored ranges, and every other field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from desk_annotator.core.errors import MergeError
from desk_annotator.core.merging_annotations import merge_annotations, same_annotation
from desk_annotator.core.merging_conflict import Conflict, FieldConflict, MergeCounts
from desk_annotator.core.merging_fields import (
    ABSENT,
    Fields,
    Key,
    merged_fields,
    same,
    same_fields,
)
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span, united, without
from desk_annotator.core.text import Imported, Text

_ELSEWHERE = frozenset(
    {
        "id",
        "source",
        "target",
        "ignored_source",
        "ignored_target",
        "annotations",
        "extra",
        "side_extra",
    }
)
_OWN = tuple(each.name for each in fields(Pair) if each.name not in _ELSEWHERE)
"""The fields of a pair that are merged as one value each."""


def merge_pair(
    base: Pair | None, mine: Pair, theirs: Pair, step: Callable[[], None]
) -> tuple[Pair, tuple[Conflict, ...], MergeCounts]:
    """Return the merged pair, with the id of mine, what is in conflict, and the counts.

    Fields in conflict are as in `mine`; annotations in conflict are not in the pair returned.
    `step` is called for each annotation of either side, and what it raises goes through.
    Raises MergeError if the texts are not the same: offsets in one mean nothing in the other.
    """
    refuse_other_texts(mine, theirs)
    if base is not None and digests(base) != digests(mine):
        base = None
    annotations = merge_annotations(
        mine.id,
        None if base is None else {each.id: each for each in base.annotations},
        {each.id: each for each in mine.annotations},
        {each.id: each for each in theirs.annotations},
        step,
    )
    before, of_mine, of_theirs = (
        None if base is None else pair_fields(base),
        pair_fields(mine),
        pair_fields(theirs),
    )
    settled, keys = merged_fields(before, of_mine, of_theirs)
    ignored = {
        side: merged_ranges(
            None if base is None else base.ignored(side), mine.ignored(side), theirs.ignored(side)
        )
        for side in Side
    }
    pair = replace(
        with_fields(mine, settled),
        ignored_source=ignored[Side.SOURCE],
        ignored_target=ignored[Side.TARGET],
        annotations=annotations.settled,
    )
    conflicts = tuple(
        FieldConflict(mine.id, key, of_mine.get(key, ABSENT), of_theirs.get(key, ABSENT))
        for key in keys
    )
    changed = MergeCounts(
        fields_mine=_brought(pair, theirs) - len(keys), fields_theirs=_brought(pair, mine)
    )
    return pair, (*conflicts, *annotations.conflicts), annotations.counts + changed


def digests(pair: Pair) -> tuple[str, str]:
    """Return the SHA-256 of both texts."""
    return pair.source.sha256, pair.target.sha256


def refuse_other_texts(mine: Pair, theirs: Pair) -> None:
    """Raise MergeError if two pairs are not of the same two texts."""
    for side in Side:
        if mine.text(side).sha256 != theirs.text(side).sha256:
            raise MergeError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "The two versions cannot be merged: the {side} text of the pair “{title}” is "
                    "not the same in both, so that places in one mean nothing in the other. "
                    "Nothing was changed.",
                ),
                side=side,
                title=mine.title or theirs.title or mine.id,
            )


def same_pair(one: Pair, other: Pair) -> bool:
    """Return whether two pairs would be written alike; the order of annotations means nothing."""
    if one is other:
        return True
    if digests(one) != digests(other) or one.id != other.id or _brought(one, other):
        return False
    annotations = {each.id: each for each in other.annotations}
    return len(one.annotations) == len(annotations) and all(
        each.id in annotations and same_annotation(each, annotations[each.id])
        for each in one.annotations
    )


def _brought(pair: Pair, other: Pair) -> int:
    """Return how many fields, annotations aside, one pair has otherwise than the other."""
    one, two = pair_fields(pair), pair_fields(other)
    different = sum(not same(one.get(key, ABSENT), two.get(key, ABSENT)) for key in {*one, *two})
    return different + sum(pair.ignored(side) != other.ignored(side) for side in Side)


# Fields as one flat mapping, so that unknown fields are merged one by one at every level.


def pair_fields(pair: Pair) -> dict[Key, Any]:
    """Return every field of a pair but id, texts, ignored ranges and annotations."""
    found: dict[Key, Any] = {(name,): getattr(pair, name) for name in _OWN}
    for side in Side:
        text = pair.text(side)
        found[str(side), "language"] = text.language
        found[str(side), "direction"] = text.direction
        found[str(side), "imported", "name"] = text.imported.name
        found[str(side), "imported", "encoding"] = text.imported.encoding
        found[str(side), "imported", "changes"] = text.imported.changes
        found.update(_named((str(side), "imported", "extra"), text.imported.extra))
        found.update(_named((str(side), "extra"), pair.side_extra.get(side, {})))
    found.update(_named(("extra",), pair.extra))
    return found


def _named(front: Key, extra: Mapping[str, object]) -> dict[Key, Any]:
    return {(*front, name): value for name, value in extra.items()}


def below(front: Key, found: Fields) -> dict[str, Any]:
    """Return the fields whose keys are `front` and one name, by that name."""
    return {
        key[-1]: value
        for key, value in found.items()
        if len(key) == len(front) + 1 and key[:-1] == front
    }


def with_fields(pair: Pair, found: Fields) -> Pair:
    """Return a pair with these fields, all that `pair_fields` names."""
    if same_fields(pair_fields(pair), found):
        return pair
    side_extra = {side: below((str(side), "extra"), found) for side in Side}
    return replace(
        pair,
        source=_text_with(pair.source, Side.SOURCE, found),
        target=_text_with(pair.target, Side.TARGET, found),
        extra=below(("extra",), found),
        side_extra={side: extra for side, extra in side_extra.items() if extra},
        **{name: found[name,] for name in _OWN},
    )


def _text_with(text: Text, side: Side, found: Fields) -> Text:
    name = str(side)
    imported = replace(
        text.imported,
        **below((name, "imported"), found),
        extra=below((name, "imported", "extra"), found),
    )
    return replace(
        text,
        language=found[name, "language"],
        direction=found[name, "direction"],
        imported=imported if imported != text.imported else _kept(text.imported, imported),
    )


def _kept(one: Imported, other: Imported) -> Imported:
    return one if same(dict(one.extra), dict(other.extra)) else other


# Ranges


def merged_ranges(
    base: tuple[Span, ...] | None, mine: tuple[Span, ...], theirs: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Return the ignored ranges of both: each character as the side has it that changed it.

    There is no conflict in this, since a character can only be ignored or not. Without a base
    all that one side ignores is ignored.
    """
    if mine == theirs or (base is not None and theirs == base):
        return mine
    if base is None:
        return united(mine + theirs)
    if mine == base:
        return theirs
    added = _without(mine, base) + _without(theirs, base)
    removed = _without(base, mine) + _without(base, theirs)
    return _without(united(base + added), removed)


def _without(spans: tuple[Span, ...], cuts: tuple[Span, ...]) -> tuple[Span, ...]:
    for cut in cuts:
        spans = without(spans, cut)
    return spans
