import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desk_annotator.app import search as search_module
from desk_annotator.app.new_pair import draft_side, make_pair, make_project
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.find_bar import FindBar

ENGLISH = "Paris is big. In paris it rains; Parisians stay. The end."
ARABIC = "باريس كبيرة. وفي بَاريس مطر. أهلُ باريس، وبالباريس Paris."


def pair(source: str, target: str):
    return make_pair(
        draft_side("a.txt", source.encode(), language="en"),
        draft_side("b.txt", target.encode(), language="ar"),
    )


class Window(QWidget):
    def __init__(self):
        super().__init__()
        self.bar = FindBar(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self.bar)
        self.marks = dict.fromkeys(Side, ((), None))
        self.chosen = []
        self.closings = 0
        self.bar.hits_changed.connect(self._mark)
        self.bar.hit_chosen.connect(self._choose)
        self.bar.closed.connect(self._count)

    def _mark(self, side, spans, current):
        assert isinstance(side, Side)
        assert isinstance(spans, tuple)
        self.marks[side] = (spans, current)

    def _choose(self, side, span):
        assert isinstance(side, Side)
        self.chosen.append((side, span))

    def _count(self):
        self.closings += 1


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.resize(1200, 200)
    window.bar.set_workspace(
        Workspace(make_project((pair(ENGLISH, ARABIC), pair("one", "اثنان")), now="2026-01-01"))
    )
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.bar.background.wait()


def words_of(bar):
    return bar.result.words


def type_words(qtbot, field, words):
    if words.isascii():
        qtbot.keyClicks(field, words)
    else:
        # Qt's test keyboard has no Arabic; this is how an input method hands letters over.
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(field, event)


def find(qtbot, window, words):
    window.bar.open_bar()
    type_words(qtbot, window.bar.field, words)
    qtbot.waitUntil(lambda: bool(words_of(window.bar)) or window.bar.fault.isVisible())


def test_it_is_closed_at_first_and_opens_with_the_selection(qtbot, window):
    assert window.bar.isHidden()
    window.bar.open_bar("\n  Paris \nis")
    assert window.bar.isVisible()
    assert window.bar.field.text() == "Paris"
    assert window.bar.field.selectedText() == "Paris"
    qtbot.waitUntil(lambda: words_of(window.bar).startswith("Hits: 4"))
    assert window.chosen == [], "looking for a selection goes nowhere by itself"


def test_typing_marks_all_hits_and_goes_to_the_first(qtbot, window):
    find(qtbot, window, "paris")
    spans, current = window.marks[Side.SOURCE]
    assert [ENGLISH[span.start : span.end] for span in spans] == ["Paris", "paris", "Paris"]
    assert current == spans[0]
    assert window.marks[Side.TARGET][1] is None
    assert window.chosen == [(Side.SOURCE, spans[0])]
    assert words_of(window.bar) == "1 of 4 · source 3, target 1"


def test_enter_walks_through_both_texts_and_round(qtbot, window):
    find(qtbot, window, "paris")
    for _ in range(4):
        qtbot.keyClick(window.bar.field, Qt.Key.Key_Return)
    sides = [side for side, _ in window.chosen]
    assert sides == [Side.SOURCE] * 3 + [Side.TARGET, Side.SOURCE]
    assert window.chosen[0] == window.chosen[-1]
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Enter, Qt.KeyboardModifier.ShiftModifier)
    assert window.chosen[-1][0] is Side.TARGET
    assert words_of(window.bar).startswith("4 of 4")
    assert window.marks[Side.SOURCE][1] is None
    assert window.marks[Side.TARGET][1] == window.chosen[-1][1]


def test_buttons_walk_too(qtbot, window):
    find(qtbot, window, "paris")
    qtbot.mouseClick(window.bar.result.next_button, Qt.MouseButton.LeftButton)
    assert words_of(window.bar).startswith("2 of 4")
    qtbot.mouseClick(window.bar.result.previous_button, Qt.MouseButton.LeftButton)
    assert words_of(window.bar).startswith("1 of 4")


def test_walking_starts_at_the_text_cursor(qtbot, window):
    place = (Side.SOURCE, 12)
    window.bar.cursor_place = lambda: place
    find(qtbot, window, "paris")
    assert window.chosen[-1] == (Side.SOURCE, Span(17, 22))
    place = (Side.TARGET, 0)
    window.bar.find_next()
    assert window.chosen[-1][0] is Side.TARGET
    place = (Side.SOURCE, 20)
    window.bar.find_previous()
    assert window.chosen[-1] == (Side.SOURCE, Span(17, 22))


def test_walking_goes_on_though_the_text_cursor_stays_in_the_other_pane(qtbot, window):
    window.bar.cursor_place = lambda: (Side.SOURCE, 0)
    find(qtbot, window, "paris")
    for _ in range(4):
        window.bar.find_next()
    assert [side for side, _ in window.chosen] == [Side.SOURCE] * 3 + [Side.TARGET, Side.SOURCE]


