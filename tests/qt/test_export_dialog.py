import json
import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from desk_annotator.app import export_preview
from desk_annotator.app.export_preview import PreviewText
from desk_annotator.app.new_pair import draft_side, make_pair, make_project
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.span import Span
from desk_annotator.formats.export import Export, Loss
from desk_annotator.qt import export_dialog_task
from desk_annotator.qt.export_dialog import ExportDialog
from desk_annotator.qt.export_preview_pane import ExportPreviewPane


def annotated(title: str):
    pair = make_pair(
        draft_side("a.txt", b"Paris is big and old.", language="en"),
        draft_side("b.txt", "باريس كبيرة <b>جدا</b>.".encode(), language="ar"),
        title,
    )
    made = {"created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"}
    return replace(
        pair,
        ignored_source=(Span(20, 21),),
        annotations=(
            Annotation(
                id=f"{title}-1",
                tag="matching",
                source=(Span(0, 5),),
                target=(Span(0, 5),),
                note="=1+1",
                **made,
            ),
            Annotation(id=f"{title}-2", tag="missing", source=(Span(13, 20),), **made),
            Annotation(
                id=f"{title}-3", tag="added", target=(Span(12, 15),), status="rejected", **made
            ),
        ),
    )


@pytest.fixture
def workspace():
    pairs = (annotated("first"), annotated("خبر (1)"))
    return Workspace(make_project(pairs, now="2026-01-01T00:00:00Z", title="Project"))


@pytest.fixture
def open_dialog(show_dialog, workspace, tmp_path):
    def opened(shown=None):
        path = tmp_path / "مشروع"
        return show_dialog(
            ExportDialog(shown or workspace, path, project_file=path.with_suffix(".json"))
        )

    return opened


def choose_format(qtbot, dialog, format_id):
    box = dialog.choices.format_box
    box.setFocus()
    while box.currentData() != format_id:
        qtbot.keyClick(box, Qt.Key.Key_Down)


def export(qtbot, dialog):
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.isVisible() and dialog.export_button.isEnabled())


def test_every_format_is_offered_with_what_it_cannot_carry(qtbot, open_dialog):
    dialog = open_dialog()
    for format_id, words in (("html", "offsets"), ("jsonl", "whole texts"), ("tsv", "whole texts")):
        choose_format(qtbot, dialog, format_id)
        assert words in dialog.choices.lacks_label.text()
        assert dialog.file_field.text().endswith(f"مشروع.{format_id}")


def test_no_name_of_a_format_is_cut_in_the_open_list(open_dialog):
    box = open_dialog().choices.format_box
    metrics = box.view().fontMetrics()
    widest = max(metrics.horizontalAdvance(box.itemText(row)) for row in range(box.count()))
    assert box.view().minimumWidth() > widest + 40


def test_no_name_of_a_format_is_cut_in_the_closed_box(open_dialog):
    box = open_dialog().choices.format_box
    assert box.width() >= box.sizeHint().width()


