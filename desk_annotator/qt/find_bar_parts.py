"""The controls of the find bar: the words, the options, and what was found."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from desk_annotator.app.search import Hits, Where
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.clearable_field import ClearableField
from desk_annotator.qt.combo_list import SteadyBox, show_whole_words
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.icons import icon
from desk_annotator.qt.signed_label import Sign, SignedLabel
from desk_annotator.text.find import Query
from desk_annotator.text.language import first_strong

_TARGET = 28
"""Width and height of a button, for any finger and eye."""


class FindField(ClearableField):
    """The words to look for; it runs in the direction of what is typed."""

    next_wanted = Signal()
    previous_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(interface_font(self.font()))
        self.setPlaceholderText(self.tr("Find"))
        self.setAccessibleName(self.tr("Words to find"))
        self.setMinimumWidth(180)
        self.setMinimumHeight(_TARGET)
        self.textChanged.connect(self._follow)

    def _follow(self, text: str) -> None:
        strong = first_strong(text)
        if strong is None:
            self.unsetLayoutDirection()
            return
        rtl = strong is Direction.RTL
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk on Enter and Shift+Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.previous_wanted.emit()
            else:
                self.next_wanted.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class FindResult(QWidget):
    """How many hits there are and which is shown; buttons to walk them, or to cancel."""

    next_wanted = Signal()
    previous_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previous_button = _icon_button(
            self, "previous", self.tr("Previous hit (Shift+Enter, Shift+F3)")
        )
        self.previous_button.clicked.connect(self._previous)
        self.next_button = _icon_button(self, "next", self.tr("Next hit (Enter, F3)"))
        self.next_button.clicked.connect(self._next)
        self.label = SignedLabel(self, wraps=False)
        # Room for the usual counts, so that the field does not jump about while typing.
        usual = self.tr("{0} of {1} · source {2}, target {3}").format("88", "888", "888", "888")
        self.label.setMinimumWidth(self.label.fontMetrics().horizontalAdvance(usual))
        self.cancel_button = _word_button(self, self.tr("Cancel"), self.tr("Cancel the search"))
        self.cancel_button.clicked.connect(self._cancel)
        self.cancel_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        row.addSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.cancel_button)
        row.addSpacing(6)
        self.say("")

    def _next(self) -> None:
        self.next_wanted.emit()

    def _previous(self) -> None:
        self.previous_wanted.emit()

    def _cancel(self) -> None:
        self.cancel_wanted.emit()

    @property
    def words(self) -> str:
        """What is said about the search."""
        return self.label.words

    def say(self, words: str) -> None:
        """Show words; there is nothing to walk to."""
        self._show(words, "", busy=False, walkable=False)

    def outdate(self) -> None:
        """Say no longer what was found of other words; the counts keep their place, greyed."""
        if self.label.sign:
            self.say("")
        self.label.setEnabled(False)

    def say_counts(self, hits: Hits, current: int | None, where: Where) -> None:
        """Show how many hits there are, and the number of the current one if there is one."""
        total = len(hits)
        if not total:
            self._show(self.tr("Nothing found"), "info", busy=False, walkable=False)
            return
        if current is None:
            words = self.tr("Hits: {0}").format(number(total))
        else:
            words = self.tr("{0} of {1}").format(number(current + 1), number(total))
        if where is Where.BOTH:
            sides = self.tr("source {0}, target {1}").format(
                number(len(hits.source)), number(len(hits.target))
            )
            words = f"{words} · {sides}"
        self._show(words, "", busy=False, walkable=True)

    def say_searching(self, share: float | None) -> None:
        """Show that the search goes on, and the share (0 to 1) done, with a button to cancel it."""
        words = self.tr("Searching…")
        if share is not None:
            # In tens: whoever hears the words is told each time.
            tens = number(int(10 * share) * 10)
            words = self.tr("Searching… {percent} %").format(percent=tens)
        if words != self.label.words:
            self._show(words, "", busy=True, walkable=False)

    def _show(self, words: str, sign: Sign, *, busy: bool, walkable: bool) -> None:
        # Screen readers hear it without the keyboard leaving the field.
        self.label.set_words(words, sign)
        self.label.setEnabled(True)
        self.cancel_button.setVisible(busy)
        self.next_button.setEnabled(walkable)
        self.previous_button.setEnabled(walkable)


class FindOptions(QWidget):
    """Where to look and what counts as the same, and the button that closes the bar."""

    changed = Signal()
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.where_box = SteadyBox(self)
        self.where_box.setAccessibleName(self.tr("Where to find"))
        self.where_box.setToolTip(self.tr("Where to find"))
        self.where_box.addItem(self.tr("Both texts"), Where.BOTH.value)
        self.where_box.addItem(self.tr("Source"), Where.SOURCE.value)
        self.where_box.addItem(self.tr("Target"), Where.TARGET.value)
        show_whole_words(self.where_box)
        self.where_box.setMinimumHeight(_TARGET)
        self.fold_button = self._toggle(
            "أ = ا",
            self.tr("Match Arabic forms"),
            self.tr(
                "Count as equal: forms of alef, ya and hamza, with and without harakat "
                "or tatweel, digits of both kinds, accents"
            ),
        )
        self.word_button = self._toggle(
            self.tr("Whole words"),
            self.tr("Whole words"),
            self.tr("Find whole words only"),
        )
        self.proclitics_button = self._toggle(
            "+ و ف ب ك ل ال",
            self.tr("Also behind و ف ب ك ل ال"),
            self.tr("Find whole words also where و ف ب ك ل or ال is written onto them"),
        )
        self.case_button = self._toggle(
            "Aa", self.tr("Match case"), self.tr("Tell capital letters from small ones")
        )
        self.regex_button = self._toggle(
            ".*", self.tr("Regular expression"), self.tr("The words are a regular expression")
        )
        self.close_button = _icon_button(self, "close", self.tr("Close (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self.where_box)
        self.fold_button.setChecked(True)
        for button in (
            self.fold_button,
            self.word_button,
            self.proclitics_button,
            self.case_button,
            self.regex_button,
        ):
            row.addWidget(button)
            button.toggled.connect(self._change)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self.where_box.currentIndexChanged.connect(self._change)
        self.close_button.clicked.connect(self._close)
        self._show_what_applies()

    def _toggle(self, face: str, name: str, tip: str) -> QToolButton:
        button = _word_button(self, face, tip)
        button.setAccessibleName(name)
        button.setAccessibleDescription(tip)
        button.setToolTip(f"{name}\n{tip}" if name != tip else name)
        button.setCheckable(True)
        return button

    @property
    def where(self) -> Where:
        """Which texts are searched."""
        return Where(str(self.where_box.currentData()))

    def query(self, pattern: str) -> Query:
        """Return what to look for, with the options as they are set."""
        is_regex = self.regex_button.isChecked()
        whole_word = self.word_button.isChecked()
        return Query(
            pattern=pattern,
            whole_word=whole_word,
            regex=is_regex,
            fold=self.fold_button.isChecked() and not is_regex,
            case=self.case_button.isChecked(),
            proclitics=self.proclitics_button.isChecked() and whole_word,
        )

    def quoted(self, words: str) -> str:
        """Return words of a text as they are to be typed to be found."""
        return re.escape(words) if self.regex_button.isChecked() else words

    def _change(self) -> None:
        self._show_what_applies()
        self.changed.emit()

    def _show_what_applies(self) -> None:
        self.fold_button.setEnabled(not self.regex_button.isChecked())
        self.proclitics_button.setEnabled(self.word_button.isChecked())

    def _close(self) -> None:
        self.close_wanted.emit()


def _word_button(parent: QWidget, face: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(face)
    button.setFont(interface_font(button.font()))
    button.setToolTip(tip)
    button.setMinimumSize(_TARGET, _TARGET)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _icon_button(parent: QWidget, name: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icon(name))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setMinimumSize(_TARGET, _TARGET)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
