"""The panels beside the panes: made, hidden while nothing is open, brought back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class Docks:
    """The docks of one window, by name."""

    def __init__(
        self,
        window: QMainWindow,
        panels: Sequence[tuple[str, str, QWidget, Qt.DockWidgetArea]],
    ) -> None:
        self._hidden: list[QDockWidget] = []
        self.all: dict[str, QDockWidget] = {}
        for name, title, widget, area in panels:
            dock = QDockWidget(title, window)
            dock.setObjectName(f"dock-{name}")
            dock.setWidget(widget)
            window.addDockWidget(area, dock)
            self.all[name] = dock
        window.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        self._window = window
        self.are_sized = False
        """True once the panels have sizes: their first ones, or those of last time."""
        self._size()

    def _size(self) -> None:
        """Give the panels their first sizes: most of the room is for the texts."""
        beside = [self.all["pairs"], self.all["details"]]
        self._window.resizeDocks(beside, [320, 320], Qt.Orientation.Horizontal)
        self._window.resizeDocks(beside, [200, 580], Qt.Orientation.Vertical)
        self._window.resizeDocks([self.all["annotations"]], [190], Qt.Orientation.Vertical)

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

    def raise_panel(self, name: str) -> None:
        """Bring one panel to the front."""
        self.all[name].show()
        self.all[name].raise_()
