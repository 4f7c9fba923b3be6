"""What the gutter connects: the links with an end in view, and where their ends are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.gutter_strands import (
    Both,
    Bundles,
    Look,
    Loose,
    Near,
    Strands,
    look_of,
    pairs_of,
)
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.line_extents import Ends, Extent, LineExtents
from desk_annotator.qt.pane.mark import MarkKind

_MOST_KEPT = 4000
"""Ties kept for chunks that may come into view again."""
_MOST_DROPPED = 200
"""Spans above which an edit makes all ties be found anew."""
EDGE = 7.0
"""Height (pixels) of the arrow that stands for an end out of view."""


@frozen
class Tie:
    """One drawn connection: y extents (pixels) at the left and right edge of the gutter."""

    key: str
    kind: MarkKind
    left: Extent
    right: Extent
    caret_side: Side | None = None


@frozen
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


class Ties:
    """Finds the ties of a pair; annotations that look the same are one bundle."""

    def __init__(self, bitext: Bitext, left: Side) -> None:
        self._bitext = bitext
        self._left = left
        self._strands = Strands(bitext, left)

    def spans_changed(self, side: Side, flow: Flow, spans: Sequence[Span]) -> None:
        """Find anew what ends in these spans of one side: all of an annotation that changed."""
        if len(spans) > _MOST_DROPPED:
            self._strands.drop_all()
        else:
            self._strands.drop(side, flow, spans)

    def find(
        self, extents: Mapping[Side, LineExtents], room: Room, *strong: str
    ) -> tuple[dict[Shape, list[str]], list[Tie]]:
        """Return the ties of annotations with an end in view, where the panes last looked.

        By what they look like: which annotations look so. Apart from them, and in the order
        given, come the ties of those in `strong`.
        """
        search = _Search(extents, room, self._left)
        flows = {side: lines.flow for side, lines in extents.items()}
        in_view = {side: lines.chunks.keys() for side, lines in extents.items()}
        self._strands.begin(flows, in_view, _MOST_KEPT)
        for side in (self._left, self._left.other):
            for chunk in extents[side].chunks:
                strand = self._strands.of(side, chunk, flows)
                search.loose.update(dict.fromkeys(strand.loose))
                for number, bundles in strand.bundles.items():
                    search.take(side, chunk, number, bundles)
        search.take_loose()
        apart = [tie for key in strong for tie in self._apart(key, search)]
        return search.found, apart

    def _apart(self, key: str, search: _Search) -> list[Tie]:
        """Return the ties of an annotation, no longer in the bundles."""
        annotation = self._bitext.annotations.get(key)
        look = look_of(annotation) if annotation is not None else None
        if annotation is None or look is None:
            return []
        shapes = dict.fromkeys(
            shape
            for left, right in pairs_of(annotation, self._left)
            if (shape := search.shape(look, left, right)) is not None
        )
        for shape in shapes:
            search.leave_out(shape, key)
        return [Tie(key, kind, left, right, caret) for kind, caret, left, right in shapes]


class _Search:
    """Puts together what is in view at one moment."""

    def __init__(self, extents: Mapping[Side, LineExtents], room: Room, left: Side) -> None:
        self._extents = extents
        self._room = room
        self._left = left
        self.found: dict[Shape, list[str]] = {}
        """Lists in it may be those of the strands: they are not to be changed."""
        self.loose: dict[Loose, None] = {}

    def take(self, side: Side, chunk: int, number: int, bundles: Bundles) -> None:
        """Take the bundles between a chunk of this side and a chunk of the other."""
        here, there = self._extents[side], self._extents[side.other]
        other = there.chunks.get(number)
        if other is None:
            is_left = side is self._left
            near = bundles.near(here.chunks[chunk], is_left=is_left)
            self._take_near(near, here.tops[chunk], there.far(number), is_left=is_left)
        elif side is self._left:
            both = bundles.both(here.chunks[chunk], other)
            self._take_both(both, here.tops[chunk], there.tops[number])

    def _take_near(
        self, near: Mapping[Near, list[str]], y: float, far: Extent, *, is_left: bool
    ) -> None:
        high, low = self._room.top, self._room.bottom
        for ((kind, caret), (top, bottom)), keys in near.items():
            seen = (y + top, y + bottom)
            if seen[1] > high and seen[0] < low:
                self._add((kind, caret, seen, far) if is_left else (kind, caret, far, seen), keys)

    def _take_both(self, both: Mapping[Both, list[str]], y: float, there: float) -> None:
        high, low = self._room.top, self._room.bottom
        for ((kind, caret), (a, b), (c, d)), keys in both.items():
            left, right = (y + a, y + b), (there + c, there + d)
            if (left[1] > high and left[0] < low) or (right[1] > high and right[0] < low):
                self._add((kind, caret, left, right), keys)

    def take_loose(self) -> None:
        """Take the ties that reach over several chunks."""
        for key, look, left, right in self.loose:
            shape = self.shape(look, left, right)
            if shape is not None:
                self._add(shape, [key])

    def _add(self, shape: Shape, keys: list[str]) -> None:
        present = self.found.get(shape)
        self.found[shape] = keys if present is None else present + keys

    def shape(self, look: Look, left_ends: Ends, right_ends: Ends) -> Shape | None:
        """Return what a tie looks like, None if it is out of view."""
        left = self._extents[self._left].of(left_ends)
        right = self._extents[self._left.other].of(right_ends)
        if self._room.is_off(left) and self._room.is_off(right):
            return None
        return *look, left, right

    def leave_out(self, shape: Shape, key: str) -> None:
        """Take an annotation out of the bundle of a shape."""
        left = [one for one in self.found.pop(shape, ()) if one != key]
        if left:
            self.found[shape] = left
