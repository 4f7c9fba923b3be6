"""All of the window that finds, suggests and learns: its parts, and how they hear of each other."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.app.workspace import Workspace
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.aligning_label import AligningLabel
from desk_annotator.qt.alignment_commands import AlignmentCommands
from desk_annotator.qt.counterpart_bar import CounterpartBar
from desk_annotator.qt.counterpart_commands import CounterpartCommands
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.knowledge_commands import KnowledgeCommands
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.phrase_commands import PhraseCommands
from desk_annotator.qt.segment_commands import SegmentCommands
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.suggestion_bar import SuggestionBar


class SuggestingParts(QObject):
    """Makes and connects the parts; the window lays out the bars and the label."""

    def __init__(
        self,
        actions: Actions,
        view: LinkedView,
        notices: NoticeBar,
        settings: Settings,
        edits: EditMaking,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.bar = SuggestionBar(window)
        self.counterpart_bar = CounterpartBar(window)
        self.label = AligningLabel(window)
        self.alignment = AlignmentCommands(actions, view, notices, edits, self)
        self.counterparts = CounterpartCommands(
            actions, view, notices, self.alignment, self.counterpart_bar, self
        )
        self.phrases = PhraseCommands(actions, view, notices, self.alignment, edits, self)
        self.segments = SegmentCommands(actions, view, notices, self)
        self.knowledge = KnowledgeCommands(actions, notices, settings, window)
        self.knowledge.changed.connect(self.alignment.use)
        self.alignment.progressed.connect(self.label.show_share)
        self.alignment.left_alone.connect(self.label.show_keys)
        self.alignment.suggestions_changed.connect(self.bar.refresh)
        self.phrases.progressed.connect(self.label.show_share)
        self.label.cancel_requested.connect(self.phrases.cancel)
        self.label.cancel_requested.connect(self.alignment.cancel)
        self.bar.least_chosen.connect(self._suggest_from)
        self.bar.accept_sure_requested.connect(self.alignment.ask_what_to_accept)
        self.bar.withdraw_requested.connect(self.alignment.withdraw)

    def _suggest_from(self, least: float) -> None:
        if not self.phrases.suggest_from(least):
            self.alignment.suggest_from(least)

    def stop(self) -> None:
        """Stop what is being looked for, if anything is; what was found stays."""
        # An alignment that is done is not stopped: its process knows the texts.
        for part in (self.phrases, self.alignment):
            if part.is_busy:
                part.cancel()

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        for part in (
            self.alignment,
            self.bar,
            self.counterparts,
            self.phrases,
            self.segments,
            self.knowledge,
        ):
            part.set_workspace(workspace)

    def close(self) -> None:
        """Stop, and return when no thread works any more."""
        for part in (
            self.alignment,
            self.counterparts,
            self.phrases,
            self.segments,
            self.knowledge,
        ):
            part.close()
