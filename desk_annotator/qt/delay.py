"""A wait before something is done, which begins anew whenever it is asked for again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Delay(QTimer):
    """Makes one call some milliseconds after `start`; `stop` before that, and it is not made.

    What the first picture of the window needs has timers of its own: this module is not
    loaded by then.
    """

    def __init__(self, milliseconds: int, call: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(milliseconds)
        self.timeout.connect(call)
