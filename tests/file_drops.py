"""Files dragged in and dropped, as events to hand to a widget."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

Held = tuple[QDragEnterEvent, QDropEvent, QMimeData]


def file_drop(place: QPoint, paths: Iterable[str | Path]) -> Held:
    """Return the two events of a drop, and the data, which must outlive them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with warnings.catch_warnings():
        # Qt 6.12 wants a QPointF here, which older versions do not take.
        warnings.simplefilter("ignore", DeprecationWarning)
        entering = QDragEnterEvent(place, *how)
    return entering, QDropEvent(QPointF(place), *how), data
