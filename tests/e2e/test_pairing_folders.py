"""A folder of documents becomes pairs of the open project, in one step, or of a new one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desk_annotator.qt.folder_dialog import FolderDialog

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def folder(tmp_path):
    below = tmp_path / "Documents"
    below.mkdir()
    for name in ("news-en", "news-ar", "chat-en", "chat-ar"):
        shutil.copy(SEEDS / f"{name}.txt", below)
    return below


def accept_when_read(desk):
    def look():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FolderDialog) and dialog.ok_button.isEnabled():
            dialog.accept()
        else:
            QTimer.singleShot(10, desk.window, look)

    QTimer.singleShot(10, desk.window, look)


def test_pairs_are_added_to_the_open_project_in_one_step(desk, samples, folder):
    desk.open(samples)
    before = len(desk.workspace.bitexts)
    desk.answers.folder_path = str(folder)
    accept_when_read(desk)
    desk.window.actions_table["new_pairs"].trigger()
    assert [one.title for one in desk.workspace.bitexts[before:]] == ["chat-en", "news-en"]
    assert desk.workspace.undo_label == "Add pairs"
    desk.window.actions_table["undo"].trigger()
    assert len(desk.workspace.bitexts) == before
    desk.window.actions_table["redo"].trigger()
    assert len(desk.workspace.bitexts) == before + 2


def test_a_folder_dropped_on_the_window_becomes_a_project(desk, folder):
    accept_when_read(desk)
    desk.window.files.open_paths([str(folder)])
    assert desk.workspace.title == "Documents"
    assert len(desk.workspace.bitexts) == 2
    assert not desk.workspace.is_saved


def test_the_folder_may_not_be_chosen(desk):
    desk.window.actions_table["new_pairs"].trigger()
    assert desk.answers.asked == ["folder"]
    assert desk.window.project is None
