"""Files come in by drop and by the new-pair dialog; bad ones change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_drops import file_drop
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.qt.new_pair_dialog import NewPairDialog
from desk_annotator.text.isolates import strip_isolates

SEEDS = Path(__file__).parents[2] / "seeds"
ENGLISH = "The bakery opened on Monday, the owner said.\r\nIt sells bread.\r\n"
ARABIC = "قال صاحب المخبزة انها فتحت ابوابها يوم الاثنين وتبيع الخبز والحلويات."


def drop(desk, *paths):
    entering, dropping, _held = file_drop(desk.window.rect().center(), paths)
    QApplication.sendEvent(desk.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(desk.window, dropping)
    desk.settle()


def fault_of(side):
    return strip_isolates(side.fault_label.words)


def answer_dialog(desk, act):
    """Let `act` work on the new-pair dialog once it is complete or shows a fault."""
    outcome = []

    def look():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, NewPairDialog):
            return
        if not dialog.is_complete and not any(map(fault_of, dialog.sides.values())):
            return
        timer.stop()
        try:
            outcome.append(act(dialog))
        except BaseException:
            dialog.reject()  # or the test would wait for ever
            raise

    timer = QTimer(desk.window)
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    return outcome


def test_a_project_dropped_on_the_window_opens(desk, samples):
    drop(desk, samples)
    desk.qtbot.waitUntil(lambda: desk.window.project is not None)
    assert len(desk.workspace.bitexts) == 4


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-8-sig", "iso-8859-6"])
def test_two_texts_dropped_on_the_window_become_a_pair(desk, tmp_path, encoding):
    (tmp_path / "خبر.en.txt").write_bytes(ENGLISH.encode("utf-8"))
    arabic = "".join(letter for letter in ARABIC)
    (tmp_path / "خبر.ar.txt").write_bytes(arabic.encode(encoding))
    outcome = answer_dialog(desk, lambda dialog: dialog.accept())
    drop(desk, tmp_path / "خبر.en.txt", tmp_path / "خبر.ar.txt")
    assert outcome
    source, target = (desk.bitext.text(side) for side in Side)
    assert source.characters == ENGLISH.replace("\r\n", "\n")
    assert target.characters == ARABIC
    assert (source.language, target.language) == ("en", "ar")
    assert (source.direction, target.direction) == (Direction.LTR, Direction.RTL)
    assert [change.kind for change in source.imported.changes] == ["crlf-to-lf"]
    assert not desk.workspace.is_saved


@pytest.mark.parametrize(
    "data", [b"", b" \n ", b"\x89PNG\r\n\x1a\n" + bytes(200), ARABIC.encode()[:-2]]
)
def test_what_is_no_text_is_told_and_changes_nothing(desk, samples, tmp_path, data):
    desk.open(samples)
    before = desk.workspace.snapshot()
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(ENGLISH, encoding="utf-8")
    bad.write_bytes(data)
    said = answer_dialog(
        desk,
        lambda dialog: (dialog.is_complete, fault_of(dialog.sides[Side.TARGET]), dialog.reject()),
    )
    drop(desk, good, bad)
    complete, fault, _ = said[0]
    assert not complete
    assert "bad.txt" in fault
    assert desk.workspace.snapshot() == before
    assert bad.read_bytes() == data


def test_a_second_pair_joins_the_project_and_can_be_taken_back(desk, samples, tmp_path):
    desk.open(samples)
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ARABIC, encoding="utf-8")
    answer_dialog(desk, lambda dialog: dialog.accept())
    drop(desk, tmp_path / "a.txt", tmp_path / "b.txt")
    assert len(desk.workspace.bitexts) == 5
    assert desk.workspace.current_number == 4
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.workspace.bitexts) == 4
    assert desk.workspace.is_saved


def test_window_and_panels_keep_their_sizes_when_another_project_is_opened(desk):
    desk.open(SEEDS / "samples.json")
    docks = desk.window._docks
    desk.window.resize(900, 600)
    desk.qtbot.wait(50)
    before = {name: dock.size() for name, dock in docks.all.items()}
    desk.window.actions_table["close_project"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.project is None)
    desk.qtbot.wait(50)
    assert (desk.window.width(), desk.window.height()) == (900, 600)
    desk.open(SEEDS / "samples.json")
    desk.qtbot.wait(100)
    assert {name: dock.size() for name, dock in docks.all.items()} == before
