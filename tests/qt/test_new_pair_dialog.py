import threading
from pathlib import Path

import pytest
from file_drops import file_drop
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction, TextChange
from desk_annotator.qt import new_pair_side as side_module
from desk_annotator.qt.new_pair_dialog import NewPairDialog

ENGLISH = "The agency said on Monday that it was ready.\r\nAnd that is all.\r\n"
ARABIC = "قالت الوكالة يوم الاثنين انها مستعدة (1).\nوهذا كل شيء.\n"


@pytest.fixture
def files(tmp_path):
    english = tmp_path / "news (1).txt"
    english.write_bytes(ENGLISH.encode())
    arabic = tmp_path / "خبر (1).txt"
    arabic.write_bytes(ARABIC.encode("utf-8-sig"))
    return str(english), str(arabic)


@pytest.fixture
def open_dialog(show_dialog):
    def opened(paths, *, can_add=False):
        return show_dialog(NewPairDialog(list(paths), can_add=can_add, parent=None))

    return opened


def panel(dialog, side=Side.SOURCE):
    return dialog.sides[side]


def wait_complete(qtbot, dialog):
    qtbot.waitUntil(dialog.ok_button.isEnabled)


def test_two_files_make_a_pair_with_one_key(qtbot, open_dialog, files):
    dialog = open_dialog(files)
    wait_complete(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == NewPairDialog.DialogCode.Accepted
    pair = dialog.pair
    assert pair.title == "news (1)"
    assert pair.source.characters == ENGLISH.replace("\r\n", "\n")
    assert pair.target.characters == ARABIC
    assert (pair.source.language, pair.target.language) == ("en", "ar")
    assert (pair.source.direction, pair.target.direction) == (Direction.LTR, Direction.RTL)
    assert pair.source.imported.changes == (TextChange("crlf-to-lf", 2),)
    assert pair.target.imported.encoding == "utf-8-sig"
    assert not dialog.adds_to_open


def test_nothing_can_be_made_without_texts(qtbot, open_dialog):
    dialog = open_dialog([])
    assert not dialog.ok_button.isEnabled()
    qtbot.waitUntil(panel(dialog).choose_button.hasFocus)
    dialog.accept()
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.pair is None
    assert dialog.result() == NewPairDialog.DialogCode.Rejected


def test_one_file_waits_for_the_other(qtbot, open_dialog, files, monkeypatch):
    dialog = open_dialog(files[:1])
    qtbot.waitUntil(lambda: panel(dialog).draft is not None)
    assert not dialog.ok_button.isEnabled()
    choose = panel(dialog, Side.TARGET).choose_button
    assert choose.hasFocus()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (files[1], ""))
    qtbot.keyClick(choose, Qt.Key.Key_Return)
    wait_complete(qtbot, dialog)
    qtbot.keyClick(choose, Qt.Key.Key_Return)
    assert dialog.pair is not None


