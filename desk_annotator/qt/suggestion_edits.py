"""The edits of many suggestions at once: made, brought up to date, accepted, taken away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desk_annotator.alignment.result import Alignment
from desk_annotator.app import suggestions
from desk_annotator.app.edit_preparation import Check
from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.workspace import Cause, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.edit_making import EditMaking

Made = Callable[[Edit], None]


class SuggestionEdits:
    """Asks for the edits of one window; long texts in a thread."""

    def __init__(self, edits: EditMaking) -> None:
        self._edits = edits

    def suggest(
        self,
        workspace: Workspace,
        bitext: Bitext,
        alignment: Alignment,
        least: float | None,
        made: Made,
    ) -> None:
        """Put what was found into the pair, in one step that can be undone."""
        pair_id, now = bitext.id, workspace.now()

        def ask(content: ProjectContent, check: Check) -> Edit:
            there = content.bitext(pair_id)
            return suggestions.suggest(there, alignment, now, least=least, check=check)

        self._edits.make(
            workspace,
            ask,
            QCoreApplication.translate("SuggestionEdits", "Making suggestions"),
            size=_size(bitext, alignment),
            pair_ids=(pair_id,),
            made=made,
        )

    def improve(
        self, workspace: Workspace, bitext: Bitext, alignment: Alignment, least: float | None
    ) -> None:
        """Bring waiting suggestions up to what the user's last edit has taught, undone with it."""
        pair_id, now, shown = bitext.id, workspace.now(), workspace.active_id

        def ask(content: ProjectContent, check: Check) -> Edit:
            there = content.bitext(pair_id)
            return suggestions.improve(there, alignment, now, least=least, shown=shown, check=check)

        self._edits.make(
            workspace,
            ask,
            QCoreApplication.translate("SuggestionEdits", "Bringing suggestions up to date"),
            size=_size(bitext, alignment),
            pair_ids=(pair_id,),
            cause=Cause.AMENDED,
            refused=_let_be,
        )

    def accept_sure(self, workspace: Workspace, bitext: Bitext, least: float, made: Made) -> None:
        """Accept all suggestions of a confidence (0 to 1) or more."""
        pair_id, author, now = bitext.id, workspace.author, workspace.now()

        def ask(content: ProjectContent, check: Check) -> Edit:
            there = content.bitext(pair_id)
            return suggestions.accept(there, suggestions.sure(there, least, check), author, now)

        self._edits.make(
            workspace,
            ask,
            QCoreApplication.translate("SuggestionEdits", "Accepting suggestions"),
            size=suggestions.count(bitext),
            pair_ids=(pair_id,),
            made=made,
        )

    def withdraw(self, workspace: Workspace, bitext: Bitext) -> None:
        """Take all undecided suggestions away."""
        pair_id = bitext.id
        self._edits.make(
            workspace,
            lambda content, _check: suggestions.withdraw(content.bitext(pair_id)),
            QCoreApplication.translate("SuggestionEdits", "Taking suggestions away"),
            size=suggestions.count(bitext),
            pair_ids=(pair_id,),
        )


def _size(bitext: Bitext, alignment: Alignment) -> int:
    """Return how much there is to look at before something is suggested."""
    found = len(alignment.links) + len(alignment.missing) + len(alignment.added)
    return found + len(bitext.annotations)


def _let_be(error: Exception) -> None:
    """Leave the suggestions as they are: nothing was new, or she has gone on working."""
    if not isinstance(error, DeskAnnotatorError):
        raise error
