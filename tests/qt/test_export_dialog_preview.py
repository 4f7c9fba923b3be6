"""The preview in the export dialog costs the window nothing, however large the project is."""

import time

import pytest
from own_process import run_program
from PySide6.QtCore import Qt

from desk_annotator.app import export_preview
from desk_annotator.app.new_pair import draft_side, make_pair, make_project
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.errors import Cancelled
from desk_annotator.qt import export_dialog_task
from desk_annotator.qt.export_dialog import ExportDialog


@pytest.fixture
def open_dialog(show_dialog, tmp_path):
    def opened():
        pair = make_pair(
            draft_side("a.txt", b"Paris is big and old.", language="en"),
            draft_side("b.txt", "باريس كبيرة.".encode(), language="ar"),
            "Pair",
        )
        project = make_project((pair,), now="2026-01-01T00:00:00Z", title="Project")
        return show_dialog(ExportDialog(Workspace(project), tmp_path / "export"))

    return opened


@pytest.fixture
def endless(monkeypatch):
    """Previews that go on until they are not wanted; returns those begun and those stopped."""
    begun, stopped = [], []

    def preview(project, exporter, options):
        begun.append(exporter.id)
        for number in range(2_000):
            try:
                options.progress(number, 2_000)
            except Cancelled:
                stopped.append(exporter.id)
                raise
            time.sleep(0.005)
        return export_dialog_task.ExportPreview(export_preview.export_counts(project, options))

    monkeypatch.setattr("desk_annotator.qt.export_dialog_task.export_preview", preview)
    return begun, stopped


def test_a_preview_nobody_waits_for_is_stopped(qtbot, open_dialog, endless):
    begun, stopped = endless
    dialog = open_dialog()
    qtbot.waitUntil(lambda: len(begun) == 1)
    first = begun[0]
    box = dialog.choices.format_box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(begun) == 2 and stopped == [first])
    dialog.reject()  # waits for what is under way
    assert stopped == begun
    assert dialog.preview.text.toPlainText() == ""


def test_the_window_puts_nothing_in_order_to_export_it(open_dialog, monkeypatch):
    def in_order(_bitext):
        message = "annotations were put in order in the thread of the window"
        raise AssertionError(message)

    monkeypatch.setattr(Bitext, "in_order", in_order)
    open_dialog()


LOADED = """
import sys
import desk_annotator.qt.export_dialog
import desk_annotator.qt.export_batch_dialog
late = (
    "lxml",
    "desk_annotator.app.export_preview",
    "desk_annotator.app.importing",
    "desk_annotator.qt.new_pair_side",
    "desk_annotator.qt.pdf_report",
)
print(*(name for name in late if name in sys.modules))
"""


def test_the_dialogs_do_not_wait_for_what_previews_and_pages_need():
    done = run_program(LOADED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
