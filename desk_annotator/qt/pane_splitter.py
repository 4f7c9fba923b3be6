"""The splitter that holds both panes, with the gutter as its handle."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QSplitterHandle

from desk_annotator.qt.gutter import Gutter


class PaneSplitter(QSplitter):
    """A splitter whose handle is the gutter."""

    def createHandle(self) -> QSplitterHandle:
        """Return the gutter."""
        return Gutter(self)
