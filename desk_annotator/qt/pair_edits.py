"""Puts pairs into the open project and takes them out; long ones in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.edit import Edit, PairChange
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.text.isolates import isolate_name


def add_pairs(edits: EditMaking, workspace: Workspace, pairs: Sequence[Pair]) -> None:
    """Put pairs behind the last of a project."""
    first = len(workspace.bitexts)
    changes = tuple(PairChange(first + at, None, pair) for at, pair in enumerate(pairs))
    one, more = (
        QT_TRANSLATE_NOOP("Edit", "Add pair"),
        QT_TRANSLATE_NOOP("Edit", "Add pairs"),
    )
    words = QCoreApplication.translate("PairEdits", "Adding to the project")
    edits.apply(workspace, Edit(one if len(changes) == 1 else more, changes), words)


def remove_pair(edits: EditMaking, workspace: Workspace, number: int, notices: NoticeBar) -> None:
    """Take a pair out of a project, and offer to undo that."""
    bitext = workspace.bitexts[number]
    pair_id, title = bitext.id, bitext.title

    def ask(content: ProjectContent, _check: Callable[[], None]) -> Edit:
        at = [each.id for each in content.bitexts].index(pair_id)
        change = PairChange(at, content.bitexts[at].snapshot(in_order=False), None)
        return Edit(QT_TRANSLATE_NOOP("Edit", "Remove pair"), (change,))

    edits.make(
        workspace,
        ask,
        QCoreApplication.translate("PairEdits", "Removing the pair"),
        size=bitext.size,
        pair_ids=(pair_id,),
        made=partial(_tell_removed, edits, workspace, title, notices),
    )


def _tell_removed(
    edits: EditMaking, workspace: Workspace, title: str, notices: NoticeBar, _made: Edit
) -> None:
    removal = workspace.undo_label

    def bring_back() -> None:
        # By then something else may be what undo would take back.
        if edits.workspace is workspace and workspace.undo_label == removal:
            edits.undo(workspace)

    words = QCoreApplication.translate(
        "PairEdits", "“{0}” was removed from the project, with its annotations."
    )
    undo = QCoreApplication.translate("PairEdits", "Undo")
    notices.show_notice(words.format(isolate_name(title)), actions=[(undo, bring_back)])