def test_a_cancelled_file_chooser_changes_nothing(qtbot, open_dialog, files, monkeypatch):
    dialog = open_dialog(files)
    wait_complete(qtbot, dialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    qtbot.mouseClick(panel(dialog).choose_button, Qt.MouseButton.LeftButton)
    assert dialog.ok_button.isEnabled()


def test_each_side_tells_what_it_is_and_what_import_changes(qtbot, open_dialog, files):
    dialog = open_dialog(files)
    wait_complete(qtbot, dialog)
    source, target = panel(dialog), panel(dialog, Side.TARGET)
    assert source.language_box.currentText() == "English (detected)"
    assert source.encoding_box.currentText() == "\u2066UTF-8\u2069 (detected)"
    assert source.direction_box.currentData() == "ltr"
    assert "CRLF line ends become LF: 2" in source.notes_label.words
    assert "Lines: 2" in source.notes_label.words
    assert "Byte order marks at the start are taken off: 1" in target.notes_label.words
    assert target.name_label.text() == "\u2066خبر (1).txt\u2069"
    assert "العربية" in target.language_box.currentText()


def test_every_line_of_a_preview_runs_as_its_text_does(qtbot, open_dialog, tmp_path, files):
    mixed = tmp_path / "mixed.txt"
    mixed.write_text("Paris هي العاصمة وفي المدينة\n2009 من\n\n" + ARABIC * 40, encoding="utf-8")
    dialog = open_dialog([files[0], str(mixed)])
    wait_complete(qtbot, dialog)
    for side, expected, align in (
        (Side.SOURCE, Qt.LayoutDirection.LeftToRight, Qt.AlignmentFlag.AlignLeft),
        (Side.TARGET, Qt.LayoutDirection.RightToLeft, Qt.AlignmentFlag.AlignRight),
    ):
        block = panel(dialog, side).preview.document().begin()
        while block.isValid():
            assert block.textDirection() == expected
            assert block.blockFormat().alignment() & align
            block = block.next()
    shown = panel(dialog, Side.TARGET).preview.toPlainText().split("\n")
    assert len(shown) == 41
    assert shown[0].startswith("Paris")
    assert shown[-1] == "…"


def test_a_preview_shows_markup_as_text(qtbot, open_dialog, tmp_path, files):
    page = tmp_path / "page.txt"
    page.write_text("<b>bold</b> &amp; <img src='x'>", encoding="utf-8")
    dialog = open_dialog([str(page), files[1]])
    wait_complete(qtbot, dialog)
    assert panel(dialog).preview.toPlainText() == "<b>bold</b> &amp; <img src='x'>"


def choose(qtbot, box, data):
    """Choose an entry as a user does: with the arrow keys."""
    box.setFocus()
    target = box.findData(data)
    while box.currentIndex() != target:
        key = Qt.Key.Key_Down if box.currentIndex() < target else Qt.Key.Key_Up
        qtbot.keyClick(box, key)


def test_language_and_direction_can_be_corrected(qtbot, open_dialog, files):
    dialog = open_dialog(files)
    wait_complete(qtbot, dialog)
    source = panel(dialog)
    choose(qtbot, source.language_box, "he")
    qtbot.waitUntil(lambda: source.draft.language == "he")
    assert source.draft.direction is Direction.RTL
    assert source.direction_box.currentData() == "rtl"
    choose(qtbot, source.direction_box, "ltr")
    assert source.draft.direction is Direction.LTR
    assert source.preview.document().begin().textDirection() == Qt.LayoutDirection.LeftToRight
    dialog.accept()
    assert dialog.pair.source.language == "he"
    assert dialog.pair.source.direction is Direction.LTR


def test_another_encoding_is_tried_and_a_wrong_one_explained(qtbot, open_dialog, tmp_path, files):
    old = tmp_path / "old.txt"
    old.write_bytes(ARABIC.encode("cp1256") * 5)
    dialog = open_dialog([files[0], str(old)])
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    assert target.encoding_box.currentText() == "\u2066Windows-1256\u2069 (detected)"
    choose(qtbot, target.encoding_box, "utf-16-be")
    qtbot.waitUntil(lambda: target.encoding_box.currentData() == "utf-16-be")
    choose(qtbot, target.encoding_box, "utf-8")
    qtbot.waitUntil(lambda: target.fault_label.isVisible() and "UTF-8" in target.fault_label.words)
    assert "not in the encoding \u2068UTF-8\u2069" in target.fault_label.words
    assert not dialog.ok_button.isEnabled()
    choose(qtbot, target.encoding_box, "windows-1256")
    wait_complete(qtbot, dialog)
    assert target.fault_label.isHidden()
    assert target.draft.characters == ARABIC * 5
    assert target.draft.encoding == "windows-1256"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 word/document.xml", "damaged"),
        (b"PK\x03\x04 mimetypeapplication/epub+zip", "e-book"),
        (b"ab\0\0\1\2" * 20, "not text"),
        ("كلمات كثيرة".encode() * 9 + b"\xd9", "cut off"),
        (b" \n\t ", "only white space"),
        (None, "not there"),
    ],
)
def test_what_cannot_be_taken_is_explained_beside_its_side(
    qtbot, open_dialog, tmp_path, files, data, words
):
    bad = tmp_path / "bad.txt"
    if data is not None:
        bad.write_bytes(data)
    dialog = open_dialog([files[0], str(bad)], can_add=True)
    target = panel(dialog, Side.TARGET)
    qtbot.waitUntil(target.fault_label.isVisible)
    assert words in target.fault_label.words
    assert "bad.txt" in target.fault_label.words
    assert target.fault_label.sign == "error"
    qtbot.waitUntil(lambda: panel(dialog).draft is not None)
    assert panel(dialog).fault_label.isHidden()
    assert not dialog.ok_button.isEnabled()
    dialog.accept()
    assert dialog.pair is None


