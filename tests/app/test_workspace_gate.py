"""The gate: an edit is made whole or not at all, and can be taken back whatever it put in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panel_samples import annotations, open_project, text_pair

from desk_annotator.app.amendment import resize, set_caret
from desk_annotator.app.workspace import Cause
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange, Edit, IgnoredChange, PairChange, TitleChange
from desk_annotator.core.errors import AnnotationError, EditError
from desk_annotator.core.span import Side, Span

NOW = "2026-03-01T12:00:00Z"


def test_a_pair_put_in_can_be_taken_back_in_whatever_order_its_annotations_came():
    workspace = open_project()
    before = workspace.snapshot()
    added = text_pair("p2", "more", *reversed(annotations()))
    workspace.apply(Edit("Add pair", (PairChange(1, None, added),)))
    workspace.undo()
    assert workspace.snapshot() == before
    workspace.redo()
    workspace.apply(Edit("Rename", (TitleChange("p2", "more", "other"),)))
    workspace.undo()
    workspace.undo()
    assert workspace.snapshot() == before


def test_a_pair_is_brought_back_as_it_was_after_edits():
    workspace = open_project(text_pair("p2", "second", *reversed(annotations())))
    gone = workspace.bitexts[1].annotations["match"]
    workspace.apply(Edit("Delete", (AnnotationChange("p2", gone, None),)))
    workspace.apply(Edit("Remove pair", (PairChange(1, workspace.bitexts[1].snapshot(), None),)))
    assert len(workspace.bitexts) == 1
    workspace.undo()
    workspace.undo()
    assert workspace.bitexts[1].annotations["match"] == gone


@pytest.mark.parametrize("position", [-1, 2, 7])
def test_a_pair_is_only_put_where_there_is_a_place(position):
    workspace = open_project()
    before = workspace.snapshot()
    with pytest.raises(ValueError, match="place"):
        workspace.apply(Edit("Add", (PairChange(position, None, text_pair("p2", "x")),)))
    assert workspace.snapshot() == before
    assert workspace.undo_label is None


@pytest.mark.parametrize("position", [-1, 1])
def test_a_pair_is_only_taken_from_where_there_is_one(position):
    workspace = open_project()
    pair = workspace.bitexts[0].snapshot()
    with pytest.raises(ValueError, match="place"):
        workspace.apply(Edit("Remove", (PairChange(position, pair, None),)))
    assert len(workspace.bitexts) == 1


def test_two_pairs_never_have_one_id():
    workspace = open_project()
    with pytest.raises(ValueError, match="id"):
        workspace.apply(Edit("Add", (PairChange(1, None, text_pair("p1", "again")),)))


def test_what_follows_from_an_edit_is_undone_and_redone_with_it():
    workspace = open_project()
    before = workspace.snapshot()
    seen = []
    workspace.edited.subscribe(lambda edited: seen.append((edited.cause, edited.edit.label)))
    with pytest.raises(EditError, match="no edit"):
        workspace.amend(Edit("Follow", (TitleChange("p1", "x", "y"),)))
    title = workspace.bitexts[0].title
    workspace.apply(Edit("Rename", (TitleChange("p1", title, "one"),)))
    workspace.amend(Edit("Follow", (TitleChange("p1", "one", "two"),)))
    with pytest.raises(ValueError, match="title"):
        workspace.amend(Edit("Follow", (TitleChange("p1", "one", "three"),)))
    after = workspace.snapshot()
    assert workspace.undo_label == "Rename"
    workspace.undo()
    assert (workspace.snapshot(), workspace.undo_label) == (before, None)
    assert not workspace.can_amend
    workspace.redo()
    assert workspace.snapshot() == after
    assert seen[:2] == [(Cause.MADE, "Rename"), (Cause.AMENDED, "Follow")]


def test_nothing_is_added_to_an_edit_that_is_saved():
    workspace = open_project()
    title = workspace.bitexts[0].title
    workspace.apply(Edit("Rename", (TitleChange("p1", title, "one"),)))
    state, project = workspace.state, workspace.snapshot()
    workspace.amend(Edit("Follow", (TitleChange("p1", "one", "two"),)))
    workspace.mark_saved(state, project)
    assert not workspace.is_saved
    workspace.mark_saved(workspace.state, workspace.snapshot())
    assert workspace.is_saved
    assert not workspace.can_amend


def test_an_edit_whose_last_part_fails_leaves_nothing_behind():
    workspace = open_project()
    before = workspace.snapshot()
    coverage = [workspace.current.coverage(side) for side in Side]
    match = workspace.current.annotations["match"]
    omission = workspace.current.annotations["omission"]
    edit = Edit(
        "Several",
        (
            TitleChange(None, "Library", "Other"),
            TitleChange("p1", "مكتبة (1)", "Other"),
            IgnoredChange("p1", Side.SOURCE, (), (Span(0, 3),)),
            PairChange(0, None, text_pair("p0", "first")),
            AnnotationChange("p1", match, None),
            AnnotationChange("p1", omission, replace(omission, source=(Span(0, 9999),))),
        ),
    )
    heard = []
    for event in (workspace.edited, workspace.saved_changed, workspace.pair_shown):
        event.subscribe(heard.append)
    with pytest.raises(AnnotationError):
        workspace.apply(edit)
    assert workspace.snapshot() == before
    assert [workspace.current.coverage(side) for side in Side] == coverage
    assert heard == []
    assert workspace.is_saved


def test_an_active_annotation_of_a_removed_pair_is_active_no_more_and_views_hear_it():
    workspace = open_project(text_pair("p2", "second"))
    workspace.activate("match")
    heard = []
    workspace.active_changed.subscribe(heard.append)
    workspace.apply(Edit("Remove", (PairChange(0, workspace.bitexts[0].snapshot(), None),)))
    assert workspace.active_id is None
    assert heard == [None]


def noted_span():
    return Annotation(
        id="noted",
        tag="missing",
        source=(Span(0, 3), Span(10, 12), Span(20, 25)),
        span_extra={
            (Side.SOURCE, Span(0, 3)): {"x_first": 1},
            (Side.SOURCE, Span(10, 12)): {"x_second": 2},
        },
    )


def test_a_span_keeps_its_unknown_fields_when_it_is_resized():
    workspace = open_project(tagged=(noted_span(),))
    workspace.apply(
        resize(workspace.current, noted_span(), Side.SOURCE, Span(10, 12), Span(9, 13), NOW)
    )
    after = workspace.current.annotations["noted"]
    assert after.span_extra == {
        (Side.SOURCE, Span(0, 3)): {"x_first": 1},
        (Side.SOURCE, Span(9, 13)): {"x_second": 2},
    }
    workspace.undo()
    assert workspace.current.annotations["noted"] == noted_span()


def test_resizing_unites_the_pieces_met_and_leaves_the_others():
    workspace = open_project(tagged=(noted_span(),))
    edit = resize(workspace.current, noted_span(), Side.SOURCE, Span(10, 12), Span(2, 12), NOW)
    workspace.apply(edit)
    assert workspace.current.annotations["noted"].source == (Span(0, 12), Span(20, 25))


def test_a_place_that_is_not_set_cannot_be_removed():
    workspace = open_project(tagged=(noted_span(),))
    with pytest.raises(EditError, match="has no place"):
        set_caret(workspace.current, noted_span(), None, NOW)
