"""The annotation list follows every edit, goes where the user points, and says all in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panel_desk import cell, ids, shown_list
from panel_samples import annotations, change, open_project
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetrics, QImage, QPainter
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desk_annotator.app.amendment import delete
from desk_annotator.app.annotation_filter import AnnotationFilter, AnnotationOrder, SortBy
from desk_annotator.app.workspace import Cause, Edited, Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction
from desk_annotator.qt import annotation_columns, annotation_model
from desk_annotator.qt.annotation_columns import DIM_ROLE, DIRECTION_ROLE, Column
from desk_annotator.qt.annotation_delegate import paint_line
from desk_annotator.qt.annotation_list import AnnotationList
from desk_annotator.qt.annotation_list_words import number as number_word
from desk_annotator.qt.annotation_list_words import sentence
from desk_annotator.qt.annotation_model import AnnotationModel
from desk_annotator.qt.fonts import quote_font, row_height
from desk_annotator.text.isolates import strip_isolates


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> AnnotationList:
    return shown_list(qtbot, workspace)


def test_each_row_shows_quotes_note_and_state(panel: AnnotationList) -> None:
    assert ids(panel) == ["match", "pieces", "omission", "addition"]
    assert cell(panel, "match", Column.TAG) == "Matching"
    assert cell(panel, "match", Column.SOURCE) == "The council"
    assert cell(panel, "match", Column.TARGET) == "المجلسُ"
    assert cell(panel, "match", Column.NOTE) == "ترجمة حرفية"
    assert cell(panel, "pieces", Column.SOURCE) == "agreed … to build"
    assert cell(panel, "omission", Column.SEVERITY) == "Critical"
    assert cell(panel, "omission", Column.STATUS) == "Accepted"
    assert cell(panel, "match", Column.PLACE) == "0 %"


def test_text_that_is_not_there_is_hinted_at_with_its_place(panel: AnnotationList) -> None:
    assert cell(panel, "omission", Column.TARGET).startswith("∅ ")
    assert "ووافق | على بناء" in cell(panel, "omission", Column.TARGET)
    assert cell(panel, "addition", Column.SOURCE) == "∅"
    row = panel.model.row_of("omission")
    assert row is not None
    assert panel.model.index(row, Column.TARGET).data(DIM_ROLE)
    assert not panel.model.index(row, Column.SOURCE).data(DIM_ROLE)


def test_quotes_have_the_direction_of_their_side(panel: AnnotationList) -> None:
    for row in range(4):
        assert panel.model.index(row, Column.SOURCE).data(DIRECTION_ROLE) == "ltr"
        assert panel.model.index(row, Column.TARGET).data(DIRECTION_ROLE) == "rtl"
        assert panel.model.index(row, Column.NOTE).data(DIRECTION_ROLE) is None


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(
    ("direction", "text"),
    [(Direction.RTL, "John قال"), (Direction.LTR, "قال John"), (Direction.RTL, "(12)!")],
)
def test_a_quote_stands_at_the_side_where_its_text_begins(
    qtbot: QtBot, direction: Direction, text: str, mirrored: bool
) -> None:
    picture = QImage(400, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    if mirrored:
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    paint_line(
        painter,
        QRect(0, 0, 400, 40),
        text,
        direction=direction,
        font=QFont(),
        colour=QColor("black"),
    )
    painter.end()

    def has_ink(left: int, right: int) -> bool:
        return any(
            picture.pixelColor(x, y) != QColor("white")
            for x in range(left, right)
            for y in range(40)
        )

    assert has_ink(200, 400) is (direction is Direction.RTL)
    assert has_ink(0, 200) is (direction is Direction.LTR)


def test_rows_hold_vocalised_arabic(panel: AnnotationList) -> None:
    font = panel.table.font()
    ink = QFontMetrics(quote_font(font, Direction.RTL)).tightBoundingRect("أُوْلَٰٓئِكَ جٍ")
    assert panel.table.rowHeight(0) == row_height(font) > ink.height()


def test_every_row_says_a_whole_sentence(panel: AnnotationList) -> None:
    told = {
        panel.model.id_at(row): str(
            panel.model.index(row, Column.TAG).data(Qt.ItemDataRole.AccessibleTextRole)
        )
        for row in range(4)
    }
    assert told["match"].startswith("Matching: “The council” with “المجلسُ”.")
    assert "Note: ترجمة حرفية." in told["match"]
    assert told["omission"].startswith("Missing: “however”, its place is between “")
    assert "Severity: Critical." in told["omission"]
    assert "Status: Accepted." in told["omission"]
    assert told["addition"].startswith("Added: “كما قال الرئيس”, no counterpart.")
    assert "Target, character" in told["addition"]
    assert all(strip_isolates(words) == words for words in told.values())
    assert QAccessible.queryAccessibleInterface(panel.table) is not None


def test_an_unknown_tag_is_listed_and_told(qtbot: QtBot) -> None:
    strange = replace(annotations()[0], id="strange", tag="blurred", status="frozen")
    workspace = open_project(tagged=(strange,))
    panel = AnnotationList()
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    assert cell(panel, "strange", Column.TAG) == "blurred"
    assert cell(panel, "strange", Column.STATUS) == "frozen"
    assert workspace.current is not None
    assert sentence(workspace.current, strange).startswith("blurred: source “The council”")


def test_hostile_quotes_are_shown_as_they_are(panel: AnnotationList) -> None:
    assert cell(panel, "addition", Column.NOTE) == "Not in the source: <b>the president</b> & co."
    row = panel.model.row_of("addition")
    assert row is not None
    tip = panel.model.index(row, Column.NOTE).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip
    assert "<b>" not in tip


def test_going_to_a_row_chooses_its_annotation(panel: AnnotationList, qtbot: QtBot) -> None:
    panel.table.setFocus()
    with qtbot.waitSignal(panel.annotation_chosen) as chosen:
        panel.table.selectRow(0)
    assert chosen.args == ["match"]
    with qtbot.waitSignal(panel.annotation_chosen) as chosen:
        qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert chosen.args == ["pieces"]
    with qtbot.waitSignal(panel.go_to_text_requested) as went:
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert went.args == ["pieces"]


def test_it_follows_the_active_annotation_without_choosing_it(
    panel: AnnotationList, workspace: Workspace, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.annotation_chosen):
        workspace.activate("omission")
        assert panel.selected_ids() == ("omission",)
        workspace.activate(None)
        assert panel.selected_ids() == ()
        workspace.activate("match")
        workspace.apply(delete_of(workspace, "match"))
        workspace.undo()
    assert workspace.active_id is None


def delete_of(workspace: Workspace, *wanted: str) -> Edit:
    assert workspace.current is not None
    return delete(workspace.current, [workspace.current.annotations[key] for key in wanted])


def test_choosing_a_row_does_not_come_back_as_another_choice(
    panel: AnnotationList, workspace: Workspace
) -> None:
    heard: list[str] = []
    panel.annotation_chosen.connect(heard.append)
    panel.annotation_chosen.connect(workspace.activate)
    panel.table.selectRow(1)
    panel.table.selectRow(2)
    assert heard == ["pieces", "omission"]
    assert workspace.active_id == "omission"


def test_after_a_deletion_the_next_row_is_chosen(
    panel: AnnotationList, workspace: Workspace, qtbot: QtBot
) -> None:
    panel.annotation_chosen.connect(workspace.activate)
    panel.activateWindow()
    panel.table.setFocus()
    qtbot.waitUntil(panel.table.hasFocus)
    panel.table.selectRow(1)
    with qtbot.waitSignal(panel.annotation_chosen) as chosen:
        workspace.apply(delete_of(workspace, "pieces"))
    assert chosen.args[0] in {"match", "omission"}
    assert workspace.active_id == chosen.args[0]
    assert panel.selected_ids() == (chosen.args[0],)


def test_single_edits_move_single_rows(
    panel: AnnotationList, workspace: Workspace, qtbot: QtBot
) -> None:
    panel.table.sortByColumn(Column.SEVERITY, Qt.SortOrder.AscendingOrder)
    assert ids(panel) == ["omission", "addition", "pieces", "match"]
    bitext = workspace.current
    assert bitext is not None
    with qtbot.assertNotEmitted(panel.model.modelReset):
        match = bitext.annotations["match"]
        workspace.apply(change(match, replace(match, severity="critical")))
        assert ids(panel) == ["match", "omission", "addition", "pieces"]
        new = Annotation(id="new", tag=Tag.MISSING, source=(Span(0, 3),), severity="minor")
        workspace.apply(change(None, new))
        assert ids(panel) == ["match", "omission", "addition", "new", "pieces"]
        workspace.undo()
        workspace.undo()
        assert ids(panel) == ["omission", "addition", "pieces", "match"]


def test_the_selected_row_stays_selected_when_it_moves_or_is_sorted(
    panel: AnnotationList, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.activate("match")
    bitext = workspace.current
    assert bitext is not None
    with qtbot.assertNotEmitted(panel.annotation_chosen):
        panel.table.sortByColumn(Column.SEVERITY, Qt.SortOrder.AscendingOrder)
        assert panel.selected_ids() == ("match",)
        match = bitext.annotations["match"]
        workspace.apply(change(match, replace(match, severity="critical")))
        assert panel.selected_ids() == ("match",)
        panel.table.sortByColumn(Column.SEVERITY, Qt.SortOrder.DescendingOrder)
    assert panel.selected_ids() == ("match",)


_values = st.builds(
    lambda number, start, note, severity: Annotation(
        id=f"a{number}",
        tag=Tag.MISSING,
        source=(Span(start, start + 4),),
        note=note,
        severity=severity,
    ),
    st.integers(0, 5),
    st.integers(0, 40),
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(["", "minor", "critical"]),
)


@settings(max_examples=25)
@given(
    edits=st.lists(st.lists(st.tuples(_values, st.booleans()), min_size=1, max_size=3), max_size=8),
    column=st.sampled_from(Column),
    order=st.sampled_from(Qt.SortOrder),
    with_note=st.booleans(),
)
def test_after_any_edits_the_rows_are_right_and_qt_agrees(
    qapp: object,
    edits: list[list[tuple[Annotation, bool]]],
    column: Column,
    order: Qt.SortOrder,
    with_note: bool,
) -> None:
    workspace = open_project()
    bitext = workspace.current
    assert bitext is not None
    model = AnnotationModel()
    model.set_bitext(bitext)
    tester = ModelTester(None)
    tester.check(model)
    model.sort(column, order)
    wanted = AnnotationFilter(with_note=with_note)
    model.set_filter(wanted)
    for values in edits:
        changes = []
        present = dict(bitext.annotations)
        for value, is_there in values:
            before = present.pop(value.id, None)
            after = value if is_there else None
            if before is None and after is None:
                continue
            if after is not None:
                present[value.id] = after
            changes.append(AnnotationChange("p1", before, after))
        workspace.apply(Edit("Change", tuple(changes)))
        model.follow(Edited(Edit("Edit", tuple(changes)), Cause.MADE))
        anew = AnnotationOrder(
            bitext,
            wanted,
            annotation_model._SORTS[column],
            descending=order is Qt.SortOrder.DescendingOrder,
        )
        assert [model.id_at(row) for row in range(model.rowCount())] == list(anew.ids())
        assert model.tag_counts.total() == len(bitext.annotations)
    tester._cleanup()


def test_every_column_has_an_order() -> None:
    assert set(annotation_model._SORTS) == set(Column)
    assert set(annotation_model._SORTS.values()) == set(SortBy)


def test_an_edit_of_thousands_rebuilds_the_list_once(
    panel: AnnotationList, workspace: Workspace, qtbot: QtBot
) -> None:
    many = tuple(
        AnnotationChange(
            "p1", None, Annotation(id=f"n{number}", tag=Tag.MISSING, source=(Span(0, 3),))
        )
        for number in range(2000)
    )
    resets: list[int] = []
    panel.model.modelReset.connect(lambda: resets.append(1))
    workspace.apply(Edit("Many", many))
    assert resets == [1]
    assert panel.model.rowCount() == 2004


def test_only_painted_rows_have_their_quotes_cut(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(
        Annotation(id=f"n{number}", tag=Tag.MISSING, source=(Span(0, 3),))
        for number in range(20_000)
    )
    cut: set[str] = set()
    real = annotation_columns.quote_line

    def counted(bitext: object, annotation: Annotation, side: object) -> str:
        cut.add(annotation.id)
        return real(bitext, annotation, side)

    monkeypatch.setattr(annotation_columns, "quote_line", counted)
    panel = AnnotationList()
    qtbot.addWidget(panel)
    panel.resize(800, 300)
    panel.set_workspace(open_project(tagged=many))
    panel.show()
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    panel.grab()
    assert 0 < len(cut) < 50


def test_a_long_list_takes_edits_and_orders_while_it_is_made(qtbot: QtBot) -> None:
    many = tuple(
        Annotation(id=f"n{number:05}", tag=Tag.MISSING, source=(Span(0, 3),))
        for number in range(5000)
    )
    panel = AnnotationList()
    qtbot.addWidget(panel)
    workspace = open_project(tagged=many)
    panel.set_workspace(workspace)
    panel.show()
    assert panel.model.is_listing
    assert number_word(5000) in panel._empty_words.text()

    gone = AnnotationChange("p1", many[0], None)
    workspace.apply(Edit("Delete", (gone,)))
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert panel.model.rowCount() == 4999
    assert panel.model.id_at(0) == "n00001"

    workspace.activate("n00010")
    panel.table.sortByColumn(Column.TAG, Qt.SortOrder.DescendingOrder)
    assert panel.model.id_at(0) == "n00001"
    late = AnnotationChange("p1", many[1], None)
    workspace.apply(Edit("Delete", (late,)))
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert panel.model.id_at(0) == "n04999"
    assert panel.model.rowCount() == 4998
    assert panel.selected_ids() == ("n00010",)
    place = panel.table.visualRect(panel.table.currentIndex())
    assert panel.table.viewport().rect().contains(place.center())


def test_headings_do_not_ask_which_rows_are_selected(panel: AnnotationList) -> None:
    panel.table.selectAll()
    assert len(panel.selected_ids()) == panel.model.rowCount()
    assert not panel.table.horizontalHeader().selectionModel().hasSelection()
