"""The details panel: quotes to read, fields to change, one edit a change, nothing typed lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panel_desk import shown_details
from panel_samples import annotation, annotations, change
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.edit import Edit
from desk_annotator.core.span import Side
from desk_annotator.qt.details_panel import DetailsPanel
from desk_annotator.text.isolates import strip_isolates


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> DetailsPanel:
    return shown_details(qtbot, workspace)


def type_note(qtbot: QtBot, panel: DetailsPanel, words: str) -> None:
    """Type into the note as a user does who has gone there by key."""
    panel.focus_note()
    qtbot.waitUntil(panel.note.hasFocus)
    qtbot.keyClicks(panel.note, words)


def test_it_says_what_to_do_when_nothing_is_active(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    assert panel._empty.isVisible()
    assert "press 1" in panel._empty.text()
    workspace.activate("match")
    assert not panel._empty.isVisible()
    workspace.activate(None)
    assert panel._empty.isVisible()


def test_it_shows_the_quotes_in_the_direction_of_their_texts(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("pieces")
    source, target = panel.quotes[Side.SOURCE], panel.quotes[Side.TARGET]
    assert source.toPlainText() == "agreed\n…\nto build"
    assert target.toPlainText() == "ووافق على بناء"
    for box, expected in (
        (source, Qt.LayoutDirection.LeftToRight),
        (target, Qt.LayoutDirection.RightToLeft),
    ):
        block = box.document().firstBlock()
        while block.isValid():
            assert block.blockFormat().layoutDirection() == expected
            block = block.next()
    assert panel.quote_labels[Side.SOURCE].text() == "Source · pieces: 2 · characters: 14"
    assert panel.quote_labels[Side.TARGET].text() == "Target · characters: 14"


def test_text_that_is_not_there_is_told_with_its_place(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("omission")
    assert not panel.quotes[Side.TARGET].isVisible()
    assert "ووافق | على بناء" in strip_isolates(panel.carets[Side.TARGET].text())
    workspace.activate("addition")
    assert not panel.quotes[Side.SOURCE].isVisible()
    assert "No counterpart" in panel.carets[Side.SOURCE].text()


def test_a_note_becomes_one_edit_when_the_keyboard_leaves(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    type_note(qtbot, panel, "too free")
    assert made == []
    panel.severity.setFocus()
    assert len(made) == 1
    assert annotation(workspace, "pieces").note == "too free"
    assert annotation(workspace, "pieces").modified == workspace.now()
    workspace.undo()
    assert annotation(workspace, "pieces").note == ""
    assert panel.note.note() == ""
    workspace.redo()
    assert panel.note.note() == "too free"


def test_leaving_an_unchanged_note_is_no_edit(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("match")
    type_note(qtbot, panel, "x")
    qtbot.keyClick(panel.note, Qt.Key.Key_Backspace)
    panel.severity.setFocus()
    panel.note.flip()
    panel.commit()
    assert made == []


def test_ctrl_enter_takes_the_note_and_keeps_the_keyboard(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    type_note(qtbot, panel, "one")
    qtbot.keyClick(panel.note, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.note, "two")
    qtbot.keyClick(panel.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert annotation(workspace, "pieces").note == "one\ntwo"
    assert panel.note.hasFocus()
    panel.commit()
    assert len(made) == 1


def test_a_note_goes_to_the_annotation_it_was_typed_for(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    qtbot.keyClicks(panel.note, "mine")
    workspace.activate("omission")
    assert annotation(workspace, "pieces").note == "mine"
    assert annotation(workspace, "omission").note == ""
    assert panel.note.note() == ""
    assert len(made) == 1


def test_a_note_survives_going_to_another_pair_and_closing(
    panel: DetailsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    qtbot.keyClicks(panel.note, "mine")
    workspace.show_pair(1)
    assert workspace.bitexts[0].annotations["pieces"].note == "mine"
    workspace.show_pair(0)
    workspace.activate("pieces")
    qtbot.keyClicks(panel.note, "!")
    panel.set_workspace(None)
    assert annotation(workspace, "pieces").note == "!mine"


def test_what_is_being_typed_is_not_overwritten_from_elsewhere(
    panel: DetailsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    qtbot.keyClicks(panel.note, "typing")
    before = annotation(workspace, "pieces")
    workspace.apply(change(before, replace(before, severity="major", note="merged")))
    assert panel.note.note() == "typing"
    assert panel.severity.currentData() == "major"
    panel.commit()
    assert annotation(workspace, "pieces").note == "typing"
    assert annotation(workspace, "pieces").severity == "major"


def test_the_field_undoes_its_own_typing(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    type_note(qtbot, panel, "typing")
    qtbot.keyClick(panel.note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.note.note() == ""
    assert made == []


def test_a_note_keeps_its_no_break_spaces_and_is_plain(
    panel: DetailsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    before = annotation(workspace, "match")
    workspace.apply(change(before, replace(before, note="a\u00a0b\n<i>c</i>")))
    workspace.activate("match")
    assert panel.note.note() == "a\u00a0b\n<i>c</i>"
    panel.note.moveCursor(QTextCursor.MoveOperation.End)
    pasted = QMimeData()
    pasted.setHtml("<b>bold</b>")
    pasted.setText(" bold")
    panel.note.insertFromMimeData(pasted)
    panel.commit()
    assert annotation(workspace, "match").note == "a\u00a0b\n<i>c</i> bold"
    dropped = QMimeData()
    dropped.setUrls([QUrl("file:///x.txt")])
    panel.note.insertFromMimeData(dropped)
    assert not panel.note.acceptDrops()


def test_each_paragraph_of_a_note_finds_its_direction_and_can_be_turned(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    before = annotation(workspace, "match")
    workspace.apply(change(before, replace(before, note="English\nعربي")))
    workspace.activate("match")
    first = panel.note.document().firstBlock()
    assert first.textDirection() is Qt.LayoutDirection.LeftToRight
    assert first.next().textDirection() is Qt.LayoutDirection.RightToLeft
    panel._flip.click()
    assert first.textDirection() is Qt.LayoutDirection.RightToLeft
    assert not panel.note.is_touched()


def test_choices_are_edits_at_once(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit]
) -> None:
    workspace.activate("addition")
    for box, value in ((panel.severity, "minor"), (panel.justified, "no"), (panel.status, "open")):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    now = annotation(workspace, "addition")
    assert (now.severity, now.justified, now.status) == ("minor", False, "open")
    assert now.note == annotations()[3].note
    assert len(made) == 2  # the status was open before
    workspace.undo()
    assert panel.justified.currentData() == ""
    assert annotation(workspace, "addition").justified is None


def test_justified_is_asked_of_missing_and_added_only(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("match")
    assert not panel.justified.isVisible()
    workspace.activate("omission")
    assert panel.justified.isVisible()


def test_a_category_is_typed_or_chosen(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("omission")
    editor = panel.category.lineEdit()
    assert editor is not None
    editor.setFocus()
    qtbot.keyClicks(editor, "Deliberate cut")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert annotation(workspace, "omission").category == "Deliberate cut"
    workspace.activate("addition")
    place = panel.category.findData("Deliberate cut", Qt.ItemDataRole.EditRole)
    assert place >= 0  # offered, now that the project uses it
    panel.category.setCurrentIndex(place)
    panel.category.activated.emit(place)
    assert annotation(workspace, "addition").category == "Deliberate cut"
    assert len(made) == 2
    workspace.undo()
    assert panel.category.currentText() == ""


def test_a_category_from_a_file_is_kept_as_it_is(panel: DetailsPanel, workspace: Workspace) -> None:
    before = annotation(workspace, "omission")
    workspace.apply(change(before, replace(before, category=" odd  ")))
    workspace.activate("omission")
    panel.severity.setCurrentIndex(1)
    panel.severity.activated.emit(1)
    assert annotation(workspace, "omission").category == " odd  "
