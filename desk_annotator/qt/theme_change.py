"""Takes one theme off the windows on show and puts another on, without holding them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class ThemeChange(QObject):
    """Undresses the application in one turn of the event loop and has it dressed in another.

    Each alone takes Qt long: every widget is told. Meanwhile the windows keep the picture and the
    sizes they have, for what is bare is neither to be seen nor to move anything.
    """

    def __init__(
        self, fetch: Callable[[], None], dress: Callable[[], None], parent: QObject
    ) -> None:
        """`fetch` makes ready what is wished, and `dress` puts on what is wished by then."""
        super().__init__(parent)
        self._fetch = fetch
        self._dress = dress
        self._work: Iterator[None] | None = None
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)

    @property
    def is_under_way(self) -> bool:
        """True until the application is dressed."""
        return self._work is not None

    def begin(self) -> None:
        """Change the theme in the next turns; a change that is under way is as good."""
        if self._work is None:
            self._work = self._steps()
            self._turn.start()

    def _go_on(self) -> None:
        is_over = True
        try:
            for _ in self._work or ():
                is_over = False
                return
        finally:
            if is_over:
                self._turn.stop()
                self._work = None

    def _steps(self) -> Iterator[None]:
        self._fetch()
        yield
        held = _hold()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setStyleSheet("")
        yield
        try:
            self._dress()
        finally:
            _let_go(held)


def _hold() -> list[QWidget]:
    """Keep the windows on show as they are; return them."""
    held = [
        window
        for window in QApplication.topLevelWidgets()
        # Who holds back the updates of a window lets go of them too.
        if window.isVisible() and window.updatesEnabled()
    ]
    for window in held:
        window.setUpdatesEnabled(False)
        layout = window.layout()
        if layout is not None:
            layout.setEnabled(False)
    return held


def _let_go(held: list[QWidget]) -> None:
    for window in held:
        if not isValid(window):
            continue
        layout = window.layout()
        if layout is not None:
            layout.setEnabled(True)
            # Also for a size that the window was given meanwhile.
            layout.invalidate()
            layout.activate()
        window.setUpdatesEnabled(True)
