"""The overview strip beside a pane: what is tagged over the whole text, and where one is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Cover, CoverageMeter
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.colours import PaneColours, tag_colour
from desk_annotator.qt.pane.mark import MarkKind
from desk_annotator.qt.piecemeal import Piecemeal, is_long

if TYPE_CHECKING:
    from desk_annotator.app.steps import Steps

_WIDTH = 11
_ROWS_A_PAINTING = 100
"""Rows counted between two paintings."""
_PAINTINGS = 10
"""How often those are painted that are counted beside the window."""
_MANY_ROWS = 20
"""Rows of a long text above which they are counted beside the window."""
_KINDS = {
    Cover.LINKED: MarkKind.MATCHING,
    Cover.MISSING: MarkKind.MISSING,
    Cover.ADDED: MarkKind.ADDED,
    Cover.IGNORED: MarkKind.IGNORED,
}
_TAGGED = (Cover.LINKED, Cover.MISSING, Cover.ADDED)
_EDGE = 3
"""Pixels left free on either side of a row."""
_WIDE_EDGE = 4
"""The same of a row with little in it."""
_GAP = 1
"""Pixels of ground between a tag and the hits on either side of it."""


class Row(NamedTuple):
    """What a row shows. `is_little` says that most of its part of the text is not tagged.

    Such a row is drawn narrower; else a long text that is tagged here and there would look empty.
    """

    cover: Cover
    is_little: bool = False


_EMPTY = Row(Cover.UNTOUCHED)


def _span_of_row(row: int, rows: int, length: int) -> Span:
    """Return the part (code points) of a text of this length that a row stands for."""
    start = row * length // rows
    return Span(start, max((row + 1) * length // rows, start + 1))


def _cover_of(meter: CoverageMeter, span: Span) -> Row:
    """Return what covers most of a part of a text, and, if nothing does, most of what is tagged."""
    shares = dict.fromkeys(Cover, 0)
    for first, last, cover in meter.segments(span.start, span.end):
        shares[cover] += last - first

    # Omissions and additions are what a reviewer looks for: they win over an equal share.
    def rank(cover: Cover) -> tuple[int, bool]:
        return shares[cover], cover in (Cover.MISSING, Cover.ADDED)

    most = max(shares, key=rank)
    if most in _TAGGED:
        return Row(most)
    tagged = max(_TAGGED, key=rank)
    return Row(tagged, is_little=True) if shares[tagged] else Row(most)


def _covers_in_steps(
    bitext: Bitext, side: Side, rows: list[Row], wanted: Sequence[int]
) -> Steps[None]:
    """Write into the rows what covers each of those wanted."""
    meter, length = bitext.meter(side), len(bitext.text(side))
    for row in wanted:
        rows[row] = _cover_of(meter, _span_of_row(row, len(rows), length))
        yield


class Ruler(QWidget):
    """One row of pixels stands for an equal share of the text and shows what covers most of it."""

    place_chosen = Signal(int)
    """The offset (code points) of the place clicked."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._bitext: Bitext | None = None
        self._colours: PaneColours | None = None
        self._rows: list[Row] = []
        self._stale: list[int] = []
        self._picture: QPixmap | None = None
        self._seen = Span(0, 0)
        self._frame = QRectF()
        self._hits: Sequence[Span] = ()
        self._counting = Piecemeal(self)
        self._beside: list[Row] | None = None
        """The rows while some of them are counted beside the window, which writes into these."""
        self._part_shown = 0
        """How many tenths of these have been shown."""
        self._counting.progressed.connect(self._progressed)
        self._counting.failed.connect(self._failed)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(
            self.tr("Overview of the source")
            if side is Side.SOURCE
            else self.tr("Overview of the target")
        )

    def sizeHint(self) -> QSize:
        """Return a narrow strip."""
        return QSize(_WIDTH, 120)

    def set_bitext(self, bitext: Bitext | None) -> None:
        """Show another pair."""
        self._bitext = bitext
        self._hits = ()
        self._rows = []
        self._restart()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        self._rows_changed()

    def set_seen(self, span: Span) -> None:
        """Say which part of the text is in view."""
        self._seen = span
        before, frame = self._frame, self._frame_of(span)
        if frame != before:
            self._frame = frame
            self.update(frame.united(before).toAlignedRect().adjusted(0, -1, 0, 1))

    def set_hits(self, hits: Sequence[Span]) -> None:
        """Show where find hits are (sorted, disjoint)."""
        # At each step from hit to hit the same are told again: only which are asked, not where.
        if hits is not self._hits:
            self._hits = hits
            self._rows_changed()

    def spans_changed(self, spans: Iterable[Span]) -> None:
        """Count again the rows that these spans (code points) touch."""
        rows = len(self._rows)
        if not rows:
            return
        stale = set(self._stale)
        for span in spans:
            stale.update(range(self._row(span.start), min(self._row(span.end) + 1, rows)))
        self._stale = sorted(stale, reverse=True)
        if self._beside is None:
            self._count_stale()

    def _length(self) -> int:
        return len(self._bitext.text(self._side)) if self._bitext is not None else 0

    def _row(self, offset: int) -> int:
        length = self._length()
        return min(offset * len(self._rows) // length, len(self._rows) - 1) if length else 0

    def _restart(self) -> None:
        length = self._length()
        rows = min(self.height(), length)
        self._frame = self._frame_of(self._seen)
        before = self._rows or [_EMPTY]
        # At another height, what was counted is right enough until it is counted anew.
        self._rows = [before[row * len(before) // rows] for row in range(rows)]
        self._stale = list(range(rows - 1, -1, -1))
        self._beside = None
        self._count_stale()
        self._rows_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count again for the new number of rows."""
        super().resizeEvent(event)
        self._restart()

    def _count_stale(self) -> None:
        bitext = self._bitext
        if bitext is None or not self._stale:
            self._counting.leave()
        elif len(self._stale) > _MANY_ROWS and is_long(bitext):
            rows = self._beside = list(self._rows)
            wanted, self._stale = self._stale[::-1], []
            self._counting.begin_beside(
                lambda: _covers_in_steps(bitext.still(), self._side, rows, wanted),
                self._take_beside,
                about=len(wanted),
            )
        else:
            self._counting.begin(self._count())

    def _progressed(self, share: float) -> None:
        """Show the rows as far as they are counted beside the window, now and then."""
        part = int(share * _PAINTINGS)
        if self._beside is not None and part != self._part_shown:
            self._part_shown = part
            self._show(list(self._beside))

    def _take_beside(self, _outcome: None) -> None:
        rows, self._beside = self._beside, None
        if rows is not None:
            self._show(rows)
        # What was changed meanwhile was counted as it had been before.
        self._count_stale()

    def _failed(self) -> None:
        """Follow edits again: rows that could not be counted beside the window stay as they are."""
        self._beside = None

    def _count(self) -> Iterator[None]:
        while self._stale:
            row = self._stale.pop()
            self._rows[row] = self._cover(row)
            if len(self._stale) % _ROWS_A_PAINTING == 0:
                self._rows_changed()
            yield

    def _cover(self, row: int) -> Row:
        if self._bitext is None:
            return _EMPTY
        span = _span_of_row(row, len(self._rows), self._length())
        return _cover_of(self._bitext.meter(self._side), span)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, the hits and the frame of what is in view."""
        del event
        painter = QPainter(self)
        try:
            if self._colours is None or not self._rows:
                painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
                return
            painter.drawPixmap(0, 0, self._picture_of_rows(self._colours))
            self._paint_frame(painter)
        finally:
            painter.end()

    def _picture_of_rows(self, colours: PaneColours) -> QPixmap:
        """Return rows and hits as a picture, made once and painted at every step of scrolling."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self.palette().color(QPalette.ColorRole.Base))
            painter = QPainter(self._picture)
            try:
                self._paint_rows(painter, colours, tagged=False)
                self._paint_hits(painter)
                self._paint_rows(painter, colours, tagged=True)
            finally:
                painter.end()
        return self._picture

    def _paint_rows(self, painter: QPainter, colours: PaneColours, *, tagged: bool) -> None:
        """Paint the rows that show a tag, or the others.

        Tags lie over the hits with a little ground on either side: of ten thousand hits there is
        one in every row, and each would hide the tag of its row.
        """
        tall = self.height() / len(self._rows)
        ground = self.palette().color(QPalette.ColorRole.Base)
        start = 0
        for row in range(1, len(self._rows) + 1):
            if row < len(self._rows) and self._rows[row] == self._rows[start]:
                continue
            kind = _KINDS.get(self._rows[start].cover)
            if kind is not None and (kind is not MarkKind.IGNORED) == tagged:
                colour = QColor(tag_colour(colours, kind))
                edge = _WIDE_EDGE if self._rows[start].is_little else _EDGE
                place = QRectF(edge, start * tall, self.width() - 2 * edge, (row - start) * tall)
                if tagged:
                    painter.fillRect(place.adjusted(-_GAP, 0, _GAP, 0), ground)
                else:
                    colour.setAlphaF(0.25)
                painter.fillRect(place, colour)
            start = row

    def _show(self, rows: list[Row]) -> None:
        self._rows = rows
        self._rows_changed()

    def _rows_changed(self) -> None:
        self._picture = None
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew on another ground."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._rows_changed()

    def _paint_hits(self, painter: QPainter) -> None:
        """Paint a line for each row of pixels of the screen in which a hit begins.

        From one such row to the next hit behind it: of a million hits only a few are looked at.
        """
        text = self.palette().color(QPalette.ColorRole.Text)
        ratio = self.devicePixelRatioF()
        unit = self.height() / max(self._length(), 1) * ratio
        number = 0
        while number < len(self._hits):
            line = int(self._hits[number].start * unit)
            painter.fillRect(QRectF(0, line / ratio, self.width(), 2), text)
            number = bisect_left(
                self._hits, line + 1, number + 1, key=lambda hit: int(hit.start * unit)
            )

    def _paint_frame(self, painter: QPainter) -> None:
        text = self.palette().color(QPalette.ColorRole.Text)
        text.setAlphaF(0.14)
        painter.fillRect(self._frame, text)
        if self._hits:
            # Among lines of its own colour it would not be seen without ground inside it.
            painter.setPen(self.palette().color(QPalette.ColorRole.Base))
            painter.drawRect(self._frame.adjusted(1.5, 1.5, -1.5, -1.5))
        text.setAlphaF(0.6)
        painter.setPen(text)
        painter.drawRect(self._frame.adjusted(0.5, 0.5, -0.5, -0.5))

    def _frame_of(self, seen: Span) -> QRectF:
        """Return where a part of the text is marked as in view, in whole pixels of the screen."""
        length = self._length()
        if not length:
            return QRectF()
        ratio = self.devicePixelRatioF()
        unit = self.height() / length * ratio
        top = round(seen.start * unit) / ratio
        tall = max(round(seen.length * unit) / ratio, 6.0)
        return QRectF(0.0, top, float(self.width()), tall)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place clicked."""
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse while its button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event)

    def _choose(self, event: QMouseEvent) -> None:
        length = self._length()
        if length:
            share = min(max(event.position().y() / max(self.height(), 1), 0.0), 1.0)
            self.place_chosen.emit(min(int(share * length), length - 1))
