"""Merges the annotations of one pair: by id, and what both sides made anew by its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from desk_annotator.core.annotation import Annotation, SpanExtra, Status
from desk_annotator.core.frozen import frozen
from desk_annotator.core.merging_conflict import (
    PLACE,
    AnnotationConflict,
    MergeCounts,
)
from desk_annotator.core.merging_fields import (
    ABSENT,
    UNKNOWN,
    Fields,
    Key,
    canonical,
    earlier,
    later,
    merged_fields,
    merged_names,
    same,
)
from desk_annotator.core.span import Side, Span

SUGGESTION: Key = ("extra", "suggestion")
"""What the program notes of its own suggestions. Where two runs noted otherwise, nobody needs
to decide between them."""

_PLAIN = ("note", "category", "severity", "justified", "status")
_NAMESPACE = UUID("3f0f6c52-7a0e-5c1d-9d0e-5a1d4c8b2e61")
_Place = tuple[str, tuple[Span, ...], tuple[Span, ...]]


@frozen
class MergedAnnotations:
    """What is sure, in the order of places; what the user must decide; and how much of each."""

    settled: tuple[Annotation, ...]
    conflicts: tuple[AnnotationConflict, ...]
    counts: MergeCounts


def merge_annotations(
    pair_id: str,
    base: Mapping[str, Annotation] | None,
    mine: Mapping[str, Annotation],
    theirs: Mapping[str, Annotation],
    step: Callable[[], None],
) -> MergedAnnotations:
    """Merge the annotations of one pair; without a base nothing counts as deleted.

    All are of the same two texts. Whatever is taken is as valid as it was: a tag always comes
    together with its spans. `step` is called for each annotation of either side.
    """
    merging = _Merging(pair_id, base, mine, theirs, step)
    merging.run()
    return MergedAnnotations(
        tuple(sorted(merging.settled, key=lambda each: each.place)),
        tuple(merging.conflicts),
        MergeCounts(**merging.tally),
    )


def same_annotation(one: Annotation, other: Annotation) -> bool:
    """Return whether two annotations would be written alike."""
    if one is other:
        return True
    if one != other:
        if not (one.span_extra or other.span_extra):
            return False
        if one != replace(other, span_extra=one.span_extra):
            return False
    if not (one.extra or one.span_extra or other.span_extra):
        return True
    return same(dict(one.extra), dict(other.extra)) and _same_extras(_kept(one), _kept(other))


def _kept(annotation: Annotation) -> SpanExtra:
    """Return the unknown fields of spans that are still there, as a file keeps them."""
    return {
        (side, span): extra
        for (side, span), extra in annotation.span_extra.items()
        if extra and span in annotation.spans(side)
    }


def _same_extras(one: SpanExtra, other: SpanExtra) -> bool:
    return one.keys() == other.keys() and all(
        same(dict(extra), dict(other[key])) for key, extra in one.items()
    )


def _place(annotation: Annotation) -> _Place:
    return (str(annotation.tag), annotation.source, annotation.target)


def _fields(annotation: Annotation) -> dict[Key, Any]:
    """Return what is merged field by field: all but id, place, spans' fields, who and when."""
    fields: dict[Key, Any] = {(name,): getattr(annotation, name) for name in _PLAIN}
    fields.update((("extra", key), value) for key, value in annotation.extra.items())
    return fields


def _content(annotation: Annotation) -> str:
    """Return a string that is equal for annotations that say the same of the same text."""
    extras = sorted(
        (str(side), span.start, span.end, canonical(dict(extra)))
        for (side, span), extra in _kept(annotation).items()
    )
    fields = {"/".join(key): value for key, value in _fields(annotation).items()}
    return canonical([str(annotation.tag), annotation.source, annotation.target, fields, extras])


def other_id(annotation: Annotation, taken: Set[str]) -> str:
    """Return another id for an annotation: always the same one for the same content."""
    name = f"{annotation.id}:{_content(annotation)}"
    found = str(uuid5(_NAMESPACE, name))
    while found in taken:
        name += "+"
        found = str(uuid5(_NAMESPACE, name))
    return found


