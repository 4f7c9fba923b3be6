"""Lays out the marks of one chunk: fills side by side, underlines of those that overlap stacked.

Fills lie never over one another, so that colours do not blend. What is drawn from where to where
in the text is arranged once; a new width of the pane only puts it in other places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.mark_picture import MarkPicture
from desk_annotator.qt.pane.rectangles import Graphemes, RangePlaces, Ranges, Rectangles

_BAND = 2.0
_STEP = 3.0
_MOST_BANDS = 3
_MIN_WIDTH = 4.0
_CAP = 3.0
_TAGS = frozenset((MarkKind.MATCHING, MarkKind.MISSING, MarkKind.ADDED, MarkKind.UNKNOWN))
_CUTS = frozenset((MarkKind.CUT, MarkKind.HAND_CUT))
_TICK = 5.0

_Piece = tuple[int, int, int, Mark]
"""The part of a mark inside the chunk: start and minus its end (code points in the chunk), number.

In the order of the pieces the longer comes first of two that start together, else that whose
mark came first.
"""
_Segment = tuple[int, int, Mark]
"""A stretch of the chunk (code points in it) and the mark that gives it its fill."""
_Band = tuple[MarkKind, str]
_Outline = tuple[str, bool]
_Look = TypeVar("_Look", bound=Hashable)


@dataclass(slots=True)
class Arrangement:
    """What is drawn for the marks of a chunk, and where in its text, at any width."""

    fills: dict[str, Ranges] = field(default_factory=dict)
    bands: dict[_Band, list[tuple[int, Ranges]]] = field(default_factory=dict)
    """By look: how many underlines lie below, and where."""
    outlines: dict[_Outline, Ranges] = field(default_factory=dict)
    """By colour and whether it is dashed."""
    active: list[tuple[int, int, Mark]] = field(default_factory=list)
    """Active marks, and start and end of what the chunk has of them (code points in it)."""
    carets: list[tuple[int, Mark]] = field(default_factory=list)
    """Marks that are places, and where (code points in the chunk)."""
    dimmed: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many ranges there are."""
        bands = sum(len(ranges) for slots in self.bands.values() for _, ranges in slots)
        fills, outlines = (sum(map(len, each.values())) for each in (self.fills, self.outlines))
        return (fills + bands + outlines) // 2


def picture_of(chunk: LaidChunk, marks: Sequence[Mark], colours: PaneColours) -> MarkPicture:
    """Make the picture of the marks that touch a chunk."""
    return placed(chunk, arranged(chunk, marks, colours), colours)


def arranged(chunk: LaidChunk, marks: Sequence[Mark], colours: PaneColours) -> Arrangement:
    """Say what is drawn for the marks that touch a chunk."""
    made = Arrangement()
    pieces: list[_Piece] = []
    first, length = chunk.start, chunk.length
    for number, mark in enumerate(marks):
        start, end = mark.start - first, mark.end - first
        if start == end:
            if 0 <= start < length or (start == length and chunk.ends_paragraph):
                made.carets.append((start, mark))
            continue
        start, end = max(start, 0), min(end, length)
        if start >= end:
            continue
        pieces.append((start, -end, number, mark))
    pieces.sort()
    edges = {start for start, _, _, _ in pieces}
    edges.update([-less for _, less, _, _ in pieces])
    graphemes = Graphemes(chunk, edges)
    made.fills = {
        colour: graphemes.ranges(ends) for colour, ends in _filled(pieces, colours).items()
    }
    made.bands = {
        look: [(slot, graphemes.ranges(ends)) for slot, ends in enumerate(slots) if ends]
        for look, slots in _underlined(pieces, colours).items()
    }
    outlines: defaultdict[_Outline, list[int]] = defaultdict(list)
    for start, minus_end, _, mark in pieces:
        if mark.kind is MarkKind.IGNORED:
            made.dimmed.append((start, -minus_end))
        elif mark.active or mark.suggested or mark.kind not in _TAGS:
            outlines[colours.marks[mark.kind].line, mark.suggested] += (start, -minus_end)
            if mark.active:
                made.active.append((start, -minus_end, mark))
    made.outlines = {look: graphemes.ranges(ends) for look, ends in outlines.items()}
    return made


