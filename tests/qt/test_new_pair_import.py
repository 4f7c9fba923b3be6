"""Files of other kinds than plain text in the dialog for a new pair."""

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desk_annotator.core.span import Side
from desk_annotator.core.text import TextChange
from desk_annotator.qt import new_pair_side
from desk_annotator.qt.new_pair_dialog import NewPairDialog

ENGLISH = "The agency said on Monday that it was ready."
ARABIC = "قالت الوكالة يوم الاثنين انها مستعدة (1).\nوهذا كل شيء.\n"
ROWS = "The house was sold.\tبيع البيت.\nHe left.\tثم غادر.\nStill open.\t\n"


@pytest.fixture
def files(tmp_path):
    english = tmp_path / "news.txt"
    english.write_text(ENGLISH, encoding="utf-8")
    return (str(english),)


@pytest.fixture
def open_dialog(show_dialog):
    def opened(paths):
        return show_dialog(NewPairDialog(list(paths), can_add=False, parent=None))

    return opened


def panel(dialog, side=Side.SOURCE):
    return dialog.sides[side]


def wait_complete(qtbot, dialog):
    qtbot.waitUntil(dialog.ok_button.isEnabled)


def choose(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_page_becomes_a_side_and_tells_what_was_left_out(qtbot, open_dialog, tmp_path, files):
    page = tmp_path / "page.html"
    page.write_bytes(f"<nav>قائمة</nav><p>{ARABIC}</p>".encode("windows-1256"))
    dialog = open_dialog([files[0], str(page)])
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    assert target.draft.characters == ARABIC.replace("\n", " ").strip()
    assert target.encoding_box.currentText() == "\u2066Windows-1256\u2069 (detected)"
    assert "left out: 1" in target.notes_label.words
    assert dialog.segments_box.isHidden()


def test_the_keyboard_goes_on_also_while_another_window_has_it(qtbot, open_dialog, files):
    dialog = open_dialog([])
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not dialog.isActiveWindow())
    panel(dialog).choose_button.setFocus()
    panel(dialog).take_file(files[0])
    qtbot.waitUntil(lambda: dialog.focusWidget() is panel(dialog, Side.TARGET).choose_button)