class _Merging:
    """One run over the annotations of a pair."""

    def __init__(
        self,
        pair_id: str,
        base: Mapping[str, Annotation] | None,
        mine: Mapping[str, Annotation],
        theirs: Mapping[str, Annotation],
        step: Callable[[], None],
    ) -> None:
        self._step = step
        self._pair_id = pair_id
        self._base = base
        self._mine = mine
        self._theirs = theirs
        self._taken = {*(base or ()), *mine, *theirs}
        self.settled: list[Annotation] = []
        self.conflicts: list[AnnotationConflict] = []
        self.tally: Counter[str] = Counter()

    def run(self) -> None:
        """Go through all ids, and then through what each side made anew."""
        new_mine: list[Annotation] = []
        new_theirs: list[Annotation] = []
        for each, mine in self._mine.items():
            self._step()
            base = None if self._base is None else self._base.get(each)
            theirs = self._theirs.get(each)
            if theirs is not None:
                self._both(base, mine, theirs)
            elif base is None:
                new_mine.append(mine)
            else:
                self._only(base, mine, None)
        for each, theirs in self._theirs.items():
            self._step()
            if each in self._mine:
                continue
            base = None if self._base is None else self._base.get(each)
            if base is None:
                new_theirs.append(theirs)
            else:
                self._only(base, None, theirs)
        self._new(new_mine, new_theirs)

    def _only(self, base: Annotation, mine: Annotation | None, theirs: Annotation | None) -> None:
        """Merge an annotation of the base that one side has deleted."""
        left = mine if mine is not None else theirs
        if left is None:
            return
        if same_annotation(left, base):
            self.tally["deleted_mine" if mine is None else "deleted_theirs"] += 1
        else:
            keys = _different(base, left)
            self.conflicts.append(
                AnnotationConflict(self._pair_id, mine, theirs, keys, mine, theirs)
            )

    def _both(self, base: Annotation | None, mine: Annotation, theirs: Annotation) -> None:
        """Merge an annotation that both sides have."""
        if same_annotation(mine, theirs):
            self.settled.append(mine)
            unchanged = base is None or same_annotation(mine, base)
            self.tally["equal" if unchanged else "alike"] += 1
        elif base is not None and same_annotation(theirs, base):
            self.settled.append(mine)
            self.tally["changed_mine"] += 1
        elif base is not None and same_annotation(mine, base):
            self.settled.append(theirs)
            self.tally["changed_theirs"] += 1
        elif base is None and self._base is not None and _place(mine) != _place(theirs):
            self._collide(mine, theirs)
        else:
            self._merge(base, mine, theirs, name="changed_both")

    def _collide(self, mine: Annotation, theirs: Annotation) -> None:
        """Keep two new annotations that have one id by chance: one of them gets another."""
        first, second = sorted((mine, theirs), key=_content)
        renamed = replace(second, id=other_id(second, self._taken))
        self._taken.add(renamed.id)
        self.settled += [first, renamed]
        self.tally["added_mine"] += 1
        self.tally["added_theirs"] += 1

    def _new(self, mine: list[Annotation], theirs: list[Annotation]) -> None:
        """Merge what each side made anew: what both made alike is one annotation."""
        if not mine or not theirs:
            groups: Iterable[tuple[list[Annotation], list[Annotation]]] = [(mine, theirs)]
        else:
            at_place: defaultdict[_Place, tuple[list[Annotation], list[Annotation]]]
            at_place = defaultdict(lambda: ([], []))
            for side, made in enumerate((mine, theirs)):
                for each in made:
                    at_place[_place(each)][side].append(each)
            groups = at_place.values()
        for one, other in groups:
            left_mine, left_theirs = self._alike(one, other) if one and other else (one, other)
            if len(left_mine) == len(left_theirs) == 1:
                self._merge(None, left_mine[0], left_theirs[0], name="alike")
                continue
            self.settled += left_mine + left_theirs
            self.tally["added_mine"] += len(left_mine)
            self.tally["added_theirs"] += len(left_theirs)

    def _alike(
        self, mine: list[Annotation], theirs: list[Annotation]
    ) -> tuple[list[Annotation], list[Annotation]]:
        """Settle what has the same content on both sides; return what is left of each."""
        waiting: defaultdict[str, list[Annotation]] = defaultdict(list)
        for each in theirs:
            waiting[_content(each)].append(each)
        left: list[Annotation] = []
        for each in mine:
            twins = waiting[_content(each)]
            if twins:
                self._merge(None, each, twins.pop(0), name="alike")
            else:
                left.append(each)
        return left, [each for twins in waiting.values() for each in twins]

    def _merge(
        self, base: Annotation | None, mine: Annotation, theirs: Annotation, *, name: str
    ) -> None:
        """Merge two annotations field by field, or list what contradicts."""
        are_new = base is None and (self._base is not None or mine.id != theirs.id)
        if are_new and (mine.status == Status.SUGGESTED) != (theirs.status == Status.SUGGESTED):
            # A suggestion gives way to the judgement that somebody made herself.
            judged = theirs if mine.status == Status.SUGGESTED else mine
            self.settled.append(replace(judged, id=min(mine.id, theirs.id)))
            self.tally[name] += 1
            return
        as_mine, as_theirs, keys = _merged(base, mine, theirs, are_new=are_new)
        if not keys:
            self.settled.append(as_mine)
            self.tally[name] += 1
            return
        twin = theirs
        if mine.id == theirs.id:
            twin = replace(theirs, id=other_id(theirs, self._taken))
            self._taken.add(twin.id)
        self.conflicts.append(
            AnnotationConflict(self._pair_id, mine, theirs, keys, as_mine, as_theirs, (mine, twin))
        )


