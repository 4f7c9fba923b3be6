"""Two people's versions of one small project in files, and a window to merge them in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from panel_samples import annotations, text_pair
from window_desk import Answers, Desk, protected_window

from desk_annotator.app.merging import DecidedMerge, note_merged, refuse_outdated
from desk_annotator.app.open_project import OpenProject, save_task
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Project
from desk_annotator.qt.merge_dialog import MergeDialog
from desk_annotator.storage.state_folder import StateFolders

MATCH, PIECES, OMISSION, ADDITION = annotations()
BASE = (MATCH, OMISSION)
NOW = "2026-03-01T12:00:00Z"


def version(*tagged: Annotation, **fields: object) -> Project:
    """A project of one pair with these annotations."""
    made = Project(
        id="00000000-0000-4000-8000-000000000001",
        title="Library",
        annotator="Lina",
        created=NOW,
        modified=NOW,
        pairs=(text_pair("p1", "مكتبة (1)", *sorted(tagged, key=lambda each: each.place)),),
    )
    return replace(made, **fields)


def write(path: Path, project: Project) -> Path:
    """Write a version as another program does, whatever stands there."""
    workspace = Workspace(project, clock=lambda: NOW)
    workspace.mark_saved(workspace.state, project)
    save_task(OpenProject(workspace), path).run()
    return path


def change(workspace: Workspace, before: Annotation | None, after: Annotation | None) -> None:
    """Make one edit in the first pair."""
    pair = workspace.bitexts[0].id
    workspace.apply(Edit("Change", (AnnotationChange(pair, before, after),)))


def take_merge(opened: OpenProject, decided: DecidedMerge) -> None:
    """Make a merge in the open project, as the window does with a small one."""
    refuse_outdated(opened, decided)
    if decided.edit.changes:
        opened.workspace.apply(decided.edit)
    note_merged(opened, decided)


def present(workspace: Workspace) -> tuple[Annotation, ...]:
    """The annotations of the first pair, in order."""
    return tuple(workspace.bitexts[0].in_order())


def in_order(*tagged: Annotation) -> tuple[Annotation, ...]:
    """Annotations as a pair has them."""
    return tuple(sorted(tagged, key=lambda each: each.place))


class MergeDesk(Desk):
    """A user with the dialog of a merge before her now and then."""

    def idle(self):
        super().idle()
        self.qtbot.wait(10)

    def wait_for_notice(self, words, look):
        """Look again and again: what is busy with something else does not look."""

        def is_said():
            if words not in self.notices():
                look()
            return words in self.notices()

        self.wait_for(is_said)

    def dialogs(self):
        return [each for each in self.window.findChildren(MergeDialog) if each.isVisible()]

    def dialog(self):
        self.wait_for(lambda: bool(self.dialogs()))
        (dialog,) = self.dialogs()
        return dialog

    def merge(self, dialog):
        """Press Merge and wait until it is made."""
        assert dialog.merge_button.isEnabled()
        dialog.merge_button.click()
        self.idle()
        self.qtbot.waitUntil(lambda: not self.dialogs())

    def save(self):
        super().save()
        self.idle()


@contextmanager
def merge_desk(qtbot, folders: StateFolders) -> Iterator[MergeDesk]:
    """A user at a window of the program, which is taken away in the end."""
    with protected_window(qtbot, folders) as window:
        window.answers = window.files.prompts = Answers()
        user = MergeDesk(qtbot, window)
        yield user
        user.idle()
        for dialog in user.dialogs():
            dialog.reject()
