"""The whole job in the real window: open, tag, undo, save, reopen, export."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt

from desk_annotator.app.new_pair import draft_side, make_pair
from desk_annotator.app.open_project import new_project
from desk_annotator.core.annotation import Tag
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.qt.prompts import Leave
from desk_annotator.storage.project_file import load_project

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

ENGLISH = (
    "Al-Nour bakery 😀 opens in Sfax\n\n"
    "The bakery (founded in 1998) opened a second shop on Monday.\n\n"
    "“We bake 1,200 loaves a day,” the owner said, smiling.\n"
)
ARABIC = (
    "افتتحت مخبزة النور 😀 يوم الاثنين محلا ثانيا في صفاقس وقال صاحبها "
    '"نخبز ١٢٠٠ رغيف في اليوم" واضاف ان شركة (Norvik Ltd.) ستوزع الخبز في 2025'
)


def open_small_pair(desk):
    source = draft_side("bakery-en.txt", ENGLISH.encode())
    target = draft_side("bakery-ar.txt", ARABIC.encode())
    desk.window.files.show_project(new_project(make_pair(source, target, "Bakery")))
    desk.settle()


def test_two_selections_and_one_key_make_a_link(desk):
    open_small_pair(desk)
    source = desk.drag(Side.SOURCE, "a second shop")
    target = desk.drag(Side.TARGET, "محلا ثانيا")
    desk.key(Qt.Key.Key_1)
    (made,) = desk.bitext.annotations.values()
    assert (made.tag, made.source, made.target) == ("matching", (source,), (target,))
    assert desk.window.view.selections() == {Side.SOURCE: (), Side.TARGET: ()}
    assert desk.workspace.active_id == made.id
    desk.window.view.gutter.repaint()
    assert [tie.key for tie in desk.window.view.gutter.drawn()] == [made.id]


def test_offsets_behind_an_emoji_and_in_mixed_direction_are_exact(desk):
    open_small_pair(desk)
    desk.drag(Side.TARGET, "Norvik Ltd")
    desk.key(Qt.Key.Key_2)
    (made,) = desk.bitext.annotations.values()
    span = made.target[0]
    assert desk.bitext.text(Side.TARGET).characters[span.start : span.end] == "Norvik Ltd"


def test_the_wrong_side_explains_itself_and_offers_the_right_tag(desk):
    open_small_pair(desk)
    desk.drag(Side.TARGET, "واضاف")
    desk.key(Qt.Key.Key_3)
    assert not desk.bitext.annotations
    assert any("Missing" in text for text in desk.notices())
    desk.window.notices.notices[-1].actions[0][1]()
    assert desk.tags() == ["added"]


def test_the_whole_job_by_keyboard(desk):
    open_small_pair(desk)
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_Home, CONTROL)
    for _ in range(2):
        desk.key(Qt.Key.Key_Right, CONTROL | SHIFT)
    desk.key(Qt.Key.Key_F6)
    desk.key(Qt.Key.Key_Home, CONTROL)
    for _ in range(2):
        desk.key(Qt.Key.Key_Left, CONTROL | SHIFT)
    desk.key(Qt.Key.Key_1)
    assert desk.tags() == ["matching"]
    desk.key(Qt.Key.Key_U)
    assert desk.pane(Side.TARGET).selections()
    desk.key(Qt.Key.Key_2)
    assert desk.tags() == ["added", "matching"]
    desk.key(Qt.Key.Key_Delete)
    assert desk.tags() == ["matching"]
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.tags() == ["added", "matching"]
    desk.key(Qt.Key.Key_N)
    desk.key(Qt.Key.Key_Return)
    desk.write("check this")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert "check this" in [each.note for each in desk.bitext.annotations.values()]


def test_undo_to_the_start_and_redo_to_the_end(desk, samples):
    desk.open(samples)
    start = desk.workspace.snapshot().pairs
    desk.drag(Side.SOURCE, "Lena Hartwick")
    desk.key(Qt.Key.Key_3)
    desk.key(Qt.Key.Key_Right, ALT)
    desk.key(Qt.Key.Key_Delete)
    end = desk.workspace.snapshot().pairs
    for _ in range(10):
        desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.workspace.snapshot().pairs == start
    assert desk.workspace.is_saved
    for _ in range(10):
        desk.key(Qt.Key.Key_Y, CONTROL)
    assert desk.workspace.snapshot().pairs == end


def test_save_reopen_and_export(desk, tmp_path):
    open_small_pair(desk)
    desk.drag(Side.SOURCE, "smiling")
    desk.key(Qt.Key.Key_3)
    path = tmp_path / "مشروع (1).json"
    desk.save_as(path)
    assert not desk.window.isWindowModified()
    written = load_project(path)
    assert not written.problems
    before = desk.workspace.snapshot()
    desk.drag(Side.TARGET, "صفاقس")
    desk.key(Qt.Key.Key_2)
    assert desk.window.isWindowModified()
    desk.key(Qt.Key.Key_S, CONTROL)
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)
    desk.open(path)
    assert desk.tags() == ["added", "missing"]
    assert desk.workspace.snapshot().pairs[0].source == before.pairs[0].source
    export = exporter("jsonl").write(desk.workspace.snapshot(), ExportOptions(generator="test"))
    rows = [json.loads(line) for line in export.data.decode().splitlines()]
    assert sorted(row["tag"] for row in rows if "tag" in row) == ["added", "missing"]


def test_unsaved_work_is_guarded(desk, tmp_path):
    open_small_pair(desk)
    desk.drag(Side.SOURCE, "smiling")
    desk.key(Qt.Key.Key_3)
    desk.answers.on_leave = Leave.CANCEL
    desk.window.close()
    assert desk.window.isVisible()
    assert desk.answers.asked == ["leave"]
    desk.answers.on_leave = Leave.SAVE
    desk.answers.save_path = str(tmp_path / "kept.json")
    desk.window.close()
    assert not desk.window.isVisible()
    assert len(load_project(tmp_path / "kept.json").project.pairs[0].annotations) == 1


def test_a_file_changed_by_another_is_not_overwritten_unasked(desk, samples):
    desk.open(samples)
    other = samples.read_bytes() + b"\n"
    samples.write_bytes(other)
    desk.drag(Side.SOURCE, "Lena Hartwick")
    desk.key(Qt.Key.Key_3)
    desk.key(Qt.Key.Key_S, CONTROL)
    desk.qtbot.waitUntil(lambda: bool(desk.window.notices.notices))
    desk.qtbot.waitUntil(lambda: not desk.window.files.background.is_busy)
    assert samples.read_bytes() == other
    assert not desk.workspace.is_saved
    notice = desk.window.notices.notices[0]
    assert [words for words, _ in notice.actions] == ["Save under another name…", "Overwrite it"]
    dict(notice.actions)["Overwrite it"]()
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)
    assert desk.window.notices.notices == ()


def test_a_bad_file_changes_nothing(desk, samples, tmp_path):
    desk.open(samples)
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "desk-annotator-project"', encoding="utf-8")
    shown = desk.window.project
    desk.window.files.open_path(str(bad))
    desk.qtbot.waitUntil(lambda: bool(desk.window.notices.notices))
    assert desk.window.project is shown
    assert any("bad.json" in text for text in desk.notices())


def test_overlapping_annotations_are_reached_by_clicking_again(desk):
    open_small_pair(desk)
    outer = desk.drag(Side.SOURCE, "opened a second shop")
    desk.key(Qt.Key.Key_3)
    desk.key(Qt.Key.Key_Escape)
    inner = desk.drag(Side.SOURCE, "second")
    desk.key(Qt.Key.Key_3)
    desk.key(Qt.Key.Key_Escape)
    offset = inner.start + 2
    found = []
    for _ in range(2):
        desk.click(Side.SOURCE, offset)
        desk.qtbot.wait(600)
        found.append(desk.workspace.active.source[0])
    assert found == [inner, outer]


def test_an_edge_is_dragged_with_the_mouse(desk):
    open_small_pair(desk)
    span = desk.drag(Side.SOURCE, "second")
    desk.key(Qt.Key.Key_3)
    first = desk.point(Side.SOURCE, span.end - 1, end=True)
    goal = desk.where(Side.SOURCE, "second shop").end
    last = desk.point(Side.SOURCE, goal - 1, end=True)
    desk.pull(Side.SOURCE, first, last)
    (annotation,) = desk.bitext.annotations.values()
    assert annotation.source == (Span(span.start, goal),)
    assert desk.workspace.undo_label == "Resize span"


def test_find_marks_all_hits_and_walks_them(desk, samples):
    desk.open(samples)
    desk.key(Qt.Key.Key_F, CONTROL)
    heard = []
    desk.window.find_bar.hits_changed.connect(lambda *values: heard.append(values))
    desk.write("الجراد")
    desk.qtbot.waitUntil(lambda: any(hits for _, hits, _ in heard))
    target_hits = next(hits for side, hits, _ in reversed(heard) if side is Side.TARGET)
    characters = desk.bitext.text(Side.TARGET).characters
    assert all("جراد" in characters[hit.start : hit.end] for hit in target_hits)
    desk.key(Qt.Key.Key_Escape)


def test_every_pair_is_shown_and_scrolls_linked(desk, samples):
    desk.open(samples)
    for _ in range(len(desk.workspace.bitexts)):
        source, target = desk.pane(Side.SOURCE), desk.pane(Side.TARGET)
        source.setFocus()
        desk.key(Qt.Key.Key_End, CONTROL)
        assert target.verticalScrollBar().value() == target.verticalScrollBar().maximum()
        desk.key(Qt.Key.Key_PageDown, CONTROL)


def test_retagging_keeps_the_note(desk):
    open_small_pair(desk)
    desk.drag(Side.SOURCE, "opened")
    desk.drag(Side.TARGET, "افتتحت")
    desk.key(Qt.Key.Key_1)
    desk.window.tagging.change_tag(str(Tag.MISSING))
    (annotation,) = desk.bitext.annotations.values()
    assert annotation.tag == "missing"
    assert annotation.caret(Side.TARGET) == 0


def test_the_name_of_the_annotator_is_written_into_what_she_makes(desk):
    open_small_pair(desk)
    desk.answers.name = "Amina"
    desk.window.actions_table["name"].trigger()
    desk.drag(Side.SOURCE, "smiling")
    desk.key(Qt.Key.Key_3)
    (annotation,) = desk.bitext.annotations.values()
    assert annotation.author == "Amina"
    assert desk.workspace.snapshot().annotator == "Amina"
