"""A list of very many rows: it makes what is in view, and is used like any other list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView

from desk_annotator.qt.row_list import RowList

MANY = 100_000


@pytest.fixture
def asked():
    """The rows whose words were asked for."""
    return []


@pytest.fixture
def rows(qtbot, asked):
    def words(row):
        asked.append(row)
        return f"row {row}", "even" if row % 2 == 0 else "odd"

    def tip(row, column):
        return f"about {row}" if column == 1 else ""

    shown = RowList(["Row", "Kind"], "Numbers", MANY, words, tip, bold=(0,))
    shown.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    qtbot.addWidget(shown)
    shown.fit_columns(widest=240)
    shown.resize(400, 300)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def test_what_is_out_of_sight_is_not_made(qtbot, rows, asked):
    qtbot.waitUntil(lambda: bool(asked))
    assert rows.count == MANY
    assert len(set(asked)) < 100
    rows.go_to(MANY - 1)
    rows.grab()
    assert MANY - 1 in asked
    assert len(set(asked)) < 200


def test_all_rows_can_be_chosen_without_looking_at_each(rows, asked):
    rows.selectAll()
    rows.grab()
    assert rows.chosen == list(range(MANY))
    assert len(set(asked)) < 100


def test_keys_go_from_row_to_row(rows):
    rows.go_to(0)
    told = []
    rows.row_changed.connect(told.append)
    for key, row in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, MANY - 1),
        (Qt.Key.Key_Up, MANY - 2),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(rows, key)
        assert rows.row == row
    assert told == [1, MANY - 1, MANY - 2, 0]
    QTest.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert rows.chosen == [0, 1]


def test_letters_go_to_a_row_that_begins_so_and_look_at_some_rows_only(rows, asked):
    rows.go_to(0)
    QTest.keyClicks(rows, "ROW 12")
    assert rows.row == 12
    asked.clear()
    QTest.keyClicks(rows, "zebra")
    assert rows.row == 12
    assert len(set(asked)) <= 2000


def test_a_row_says_what_it_is_now_and_looks_as_it_should(rows, asked):
    rows.go_to(3)
    assert rows.words(3) == ["row 3", "odd"]
    asked.clear()
    rows.renew([3])
    assert rows.words(3) == ["row 3", "odd"]
    assert 3 in asked
    model = rows.model()
    assert model.index(3, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(3, 1).data(Qt.ItemDataRole.FontRole) is None
    assert model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.index(3, 1).data(Qt.ItemDataRole.ToolTipRole) == "about 3"
    assert rows.rowHeight(3) >= rows.sizeHintForRow(3)


def test_a_list_without_rows_has_no_row(qtbot):
    empty = RowList(["Row"], "Nothing", 0, lambda row: [str(row)], lambda _row, _column: "")
    qtbot.addWidget(empty)
    empty.show()
    assert (empty.count, empty.row, empty.chosen) == (0, -1, [])
