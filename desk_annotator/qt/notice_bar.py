"""The bar that tells what happened, without stopping the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.core.frozen import frozen
from desk_annotator.qt.plain_label import PlainLabel, directed
from desk_annotator.text.isolates import strip_isolates

Kind = Literal["info", "warning", "error"]
NoticeAction = tuple[str, Callable[[], None]]
"""What a button of a notice says, and what it does."""
About = Literal["", "disk", "review", "unsaved"]
"""What a notice is about that can be settled elsewhere.

That is the file on disk, a review that undo may take back, or unsaved work.
"""

_MOST_ERRORS = 3
_STRIPE = 5
_TONES: dict[Kind, tuple[str, str]] = {
    "info": ("#0072b2", "#56b4e9"),
    "warning": ("#9a6700", "#e69f00"),
    "error": ("#c0272d", "#ff7b72"),
}
"""The colour of the stripe and sign, on a light and on a dark ground (3:1 and better)."""
_SIGNS: dict[Kind, str] = {"info": "i", "warning": "!", "error": "✕"}


@frozen
class Notice:
    """One sentence for the user, and what she can do about it."""

    text: str
    kind: Kind = "info"
    actions: tuple[NoticeAction, ...] = ()
    seconds: float | None = 8.0
    about: About = ""

    @property
    def is_offer(self) -> bool:
        """True if it stays and has something to be done about it that is not done elsewhere."""
        return (
            self.kind != "error"
            and self.seconds is None
            and bool(self.actions)
            and self.about != "unsaved"
        )

    @property
    def is_slight(self) -> bool:
        """True if it only says that something was done, and goes by itself."""
        return self.kind == "info" and self.seconds is not None and not self.actions


class _ActionButton(QPushButton):
    """A button that ends its notice and does what it says."""

    def __init__(self, words: str, act: Callable[[], None], row: NoticeRow) -> None:
        super().__init__(words.replace("&", "&&"), row)
        self._act = act
        self._row = row
        self.setAutoDefault(True)  # Enter presses it, on every desktop
        self.clicked.connect(self._run)

    def _run(self) -> None:
        # First away with the notice: what is done next may have one of its own.
        self._row.dismissed.emit(self._row)
        self._act()


class _Sign(QWidget):
    """The round sign that tells the kind by shape as well as by colour."""

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self.setFixedSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a disc with the sign in it."""
        del event
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(tone_of(self._kind, self))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
            painter.setPen(QColor("#202124") if is_dark(self) else QColor("#ffffff"))
            font = painter.font()
            font.setBold(True)
            font.setPixelSize(13)
            painter.setFont(font)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _SIGNS[self._kind])
        finally:
            painter.end()


def is_dark(widget: QWidget) -> bool:
    """True if the widget's text is lighter than its ground, as the theme dressed it."""
    palette = widget.palette()
    text = palette.color(QPalette.ColorRole.WindowText)
    return text.lightnessF() > palette.color(QPalette.ColorRole.Window).lightnessF()


def tone_of(kind: Kind, widget: QWidget) -> QColor:
    """Return the colour that goes with a kind of notice on this widget's ground."""
    return QColor(_TONES[kind][is_dark(widget)])


