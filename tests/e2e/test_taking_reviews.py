"""A review comes back: what the reviewer changed is taken over in one step, or nothing is."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import pytest
from docx_reviews import AnsweredDocument
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Span
from desk_annotator.formats import docx_report, json_lines, label_studio, web_annotation
from desk_annotator.formats.export import ExportOptions
from desk_annotator.qt import import_commands
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.reading_label import ReadingLabel
from desk_annotator.qt.review_dialog import ReviewDialog
from desk_annotator.storage.project_file import load_project
from desk_annotator.text.isolates import strip_isolates

LATER = "2099-01-01T00:00:00Z"


@pytest.fixture
def reviewed(desk, samples, tmp_path):
    """The sample project is open; a reviewer has changed one annotation and added one."""
    desk.open(samples)
    project = load_project(samples).project
    pair = project.pairs[0]
    first = replace(pair.annotations[0], note="Reviewed.", modified=LATER)
    own = Annotation(id="own", tag="missing", source=(Span(0, 3),), target=(Span(0, 0),))
    pair = replace(pair, annotations=(first, *pair.annotations[1:], own))
    project = replace(project, pairs=(pair, *project.pairs[1:]))
    path = tmp_path / "back.jsonl"
    path.write_bytes(json_lines.write(project, ExportOptions()).data)
    return path, first.id


def idle(desk):
    desk.qtbot.waitUntil(lambda: not desk.window.files.background.is_busy)
    desk.settle()


def shown(desk):
    """Return the dialog that shows what would change."""
    desk.qtbot.waitUntil(lambda: desk.window.findChild(ReviewDialog) is not None)
    return desk.window.findChild(ReviewDialog)


def take_over(desk, path, *, agree=True):
    desk.answers.review_path = str(path)
    desk.window.actions_table["take_over"].trigger()
    idle(desk)
    dialog = desk.window.findChild(ReviewDialog)
    if dialog is not None and agree:
        dialog.accept()
        desk.settle()
    return dialog


def test_a_review_is_taken_over_in_one_step_that_can_be_undone(desk, reviewed):
    path, first = reviewed
    before = desk.workspace.snapshot()
    take_over(desk, path)
    bitext = desk.workspace.bitexts[0]
    assert bitext.annotations[first].note == "Reviewed."
    assert "own" in bitext.annotations
    (words,) = desk.notices()
    assert "back.jsonl" in words
    assert "Added: 1 · Changed: 1 · As they were: " in words
    (notice,) = desk.window.notices.notices
    notice.actions[0][1]()
    assert desk.workspace.snapshot().pairs == before.pairs
    assert desk.workspace.redo_label == "Take over review"


def test_its_button_goes_when_something_else_would_be_undone(desk, reviewed):
    path, _ = reviewed
    take_over(desk, path)
    desk.window.actions_table["undo"].trigger()
    desk.settle()
    assert [words for words in desk.notices() if "taken over" in words] == []
    desk.window.actions_table["redo"].trigger()
    desk.settle()
    assert desk.workspace.undo_label == "Take over review"


def test_a_review_is_dropped_on_the_window(desk, reviewed):
    path, first = reviewed
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(drop)
    # What is dropped is taken up after the drop, and read in a thread.
    shown(desk).accept()
    desk.qtbot.waitUntil(lambda: desk.workspace.bitexts[0].annotations[first].note == "Reviewed.")
    idle(desk)


def test_what_was_changed_here_while_the_review_was_read_stays(desk, reviewed):
    path, first = reviewed
    desk.answers.review_path = str(path)
    desk.window.actions_table["take_over"].trigger()
    annotation = desk.workspace.bitexts[0].annotations[first]
    mine = replace(annotation, note="Mine.", modified="2099-02-02T00:00:00Z")
    pair_id = desk.workspace.bitexts[0].id
    desk.workspace.apply(Edit("Note", (AnnotationChange(pair_id, annotation, mine),)))
    shown(desk).accept()
    idle(desk)
    assert desk.workspace.bitexts[0].annotations[first].note == "Mine."
    (words,) = desk.notices()
    assert "Left alone, changed here later: 1" in words


def test_a_review_of_something_else_changes_nothing(desk, reviewed, tmp_path):
    path, _ = reviewed
    other = tmp_path / "other.jsonl"
    pair_id = desk.workspace.bitexts[0].id
    other.write_text(path.read_text(encoding="utf-8").replace(pair_id, "elsewhere"), "utf-8")
    take_over(desk, other)
    assert desk.workspace.is_saved
    (notice,) = desk.window.notices.notices
    assert "Nothing was changed" in notice.text
    assert "Not of this project" in notice.text


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"only words", "is no review"), (b"", "is empty"), (None, "is not there")],
)
def test_a_file_that_is_no_review_is_explained(desk, samples, tmp_path, data, words):
    desk.open(samples)
    path = tmp_path / "back.jsonl"
    if data is not None:
        path.write_bytes(data)
    take_over(desk, path)
    (shown,) = desk.notices()
    assert words in shown
    assert "back.jsonl" in shown
    assert desk.workspace.is_saved


def test_a_review_needs_its_project(desk, tmp_path):
    desk.window.files.open_paths([str(tmp_path / "back.jsonl")])
    (words,) = desk.notices()
    assert "Open the project that" in words
    assert not desk.window.actions_table["take_over"].isEnabled()


def test_the_review_may_not_be_chosen(desk, samples):
    desk.open(samples)
    take_over(desk, "")
    assert desk.answers.asked == ["review"]
    assert desk.notices() == []


def test_a_workbook_that_is_no_review_may_be_a_new_pair(desk, samples, tmp_path, monkeypatch):
    from openpyxl import Workbook

    desk.open(samples)
    book = Workbook()
    for row in (("source", "target"), ("One house.", "بيت واحد.")):
        book.active.append(row)
    path = tmp_path / "rows.xlsx"
    book.save(path)
    asked = []
    monkeypatch.setattr(desk.window.files, "new_pair", asked.append)
    desk.window.files.open_paths([str(path)])
    idle(desk)
    assert asked == [[str(path)]]


def test_nothing_is_changed_before_the_user_says_so(desk, reviewed):
    path, _ = reviewed
    before = desk.workspace.snapshot()
    dialog = take_over(desk, path, agree=False)
    assert "back.jsonl" in dialog.summary.words
    assert "Added: 1 · Changed: 1 · As they were: " in dialog.summary.words
    rows = [dialog.list.words(row) for row in range(dialog.list.count)]
    assert sorted(row[2] for row in rows) == ["new", "note: \u2068Reviewed.\u2069"]
    assert dialog.remarks.isHidden()
    assert desk.workspace.snapshot() == before
    dialog.reject()
    desk.settle()
    assert desk.workspace.is_saved
    assert desk.notices() == []


def label_studio_file(desk, folder, status="rejected"):
    project = desk.workspace.snapshot()
    tasks = json.loads(label_studio.write(project, ExportOptions()).data)
    result = tasks[0]["annotations"][0]["result"]
    first = result[0]["id"].rpartition(".")[0]
    for one in result:
        if one.get("id", "").startswith(first):
            one["meta"] = {"text": [f"status: {status}"]}
    path = folder / "project-1-at-2026.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path, first


@pytest.mark.parametrize("way", ["drop", "open"])
def test_tasks_are_told_from_projects_by_what_is_in_them(desk, samples, tmp_path, way):
    desk.open(samples)
    path, first = label_studio_file(desk, tmp_path)
    if way == "drop":
        desk.window.files.open_paths([str(path)])
    else:
        desk.answers.open_path = str(path)
        desk.window.actions_table["open"].trigger()
    dialog = shown(desk)
    assert "Decisions: rejected: 1" in dialog.summary.words
    dialog.accept()
    idle(desk)
    assert desk.workspace.bitexts[0].annotations[first].status == "rejected"
    assert desk.workspace.undo() is not None
    assert desk.workspace.is_saved


def test_web_annotations_are_dropped(desk, samples, tmp_path):
    desk.open(samples)
    page = json.loads(web_annotation.write(desk.workspace.snapshot(), ExportOptions()).data)
    page["items"][0]["body"].append(
        {"type": "TextualBody", "purpose": "commenting", "value": "See page 3."}
    )
    path = tmp_path / "page.jsonld"
    path.write_text(json.dumps(page), encoding="utf-8")
    desk.window.files.open_paths([str(path)])
    shown(desk).accept()
    idle(desk)
    notes = [one.note for one in desk.workspace.bitexts[0].annotations.values()]
    assert sum("See page 3." in note for note in notes) == 1


def test_a_word_document_comes_back_with_answers_and_with_words_on_nothing(desk, samples, tmp_path):
    desk.open(samples)
    project = desk.workspace.snapshot()
    document = AnsweredDocument(docx_report.write(project, ExportOptions()).data)
    first = project.pairs[0].annotations[0].id
    document.reply(document.comment_of(first), "Decision: reject", "No.")
    document.comment_on("matching", "What is this?")
    path = tmp_path / "back.docx"
    path.write_bytes(document.data)
    desk.window.files.open_paths([str(path)])
    dialog = shown(desk)
    assert dialog.remarks.toPlainText() == "What is this?"
    assert "Comments on no annotation: 1" in dialog.summary.words
    dialog.accept()
    idle(desk)
    assert desk.workspace.bitexts[0].annotations[first].status == "rejected"


def test_words_on_nothing_are_shown_though_nothing_changes(desk, samples, tmp_path):
    desk.open(samples)
    document = AnsweredDocument(docx_report.write(desk.workspace.snapshot(), ExportOptions()).data)
    document.comment_on("matching", "What is this?")
    path = tmp_path / "back.docx"
    path.write_bytes(document.data)
    dialog = take_over(desk, path, agree=False)
    assert dialog.take_button is None
    assert dialog.remarks.toPlainText() == "What is this?"
    dialog.reject()
    assert desk.workspace.is_saved


def test_reading_can_be_stopped(desk, reviewed, monkeypatch):
    path, _ = reviewed
    going = threading.Event()

    def slow(wish, job):
        job.tell(0.42)
        going.set()
        while True:
            job.check()
            time.sleep(0.001)

    monkeypatch.setattr(import_commands, "_merged", slow)
    desk.answers.review_path = str(path)
    desk.window.actions_table["take_over"].trigger()
    label = desk.window.findChild(ReadingLabel)
    desk.qtbot.waitUntil(lambda: going.is_set() and label.isVisible())
    words = label.findChild(PlainLabel)
    desk.qtbot.waitUntil(lambda: strip_isolates(words.text()) == "Reading back.jsonl: 42 %")
    QTest.mouseClick(label.stop_button, Qt.MouseButton.LeftButton)
    idle(desk)
    assert label.isHidden()
    assert desk.notices() == []
    assert desk.workspace.is_saved