def test_a_text_that_looks_wrong_comes_with_a_warning(qtbot, open_dialog, tmp_path, files):
    forms = tmp_path / "forms.txt"
    forms.write_text("ﺍﻟﻌﺮﺑﻴﺔ ﻓﻲ ﺍﻟﻜﺘﺎﺏ", encoding="utf-8")
    dialog = open_dialog([files[0], str(forms)])
    wait_complete(qtbot, dialog)
    target = panel(dialog, Side.TARGET)
    assert "presentation forms" in target.warning_label.words
    assert target.warning_label.sign == "warning"
    assert panel(dialog).warning_label.isHidden()


def test_sides_that_seem_swapped_are_offered_to_be_swapped(qtbot, open_dialog, files):
    dialog = open_dialog(reversed(files))
    wait_complete(qtbot, dialog)
    assert dialog.offer.isVisible()
    assert dialog.title_field.text() == "خبر (1)"
    qtbot.mouseClick(dialog.offer_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.ok_button.isEnabled() and dialog.offer.isHidden())
    assert panel(dialog).draft.language == "en"
    assert dialog.title_field.text() == "news (1)"
    qtbot.mouseClick(dialog.swap_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.offer.isVisible)
    assert panel(dialog).draft.language == "ar"


def test_swapping_keeps_what_was_corrected(qtbot, open_dialog, files):
    dialog = open_dialog(files)
    wait_complete(qtbot, dialog)
    choose(qtbot, panel(dialog).language_box, "fr")
    qtbot.mouseClick(dialog.swap_button, Qt.MouseButton.LeftButton)
    wait_complete(qtbot, dialog)
    assert panel(dialog, Side.TARGET).draft.language == "fr"


def test_one_side_alone_can_be_swapped_over(qtbot, open_dialog, files):
    dialog = open_dialog(files[1:])
    qtbot.waitUntil(lambda: panel(dialog).draft is not None)
    qtbot.mouseClick(dialog.swap_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel(dialog, Side.TARGET).draft is not None)
    assert panel(dialog).draft is None
    assert panel(dialog).name_label.text() == "—"


def test_text_is_pasted_instead_of_a_file(qtbot, open_dialog, files):
    dialog = open_dialog(files[:1])
    QGuiApplication.clipboard().setText("هذا نص من الحافظة وهو قصير")
    target = panel(dialog, Side.TARGET)
    qtbot.mouseClick(target.paste_button, Qt.MouseButton.LeftButton)
    wait_complete(qtbot, dialog)
    assert target.draft.name == "pasted text"
    assert not target.encoding_box.isEnabled()
    dialog.accept()
    assert dialog.pair.target.characters == "هذا نص من الحافظة وهو قصير"
    assert dialog.pair.target.language == "ar"


def test_an_empty_clipboard_is_explained(qtbot, open_dialog):
    dialog = open_dialog([])
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(panel(dialog).paste_button, Qt.MouseButton.LeftButton)
    assert panel(dialog).fault_label.words == "There is no text on the clipboard."


def drop(dialog, place, *paths):
    entering, dropping, _held = file_drop(place, paths)
    dialog.dragEnterEvent(entering)
    assert entering.isAccepted()
    # Qt takes events of a drop only from the drag it manages itself.
    dialog.dropEvent(dropping)
    assert dropping.isAccepted()


