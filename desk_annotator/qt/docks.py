"""The panels beside the panes: made, hidden while nothing is open, brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from desk_annotator.qt.fonts import pair_row_height

if TYPE_CHECKING:
    from desk_annotator.qt.settings import Settings

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
_FOR_THE_TEXTS = 760
"""Pixels of the window's width that the texts have before the column beside them is widened."""
_NARROWEST = 240
"""The least width of that column in a narrow window; what it needs more it has."""
_MOST_ROWS = 6
"""Of more pairs than this the list scrolls."""
_PAIRS_SHARE = 0.6
"""The most of their column that the pairs take by themselves while there are no details."""
_SHARE_BESIDE_DETAILS = 0.36
"""The same once an annotation was active: what is said of it needs more room."""
_ABOVE_AND_BELOW = 190
"""Pixels of the window's height that are not the panels': menus, tools, titles, status."""
_NO_LIMIT = 16_777_215


class _Place(QWidget):
    """Holds the place of a panel, which may be built later, and its first size."""

    def __init__(self, name: str, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._size = _SIZES[name]
        self._least = _LEAST[name]
        self.setMinimumHeight(self._least.height())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        """Return the same size with the panel as without it."""
        return self._size

    def minimumSizeHint(self) -> QSize:
        """Return what the panel needs now, were it more than at first: it is cut at no side."""
        width = super().minimumSizeHint().width()
        return QSize(max(width, self._least.width()), self._least.height())

    def hold(self, height: int) -> None:
        """Be as high as this until `release`, when a user's mouse may change it again."""
        self.setFixedHeight(max(height, _LEAST["pairs"].height()))

    def release(self) -> None:
        """Keep the height, but let it be changed."""
        self.setMinimumHeight(_LEAST["pairs"].height())
        self.setMaximumHeight(_NO_LIMIT)


class Docks(QObject):
    """The docks of one window, by name; panels are put into them by `fill`.

    The pairs have the height their rows need, up to a share of the column, until the user moves
    the divider below them. The share is smaller from the first active annotation on, and stays
    so: a divider that came and went with each click would be worse than a list that scrolls.

    In a narrow window the column on the left gives way to the texts, until the user moves the
    divider beside it.
    """

    def __init__(
        self,
        window: QMainWindow,
        panels: Sequence[tuple[str, str, Qt.DockWidgetArea]],
    ) -> None:
        super().__init__(window)
        self._hidden: list[QDockWidget] = []
        self.all: dict[str, QDockWidget] = {}
        for name, title, area in panels:
            dock = QDockWidget(title, window)
            dock.setObjectName(f"dock-{name}")
            place = _Place(name, dock)
            if name == "pairs":
                self._pairs_place = place
            dock.setWidget(place)
            window.addDockWidget(area, dock)
            self.all[name] = dock
        window.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        self._window = window
        self.are_sized = False
        """True once the panels have sizes: their first ones, or those of last time."""
        self.is_divided = False
        """True once the user has moved the divider between the panels on the left."""
        self.is_widened = False
        """True once the user has given the panels on the left a width."""
        self._pairs = 0
        self._has_details = False
        self._size_at_press: QSize | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._release)
        self._after_layout = QTimer(self)
        self._after_layout.setSingleShot(True)
        self._after_layout.timeout.connect(self._give_way)
        self._size()
        window.installEventFilter(self)

    # What is kept from one start to the next

    def restore_sizes(self, settings: Settings) -> None:
        """Give the window and its panels the places of last time, if any."""
        self.is_divided = settings.flag("window/divided", default=False)
        self.are_sized = settings.restore_window(self._window)
        # Of a width from before this was stored nobody knows whose it is: then it is the user's.
        self.is_widened = settings.flag("window/widened", default=self.are_sized)

    def store_sizes(self, settings: Settings) -> None:
        """Remember the places of the window and its panels, and what of them the user chose."""
        settings.store_window(self._window)
        settings.set_flag("window/divided", value=self.is_divided)
        settings.set_flag("window/widened", value=self.is_widened)

    # The height of the pairs

    def fit(self, pairs: int) -> None:
        """Make room for this many pairs."""
        if pairs != self._pairs:
            self._pairs = pairs
            self._fit()

    def make_room_for_details(self, *, needed: bool) -> None:
        """Say whether there is something to show in the details; False for another project."""
        if needed != self._has_details:
            self._has_details = needed
            self._fit()

    def _fit(self) -> None:
        if self.is_divided or not self._pairs or not self._share_a_column():
            return
        font = self._pairs_place.font()
        rows = min(self._pairs, _MOST_ROWS) * pair_row_height(font)
        buttons_and_edges = self._pairs_place.fontMetrics().height() + 32
        share = _SHARE_BESIDE_DETAILS if self._has_details else _PAIRS_SHARE
        most = round((self._window.height() - _ABOVE_AND_BELOW) * share)
        self._pairs_place.hold(min(rows + buttons_and_edges, most))
        if self._window.isVisible():
            self._soon.start(0)

    def _release(self) -> None:
        # A timer may be quicker than the layout with the height that is held.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._pairs_place.release()

    def _is_a_column(self) -> bool:
        beside = [self.all[name] for name in _LEFT]
        in_place = all(self._window.dockWidgetArea(dock) is LEFT for dock in beside)
        return in_place and not any(dock.isFloating() for dock in beside)

    def _share_a_column(self) -> bool:
        is_alone = not self._window.tabifiedDockWidgets(self.all["pairs"])
        return self._is_a_column() and is_alone

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's height, and see the user move the divider."""
        kind = event.type()
        if kind in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
            # A width that is given before the window has laid out its new size is lost.
            self._after_layout.start(0)
        elif kind is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            is_divider = self._window.isSeparator(event.position().toPoint())
            self._size_at_press = self.all["pairs"].size() if is_divider else None
        elif kind is QEvent.Type.MouseButtonRelease and self._size_at_press is not None:
            size = self.all["pairs"].size()
            self.is_divided = self.is_divided or size.height() != self._size_at_press.height()
            self.is_widened = self.is_widened or size.width() != self._size_at_press.width()
            self._size_at_press = None
        return super().eventFilter(watched, event)

    # The width of the column

    def _column_width(self) -> int:
        """Return the width of the panels on the left in a window as wide as this one."""
        room = self._window.width() - _FOR_THE_TEXTS
        return min(max(room, _NARROWEST), _SIZES["pairs"].width())

    def _give_way(self) -> None:
        if self.is_widened or not self._window.isVisible():
            return
        shown = [dock for dock in map(self.all.__getitem__, _LEFT) if dock.isVisible()]
        if not shown or not self._is_a_column():
            return
        width = self._column_width()
        if shown[0].width() != width:
            self._window.resizeDocks(shown[:1], [width], Qt.Orientation.Horizontal)

    # First sizes

    def _size(self) -> None:
        """Give the panels their first sizes: most of the room is for the texts."""
        beside = [self.all[name] for name in _LEFT]
        widths = [self._column_width()] * len(beside)
        self._window.resizeDocks(beside, widths, Qt.Orientation.Horizontal)
        height = _SIZES["annotations"].height()
        self._window.resizeDocks([self.all["annotations"]], [height], Qt.Orientation.Vertical)

    def show_all(self, *, shown: bool) -> None:
        """Hide the panels while there is nothing to show in them; bring back those open before."""
        if shown:
            for dock in self._hidden:
                dock.show()
            self._hidden = []
            if self.are_sized:
                self._after_layout.start(0)
            elif self._window.isVisible():
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