def test_longer_words_stay_at_the_hit_they_begin_with(qtbot, window):
    def behind_the_hit():
        if not window.chosen:
            return (Side.SOURCE, 10)
        side, span = window.chosen[-1]
        return (side, span.end)

    window.bar.cursor_place = behind_the_hit
    find(qtbot, window, "par")
    assert window.chosen[-1] == (Side.SOURCE, Span(17, 20))
    qtbot.keyClicks(window.bar.field, "is")
    qtbot.waitUntil(lambda: window.chosen[-1] == (Side.SOURCE, Span(17, 22)))


def test_arabic_forms_count_as_equal_unless_told_otherwise(qtbot, window):
    find(qtbot, window, "باريس")
    assert "target 4" in words_of(window.bar)
    qtbot.mouseClick(window.bar.options.fold_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "target 3" in words_of(window.bar))


def test_whole_words_with_and_without_what_is_written_onto_them(qtbot, window):
    find(qtbot, window, "باريس")
    options = window.bar.options
    assert not options.proclitics_button.isEnabled()
    qtbot.mouseClick(options.word_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "target 3" in words_of(window.bar))
    assert options.proclitics_button.isEnabled()
    qtbot.mouseClick(options.proclitics_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "target 4" in words_of(window.bar))


def test_capitals_matter_on_request(qtbot, window):
    find(qtbot, window, "paris")
    window.bar.options.case_button.setFocus()
    qtbot.keyClick(window.bar.options.case_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: words_of(window.bar) == "1 of 1 · source 1, target 0")


def test_one_text_can_be_left_out(qtbot, window):
    find(qtbot, window, "paris")
    window.bar.options.where_box.setFocus()
    qtbot.keyClick(window.bar.options.where_box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: words_of(window.bar) == "1 of 3")
    assert window.marks[Side.TARGET] == ((), None)
    qtbot.keyClick(window.bar.options.where_box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: words_of(window.bar) == "1 of 1")
    assert window.marks[Side.SOURCE] == ((), None)


def test_a_regular_expression_is_searched_for_and_a_broken_one_explained(qtbot, window):
    qtbot.mouseClick(window.bar.options.regex_button, Qt.MouseButton.LeftButton)
    find(qtbot, window, r"\bpar\w+")
    assert "source 3" in words_of(window.bar)
    assert not window.bar.options.fold_button.isEnabled()
    qtbot.keyClicks(window.bar.field, "(")
    qtbot.waitUntil(window.bar.fault.isVisible)
    assert "cannot be read" in window.bar.fault.words
    assert window.marks == dict.fromkeys(Side, ((), None))
    assert not window.bar.result.next_button.isEnabled()
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: "source 3" in words_of(window.bar))
    assert window.bar.fault.isHidden()


def test_a_selection_is_quoted_for_a_regular_expression(qtbot, window):
    window.bar.open_bar()
    qtbot.mouseClick(window.bar.options.regex_button, Qt.MouseButton.LeftButton)
    window.bar.open_bar("big. In")
    qtbot.waitUntil(lambda: "source 1" in words_of(window.bar))


def test_nothing_found_is_said(qtbot, window):
    find(qtbot, window, "zebra")
    assert words_of(window.bar) == "Nothing found"
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Return)
    assert window.chosen == []


def test_escape_closes_takes_the_marks_away_and_tells(qtbot, window):
    find(qtbot, window, "paris")
    qtbot.keyClick(window.bar.options.where_box, Qt.Key.Key_Escape)
    assert window.bar.isHidden()
    assert window.closings == 1
    assert window.marks == dict.fromkeys(Side, ((), None))
    window.bar.close_bar()
    assert window.closings == 1


def test_enter_and_escape_in_the_bar_are_not_the_windows(qtbot, window):
    heard = []
    for key in ("Return", "Esc"):
        action = QAction(key, window)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _=False, key=key: heard.append(key))
        window.addAction(action)
    window.setFocus()
    qtbot.waitUntil(window.hasFocus)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert heard == ["Esc"]
    find(qtbot, window, "paris")
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Return)
    assert words_of(window.bar).startswith("2 of 4")
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Escape)
    assert window.bar.isHidden()
    assert heard == ["Esc"]


def test_f3_on_a_closed_bar_goes_on_with_the_words_before(qtbot, window):
    find(qtbot, window, "paris")
    window.bar.close_bar()
    window.chosen.clear()
    window.bar.find_next()
    qtbot.waitUntil(lambda: len(window.chosen) == 1)
    assert window.bar.isVisible()


def test_find_next_without_words_asks_for_them(qtbot, window):
    window.bar.find_next()
    assert window.bar.isVisible()
    qtbot.waitUntil(window.bar.field.hasFocus)