def test_a_bilingual_file_fills_both_sides(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.tsv"
    table.write_text(ROWS, encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    assert panel(dialog).draft.characters == "The house was sold.\nHe left.\nStill open."
    assert panel(dialog, Side.TARGET).draft.language == "ar"
    assert "Segments without a translation: 1" in panel(dialog).notes_label.words
    assert dialog.segments_box.isVisible()
    choose(dialog.segments_box, "open")
    dialog.swap()
    wait_complete(qtbot, dialog)
    assert panel(dialog).draft.language == "ar"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    pair = dialog.pair
    assert pair.title == "rows"
    assert [
        (
            pair.source.characters[one.source[0].start : one.source[0].end],
            pair.target.characters[one.target[0].start : one.target[0].end],
        )
        for one in pair.annotations
    ] == [("بيع البيت.", "The house was sold."), ("ثم غادر.", "He left.")]


@pytest.mark.parametrize(
    ("chosen", "statuses"), [("", []), ("open", ["open"] * 2), ("suggested", ["suggested"] * 2)]
)
def test_segments_become_texts_annotations_or_suggestions(
    qtbot, open_dialog, tmp_path, chosen, statuses
):
    table = tmp_path / "rows.tsv"
    table.write_text(ROWS, encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    assert dialog.segments_box.currentData() == "suggested"
    choose(dialog.segments_box, chosen)
    dialog.accept()
    assert [one.status for one in dialog.pair.annotations] == statuses


def test_a_bilingual_file_is_read_again_in_another_encoding(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.csv"
    table.write_bytes("one,واحد\ntwo,اثنان\n".encode("windows-1256"))
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    choose(panel(dialog).encoding_box, "windows-1252")
    qtbot.waitUntil(lambda: panel(dialog, Side.TARGET).encoding_box.currentData() == "windows-1252")
    choose(panel(dialog, Side.TARGET).encoding_box, "windows-1256")
    qtbot.waitUntil(lambda: panel(dialog).encoding_box.currentData() == "windows-1256")
    wait_complete(qtbot, dialog)
    assert panel(dialog, Side.TARGET).draft.characters == "واحد\nاثنان"
    assert dialog.segments_box.isVisible()


def test_a_review_is_no_side(qtbot, open_dialog, tmp_path):
    lines = tmp_path / "back.jsonl"
    side = '{"sha256": "", "spans": []}'
    lines.write_text(
        f'{{"offset_unit": "codepoint", "pair_id": "p", "id": "i", "tag": "missing", '
        f'"source": {side}, "target": {side}}}\n',
        encoding="utf-8",
    )
    dialog = open_dialog([str(lines)])
    qtbot.waitUntil(panel(dialog).fault_label.isVisible)
    assert "holds annotations and no text" in panel(dialog).fault_label.words


def test_notes_that_a_pair_without_annotations_would_lose_are_told(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.tsv"
    table.write_text("source\ttarget\tnote\nOne here.\tواحد هنا.\twhy\n", encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    assert dialog.notes_label.isHidden()
    choose(dialog.segments_box, "")
    assert dialog.notes_label.words == "Notes on segments left out: 1"
    dialog.accept()
    assert TextChange("segment-note-left-out", 1) in dialog.pair.source.imported.changes


def forms_file(tmp_path):
    from arabic_reshaper import reshape
    from bidi.algorithm import get_display

    text = "قالت الوكالة في المدينة\nعلى السلطة مساعدة الشركة"
    path = tmp_path / "old.txt"
    shown = "\n".join(get_display(reshape(line), base_dir="R") for line in text.split("\n"))
    path.write_text(shown, encoding="utf-8")
    return str(path), text, shown


def test_a_repaired_text_is_offered_shown_and_recorded(qtbot, open_dialog, tmp_path, files):
    path, text, shown = forms_file(tmp_path)
    dialog = open_dialog([files[0], path])
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    assert panel(dialog).repair_box.isHidden()
    assert target.repair_box.isVisible()
    assert not target.repair_box.isChecked()
    assert target.draft.characters == shown
    qtbot.keyClick(target.repair_box, Qt.Key.Key_Space)
    wait_complete(qtbot, dialog)
    assert target.repair_box.isChecked()
    assert target.preview.toPlainText() == text
    assert target.warning_label.isHidden()
    assert "Repaired: lines turned from visual to logical order: 2" in target.notes_label.words
    dialog.swap()
    wait_complete(qtbot, dialog)
    assert panel(dialog).repair_box.isChecked()
    assert target.repair_box.isHidden()
    dialog.accept()
    kinds = [change.kind for change in dialog.pair.source.imported.changes]
    assert kinds == ["visual-order-turned", "forms-to-letters"]
    assert dialog.pair.source.characters == text


def test_a_text_is_taken_as_it_is_if_its_repair_is_not_chosen(qtbot, open_dialog, tmp_path, files):
    path, _, shown = forms_file(tmp_path)
    dialog = open_dialog([files[0], path])
    wait_complete(qtbot, dialog)
    box = panel(dialog, Side.TARGET).repair_box
    for _ in range(2):
        qtbot.keyClick(box, Qt.Key.Key_Space)
        wait_complete(qtbot, dialog)
    assert panel(dialog, Side.TARGET).warning_label.isVisible()
    dialog.accept()
    assert dialog.pair.target.characters == shown
    assert dialog.pair.target.imported.changes == ()


def test_a_language_found_wrongly_is_found_again_after_the_repair(
    qtbot, open_dialog, tmp_path, files
):
    path = tmp_path / "wrong.txt"
    path.write_text(ARABIC.encode().decode("latin-1"), encoding="utf-8")
    dialog = open_dialog([files[0], str(path)])
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    target.repair_box.click()
    wait_complete(qtbot, dialog)
    assert target.draft.characters == ARABIC
    assert target.draft.language == "ar"
    assert target.direction_box.currentData() == "rtl"


COLUMNS = (
    "id\tEnglish\tArabic\tEnglish 2\n1\tThe house was sold.\tبيع البيت.\tHouse sold.\n"
    "2\tHe left.\tثم غادر.\tGone.\n"
)


def test_other_columns_of_a_table_can_be_chosen(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.tsv"
    table.write_text(COLUMNS, encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    source, target = panel(dialog), panel(dialog, Side.TARGET)
    assert source.choices.part_label.text() == "Column:"
    assert source.choices.part_box.currentText() == "2: \u2068English\u2069"
    assert target.choices.part_box.currentText() == "3: \u2068Arabic\u2069"
    choose(source.choices.part_box, 3)
    qtbot.waitUntil(lambda: source.draft is not None and "Gone." in source.draft.characters)
    wait_complete(qtbot, dialog)
    assert source.draft.characters == "House sold.\nGone."
    assert target.draft.characters == "بيع البيت.\nثم غادر."
    # The column of the other side: both change places.
    choose(target.choices.part_box, 3)
    qtbot.waitUntil(lambda: target.draft is not None and "Gone." in target.draft.characters)
    wait_complete(qtbot, dialog)
    assert source.draft.language == "ar"
    assert source.choices.part_box.currentData() == 2


def test_columns_can_be_chosen_after_the_sides_were_swapped(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.tsv"
    table.write_text(COLUMNS, encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    dialog.swap()
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    assert target.choices.part_box.currentData() == 1
    choose(target.choices.part_box, 3)
    qtbot.waitUntil(lambda: target.draft is not None and "Gone." in target.draft.characters)
    wait_complete(qtbot, dialog)
    assert panel(dialog).draft.language == "ar"


def test_a_column_without_text_can_be_chosen_again(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.tsv"
    rows = "English\tArabic\tempty\nThe house.\tبيع البيت.\t\nHe left.\tثم غادر.\t\n"
    table.write_text(rows, encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    source = panel(dialog)
    choose(source.choices.part_box, 2)
    qtbot.waitUntil(source.fault_label.isVisible)
    assert not dialog.ok_button.isEnabled()
    assert source.choices.part_box.currentData() == 2
    choose(source.choices.part_box, 0)
    wait_complete(qtbot, dialog)
    assert source.draft.characters == "The house.\nHe left."


def test_a_language_of_a_memory_with_several_can_be_chosen(qtbot, open_dialog, tmp_path):
    versions = {"en-GB": "One house.", "ar": "بيت واحد.", "fr": "Une maison est là."}
    unit = "".join(
        f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in versions.items()
    )
    memory = tmp_path / "all.tmx"
    memory.write_text(
        f'<tmx version="1.4"><header srclang="en-GB"/><body><tu>{unit}</tu></body></tmx>', "utf-8"
    )
    dialog = open_dialog([str(memory)])
    wait_complete(qtbot, dialog)
    source, target = panel(dialog), panel(dialog, Side.TARGET)
    assert source.language_box.currentData() == "en-GB"
    assert target.choices.part_label.text() == "In the file:"
    choose(target.choices.part_box, 2)
    qtbot.waitUntil(lambda: target.draft is not None and target.draft.language == "fr")
    wait_complete(qtbot, dialog)
    assert target.draft.characters == "Une maison est là."
    assert source.draft.characters == "One house."


def test_the_whole_page_can_be_had(qtbot, open_dialog, tmp_path, files):
    page = tmp_path / "page.html"
    page.write_text(f"<nav>قائمة</nav><p>{ARABIC}</p>", encoding="utf-8")
    dialog = open_dialog([files[0], str(page)])
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    assert panel(dialog).choices.page_box.isHidden()
    assert target.choices.part_box.isHidden()
    qtbot.keyClick(target.choices.page_box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: target.draft is not None and "قائمة" in target.draft.characters)
    wait_complete(qtbot, dialog)
    qtbot.keyClick(target.choices.page_box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: target.draft is not None and "قائمة" not in target.draft.characters)


def test_a_table_with_two_columns_offers_no_others(qtbot, open_dialog, tmp_path):
    table = tmp_path / "rows.tsv"
    table.write_text(ROWS, encoding="utf-8")
    dialog = open_dialog([str(table)])
    wait_complete(qtbot, dialog)
    assert panel(dialog).choices.part_box.isHidden()


@pytest.fixture
def endless(monkeypatch):
    """Reading of files whose name begins so never ends by itself."""
    going = threading.Event()
    read = new_pair_side.read_side

    def slow(wish, check):
        while wish.name.startswith("endless"):
            going.set()
            check()
            time.sleep(0.001)
        return read(wish, check)

    monkeypatch.setattr(new_pair_side, "read_side", slow)
    return going


def test_a_dialog_that_is_closed_ends_a_long_reading(qtbot, open_dialog, tmp_path, endless):
    dialog = open_dialog([str(tmp_path / "endless.xlf")])
    qtbot.waitUntil(endless.is_set)
    dialog.reject()
    assert dialog.pair is None
    assert not dialog.isVisible()


def test_another_file_ends_a_long_reading(qtbot, open_dialog, tmp_path, files, endless):
    dialog = open_dialog([str(tmp_path / "endless.xlf")])
    qtbot.waitUntil(endless.is_set)
    panel(dialog).take_file(files[0])
    qtbot.waitUntil(lambda: panel(dialog).draft is not None)
    assert panel(dialog).draft.characters == ENGLISH
    qtbot.waitUntil(lambda: not dialog._background.is_busy)
    panel(dialog).take_file(str(tmp_path / "endless.tmx"))
    panel(dialog).take_wish(None)
    qtbot.waitUntil(lambda: not dialog._background.is_busy)
    assert panel(dialog).draft is None
