"""What the gutter connects: the links with an end in view, and where their ends are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side
from desk_annotator.qt.pane.line_extents import Ends, Extent, LineExtents
from desk_annotator.qt.pane.mark import MarkKind

_KIND_OF_TAG: dict[str, MarkKind] = {
    Tag.MATCHING: MarkKind.MATCHING,
    Tag.MISSING: MarkKind.MISSING,
    Tag.ADDED: MarkKind.ADDED,
}
_MOST_KNOWN = 5000
EDGE = 7.0
"""Height (pixels) of the arrow that stands for an end out of view."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One drawn connection: y extents (pixels) at the left and right edge of the gutter."""

    key: str
    kind: MarkKind
    left: Extent
    right: Extent
    caret_side: Side | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Where the gutter draws (pixels): width, and from where to where down the panes' text.

    `left` is the side whose pane stands on the left.
    """

    width: float
    top: float
    bottom: float
    left: Side

    def is_off(self, extent: Extent) -> bool:
        """True if an end is out of view."""
        return extent[1] <= self.top or extent[0] >= self.bottom

    def clamped(self, extent: Extent) -> Extent:
        """Return the part of an end in view; of one out of view the place of its arrow."""
        if extent[1] <= self.top:
            return self.top, self.top + EDGE
        if extent[0] >= self.bottom:
            return self.bottom - EDGE, self.bottom
        return max(extent[0], self.top), min(extent[1], self.bottom)

    def drawn_ends(
        self, left: Extent, right: Extent, caret_side: Side | None
    ) -> tuple[Extent, Extent]:
        """Return the ends as drawn: inside the gutter, and a place as a point."""
        left, right = self.clamped(left), self.clamped(right)
        if caret_side is None:
            return left, right
        if caret_side is self.left:
            return (sum(left) / 2 - 1, sum(left) / 2 + 1), right
        return left, (sum(right) / 2 - 1, sum(right) / 2 + 1)


Shape = tuple[MarkKind, Side | None, Extent, Extent]
"""What ties look like that cannot be told apart: kind, side of the caret, left, right."""
_Pattern = tuple[MarkKind, Side | None, tuple[tuple[Ends, Ends], ...]]


class Ties:
    """Finds the ties of a pair; annotations that look the same are one bundle."""

    def __init__(self, bitext: Bitext, left: Side) -> None:
        self._bitext = bitext
        self._left = left
        # An annotation never changes: another one has its place.
        self._patterns: dict[str, tuple[Annotation, _Pattern]] = {}

    def find(
        self, keys: Iterable[str], extents: Mapping[Side, LineExtents], room: Room, *strong: str
    ) -> tuple[dict[Shape, list[str]], list[Tie]]:
        """Return the ties of annotations with an end in view, where the panes last looked.

        By what they look like: which annotations look so. Apart from them, and in the order
        given, come the ties of those in `strong`.
        """
        annotations, patterns = self._bitext.annotations, self._patterns
        if len(patterns) > _MOST_KNOWN:
            patterns.clear()
        of_left, of_right = extents[self._left].of, extents[self._left.other].of
        top, bottom = room.top, room.bottom
        found: dict[Shape, list[str]] = {}
        apart: dict[str, list[Tie]] = {key: [] for key in strong}
        for key in (*keys, *strong):
            annotation = annotations.get(key)
            if annotation is None:
                continue
            known = patterns.get(key)
            if known is None or known[0] is not annotation:
                known = patterns[key] = (annotation, self._pattern(annotation))
            kind, caret_side, pairs = known[1]
            for left_ends, right_ends in pairs:
                left, right = of_left(left_ends), of_right(right_ends)
                if (left[1] <= top or left[0] >= bottom) and (
                    right[1] <= top or right[0] >= bottom
                ):
                    continue
                if key in apart:
                    apart[key].append(Tie(key, kind, left, right, caret_side))
                    continue
                shape = (kind, caret_side, left, right)
                if shape in found:
                    found[shape].append(key)
                else:
                    found[shape] = [key]
        return found, [tie for ties in apart.values() for tie in dict.fromkeys(ties)]

    def _pattern(self, annotation: Annotation) -> _Pattern:
        kind = _KIND_OF_TAG.get(annotation.tag, MarkKind.UNKNOWN)
        caret_side = None if annotation.tag == Tag.MATCHING else annotation.home.other
        if annotation.status == Status.REJECTED:
            return kind, caret_side, ()
        left, right = (
            [(span.start, max(span.end - 1, span.start)) for span in annotation.spans(side)]
            for side in (self._left, self._left.other)
        )
        return kind, caret_side, tuple((one, other) for one in left for other in right)
