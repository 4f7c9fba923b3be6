"""A sentence for the user with a sign before it, so that what it is shows without colour too."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk_annotator.qt.icons import icon
from desk_annotator.qt.notice_bar import tone_of
from desk_annotator.qt.plain_label import PlainLabel, directed

Sign = Literal["", "info", "warning", "error"]

_SIGN_SIZE = QSize(16, 16)


class SignedLabel(QWidget):
    """Plain words in the direction of the interface, whatever letter they begin with.

    Colours of a theme's style sheet are left alone: the sign carries the tone.
    """

    def __init__(self, parent: QWidget | None = None, *, wraps: bool = True) -> None:
        super().__init__(parent)
        self._sign: Sign = ""
        self._words = ""
        self._picture = QLabel(self)
        self._label = PlainLabel("", self, wraps=wraps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop if wraps else Qt.AlignmentFlag(0))
        row.addWidget(self._label, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.set_words("")

    @property
    def words(self) -> str:
        """What is said."""
        return self._words

    @property
    def sign(self) -> Sign:
        """The sign before it."""
        return self._sign

    def set_words(self, words: str, sign: Sign = "") -> None:
        """Say something else, or nothing, and tell screen readers."""
        self._words, self._sign = words, sign
        self._dress()
        self.setAccessibleName(words)
        if words:
            event = QAccessible.Event.Alert if sign else QAccessible.Event.NameChanged
            QAccessible.updateAccessibility(QAccessibleEvent(self, event))

    def _dress(self) -> None:
        self._label.setText(directed(self._words, self))
        self._picture.setVisible(bool(self._sign))
        if self._sign:
            picture = icon(self._sign, tone_of(self._sign, self))
            self._picture.setPixmap(picture.pixmap(_SIGN_SIZE, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign in the tone of a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LayoutDirectionChange):
            self._dress()
