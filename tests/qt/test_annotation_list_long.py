"""A list of thousands of annotations: what goes through its rows asks few of them for words."""

from __future__ import annotations

import pytest
from panel_desk import shown_list
from panel_samples import open_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_annotator.app.annotation_filter import AnnotationFilter, AnnotationOrder
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.span import Span
from desk_annotator.qt import annotation_model
from desk_annotator.qt.annotation_columns import Column
from desk_annotator.qt.annotation_list import AnnotationList


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> AnnotationList:
    return shown_list(qtbot, workspace)


def long_list(qtbot: QtBot) -> AnnotationList:
    many = tuple(
        Annotation(id=f"n{number:05}", tag=Tag.MISSING, source=(Span(0, 3),))
        for number in range(5000)
    )
    panel = shown_list(qtbot, open_project(tagged=many))
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    return panel


def test_of_a_long_list_few_rows_are_asked_for_what_is_typed_and_for_a_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = long_list(qtbot)
    panel.table.setCurrentIndex(panel.model.index(0, Column.TAG))
    made = []
    display = annotation_model.display
    monkeypatch.setattr(
        annotation_model, "display", lambda *given: made.append(given) or display(*given)
    )

    QTest.keyClick(panel.table, "z")
    assert len(made) < 2500
    made.clear()
    for column in Column:
        panel.table.resizeColumnToContents(column)
    assert len(made) < 200 * len(Column)


def test_another_order_asks_for_the_id_of_no_selected_row_but_an_only_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = long_list(qtbot)
    panel.table.selectAll()
    assert len(panel.selected_ids()) == 5000
    asked = []
    id_at = AnnotationOrder.id_at
    monkeypatch.setattr(
        AnnotationOrder, "id_at", lambda *given: asked.append(given) or id_at(*given)
    )

    panel.table.sortByColumn(Column.TAG, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: not panel.model.is_listing)

    assert len(panel.selected_ids()) == 5000
    assert len(asked) < 2500  # painting asks too


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_the_ids_of_rows_that_follow_one_another(panel: AnnotationList, order) -> None:
    panel.table.sortByColumn(Column.SOURCE, order)
    every = [panel.model.id_at(row) for row in range(panel.model.rowCount())]
    for first in range(len(every) + 1):
        for last in range(first, len(every) + 2):
            assert panel.model.ids_between(first, last) == every[first:last]


def test_another_list_is_shown_from_its_beginning(qtbot: QtBot) -> None:
    panel = long_list(qtbot)
    bar = panel.table.verticalScrollBar()
    few = tuple(
        Annotation(
            id=f"few{number:03}", tag=Tag.MISSING, source=(Span(0, 3),), note=f"{number % 2}"
        )
        for number in range(100)
    )
    other = open_project(tagged=few)
    bar.setValue(bar.maximum())
    panel.set_workspace(other)
    assert (bar.value(), bar.maximum() > 0) == (0, True)

    bar.setValue(bar.maximum())
    panel.filter_row.set_filter(AnnotationFilter(text="1"))
    assert (panel.model.rowCount(), bar.value()) == (50, 0)

    other.activate("few099")
    panel.filter_row.set_filter(AnnotationFilter())
    row = panel.model.row_of("few099")
    assert row is not None
    shown = panel.table.visualRect(panel.model.index(row, Column.TAG))
    assert panel.table.viewport().rect().contains(shown.center())
