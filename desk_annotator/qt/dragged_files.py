"""The files that are dragged over a window or pasted into it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> Sequence[str]:
    """Return the paths of the files that are dragged or on the clipboard."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile() and url.toLocalFile()]
