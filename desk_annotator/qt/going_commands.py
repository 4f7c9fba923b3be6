"""What the Go menu does: annotations, untouched text, counterparts, panes, pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from PySide6.QtCore import QObject, Signal

from desk_annotator.app import navigation
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.piecemeal import Piecemeal

_AT_ONCE = 4
"""Stretches of a text looked at before the window goes on: some milliseconds."""


class GoingCommands(QObject):
    """Connects the actions that change what is looked at, never the project."""

    nothing_held = Signal()
    """There was neither a selection nor an active annotation to let go of."""

    def __init__(
        self, actions: Actions, view: LinkedView, notices: NoticeBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._notices = notices
        self._workspace: Workspace | None = None
        self._looking = Piecemeal(self)
        for action_id, slot in self._slots().items():
            actions[action_id].triggered.connect(slot)

    def _slots(self) -> dict[str, Callable[[], None]]:
        return {
            "next_untouched": self._next_untouched,
            "next": self._next,
            "previous": self._previous,
            "next_matching": self._next_matching,
            "next_added": self._next_added,
            "next_missing": self._next_missing,
            "counterpart": self._counterpart,
            "overlap": self._overlap,
            "other_pane": self._other_pane,
            "next_pair": self._next_pair,
            "previous_pair": self._previous_pair,
            "clear": self._clear,
            "copy": self._copy,
        }

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        self._looking.leave()
        self._workspace = workspace

    def _open(self) -> tuple[Workspace, Bitext] | None:
        if self._workspace is None or self._workspace.current is None:
            return None
        return self._workspace, self._workspace.current

    def _next_untouched(self) -> None:
        self.go_to_untouched(self._view.focused_side)

    def go_to_untouched(self, side: object) -> None:
        """Select the next untouched text of a side."""
        here = self._open()
        if here is None:
            return
        side = Side(str(side))
        pane = self._view.pane(side)
        selected = pane.selections()
        start = max([pane.cursor_offset, *(span.end for span in selected)])
        steps = navigation.next_untouched_in_steps(here[1], side, start)
        # Where the text has not been counted yet, all that is tagged must be walked over.
        self._looking.leave()
        looked = list(islice(steps, _AT_ONCE))
        if len(looked) < _AT_ONCE or looked[-1] is not None:
            self._show_untouched(here, side, looked[-1] if looked else None)
        else:
            self._looking.begin(self._look_on(here, side, steps))

    def _look_on(
        self, here: tuple[Workspace, Bitext], side: Side, steps: Iterator[Span | None]
    ) -> Iterator[None]:
        for found in steps:
            if found is not None:
                self._show_untouched(here, side, found)
                return
            yield
        self._show_untouched(here, side, None)

    def _show_untouched(
        self, here: tuple[Workspace, Bitext], side: Side, span: Span | None
    ) -> None:
        if self._open() != here:
            return
        pane = self._view.pane(side)
        if span is None:
            self._notices.show_notice(
                self.tr("Nothing is untouched on this side: every word carries a tag.")
            )
            return
        pane.setFocus()
        self._view.go_to_span(side, span, select=True)

    def _next(self) -> None:
        self._go(None, forward=True)

    def _previous(self) -> None:
        self._go(None, forward=False)

    def _next_matching(self) -> None:
        self._go(Tag.MATCHING, forward=True)

    def _next_added(self) -> None:
        self._go(Tag.ADDED, forward=True)

    def _next_missing(self) -> None:
        self._go(Tag.MISSING, forward=True)

    def _go(self, tag: Tag | None, *, forward: bool) -> None:
        here = self._open()
        if here is None:
            return
        workspace, bitext = here
        side = self._view.focused_side
        if tag is not None and tag is not Tag.MATCHING:
            side = Side.TARGET if tag is Tag.ADDED else Side.SOURCE
        find = navigation.next_annotation if forward else navigation.previous_annotation
        key = find(
            bitext,
            side,
            self._view.pane(side).cursor_offset,
            lambda annotation: navigation.is_shown(annotation) and tag in (None, annotation.tag),
            active_id=workspace.active_id,
        )
        if key is None:
            self._notices.show_notice(self.tr("There is no such annotation on this side yet."))
            return
        workspace.activate(key)
        annotation = bitext.annotations[key]
        self._view.go_to(annotation, anchor=side)

    def _counterpart(self) -> None:
        workspace = self._workspace
        active = workspace.active if workspace is not None else None
        if active is None:
            self._notices.show_notice(self.tr("Choose an annotation first: click it, or press N."))
            return
        side = self._view.focused_side.other
        if not active.spans(side):
            self._notices.show_notice(self.tr("This annotation has no counterpart."))
            return
        self._view.go_to(active, anchor=side.other)
        self._view.pane(side).setFocus()

    def _overlap(self) -> None:
        here = self._open()
        if here is not None:
            side = self._view.focused_side
            self._view.choose_at(side, self._view.pane(side).cursor_offset)

    def _other_pane(self) -> None:
        """Go round: source, target, the notice that waits for an answer, source.

        From a panel or a field, go back to the pane that had the keyboard.
        """
        if self._notices.has_keyboard:
            self._view.pane(Side.SOURCE).setFocus()
            return
        pane = self._view.pane(self._view.focused_side)
        if not pane.hasFocus():
            pane.setFocus()
            return
        if pane.side is Side.TARGET and self._notices.is_waiting and self._notices.focus_notice():
            return
        self._view.pane(pane.side.other).setFocus()

    def _next_pair(self) -> None:
        self._show_pair(1)

    def _previous_pair(self) -> None:
        self._show_pair(-1)

    def _show_pair(self, step: int) -> None:
        workspace = self._workspace
        if workspace is not None and workspace.bitexts:
            workspace.show_pair((workspace.current_number + step) % len(workspace.bitexts))

    def _clear(self) -> None:
        """Let go of the selection first, then of the active annotation."""
        if any(self._view.selections().values()):
            self._view.clear_selections()
        elif self._workspace is not None and self._workspace.active_id is not None:
            self._workspace.activate(None)
        else:
            self.nothing_held.emit()

    def _copy(self) -> None:
        self._view.pane(self._view.focused_side).copy()
