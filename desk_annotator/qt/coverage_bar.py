"""How much of each side is judged, as two thin bars with figures, for the status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QWidget,
)

from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import Coverage
from desk_annotator.core.span import Side
from desk_annotator.qt.annotation_list_words import number, side_word
from desk_annotator.qt.colours import PaneColours, blend, pane_colours, tag_colour
from desk_annotator.qt.coverage_counting import CoverageCounting
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.fonts import STATUS_BAR, status_height
from desk_annotator.qt.pane.mark import MarkKind
from desk_annotator.qt.piecemeal import is_long
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.qt.stop_button import StopButton

_MARGIN = 6
_IGNORED_SHARE = 0.35
_PATIENCE_MS = 400
"""Most texts are counted before anybody could press a button."""


def percent_judged(coverage: Coverage) -> int:
    """Return the judged share in whole percent; 100 only if nothing is untouched."""
    return int(coverage.share_judged * 100)


def bands(coverage: Coverage, colours: PaneColours) -> list[tuple[float, str]]:
    """Return the parts of a stacked bar, each with its share (0 to 1) and colour.

    Linked, missing and added come first, then ignored, then untouched; empty parts are left
    out, and of an empty text nothing is returned.
    """
    if not coverage.total:
        return []
    ignored = blend(tag_colour(colours, MarkKind.IGNORED), colours.page, _IGNORED_SHARE)
    parts = (
        (coverage.linked, tag_colour(colours, MarkKind.MATCHING)),
        (coverage.missing, tag_colour(colours, MarkKind.MISSING)),
        (coverage.added, tag_colour(colours, MarkKind.ADDED)),
        (coverage.ignored, ignored),
        (coverage.untouched, colours.page),
    )
    return [(count / coverage.total, colour) for count, colour in parts if count]


def _grey(colours: PaneColours) -> str:
    return blend(tag_colour(colours, MarkKind.IGNORED), colours.page, 0.6)


def paint_bands(
    painter: QPainter,
    rect: QRectF,
    parts: Sequence[tuple[float, str]],
    colours: PaneColours,
    *,
    rtl: bool,
) -> None:
    """Paint a stacked bar that begins at the leading edge of a window written `rtl` or not.

    Each part has its share (0 to 1) and its colour.
    """
    painter.save()
    painter.fillRect(rect, QColor(colours.page))
    at = rect.right() if rtl else rect.left()
    for share, colour in parts:
        width = share * rect.width()
        left = at - width if rtl else at
        painter.fillRect(QRectF(left, rect.top(), width, rect.height()), QColor(colour))
        at = left if rtl else left + width
    painter.setPen(QColor(_grey(colours)))
    painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.restore()


def coverage_words(side: Side, coverage: Coverage) -> str:
    """Return the figures of one side in a few words."""
    if not coverage.untouched:
        return QCoreApplication.translate("Coverage", "{side} {percent} %").format(
            side=side_word(side), percent=number(percent_judged(coverage))
        )
    return QCoreApplication.translate(
        "Coverage", "{side} {percent} % · {untouched} untouched"
    ).format(
        side=side_word(side),
        percent=number(percent_judged(coverage)),
        untouched=number(coverage.untouched),
    )


def coverage_details(side: Side, coverage: Coverage) -> str:
    """Return the exact figures of one side, a line for each."""
    return QCoreApplication.translate(
        "Coverage",
        "{side}: {total} characters\n"
        "Linked: {linked}\n"
        "Missing: {missing}\n"
        "Added: {added}\n"
        "Ignored (spaces, punctuation, marked as ignored): {ignored}\n"
        "Untouched: {untouched}",
    ).format(
        side=side_word(side),
        total=number(coverage.total),
        linked=number(coverage.linked),
        missing=number(coverage.missing),
        added=number(coverage.added),
        ignored=number(coverage.ignored),
        untouched=number(coverage.untouched),
    )


class SideCoverage(QAbstractButton):
    """The bar and figures of one side.

    Pressing it asks for the next untouched text; where there are no figures, to count them.
    """

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self._coverage: Coverage | None = None
        self._share: float | None = None
        """What share (0 to 1) of the text is counted, while there are no figures."""
        self._widest = ""
        self._colours = pane_colours(dark=False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_coverage(None)

    @property
    def coverage(self) -> Coverage | None:
        """The figures shown."""
        return self._coverage

    def set_share_counted(self, share: float) -> None:
        """Say that there are no figures yet, and what share (0 to 1) of the text is counted."""
        words, widest = (
            QCoreApplication.translate("Coverage", "{side} · counting {percent} %").format(
                side=side_word(self.side), percent=number(percent)
            )
            for percent in (int(100 * share), 100)
        )
        if words != self.text():
            self._say_without_figures(words, widest)
            self._share = share

    def say_not_counted(self) -> None:
        """Say that there are no figures, and that pressing this has them counted."""
        words = QCoreApplication.translate("Coverage", "{side} · not counted").format(
            side=side_word(self.side)
        )
        if words != self.text():
            self._say_without_figures(words, words)
            hint = QCoreApplication.translate("Coverage", "Press to count the coverage.")
            self.setToolTip(hint)
            self.setAccessibleDescription(hint)
            self.setEnabled(True)

    def _say_without_figures(self, words: str, widest: str) -> None:
        self._coverage = self._share = None
        self.setEnabled(False)
        self.setToolTip("")
        self.setAccessibleDescription("")
        self._say(words, widest)

    def set_coverage(self, coverage: Coverage | None) -> None:
        """Show other figures, or (None) none."""
        if coverage is None:
            self._say_without_figures(side_word(self.side), side_word(self.side))
            return
        self._coverage = coverage
        self.setEnabled(coverage.untouched > 0)
        words = coverage_words(self.side, coverage)
        details = coverage_details(self.side, coverage)
        hint = ""
        if coverage.untouched:
            hint = "\n" + QCoreApplication.translate(
                "Coverage", "Press to go to the next untouched text."
            )
        self.setToolTip(plain_tooltip(details + hint, None))
        self.setAccessibleDescription(details + hint)
        self._say(words, words)

    def _say(self, words: str, widest: str) -> None:
        """Show words, with room for the widest ones that may take their place."""
        self.setText(words)
        self.setAccessibleName(words)
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()
        self.update()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for the words over the bar."""
        metrics = self.fontMetrics()
        return QSize(
            metrics.horizontalAdvance(self._widest) + 2 * _MARGIN,
            status_height(metrics),
        )

    def minimumSizeHint(self) -> QSize:
        """Never cut the figures."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and the bar below them."""
        del event
        painter = QPainter(self)
        try:
            colour = self.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
            if self.underMouse() and self.isEnabled():
                tint = QColor(colour)
                tint.setAlphaF(0.1)
                painter.fillRect(self.rect(), tint)
            inner = self.rect().adjusted(_MARGIN, 1, -_MARGIN, -1)
            painter.setPen(colour)
            painter.drawText(
                inner.adjusted(0, 0, 0, -STATUS_BAR - 2),
                Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter,
                self.text(),
            )
            bar = QRectF(inner.left(), inner.bottom() - STATUS_BAR, inner.width(), STATUS_BAR)
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            parts: list[tuple[float, str]] | None = None
            if self._coverage is not None:
                parts = bands(self._coverage, self._colours)
            elif self._share is not None:
                parts = [(self._share, _grey(self._colours))]
            if parts is not None:
                paint_bands(painter, bar, parts, self._colours, rtl=rtl)
            if self.hasFocus():
                option = QStyleOptionFocusRect()
                option.initFrom(self)
                self.style().drawPrimitive(
                    QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
                )
                painter.setPen(QColor(self._colours.focus))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        finally:
            painter.end()


