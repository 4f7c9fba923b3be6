"""Takes unexpected errors to the user, wherever they come from."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desk_annotator.qt.crash_dialog import CrashDialog

# ruff: noqa: PLC0415 - what a report needs is loaded by the few starts that need one

_log = logging.getLogger("desk_annotator")
_MOST_ASKED = 3


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
        from desk_annotator.app.crash_report import report

        shown = report(error, trace)
        self._seen[shown] += 1
        # An error in painting comes with every frame: she has been told.
        if self._dialog is not None or self._seen[shown] > _MOST_ASKED:
            return
        words = self.tr(
            "Something went wrong in the program. Your work is still here, and every edit is in "
            "the journal: if you close the program now, it is offered at the next start."
        )
        self._open(words, shown)

    def tell_of(self, reports: Sequence[str]) -> None:
        """Say that an earlier session ended in a crash below Python."""
        if not reports or self._dialog is not None:
            return
        words = self.tr(
            "The program ended unexpectedly when it last ran. Edits that were not saved then are "
            "offered when their project is opened."
        )
        self._open(words, "\n".join(reports), over=True)

    def _open(self, words: str, shown: str, *, over: bool = False) -> None:
        from desk_annotator.qt.crash_dialog import CrashDialog

        self._dialog = CrashDialog(words, shown, self._window, over=over)
        self._dialog.finished.connect(self._answered)
        self._dialog.open()

    def _answered(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if dialog.closes:
            self._leave()
