"""The fields of the details panel: offers, limits, what is copied, where Tab goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panel_desk import shown_details
from panel_samples import SOURCE, TARGET, annotation, annotations, change, open_project
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.details_panel import DetailsPanel
from desk_annotator.qt.details_panel_categories import category_names
from desk_annotator.qt.details_panel_fields import QUOTE_LIMIT, QuoteBox
from desk_annotator.text.isolates import strip_isolates


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> DetailsPanel:
    return shown_details(qtbot, workspace)


def test_categories_are_offered_by_tag_then_by_use() -> None:
    missing = category_names(Tag.MISSING, {"Mine": 1, "Ours": 3, "Style": 9})
    assert missing[0] == "Accuracy/Omission"
    assert missing[-2:] == ["Ours", "Mine"]
    assert missing.count("Style") == 1
    assert category_names(Tag.ADDED, {})[0] == "Accuracy/Addition"
    assert category_names(Tag.MATCHING, {})[0] == "Accuracy/Mistranslation"
    assert "Terminology" in category_names("blurred", {})


def test_categories_shown_are_isolated_but_edited_as_they_are(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("omission")
    index = panel.category.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.EditRole) == "Accuracy/Omission"
    assert index.data(Qt.ItemDataRole.DisplayRole) == "\u2068Accuracy/Omission\u2069"


def test_another_tag_is_asked_for_not_made(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    buttons = panel.tag_row.buttons
    assert [tag for tag in Tag if buttons[tag].isChecked()] == [Tag.MATCHING]
    with qtbot.waitSignal(panel.tag_requested) as asked:
        qtbot.mouseClick(buttons[Tag.MISSING], Qt.MouseButton.LeftButton)
    assert asked.args == ["missing"]
    assert [tag for tag in Tag if buttons[tag].isChecked()] == [Tag.MATCHING]
    with qtbot.assertNotEmitted(panel.tag_requested):
        qtbot.mouseClick(buttons[Tag.MATCHING], Qt.MouseButton.LeftButton)
    assert made == []


def test_values_of_a_newer_version_are_shown_and_kept(qtbot: QtBot) -> None:
    strange = replace(
        annotations()[0], id="strange", tag="blurred", severity="cosmic", status="frozen"
    )
    workspace = open_project(tagged=(strange,))
    panel = DetailsPanel()
    qtbot.addWidget(panel)
    panel.edit_requested.connect(workspace.apply)
    panel.set_workspace(workspace)
    workspace.activate("strange")
    assert panel.severity.currentData() == "cosmic"
    assert panel.status.currentData() == "frozen"
    qtbot.keyClicks(panel.note, "x")
    panel.commit()
    now = annotation(workspace, "strange")
    assert (now.tag, now.severity, now.status) == ("blurred", "cosmic", "frozen")
    assert now.note.startswith("x")


def test_a_read_only_project_can_be_read(qtbot: QtBot) -> None:
    workspace = open_project()
    workspace.read_only_reason = "Another window has it open."
    panel = DetailsPanel()
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    workspace.activate("match")
    with qtbot.assertNotEmitted(panel.edit_requested):
        qtbot.keyClicks(panel.note, "x")
        panel.commit()
    assert panel.note.note() == "ترجمة حرفية"
    assert not panel.severity.isEnabled()


def test_a_deleted_annotation_leaves_the_panel_empty(
    panel: DetailsPanel, workspace: Workspace, made: list[Edit], qtbot: QtBot
) -> None:
    workspace.activate("pieces")
    qtbot.keyClicks(panel.note, "lost with it")
    workspace.apply(change(annotation(workspace, "pieces"), None))
    assert panel._empty.isVisible()
    assert len(made) == 1


def test_the_panel_is_never_narrower_than_its_fields(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("omission")
    panel.resize(50, 300)
    assert panel._form.width() >= panel._form.minimumSizeHint().width()
    assert panel._scroll.viewport().width() >= panel._form.minimumSizeHint().width()


def test_who_and_when_is_shown(panel: DetailsPanel, workspace: Workspace) -> None:
    workspace.activate("match")
    assert strip_isolates(panel.origin.text()).startswith("By Lina · Made ")
    assert "Changed" not in panel.origin.text()


def test_every_field_has_a_name_and_can_be_reached_by_tab(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("omission")
    buddies = {label.buddy() for label in panel.findChildren(QLabel)}
    for field in (panel.note, panel.category, panel.severity, panel.justified, panel.status):
        assert field in buddies
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.quotes[Side.SOURCE].accessibleName()
    reached: list[QWidget] = []
    at = panel.note.nextInFocusChain()
    while at is not None and at is not panel.note:
        reached.append(at)
        at = at.nextInFocusChain()
    wanted = [panel.category, panel.severity, panel.justified, panel.status]
    places = [reached.index(field) for field in wanted]
    assert places == sorted(places)


def test_tab_leaves_the_text_boxes(panel: DetailsPanel, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.activate("omission")
    panel.focus_note()
    qtbot.waitUntil(panel.note.hasFocus)
    qtbot.keyClick(panel.note, Qt.Key.Key_Tab)
    assert not panel.note.hasFocus()
    assert panel.note.note() == ""
    assert panel.category.isAncestorOf(panel.focusWidget()) or panel.category.hasFocus()
    panel.focus_note()
    qtbot.keyClick(panel.note, Qt.Key.Key_Backtab)
    assert panel._flip.hasFocus()


@pytest.mark.parametrize(
    "characters",
    ["a\u00a0b \U0001f600 c", "\ufeffmark at the start", "كِتَابٌ\u00a0جديد", "one\ntwo"],
)
def test_what_is_copied_is_the_text_itself(qtbot: QtBot, characters: str) -> None:
    pair = Pair(
        id="p",
        title="",
        source=Text.of("x" + characters, language="en", direction=Direction.LTR),
        target=Text.of(TARGET, language="ar", direction=Direction.RTL),
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    box = QuoteBox(parent)
    assert box.show_quote(Bitext(pair), [Span(1, 1 + len(characters))], Side.SOURCE)
    box.selectAll()
    visible = characters.removeprefix("\ufeff")
    assert box.createMimeDataFromSelection().text() == visible
    cursor = box.textCursor()
    cursor.setPosition(1)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    box.setTextCursor(cursor)
    box.copy()
    assert QApplication.clipboard().text() == visible[1:]


def test_a_very_long_quote_shows_its_beginning_and_says_so(qtbot: QtBot) -> None:
    long = "word " * 10_000
    pair = Pair(
        id="p1",
        title="",
        source=Text.of(long, language="en", direction=Direction.LTR),
        target=Text.of(TARGET, language="ar", direction=Direction.RTL),
        annotations=(Annotation(id="long", tag=Tag.MISSING, source=(Span(0, len(long)),)),),
    )
    workspace = open_project(pair, tagged=())
    workspace.show_pair(1)
    panel = DetailsPanel()
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    workspace.activate("long")
    assert len(panel.quotes[Side.SOURCE].toPlainText()) == QUOTE_LIMIT
    assert "only the beginning" in panel.quote_labels[Side.SOURCE].text()
    assert panel.quotes[Side.SOURCE].sizeHint().height() < 400


def test_what_is_said_of_a_very_long_quote_takes_no_room_from_the_texts(
    panel: DetailsPanel, workspace: Workspace
) -> None:
    workspace.activate("match")
    narrow = panel._form.minimumSizeHint().width()
    label = panel.quote_labels[Side.SOURCE]
    one_line = label.heightForWidth(narrow)
    label.setText("Source · characters: 6,346,362 (only the beginning is shown) " * 2)
    panel._form.layout().activate()
    assert panel._form.minimumSizeHint().width() <= narrow
    assert label.heightForWidth(narrow) > one_line


def test_an_edit_of_another_annotation_leaves_the_fields_alone(
    panel: DetailsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.activate("match")
    qtbot.keyClicks(panel.note, "x")
    other = annotation(workspace, "omission")
    workspace.apply(Edit("Change", (AnnotationChange("p1", other, replace(other, note="else")),)))
    assert panel.note.note() == "xترجمة حرفية"
    assert panel.quotes[Side.SOURCE].toPlainText() == SOURCE[:11]
