"""What a first picture of the window does without: commands, panels, bars.

They are built after that of the window, and hear of a project after the first picture of its texts.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QVBoxLayout

from desk_annotator.app.workspace import Workspace
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.docks import Docks
from desk_annotator.qt.file_commands import FileCommands
from desk_annotator.qt.fonts import use_pane_typefaces
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.menus import Menus
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk_annotator.qt.annotation_list import AnnotationList
    from desk_annotator.qt.coverage_bar import CoverageBar
    from desk_annotator.qt.coverage_counting import CoverageCounting
    from desk_annotator.qt.details_panel import DetailsPanel
    from desk_annotator.qt.edit_making import EditMaking
    from desk_annotator.qt.find_bar import FindBar
    from desk_annotator.qt.going_commands import GoingCommands
    from desk_annotator.qt.import_commands import ImportCommands
    from desk_annotator.qt.pair_panel import PairPanel
    from desk_annotator.qt.suggesting_parts import SuggestingParts
    from desk_annotator.qt.tagging_commands import TaggingCommands

# ruff: noqa: PLC0415 - each part is loaded in its own turn, so that no turn is long


class _Part(Protocol):
    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""


class _Coloured(Protocol):
    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""


T = TypeVar("T", bound=_Part)


class Furniture(QObject):
    """Builds its parts one after the other, a turn of the event loop for each.

    So do panels and bars hear of another project that is shown. Whoever needs a part earlier
    calls `finish`, as does the user's first key or click.
    """

    finished = Signal()
    """Everything is there."""

    find_bar: FindBar
    suggesting: SuggestingParts
    annotation_list: AnnotationList
    details: DetailsPanel
    counting: CoverageCounting
    pairs: PairPanel
    coverage: CoverageBar
    edits: EditMaking
    tagging: TaggingCommands
    going: GoingCommands
    imports: ImportCommands

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        view: LinkedView,
        notices: NoticeBar,
        settings: Settings,
        files: FileCommands,
        menus: Menus,
        docks: Docks,
        below: QVBoxLayout,
    ) -> None:
        """`below` is the column below the notices, into which the bars go."""
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._view = view
        self._notices = notices
        self._settings = settings
        self._files = files
        self._menus = menus
        self._docks = docks
        self._below = below
        self._workspace: Workspace | None = None
        self._colours: PaneColours | None = None
        self._first: list[_Part] = []
        self._parts: list[_Part] = []
        self._coloured: list[_Coloured] = []
        self._turns = Turns(
            window,
            (
                self._build_commands(),
                self._build_pairs(),
                self._build_details(),
                self._build_annotation_list(),
                self._build_coverage(),
                self._build_find_bar(),
                self._warm_up(),
                self._build_suggesting(),
            ),
        )
        self._turns.done.connect(self.finished)

    # Building

    def begin(self) -> None:
        """Build from now on, a piece at each turn."""
        self._turns.begin()

    def finish(self) -> None:
        """Have everything there, and every part at the project shown, at once."""
        self._turns.finish()

    def spend_turn(self) -> None:
        """Do nothing more in this turn of the event loop."""
        self._turns.spend()

    @property
    def is_built(self) -> bool:
        """True once no part is missing, though some may not know of the project shown yet."""
        return not self._turns.has_work

    @property
    def is_complete(self) -> bool:
        """True once nothing is missing and every part works on the project shown."""
        return self._turns.is_over

    def leave(self) -> None:
        """Build no more, and put the find bar away: the window is about to go."""
        self._turns.rest()
        if self.is_built:
            self.find_bar.close_bar()

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        from desk_annotator.qt.counting_thread import counting_thread

        counting_thread().wait()
        if self.is_built:
            self.edits.close()
            self.suggesting.close()

    def _build_commands(self) -> Iterator[None]:
        from desk_annotator.qt.edit_label import EditLabel
        from desk_annotator.qt.edit_making import EditMaking
        from desk_annotator.qt.going_commands import GoingCommands
        from desk_annotator.qt.import_commands import ImportCommands
        from desk_annotator.qt.tagging_commands import TaggingCommands

        yield
        window, actions = self._window, self._actions
        self.edits = self._take_first(EditMaking(self._notices, window))
        edit_label = EditLabel(window)
        self._files.is_editing = lambda: self.edits.is_busy
        self.edits.progressed.connect(edit_label.show_share)
        edit_label.cancel_requested.connect(self.edits.cancel)
        window.statusBar().addPermanentWidget(edit_label)
        self.tagging = self._take_first(
            TaggingCommands(actions, self._view, self._notices, self.edits, window)
        )
        self.going = self._take_first(GoingCommands(actions, self._view, self._notices, window))
        self.imports = ImportCommands(actions, self._notices, self._files, self.edits, window)
        self.going.nothing_held.connect(self._stop)
        window.statusBar().addPermanentWidget(self.imports.label)
        yield
        self._menus.fill()
        self.tagging.note_wanted.connect(self._write_note)
        self._view.edit_requested.connect(self.tagging.apply)
        self._view.overlap_walked.connect(self._show_overlap)

    def _stop(self) -> None:
        """Stop what the user waits for; only if that is nothing, what goes on by itself."""
        waits = self._files.readings.current is not None or self.edits.is_busy
        self._files.readings.cancel()
        self.edits.cancel()
        if not waits and self.is_built:
            self.suggesting.stop()

    def _build_pairs(self) -> Iterator[None]:
        from desk_annotator.qt.coverage_counting import CoverageCounting
        from desk_annotator.qt.pair_panel import PairPanel

        yield
        self.counting = self._take(CoverageCounting(self))
        self.pairs = self._take(PairPanel(self._window, self.counting))
        self._dress(self.pairs)
        yield
        self._docks.fill("pairs", self.pairs)
        self.pairs.pair_chosen.connect(self._show_pair)
        self.pairs.new_pair_requested.connect(self._actions["new_pair"].trigger)
        self.pairs.remove_pair_requested.connect(self._files.remove_pair)
        self.pairs.edit_requested.connect(self.tagging.apply)

    def _build_details(self) -> Iterator[None]:
        from desk_annotator.qt.details_panel import DetailsPanel

        yield
        self.details = self._take_first(DetailsPanel(self._window))
        self._dress(self.details)
        yield
        self._docks.fill("details", self.details)
        self.details.edit_requested.connect(self.tagging.apply)
        self.details.tag_requested.connect(self.tagging.change_tag)
        self.details.note.left.connect(self._back_to_text)
        self._files.settling.connect(self.details.commit)

    def _build_annotation_list(self) -> Iterator[None]:
        from desk_annotator.qt.annotation_list import AnnotationList

        yield
        self.annotation_list = self._take(AnnotationList(self._window))
        self._dress(self.annotation_list)
        yield
        self._docks.fill("annotations", self.annotation_list)
        self._menus.add_columns(self.annotation_list.columns_menu)
        self.annotation_list.annotation_chosen.connect(self._choose)
        self.annotation_list.go_to_text_requested.connect(self._go_to_text)
        self.annotation_list.delete_requested.connect(self.tagging.delete_ids)

    def _build_coverage(self) -> Iterator[None]:
        from desk_annotator.qt.coverage_bar import CoverageBar

        yield
        self.coverage = self._take(CoverageBar(self._window, self.counting))
        self._dress(self.coverage)
        self._window.statusBar().addPermanentWidget(self.coverage)
        self.coverage.next_untouched_requested.connect(self.going.go_to_untouched)

    def _build_find_bar(self) -> Iterator[None]:
        from desk_annotator.qt.find_bar import FindBar

        yield
        self.find_bar = self._take(FindBar(self._window))
        self._below.addWidget(self.find_bar)
        self.find_bar.hits_changed.connect(self._view.set_hits)
        self.find_bar.hit_chosen.connect(self._view.go_to_span)
        self.find_bar.closed.connect(self._back_to_text)
        self.find_bar.cursor_place = self._view.cursor_place
        self._actions["find"].triggered.connect(self._find)
        self._actions["find_next"].triggered.connect(self.find_bar.find_next)
        self._actions["find_previous"].triggered.connect(self.find_bar.find_previous)

    def _build_suggesting(self) -> Iterator[None]:
        from desk_annotator.qt.suggesting_parts import SuggestingParts

        yield
        self.suggesting = self._take_first(
            SuggestingParts(
                self._actions,
                self._view,
                self._notices,
                self._settings,
                self.edits,
                self._window,
            )
        )
        # Over the find bar.
        self._below.insertWidget(0, self.suggesting.counterpart_bar)
        self._below.insertWidget(1, self.suggesting.bar)
        self._window.statusBar().insertPermanentWidget(1, self.suggesting.label)
        self.tagging.accept_wanted.connect(self.suggesting.alignment.accept)
        self.tagging.reject_wanted.connect(self.suggesting.alignment.reject)

    def _warm_up(self) -> Iterator[None]:
        """Do while there is no text what would make the picture of the first one late."""
        if self._workspace is None:
            use_pane_typefaces()
        yield

    def _take_first(self, part: T) -> T:
        """Let a part just built work on the project shown, and on others from their start."""
        self._first.append(part)
        part.set_workspace(self._workspace)
        return part

    def _take(self, part: T) -> T:
        """Let a part just built work on the project shown."""
        self._parts.append(part)
        part.set_workspace(self._workspace)
        return part

    def _dress(self, part: _Coloured) -> None:
        """Let a part just built wear the colours of the theme."""
        self._coloured.append(part)
        if self._colours is not None:
            part.set_colours(self._colours)

    # What all parts are told

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project: the commands at once, panels and bars a turn each.

        At once also the details, for which room is made beside the pairs, and all of them
        where nobody waits for a picture, with no window on show.
        """
        self._workspace = workspace
        for part in self._first:
            part.set_workspace(workspace)
        self._turns.do_first(
            [partial(part.set_workspace, workspace) for part in self._parts],
            at_once=not self._window.isVisible(),
        )

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        for part in self._coloured:
            part.set_colours(colours)

    # Wishes of the parts

    def _choose(self, annotation_id: str) -> None:
        if self._workspace is None or self._workspace.current is None:
            return
        annotation = self._workspace.current.annotations.get(annotation_id)
        if annotation is not None:
            self._workspace.activate(annotation_id)
            self._view.go_to(annotation)

    def _go_to_text(self, annotation_id: str) -> None:
        self._choose(annotation_id)
        if self._workspace is not None and self._workspace.active is not None:
            self._view.pane(self._workspace.active.home).setFocus()

    def _show_pair(self, number: int) -> None:
        if self._workspace is not None:
            self.details.commit()
            self._workspace.show_pair(number)

    def _write_note(self) -> None:
        if self._workspace is not None and self._workspace.active is not None:
            self._docks.raise_panel("details")
            self.details.focus_note()

    def _show_overlap(self, number: int, total: int) -> None:
        self._window.statusBar().showMessage(
            self.tr("Annotation {0} of {1} here; click again for the next").format(number, total),
            5000,
        )

    def _find(self) -> None:
        pane = self._view.pane(self._view.focused_side)
        seed = pane.selected_text()
        self.find_bar.open_bar(seed if "\n" not in seed and len(seed) < 200 else "")

    def _back_to_text(self) -> None:
        self._view.pane(self._view.focused_side).setFocus()
