"""What happens on an unexpected error: a report without the user's texts, and going on or not."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.crash_report import report
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.signed_label import SignedLabel

_log = logging.getLogger("desk_annotator")
_MOST_ASKED = 3


class CrashDialog(QDialog):
    """Shows a report, and lets the user go on or close; `closes` is her answer."""

    def __init__(
        self, words: str, shown: str, parent: QWidget | None = None, *, over: bool = False
    ) -> None:
        super().__init__(parent)
        self.closes = False
        self.setWindowTitle(self.tr("Unexpected error"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        label = SignedLabel(self)
        label.set_words(words, "error")
        note = PlainLabel(
            self.tr("This report holds nothing of your texts. It is sent nowhere by itself."),
            self,
            wraps=True,
        )
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setPlainText(shown)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.go_on_button = buttons.addButton(self.tr("&Go on"), role.AcceptRole)
        self.copy_button = buttons.addButton(self.tr("&Copy report"), role.ActionRole)
        self.close_button = buttons.addButton(self.tr("Close the &program"), role.DestructiveRole)
        self.close_button.setHidden(over)
        self.go_on_button.setDefault(True)
        self.go_on_button.clicked.connect(self.accept)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self._close)
        column = QVBoxLayout(self)
        for widget in (label, note):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        open_at(self, 640, 420)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _close(self) -> None:
        self.closes = True
        self.accept()


class CrashGuard(QObject):
    """Takes what nobody else caught, in any thread, to the user."""

    _caught = Signal(object, object)

    def __init__(self, window: QWidget, leave: Callable[[], None]) -> None:
        """`leave` brings the work onto the device and ends the program."""
        super().__init__(window)
        self._window = window
        self._leave = leave
        self._dialog: CrashDialog | None = None
        self._seen: Counter[str] = Counter()
        self._caught.connect(self._show)

    def install(self) -> None:
        """Take over from Python's own way."""
        sys.excepthook = self.take
        threading.excepthook = self._take_of_thread

    def remove(self) -> None:
        """Give back to Python's own way."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error and show it; from any thread."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("unexpected error", exc_info=(kind, error, trace))
        self._caught.emit(error, trace)

    def _take_of_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
            self.take(type(arguments.exc_value), arguments.exc_value, arguments.exc_traceback)

    def _show(self, error: BaseException, trace: TracebackType | None) -> None:
        shown = report(error, trace)
        self._seen[shown] += 1
        # An error in painting comes with every frame: she has been told.
        if self._dialog is not None or self._seen[shown] > _MOST_ASKED:
            return
        words = self.tr(
            "Something went wrong in the program. Your work is still here, and every edit is in "
            "the journal: if you close the program now, it is offered at the next start."
        )
        self._dialog = CrashDialog(words, shown, self._window)
        self._dialog.finished.connect(self._answered)
        self._dialog.open()

    def tell_of(self, reports: Sequence[str]) -> None:
        """Say that an earlier session ended in a crash below Python."""
        if not reports or self._dialog is not None:
            return
        words = self.tr(
            "The program ended unexpectedly when it last ran. Edits that were not saved then are "
            "offered when their project is opened."
        )
        self._dialog = CrashDialog(words, "\n".join(reports), self._window, over=True)
        self._dialog.finished.connect(self._answered)
        self._dialog.open()

    def _answered(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if dialog.closes:
            self._leave()
