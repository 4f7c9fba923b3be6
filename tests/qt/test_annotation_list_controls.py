"""What the list shows when it is empty or filtered, and how it lets go."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from panel_desk import ids, shown_list
from panel_samples import change
from PySide6.QtCore import QModelIndex, QPoint, Qt
from pytestqt.qtbot import QtBot

from desk_annotator.app import annotation_filter
from desk_annotator.app.amendment import delete
from desk_annotator.app.annotation_filter import AnnotationFilter
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt import annotation_model
from desk_annotator.qt.annotation_columns import Column
from desk_annotator.qt.annotation_list import AnnotationList
from desk_annotator.qt.counting_thread import counting_thread


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> AnnotationList:
    return shown_list(qtbot, workspace)


def delete_of(workspace: Workspace, *wanted: str) -> Edit:
    assert workspace.current is not None
    return delete(workspace.current, [workspace.current.annotations[key] for key in wanted])


def test_edits_of_another_pair_are_not_listed(panel: AnnotationList, workspace: Workspace) -> None:
    new = Annotation(id="new", tag=Tag.MISSING, source=(Span(0, 3),))
    workspace.apply(change(None, new, "p2"))
    assert "new" not in ids(panel)
    workspace.show_pair(1)
    assert ids(panel) == ["new"]
    workspace.show_pair(0)
    assert ids(panel) == ["match", "pieces", "omission", "addition"]


def test_words_are_looked_for_in_long_texts_a_little_at_a_time(qtbot: QtBot) -> None:
    pair = long_pair()
    panel = shown_list(qtbot, Workspace(Project(id="x", title="", pairs=(pair,))))
    panel.model.set_filter(AnnotationFilter(text="harbour"))
    assert panel.model.is_listing
    panel.table.sortByColumn(Column.SOURCE, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert ids(panel) == ["n0"]
    panel.model.set_filter(AnnotationFilter())
    assert not panel.model.is_listing
    assert ids(panel) == ["n12", "n8", "n0"]


def test_a_list_that_could_not_be_made_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown_list(qtbot, Workspace(Project(id="x", title="", pairs=(long_pair(),))))

    def broken(*_arguments: object, **_named: object) -> Iterator[None]:
        yield
        raise ValueError

    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr(annotation_model.AnnotationOrder, "in_steps", broken)
        panel.model.set_filter(AnnotationFilter(text="harbour"))
        qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert [kind for kind, _, _ in raised] == [ValueError]
    assert ids(panel) == []
    assert "could not be listed" in panel._empty_words.text()
    panel.table.sortByColumn(Column.SOURCE, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: ids(panel) == ["n0"])


class HeldSearch:
    """Holds a search of the filter at each stretch of text until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: set[int] = set()
        self.searched: list[str] = []
        self.is_going, self._may_go_on = threading.Event(), threading.Event()
        real = annotation_filter.find_in_steps

        def held(characters, query, **keywords):
            self.searched.append(query.pattern)
            steps = real(characters, query, **keywords)
            while True:
                try:
                    found = next(steps)
                except StopIteration as end:
                    return end.value
                self.threads.add(threading.get_ident())
                self.is_going.set()
                assert self._may_go_on.wait(20)
                yield found

        monkeypatch.setattr(annotation_filter, "find_in_steps", held)

    def let_go(self) -> None:
        self._may_go_on.set()


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldSearch]:
    held = HeldSearch(monkeypatch)
    yield held
    held.let_go()
    counting_thread().wait()


def long_pair() -> Pair:
    english = "the harbour at night, and then the sea. " * 10_000
    source = Text.of(english, language="en", direction=Direction.LTR)
    target = Text.of("الميناء ليلا ثم البحر. ", language="ar", direction=Direction.RTL)
    tagged = tuple(
        Annotation(id=f"n{start}", tag=Tag.MISSING, source=(Span(start, start + 11),))
        for start in (0, 8, 12)
    )
    return Pair(id="p1", title="", source=source, target=target, annotations=tagged)


