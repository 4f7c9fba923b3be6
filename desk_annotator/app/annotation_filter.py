"""Which annotations a list shows and in which order, kept up to date by every edit."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from desk_annotator.app.steps import (
    AT_A_TIME,
    Steps,
    all_at_once,
    pieces,
    sorted_runs_merged,
)
from desk_annotator.core.annotation import Annotation, Severity, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.text.find import STRETCH, Query, find_all, find_in_steps


class SortBy(StrEnum):
    """What a list of annotations is ordered by."""

    SOURCE = "source"
    TARGET = "target"
    PLACE = "place"
    TAG = "tag"
    NOTE = "note"
    SEVERITY = "severity"
    STATUS = "status"
    MODIFIED = "modified"


@frozen(kw_only=True)
class AnnotationFilter:
    """What an annotation must be to be shown.

    `text` must occur in a quote or in the note (forms of a letter, harakat and capitals count
    as equal); `tags` is None or the tags wanted; `status` and `severity` are None or the one
    wanted (the empty severity is "not judged"); `with_note` wants a note that is not blank.
    """

    text: str = ""
    tags: frozenset[str] | None = None
    status: str | None = None
    severity: str | None = None
    with_note: bool = False


OPEN_FILTER = AnnotationFilter()
"""The filter that lets everything through."""

Accept = Callable[[Annotation], bool]


def acceptor(bitext: Bitext, wanted: AnnotationFilter) -> Accept:
    """Return the function that says whether an annotation of this pair passes the filter.

    The texts are searched once, here, so that each annotation then costs a bisection.
    """
    return all_at_once(acceptor_in_steps(bitext, wanted))


def acceptor_in_steps(bitext: Bitext, wanted: AnnotationFilter) -> Steps[Accept]:
    """Return the same step by step: searching long texts takes its time."""
    words = (yield from _WordsSought.in_steps(bitext, wanted.text)) if wanted.text.strip() else None

    def accept(annotation: Annotation) -> bool:
        if wanted.tags is not None and annotation.tag not in wanted.tags:
            return False
        if wanted.status is not None and annotation.status != wanted.status:
            return False
        if wanted.severity is not None and annotation.severity != wanted.severity:
            return False
        if wanted.with_note and not annotation.note.strip():
            return False
        return words is None or words.are_in(annotation)

    return accept


class _WordsSought:
    """Where the words typed into the filter occur in the two texts."""

    def __init__(self, query: Query, hits: dict[Side, tuple[list[int], list[int]]]) -> None:
        self._query = query
        self._hits = hits

    @classmethod
    def in_steps(cls, bitext: Bitext, words: str) -> Steps[_WordsSought]:
        query = Query(pattern=words.strip(), fold=True)
        hits: dict[Side, tuple[list[int], list[int]]] = {}
        for side in Side:
            steps = find_in_steps(bitext.text(side).characters, query)
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    found: list[Span] = end.value
                    break
                yield
            hits[side] = ([hit.start for hit in found], [hit.end for hit in found])
        return cls(query, hits)

    def are_in(self, annotation: Annotation) -> bool:
        return any(
            self._lie_in(side, span) for side in Side for span in annotation.spans(side)
        ) or bool(annotation.note and find_all(annotation.note, self._query, limit=1))

    def _lie_in(self, side: Side, span: Span) -> bool:
        starts, ends = self._hits[side]
        first = bisect_left(starts, span.start)
        return first < len(ends) and ends[first] <= span.end


_FAR = 1 << 62
_TAG_RANKS: dict[str, int] = {tag: rank for rank, tag in enumerate(Tag)}
_STATUS_RANKS: dict[str, int] = {status: rank for rank, status in enumerate(Status)}
_SEVERITY_RANKS: dict[str, int] = {
    severity: rank for rank, severity in enumerate(reversed(Severity))
}
_UNKNOWN_RANK = 99

_Key = tuple[int | float | str, ...]


def _rank_of(annotation: Annotation, by: SortBy) -> int:
    if by is SortBy.TAG:
        return _TAG_RANKS.get(annotation.tag, _UNKNOWN_RANK)
    if by is SortBy.SEVERITY:
        return _SEVERITY_RANKS.get(annotation.severity, _UNKNOWN_RANK)
    return _STATUS_RANKS.get(annotation.status, _UNKNOWN_RANK)


def _key_function(bitext: Bitext, by: SortBy) -> Callable[[Annotation], _Key]:
    """Return the sort key for one order. It ends in the id, so no two keys are equal."""
    lengths = {side: max(len(bitext.text(side)), 1) for side in Side}

    def start(annotation: Annotation, side: Side) -> int:
        spans = annotation.spans(side)
        return spans[0].start if spans else _FAR

    def key(annotation: Annotation) -> _Key:
        if by is SortBy.SOURCE:
            return annotation.place
        if by is SortBy.TARGET:
            source, target, annotation_id = annotation.place
            return (target, source, annotation_id)
        if by is SortBy.PLACE:
            home = annotation.home
            return (start(annotation, home) / lengths[home], *annotation.place)
        if by is SortBy.NOTE:
            note = annotation.note.strip().casefold()
            return (not note, note, *annotation.place)
        if by is SortBy.MODIFIED:
            return (annotation.modified, *annotation.place)
        return (_rank_of(annotation, by), *annotation.place)

    return key


def steps_about(bitext: Bitext, wanted: AnnotationFilter) -> int:
    """Return about how many steps `AnnotationOrder.in_steps` takes."""
    searched = sum(len(bitext.text(side)) for side in Side) if wanted.text.strip() else 0
    return searched // STRETCH + 2 * len(bitext.annotations) // AT_A_TIME + 1


class AnnotationOrder:
    """The annotations of one pair that pass a filter, in order; rows count from 0.

    Severity runs from critical down, notes stand before their absence, place is how far into
    its home text an annotation begins. Building costs O(n log n); putting in or taking out
    one annotation is a bisection.
    """

    def __init__(
        self,
        bitext: Bitext,
        wanted: AnnotationFilter = OPEN_FILTER,
        by: SortBy = SortBy.PLACE,
        *,
        descending: bool = False,
        accept: Accept | None = None,
    ) -> None:
        self._bitext = bitext
        self._accept = accept if accept is not None else acceptor(bitext, wanted)
        self._key = _key_function(bitext, by)
        self._descending = descending
        self._key_of: dict[str, _Key] = {}
        self._keys: list[_Key] = []
        if accept is None:
            all_at_once(self._fill(list(bitext.annotations.values())))

    @classmethod
    def in_steps(
        cls,
        bitext: Bitext,
        wanted: AnnotationFilter = OPEN_FILTER,
        by: SortBy = SortBy.PLACE,
        *,
        descending: bool = False,
    ) -> Steps[AnnotationOrder]:
        """Build the order of the annotations there are now; the steps are for any thread.

        What is changed until it is built must be told it with `renew`.
        """
        annotations = list(bitext.annotations.values())

        def steps() -> Steps[AnnotationOrder]:
            accept = yield from acceptor_in_steps(bitext, wanted)
            order = cls(bitext, wanted, by, descending=descending, accept=accept)
            yield from order._fill(annotations)
            return order

        return steps()

    def _fill(self, annotations: Sequence[Annotation]) -> Steps[None]:
        accept, key, key_of = self._accept, self._key, self._key_of
        runs: list[list[_Key]] = []
        for piece in pieces(annotations):
            keys = {one.id: key(one) for one in piece if accept(one)}
            key_of.update(keys)
            runs.append(sorted(keys.values()))
            yield
        self._keys = yield from sorted_runs_merged(runs)

    def __len__(self) -> int:
        """Return how many annotations are in the list."""
        return len(self._keys)

    def __contains__(self, annotation_id: object) -> bool:
        """True if the annotation is in the list."""
        return annotation_id in self._key_of

    def resort(self, by: SortBy, *, descending: bool) -> None:
        """Put the same annotations in another order."""
        self._key = _key_function(self._bitext, by)
        self._descending = descending
        annotations = self._bitext.annotations
        self._key_of = {key: self._key(annotations[key]) for key in self._key_of}
        self._keys = sorted(self._key_of.values())

    def id_at(self, row: int) -> str:
        """Return the id of the annotation in a row. Raises IndexError outside the list."""
        if not 0 <= row < len(self._keys):
            raise IndexError(row)
        return str(self._keys[-1 - row if self._descending else row][-1])

    def ids_between(self, first: int, last: int) -> list[str]:
        """Return the ids of rows that follow one another, the last excluded."""
        if self._descending:
            count = len(self._keys)
            keys = self._keys[max(count - last, 0) : max(count - first, 0)][::-1]
        else:
            keys = self._keys[first:last]
        return [str(key[-1]) for key in keys]

    def ids(self) -> Iterable[str]:
        """Return the ids in order."""
        keys = reversed(self._keys) if self._descending else self._keys
        return [str(key[-1]) for key in keys]

    def row_of(self, annotation_id: str) -> int | None:
        """Return the row of an annotation, or None if it is not in the list."""
        key = self._key_of.get(annotation_id)
        if key is None:
            return None
        place = bisect_left(self._keys, key)
        return len(self._keys) - 1 - place if self._descending else place

    def row_for(self, annotation: Annotation) -> int | None:
        """Return the row an annotation that is not in the list would get, None if hidden."""
        if not self._accept(annotation):
            return None
        place = bisect_left(self._keys, self._key(annotation))
        return len(self._keys) - place if self._descending else place

    def stays(self, annotation: Annotation) -> bool:
        """True if an annotation of the list, with this new value, keeps its row."""
        return self._key_of.get(annotation.id) == self._key(annotation) and self._accept(annotation)

    def put(self, annotation: Annotation) -> None:
        """Put in an annotation that passes the filter and is not in the list."""
        key = self._key(annotation)
        self._key_of[annotation.id] = key
        insort(self._keys, key)

    def renew(self, annotation_id: str) -> None:
        """Bring one annotation up to date, whatever has become of it in the pair."""
        if annotation_id in self:
            self.take(annotation_id)
        present = self._bitext.annotations.get(annotation_id)
        if present is not None and self._accept(present):
            self.put(present)

    def take(self, annotation_id: str) -> None:
        """Take out an annotation. Raises KeyError if it is not in the list."""
        del self._keys[bisect_left(self._keys, self._key_of.pop(annotation_id))]
