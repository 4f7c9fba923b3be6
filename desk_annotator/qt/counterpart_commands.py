"""Finds counterparts of the selected phrase in the background, offers them, and links one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desk_annotator.app import counterparts
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.alignment_commands import AlignmentCommands
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.counterpart_bar import CounterpartBar, Offer
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.reason_words import reasons_in_words
from desk_annotator.qt.sentences import sentence
from desk_annotator.text.isolates import isolate, one_line

if TYPE_CHECKING:
    from desk_annotator.alignment.phrases import Counterpart, PhraseFinder

_PATIENCE_MS = 300
"""After so long the user is told that the program is looking."""


@frozen
class _Asked:
    """The phrase counterparts are wanted of, and what was selected on the other side before."""

    bitext: Bitext
    side: Side
    phrase: tuple[Span, ...]
    before: tuple[Span, ...]


@frozen
class _Finder:
    """A finder, and the alignment and the pair it was made for."""

    finder: PhraseFinder
    made_for: tuple[str, object, object]


class CounterpartCommands(QObject):
    """Asks for the counterparts of a phrase, shows each in its pane, and links the chosen one."""

    def __init__(
        self,
        actions: Actions,
        view: LinkedView,
        notices: NoticeBar,
        alignment: AlignmentCommands,
        bar: CounterpartBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._view = view
        self._notices = notices
        self._alignment = alignment
        self._bar = bar
        self._background = Background(self)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._job: Job[tuple[_Finder, tuple[Counterpart, ...]]] | None = None
        self._finder: _Finder | None = None
        self._asked: _Asked | None = None
        self._found: tuple[Counterpart, ...] = ()
        self._waiting = Delay(_PATIENCE_MS, bar.show_waiting, self)
        bar.previewed.connect(self._preview)
        bar.chosen.connect(self.link)
        bar.closed.connect(self.leave)
        view.selection_changed.connect(self._on_selection_changed)
        actions["find_counterparts"].triggered.connect(self.find)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        self._heard.end()
        self._end()
        self._finder = None
        self._workspace = workspace
        self._heard = Subscriptions.to(
            workspace, edited=self._on_edited, pair_shown=self._on_pair_shown
        )

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        self._end()
        self._background.wait()

    @property
    def is_busy(self) -> bool:
        """True while counterparts are looked for."""
        return self._job is not None

    # Looking

    def find(self) -> None:
        """Look for counterparts of the selected phrase."""
        bitext = self._workspace.current if self._workspace is not None else None
        if bitext is None:
            return
        selected = self._view.selections()
        if self._asked is not None and selected.get(self._asked.side) == self._asked.phrase:
            focused = self._asked.side  # asked again: what stands in the other pane is a preview
        else:
            focused = self._view.focused_side
        self._end()
        try:
            side, phrase = counterparts.phrase_of(selected, focused)
        except DeskAnnotatorError as error:
            self._notices.show_notice(sentence(error), kind="warning")
            return
        self._asked = _Asked(bitext, side, phrase, selected.get(side.other, ()))
        self._waiting.start()
        self._job = self._background.start(
            self._work(bitext, side, phrase), finished=self._done, failed=self._failed
        )

    def _work(
        self, bitext: Bitext, side: Side, phrase: tuple[Span, ...]
    ) -> Callable[
        [Job[tuple[_Finder, tuple[Counterpart, ...]]]], tuple[_Finder, tuple[Counterpart, ...]]
    ]:
        """Return the work for a pool thread, with all that it needs of this one."""
        source, target = bitext.text(Side.SOURCE), bitext.text(Side.TARGET)
        alignment = self._alignment.alignment_of(bitext.id)
        knowledge = self._alignment.knowledge
        made_for = (bitext.id, alignment, knowledge)
        known = self._finder if self._finder and self._finder.made_for == made_for else None

        def work(
            job: Job[tuple[_Finder, tuple[Counterpart, ...]]],
        ) -> tuple[_Finder, tuple[Counterpart, ...]]:
            from desk_annotator.alignment.encoding import shared_encoder  # noqa: PLC0415
            from desk_annotator.alignment.phrases import PhraseFinder  # noqa: PLC0415

            finder = known or _Finder(
                PhraseFinder(
                    source,
                    target,
                    alignment,
                    encoder=shared_encoder(),
                    glossary=knowledge.glossary_between(source.language, target.language),
                    lexicon=knowledge.lexicon_between(source.language, target.language),
                ),
                made_for,
            )
            return finder, finder.finder.find(side, phrase, job.is_cancelled)

        return work

    def _done(self, result: tuple[_Finder, tuple[Counterpart, ...]]) -> None:
        if self.sender() is not self._job or self._asked is None:
            return
        self._job = None
        self._waiting.stop()
        self._finder, self._found = result
        asked = self._asked
        phrase = isolate(one_line(self._quote(asked.side, asked.phrase[0]), 50))
        if not self._found:
            self.leave()
            self._say_none(asked.side, phrase)
            return
        direction = asked.bitext.text(asked.side.other).direction
        self._bar.show_offers(
            phrase,
            [
                Offer(
                    one_line(self._quote(asked.side.other, each.span), 200),
                    direction,
                    each.confidence,
                    reasons_in_words(each.reasons),
                )
                for each in self._found
            ],
        )

    def _quote(self, side: Side, span: Span) -> str:
        if self._asked is None:
            return ""
        return self._asked.bitext.text(side).characters[span.start : span.end]

    def _say_none(self, side: Side, phrase: str) -> None:
        if side is Side.SOURCE:
            words, action = self.tr("Tag as missing"), self._actions["tag_missing"]
        else:
            words, action = self.tr("Tag as added"), self._actions["tag_added"]
        self._notices.show_notice(
            self.tr("No likely counterpart was found for “{0}”.").format(phrase),
            kind="info",
            actions=[(words, action.trigger)],
        )

    def _failed(self, error: Exception) -> None:
        if self.sender() is self._job:
            self._end()
        if not isinstance(error, Cancelled):
            raise error

    # What is offered

    def _preview(self, row: int) -> None:
        if self._asked is None:
            return
        span = self._found[row].span
        pane = self._view.pane(self._asked.side.other)
        pane.set_selections([span])
        pane.ensure_visible(span)

    def link(self, row: int) -> None:
        """Link the phrase with one of the counterparts offered, in one step."""
        asked, workspace = self._asked, self._workspace
        if asked is None or workspace is None or not 0 <= row < len(self._found):
            return
        chosen = self._found[row].span
        self._end()
        try:
            tagged = counterparts.link(
                asked.bitext, asked.side, asked.phrase, chosen, workspace.author, workspace.now()
            )
            workspace.apply(tagged.edit)
        except DeskAnnotatorError as error:
            self._notices.show_notice(sentence(error), kind="warning")
        else:
            self._view.clear_selections()
            workspace.activate(tagged.annotation_id)
        self._view.pane(asked.side).setFocus()

    def leave(self) -> None:
        """Close the offers; the other pane has the selection again that it had before."""
        asked = self._asked
        had_keys = self._bar.isVisible()
        self._end()
        if asked is not None:
            self._view.pane(asked.side.other).set_selections(asked.before)
            if had_keys:
                self._view.pane(asked.side).setFocus()

    def _end(self) -> None:
        """Forget what was asked, and stop looking."""
        self._waiting.stop()
        self._asked = None
        self._found = ()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._bar.hide()

    # What changes meanwhile

    def _on_selection_changed(self) -> None:
        """Close the offers once the user selects something else on the phrase's side."""
        asked = self._asked
        if asked is not None and self._view.pane(asked.side).selections() != asked.phrase:
            self._end()

    def _on_edited(self, edited: Edited) -> None:
        del edited
        self._end()

    def _on_pair_shown(self, bitext: Bitext | None) -> None:
        del bitext
        self._end()