def test_other_words_cancel_the_search_for_the_first(qtbot: QtBot, search: HeldSearch) -> None:
    panel = shown_list(qtbot, Workspace(Project(id="x", title="", pairs=(long_pair(),))))
    listed: list[list[str]] = []
    panel.model.listed.connect(lambda: listed.append(ids(panel)))
    panel.model.set_filter(AnnotationFilter(text="harbour"))
    qtbot.waitUntil(search.is_going.is_set)
    panel.model.set_filter(AnnotationFilter(text="night"))
    search.let_go()
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert listed == [["n12"]]
    # The first search was not taken to its end, which is in the target.
    assert search.searched == ["harbour", "night", "night"]
    assert threading.get_ident() not in search.threads


def test_it_says_how_far_it_is_once_it_takes_a_moment(
    qtbot: QtBot, search: HeldSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown_list(qtbot, Workspace(Project(id="x", title="", pairs=(long_pair(),))))
    panel.model.set_filter(AnnotationFilter(text="harbour"))
    qtbot.waitUntil(search.is_going.is_set)
    words = panel.filter_row._shown
    monkeypatch.setattr(annotation_model, "_PATIENCE", 1000_000)
    panel.model._building.progressed.emit(0.39)
    assert words.text() == "3"
    monkeypatch.setattr(annotation_model, "_PATIENCE", 0)
    panel.model._building.progressed.emit(0.4)
    assert words.text() == "Listing… 40 %"
    search.let_go()
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert words.text() == "1 of 3"


def test_a_project_closed_while_it_is_listed_lists_nothing(
    qtbot: QtBot, search: HeldSearch
) -> None:
    panel = shown_list(qtbot, Workspace(Project(id="x", title="", pairs=(long_pair(),))))
    panel.model.set_filter(AnnotationFilter(text="harbour"))
    qtbot.waitUntil(search.is_going.is_set)
    panel.set_workspace(None)
    assert not panel.model.is_listing
    with qtbot.assertNotEmitted(panel.model.listed, wait=20):
        search.let_go()
    assert panel.model.rowCount() == 0


def test_what_is_edited_while_it_is_searched_is_listed_too(
    qtbot: QtBot, search: HeldSearch
) -> None:
    workspace = Workspace(Project(id="x", title="", pairs=(long_pair(),)))
    panel = shown_list(qtbot, workspace)
    panel.model.set_filter(AnnotationFilter(text="harbour"))
    qtbot.waitUntil(search.is_going.is_set)
    gone = workspace.current.annotations["n0"]
    workspace.apply(change(gone, None))
    workspace.apply(
        change(None, Annotation(id="new", tag=Tag.MISSING, source=(Span(40, 60),)), "p1")
    )
    assert panel.model.is_listing
    search.let_go()
    qtbot.waitUntil(lambda: not panel.model.is_listing)
    assert ids(panel) == ["new"]
    # The texts were searched once, not once more for each edit.
    assert search.searched == ["harbour", "harbour"]


def test_an_empty_list_says_how_to_begin(panel: AnnotationList, workspace: Workspace) -> None:
    assert not panel._empty.isVisible()
    workspace.show_pair(1)
    assert panel._empty.isVisible()
    assert not panel.table.isVisible()
    assert "press 1" in panel._empty_words.text()
    assert not panel._clear.isVisible()
    panel.set_workspace(None)
    assert "Open a project" in panel._empty_words.text()


def test_a_filter_that_hides_all_says_so_and_can_be_cleared(
    panel: AnnotationList, qtbot: QtBot
) -> None:
    panel.filter_row.set_filter(AnnotationFilter(text="nowhere"))
    assert panel._empty.isVisible()
    assert "hides all 4" in panel._empty_words.text()
    qtbot.mouseClick(panel._clear, Qt.MouseButton.LeftButton)
    assert len(ids(panel)) == 4
    assert panel.filter_row.field.text() == ""


def test_the_controls_filter(panel: AnnotationList, qtbot: QtBot) -> None:
    row = panel.filter_row
    with qtbot.waitSignal(row.changed):
        qtbot.keyClicks(row.field, "however")
    assert ids(panel) == ["omission"]
    with qtbot.waitSignal(row.changed):
        qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert len(ids(panel)) == 4
    row.tag_buttons[Tag.MATCHING].click()
    assert ids(panel) == ["omission", "addition"]
    row.severity_box.setCurrentIndex(row.severity_box.findData("major"))
    assert ids(panel) == ["addition"]
    row.status_box.setCurrentIndex(row.status_box.findData("accepted"))
    assert ids(panel) == []
    panel.clear_filter()
    row.note_box.click()
    assert ids(panel) == ["match", "addition"]


def test_tag_buttons_count_all_annotations(panel: AnnotationList, workspace: Workspace) -> None:
    buttons = panel.filter_row.tag_buttons
    assert [buttons[tag].text() for tag in Tag] == ["2", "1", "1"]
    assert buttons[Tag.MATCHING].accessibleName() == "Show Matching (2)"
    workspace.apply(delete_of(workspace, "pieces"))
    assert buttons[Tag.MATCHING].text() == "1"
    panel.filter_row.note_box.click()
    assert panel.filter_row._shown.text() == "2 of 3"


def test_an_annotation_the_filter_hides_is_not_followed(
    panel: AnnotationList, workspace: Workspace
) -> None:
    panel.filter_row.set_filter(AnnotationFilter(tags=frozenset({"missing"})))
    workspace.activate("match")
    assert panel.selected_ids() == ()
    panel.clear_filter()
    assert panel.selected_ids() == ("match",)


def test_a_double_click_goes_to_the_text(panel: AnnotationList, qtbot: QtBot) -> None:
    middle = panel.table.visualRect(panel.model.index(2, Column.SOURCE)).center()
    place = QPoint(middle.x(), middle.y())
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.go_to_text_requested) as went:
        qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert went.args == ["omission"]


