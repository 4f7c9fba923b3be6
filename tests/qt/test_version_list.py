"""The list of versions: what each row says, what is chosen, and what is shown of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from panel_samples import annotations, text_pair

from desk_annotator.app.file_history import tag_counts
from desk_annotator.core.annotation import Tag
from desk_annotator.core.project import Project
from desk_annotator.qt.annotation_list_words import TAG_ORDER, tag_word
from desk_annotator.qt.version_list import VersionList
from desk_annotator.qt.version_words import version_words

OLD, NEW, NEWEST = Path("old"), Path("new"), Path("newest")


@pytest.fixture
def shown(qtbot):
    made = VersionList(moment="Written", listed="All versions", held="What it holds")
    qtbot.addWidget(made)
    made.show()
    return made


def listed(file, hour):
    return file, datetime(2020, 1, 2, hour, tzinfo=UTC), 2048


def project(title, *tagged):
    pair = text_pair("p1", title, *sorted(tagged, key=lambda each: each.place))
    return Project(id="p", title=title, created="", modified="", pairs=(pair,))


def fill_in(shown, file, held):
    shown.fill_in(file, version_words(held), tag_counts(held))


def cells(shown, row):
    return [shown.list.topLevelItem(row).text(column) for column in range(5)]


def test_its_parts_have_names_and_its_columns_the_order_of_the_tags(shown):
    heads = shown.list.headerItem()
    words = [heads.text(column) for column in range(5)]
    assert words == ["Written", *(tag_word(tag) for tag in TAG_ORDER), "Size"]
    assert shown.list.accessibleName() == "All versions"
    assert shown.preview.accessibleName() == "What it holds"
    assert shown.preview.isReadOnly()
    assert shown.chosen is None


def test_each_count_stands_below_its_tag(shown):
    match, _pieces, omission, addition = annotations()
    shown.put_first([listed(OLD, 1)])
    assert cells(shown, 0)[1:4] == ["…", "…", "…"]
    assert shown.preview.toPlainText() == "Reading…"
    held = project("first", match, omission, addition)
    fill_in(shown, OLD, held)
    counts = tag_counts(held)
    assert cells(shown, 0)[1:4] == [str(counts[tag]) for tag in TAG_ORDER]
    assert "Missing: " in shown.preview.toPlainText()
    fill_in(shown, OLD, project("first", omission))
    assert cells(shown, 0)[1 + TAG_ORDER.index(Tag.MISSING)] == "1"
    assert cells(shown, 0)[1 + TAG_ORDER.index(Tag.ADDED)] == "0"
    assert cells(shown, 0)[4] == "2.00 KiB"


def test_newer_ones_stand_above_and_leave_the_choice(shown):
    shown.put_first([listed(OLD, 1)])
    shown.put_first([listed(NEWEST, 3), listed(NEW, 2)])
    assert shown.chosen == OLD
    assert shown.list.indexOfTopLevelItem(shown.list.currentItem()) == 2
    shown.list.setCurrentItem(shown.list.topLevelItem(0))
    assert shown.chosen == NEWEST


def test_what_is_filled_in_is_shown_only_of_the_one_chosen(shown):
    shown.put_first([listed(NEW, 2), listed(OLD, 1)])
    fill_in(shown, OLD, project("second"))
    assert shown.preview.toPlainText() == "Reading…"
    fill_in(shown, NEW, project("first"))
    assert "first" in shown.preview.toPlainText()
    shown.list.setCurrentItem(shown.list.topLevelItem(1))
    assert "second" in shown.preview.toPlainText()


def test_a_damaged_one_says_so_where_its_content_would_be(shown):
    shown.put_first([listed(NEW, 2), listed(OLD, 1)])
    shown.mark_damaged(OLD)
    assert shown.preview.toPlainText() == "Reading…"
    assert cells(shown, 1)[1:4] == ["damaged", "…", "…"]
    shown.mark_damaged(NEW)
    assert "damaged" in shown.preview.toPlainText()


@pytest.mark.parametrize("gone", [NEW, OLD])
def test_what_is_taken_out_leaves_the_other_chosen_and_in_the_end_nothing(shown, gone):
    titles = {NEW: "first", OLD: "second"}
    shown.put_first([listed(NEW, 2), listed(OLD, 1)])
    for file, title in titles.items():
        fill_in(shown, file, project(title))
    shown.take_out(gone)
    (left,) = titles.keys() - {gone}
    assert shown.chosen == left
    assert titles[left] in shown.preview.toPlainText()
    shown.take_out(left)
    assert shown.chosen is None
    assert shown.preview.toPlainText() == ""
    assert shown.list.topLevelItemCount() == 0
