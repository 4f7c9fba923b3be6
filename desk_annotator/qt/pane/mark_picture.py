"""The marks of one chunk, made into rectangles once and painted often.

Fills lie side by side, never over one another, so that colours do not blend; underlines of
annotations that overlap are stacked. Solid says matching, dashed added, dotted missing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTextLayout

from desk_annotator.qt.colours import MarkColours, PaneColours
from desk_annotator.qt.pane.edges import Edge
from desk_annotator.qt.pane.laid_chunk import LaidChunk
from desk_annotator.qt.pane.mark import Mark, MarkKind

_BAND = 2.0
_STEP = 3.0
_MOST_BANDS = 3
_MIN_WIDTH = 4.0
_CAP = 3.0
_TAGS = frozenset((MarkKind.MATCHING, MarkKind.MISSING, MarkKind.ADDED, MarkKind.UNKNOWN))
_CUTS = frozenset((MarkKind.CUT, MarkKind.HAND_CUT))
_TICK = 5.0
_PATTERNS = {MarkKind.ADDED: (7, 4), MarkKind.MISSING: (2, 3)}
"""Pixels drawn and left free of underlines that are not solid."""
_DASH = (4, 2)
"""The same of the outline of a suggestion."""


Places = dict[tuple[int, int], list[QRectF]]
"""Where ranges (code points in a chunk) are drawn."""


@dataclass(slots=True)
class MarkPicture:
    """What to paint for the marks of a chunk, from its top left corner."""

    fills: dict[str, list[QRectF]] = field(default_factory=dict)
    bands: dict[tuple[MarkKind, str], list[QRectF]] = field(default_factory=dict)
    outlines: dict[tuple[str, bool], tuple[list[QRectF], list[QRectF]]] = field(
        default_factory=dict
    )
    """By colour and whether it is dashed: the lines across and the lines down."""
    caps: dict[str, list[QRectF]] = field(default_factory=dict)
    wedges: list[tuple[str, QPolygonF, bool]] = field(default_factory=list)
    dimmed: list[tuple[int, int]] = field(default_factory=list)
    """Ranges (code points in the chunk) whose text is dimmed."""
    edges: list[tuple[QRectF, Edge]] = field(default_factory=list)
    """The ends of active marks that lie in this chunk, to be found by the mouse."""

    def paint_under(self, painter: QPainter) -> None:
        """Paint what lies under a selection and the text: the fills."""
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rectangles in self.fills.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(rectangles)

    def paint_lines(self, painter: QPainter) -> None:
        """Paint underlines, outlines, edges and carets."""
        painter.setPen(Qt.PenStyle.NoPen)
        for (kind, colour), rectangles in self.bands.items():
            painter.setBrush(_band_brush(kind, colour))
            painter.drawRects(rectangles)
        for colour, rectangles in self.caps.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(rectangles)
        # Filled and not drawn with a pen, whose dashes begin anew where it is cut off.
        for (colour, is_dashed), (across, down) in self.outlines.items():
            painter.setBrush(_dashes(colour, *_DASH) if is_dashed else QColor(colour))
            painter.drawRects(across)
            painter.setBrush(_dashes(colour, *_DASH, down=True) if is_dashed else QColor(colour))
            painter.drawRects(down)
        if self.wedges:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            for colour, polygon, is_filled in self.wedges:
                painter.setPen(QPen(QColor(colour), 1.0))
                painter.setBrush(QColor(colour) if is_filled else Qt.BrushStyle.NoBrush)
                painter.drawPolygon(polygon)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def dim_formats(self, chunk: LaidChunk, colour: str) -> list[QTextLayout.FormatRange]:
        """Return the formats that dim ignored text without touching its shape."""
        if not self.dimmed:
            return []
        # Few texts dim anything, and PySide6 makes hundreds of names with the class.
        from PySide6.QtGui import QTextCharFormat as Format  # noqa: PLC0415

        formats = []
        for start, end in self.dimmed:
            made = QTextLayout.FormatRange()
            made.start = chunk.to_utf16(start)
            made.length = chunk.to_utf16(end) - made.start
            dim = Format()
            dim.setForeground(QColor(colour))
            made.format = dim
            formats.append(made)
        return formats


_brushes: dict[tuple[str, int, int, bool], QBrush] = {}


def _band_brush(kind: MarkKind, colour: str) -> QBrush:
    pattern = _PATTERNS.get(kind)
    return QBrush(QColor(colour)) if pattern is None else _dashes(colour, *pattern)


def _dashes(colour: str, drawn: int, free: int, *, down: bool = False) -> QBrush:
    """Return a brush that fills a line across, or down, with dashes."""
    look = (colour, drawn, free, down)
    found = _brushes.get(look)
    if found is None:
        size = (1, drawn + free) if down else (drawn + free, 1)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        for place in range(drawn):
            image.setPixelColor(*((0, place) if down else (place, 0)), QColor(colour))
        found = _brushes[look] = QBrush(image)
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of a mark inside the chunk (code points in the chunk)."""

    start: int
    end: int
    mark: Mark

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int]:
        """The greatest rank gives a place its fill: the active, the hit, the shortest."""
        mark = self.mark
        return (
            mark.kind is MarkKind.CURRENT_HIT,
            mark.active,
            mark.kind is MarkKind.HIT,
            mark.hovered,
            mark.start - mark.end,
        )