def _different(one: Annotation, other: Annotation) -> tuple[Key, ...]:
    """Return which fields of two annotations differ, the place first."""
    of_one, of_other = _fields(one), _fields(other)
    keys = [
        key
        for key in {**of_one, **of_other}
        if not same(of_one.get(key, ABSENT), of_other.get(key, ABSENT))
    ]
    if _place(one) != _place(other) or not _same_extras(_kept(one), _kept(other)):
        keys.insert(0, PLACE)
    return tuple(keys)


def _merged(
    base: Annotation | None, mine: Annotation, theirs: Annotation, *, are_new: bool
) -> tuple[Annotation, Annotation, tuple[Key, ...]]:
    """Return the merger with conflicts for mine, that for theirs, and the fields in conflict."""
    before = _fields(base) if base is not None else (_BLANK if are_new else None)
    of_mine, of_theirs = _fields(mine), _fields(theirs)
    fields, keys = merged_fields(before, of_mine, of_theirs)
    if SUGGESTION in keys:
        notes = [of[SUGGESTION] for of in (of_mine, of_theirs) if SUGGESTION in of]
        fields[SUGGESTION] = min(notes, key=canonical)
        keys = tuple(key for key in keys if key != SUGGESTION)
    place, is_place_sure = _merged_place(base, mine, theirs)
    common = replace(
        mine,
        id=min(mine.id, theirs.id),
        author=merged_names(_of(base, "author"), mine.author, theirs.author),
        created=earlier(_of(base, "created"), mine.created, theirs.created),
        modified=later(_of(base, "modified"), mine.modified, theirs.modified),
    )
    as_mine = _with(common, place, _chosen(fields, of_mine, keys))
    as_theirs = _with(common, place if is_place_sure else theirs, _chosen(fields, of_theirs, keys))
    return as_mine, as_theirs, keys if is_place_sure else (PLACE, *keys)


def _chosen(fields: Fields, side: Fields, keys: tuple[Key, ...]) -> Fields:
    """Return the fields with those in conflict as one side has them, or has them not."""
    chosen = {key: value for key, value in fields.items() if key not in keys}
    return chosen | {key: side[key] for key in keys if key in side}


_BLANK: Fields = _fields(Annotation(id="blank", tag=""))


def _of(base: Annotation | None, name: str) -> object:
    return UNKNOWN if base is None else getattr(base, name)


def _with(annotation: Annotation, place: Annotation, fields: Fields) -> Annotation:
    changed = replace(
        annotation,
        tag=place.tag,
        source=place.source,
        target=place.target,
        span_extra=place.span_extra,
        extra={key[1]: value for key, value in fields.items() if key[0] == "extra"},
    )
    return replace(changed, **{name: fields[name,] for name in _PLAIN})


def _merged_place(
    base: Annotation | None, mine: Annotation, theirs: Annotation
) -> tuple[Annotation, bool]:
    """Return the annotation to take tag, spans and their fields from, and whether that is sure.

    They belong together: a source extended here and a target extended there may not
    correspond, and a tag asks for certain spans.
    """
    of_mine, of_theirs = _kept(mine), _kept(theirs)
    if _place(mine) != _place(theirs):
        if base is None:
            return mine, False
        of_base = _kept(base)
        for side, other, extras in ((mine, theirs, of_theirs), (theirs, mine, of_mine)):
            if _place(other) == _place(base) and _same_extras(extras, of_base):
                return side, True
        return mine, False
    before = None if base is None or _place(base) != _place(mine) else _flat(_kept(base))
    flat, keys = merged_fields(before, _flat(of_mine), _flat(of_theirs))
    if keys:
        return mine, False
    if not flat:
        return mine, True
    merged: defaultdict[tuple[Side, Span], dict[str, object]] = defaultdict(dict)
    for (of, start, end, name), value in flat.items():
        merged[Side(of), Span(int(start), int(end))][name] = value
    return replace(mine, span_extra=dict(merged)), True


def _flat(extras: SpanExtra) -> Fields:
    return {
        (str(side), str(span.start), str(span.end), name): value
        for (side, span), extra in extras.items()
        for name, value in extra.items()
    }
