"""Lays out the marks of one chunk: fills side by side, underlines of those that overlap stacked.

Fills lie never over one another, so that colours do not blend.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from desk_annotator.qt.colours import MarkColours, PaneColours
from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import Mark, MarkKind
from desk_annotator.qt.pane.mark_picture import MarkPicture
from desk_annotator.qt.pane.rectangles import Places, Rectangles

_BAND = 2.0
_STEP = 3.0
_MOST_BANDS = 3
_MIN_WIDTH = 4.0
_CAP = 3.0
_TAGS = frozenset((MarkKind.MATCHING, MarkKind.MISSING, MarkKind.ADDED, MarkKind.UNKNOWN))
_CUTS = frozenset((MarkKind.CUT, MarkKind.HAND_CUT))
_TICK = 5.0


class _Piece(NamedTuple):
    """The part of a mark inside the chunk (code points in the chunk).

    In the order of the pieces the longer comes first of two that start together, else that
    whose mark came first.
    """

    start: int
    minus_end: int
    number: int
    mark: Mark

    @property
    def end(self) -> int:
        return -self.minus_end

    def rank(self) -> int:
        """The greatest rank gives a place its fill: the active, the hit, the shortest."""
        mark = self.mark
        kind = mark.kind
        first = (kind is MarkKind.CURRENT_HIT, mark.active, kind is MarkKind.HIT, mark.hovered)
        rank = mark.start - mark.end
        for place, holds in zip(_BITS, first, strict=True):
            if holds:
                rank += place
        return rank


_BITS = (1 << 43, 1 << 42, 1 << 41, 1 << 40)
"""Each weighs more than all that follow, and than the length of any text."""
_Segment = tuple[int, int, _Piece]
_Look = TypeVar("_Look", bound=Hashable)


_SHIFT = 32
_MASK = (1 << _SHIFT) - 1


def _range(start: int, end: int) -> int:
    """Return one number for a range: of pairs there would be thousands to collect."""
    return start << _SHIFT | end


def picture_of(chunk: LaidChunk, marks: Sequence[Mark], colours: PaneColours) -> MarkPicture:
    """Make the picture of the marks that touch a chunk."""
    pieces: list[_Piece] = []
    carets: list[_Piece] = []
    first, length = chunk.start, chunk.length
    for number, mark in enumerate(marks):
        start, end = mark.start - first, mark.end - first
        if start == end:
            if 0 <= start < length or (start == length and chunk.ends_paragraph):
                carets.append(_Piece(start, -start, number, mark))
            continue
        start, end = max(start, 0), min(end, length)
        if start < end:
            pieces.append(_Piece(start, -end, number, mark))
    pieces.sort()
    return _Layout(chunk, colours).picture(pieces, carets)


class _Layout:
    """Makes one picture, collecting the numbers of its rectangles."""

    def __init__(self, chunk: LaidChunk, colours: PaneColours) -> None:
        self._chunk = chunk
        self._colours = colours
        self._places = Places([], [0])
        self._number_of: dict[int, int] = {}
        """By range: which of the places measured are those it is drawn at."""
        self._picture = MarkPicture()
        self._fills: defaultdict[str, list[float]] = defaultdict(list)
        self._bands: defaultdict[tuple[MarkKind, str], list[float]] = defaultdict(list)
        self._caps: defaultdict[str, list[float]] = defaultdict(list)
        self._across: defaultdict[tuple[str, bool], list[float]] = defaultdict(list)
        self._down: defaultdict[tuple[str, bool], list[float]] = defaultdict(list)

    def picture(self, pieces: Sequence[_Piece], carets: Sequence[_Piece]) -> MarkPicture:
        segments = [each for each in _flattened(pieces) if each[2].mark.kind != MarkKind.IGNORED]
        shown = [piece for piece in pieces if piece.mark.kind != MarkKind.IGNORED]
        if len(shown) < len(pieces):
            ignored = [piece for piece in pieces if piece.mark.kind == MarkKind.IGNORED]
            self._picture.dimmed.extend((piece.start, piece.end) for piece in ignored)
        self._measure(segments, shown)
        self._fill(segments)
        self._underline(shown)
        for piece in shown:
            if piece.mark.active or piece.mark.suggested or piece.mark.kind not in _TAGS:
                self._outline(piece)
        for caret in carets:
            if caret.mark.kind in _CUTS:
                self._tick(caret)
            else:
                self._wedge(caret)
        picture = self._picture
        picture.fills = _rectangles(self._fills)
        picture.bands = _rectangles(self._bands)
        picture.caps = _rectangles(self._caps)
        across, down = _rectangles(self._across), _rectangles(self._down)
        picture.outlines = {look: (across[look], down[look]) for look in across}
        return picture

    def _measure(self, segments: Iterable[_Segment], pieces: Iterable[_Piece]) -> None:
        """Find where all is drawn, in whole graphemes, each place wide enough to see."""
        ranges = dict.fromkeys([_range(start, end) for start, end, _ in segments])
        ranges.update(dict.fromkeys([_range(each.start, -each.minus_end) for each in pieces]))
        self._number_of = dict(zip(ranges, count()))
        starts = [each >> _SHIFT for each in ranges]
        ends = [each & _MASK for each in ranges]
        self._places = self._chunk.places(starts, ends, least=_MIN_WIDTH)

    def _fill(self, segments: Iterable[_Segment]) -> None:
        marks, number_of = self._colours.marks, self._number_of
        numbers, begins = self._places
        for start, end, top in segments:
            flat = self._fills[_fill(marks[top.mark.kind], top.mark)]
            number = number_of[_range(start, end)]
            for at in range(begins[number], begins[number + 1], 4):
                left, y, width, height = numbers[at : at + 4]
                flat += (left, y + 1, width, height - 2)

    def _underline(self, pieces: Iterable[_Piece]) -> None:
        marks, number_of = self._colours.marks, self._number_of
        numbers, begins = self._places
        free_from = [0] * _MOST_BANDS
        for piece in pieces:
            start, minus_end, _, mark = piece
            kind = mark.kind
            if mark.suggested or kind not in _TAGS:
                continue
            slot = 0
            while slot < _MOST_BANDS and free_from[slot] > start:
                slot += 1
            if slot == _MOST_BANDS:
                continue
            free_from[slot] = -minus_end
            lift = _STEP * slot + _BAND + 1
            flat = self._bands[kind, marks[kind].line]
            number = number_of[_range(start, -minus_end)]
            for at in range(begins[number], begins[number + 1], 4):
                left, y, width, height = numbers[at : at + 4]
                flat += (left, y + height - lift, width, _BAND)

    def _outline(self, piece: _Piece) -> None:
        mark = piece.mark
        line = self._colours.marks[mark.kind].line
        across, down = self._across[line, mark.suggested], self._down[line, mark.suggested]
        number = self._number_of[_range(piece.start, piece.end)]
        for left, y, width, height in self._places.of(number):
            top, tall = y + 1, height - 2
            across += (left, top, width, 1, left, top + tall - 1, width, 1)
            down += (left, top, 1, tall, left + width - 1, top, 1, tall)
        if mark.active:
            self._thicken(piece, line)

    def _thicken(self, piece: _Piece, line: str) -> None:
        """Thicken the true ends of an active mark: the edges that can be dragged."""
        chunk, mark = self._chunk, piece.mark
        bars = []
        if mark.start >= chunk.start:
            bars.append((_edge_bar(chunk, piece.start, is_start=True), True))
        if mark.end <= chunk.start + chunk.length:
            bars.append((_edge_bar(chunk, piece.end, is_start=False), False))
        for bar, is_start in bars:
            self._caps[line] += (bar.left(), bar.top(), bar.width(), bar.height())
            self._picture.edges.append((bar, Edge(mark, is_start=is_start)))

    def _tick(self, caret: _Piece) -> None:
        """Put a half bracket before the first character of a unit, open in reading direction."""
        chunk = self._chunk
        if caret.start >= chunk.length:
            return
        by_hand = caret.mark.kind is MarkKind.HAND_CUT
        bar = _edge_bar(chunk, caret.start, is_start=True)
        width = 2.0 if by_hand else 1.0
        is_rtl = chunk.reads_rtl_at(caret.start)
        left = bar.right() if is_rtl else bar.left() - width
        foot = left + width - _TICK if is_rtl else left
        self._caps[self._colours.marks[caret.mark.kind].line] += (
            *(left, bar.top(), width, bar.height()),
            *(foot, bar.top(), _TICK, width),
        )

    def _wedge(self, caret: _Piece) -> None:
        chunk = self._chunk
        number = chunk.line_of(caret.start)
        line = chunk.lines[number]
        x = chunk.x_of(caret.start, number)
        size = 6.0 if caret.mark.active or caret.mark.hovered else 4.5
        foot = line.top + line.height - 1
        polygon = QPolygonF(
            [QPointF(x, foot - size * 1.8), QPointF(x + size, foot), QPointF(x - size, foot)]
        )
        colour = self._colours.marks[caret.mark.kind].line
        self._picture.wedges.append((colour, polygon, not caret.mark.suggested))
        if caret.mark.active:
            self._caps[colour] += (x - 1, line.top + 2, 2.0, line.height - 3)


def _rectangles(numbers: Mapping[_Look, list[float]]) -> dict[_Look, Rectangles]:
    return {look: Rectangles(flat) for look, flat in numbers.items()}


def _is_filled(mark: Mark) -> bool:
    """A suggestion is an outline, until the user has it before her or points at it."""
    return not mark.suggested or mark.active or mark.hovered


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


def _fill(colours: MarkColours, mark: Mark) -> str:
    if mark.active:
        return colours.active_fill
    if mark.hovered:
        return colours.hovered_fill
    return colours.fill


def _flattened(pieces: Sequence[_Piece]) -> list[_Segment]:
    """Return disjoint segments with the piece of the greatest rank; suggestions have no fill."""
    filled = [
        piece
        for piece in pieces
        if _is_filled(piece.mark) and piece.mark.kind is not MarkKind.SELECTION_ECHO
    ]
    here = 0
    for piece in filled:
        if piece.start < here:
            break
        here = -piece.minus_end
    else:
        return [(piece.start, -piece.minus_end, piece) for piece in filled]
    places = sorted({place for piece in filled for place in (piece.start, piece.end)})
    number_of = {place: number for number, place in enumerate(places)}
    owners: list[_Piece | None] = [None] * len(places)
    for piece in sorted(filled, key=_Piece.rank):
        first, last = number_of[piece.start], number_of[-piece.minus_end]
        owners[first:last] = [piece] * (last - first)
    segments: list[_Segment] = []
    for number, owner in enumerate(owners[:-1]):
        if owner is None:
            continue
        start, end = places[number], places[number + 1]
        if segments and segments[-1][2] is owner and segments[-1][1] == start:
            segments[-1] = (segments[-1][0], end, owner)
        else:
            segments.append((start, end, owner))
    return segments
