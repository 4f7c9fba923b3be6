"""Reads projects in a thread, one wanted at a time; says how far it is, and stops when asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.qt.background import Background, Job
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.reading_label import ReadingLabel

_PATIENCE_MS = 400
"""Most projects are read before anybody would see how far it is."""


class ProjectReadings(QObject):
    """The reading whose project is wanted; an earlier one is stopped, and is for nothing."""

    finished = Signal(object)
    """The OpenProject that was read; `end` is still to be called."""
    failed = Signal(object)
    """The exception the reading ended with; `end` is still to be called."""
    busy_changed = Signal(str)
    """What is under way; empty when nothing is, or when it is said beside."""

    def __init__(self, background: Background, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._window = window
        self._label: ReadingLabel | None = None
        self._name = ""
        self._share = 0.0
        self._is_beside = False
        self.current: Job[OpenProject] | None = None
        """The reading whose outcome is wanted."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_label)

    def begin(self, path: Path, load: Callable[..., OpenProject]) -> None:
        """Read a project with `load`, which takes `check` and `progress` as `open_project` does."""
        self.cancel()
        self._name, self._share, self._is_beside = path.name, 0.0, False
        self.busy_changed.emit(self.tr("Opening {0}…").format(isolate_name(path.name)))

        def work(job: Job[OpenProject]) -> OpenProject:
            return load(path, check=job.check, progress=job.tell)

        self.current = self._background.start(
            work, finished=self._read, failed=self._not_read, progressed=self._show_share
        )
        self._patience.start()

    def cancel(self) -> None:
        """Read no longer; what is open stays as it is."""
        if self.current is not None:
            self.current.cancel()
            self.end()

    def end(self) -> None:
        """Take the reading for done: its outcome was taken, or is not wanted any more."""
        if self.current is None:
            return
        self.current = None
        self._patience.stop()
        if self._label is not None:
            self._label.show_name("")
            self._window.removeEventFilter(self)
        self.busy_changed.emit("")

    def _read(self, opened: OpenProject) -> None:
        if self.sender() is self.current:
            self.finished.emit(opened)

    def _not_read(self, error: Exception) -> None:
        if self.sender() is self.current:
            self.failed.emit(error)

    def _show_share(self, share: float) -> None:
        if self.sender() is not self.current:
            return
        self._share = share
        if self._label is not None and not self._patience.isActive():
            self._label.show_share(self._name, share)
            self._say_beside()

    def _show_label(self) -> None:
        if self._label is None:
            self._label = self._made_label()
        self._label.show_share(self._name, self._share)
        self._window.installEventFilter(self)
        self._say_beside()

    def _say_beside(self) -> None:
        """Say nothing more in the state of the window, once the label is on show."""
        if not self._is_beside and self._window.isVisible():
            self._is_beside = True
            self.busy_changed.emit("")

    def _made_label(self) -> ReadingLabel:
        from desk_annotator.qt.reading_label import ReadingLabel  # noqa: PLC0415 - seldom shown

        label = ReadingLabel(self._window)
        label.setObjectName("project_reading")
        label.cancel_requested.connect(self.cancel)
        if isinstance(self._window, QMainWindow):
            self._window.statusBar().insertPermanentWidget(1, label)  # behind the state
        return label

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop on an Escape that nothing else in the window wants."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.current is not None
        ):
            self.cancel()
            return True
        return super().eventFilter(watched, event)
