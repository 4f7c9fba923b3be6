"""How large a dialog is: what it asks for, what its sentences need, and what the screen has.

The larger dialogs open as large as the user left them.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QDialog

from desk_annotator.qt.settings import Settings

_MARGIN = QSize(40, 60)
_LARGE = 450
"""The first height of dialogs whose size is remembered; lower ones hold little but a sentence."""
_STORED = re.compile(r"([1-9][0-9]{0,4}) ([1-9][0-9]{0,4})")


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its first size. Qt's own is wrong for layouts with wrapped labels."""
    size = QSize(width, height)
    if height >= _LARGE:
        size = _stored(dialog) or size
    dialog.resize(_fitting(dialog, size.expandedTo(dialog.minimumSizeHint())))
    if height >= _LARGE:
        _SizeMemory(dialog)


def grow(dialog: QDialog) -> None:
    """Make a dialog as high as the sentences in it now need; it never shrinks."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    before = dialog.height()
    needed = QSize(dialog.width(), layout.totalHeightForWidth(dialog.width()))
    dialog.resize(_fitting(dialog, dialog.size().expandedTo(needed)))
    memory = dialog.findChild(_SizeMemory)
    if memory is not None:
        memory.grown += dialog.height() - before


class _SizeMemory(QObject):
    """Stores how large a dialog is when it ends, if the user has made it so."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._opened = dialog.size()
        self.grown = 0
        """How much higher it has become by itself, for its sentences."""
        dialog.finished.connect(self._ended)

    def _ended(self) -> None:
        # Asked for, not kept: each would keep the other alive until the collector comes.
        dialog = self.parent()
        if not isinstance(dialog, QDialog) or dialog.isMaximized() or dialog.isFullScreen():
            return
        chosen = dialog.size() - QSize(0, self.grown)
        if chosen != self._opened:
            Settings().set_text(_key(dialog), f"{chosen.width()} {chosen.height()}")


def _key(dialog: QDialog) -> str:
    return f"dialogs/{type(dialog).__name__}"


def _stored(dialog: QDialog) -> QSize | None:
    """Return the size the user left such a dialog at; None if there is none that fits."""
    found = _STORED.fullmatch(Settings().text(_key(dialog), ""))
    if found is None:
        return None
    size = QSize(int(found[1]), int(found[2]))
    return size if _fitting(dialog, size) == size else None


def _fitting(dialog: QDialog, size: QSize) -> QSize:
    return size.boundedTo(dialog.screen().availableSize() - _MARGIN)