def test_one_key_writes_the_report(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.outcome.isVisible)
    written = (tmp_path / "مشروع.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;" in written
    assert "مشروع.html" in dialog.outcome.label.words


def test_the_preview_is_how_the_file_begins(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    choose_format(qtbot, dialog, "jsonl")
    qtbot.waitUntil(lambda: dialog.preview.text.toPlainText().startswith('{"offset_unit"'))
    assert dialog.counts_label.text().startswith("Pairs: 2 · annotations: 6")
    export(qtbot, dialog)
    written = (tmp_path / "مشروع.jsonl").read_text(encoding="utf-8")
    assert len(written.splitlines()) == 6
    shown = dialog.preview.text.toPlainText().split("\n")
    for line, there in zip(written.splitlines(), shown, strict=False):
        assert line.startswith(there.removesuffix("…"))
    block = dialog.preview.text.document().begin()
    assert block.textDirection() == Qt.LayoutDirection.LeftToRight


def test_how_many_of_each_tag_there_are_stands_above(qtbot, open_dialog):
    dialog = open_dialog()
    qtbot.waitUntil(lambda: "Matching: 2" in dialog.counts_label.text())
    assert "Added: 2" in dialog.counts_label.text()


@pytest.mark.parametrize(
    ("format_id", "begins", "holds"),
    [
        ("html", "1. first", "1\tMatching\tParis"),
        ("csv", "⋯ columns not shown here: ", "\t'=1+1\t"),
        ("xlsx", "No.\tPair\tTag", "\tfirst\tmatching\tParis"),
        ("docx", "Project", "↔ باريس"),
        ("brat", "— annotation.conf —", "— 001.ann —"),
        ("pharaoh", "— words.txt —", "Paris is big and old"),
    ],
)
def test_files_of_other_kinds_are_shown_as_they_are_read(
    qtbot, open_dialog, format_id, begins, holds
):
    dialog = open_dialog()
    choose_format(qtbot, dialog, format_id)
    qtbot.waitUntil(lambda: dialog.preview.text.toPlainText().startswith(begins))
    assert holds in dialog.preview.text.toPlainText()


def test_comments_are_shown_each_in_its_direction(qtbot, open_dialog):
    dialog = open_dialog()
    choose_format(qtbot, dialog, "docx")
    qtbot.waitUntil(lambda: dialog.preview.text.toPlainText().startswith("Project"))
    block = dialog.preview.text.document().begin()
    directions = {}
    while block.isValid():
        directions[block.text()] = block.textDirection()
        block = block.next()
    assert directions["Paris is big and old."] == Qt.LayoutDirection.LeftToRight
    assert directions["باريس كبيرة <b>جدا</b>."] == Qt.LayoutDirection.RightToLeft


def test_the_first_page_of_a_pdf_is_shown(qtbot, open_dialog):
    dialog = open_dialog()
    choose_format(qtbot, dialog, "pdf")
    qtbot.waitUntil(lambda: dialog.preview.currentWidget() is dialog.preview.page)
    picture = dialog.preview.picture.pixmap().toImage()
    assert picture.height() > picture.width() > 150
    colours = {
        picture.pixelColor(x, y).lightness()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert len(colours) > 5, "an empty page"
    choose_format(qtbot, dialog, "jsonl")
    qtbot.waitUntil(lambda: dialog.preview.currentWidget() is dialog.preview.text)


def test_pairs_tags_and_statuses_can_be_chosen(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    choices = dialog.choices
    choose_format(qtbot, dialog, "jsonl")
    choices.pairs_box.setFocus()
    qtbot.keyClick(choices.pairs_box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: dialog.counts_label.text().startswith("Pairs: 1 · annotations: 3"))
    for box in choices.tag_boxes.values():
        if box.text() == "Missing":
            box.click()
    qtbot.waitUntil(lambda: dialog.counts_label.text().startswith("Pairs: 1 · annotations: 2"))
    for box in choices.status_boxes.values():
        if box.text() == "Rejected":
            box.click()
    qtbot.waitUntil(lambda: dialog.counts_label.text().startswith("Pairs: 1 · annotations: 1"))
    export(qtbot, dialog)
    rows = [json.loads(line) for line in (tmp_path / "مشروع.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["first-1"]


def test_single_pairs_are_ticked_in_a_list(qtbot, open_dialog):
    dialog = open_dialog()
    choices = dialog.choices
    assert choices.pairs_list.isHidden()
    choices.pairs_box.setFocus()
    qtbot.keyClick(choices.pairs_box, Qt.Key.Key_End)
    assert choices.pairs_list.isVisible()
    assert choices.pairs_list.item(1).text() == "\u2068خبر (1)\u2069"
    choices.pairs_list.setFocus()
    choices.pairs_list.setCurrentRow(1)
    qtbot.keyClick(choices.pairs_list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.counts_label.text().startswith("Pairs: 2 · annotations: 6"))
    qtbot.keyClick(choices.pairs_list, Qt.Key.Key_Up)
    qtbot.keyClick(choices.pairs_list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.counts_label.text().startswith("Pairs: 1 · annotations: 3"))
    assert choices.options().pair_ids == {dialog._project.pairs[1].id}


def test_a_project_of_one_pair_is_not_asked_which(open_dialog):
    alone = Workspace(make_project((annotated("only"),), now="2026-01-01T00:00:00Z"))
    assert open_dialog(alone).choices.pairs_box.isHidden()


def test_the_project_itself_is_never_the_export(qtbot, open_dialog, tmp_path):
    project = tmp_path / "مشروع.json"
    project.write_text("the project", encoding="utf-8")
    dialog = open_dialog()
    dialog.file_field.setText(project.name)
    export(qtbot, dialog)
    assert "the project itself" in dialog.outcome.label.words
    assert project.read_text(encoding="utf-8") == "the project"


def test_losses_are_told_at_the_end(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    choose_format(qtbot, dialog, "tsv")
    assert dialog.choices.safe_box.isVisible()
    export(qtbot, dialog)
    assert "apostrophe so that no spreadsheet runs them: 2" in dialog.outcome.label.words
    assert "'=1+1" in (tmp_path / "مشروع.tsv").read_text(encoding="utf-8")
    dialog.choices.safe_box.click()
    assert dialog.outcome.isHidden(), "what was said was about other choices"
    export(qtbot, dialog)
    assert "'=1+1" not in (tmp_path / "مشروع.tsv").read_text(encoding="utf-8")


def answer(words, seen):
    """Click the button with these words in the question that comes up."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    seen.append(box.text())
    (button,) = [one for one in box.findChildren(QPushButton) if words in one.text()]
    button.click()


@pytest.mark.parametrize(("words", "kept"), [("Cancel", True), ("Replace", False)])
def test_an_existing_file_is_replaced_only_after_asking(qtbot, open_dialog, tmp_path, words, kept):
    old = tmp_path / "مشروع.html"
    old.write_text("precious", encoding="utf-8")
    dialog = open_dialog()
    seen = []
    QTimer.singleShot(0, dialog, lambda: answer(words, seen))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert seen == ["\u200e“\u2066مشروع.html\u2069” exists already."]
    if not kept:
        qtbot.waitUntil(dialog.outcome.isVisible)
    assert (old.read_text(encoding="utf-8") == "precious") is kept


def test_what_was_just_written_is_written_again_without_asking(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    export(qtbot, dialog)
    (tmp_path / "مشروع.html").write_text("", encoding="utf-8")
    export(qtbot, dialog)
    assert (tmp_path / "مشروع.html").stat().st_size > 0


def test_the_file_dialog_has_asked_already(qtbot, open_dialog, tmp_path, monkeypatch):
    other = tmp_path / "other.html"
    other.write_text("old", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    dialog = open_dialog()
    qtbot.mouseClick(dialog.browse_button, Qt.MouseButton.LeftButton)
    assert dialog.path() == other
    export(qtbot, dialog)
    assert other.read_text(encoding="utf-8") != "old"


def test_a_name_without_suffix_gets_one_and_is_then_asked_about(
    qtbot, open_dialog, tmp_path, monkeypatch
):
    (tmp_path / "other.html").write_text("old", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "other"), ""))
    dialog = open_dialog()
    qtbot.mouseClick(dialog.browse_button, Qt.MouseButton.LeftButton)
    assert dialog.path() == tmp_path / "other.html"
    seen = []
    QTimer.singleShot(0, dialog, lambda: answer("Cancel", seen))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert len(seen) == 1


def test_a_bare_name_goes_into_the_proposed_folder(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    dialog.file_field.selectAll()
    qtbot.keyClicks(dialog.file_field, "report.html")
    export(qtbot, dialog)
    assert (tmp_path / "report.html").is_file()


def test_a_file_that_cannot_be_written_is_explained(qtbot, open_dialog, tmp_path):
    dialog = open_dialog()
    dialog.file_field.setText(str(tmp_path / "gone" / "report.html"))
    export(qtbot, dialog)
    assert dialog.outcome.label.sign == "error"
    assert "report.html" in dialog.outcome.label.words
    assert dialog.outcome.folder_button.isHidden()
    dialog.file_field.clear()
    assert not dialog.export_button.isEnabled()


def test_only_the_folder_written_to_is_shown(qtbot, open_dialog, tmp_path, monkeypatch):
    urls = []
    monkeypatch.setattr(QDesktopServices, "openUrl", urls.append)
    dialog = open_dialog()
    export(qtbot, dialog)
    qtbot.mouseClick(dialog.outcome.folder_button, Qt.MouseButton.LeftButton)
    assert [url.toLocalFile() for url in urls] == [str(tmp_path)]


@pytest.fixture
def slow_export(monkeypatch):
    """Make the report hang on its progress until it may go on."""
    entered, may_go_on = threading.Event(), threading.Event()

    def write(project, options):
        options.progress(0, 100)
        options.progress(40, 100)
        entered.set()
        assert may_go_on.wait(10)
        options.progress(90, 100)
        return Export(b"late", (Loss("Lost: {count}", 3),))

    def at_once(project, exporter, options):
        counts = export_preview.export_counts(project, options)
        return export_dialog_task.ExportPreview(counts)

    monkeypatch.setattr("desk_annotator.formats.html_report.write", write)
    monkeypatch.setattr("desk_annotator.qt.export_dialog_task.export_preview", at_once)
    yield entered, may_go_on
    may_go_on.set()


def test_long_work_shows_its_progress_and_can_be_cancelled(
    qtbot, open_dialog, tmp_path, slow_export
):
    entered, may_go_on = slow_export
    dialog = open_dialog()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(entered.is_set)
    assert dialog.close_button.text() == "Cancel"
    assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.progress.isVisible() and dialog.progress.value() == 40)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    may_go_on.set()
    qtbot.waitUntil(lambda: dialog.outcome.label.words == "Cancelled. Nothing was written.")
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []
    assert dialog.progress.isHidden()
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert dialog.isHidden()


def test_long_work_ends_by_itself(qtbot, open_dialog, tmp_path, slow_export):
    entered, may_go_on = slow_export
    dialog = open_dialog()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(entered.is_set)
    may_go_on.set()
    qtbot.waitUntil(dialog.outcome.isVisible)
    assert (tmp_path / "مشروع.html").read_bytes() == b"late"
    assert "Lost: 3" in dialog.outcome.label.words


def test_long_cells_of_a_table_do_not_hide_the_next(qtbot):
    pane = ExportPreviewPane(None)
    qtbot.addWidget(pane)
    source, target = "The agency said on Monday. " * 5, "قالت الوكالة يوم الاثنين. " * 5
    title = "a title between the rows, which is no cell and is shown whole"
    rows = (title, "No.\tSource\tTarget", f"1\t{source}\t{target}")

    pane.show_text(PreviewText(rows, is_table=True), is_read=True)

    assert pane.text.toPlainText().split("\n") == [
        title,
        "No.\tSource\tTarget",
        f"1\t{source[:40]}…\t\u2068{target[:40]}…\u2069",  # its dots are on the left
    ]