def _filled(pieces: Sequence[_Piece], colours: PaneColours) -> dict[str, list[int]]:
    """Return by colour which ranges are filled: each start and its end."""
    marks = colours.marks
    found: defaultdict[str, list[int]] = defaultdict(list)
    for start, end, mark in _flattened(pieces):
        if mark.kind is MarkKind.IGNORED:
            continue
        look = marks[mark.kind]
        found[
            look.active_fill if mark.active else look.hovered_fill if mark.hovered else look.fill
        ] += (start, end)
    return found


def _underlined(pieces: Iterable[_Piece], colours: PaneColours) -> dict[_Band, list[list[int]]]:
    """Return by look, and by how many lie below them, which ranges have underlines."""
    by_kind: dict[MarkKind, list[list[int]]] = {}
    free_from = [0] * _MOST_BANDS
    for start, minus_end, _, mark in pieces:
        kind = mark.kind
        if mark.suggested or kind not in _TAGS:
            continue
        slot = 0
        while slot < _MOST_BANDS and free_from[slot] > start:
            slot += 1
        if slot == _MOST_BANDS:
            continue
        free_from[slot] = -minus_end
        slots = by_kind.get(kind)
        if slots is None:
            slots = by_kind[kind] = [[] for _ in range(_MOST_BANDS)]
        slots[slot] += (start, -minus_end)
    return {(kind, colours.marks[kind].line): slots for kind, slots in by_kind.items()}


def placed(chunk: LaidChunk, arrangement: Arrangement, colours: PaneColours) -> MarkPicture:
    """Make the picture of what is drawn in a chunk as it is laid out now."""
    return _Layout(chunk, colours).picture(arrangement)


class _Layout:
    """Makes one picture, collecting the numbers of its rectangles."""

    def __init__(self, chunk: LaidChunk, colours: PaneColours) -> None:
        self._chunk = chunk
        self._colours = colours
        self._places = RangePlaces(chunk, _MIN_WIDTH)
        self._picture = MarkPicture()
        self._caps: defaultdict[str, list[float]] = defaultdict(list)

    def picture(self, arrangement: Arrangement) -> MarkPicture:
        picture, places, lines = self._picture, self._places, self._chunk.lines
        picture.dimmed = arrangement.dimmed
        inner = [(line.top + 1, line.height - 2) for line in lines]
        picture.fills = {
            colour: Rectangles(places.of(ranges, inner, joins=True))
            for colour, ranges in arrangement.fills.items()
        }
        for look, slots in arrangement.bands.items():
            numbers: list[float] = []
            for slot, ranges in slots:
                lift = _STEP * slot + _BAND + 1
                rows = [(line.top + line.height - lift, _BAND) for line in lines]
                numbers += places.of(ranges, rows, joins=True)
            picture.bands[look] = Rectangles(numbers)
        for outline, ranges in arrangement.outlines.items():
            picture.outlines[outline] = _outlined(places.of(ranges, inner))
        for start, end, mark in arrangement.active:
            self._thicken(start, end, mark)
        for offset, mark in arrangement.carets:
            if mark.kind in _CUTS:
                self._tick(offset, mark)
            else:
                self._wedge(offset, mark)
        picture.caps = _rectangles(self._caps)
        return picture

    def _thicken(self, start: int, end: int, mark: Mark) -> None:
        """Thicken the true ends of an active mark: the edges that can be dragged."""
        chunk, line = self._chunk, self._colours.marks[mark.kind].line
        bars = []
        if mark.start >= chunk.start:
            bars.append((_edge_bar(chunk, start, is_start=True), True))
        if mark.end <= chunk.start + chunk.length:
            bars.append((_edge_bar(chunk, end, is_start=False), False))
        for bar, is_start in bars:
            self._caps[line] += (bar.left(), bar.top(), bar.width(), bar.height())
            self._picture.edges.append((bar, Edge(mark, is_start=is_start)))

    def _tick(self, offset: int, mark: Mark) -> None:
        """Put a half bracket before the first character of a unit, open in reading direction."""
        chunk = self._chunk
        if offset >= chunk.length:
            return
        by_hand = mark.kind is MarkKind.HAND_CUT
        bar = _edge_bar(chunk, offset, is_start=True)
        width = 2.0 if by_hand else 1.0
        is_rtl = chunk.reads_rtl_at(offset)
        left = bar.right() if is_rtl else bar.left() - width
        foot = left + width - _TICK if is_rtl else left
        self._caps[self._colours.marks[mark.kind].line] += (
            *(left, bar.top(), width, bar.height()),
            *(foot, bar.top(), _TICK, width),
        )

    def _wedge(self, offset: int, mark: Mark) -> None:
        chunk = self._chunk
        number = chunk.line_of(offset)
        line = chunk.lines[number]
        x = chunk.x_of(offset, number)
        size = 6.0 if mark.active or mark.hovered else 4.5
        foot = line.top + line.height - 1
        polygon = QPolygonF(
            [QPointF(x, foot - size * 1.8), QPointF(x + size, foot), QPointF(x - size, foot)]
        )
        colour = self._colours.marks[mark.kind].line
        self._picture.wedges.append((colour, polygon, not mark.suggested))
        if mark.active:
            self._caps[colour] += (x - 1, line.top + 2, 2.0, line.height - 3)


