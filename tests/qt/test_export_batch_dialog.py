"""Several projects are exported at once, and what became of each is shown."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from file_drops import file_drop
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desk_annotator.app.exporting import BatchSource
from desk_annotator.formats.export import Export
from desk_annotator.qt.export_batch_dialog import ExportBatchDialog
from desk_annotator.storage.project_file import load_project

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "out").mkdir()
    for name in ("one.json", "خبر <b>.json"):
        (tmp_path / name).write_bytes(SAMPLES.read_bytes())
    (tmp_path / "bad.json").write_text("{", "utf-8")
    return tmp_path


@pytest.fixture
def open_dialog(show_dialog, place):
    def opened(*names, project=None):
        sources = [BatchSource(place / name, project) for name in names]
        return show_dialog(ExportBatchDialog(sources, place / "out"))

    return opened


def tick(dialog, *format_ids):
    from desk_annotator.qt.export_dialog_choices import EXPORTERS_SHOWN

    for row, exporter in enumerate(EXPORTERS_SHOWN):
        wanted = exporter.id in format_ids
        state = Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked
        dialog.formats.item(row).setCheckState(state)


def export(qtbot, dialog):
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.state_label.words) and dialog._job is None, timeout=15_000)


def made(place):
    return sorted(path.name for path in (place / "out").iterdir())


def rows(dialog):
    tree = dialog.projects
    found = {}
    for at in range(tree.topLevelItemCount()):
        row = tree.topLevelItem(at)
        below = [row.child(place).text(1) for place in range(row.childCount())]
        found[row.text(0).strip("\u2066\u2069")] = (row.text(1), below)
    return found


def test_each_project_is_written_in_each_format(qtbot, open_dialog, place):
    dialog = open_dialog("one.json", "خبر <b>.json")
    tick(dialog, "tsv", "jsonl")
    export(qtbot, dialog)
    assert made(place) == ["one.jsonl", "one.tsv", "خبر <b>.jsonl", "خبر <b>.tsv"]
    assert dialog.state_label.words == "Files written: 4 · failed: 0"
    said, below = rows(dialog)["خبر <b>.json"]
    assert said == "Written: 2"
    assert any("خبر <b>.tsv" in words for words in below)


def test_a_bad_file_is_told_beside_it_and_stops_nothing(qtbot, open_dialog, place):
    dialog = open_dialog("bad.json", "one.json")
    tick(dialog, "tsv")
    export(qtbot, dialog)
    assert made(place) == ["one.tsv"]
    assert rows(dialog)["bad.json"][0].startswith("Failed: The file “")
    assert dialog.state_label.sign == "warning"


def test_what_a_file_lost_stands_below_it(qtbot, open_dialog):
    dialog = open_dialog("one.json")
    tick(dialog, "tsv")
    export(qtbot, dialog)
    file_row = dialog.projects.topLevelItem(0).child(0)
    lost = [file_row.child(place).text(1) for place in range(file_row.childCount())]
    assert lost[0] == "What it could not carry:"
    assert "left out: 3" in lost[1]


def test_the_same_file_is_in_the_list_once(open_dialog, place):
    dialog = open_dialog("one.json")
    dialog.add_files([str(place / "out" / ".." / "one.json"), str(place / "bad.json")])
    assert len(dialog.projects.sources) == 2


def test_files_are_dropped_into_the_list_and_taken_out_again(qtbot, open_dialog, place):
    dialog = open_dialog()
    assert not dialog.export_button.isEnabled()
    entering, dropping, _data = file_drop(QPoint(5, 5), [place / "one.json", place / "bad.json"])
    QApplication.sendEvent(dialog, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(dialog, dropping)
    assert len(dialog.projects.sources) == 2
    assert dialog.export_button.isEnabled()
    dialog.projects.setFocus()
    dialog.projects.setCurrentItem(dialog.projects.topLevelItem(1))
    qtbot.keyClick(dialog.projects, Qt.Key.Key_Delete)
    assert [source.path.name for source in dialog.projects.sources] == ["one.json"]
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert dialog.projects.sources == ()
    assert not dialog.export_button.isEnabled()
    assert (place / "one.json").is_file()


def test_files_are_added_by_the_button(qtbot, open_dialog, place, monkeypatch):
    chosen = [str(place / "one.json"), str(place / "خبر <b>.json")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    dialog = open_dialog()
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert [str(source.path) for source in dialog.projects.sources] == chosen


def test_the_open_project_is_written_as_it_is_now(qtbot, open_dialog, place):
    project = load_project(SAMPLES).project
    dialog = open_dialog("one.json", project=replace(project, title="Not saved yet"))
    tick(dialog, "jsonl")
    export(qtbot, dialog)
    assert "Not saved yet" in (place / "out" / "one.jsonl").read_text("utf-8")


def test_each_pair_into_a_file_of_its_own(qtbot, open_dialog, place):
    dialog = open_dialog("one.json")
    tick(dialog, "jsonl")
    dialog.each_pair_box.click()
    export(qtbot, dialog)
    assert made(place)[:2] == ["one - 01.jsonl", "one - 02.jsonl"]


def test_a_folder_that_is_not_there_is_said_at_once(qtbot, open_dialog, place, monkeypatch):
    dialog = open_dialog("one.json")
    dialog.folder_field.setText(str(place / "gone"))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert dialog.state_label.sign == "error"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place / "out"))
    qtbot.mouseClick(dialog.browse_button, Qt.MouseButton.LeftButton)
    assert dialog.folder() == place / "out"
    assert dialog.state_label.words == ""


def test_a_cancel_keeps_what_is_whole_and_says_what_is_not_there(
    qtbot, open_dialog, place, monkeypatch
):
    entered, may_go_on = threading.Event(), threading.Event()
    calls = []

    def write(project, options):
        calls.append(1)
        if len(calls) == 2:
            entered.set()
            assert may_go_on.wait(10)
        options.progress(90, 100)
        return Export(b"whole")

    monkeypatch.setattr("desk_annotator.formats.html_report.write", write)
    dialog = open_dialog("one.json", "خبر <b>.json")
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(entered.is_set)
    assert dialog.close_button.text() == "Cancel"
    assert dialog.progress.isVisible()
    assert not dialog.add_button.isEnabled()
    dialog.projects.take_out_selected()
    assert len(dialog.projects.sources) == 2
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    may_go_on.set()
    qtbot.waitUntil(lambda: dialog.state_label.words.startswith("Cancelled."))
    assert made(place) == ["one.html"]
    assert rows(dialog)["خبر <b>.json"][0] == "Not written: it was cancelled before."
    assert dialog.isVisible()
    dialog.folder_field.setText(str(place))
    assert rows(dialog)["one.json"] == ("", [])
