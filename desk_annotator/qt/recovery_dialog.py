"""Says what a crash left unsaved, shows it, and asks what to do with it."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.crash_protection_recovery import Offer
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.reading_label import ReadingLabel
from desk_annotator.qt.row_list import RowList
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.text.isolates import isolate, isolate_name


class RecoveryChoice(Enum):
    """What to do with edits that were not saved."""

    RESTORE = auto()
    MERGE = auto()
    LOOK = auto()
    DISCARD = auto()
    LATER = auto()


_READ_FIRST = {RecoveryChoice.RESTORE, RecoveryChoice.MERGE, RecoveryChoice.LOOK}


def clock_time(moment: str) -> str:
    """Return a time (ISO 8601 in UTC) as the user's clock shows it, with the day if not today."""
    time = QDateTime.fromString(moment, Qt.DateFormat.ISODate).toLocalTime()
    if not time.isValid():
        return isolate(moment)
    locale = QLocale()
    shown = locale.toString(time.time(), QLocale.FormatType.ShortFormat)
    if time.date() == QDateTime.currentDateTime().date():
        return shown
    return f"{locale.toString(time.date(), QLocale.FormatType.ShortFormat)} {shown}"


class RecoveryDialog(QDialog):
    """Blocks its window only; `choice` holds the answer once it has finished.

    To look and to restore take reading: the dialog stays until `finish`, and can be left until
    `hold`.
    """

    look_requested = Signal()
    restore_requested = Signal()
    reading_stopped = Signal()
    export_requested = Signal()

    def __init__(
        self, offer: Offer, name: str, parent: QWidget | None = None, *, can_merge: bool = False
    ) -> None:
        """`can_merge` tells whether the edits can be merged with what is in the file now."""
        super().__init__(parent)
        self.offer = offer
        self._can_merge = can_merge
        self.wish = RecoveryChoice.LATER
        """What is waited for."""
        self._name = name
        self.reading = ReadingLabel(self)
        self.reading.cancel_requested.connect(self.stop_reading)
        self._is_held = False
        self.choice = RecoveryChoice.LATER
        self.setWindowTitle(
            self.tr("Undone edits were found")
            if offer.is_undone
            else self.tr("Unsaved work was found")
        )
        self.setWindowModality(Qt.WindowModality.WindowModal)
        sentence = SignedLabel(self)
        sentence.set_words(self._sentence(name), "info" if offer.is_undone else "warning")
        self._made = offer.made
        self.list = self._edits()
        self.note = PlainLabel(self._what_is_safe(), self, wraps=True)
        self.buttons = QDialogButtonBox(self)
        self.restore_button = self._button(
            self.tr("&Restore") if offer.fits or offer.is_new else self.tr("&Restore as a copy"),
            QDialogButtonBox.ButtonRole.AcceptRole,
            RecoveryChoice.RESTORE,
        )
        self.merge_button = self._button(
            self.tr("Restore and &merge…"),
            QDialogButtonBox.ButtonRole.AcceptRole,
            RecoveryChoice.MERGE,
        )
        self.merge_button.setVisible(can_merge)
        self.look_button = self._button(
            self.tr("&Look first"), QDialogButtonBox.ButtonRole.ActionRole, RecoveryChoice.LOOK
        )
        self.discard_button = self._button(
            self.tr("&Discard"),
            QDialogButtonBox.ButtonRole.DestructiveRole,
            RecoveryChoice.DISCARD,
        )
        self.later_button = self._button(
            self.tr("&Open without it"),
            QDialogButtonBox.ButtonRole.RejectRole,
            RecoveryChoice.LATER,
        )
        self.export_button = QPushButton(self.tr("&Export journal…"), self)
        self.export_button.setAutoDefault(False)
        self.export_button.setVisible(offer.has_failed_before or not offer.can_restore)
        self.export_button.clicked.connect(self.export_requested)
        if offer.is_new:
            self.later_button.setText(self.tr("&Not now"))
        self._enable(is_reading=False)
        wise = offer.can_restore and not offer.has_failed_before
        (self.restore_button if wise else self.later_button).setDefault(True)
        column = QVBoxLayout(self)
        column.addWidget(sentence)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.export_button)
        column.addLayout(row)
        column.addWidget(self.reading)
        column.addWidget(self.buttons)
        self.list.setVisible(bool(self._made))
        open_at(self, 620, 420 if self._made else 200)

    def _button(
        self, words: str, role: QDialogButtonBox.ButtonRole, choice: RecoveryChoice
    ) -> QPushButton:
        button = self.buttons.addButton(words, role)
        button.setAutoDefault(False)
        button.setProperty("choice", choice.name)
        button.clicked.connect(self._answer)
        return button

    def _answer(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.choice = RecoveryChoice[str(button.property("choice"))]
        if self.choice in _READ_FIRST:
            self._read(self.choice)
        else:
            self.done(int(self.choice is not RecoveryChoice.LATER))

    def restore(self) -> None:
        """Begin to restore, as its button does."""
        self._read(RecoveryChoice.RESTORE)

    def _read(self, choice: RecoveryChoice) -> None:
        self.choice, self.wish = RecoveryChoice.LATER, choice
        self._enable(is_reading=True)
        self.reading.show_name(self._name)
        if choice is RecoveryChoice.LOOK:
            self.look_requested.emit()
        else:
            self.restore_requested.emit()

    def _enable(self, *, is_reading: bool) -> None:
        can_restore = self.offer.can_restore and not is_reading
        self.restore_button.setEnabled(can_restore)
        self.merge_button.setEnabled(can_restore)
        self.look_button.setEnabled(can_restore)
        self.discard_button.setEnabled(not is_reading)

    def show_share(self, share: float) -> None:
        """Say how much of what is to be looked at is read (0 to 1)."""
        if self.reading.isVisible():
            self.reading.show_share(self._name, share)

    def stop_reading(self) -> None:
        """Give up what was asked for."""
        self.reading.show_name("")
        self._enable(is_reading=False)
        self.reading_stopped.emit()

    def hold(self) -> None:
        """Stay, from now on, until `finish` or `release`: the edits are being made."""
        self._is_held = True
        self.reading.show_name("")
        self.later_button.setEnabled(False)

    def release(self) -> None:
        """End without an answer: it did not work."""
        self._is_held = False
        super().reject()

    def finish(self) -> None:
        """End with what was asked for: it is there now."""
        self._is_held = False
        self.choice = self.wish
        self.done(int(QDialog.DialogCode.Accepted))

    def reject(self) -> None:
        """Take Escape for "not now", but not in the middle of a recovery."""
        if not self._is_held:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take a closed dialog for "not now": nothing is lost by that."""
        if self._is_held:
            event.ignore()
            return
        self.choice = RecoveryChoice.LATER
        super().closeEvent(event)

    def _sentence(self, name: str) -> str:
        offer = self.offer
        first, last = clock_time(offer.first_time), clock_time(offer.last_time)
        count = offer.count
        name = isolate_name(name)
        if offer.is_new:
            words = self.tr(
                "“{name}” was never saved when the program ended without being asked to."
            )
            words += " " + self._what_is_restored(count)
        elif offer.is_undone:
            words = self.tr(
                "The last edits of “{name}”, made {span}, had been undone again when the program "
                "ended: the file holds all that is left of them. Restored, they can be done "
                "again with Redo."
            )
        elif offer.fits and count == 1:
            words = self.tr("1 edit of “{name}”, made {last}, was not saved.")
        elif offer.fits:
            words = self.tr("{count} edits of “{name}”, made {span}, were not saved.")
        elif offer.can_restore:
            words = self.tr(
                "{count} edits of “{name}”, made {span}, were not saved, and the file was "
                "changed since. They are not made on the changed file: they can be restored as a "
                "separate copy of the project, from the version they belong to."
            )
        else:
            words = self.tr(
                "{count} edits of “{name}”, made {span}, were not saved. The file was "
                "changed since, and the version they belong to is not in the file history, so "
                "they cannot be restored. They are kept until you discard them."
            )
        if self._can_merge:
            words += " " + self.tr("Such a copy can also be merged with the file at once.")
        if offer.has_failed_before:
            words += " " + self.tr(
                "Restoring them was begun twice and ended the program each time. You can go on "
                "without them; they are kept. Their journal can be exported, for somebody who "
                "can read it."
            )
        span = last if first == last else f"{first}–{last}"
        return words.format(name=name, count=count, span=span, last=last)

    def _what_is_restored(self, count: int) -> str:
        if count == 0:
            return self.tr("It can be restored as it was made.")
        if count == 1:
            return self.tr("It can be restored with its 1 edit, made {last}.")
        return self.tr("It can be restored with all {count} edits, the last of {last}.")

    def _what_is_safe(self) -> str:
        if self.offer.is_new:
            return self.tr(
                "Restored, it is in no project file until you save it. What you discard is kept "
                "for 30 days."
            )
        return self.tr(
            "The file on disk stays as it is until you save. What you discard is kept for 30 days."
        )

    def _edits(self) -> RowList:
        rows = RowList(
            [self.tr("Time"), self.tr("Edit")],
            self.tr("The edits that were not saved, newest first"),
            len(self._made),
            self._words,
            self._tip,
            parent=self,
        )
        rows.fit_columns(1)
        return rows

    def _words(self, row: int) -> tuple[str, str]:
        entry = self._made[-1 - row]
        kinds = {"undone": self.tr("Undone: {0}"), "redone": self.tr("Redone: {0}")}
        label = QCoreApplication.translate("Edit", entry.label)
        return clock_time(entry.time), kinds.get(entry.kind, "{0}").format(label)

    def _tip(self, row: int, column: int) -> str:
        return plain_tooltip(self._words(row)[column], None)