def _rectangles(numbers: Mapping[_Look, list[float]]) -> dict[_Look, Rectangles]:
    return {look: Rectangles(flat) for look, flat in numbers.items()}


def _outlined(numbers: Sequence[float]) -> tuple[Rectangles, Rectangles]:
    """Return the lines across and the lines down around rectangles."""
    across: list[float] = []
    down: list[float] = []
    for at in range(0, len(numbers), 4):
        left, top, width, tall = numbers[at : at + 4]
        across += (left, top, width, 1, left, top + tall - 1, width, 1)
        down += (left, top, 1, tall, left + width - 1, top, 1, tall)
    return Rectangles(across), Rectangles(down)


def _edge_bar(chunk: LaidChunk, offset: int, *, is_start: bool) -> QRectF:
    """Return the bar at the start or end (offset in the chunk) of an active mark."""
    near = offset if is_start else offset - 1
    start, end = chunk.snapped(near, near + 1)
    boxes = chunk.boxes(start, end)
    if not boxes:
        number = chunk.line_of(offset)
        x = chunk.x_of(offset, number)
    else:
        number = boxes[0].line
        at_left = is_start != chunk.reads_rtl_at(near)
        x = boxes[0].left if at_left else boxes[-1].right - _CAP
    line = chunk.lines[number]
    return QRectF(x, line.top + 1, _CAP, line.height - 2)


def _rank(filled: _Segment) -> int:
    """The greatest rank gives a place its fill: the active, the hit, the shortest."""
    mark = filled[2]
    rank = mark.start - mark.end
    # Each weighs more than all that follow, and than the length of any text.
    if mark.active:
        rank += 1 << 42
    if mark.hovered:
        rank += 1 << 40
    if mark.kind is MarkKind.CURRENT_HIT:
        rank += 1 << 43
    elif mark.kind is MarkKind.HIT:
        rank += 1 << 41
    return rank


def _flattened(pieces: Sequence[_Piece]) -> list[_Segment]:
    """Return disjoint segments with the mark of the greatest rank; suggestions have no fill."""
    filled = [
        (start, -less, mark)
        for start, less, _, mark in pieces
        # A suggestion is an outline, until the user has it before her or points at it.
        if (not mark.suggested or mark.active or mark.hovered)
        and mark.kind is not MarkKind.SELECTION_ECHO
    ]
    here = 0
    for start, end, _ in filled:
        if start < here:
            break
        here = end
    else:
        return filled
    places = sorted({place for start, end, _ in filled for place in (start, end)})
    number_of = dict(zip(places, count()))
    owners: list[Mark | None] = [None] * len(places)
    for start, end, mark in sorted(filled, key=_rank):
        first, last = number_of[start], number_of[end]
        owners[first:last] = [mark] * (last - first)
    segments: list[_Segment] = []
    begin, before = 0, None
    for place, owner in zip(places, owners, strict=True):
        if owner is not before:
            if before is not None:
                segments.append((begin, place, before))
            begin, before = place, owner
    return segments
