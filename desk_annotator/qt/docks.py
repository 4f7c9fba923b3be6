"""The panels beside the panes: made, hidden while nothing is open, brought back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea

_SIZES = {
    "pairs": QSize(320, 200),
    "details": QSize(320, 580),
    "annotations": QSize(640, 190),
}
"""The first sizes: most of the room is for the texts."""
_LEAST = {
    "pairs": QSize(160, 136),
    "details": QSize(100, 90),
    "annotations": QSize(576, 162),
}
"""What each panel needs at least; a place for less would grow when the panel comes."""
_LEFT = ("pairs", "details")


class _Place(QWidget):
    """Holds the place of a panel, which may be built later, and its first size."""

    def __init__(self, name: str, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._size = _SIZES[name]
        self.setMinimumSize(_LEAST[name])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        """Return the same size with the panel as without it."""
        return self._size


class Docks:
    """The docks of one window, by name; panels are put into them by `fill`."""

    def __init__(
        self,
        window: QMainWindow,
        panels: Sequence[tuple[str, str, Qt.DockWidgetArea]],
    ) -> None:
        self._hidden: list[QDockWidget] = []
        self.all: dict[str, QDockWidget] = {}
        for name, title, area in panels:
            dock = QDockWidget(title, window)
            dock.setObjectName(f"dock-{name}")
            dock.setWidget(_Place(name, dock))
            window.addDockWidget(area, dock)
            self.all[name] = dock
        window.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        self._window = window
        self.are_sized = False
        """True once the panels have sizes: their first ones, or those of last time."""
        self._size()

    def _size(self) -> None:
        """Give the panels their first sizes: most of the room is for the texts."""
        beside = [self.all[name] for name in _LEFT]
        widths = [_SIZES[name].width() for name in _LEFT]
        heights = [_SIZES[name].height() for name in _LEFT]
        self._window.resizeDocks(beside, widths, Qt.Orientation.Horizontal)
        self._window.resizeDocks(beside, heights, Qt.Orientation.Vertical)
        height = _SIZES["annotations"].height()
        self._window.resizeDocks([self.all["annotations"]], [height], Qt.Orientation.Vertical)

    def show_all(self, *, shown: bool) -> None:
        """Hide the panels while there is nothing to show in them; bring back those open before."""
        if shown:
            for dock in self._hidden:
                dock.show()
            self._hidden = []
            if self._window.isVisible() and not self.are_sized:
                # Sizes given before the window has laid out its panels are lost.
                self.are_sized = True
                QTimer.singleShot(0, self._window, self._size)
        elif not self._hidden:
            self._hidden = [dock for dock in self.all.values() if not dock.isHidden()]
            for dock in self._hidden:
                dock.hide()

    def fill(self, name: str, panel: QWidget) -> None:
        """Put a panel into its place."""
        layout = self.all[name].widget().layout()
        if layout is not None:
            layout.addWidget(panel)

    def raise_panel(self, name: str) -> None:
        """Bring one panel to the front."""
        self.all[name].show()
        self.all[name].raise_()
