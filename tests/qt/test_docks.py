"""The panels on the left share their column by what they hold, until the user divides it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from window_desk import dressed

from desk_annotator.app.open_project import new_project
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.application import main_window
from desk_annotator.qt.details_panel import DetailsPanel
from desk_annotator.qt.details_panel_tag import TagRow
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

pytestmark = pytest.mark.usefixtures("no_encoder")


def pair(number: int) -> Pair:
    source = Text.of("The river is wide.", language="en", direction=Direction.LTR)
    target = Text.of("النهر واسع.", language="ar", direction=Direction.RTL)
    return Pair(id=f"pair-{number}", title=f"Pair {number}", source=source, target=target)


def pairs(count: int) -> list[Pair]:
    return [pair(number) for number in range(count)]


@pytest.fixture
def store(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make_window(qtbot, qapp, store):
    """Return a function that shows a window with so many pairs, as it was left last time."""
    with dressed(qapp):
        made = []

        def make(count: int, height: int = 1000):
            window = main_window(Settings(store), ThemeChoice.LIGHT)
            made.append(window)
            window.resize(1400, height)
            window.files.prompts.leave = lambda _name: Leave.DISCARD
            window.files.show_project(new_project(*pairs(count), annotator=""))
            window.show()
            qtbot.waitUntil(lambda: window.is_furnished)
            qtbot.wait(20)
            return window

        yield make
        for window in made:
            window.close()
            window.deleteLater()


def heights(window) -> tuple[int, int]:
    return tuple(window._docks.all[name].height() for name in ("pairs", "details"))


def drag_divider(window, by: int) -> None:
    dock = window._docks.all["pairs"]
    place = QPoint(dock.x() + dock.width() // 2, dock.y() + dock.height() + 2)
    assert window.isSeparator(place)
    left = Qt.MouseButton.LeftButton
    QTest.mouseMove(window, place)
    QTest.mousePress(window, left, pos=place)
    for step in (by // 2, by):
        QTest.mouseMove(window, place + QPoint(0, step))
        QTest.qWait(20)
    QTest.mouseRelease(window, left, pos=place + QPoint(0, by))
    QTest.qWait(50)


def test_four_pairs_are_all_seen(make_window):
    window = make_window(4)

    assert window.pairs.view.verticalScrollBar().maximum() == 0
    assert heights(window)[1] > heights(window)[0]


def test_one_pair_takes_little_room(make_window):
    window = make_window(1)
    rows = window.pairs.view

    assert rows.verticalScrollBar().maximum() == 0
    assert rows.viewport().height() < 2 * rows.sizeHintForRow(0)


def test_many_pairs_leave_room_for_the_details(make_window):
    window = make_window(30, height=1600)
    rows = window.pairs.view

    assert rows.verticalScrollBar().maximum() > 0
    assert 6 <= rows.viewport().height() / rows.sizeHintForRow(0) < 7
    small = make_window(30, height=700)
    assert heights(small)[1] > 200


def test_a_pair_more_gets_its_room(make_window, qtbot):
    window = make_window(2)
    before = heights(window)[0]
    window.files.take_pairs((pair(9),), adds=True)
    row = window.pairs.view.sizeHintForRow(0)

    qtbot.waitUntil(lambda: heights(window)[0] == before + row)
    window.files.project.workspace.undo()
    qtbot.waitUntil(lambda: heights(window)[0] == before)


def test_a_larger_window_shows_more_pairs(make_window, qtbot):
    window = make_window(6, height=760)
    assert window.pairs.view.verticalScrollBar().maximum() > 0
    window.resize(1400, 1300)

    qtbot.waitUntil(lambda: window.pairs.view.verticalScrollBar().maximum() == 0)


def test_a_divider_the_user_moved_stays_where_it_is(make_window, qtbot):
    window = make_window(2)
    before = heights(window)[0]
    drag_divider(window, 90)
    moved = heights(window)[0]
    assert moved == before + 90
    window.files.take_pairs((pair(9),), adds=True)
    qtbot.wait(50)

    assert heights(window)[0] == moved


def test_a_divider_the_user_moved_is_there_the_next_time(make_window, qtbot):
    window = make_window(2)
    drag_divider(window, 90)
    moved = heights(window)[0]
    assert window.close()
    again = make_window(4)

    assert abs(heights(again)[0] - moved) < 10


def test_a_divider_that_was_not_moved_fits_the_next_project(make_window):
    window = make_window(1)
    assert window.close()
    again = make_window(4)

    assert again.pairs.view.verticalScrollBar().maximum() == 0


def test_an_active_annotation_gets_room_for_its_details(make_window, qtbot):
    window = make_window(5, height=900)
    workspace = window.files.project.workspace
    whole = heights(window)
    workspace.show_pair(4)
    link = Annotation(id="link", tag=Tag.MATCHING, source=(Span(0, 3),), target=(Span(0, 5),))
    workspace.apply(Edit("Tag", (AnnotationChange("pair-4", None, link),)))
    workspace.activate("link")
    qtbot.waitUntil(lambda: heights(window)[1] > whole[1] + 80)
    rows = window.pairs.view
    shown = rows.visualRect(rows.currentIndex())
    assert rows.currentIndex().row() == 4
    assert rows.viewport().rect().contains(shown)

    room = heights(window)
    workspace.activate(None)
    qtbot.wait(20)
    assert heights(window) == room  # it does not come and go

    window.files.show_project(new_project(*pairs(5), annotator=""))
    qtbot.waitUntil(lambda: heights(window) == whole)


def column(window) -> int:
    return window._docks.all["pairs"].width()


def test_in_a_narrow_window_the_texts_have_the_room(make_window, qtbot):
    window = make_window(2)
    assert column(window) == 320
    window.resize(900, 600)
    qtbot.waitUntil(lambda: column(window) == 240)
    window.resize(1400, 900)
    qtbot.waitUntil(lambda: column(window) == 320)


def test_a_width_the_user_gave_stays_in_any_window(make_window, qtbot):
    window = make_window(2)
    dock = window._docks.all["pairs"]
    place = QPoint(dock.geometry().right() + 2, dock.y() + 40)
    assert window.isSeparator(place)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(window, left, pos=place)
    for step in (10, 20):
        QTest.mouseMove(window, place + QPoint(step, 0))
        qtbot.wait(20)
    QTest.mouseRelease(window, left, pos=place + QPoint(20, 0))
    qtbot.wait(50)
    given = column(window)
    assert given > 330
    window.resize(1000, 900)
    qtbot.wait(20)
    assert column(window) == given
    window.close()

    again = make_window(2)
    assert column(again) == given


def test_all_words_for_tags_come_back_with_the_room(make_window, qtbot):
    window = make_window(1)
    tagged = Annotation(id="a", tag=Tag.ADDED, target=(Span(0, 5),))
    workspace = window.files.project.workspace
    workspace.apply(Edit("Add", (AnnotationChange("pair-0", None, tagged),)))
    workspace.activate("a")
    buttons = window._docks.all["details"].findChild(TagRow).buttons
    qtbot.waitUntil(buttons[Tag.ADDED].isVisible)

    def said() -> list[Tag]:
        icon = Qt.ToolButtonStyle.ToolButtonIconOnly
        return [tag for tag, button in buttons.items() if button.toolButtonStyle() is not icon]

    qtbot.waitUntil(lambda: len(said()) == 3)
    window.resize(900, 600)
    qtbot.waitUntil(lambda: said() == [Tag.ADDED])
    assert column(window) == 240
    window.resize(1400, 900)
    qtbot.waitUntil(lambda: len(said()) == 3)


def test_details_are_never_cut_at_the_side(qtbot, make_window):
    window = make_window(1)
    dock = window._docks.all["details"]
    window.resizeDocks([dock], [90], Qt.Orientation.Horizontal)
    qtbot.wait(20)
    tagged = Annotation(id="a", tag=Tag.ADDED, target=(Span(0, 5),))
    workspace = window.files.project.workspace
    workspace.apply(Edit("Add", (AnnotationChange("pair-0", None, tagged),)))
    workspace.activate("a")
    form = dock.findChild(DetailsPanel)._form
    qtbot.waitUntil(form.isVisible)
    qtbot.waitUntil(lambda: dock.width() >= form.minimumSizeHint().width())
    qtbot.waitUntil(lambda: form.visibleRegion().boundingRect().width() == form.width())
