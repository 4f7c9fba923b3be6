"""What ties a chunk of one text to chunks of the other, found out once for each chunk in view.

A tie whose two ends lie in one chunk each is known by the lines they stand in, and those that
stand in the same lines are one bundle. After scrolling only the places of the chunks are new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """The ties between a chunk of one text and a chunk of the other."""

    __slots__ = ("_both", "_found", "_near")

    def __init__(self) -> None:
        self._found: list[tuple[str, Look, Ends, Ends]] = []
        self._near: dict[Near, list[str]] | None = None
        self._both: dict[Both, list[str]] | None = None

    def add(self, key: str, look: Look, here: Ends, there: Ends) -> None:
        """Take a tie with its ends in this text and in the other."""
        self._found.append((key, look, here, there))

    def near(self, chunk: LaidChunk) -> dict[Near, list[str]]:
        """Return which annotations look alike as long as the other chunk is out of view."""
        found = self._near
        if found is None:
            found = self._near = {}
            rows, start = chunk.rows, chunk.start
            for key, look, (first, last), _ in self._found:
                found.setdefault((look, rows(first - start, last - start)), []).append(key)
            if self._both is not None:
                for (look, lines, _), keys in self._both.items():
                    found.setdefault((look, lines), []).extend(keys)
        return found

    def both(self, chunk: LaidChunk, other: LaidChunk) -> dict[Both, list[str]]:
        """Return which annotations look alike while the other chunk is in view too."""
        found = self._both
        if found is None:
            found = self._both = {}
            rows, other_rows, start, begin = chunk.rows, other.rows, chunk.start, other.start
            for key, look, (first, last), (low, high) in self._found:
                here = rows(first - start, last - start)
                there = other_rows(low - begin, high - begin)
                found.setdefault((look, here, there), []).append(key)
            self._found.clear()
        return found


class Strand:
    """All ties with an end in one chunk: `bundles` by the number of the other chunk."""

    __slots__ = ("bundles", "loose", "size")

    def __init__(self) -> None:
        self.bundles: dict[int, Bundles] = {}
        self.loose: list[Loose] = []
        self.size = 0
        """How many ties there are."""


class Strands:
    """The strands of the chunks of both texts that were in view; kept until they are dropped."""

    def __init__(self, bitext: Bitext, left: Side) -> None:
        self._bitext = bitext
        self._left = left
        self._kept: dict[Side, dict[int, Strand]] = {side: {} for side in Side}
        self._generations: tuple[int, ...] = ()
        self._size = 0

    def begin(self, flows: dict[Side, Flow], most: int) -> None:
        """Drop what holds no longer, and all if there are more than `most` ties."""
        generations = tuple(flow.generation for flow in flows.values())
        if generations != self._generations or self._size > most:
            self._generations = generations
            self.drop_all()

    def drop_all(self) -> None:
        """Forget all ties."""
        for kept in self._kept.values():
            kept.clear()
        self._size = 0

    def drop(self, side: Side, flow: Flow, spans: Iterable[Span]) -> None:
        """Forget the ties of chunks that touch these spans of one side."""
        kept = self._kept[side]
        for span in spans:
            first, last = flow.chunk_of(span.start), flow.chunk_of(span.end)
            for chunk in [one for one in kept if first <= one <= last]:
                self._size -= kept.pop(chunk).size

    def of(self, side: Side, chunk: int, flows: dict[Side, Flow]) -> Strand:
        """Return the ties with an end in a chunk of one side."""
        found = self._kept[side].get(chunk)
        if found is None:
            found = self._kept[side][chunk] = self._find(side, chunk, flows)
            self._size += found.size
        return found

    def _find(self, side: Side, chunk: int, flows: dict[Side, Flow]) -> Strand:
        strand = Strand()
        here, there = flows[side], flows[side.other]
        whole = here.span_of(chunk)
        start = whole.start
        # The place behind the last character belongs to the last chunk.
        end = whole.end + (chunk == len(here) - 1)
        low = high = number = 0
        for annotation in self._touching(side, whole):
            look = look_of(annotation)
            if look is None:
                continue
            others = [ends_of(span) for span in annotation.spans(side.other)]
            strand.size += len(others)
            for ends in map(ends_of, annotation.spans(side)):
                if ends[1] < start or ends[0] >= end:
                    continue
                is_inside = ends[0] >= start and ends[1] < end
                for other in others:
                    # Mostly in the chunk in which the one before it was.
                    if not low <= other[0] < high:
                        number = there.chunk_of(other[0])
                        found = there.span_of(number)
                        low, high = found.start, found.end
                    if is_inside and other[1] < high:
                        bundles = strand.bundles.get(number)
                        if bundles is None:
                            bundles = strand.bundles[number] = Bundles()
                        bundles.add(annotation.id, look, ends, other)
                    else:
                        both = (ends, other) if side is self._left else (other, ends)
                        strand.loose.append(Loose(annotation.id, look, *both))
        return strand

    def _touching(self, side: Side, whole: Span) -> Iterator[Annotation]:
        annotations = self._bitext.annotations
        touching = self._bitext.index(side).touching(whole.start, whole.end)
        for key in dict.fromkeys(key for _, _, key in touching):
            yield annotations[key]


def pairs_of(annotation: Annotation, left: Side) -> list[tuple[Ends, Ends]]:
    """Return the left and the right ends of all ties of an annotation: each span with each."""
    ones, others = (list(map(ends_of, annotation.spans(side))) for side in (left, left.other))
    return [(one, other) for one in ones for other in others]
