"""Shows where segments begin, and lets the user split and join them by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desk_annotator.app import cutting
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence

Starts = tuple[tuple[int, ...], tuple[int, ...]]


@frozen
class _Found:
    """Where the units of both texts of a pair begin, with the cuts by hand that they keep to."""

    pair_id: str
    hand: tuple[Cuts, Cuts]
    starts: Starts
    shown: Starts
    """Where they are marked: behind white space."""


class SegmentCommands(QObject):
    """Finds where units begin in the background, once they are to be shown or changed.

    A wish to split or join that comes before they are known waits for them.
    """

    def __init__(
        self, actions: Actions, view: LinkedView, notices: NoticeBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._show = actions["show_segments"]
        self._view = view
        self._notices = notices
        self._background = Background(self)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._job: Job[_Found] | None = None
        self._found: _Found | None = None
        self._wish: Callable[[], None] | None = None
        self._show.toggled.connect(self._on_toggled)
        actions["split_segment"].triggered.connect(self.split)
        actions["join_segments"].triggered.connect(self.join)
        actions["forget_segments"].triggered.connect(self.forget)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(
            workspace, edited=self._on_edited, pair_shown=self._on_pair_shown
        )
        self._on_pair_shown(self._bitext)

    @property
    def _bitext(self) -> Bitext | None:
        return self._workspace.current if self._workspace is not None else None

    @property
    def is_busy(self) -> bool:
        """True while units are looked for."""
        return self._job is not None

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        self._wish = None
        self._leave_job()
        self._background.wait()

    # Finding where units begin

    def _on_pair_shown(self, bitext: Bitext | None) -> None:
        self._found = self._wish = None
        self._leave_job()
        self._mark()
        if bitext is not None and self._show.isChecked():
            self._begin(bitext)

    def _on_edited(self, edited: Edited) -> None:
        bitext = self._bitext
        changed = edited.reach.changes_cuts or edited.reach.changes_pairs
        if bitext is not None and changed and (self._show.isChecked() or self._found is not None):
            self._begin(bitext)

    def _on_toggled(self) -> None:
        bitext = self._bitext
        if bitext is not None and self._show.isChecked() and self._current_starts() is None:
            self._begin(bitext)
        self._mark()

    def _current_starts(self) -> Starts | None:
        """Return what was found, if it is still true."""
        bitext, found = self._bitext, self._found
        if bitext is None or found is None or found.pair_id != bitext.id:
            return None
        return found.starts if found.hand == cutting.hand_cuts(bitext) else None

    def _begin(self, bitext: Bitext) -> None:
        self._leave_job()
        source, target = bitext.text(Side.SOURCE), bitext.text(Side.TARGET)
        pair_id, hand = bitext.id, cutting.hand_cuts(bitext)
        self._job = self._background.start(
            lambda job: _find(pair_id, source, target, hand, job.check),
            finished=self._done,
            failed=self._failed,
        )

    def _leave_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _done(self, found: _Found) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._found = found
        self._mark()
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    def _failed(self, error: Exception) -> None:
        if self.sender() is self._job:
            self._job = self._wish = None
        if not isinstance(error, Cancelled):
            raise error

    def _mark(self) -> None:
        bitext = self._bitext
        is_shown = self._found is not None and self._show.isChecked()
        for number, side in enumerate(Side):
            if bitext is None or self._found is None or not is_shown:
                self._view.set_cuts(side, (), ())
            else:
                self._view.set_cuts(side, self._found.shown[number], bitext.cuts(side).at)

    # Splitting and joining

    def split(self) -> None:
        """Begin a segment at the text cursor."""
        side = self._view.focused_side
        offset = self._view.pane(side).cursor_offset
        self._cut(lambda bitext, starts: cutting.split(bitext, side, starts, offset), side)

    def join(self) -> None:
        """Join the segments that are selected, or the one at the text cursor with the next."""
        side = self._view.focused_side
        pane = self._view.pane(side)
        chosen = pane.selections() or (Span(pane.cursor_offset, pane.cursor_offset),)
        wish = Span(chosen[0].start, chosen[-1].end)
        self._cut(lambda bitext, starts: cutting.join(bitext, side, starts, wish), side)

    def forget(self) -> None:
        """Leave all cuts to the program again."""
        self._try(cutting.forget)

    def _cut(self, ask: Callable[[Bitext, tuple[int, ...]], Edit], side: Side) -> None:
        bitext = self._bitext
        if bitext is None:
            return
        starts = self._current_starts()
        if starts is None:
            self._wish = lambda: self._cut(ask, side)
            if self._job is None:
                self._begin(bitext)
        else:
            there = starts[0] if side is Side.SOURCE else starts[1]
            self._try(lambda bitext: ask(bitext, there))
        # What she does must be seen.
        self._show.setChecked(True)

    def _try(self, ask: Callable[[Bitext], Edit]) -> None:
        bitext, workspace = self._bitext, self._workspace
        if bitext is None or workspace is None:
            return
        try:
            workspace.apply(ask(bitext))
        except DeskAnnotatorError as error:
            self._notices.show_notice(sentence(error), kind="warning")


def _find(
    pair_id: str, source: Text, target: Text, hand: tuple[Cuts, Cuts], check: Callable[[], None]
) -> _Found:
    """Find where units begin, in a pool thread. Raises Cancelled if `check` does."""
    starts = cutting.unit_starts(source, target, hand, check)
    shown = (
        cutting.behind_space(source, starts[0], check),
        cutting.behind_space(target, starts[1], check),
    )
    return _Found(pair_id, hand, starts, shown)
