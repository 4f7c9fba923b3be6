"""The dialog that shows what a review would change, before it does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from desk_annotator.app.review_merge import ReviewMerge, decisions_in
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats.import_result import UnreadPart
from desk_annotator.qt import review_dialog
from desk_annotator.qt.review_dialog import ReviewDialog
from desk_annotator.qt.review_words import (
    change_words,
    decision_words,
    misfit_words,
    outcome_words,
    unread_words,
)

PAIR = Pair(
    id="p",
    title="p",
    source=Text.of("One <b>house</b>\nand more.", language="en", direction=Direction.LTR),
    target=Text.of("بيت واحد وأكثر.", language="ar", direction=Direction.RTL),
)
BEFORE = Annotation(id="a", tag="matching", source=(Span(4, 16),), target=(Span(0, 3),), note="x")


def change(**fields: object) -> AnnotationChange:
    return AnnotationChange("p", BEFORE, replace(BEFORE, **fields))


def merge(*changes: AnnotationChange, remarks: tuple[str, ...] = ()) -> ReviewMerge:
    edit = Edit("Take over review", changes) if changes else None
    outcomes = (("changed", len(changes)),)
    return ReviewMerge(edit, outcomes, remarks, decisions=decisions_in(changes))


@pytest.fixture
def shown(show_dialog):
    def show(found: ReviewMerge) -> ReviewDialog:
        return show_dialog(ReviewDialog("<i>back</i>.docx", found, {"p": PAIR}))

    return show


def row(dialog: ReviewDialog, number: int = 0) -> list[str]:
    return dialog.list.words(number)


def test_a_row_says_what_changes_and_user_data_stays_plain(shown):
    dialog = shown(merge(change(status="rejected", note="x\n<u>no</u>")))
    assert row(dialog) == [
        "Matching",
        "\u2068<b>house</b>\u2069",
        "Open → Rejected · note: \u2068<u>no</u>\u2069",
    ]
    assert "&lt;u&gt;no" in dialog.list.model().index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "<i>back</i>.docx" in dialog.summary.words
    assert "Changed: 1" in dialog.summary.words
    assert "Decisions: rejected: 1" in dialog.summary.words


def test_enter_takes_over_and_escape_does_not(qtbot, shown):
    dialog = shown(merge(change(status="accepted")))
    answers = []
    dialog.finished.connect(answers.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    other = shown(merge(change(status="accepted")))
    other.finished.connect(answers.append)
    qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert answers == [1, 0]


def test_of_very_many_changes_all_are_listed_and_those_in_view_put_into_words(shown, monkeypatch):
    asked = []

    def words(asked_for):
        asked.append(asked_for)
        return change_words(asked_for)

    monkeypatch.setattr(review_dialog, "change_words", words)
    dialog = shown(merge(*[change(note=str(n)) for n in range(5000)]))
    dialog.list.grab()
    assert 0 < len(asked) < 200
    assert dialog.list.count == 5000
    assert row(dialog, 4999)[2] == "note: \u20684999\u2069"


def test_of_very_many_remarks_the_first_are_shown(shown, monkeypatch):
    monkeypatch.setattr(review_dialog, "MOST_REMARKS", 2)
    dialog = shown(merge(remarks=("one", "two", "three", "four", "five")))
    assert dialog.remarks.toPlainText().split("\n\n") == ["one", "two", "And 3 more."]


def test_without_changes_there_is_nothing_to_take_over(shown):
    dialog = shown(merge(remarks=("<b>one</b>", "two")))
    assert dialog.take_button is None
    assert dialog.list.isHidden()
    assert dialog.remarks.toPlainText() == "<b>one</b>\n\ntwo"
    assert "would change nothing" in dialog.summary.words


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"tag": "missing"}, "Matching → Missing"),
        ({"severity": "major"}, "Not judged → Major"),
        ({"category": "Style"}, "category: \u2068Style\u2069"),
        ({"justified": True}, "justified or not"),
        ({"source": (Span(0, 3),)}, "other text in the source"),
        ({"target": ()}, "other text in the target"),
        ({"note": "other"}, "note: \u2068other\u2069"),
        ({"note": "x\nmore"}, "note: \u2068more\u2069"),
    ],
)
def test_each_kind_of_change_has_its_words(fields, expected):
    assert change_words(change(**fields)) == expected


def test_what_is_added_is_new():
    assert change_words(AnnotationChange("p", None, BEFORE)) == "new"
    assert change_words(AnnotationChange("p", BEFORE, None)) == ""


def test_every_outcome_has_its_words():
    kinds = ("added", "changed", "same", "newer-here", "not-found", "other-text", "broken")
    counts = tuple((kind, 1) for kind in (*kinds, "unread", "remarks", "other-columns"))
    assert outcome_words(ReviewMerge(None, counts)).count(": 1") == len(counts)
    assert outcome_words(ReviewMerge(None, ())) == ""


def test_what_does_not_fit_is_named_by_what_it_quotes_the_first_few(shown):
    names = ("<b>one</b>", "two\nlines", "x" * 100, "four", "five")
    found = ReviewMerge(None, (("broken", 5),), misfits=names)
    told = misfit_words(found)
    assert told.startswith("These do not fit: “\u2068<b>one</b>\u2069”, “\u2068two")
    assert told.endswith("and 2 more")
    assert "\n" not in told
    assert "x" * 61 not in told
    assert told in shown(found).summary.words
    assert "more" not in misfit_words(replace(found, misfits=names[:3]))
    assert misfit_words(replace(found, misfits=())) == ""


PARTS = (
    UnreadPart("row", 12, "<b>maybe</b>"),
    UnreadPart("comment", words="two\nlines"),
    UnreadPart("line", 7),
    UnreadPart("entry", 1),
    UnreadPart("task", 2, "x" * 100),
)


def test_what_is_not_understood_is_named_by_its_place_the_first_few(shown):
    found = ReviewMerge(None, (("unread", 8),), unread_parts=PARTS)
    told = unread_words(found)
    assert told.startswith("These were not understood: row 12 “\u2068<b>maybe</b>\u2069”, ")
    assert "the comments on “\u2068two" in told
    assert told.endswith("line 7, and 5 more")
    assert "\n" not in told
    assert told in shown(found).summary.words
    three = replace(found, outcomes=(("unread", 3),), unread_parts=PARTS[:3])
    assert "more" not in unread_words(three)
    assert unread_words(replace(found, unread_parts=())) == ""


@pytest.mark.parametrize("part", PARTS)
def test_every_place_has_its_words(part):
    told = unread_words(ReviewMerge(None, (("unread", 1),), unread_parts=(part,)))
    assert "{" not in told
    assert "x" * 61 not in told


def test_decisions_are_counted_by_what_they_say():
    found = merge(
        change(status="accepted"), change(status="accepted"), change(status="x"), change(note="n")
    )
    assert decision_words(found) == "Decisions: accepted: 2"
    assert decision_words(merge(change(note="n"))) == ""
