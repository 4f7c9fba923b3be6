"""A folder is paired, looked at and corrected before anything is made."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QTimer

from desk_annotator.app.folder_pairing import proposed_pairs
from desk_annotator.qt import folder_dialog as module
from desk_annotator.qt import piecemeal
from desk_annotator.qt.folder_dialog import FolderDialog
from desk_annotator.qt.folder_table import FolderTable

ENGLISH = "The agency said that {0} people were in the city on Monday, and {1} of them at Bandar."
ARABIC = "قالت الوكالة ان {0} شخص كانوا في المدينة يوم الاثنين و{1} منهم في بندر."


@pytest.fixture
def folder(tmp_path):
    for name, text in {
        "one-en": ENGLISH.format(10, 20),
        "one-ar": ARABIC.format(10, 20),
        "two-en": ENGLISH.format(30, 40),
        "two-ar": ARABIC.format(30, 40),
        "spare-ar": "ﺍﻟﻌﺮﺑﻴﺔ ﻓﻲ ﺍﻟﻜﺘﺎﺏ",
        "empty": "",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def open_dialog(show_dialog):
    def opened(folder, *, can_add=False):
        return show_dialog(FolderDialog(folder, can_add=can_add, parent=None))

    return opened


def rest(dialog):
    return [dialog.rest.item(row).text() for row in range(dialog.rest.count())]


def named(pairs):
    return [(pair.source.imported.name, pair.target.imported.name) for pair in pairs]


def test_the_pairs_proposed_are_made_with_one_key(qtbot, open_dialog, folder):
    dialog = open_dialog(folder)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    assert dialog.state_label.words == "Documents: 5 · pairs to make: 2"
    assert dialog.progress.isHidden()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert named(dialog.pairs) == [("one-en.txt", "one-ar.txt"), ("two-en.txt", "two-ar.txt")]
    assert dialog.pairs[0].title == "one-en"
    assert not dialog.adds_to_open


def test_what_is_in_no_pair_or_looks_wrong_is_listed(qtbot, open_dialog, folder):
    dialog = open_dialog(folder)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    told = rest(dialog)
    assert len(told) == 3
    assert "spare-ar.txt" in told[0]
    assert told[0].endswith(": not in any pair")
    assert "presentation forms" in told[1]
    assert "empty.txt" in told[2]


def test_a_pair_can_be_left_out(qtbot, open_dialog, folder):
    dialog = open_dialog(folder)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    dialog.table.setCurrentCell(0, 0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.state_label.words.endswith("pairs to make: 1")
    assert any("one-en.txt" in line for line in rest(dialog))
    dialog.accept()
    assert named(dialog.pairs) == [("two-en.txt", "two-ar.txt")]


def test_another_target_can_be_chosen_and_is_taken_from_its_pair(qtbot, open_dialog, folder):
    dialog = open_dialog(folder)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    box = dialog.table.target_box(0)
    before = dialog.table.item(0, 2).text()
    box.setFocus()
    while "two-ar.txt" not in box.currentText():
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert [other.name for _, other in dialog.table.chosen()] == ["two-ar.txt"]
    assert dialog.table.target_box(1).currentText() == "—"
    assert not dialog.table.item(1, 0).flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert dialog.table.item(0, 2).text() != before
    assert dialog.table.item(1, 2).text() == "—"


def test_source_and_target_can_be_swapped(qtbot, open_dialog, folder):
    dialog = open_dialog(folder)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    qtbot.mouseClick(dialog.swap_button, Qt.MouseButton.LeftButton)
    assert dialog.table.rowCount() == 3
    dialog.accept()
    assert named(dialog.pairs) == [("one-ar.txt", "one-en.txt"), ("two-ar.txt", "two-en.txt")]


def test_a_folder_in_one_language_makes_nothing(qtbot, open_dialog, folder):
    for path in folder.glob("*-en.txt"):
        path.unlink()
    dialog = open_dialog(folder)
    qtbot.waitUntil(lambda: dialog.state_label.sign == "warning")
    assert "two languages" in dialog.state_label.words
    assert not dialog.ok_button.isEnabled()
    dialog.accept()
    assert dialog.pairs == ()
    assert dialog.isVisible()


def test_a_folder_that_cannot_be_read_is_explained(qtbot, open_dialog, folder):
    dialog = open_dialog(folder / "gone")
    qtbot.waitUntil(lambda: dialog.state_label.sign == "error")
    assert "gone" in dialog.state_label.words


def test_reading_can_be_cancelled(qtbot, open_dialog, folder, monkeypatch):
    started = threading.Event()

    def slow(folder, *, progress, is_cancelled):
        progress(0.5)
        started.set()
        while not is_cancelled():
            started.wait(0.01)
        return module.FolderReading(())

    monkeypatch.setattr(module, "read_folder", slow)
    dialog = open_dialog(folder)
    qtbot.waitUntil(lambda: dialog.progress.value() == 50 or started.is_set())
    assert not dialog.ok_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.pairs == ()


def test_where_the_pairs_go_is_asked_only_if_they_can_be_added(open_dialog, folder):
    assert open_dialog(folder, can_add=True).adds_to_open
    assert open_dialog(folder).add_button.isHidden()


def test_repaired_texts_are_taken_only_if_that_is_chosen(qtbot, open_dialog, folder):
    wrong = folder / "two-ar.txt"
    wrong.write_text(ARABIC.format(30, 40).encode().decode("latin-1"), encoding="utf-8")
    dialog = open_dialog(folder)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    assert dialog.repair_box.isVisible()
    assert len(dialog.table.chosen()) == 1
    qtbot.keyClick(dialog.repair_box, Qt.Key.Key_Space)
    assert len(dialog.table.chosen()) == 2
    assert not any("wrong encoding" in line for line in rest(dialog))
    qtbot.keyClick(dialog.repair_box, Qt.Key.Key_Space)
    assert any("wrong encoding" in line for line in rest(dialog))
    qtbot.keyClick(dialog.repair_box, Qt.Key.Key_Space)
    dialog.accept()
    target = dialog.pairs[1].target
    assert target.characters == ARABIC.format(30, 40)
    assert [change.kind for change in target.imported.changes] == ["mojibake-decoded"]


def test_many_documents_are_compared_in_a_thread_and_shown_a_few_at_a_time(
    qtbot, open_dialog, tmp_path, monkeypatch
):
    for number in range(20):
        for language, text in (("en", ENGLISH), ("ar", ARABIC)):
            path = tmp_path / f"text{number:02}-{language}.txt"
            path.write_text(text.format(number, number * 7), encoding="utf-8")
    turns, made = [], []
    real = FolderTable._fill

    def fill(table, *row):
        assert table.chosen() == []
        made.append(len(turns))
        real(table, *row)

    monkeypatch.setattr(piecemeal, "_TURN", 0.0)

    def compare(*asked):
        compared_in.add(threading.current_thread())
        return proposed_pairs(*asked)

    compared_in = set()
    monkeypatch.setattr(module, "proposed_pairs", compare)
    monkeypatch.setattr(FolderTable, "_fill", fill)
    dialog = open_dialog(tmp_path)
    beat = QTimer(dialog)
    beat.timeout.connect(lambda: turns.append(None))
    beat.start(0)
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    assert len(set(made)) == 20
    assert threading.main_thread() not in compared_in
    assert len(dialog.table.chosen()) == 20
    assert dialog.state_label.words == "Documents: 40 · pairs to make: 20"

    made.clear()
    dialog.swap()
    assert not dialog.ok_button.isEnabled()
    dialog.swap()
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    assert len(set(made)) == 20
    assert dialog.table.rowCount() == 20
    assert dialog.table.isEnabled()
    dialog.accept()
    assert ("text07-en.txt", "text07-ar.txt") in named(dialog.pairs)