def test_another_pair_is_searched_as_soon_as_it_is_shown(qtbot, window):
    find(qtbot, window, "one")
    assert words_of(window.bar) == "Nothing found"
    window.bar._workspace.show_pair(1)
    qtbot.waitUntil(lambda: words_of(window.bar) == "Hits: 1 · source 1, target 0")
    assert window.marks[Side.SOURCE] == ((Span(0, 3),), None)
    assert window.chosen == []


def test_no_project_means_no_hits(qtbot, window):
    find(qtbot, window, "paris")
    window.bar.set_workspace(None)
    assert window.marks == dict.fromkeys(Side, ((), None))
    assert words_of(window.bar) == ""


def test_the_field_runs_as_its_words_do(qtbot, window):
    window.bar.open_bar()
    type_words(qtbot, window.bar.field, "12 باريس")
    assert window.bar.field.layoutDirection() is Qt.LayoutDirection.RightToLeft
    window.bar.field.clear()
    type_words(qtbot, window.bar.field, "a ب")
    assert window.bar.field.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_a_long_search_says_so_can_be_cancelled_and_does_not_answer_late(
    qtbot, window, monkeypatch
):
    entered, may_tell, may_end = threading.Event(), threading.Event(), threading.Event()
    note = []

    def slow(characters, query, *, cancelled, progress):
        del query
        progress(0)
        entered.set()
        assert may_tell.wait(10)
        progress(len(characters))
        assert may_end.wait(10)
        note.append(cancelled())
        return [Span(0, 1)]

    monkeypatch.setattr(search_module, "find_all", slow)
    window.bar.open_bar()
    qtbot.keyClicks(window.bar.field, "x")
    qtbot.waitUntil(entered.is_set)
    qtbot.waitUntil(window.bar.result.cancel_button.isVisible)
    assert words_of(window.bar) == "Searching…"
    may_tell.set()
    qtbot.waitUntil(lambda: words_of(window.bar) != "Searching…")
    source, target = (len(window.bar._bitext.text(side)) for side in Side)
    assert words_of(window.bar) == f"Searching… {10 * source // (source + target) * 10} %"
    assert window.bar.result.cancel_button.isVisible()
    qtbot.mouseClick(window.bar.result.cancel_button, Qt.MouseButton.LeftButton)
    assert words_of(window.bar) == "Search cancelled"
    may_end.set()
    window.bar.background.wait()
    qtbot.wait(20)
    assert note == [True, True]
    assert window.marks == dict.fromkeys(Side, ((), None))


def test_words_not_looked_for_yet_are_not_said_to_be_missing(qtbot, window):
    window.bar.open_bar()
    qtbot.keyClicks(window.bar.field, "zzz")
    qtbot.waitUntil(lambda: words_of(window.bar) == "Nothing found")
    window.bar.field.setText("paris")
    assert words_of(window.bar) == ""
    qtbot.waitUntil(lambda: bool(words_of(window.bar)))
    counted = words_of(window.bar)
    window.bar.field.setText("parisqq")
    assert words_of(window.bar) == counted  # so that nothing jumps
    assert not window.bar.result.label.isEnabled()
    qtbot.waitUntil(lambda: words_of(window.bar) == "Nothing found")
    assert window.bar.result.label.isEnabled()


def test_a_walk_asked_for_while_searching_is_made_when_it_ends(qtbot, window):
    window.bar.open_bar()
    qtbot.keyClicks(window.bar.field, "paris")
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(window.chosen) == 1)
    assert window.chosen[0][0] is Side.TARGET


def test_all_hits_are_handed_out_and_the_same_at_each_step(qtbot, window):
    window.bar.set_workspace(
        Workspace(make_project((pair("word " * 5000, "كلمة " * 3),), now="2026-01-01"))
    )
    find(qtbot, window, "word")
    assert words_of(window.bar) == "1 of 5000 · source 5000, target 0"
    before, _ = window.marks[Side.SOURCE]
    qtbot.keyClick(window.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    spans, current = window.marks[Side.SOURCE]
    assert len(spans) == 5000
    assert spans is before  # so that the overview need not look through them
    assert current == spans[-1] == Span(24_995, 24_999)


def test_a_narrow_bar_takes_two_rows_and_every_control_has_a_name(qtbot, window):
    find(qtbot, window, "paris")
    options = window.bar.options
    assert abs(options.y() - window.bar.field.y()) < 10
    window.resize(640, 200)
    qtbot.waitUntil(lambda: options.y() > window.bar.field.geometry().bottom() - 2)
    for widget in (
        window.bar.field,
        options.where_box,
        options.fold_button,
        options.word_button,
        options.proclitics_button,
        options.case_button,
        options.regex_button,
        options.close_button,
        window.bar.result.next_button,
        window.bar.result.previous_button,
    ):
        assert widget.accessibleName()
        assert widget.height() >= 24
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