def picture_of(
    chunk: LaidChunk, marks: Sequence[Mark], colours: PaneColours, known: Places | None = None
) -> MarkPicture:
    """Make the picture of the marks that touch a chunk.

    `known` keeps where ranges of the chunk are drawn, for the next picture of it.
    """
    pieces: list[_Piece] = []
    carets: list[_Piece] = []
    length = chunk.length
    for mark in marks:
        start, end = mark.start - chunk.start, mark.end - chunk.start
        if mark.start == mark.end:
            if 0 <= start < length or (start == length and chunk.ends_paragraph):
                carets.append(_Piece(start, start, mark))
            continue
        start, end = max(start, 0), min(end, length)
        if start < end:
            pieces.append(_Piece(start, end, mark))
    pieces.sort(key=lambda piece: (piece.start, -piece.end))
    return _Maker(chunk, colours, {} if known is None else known).make(pieces, carets)


class _Maker:
    def __init__(self, chunk: LaidChunk, colours: PaneColours, known: Places) -> None:
        self._chunk = chunk
        self._colours = colours
        self._known = known

    def _rectangles(self, start: int, end: int) -> list[QRectF]:
        """Return where a range is drawn, in whole graphemes, each rectangle wide enough to see."""
        found = self._known.get((start, end))
        if found is None:
            chunk = self._chunk
            found = []
            for box in chunk.boxes(*chunk.snapped(start, end)):
                rectangle = chunk.rectangle(box)
                if rectangle.width() < _MIN_WIDTH:
                    centre = rectangle.center().x()
                    rectangle.setLeft(centre - _MIN_WIDTH / 2)
                    rectangle.setRight(centre + _MIN_WIDTH / 2)
                found.append(rectangle)
            self._known[start, end] = found
        return found

    def make(self, pieces: Sequence[_Piece], carets: Sequence[_Piece]) -> MarkPicture:
        picture = MarkPicture()
        fills: defaultdict[str, list[QRectF]] = defaultdict(list)
        for start, end, top in _flattened(pieces):
            if top.mark.kind is MarkKind.IGNORED:
                continue
            fill = _fill(self._colours.marks[top.mark.kind], top.mark)
            fills[fill].extend(
                rectangle.adjusted(0, 1, 0, -1) for rectangle in self._rectangles(start, end)
            )
        picture.fills = dict(fills)
        self._lines(picture, pieces)
        for caret in carets:
            if caret.mark.kind in _CUTS:
                self._tick(picture, caret)
            else:
                self._wedge(picture, caret)
        return picture

    def _lines(self, picture: MarkPicture, pieces: Sequence[_Piece]) -> None:
        free_from = [0] * _MOST_BANDS
        for piece in pieces:
            mark = piece.mark
            line = self._colours.marks[mark.kind].line
            if mark.kind is MarkKind.IGNORED:
                picture.dimmed.append((piece.start, piece.end))
                continue
            rectangles = self._rectangles(piece.start, piece.end)
            if mark.kind in _TAGS and not mark.suggested:
                slot = next((i for i, free in enumerate(free_from) if free <= piece.start), None)
                if slot is not None:
                    free_from[slot] = piece.end
                    lift = _STEP * slot + _BAND + 1
                    picture.bands.setdefault((mark.kind, line), []).extend(
                        QRectF(r.left(), r.bottom() - lift, r.width(), _BAND) for r in rectangles
                    )
            is_outlined = mark.active or mark.suggested or mark.kind not in _TAGS
            if is_outlined:
                across, down = picture.outlines.setdefault((line, mark.suggested), ([], []))
                for r in rectangles:
                    left, top, right, bottom = r.left(), r.top() + 1, r.right(), r.bottom() - 1
                    across.append(QRectF(left, top, right - left, 1))
                    across.append(QRectF(left, bottom - 1, right - left, 1))
                    down.append(QRectF(left, top, 1, bottom - top))
                    down.append(QRectF(right - 1, top, 1, bottom - top))
            if mark.active:
                self._caps(picture, piece, line)

    def _caps(self, picture: MarkPicture, piece: _Piece, line: str) -> None:
        """Thicken the true ends of an active mark: the edges that can be dragged."""
        chunk = self._chunk
        bars = picture.caps.setdefault(line, [])
        if piece.mark.start >= chunk.start:
            bars.append(_edge_bar(chunk, piece.start, is_start=True))
            picture.edges.append((bars[-1], Edge(piece.mark, is_start=True)))
        if piece.mark.end <= chunk.start + chunk.length:
            bars.append(_edge_bar(chunk, piece.end, is_start=False))
            picture.edges.append((bars[-1], Edge(piece.mark, is_start=False)))

    def _tick(self, picture: MarkPicture, caret: _Piece) -> None:
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
        picture.caps.setdefault(self._colours.marks[caret.mark.kind].line, []).extend(
            (
                QRectF(left, bar.top(), width, bar.height()),
                QRectF(foot, bar.top(), _TICK, width),
            )
        )

    def _wedge(self, picture: MarkPicture, caret: _Piece) -> None:
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
        picture.wedges.append((colour, polygon, not caret.mark.suggested))
        if caret.mark.active:
            picture.caps.setdefault(colour, []).append(
                QRectF(x - 1, line.top + 2, 2, line.height - 3)
            )


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


def _flattened(pieces: Sequence[_Piece]) -> list[tuple[int, int, _Piece]]:
    """Return disjoint segments with the piece of the greatest rank; suggestions have no fill."""
    filled = [
        piece
        for piece in pieces
        if _is_filled(piece.mark) and piece.mark.kind is not MarkKind.SELECTION_ECHO
    ]
    if all(left.end <= right.start for left, right in pairwise(filled)):
        return [(piece.start, piece.end, piece) for piece in filled]
    places = sorted({place for piece in filled for place in (piece.start, piece.end)})
    owners: list[_Piece | None] = [None] * len(places)
    for piece in sorted(filled, key=lambda piece: piece.rank):
        first = bisect_left(places, piece.start)
        last = bisect_left(places, piece.end)
        owners[first:last] = [piece] * (last - first)
    segments: list[tuple[int, int, _Piece]] = []
    for number, owner in enumerate(owners[:-1]):
        if owner is None:
            continue
        start, end = places[number], places[number + 1]
        if segments and segments[-1][2] is owner and segments[-1][1] == start:
            segments[-1] = (segments[-1][0], end, owner)
        else:
            segments.append((start, end, owner))
    return segments
