"""The pair panel lists pairs with their progress and asks for what the user wants."""

from __future__ import annotations

import pytest
from panel_samples import SOURCE, change, open_project, text_pair
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import Edit, PairChange, TitleChange
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.colours import DARK
from desk_annotator.qt.pair_panel import PairPanel
from desk_annotator.qt.pair_panel_delegate import counts_that_fit
from desk_annotator.text.isolates import strip_isolates


@pytest.fixture
def workspace() -> Workspace:
    return open_project(text_pair("p2", "<b>Second</b> & co"), text_pair("p3", ""))


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> PairPanel:
    panel = PairPanel()
    qtbot.addWidget(panel)
    panel.edit_requested.connect(workspace.apply)
    panel.set_workspace(workspace)
    panel.resize(320, 400)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(lambda: panel.model.uncounted() is None)
    return panel


def titles(panel: PairPanel) -> list[str]:
    return [strip_isolates(panel.model.title_at(row)) for row in range(panel.model.rowCount())]


def test_titles_are_isolated_and_plain(panel: PairPanel) -> None:
    assert titles(panel) == ["مكتبة (1)", "<b>Second</b> & co", "Pair 3"]
    assert panel.model.title_at(0) == "\u2068مكتبة (1)\u2069"
    tip = str(panel.model.index(1).data(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;b&gt;Second&lt;/b&gt; &amp; co" in tip


def test_the_shown_pair_is_marked_and_followed(panel: PairPanel, workspace: Workspace) -> None:
    assert panel.view.currentIndex().row() == 0
    workspace.show_pair(2)
    assert panel.view.currentIndex().row() == 2
    words = str(panel.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole))
    assert words.startswith("Pair 3. Annotations: 0")
    assert words.endswith("Shown in the panes.")


def test_coverage_is_counted_one_side_at_a_time(qtbot: QtBot, workspace: Workspace) -> None:
    panel = PairPanel()
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    assert panel.model.coverage_at(1, Side.SOURCE) is None
    assert panel._counting.isActive()
    assert panel.model.uncounted() == (0, Side.SOURCE)
    qtbot.waitUntil(lambda: panel.model.uncounted() is None)
    qtbot.waitUntil(lambda: not panel._counting.isActive())
    coverage = panel.model.coverage_at(1, Side.SOURCE)
    assert coverage is not None
    assert coverage.total == len(SOURCE)
    assert "Source 0 %" in panel.model.counts_at(1)


def test_counting_stops_when_the_project_is_closed(qtbot: QtBot, workspace: Workspace) -> None:
    panel = PairPanel()
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    panel.set_workspace(None)
    assert not panel._counting.isActive()
    assert panel.model.rowCount() == 0
    assert panel._empty.isVisibleTo(panel)
    assert not panel._new_button.isEnabled()


def test_figures_follow_edits(panel: PairPanel, workspace: Workspace) -> None:
    assert panel.model.counts_at(1) == "Annotations: 0 · Source 0 % · Target 0 %"
    whole = Annotation(id="all", tag=Tag.MISSING, source=(Span(0, len(SOURCE)),))
    workspace.apply(change(None, whole, "p2"))
    assert panel.model.counts_at(1) == "Annotations: 1 · Source 100 % · Target 0 %"
    workspace.undo()
    assert panel.model.counts_at(1) == "Annotations: 0 · Source 0 % · Target 0 %"


def test_a_narrow_row_says_its_shares_with_fewer_words(panel: PairPanel) -> None:
    metrics = panel.view.fontMetrics()
    whole = panel.model.counts_at(1)
    room = metrics.horizontalAdvance(whole)
    assert counts_that_fit(panel.model, 1, metrics, room) == whole
    assert counts_that_fit(panel.model, 1, metrics, room - 1) == "0 · Source 0 % · Target 0 %"


def test_a_click_or_enter_chooses_a_pair(
    panel: PairPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    chosen: list[int] = []
    panel.pair_chosen.connect(chosen.append)
    panel.pair_chosen.connect(workspace.show_pair)
    place = panel.view.visualRect(panel.model.index(1)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [1]
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert chosen == [1]
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen == [1, 2]
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen == [1, 2]
    assert workspace.current_number == 2


def test_f2_renames_by_an_edit(panel: PairPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    editor = panel.view.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "مكتبة (1)"
    editor.selectAll()
    qtbot.keyClicks(editor, "New & <i>old</i>")
    with qtbot.waitSignal(panel.edit_requested) as asked:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    edit = asked.args[0]
    assert edit.changes == (TitleChange("p1", "مكتبة (1)", "New & <i>old</i>"),)
    assert titles(panel)[0] == "New & <i>old</i>"
    workspace.undo()
    assert titles(panel)[0] == "مكتبة (1)"


def test_an_unchanged_or_abandoned_title_is_no_edit(panel: PairPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.edit_requested):
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            panel.rename_current()
            editor = panel.view.viewport().findChild(QLineEdit)
            assert editor is not None
            if key == Qt.Key.Key_Escape:
                qtbot.keyClicks(editor, "abandoned")
            qtbot.keyClick(editor, key)
            with qtbot.waitSignal(editor.destroyed):
                pass


def test_pairs_come_and_go_by_edits(panel: PairPanel, workspace: Workspace, qtbot: QtBot) -> None:
    fourth = text_pair("p4", "Fourth")
    workspace.apply(Edit("Add pair", (PairChange(1, None, fourth),)))
    assert titles(panel)[1] == "Fourth"
    assert panel.view.currentIndex().row() == workspace.current_number == 1
    assert panel.model.coverage_at(0, Side.SOURCE) is not None  # was counted before
    qtbot.waitUntil(lambda: panel.model.uncounted() is None)
    workspace.undo()
    assert "Fourth" not in titles(panel)
    workspace.redo()
    assert panel.model.pair_at(1) is workspace.bitexts[1]
    qtbot.waitUntil(lambda: panel.model.uncounted() is None)


def test_new_and_remove_are_asked_for(panel: PairPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.new_pair_requested):
        qtbot.mouseClick(panel._new_button, Qt.MouseButton.LeftButton)
    panel.view.setCurrentIndex(panel.model.index(1))
    with qtbot.waitSignal(panel.remove_pair_requested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert asked.args == [1]
    with qtbot.waitSignal(panel.remove_pair_requested) as asked:
        qtbot.mouseClick(panel._remove_button, Qt.MouseButton.LeftButton)
    assert asked.args == [1]


@pytest.mark.parametrize(("on_a_row", "count"), [(True, 5), (False, 1)])
def test_the_context_menu_offers_what_fits(
    panel: PairPanel, qtbot: QtBot, on_a_row: bool, count: int
) -> None:
    rect = panel.view.visualRect(panel.model.index(0))
    place = rect.center() if on_a_row else QPoint(20, panel.view.viewport().height() - 3)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, panel.view.viewport().mapToGlobal(place)
    )
    panel.view.contextMenuEvent(event)
    panel._open_menu(place)
    menu = panel.findChildren(QMenu)[-1]
    assert len(menu.actions()) == count
    for menu in panel.findChildren(QMenu):
        menu.close()


def test_without_pairs_it_says_what_a_pair_is(qtbot: QtBot, workspace: Workspace) -> None:
    panel = PairPanel()
    qtbot.addWidget(panel)
    for number in (2, 1, 0):
        pair = workspace.bitexts[number].snapshot()
        workspace.apply(Edit("Remove", (PairChange(number, pair, None),)))
    panel.set_workspace(workspace)
    assert panel._empty.isVisibleTo(panel)
    assert not panel._remove_button.isEnabled()
    assert panel._new_button.isEnabled()


def test_it_paints_in_both_directions_and_themes(panel: PairPanel) -> None:
    first = panel.grab().toImage()
    panel.set_colours(DARK)
    assert panel.grab().toImage() != first
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    panel.grab()