class CoverageBar(QWidget):
    """The coverage of the shown pair, live; while it takes long to count, with a button to stop.

    What was not counted in the end has no figures, and can be counted by pressing its bar.
    """

    next_untouched_requested = Signal(object)
    """The `Side` whose next untouched text the user wants to see."""

    def __init__(
        self, parent: QWidget | None = None, counting: CoverageCounting | None = None
    ) -> None:
        """`counting` counts for others too and is told of the project by them; None: one's own."""
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self.sides = {side: SideCoverage(side, self) for side in Side}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for bar in self.sides.values():
            layout.addWidget(bar)
        self.stop_button = StopButton(self.tr("Stop counting the coverage"), self)
        self.stop_button.hide()
        layout.addWidget(self.stop_button)
        self._patience = Delay(_PATIENCE_MS, self.stop_button.show, self)
        self.sides[Side.SOURCE].clicked.connect(self._ask_source)
        self.sides[Side.TARGET].clicked.connect(self._ask_target)
        self.setAccessibleName(self.tr("Coverage"))
        self._has_own_counting = counting is None
        self._counting = counting if counting is not None else CoverageCounting(self)
        self._counting.progressed.connect(self._counted)
        self._counting.counted.connect(self._counted)
        self._counting.left_changed.connect(self._refresh)
        self.stop_button.clicked.connect(self._counting.cancel)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Show the coverage of a workspace's shown pair, or (None) nothing."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(workspace, edited=self._edited, pair_shown=self._show)
        if self._has_own_counting:
            self._counting.set_workspace(workspace)
        self._refresh()
        self.setVisible(workspace is not None)

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        for bar in self.sides.values():
            bar.set_colours(colours)

    def _edited(self, _edited: Edited) -> None:
        self._refresh()

    def _show(self, _bitext: Bitext | None) -> None:
        self._refresh()

    def _counted(self, bitext: Bitext) -> None:
        if bitext is self._bitext:
            self._refresh()

    @property
    def _bitext(self) -> Bitext | None:
        return self._workspace.current if self._workspace is not None else None

    def _refresh(self) -> None:
        bitext = self._bitext
        is_counting = False
        for side, bar in self.sides.items():
            if bitext is None:
                bar.set_coverage(None)
            elif bitext.meter(side).is_counted or not is_long(bitext):
                coverage = bitext.coverage(side)
                if coverage != bar.coverage:
                    bar.set_coverage(coverage)
            elif self._counting.is_left(bitext):
                bar.say_not_counted()
            else:
                is_counting = True
                bar.set_share_counted(self._counting.share(bitext, side))
        self._offer_to_stop(is_counting=is_counting)

    def _offer_to_stop(self, *, is_counting: bool) -> None:
        """Show the button once counting has taken a while, and as long as it goes on."""
        if is_counting:
            if self.stop_button.isHidden() and not self._patience.isActive():
                self._patience.start()
            return
        self._patience.stop()
        if self.stop_button.hasFocus():
            # Hidden, it would give the keyboard to anything: best to where counting is begun.
            waiting = [bar for bar in self.sides.values() if bar.isEnabled()]
            if waiting:
                min(waiting, key=lambda bar: bar.coverage is not None).setFocus()
        self.stop_button.hide()

    def _ask_source(self) -> None:
        self._ask(Side.SOURCE)

    def _ask_target(self) -> None:
        self._ask(Side.TARGET)

    def _ask(self, side: Side) -> None:
        if self.sides[side].coverage is None:
            has_keyboard = self.sides[side].hasFocus()
            self._counting.count_again()
            if has_keyboard:
                self.stop_button.show()
                self.stop_button.setFocus()
        else:
            self.next_untouched_requested.emit(side)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in a new font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            for bar in self.sides.values():
                bar.updateGeometry()
