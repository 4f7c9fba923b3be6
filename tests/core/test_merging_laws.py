"""What holds for the merge of any two versions: nothing is lost, and nothing is guessed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from merging_samples import bases, threes, versions_of

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import check
from desk_annotator.core.merging import merge
from desk_annotator.core.merging_annotations import same_annotation
from desk_annotator.core.merging_conflict import (
    AnnotationConflict,
    Choice,
    FieldConflict,
    PairConflict,
)
from desk_annotator.core.merging_edit import edit_between
from desk_annotator.storage.edit_record import edit_from_json, edit_to_json
from desk_annotator.storage.project_codec import encode
from desk_annotator.storage.project_file import as_saved


def all_mine(merging):
    return [Choice.MINE] * len(merging.conflicts)


@given(threes())
def test_what_only_one_side_changed_is_taken_as_it_is(three):
    base, mine, theirs = three
    for one, other, wanted in ((mine, base, mine), (base, theirs, theirs), (mine, mine, mine)):
        merging = merge(base, one, other)
        assert merging.conflicts == ()
        assert merging.project([]) == wanted
        assert encode(merging.project([]), generator="g") == encode(wanted, generator="g")


@given(threes())
def test_mine_and_theirs_can_change_places(three):
    base, mine, theirs = three
    for before in (base, None):
        one, other = merge(before, mine, theirs), merge(before, theirs, mine)
        assert summary(one.settled) == summary(other.settled)
        assert Counter(map(what, one.conflicts)) == Counter(
            what(each, turned=True) for each in other.conflicts
        )
        assert one.counts.equal == other.counts.equal
        assert one.counts.added_mine == other.counts.added_theirs
        assert one.counts.deleted_theirs == other.counts.deleted_mine


def summary(project):
    """Return what is settled, whatever stands in the order of pairs and in fields in conflict."""
    return {
        pair.id: (
            pair.ignored_source,
            pair.ignored_target,
            [(each.place, each.tag, each.note, each.author) for each in pair.annotations],
        )
        for pair in project.pairs
    }


def what(conflict, *, turned=False):
    sides = (conflict.theirs, conflict.mine) if turned else (conflict.mine, conflict.theirs)
    if isinstance(conflict, FieldConflict):
        return (conflict.pair_id, conflict.key, *map(repr, sides))
    return (conflict.pair_id, *(None if side is None else side.id for side in sides))


@given(threes())
def test_nothing_of_either_side_is_lost(three):
    """Whatever a side made or changed is in the outcome, or in a conflict that shows it."""
    base, mine, theirs = three
    known = {pair.id: {each.id: each for each in pair.annotations} for pair in base.pairs}
    for before in (base, None):
        merging = merge(before, mine, theirs)
        settled = {pair.id: pair for pair in merging.settled.pairs}
        listed = [each for each in merging.conflicts if isinstance(each, AnnotationConflict)]
        shown = {
            (each.pair_id, one.id) for each in listed for one in (each.mine, each.theirs) if one
        }
        removed = {each.pair_id for each in merging.conflicts if isinstance(each, PairConflict)}
        for side in (mine, theirs):
            for pair in side.pairs:
                if pair.id in removed:
                    continue
                for each in pair.annotations:
                    old = known.get(pair.id, {}).get(each.id)
                    if before is not None and old is not None and same_annotation(each, old):
                        continue
                    if (pair.id, each.id) in shown:
                        continue
                    places = [
                        (one.tag, one.source, one.target) for one in settled[pair.id].annotations
                    ]
                    changed_there = old is not None and before is not None and same_place(each, old)
                    assert changed_there or (each.tag, each.source, each.target) in places


def same_place(one, other):
    return (one.tag, one.source, one.target) == (other.tag, other.source, other.target)


@given(threes())
def test_every_choice_gives_a_valid_project_that_one_edit_leads_to_and_undo_back(three):
    base, mine, theirs = three
    for before in (base, None):
        merging = merge(before, mine, theirs)
        for wish in Choice:
            choices = [
                wish if wish in each.choices else Choice.THEIRS for each in merging.conflicts
            ]
            merged = merging.project(choices)
            for pair in merged.pairs:
                ids = [each.id for each in pair.annotations]
                assert len(ids) == len(set(ids))
                for each in pair.annotations:
                    check(each, len(pair.source), len(pair.target))
            assert_leads_to(mine, merged)
            assert_leads_to(theirs, merged)


def assert_leads_to(before, after):
    """One edit through the gate makes `after`, survives the journal, and undo takes it back."""
    workspace = Workspace(before, clock=lambda: "2026-01-01T00:00:00Z")
    old = encode(workspace.snapshot(), generator="g")
    edit = edit_between(before, after, "Merge")
    assert edit_from_json(edit_to_json(edit)) == edit
    workspace.apply(edit)
    made = workspace.snapshot()
    assert untimed(as_saved(made)) == untimed(as_saved(after))
    workspace.undo()
    assert encode(workspace.snapshot(), generator="g") == old


def untimed(project):
    """Leave out what no edit sets: the id, the times, and the name of who works on it."""
    return replace(project, id="", created="", modified="", annotator="")


@given(threes())
def test_a_merge_can_be_merged_again_and_gives_nothing_new(three):
    base, mine, theirs = three
    for before in (base, None):
        merged = merge(before, mine, theirs)
        outcome = merged.project(all_mine(merged))
        again = merge(theirs, outcome, theirs)
        assert again.project(all_mine(again)) == outcome
        twice = merge(None, outcome, outcome)
        assert twice.conflicts == ()
        assert twice.project([]) == outcome


@given(bases().flatmap(lambda base: versions_of(base, "theirs").map(lambda one: (base, one))))
def test_without_a_base_nothing_counts_as_deleted(two):
    one, other = two
    merging = merge(None, one, other)
    counts = merging.counts
    assert (counts.deleted_mine, counts.deleted_theirs) == (0, 0)
    assert {pair.id for pair in merging.settled.pairs} >= {
        pair.id for side in two for pair in side.pairs
    }
    assert not any(
        None in (each.mine, each.theirs)
        for each in merging.conflicts
        if not isinstance(each, FieldConflict)
    )
