"""What tests of the window share: a small project, a user at a window, dialogs that end."""

from __future__ import annotations

import pytest
from panel_samples import open_project, text_pair
from recovery_desk import recovery_desk
from torture.left_over import saved_project

from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.edit import Edit


@pytest.fixture
def show_dialog(qtbot):
    """Shows a dialog, gives it back, and ends it after the test."""
    dialogs = []

    def show(dialog):
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        return dialog

    yield show
    for dialog in dialogs:
        dialog.done(0)


@pytest.fixture
def workspace() -> Workspace:
    """A project of two pairs: the samples, and one without annotations."""
    return open_project(text_pair("p2", "Empty"))


@pytest.fixture
def made(workspace: Workspace) -> list[Edit]:
    """The edits made in the workspace from now on, undone and redone ones too."""
    made: list[Edit] = []

    def listen(edited: Edited) -> None:
        made.append(edited.edit)

    workspace.edited.subscribe(listen)
    return made


@pytest.fixture
def desk(qtbot, qapp, folders):
    """A user at a window that keeps her work safe, which answers its questions as she says."""
    with recovery_desk(qtbot, folders) as user:
        yield user


@pytest.fixture
def path(tmp_path):
    """A small project in a file, and nothing beside it."""
    folder = tmp_path / "project"
    folder.mkdir()
    return saved_project(folder / "خبر.json")
