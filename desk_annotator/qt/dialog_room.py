"""How large a dialog is: what it asks for, what its sentences need, and what the screen has."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_MARGIN = QSize(40, 60)


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its first size. Qt's own is wrong for layouts with wrapped labels."""
    dialog.resize(_fitting(dialog, QSize(width, height).expandedTo(dialog.minimumSizeHint())))


def grow(dialog: QDialog) -> None:
    """Make a dialog as high as the sentences in it now need; it never shrinks."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    needed = QSize(dialog.width(), layout.totalHeightForWidth(dialog.width()))
    dialog.resize(_fitting(dialog, dialog.size().expandedTo(needed)))


def _fitting(dialog: QDialog, size: QSize) -> QSize:
    return size.boundedTo(dialog.screen().availableSize() - _MARGIN)
