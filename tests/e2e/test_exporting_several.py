"""Exporting several projects from the menu of the real window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from desk_annotator.qt.export_batch_dialog import ExportBatchDialog

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"


def start(desk) -> None:
    desk.window.findChild(QAction, "export_several").trigger()


def test_the_open_project_is_the_first_of_several(desk, qtbot, tmp_path):
    path = tmp_path / "خبر.json"
    path.write_bytes(SAMPLES.read_bytes())
    desk.open(path)
    seen = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportBatchDialog)
        seen.extend(dialog.projects.sources)
        dialog.reject()

    QTimer.singleShot(200, act)
    start(desk)
    (source,) = seen
    assert source.path == path
    assert source.project == desk.workspace.snapshot()


def test_without_a_project_files_are_asked_for(desk, qtbot):
    assert desk.window.project is None
    seen = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        seen.append((dialog.projects.sources, dialog.export_button.isEnabled()))
        dialog.reject()

    QTimer.singleShot(200, act)
    start(desk)
    assert seen == [((), False)]