def test_a_closed_workspace_is_let_go(panel: AnnotationList, workspace: Workspace) -> None:
    panel.set_workspace(None)
    workspace.activate("match")
    workspace.apply(delete_of(workspace, "match"))
    assert panel.model.rowCount(QModelIndex()) == 0


def test_it_paints_in_both_directions(panel: AnnotationList, workspace: Workspace) -> None:
    workspace.activate("omission")
    plain = panel.grab().toImage()
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert panel.grab().toImage() != plain


def test_the_date_of_change_waits_in_the_headers_menu(panel: AnnotationList) -> None:
    assert panel.table.isColumnHidden(Column.MODIFIED)
    actions = {int(action.data()): action for action in panel.columns_menu.actions()}
    actions[Column.MODIFIED].trigger()
    assert not panel.table.isColumnHidden(Column.MODIFIED)
    actions[Column.NOTE].trigger()
    assert panel.table.isColumnHidden(Column.NOTE)
    assert not actions[Column.SOURCE].isEnabled()


def test_the_chosen_row_stays_in_view_when_the_order_changes(panel: AnnotationList) -> None:
    panel.resize(1100, 130)
    row = panel.model.row_of("match")
    assert row is not None
    panel.table.selectRow(row)
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        panel.table.sortByColumn(Column.TAG, order)
        place = panel.table.visualRect(panel.table.currentIndex())
        assert panel.table.viewport().rect().contains(place.center())


def test_home_and_end_go_to_the_first_and_last_row(panel: AnnotationList, qtbot: QtBot) -> None:
    panel.table.setFocus()
    panel.table.selectRow(1)
    qtbot.keyClick(panel.table, Qt.Key.Key_End)
    assert panel.selected_ids() == ("addition",)
    qtbot.keyClick(panel.table, Qt.Key.Key_Home)
    assert panel.selected_ids() == ("match",)


def test_columns_fit_the_width_of_the_list(panel: AnnotationList) -> None:
    panel.resize(1100, 300)
    panel.show()
    header = panel.table.horizontalHeader()
    assert header.length() <= panel.table.viewport().width()


def test_several_rows_are_deleted_by_one_key(panel: AnnotationList, qtbot: QtBot) -> None:
    panel.table.setFocus()
    panel.table.selectRow(1)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(panel.delete_requested) as wanted:
        qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert wanted.args == [("pieces", "omission")]
