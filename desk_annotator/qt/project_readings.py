"""Reads projects in a thread, one wanted at a time; says how far it is, and stops when asked.

An opening may go on in a thread behind the reading: what a crash left is looked for then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.qt.background import Background, Job
from desk_annotator.storage.reading_watch import Check
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.qt.reading_label import ReadingLabel

T = TypeVar("T")

_PATIENCE_MS = 400
"""Most projects are read before anybody would see how far it is."""


class ProjectReadings(QObject):
    """The reading whose project is wanted; an earlier one is stopped, and is for nothing."""

    finished = Signal(object)
    """The OpenProject that was read; `end` is still to be called."""
    looked = Signal(object)
    """What to call with what was found behind a reading: it ends the opening."""
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
        self._given_up: Callable[[], None] | None = None
        """Undoes what was done already for the project; only while something is looked for."""
        self._found: Callable[[object], None] | None = None
        self.current: Job[OpenProject] | Job[object] | None = None
        """The reading whose outcome is wanted, or what goes on behind it."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_label)

    def begin(self, path: Path, load: Callable[..., OpenProject]) -> None:
        """Read a project with `load`, which takes `check` and `progress` as `open_project` does."""
        self.cancel()
        self._say(path.name)

        def work(job: Job[OpenProject]) -> OpenProject:
            return load(path, check=job.check, progress=job.tell)

        self.current = self._background.start(
            work, finished=self._read, failed=self._not_read, progressed=self._show_share
        )
        self._patience.start()

    def go_on(
        self,
        name: str,
        look: Callable[[Check], T],
        *,
        found: Callable[[T], None],
        given_up: Callable[[], None],
    ) -> None:
        """Look in a thread for what must be known before a project just read is shown.

        What is open stays until then, and can be worked on. `found` gets what was found, unless
        the user stops it, opens another, or would rather keep what was worked on, or the look
        fails: then `given_up` is called.
        """
        self._say(name)
        self._found, self._given_up = cast("Callable[[object], None]", found), given_up

        def work(job: Job[object]) -> object:
            return look(job.check)

        self.current = self._background.start(work, finished=self._looked, failed=self._not_read)
        self._patience.start()

    def _say(self, name: str) -> None:
        self._name, self._share, self._is_beside = name, 0.0, False
        self.busy_changed.emit(self.tr("Opening {0}…").format(isolate_name(name)))

    def cancel(self) -> None:
        """Open it no longer; what is open stays as it is."""
        if self.current is not None:
            self.current.cancel()
            given_up = self._given_up
            self.end()
            if given_up is not None:
                given_up()

    def rest(self) -> None:
        """Say nothing of it any more: it came to its end, and the user may be asked about it."""
        self._patience.stop()
        if self._label is not None:
            self._label.show_name("")
            self._window.removeEventFilter(self)

    def end(self) -> None:
        """Take the reading for done: its outcome was taken, or is not wanted any more."""
        if self.current is None:
            return
        self.current = self._found = self._given_up = None
        self.rest()
        self.busy_changed.emit("")

    def _read(self, opened: OpenProject) -> None:
        if self.sender() is self.current:
            self.finished.emit(opened)

    def _looked(self, what: object) -> None:
        if self.sender() is self.current and self._found is not None:
            self.looked.emit(partial(self._hand_over, self._found, what))

    def _hand_over(self, found: Callable[[object], None], what: object) -> None:
        self.end()  # so that to show the project gives nothing up
        found(what)

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
        if self._given_up is None:
            self._label.show_share(self._name, self._share)
        else:
            words = self.tr("Looking for unsaved work of {0}…")
            self._label.show_words(words.format(isolate_name(self._name)))
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