def test_dropped_files_go_where_they_are_dropped(qtbot, open_dialog, files):
    dialog = open_dialog([])
    target = panel(dialog, Side.TARGET)
    drop(dialog, target.mapTo(dialog, QPoint(30, 100)), files[1])
    qtbot.waitUntil(lambda: target.draft is not None)
    assert panel(dialog).draft is None
    drop(dialog, panel(dialog).mapTo(dialog, QPoint(30, 100)), files[0])
    wait_complete(qtbot, dialog)
    assert panel(dialog).draft.language == "en"


def test_two_dropped_files_fill_both_sides(qtbot, open_dialog, files):
    dialog = open_dialog([])
    drop(dialog, QPoint(5, 5), *files)
    wait_complete(qtbot, dialog)


def test_where_the_pair_goes_is_asked_only_if_it_can_be_added(qtbot, open_dialog, files):
    dialog = open_dialog(files, can_add=True)
    assert dialog.add_button.isVisible()
    assert dialog.adds_to_open
    qtbot.mouseClick(dialog.new_button, Qt.MouseButton.LeftButton)
    assert not dialog.adds_to_open
    assert open_dialog(files).add_button.isHidden()


def test_a_title_of_the_users_own_stays(qtbot, open_dialog, files):
    dialog = open_dialog(files[:1])
    qtbot.waitUntil(lambda: panel(dialog).draft is not None)
    dialog.title_field.selectAll()
    qtbot.keyClicks(dialog.title_field, " My pair ")
    panel(dialog, Side.TARGET).take_file(files[1])
    wait_complete(qtbot, dialog)
    qtbot.keyClick(dialog.title_field, Qt.Key.Key_Return)
    assert dialog.pair.title == "My pair"


def test_the_text_chosen_last_is_the_one_taken(qtbot, open_dialog, files, monkeypatch):
    may_end = threading.Event()
    real = side_module.read_side

    def slow(wish, check):
        if wish.name.startswith("news"):
            assert may_end.wait(10)
            return real(wish)  # It was too late to stop it.
        return real(wish, check)

    monkeypatch.setattr(side_module, "read_side", slow)
    dialog = open_dialog(files[:1])
    qtbot.waitUntil(lambda: panel(dialog).notes_label.words == "Reading…")
    assert not dialog.ok_button.isEnabled()
    panel(dialog).take_file(files[1])
    qtbot.waitUntil(lambda: panel(dialog).draft is not None)
    may_end.set()
    dialog._background.wait()
    qtbot.wait(20)
    assert panel(dialog).draft.language == "ar"


def test_every_control_has_a_name(open_dialog):
    dialog = open_dialog([])
    for one in dialog.sides.values():
        for widget in (
            one.choose_button,
            one.paste_button,
            one.encoding_box,
            one.language_box,
            one.direction_box,
            one.preview,
        ):
            assert widget.accessibleName()
    assert dialog.swap_button.accessibleName()


def test_the_second_file_is_looked_for_where_the_first_was(qtbot, open_dialog, files, monkeypatch):
    dialog = open_dialog([])
    asked = []
    answers = iter(files)

    def ask(_parent, _title, folder, *_filters):
        asked.append(folder)
        return next(answers), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    qtbot.keyClick(panel(dialog).choose_button, Qt.Key.Key_Return)
    qtbot.waitUntil(panel(dialog, Side.TARGET).choose_button.hasFocus)
    qtbot.keyClick(panel(dialog, Side.TARGET).choose_button, Qt.Key.Key_Return)
    wait_complete(qtbot, dialog)

    assert asked == ["", str(Path(files[0]).parent)]
    assert dialog.folder == asked[1]
    qtbot.waitUntil(dialog.ok_button.hasFocus)


def test_tab_goes_from_top_to_bottom(qtbot, open_dialog, files):
    dialog = open_dialog(files)
    wait_complete(qtbot, dialog)
    source = panel(dialog)
    dialog.title_field.setFocus()
    for widget in (
        source.choose_button,
        source.paste_button,
        source.language_box,
        source.direction_box,
        source.encoding_box,
    ):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert widget.hasFocus()
