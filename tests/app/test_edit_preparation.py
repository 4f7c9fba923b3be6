"""A large edit made ready in a copy is the same edit, and leaves the user's own work alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from panel_samples import open_project, text_pair

from desk_annotator.app import edit_preparation
from desk_annotator.app.edit_preparation import (
    LARGE,
    EditPreparation,
    MeanwhileError,
    fixed,
    size_of,
)
from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.workspace import Cause, Edited, Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import (
    AnnotationChange,
    Edit,
    IgnoredChange,
    PairChange,
    ProjectFieldsChange,
    TitleChange,
)
from desk_annotator.core.errors import Cancelled, EditError
from desk_annotator.core.project import Pair, Project, ProjectFields
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage.edit_record import edit_from_json
from desk_annotator.storage.journal_record import edit_as_bytes, edit_line

TEXT = Text.of("some words here. " * 500, language="en", direction=Direction.LTR)
STEP = 17


def annotation(number: int, *, note: str = "") -> Annotation:
    at = number * STEP
    return Annotation(
        id=f"a{number:03}", tag=Tag.MISSING, source=(Span(at, at + 4),), category="x", note=note
    )


def project_of(*numbers: int) -> Workspace:
    made = tuple(annotation(number) for number in numbers)
    pair = Pair(id="p", title="one", source=TEXT, target=TEXT, annotations=made)
    other = Pair(id="q", title="two", source=TEXT, target=TEXT)
    return Workspace(Project(id="project", title="t", pairs=(pair, other)), clock=lambda: "now")


def added(*numbers: int, pair_id: str = "p") -> Edit:
    changes = (AnnotationChange(pair_id, None, annotation(number)) for number in numbers)
    return Edit("Add", tuple(changes))


def passed() -> None:
    pass


def made_ready(preparation: EditPreparation, check: Callable[[], None] = passed) -> None:
    preparation.run(check, lambda _: None)


def prepared(workspace: Workspace, edit: Edit) -> EditPreparation:
    preparation = EditPreparation(workspace, fixed(edit))
    made_ready(preparation)
    return preparation


MIXED = Edit(
    "Mixed",
    (
        AnnotationChange("p", annotation(1), None),
        TitleChange(None, "t", "other"),
        TitleChange("p", "one", "uno"),
        IgnoredChange("p", Side.SOURCE, (), (Span(900, 950),)),
        AnnotationChange("p", None, annotation(1, note="new")),
        AnnotationChange("q", None, annotation(9)),
        PairChange(2, None, text_pair("r", "three")),
        ProjectFieldsChange(ProjectFields(), ProjectFields(annotator="A")),
    ),
)


def test_it_comes_to_the_same_as_at_once_and_so_do_undo_and_redo():
    direct, copied = project_of(0, 1), project_of(0, 1)
    heard: list[Edited] = []
    copied.edited.subscribe(heard.append)
    bitext = copied.bitexts[0]
    direct.apply(MIXED)
    assert prepared(copied, MIXED).take().edit == MIXED
    after = direct.snapshot()
    assert copied.snapshot() == after
    assert copied.bitexts[0] is bitext
    assert [bitext.coverage(side) for side in Side] == [
        direct.bitexts[0].coverage(side) for side in Side
    ]
    before = project_of(0, 1).snapshot()
    for name, snapshot in (("undo", before), ("redo", after), ("undo", before)):
        step = getattr(edit_preparation, name)(copied)
        made_ready(step)
        step.take()
        assert replace(copied.snapshot(), modified="", created="") == replace(
            snapshot, modified="", created=""
        )
    assert [each.cause for each in heard] == [
        Cause.MADE,
        Cause.UNDONE,
        Cause.REDONE,
        Cause.UNDONE,
    ]
    assert heard[1].edit == MIXED.inverse()
    assert copied.is_saved


def test_nothing_is_touched_before_it_is_taken():
    workspace = project_of(0)
    before = workspace.snapshot()
    preparation = prepared(workspace, added(*range(5, 20)))
    assert workspace.snapshot() == before
    assert workspace.undo_label is None
    preparation.end()
    assert workspace.snapshot() == before


def test_a_check_stops_it():
    def stop() -> None:
        raise Cancelled

    workspace = project_of(0)
    with pytest.raises(Cancelled):
        made_ready(EditPreparation(workspace, fixed(added(5))), stop)


def test_what_does_not_start_from_the_present_state_is_refused_in_the_thread():
    workspace = project_of(0)
    with pytest.raises(ValueError, match="as the edit expects"):
        prepared(workspace, added(0))
    assert workspace.undo_label is None


def test_what_the_user_does_elsewhere_meanwhile_stays():
    workspace = project_of(0)
    preparation = prepared(workspace, added(*range(10, 30)))
    workspace.apply(added(40))
    workspace.apply(added(41, pair_id="q"))
    preparation.take()
    expected = project_of(0)
    for edit in (added(40), added(41, pair_id="q"), added(*range(10, 30))):
        expected.apply(edit)
    assert workspace.snapshot() == expected.snapshot()
    assert workspace.bitexts[0].coverage(Side.SOURCE) == expected.bitexts[0].coverage(Side.SOURCE)
    for _ in range(3):
        workspace.undo()
    assert workspace.is_saved


OVERLAPPING = replace(annotation(12), id="mine")


@pytest.mark.parametrize(
    "edit",
    [
        Edit("Over it", (AnnotationChange("p", None, OVERLAPPING),)),
        Edit("Of the same", (AnnotationChange("p", annotation(0), annotation(0, note="n")),)),
        Edit("Ignore", (IgnoredChange("p", Side.SOURCE, (), (Span(0, 3),)),)),
    ],
)
def test_what_has_to_do_with_it_makes_it_begin_again(edit):
    workspace = project_of(0)
    large = Edit(
        "Add", (*added(*range(10, 30)).changes, AnnotationChange("p", annotation(0), None))
    )
    preparation = prepared(workspace, large)
    workspace.apply(edit)
    after = workspace.snapshot()
    with pytest.raises(MeanwhileError):
        preparation.take()
    assert workspace.snapshot() == after
    assert workspace.undo_label == edit.label


def test_an_undo_is_left_when_the_user_goes_on_working():
    workspace = project_of(0)
    workspace.apply(added(*range(10, 30)))
    step = edit_preparation.undo(workspace)
    made_ready(step)
    workspace.apply(added(40))
    with pytest.raises(MeanwhileError):
        step.take()
    assert workspace.undo_label == "Add"
    assert len(workspace.current.annotations) == 22


def test_what_is_added_to_a_saved_edit_is_too_late():
    workspace = project_of(0)
    workspace.apply(added(40))
    preparation = EditPreparation(workspace, fixed(added(41)), cause=Cause.AMENDED)
    made_ready(preparation)
    workspace.mark_saved(workspace.state, workspace.snapshot())
    with pytest.raises(MeanwhileError):
        preparation.take()


def test_what_is_added_to_an_edit_is_undone_with_it():
    workspace = project_of(0)
    workspace.apply(added(40))
    preparation = EditPreparation(workspace, fixed(added(41)), cause=Cause.AMENDED)
    made_ready(preparation)
    preparation.take()
    workspace.undo()
    assert set(workspace.current.annotations) == {"a000"}


def test_a_save_meanwhile_keeps_what_it_put_into_the_fields():
    workspace = project_of(0)
    preparation = prepared(workspace, added(10))
    workspace.mark_saved(workspace.state, replace(workspace.snapshot(), annotator="She"))
    preparation.take()
    assert workspace.snapshot().annotator == "She"
    assert not workspace.is_saved


def test_a_project_that_cannot_be_changed_is_left_alone():
    workspace = project_of(0)
    workspace.read_only_reason = "because"
    with pytest.raises(EditError):
        EditPreparation(workspace, fixed(added(1)))
    with pytest.raises(EditError):
        edit_preparation.undo(project_of_read_only())


def project_of_read_only() -> Workspace:
    workspace = open_project()
    workspace.apply(Edit("Rename", (TitleChange(None, workspace.title, "x"),)))
    workspace.read_only_reason = "because"
    return workspace


def test_the_size_counts_what_pairs_bring():
    pair = project_of(0, 1, 2).snapshot().pairs[0]
    assert size_of(added(1, 2)) == 2
    brought = 1 + len(pair.annotations) + pair.texts_size
    assert pair.texts_size == 8
    assert size_of(Edit("Add", (PairChange(0, None, pair),))) == brought
    assert size_of(None) == 0


def test_the_size_counts_what_long_spans_take():
    long = Annotation(id="long", tag="missing", source=(Span(0, 100_000),))
    short = replace(long, source=(Span(0, 5),))
    longer = size_of(Edit("Add", (AnnotationChange("p", None, long),)))
    # However long, of one only its ends are looked at.
    assert 1 < longer < 10
    assert size_of(Edit("Note", (AnnotationChange("p", long, replace(long, note="x")),))) == 1
    assert size_of(Edit("Add", (AnnotationChange("p", None, short),))) == 1
    pieces = replace(long, source=tuple(Span(at * 10, at * 10 + 5) for at in range(1000)))
    assert size_of(Edit("Add", (AnnotationChange("p", None, pieces),))) >= LARGE
    ranges = pieces.source
    for before, after in ((), ranges), (ranges, (Span(0, 100_000),)):
        assert size_of(Edit("", (IgnoredChange("p", Side.SOURCE, before, after),))) >= LARGE
    one_more = IgnoredChange("p", Side.SOURCE, ranges, (*ranges, Span(20_000, 20_005)))
    assert size_of(Edit("Ignore", (one_more,))) < 30


def test_the_record_of_a_large_edit_is_that_of_a_small_one():
    half = Edit("Nöte \ud800", (AnnotationChange("p", None, annotation(1, note="\udfff“")),))
    for edit in (MIXED, half, Edit("None", ())):
        data = edit_as_bytes(edit, passed)
        assert edit_line(7, "2026", "made", data) == edit_line(7, "2026", "made", edit)
        assert edit_from_json(json.loads(data.decode("utf-8", "surrogatepass"))) == edit


def test_it_says_how_far_it_is():
    def ask(_content: ProjectContent, check: Callable[[], None]) -> Edit:
        for _ in range(10):
            check()
        return added(*range(10, 400))

    shares: list[float] = []
    EditPreparation(project_of(0), ask, looks=10).run(passed, shares.append)
    assert shares == sorted(shares)
    assert sum(share <= 0.4 for share in shares) >= 10
    assert len({share for share in shares if 0.3 < share <= 0.7}) >= 7
    assert sum(0.85 < share < 1.0 for share in shares) >= 1
    assert shares[-1] == 1.0


def test_it_says_how_far_it_is_while_it_counts_a_long_text():
    text = Text.of("word " * 40_000, language="en", direction=Direction.LTR)
    pair = Pair(id="p", title="long", source=text, target=text)
    workspace = Workspace(Project(id="project", title="t", pairs=(pair,)), clock=lambda: "now")
    shares: list[float] = []
    EditPreparation(workspace, fixed(added(1))).run(passed, shares.append)
    assert shares == sorted(shares)
    assert len({share for share in shares if 0.7 < share < 0.85}) >= 20