class NoticeRow(QWidget):
    """One notice on show. It does not end while the pointer or the keyboard is on it."""

    dismissed = Signal(object)
    """Emitted with the row when its time is over or the user sends it away."""

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self._label = PlainLabel(directed(notice.text, self), self, wraps=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_STRIPE + 8, 4, 6, 4)
        layout.addWidget(_Sign(notice.kind, self), 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addSpacing(4)
        layout.addWidget(self._label, 1)
        for words, act in notice.actions:
            layout.addWidget(_ActionButton(words, act, self))
        self._close = QToolButton(self)
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setMinimumSize(26, 26)
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.setToolTip(self.tr("Dismiss (Esc)"))
        self._close.setAccessibleName(self.tr("Dismiss the notice"))
        self._close.clicked.connect(self._dismiss)
        layout.addWidget(self._close)
        self.setAccessibleName(strip_isolates(notice.text))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end_if_left_alone)
        if notice.seconds is not None and notice.kind != "error":
            self._timer.start(max(round(notice.seconds * 1000), 1))

    def focus(self) -> None:
        """Give the keyboard to the first button."""
        buttons = self.findChildren(_ActionButton)
        (buttons[0] if buttons else self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def announce(self) -> None:
        """Tell screen readers, without moving the focus."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _dismiss(self) -> None:
        self._timer.stop()
        self.dismissed.emit(self)

    def _end_if_left_alone(self) -> None:
        focused = QApplication.focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self._timer.start(2000)
            return
        self._dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape send the notice away."""
        if event.key() == Qt.Key.Key_Escape:
            self._dismiss()
            event.accept()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint as hovered."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a faint tint and a stripe at the leading edge."""
        del event
        painter = QPainter(self)
        try:
            tone = tone_of(self.notice.kind, self)
            tint = QColor(tone)
            tint.setAlphaF(0.12)
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
            painter.fillRect(self.rect(), tint)
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = self.width() - _STRIPE if rtl else 0
            painter.fillRect(QRect(left, 0, _STRIPE, self.height()), tone)
        finally:
            painter.end()


class NoticeBar(QWidget):
    """Shows notices one above the other: errors until dismissed, below them the newest other one.

    A newer notice takes the place of an older one that is no error; an offer is there again once
    the newer one has ended. The keyboard is never taken; `focus_notice` gives it when the user
    asks, and it goes back when the notice ends.

    A slight notice lies over the lower edge of `over`, if there is such a sibling, instead of in
    the bar: what is being read does not move for it.
    """

    over: QWidget | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errors: list[NoticeRow] = []
        self._offers: list[NoticeRow] = []
        self._passing: NoticeRow | None = None
        self._came_from: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(self.tr("Notices"))
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._remember_focus)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices that wait for the user, errors first, newest first among them."""
        passing = [self._passing] if self._passing is not None else []
        rows = [*reversed(self._errors), *passing, *reversed(self._offers)]
        return tuple(row.notice for row in rows)

    @property
    def is_waiting(self) -> bool:
        """True while a notice is shown that stays, or that has something to be done about it."""
        passing = self._passing.notice if self._passing is not None else None
        return bool(self._errors or self._offers) or (
            passing is not None and (bool(passing.actions) or passing.seconds is None)
        )

    @property
    def has_keyboard(self) -> bool:
        """True while the keyboard is on a notice."""
        return self._holds(QApplication.focusWidget())

    def _holds(self, widget: QWidget | None) -> bool:
        rows = (self, *self._all())  # one of them may be afloat
        return widget is not None and any(row.isAncestorOf(widget) for row in rows)

    def show_notice(
        self,
        text: str,
        *,
        kind: Kind = "info",
        actions: Sequence[NoticeAction] = (),
        seconds: float | None = 8,
        about: About = "",
    ) -> None:
        """Show a sentence, with buttons if there is something to do about it.

        `text` is shown as plain text; data in it should be isolated. It ends after `seconds`
        (None: when dismissed), but an error only when dismissed. It takes the place of any
        notice `about` the same, and ends when `forget` says that this is settled.
        """
        notice = Notice(text, kind, tuple(actions), seconds, about)
        if about:
            self._drop_about(about)
        if kind != "error" and self._passing is not None:
            self._drop(self._passing)
        for row in [row for row in (*self._errors, *self._offers) if row.notice.text == text]:
            if row.notice.kind == kind:
                self._drop(row)
        row = NoticeRow(notice, self)
        row.dismissed.connect(self._end)
        if kind == "error":
            self._layout.insertWidget(0, row)
            self._errors.append(row)
        else:
            self._add(row)
            if notice.is_offer:
                self._offers.append(row)
            else:
                self._passing = row
        self._show_rows()
        row.announce()

    def _add(self, row: NoticeRow) -> None:
        if self.over is not None and row.notice.is_slight:
            from desk_annotator.qt.afloat import Afloat  # noqa: PLC0415 - not for the start

            Afloat(row, self.over)
        else:
            self._layout.addWidget(row)

    def focus_notice(self) -> bool:
        """Give the keyboard to the topmost notice; returns False if there is none."""
        row = self._errors[-1] if self._errors else self._passing or self._newest_offer
        if row is None:
            return False
        row.focus()
        return True

    @property
    def _newest_offer(self) -> NoticeRow | None:
        return self._offers[-1] if self._offers else None

    def _all(self) -> list[NoticeRow]:
        passing = [self._passing] if self._passing is not None else []
        return [*self._errors, *self._offers, *passing]

    def forget(self, about: About) -> None:
        """Send away what was said about something that is settled now, errors too."""
        focused = self.has_keyboard
        self._drop_about(about)
        self._show_rows()
        if focused and not self.has_keyboard and self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_about(self, about: About) -> None:
        for row in self._all():
            if row.notice.about == about:
                self._drop(row)

    def clear(self) -> None:
        """Send all notices away, errors too."""
        for row in self._all():
            self._drop(row)
        self._show_rows()

    def _end(self, row: NoticeRow) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and row.isAncestorOf(focused)
        self._drop(row)
        self._show_rows()
        if had_focus and self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, row: NoticeRow) -> None:
        if row is self._passing:
            self._passing = None
        elif row in self._errors:
            self._errors.remove(row)
        elif row in self._offers:
            self._offers.remove(row)
        else:
            return
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show_rows(self) -> None:
        """Show the newest errors and one other notice; the others wait for room."""
        for position, row in enumerate(reversed(self._errors)):
            row.setVisible(position < _MOST_ERRORS)
        if self._passing is not None:
            self._passing.setVisible(True)
        for offer in self._offers:
            has_room = self._passing is None or not self.isAncestorOf(self._passing)
            offer.setVisible(has_room and offer is self._newest_offer)
        self.setVisible(any(self.isAncestorOf(row) for row in self._all()))

    def _remember_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if not self._holds(new):
            return
        if old is not None and not self._holds(old):
            if self._came_from is not None:
                self._came_from.destroyed.disconnect(self._forget_focus)
            self._came_from = old
            old.destroyed.connect(self._forget_focus)

    def _forget_focus(self, gone: QObject | None = None) -> None:
        del gone
        self._came_from = None

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()
