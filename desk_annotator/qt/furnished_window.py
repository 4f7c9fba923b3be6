"""A window whose first picture does not wait for its furniture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QMainWindow

from desk_annotator.qt.piecemeal import Piecemeal

if TYPE_CHECKING:
    from desk_annotator.qt.alignment_commands import AlignmentCommands
    from desk_annotator.qt.annotation_list import AnnotationList
    from desk_annotator.qt.coverage_bar import CoverageBar
    from desk_annotator.qt.details_panel import DetailsPanel
    from desk_annotator.qt.edit_making import EditMaking
    from desk_annotator.qt.find_bar import FindBar
    from desk_annotator.qt.furniture import Furniture
    from desk_annotator.qt.going_commands import GoingCommands
    from desk_annotator.qt.pair_panel import PairPanel
    from desk_annotator.qt.suggesting_parts import SuggestingParts
    from desk_annotator.qt.tagging_commands import TaggingCommands

T = TypeVar("T")
_LATEST_MS = 500
"""When the furniture of a window on show is begun even if there was nothing to paint."""


class _Part(Generic[T]):
    """The part of the same name of a window's furniture."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, window: FurnishedWindow, owner: type) -> T:
        """Return the part; all furniture is there then."""
        return cast("T", getattr(window.furniture, self._name))


class FurnishedWindow(QMainWindow):
    """Builds its furniture right after its first picture, or when a part of it is asked for.

    `make_furniture` is called then, once; nothing of what it returns need be built yet.
    """

    furnished = Signal()
    """All furniture is there."""

    find_bar: _Part[FindBar] = _Part()
    suggesting: _Part[SuggestingParts] = _Part()
    annotation_list: _Part[AnnotationList] = _Part()
    details: _Part[DetailsPanel] = _Part()
    pairs: _Part[PairPanel] = _Part()
    coverage: _Part[CoverageBar] = _Part()
    edits: _Part[EditMaking] = _Part()
    tagging: _Part[TaggingCommands] = _Part()
    going: _Part[GoingCommands] = _Part()

    def __init__(self, make_furniture: Callable[[], Furniture]) -> None:
        super().__init__()
        self._make_furniture = make_furniture
        self.begun: Furniture | None = None
        """The furniture, as far as it is built."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._begin)

    def _begin(self) -> None:
        self._soon.stop()
        if self.begun is None:
            self.begun = self._make_furniture()
            self.begun.finished.connect(self.furnished)
            self.begun.begin()

    @property
    def furniture(self) -> Furniture:
        """Commands, panels and bars, all of them."""
        self._begin()
        if self.begun is None:
            message = "the window has lost its furniture"
            raise RuntimeError(message)
        self.begun.finish()
        return self.begun

    @property
    def alignment(self) -> AlignmentCommands:
        """What aligns the pair shown and suggests annotations."""
        return self.suggesting.alignment

    @property
    def is_furnished(self) -> bool:
        """True once nothing of the window is missing, and all of it is of the project shown."""
        return self.begun is not None and self.begun.is_complete

    def event(self, event: QEvent) -> bool:
        """Have everything there before a key acts: this comes before any action is looked for."""
        if event.type() is QEvent.Type.ShortcutOverride and not self.is_furnished:
            self.furniture.finish()
        is_handled = super().event(event)
        if event.type() is QEvent.Type.UpdateRequest:
            # To lay out and paint the window is work enough for one turn.
            Piecemeal.give_way()
            if self.begun is not None:
                self.begun.spend_turn()
        return is_handled

    def setVisible(self, visible: bool) -> None:
        """See to it that a window on show is furnished soon."""
        super().setVisible(visible)
        if visible and self.begun is None:
            self._soon.start(_LATEST_MS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once there is a picture, build what it could do without."""
        super().paintEvent(event)
        if self.begun is None:
            self._soon.start(0)
