"""What ties a chunk of one text to chunks of the other, found out once for each chunk in view.

A tie whose two ends lie in one chunk each is known by the lines they stand in, and those that
stand in the same lines are one bundle. After scrolling only the places of the chunks are new,
at another width only the lines in them.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.line_extents import Ends, Extent
from desk_annotator.qt.pane.mark import MarkKind

_KIND_OF_TAG: dict[str, MarkKind] = {
    Tag.MATCHING: MarkKind.MATCHING,
    Tag.MISSING: MarkKind.MISSING,
    Tag.ADDED: MarkKind.ADDED,
}

Look = tuple[MarkKind, Side | None]
"""Kind of a tie, and the side on which it ends in a caret."""
Near = tuple[Look, Extent]
"""Look of a bundle, and its lines in this chunk (pixels from its top)."""
Both = tuple[Look, Extent, Extent]
"""The same with its lines in the chunk of the other text."""


class Loose(NamedTuple):
    """A tie with an end in more than one chunk: its ends on the left and on the right."""

    key: str
    look: Look
    left: Ends
    right: Ends


_MATCHING: Look = (MarkKind.MATCHING, None)


def look_of(annotation: Annotation) -> Look | None:
    """Return what the ties of an annotation look like; None if it has none."""
    if annotation.status == Status.REJECTED:
        return None
    tag = annotation.tag
    if tag == Tag.MATCHING:
        return _MATCHING
    return _KIND_OF_TAG.get(tag, MarkKind.UNKNOWN), annotation.home.other


def ends_of(span: Span) -> Ends:
    """Return the first and the last character of a span; of a caret its place, twice."""
    start, end = span.start, span.end
    return start, end - 1 if end > start else start


class Bundles:
    """The ties between a chunk of the left text and a chunk of the right one."""

    __slots__ = ("_both", "_ends", "_keys", "_looks", "_near")

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._looks: list[Look] = []
        self._ends = array("i")
        """First and last characters on the left and on the right, one tie after the other."""
        self.forget_lines()

    def add(self, key: str, look: Look, *ends: int) -> None:
        """Take a tie with both ends in the chunks.

        `ends` are its first and last character on the left and on the right (code points from
        the start of each chunk).
        """
        self._keys.append(key)
        self._looks.append(look)
        self._ends.extend(ends)

    def forget_lines(self) -> None:
        """Find anew which annotations look alike: the chunks have other lines now."""
        self._near: dict[bool, dict[Near, list[str]]] = {}
        self._both: dict[Both, list[str]] | None = None

    def near(self, chunk: LaidChunk, *, is_left: bool) -> dict[Near, list[str]]:
        """Return which annotations look alike as long as the other chunk is out of view."""
        found = self._near.get(is_left)
        if found is None:
            found = self._near[is_left] = {}
            rows = self._rows(chunk, is_left=is_left)
            for key, look, here in zip(self._keys, self._looks, rows, strict=True):
                found.setdefault((look, here), []).append(key)
        return found

    def both(self, left: LaidChunk, right: LaidChunk) -> dict[Both, list[str]]:
        """Return which annotations look alike while both chunks are in view."""
        found = self._both
        if found is None:
            found = self._both = {}
            rows, others = self._rows(left, is_left=True), self._rows(right, is_left=False)
            for key, look, here, there in zip(self._keys, self._looks, rows, others, strict=True):
                found.setdefault((look, here, there), []).append(key)
        return found

    def _rows(self, chunk: LaidChunk, *, is_left: bool) -> list[Extent]:
        side = 0 if is_left else 2
        return chunk.rows_of(self._ends[side::4], self._ends[side + 1 :: 4])


class Strand:
    """All ties with an end in one chunk: `bundles` by the number of the other chunk."""

    __slots__ = ("bundles", "loose", "size")

    def __init__(self) -> None:
        self.bundles: dict[int, Bundles] = {}
        """The same as those of the strand of the other chunk, while that is kept too."""
        self.loose: list[Loose] = []
        self.size = 0
        """How many ties are kept with it, those that the other strand brought left out."""


class Strands:
    """The strands of the chunks of both texts that were in view; kept until they are dropped.

    Which ties there are depends on how the texts are cut into chunks, and not on their lines.
    """

    def __init__(self, bitext: Bitext, left: Side) -> None:
        self._bitext = bitext
        self._left = left
        self._kept: dict[Side, dict[int, Strand]] = {side: {} for side in Side}
        self._cuttings: tuple[int, ...] = ()
        self._generations: tuple[int, ...] = ()
        self._size = 0

    def begin(
        self, flows: Mapping[Side, Flow], in_view: Mapping[Side, Collection[int]], most: int
    ) -> None:
        """Drop what holds no longer, and what is out of view if there are more than `most` ties.

        `in_view` are the numbers of the chunks in view.
        """
        cuttings = tuple(flow.cutting for flow in flows.values())
        generations = tuple(flow.generation for flow in flows.values())
        if cuttings != self._cuttings:
            self.drop_all()
        elif generations != self._generations or self._size > most:
            self._keep(in_view)
        self._cuttings, self._generations = cuttings, generations

    def drop_all(self) -> None:
        """Forget all ties."""
        for kept in self._kept.values():
            kept.clear()
        self._size = 0

    def _keep(self, in_view: Mapping[Side, Collection[int]]) -> None:
        """Keep the ties of the chunks in view, and of these not what they look like."""
        for side, kept in self._kept.items():
            for chunk in [one for one in kept if one not in in_view[side]]:
                self._size -= kept.pop(chunk).size
            for strand in kept.values():
                for bundles in strand.bundles.values():
                    bundles.forget_lines()

    def drop(self, side: Side, flow: Flow, spans: Iterable[Span]) -> None:
        """Forget the ties of chunks that touch these spans of one side."""
        kept = self._kept[side]
        for span in spans:
            first, last = flow.chunk_of(span.start), flow.chunk_of(span.end)
            for chunk in [one for one in kept if first <= one <= last]:
                self._size -= kept.pop(chunk).size

    def of(self, side: Side, chunk: int, flows: Mapping[Side, Flow]) -> Strand:
        """Return the ties with an end in a chunk of one side."""
        found = self._kept[side].get(chunk)
        if found is None:
            found = self._find(side, chunk, flows)
            self._share(side, chunk, found)
            self._kept[side][chunk] = found
            self._size += found.size
        return found

    def _share(self, side: Side, chunk: int, strand: Strand) -> None:
        """Give both strands what ties their chunks, in the order of the left text."""
        for number, other in self._kept[side.other].items():
            if side is self._left:
                if number in strand.bundles:
                    other.bundles[chunk] = strand.bundles[number]
            elif chunk in other.bundles:
                strand.bundles[number] = other.bundles[chunk]

    def _find(self, side: Side, chunk: int, flows: Mapping[Side, Flow]) -> Strand:
        """Look at the annotations that touch a chunk.

        What ties a chunk of the right text to one of the left text that was looked at before is
        left out: it is known.
        """
        strand = Strand()
        is_left, beyond = side is self._left, side.other
        there = flows[beyond]
        known: Collection[int] = () if is_left else self._kept[beyond]
        start, end = _range_of(flows[side], chunk)
        low = high = number = 0
        bundles: Bundles | None = None
        is_known = False
        for annotation in self._touching(side, start, end):
            look = look_of(annotation)
            if look is None:
                continue
            others = [ends_of(span) for span in annotation.spans(beyond)]
            for first, last in map(ends_of, annotation.spans(side)):
                if last < start or first >= end:
                    continue
                is_inside = first >= start and last < end
                for other in others:
                    # Mostly in the chunk in which the one before it was.
                    if not low <= other[0] < high:
                        number = there.chunk_of(other[0])
                        low, high = _range_of(there, number)
                        bundles, is_known = strand.bundles.get(number), number in known
                    if not is_inside or other[1] >= high:
                        ends = ((first, last), other) if is_left else (other, (first, last))
                        strand.loose.append(Loose(annotation.id, look, *ends))
                        strand.size += 1
                    elif not is_known:
                        if bundles is None:
                            bundles = strand.bundles[number] = Bundles()
                        here = first - start, last - start
                        beside = other[0] - low, other[1] - low
                        bundles.add(
                            annotation.id, look, *((here + beside) if is_left else (beside + here))
                        )
                        strand.size += 1
        return strand

    def _touching(self, side: Side, start: int, end: int) -> Iterator[Annotation]:
        annotations = self._bitext.annotations
        touching = self._bitext.index(side).touching(start, end)
        return map(annotations.__getitem__, dict.fromkeys([key for _, _, key in touching]))


def _range_of(flow: Flow, chunk: int) -> Ends:
    """Return where a chunk starts and ends; the place behind the text belongs to the last one."""
    span = flow.span_of(chunk)
    return span.start, span.end + (chunk == len(flow) - 1)


def pairs_of(annotation: Annotation, left: Side) -> list[tuple[Ends, Ends]]:
    """Return the left and the right ends of all ties of an annotation: each span with each."""
    ones, others = (list(map(ends_of, annotation.spans(side))) for side in (left, left.other))
    return [(one, other) for one in ones for other in others]
