"""Only an annotation the user chose herself is extended by its key (docs/adr/0003)."""

from __future__ import annotations

from desk_annotator.core.annotation import Tag
from desk_annotator.core.span import Side


def select(desk, side, *quotes):
    desk.pane(side).set_selections([desk.where(side, quote) for quote in quotes])


def start(desk, tmp_path):
    from panel_samples import text_pair

    from desk_annotator.app.open_project import new_project

    desk.window.files.show_project(new_project(text_pair("p", "p")))


def test_extending_a_match_just_made_does_not_make_it_the_chosen_one(desk, tmp_path):
    start(desk, tmp_path)
    select(desk, Side.SOURCE, "council")
    select(desk, Side.TARGET, "المجلسُ")
    desk.window.tagging.tag(Tag.MATCHING)
    select(desk, Side.SOURCE, "met")
    desk.window.tagging.tag(Tag.MATCHING)
    assert desk.tags() == ["matching"]
    select(desk, Side.SOURCE, "agreed")
    select(desk, Side.TARGET, "ووافق")
    desk.window.tagging.tag(Tag.MATCHING)
    assert desk.tags() == ["matching", "matching"]


def test_omissions_in_a_row_stay_apart_also_after_undo_and_redo(desk, tmp_path):
    start(desk, tmp_path)
    for quote in ("council", "Monday"):
        select(desk, Side.SOURCE, quote)
        desk.window.tagging.tag(Tag.MISSING)
    desk.window.actions_table["undo"].trigger()
    desk.window.actions_table["redo"].trigger()
    select(desk, Side.SOURCE, "library")
    desk.window.tagging.tag(Tag.MISSING)
    assert desk.tags() == ["missing"] * 3


def test_a_chosen_annotation_stays_chosen_when_its_extension_is_undone(desk, tmp_path):
    start(desk, tmp_path)
    select(desk, Side.SOURCE, "council")
    desk.window.tagging.tag(Tag.MISSING)
    made = desk.workspace.active_id
    desk.workspace.activate(None)
    desk.workspace.activate(made)
    select(desk, Side.SOURCE, "Monday")
    desk.window.tagging.tag(Tag.MISSING)
    desk.window.actions_table["undo"].trigger()
    select(desk, Side.SOURCE, "library")
    desk.window.tagging.tag(Tag.MISSING)
    assert len(desk.workspace.active.source) == 2
    assert desk.tags() == ["missing"]
