"""Two versions of a project brought together: nothing is lost, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panel_samples import SOURCE, TARGET, annotations, spans_of, text_pair

from desk_annotator.app.suggestions import FIELD
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, check
from desk_annotator.core.errors import MergeError
from desk_annotator.core.merging import merge
from desk_annotator.core.merging_annotations import SUGGESTION, same_annotation
from desk_annotator.core.merging_conflict import (
    PLACE,
    Choice,
    PairConflict,
)
from desk_annotator.core.merging_edit import edit_between
from desk_annotator.core.merging_fields import ABSENT, joined_names, merged_value, same
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text


def project(*tagged: Annotation, **fields: object) -> Project:
    pair = text_pair("p1", "pair", *sorted(tagged, key=lambda each: each.place))
    return replace(Project(id="project", title="Library", pairs=(pair,)), **fields)


MATCH, PIECES, OMISSION, ADDITION = annotations()


# Fields


def test_fields_changed_on_different_sides_come_together():
    mine = replace(MATCH, note="mine", modified="2026-03-01T00:00:00Z")
    theirs = replace(MATCH, severity="minor", extra={"x": 1}, modified="2026-03-02T00:00:00Z")
    merging = merge(project(MATCH), project(mine), project(theirs))
    (merged,) = merging.project([]).pairs[0].annotations
    assert merged == replace(theirs, note="mine")
    assert merging.counts.changed_both == 1


def test_a_field_changed_differently_is_a_conflict_and_the_others_are_settled():
    mine = replace(MATCH, note="mine", category="name")
    theirs = replace(MATCH, note="theirs", severity="major")
    merging = merge(project(MATCH), project(mine), project(theirs))
    (conflict,) = merging.conflicts
    assert (conflict.mine, conflict.theirs, conflict.fields) == (mine, theirs, (("note",),))
    (kept,) = merging.project([Choice.MINE]).pairs[0].annotations
    assert kept == replace(mine, severity="major")
    (kept,) = merging.project([Choice.THEIRS]).pairs[0].annotations
    assert kept == replace(theirs, category="name")
    one, other = merging.project([Choice.BOTH]).pairs[0].annotations
    assert {one.note, other.note} == {"mine", "theirs"}
    assert one.id != other.id
    assert MATCH.id in (one.id, other.id)


def test_the_id_of_the_second_of_both_is_always_the_same():
    sides = (project(replace(MATCH, note=note)) for note in ("mine", "theirs"))
    merging = merge(project(MATCH), *sides)
    ids = [[each.id for each in merging.project([Choice.BOTH]).pairs[0].annotations]] * 2
    assert ids[0] == ids[1]


def test_the_spans_of_both_sides_belong_together():
    """A source extended by one and a target extended by the other may not correspond."""
    mine = replace(MATCH, source=spans_of(SOURCE, "The council met"))
    theirs = replace(MATCH, target=spans_of(TARGET, "اجتمع المجلسُ"))
    merging = merge(project(MATCH), project(mine), project(theirs))
    (conflict,) = merging.conflicts
    assert conflict.fields == (PLACE,)
    assert merging.project([Choice.THEIRS]).pairs[0].annotations == (theirs,)


def test_a_tag_comes_with_its_spans():
    missing = replace(MATCH, tag="missing", target=())
    longer = replace(MATCH, target=spans_of(TARGET, "اجتمع المجلسُ"), note="longer")
    merging = merge(project(MATCH), project(missing), project(longer))
    for choice in Choice:
        for each in merging.project([choice]).pairs[0].annotations:
            check(each, len(SOURCE), len(TARGET))


def test_unknown_fields_of_spans_are_merged_one_by_one_and_go_with_their_spans():
    key = (Side.SOURCE, MATCH.source[0])
    mine = replace(MATCH, span_extra={key: {"x_a": 1}})
    theirs = replace(MATCH, span_extra={key: {"x_b": 2}})
    merging = merge(project(MATCH), project(mine), project(theirs))
    assert merging.project([]).pairs[0].annotations[0].span_extra == {key: {"x_a": 1, "x_b": 2}}
    moved = replace(MATCH, source=spans_of(SOURCE, "council"))
    assert merge(project(MATCH), project(mine), project(moved)).conflicts[0].fields == (PLACE,)
    other = replace(MATCH, span_extra={key: {"x_a": 2}})
    assert merge(project(MATCH), project(mine), project(other)).conflicts[0].fields == (PLACE,)


def test_true_is_not_one_in_a_file():
    assert not same({"x": [True]}, {"x": [1]})
    assert not same(1.0, 1)
    assert same({"a": 1, "b": [None]}, {"b": [None], "a": 1})
    one, other = (replace(MATCH, extra={"x": value}) for value in (True, 1))
    assert not same_annotation(one, other)
    assert edit_between(project(one), project(other), "Merge").changes


def test_a_value_of_none_is_a_value():
    judged = replace(MATCH, justified=True)
    merging = merge(project(MATCH), project(judged), project(MATCH))
    assert merging.project([]).pairs[0].annotations == (judged,)
    assert merged_value(None, True, None) == (True, True)
    assert merged_value(ABSENT, ABSENT, 1) == (1, True)


# Deleted and added


def test_deleted_by_one_and_left_alone_by_the_other_is_deleted():
    merging = merge(project(MATCH, OMISSION), project(MATCH), project(MATCH, OMISSION, ADDITION))
    assert merging.project([]) == project(MATCH, ADDITION)
    assert (merging.counts.deleted_mine, merging.counts.added_theirs) == (1, 1)
    assert merging.counts.equal == 1


def test_deleted_by_one_and_changed_by_the_other_is_a_conflict_with_two_choices():
    changed = replace(OMISSION, note="important")
    merging = merge(project(OMISSION), project(), project(changed))
    (conflict,) = merging.conflicts
    assert (conflict.mine, conflict.theirs) == (None, changed)
    assert conflict.choices == (Choice.MINE, Choice.THEIRS)
    assert conflict.fields == (("note",),)
    assert merging.project([Choice.MINE]) == project()
    assert merging.project([Choice.THEIRS]) == project(changed)
    with pytest.raises(ValueError, match="both"):
        merging.project([Choice.BOTH])
    with pytest.raises(ValueError, match="1 conflicts"):
        merging.project([])


def test_what_both_made_alike_is_one_annotation_of_both_authors():
    mine = replace(MATCH, id="b", author="Lina", created="2026-01-02T00:00:00Z")
    theirs = replace(MATCH, id="a", author="عمر", created="2026-01-01T00:00:00Z")
    merging = merge(project(), project(mine), project(theirs))
    (merged,) = merging.project([]).pairs[0].annotations
    assert (merged.id, merged.author) == ("a", "Lina; عمر")
    assert merged.created == "2026-01-01T00:00:00Z"
    assert merging.counts.alike == 1
    assert joined_names(("Lina; عمر", "Lina", "")) == "Lina; عمر"


def test_what_both_made_at_one_place_with_other_details_is_filled_up_or_asked_about():
    mine = replace(MATCH, id="b", note="", severity="minor")
    theirs = replace(MATCH, id="a", note="theirs", severity="")
    merging = merge(project(), project(mine), project(theirs))
    (merged,) = merging.project([]).pairs[0].annotations
    assert (merged.note, merged.severity) == ("theirs", "minor")
    merging = merge(None, project(mine), project(replace(theirs, severity="major")))
    (conflict,) = merging.conflicts
    assert conflict.fields == (("severity",),)
    assert {each.id for each in merging.project([Choice.BOTH]).pairs[0].annotations} == {"a", "b"}


def test_a_suggestion_gives_way_to_a_judgement():
    suggested = replace(MATCH, id="s", status="suggested", author="Desk Annotator", note="")
    judged = replace(MATCH, id="t", author="Lina", note="sure", extra={})
    for sides in ((suggested, judged), (judged, suggested)):
        merging = merge(project(), *map(project, sides))
        (merged,) = merging.project([]).pairs[0].annotations
        assert merged == replace(judged, id="s")


def test_notes_of_the_program_on_its_suggestions_are_never_asked_about():
    assert SUGGESTION == ("extra", FIELD)
    sides = [
        replace(MATCH, id=name, extra={FIELD: {"confidence": sure}})
        for name, sure in (("a", 0.5), ("b", 0.75))
    ]
    merging = merge(None, *map(project, sides))
    assert merging.conflicts == ()
    assert merging.project([]) == merge(None, *map(project, reversed(sides))).project([])


def test_two_new_annotations_that_have_one_id_are_both_kept():
    other = replace(ADDITION, id=MATCH.id)
    one, two = (merge(project(), *sides) for sides in sides_of(project(MATCH), project(other)))
    assert one.project([]) == two.project([])
    (pair,) = one.project([]).pairs
    assert {each.tag for each in pair.annotations} == {"matching", "added"}
    assert len({each.id for each in pair.annotations}) == 2
    assert one.counts.added_mine == one.counts.added_theirs == 1


def sides_of(one, other):
    return ((one, other), (other, one))


def test_several_annotations_at_one_place_are_told_apart_by_what_they_say():
    mine = [replace(MATCH, id=f"m{note}", note=note) for note in ("1", "2", "3")]
    theirs = [replace(MATCH, id=f"t{note}", note=note) for note in ("2", "3", "4", "5")]
    merging = merge(project(), project(*mine), project(*theirs))
    notes = sorted(each.note for each in merging.project([]).pairs[0].annotations)
    assert notes == ["1", "2", "3", "4", "5"]
    assert merging.counts.alike == 2


# Pairs and the project


def test_ignored_ranges_are_merged_character_by_character():
    def ignoring(*spans):
        made = project()
        pair = replace(made.pairs[0], ignored_source=tuple(Span(*span) for span in spans))
        return replace(made, pairs=(pair,))

    merging = merge(ignoring((0, 10)), ignoring((5, 10)), ignoring((0, 12), (20, 22)))
    assert merging.project([]).pairs[0].ignored_source == (Span(5, 12), Span(20, 22))
    merging = merge(None, ignoring((0, 3)), ignoring((2, 5)))
    assert merging.project([]).pairs[0].ignored_source == (Span(0, 5),)
    assert merging.counts.fields_theirs == 1


def test_titles_and_unknown_fields_changed_differently_are_conflicts_of_fields():
    base = project(extra={"x": 1, "y": 1})
    mine = replace(base, title="Mine", extra={"x": 2, "y": 1})
    theirs = replace(base, title="Theirs", extra={"x": 3, "y": 5})
    merging = merge(base, mine, theirs)
    assert [each.key for each in merging.conflicts] == [("title",), ("extra", "x")]
    merged = merging.project([Choice.MINE, Choice.THEIRS])
    assert (merged.title, merged.extra) == ("Mine", {"x": 3, "y": 5})
    pair = base.pairs[0]
    sides = [
        replace(base, pairs=(replace(pair, title=title, extra={"x_p": title}),))
        for title in ("one", "two")
    ]
    merging = merge(base, *sides)
    merged = merging.project([Choice.THEIRS, Choice.MINE])
    assert (merged.pairs[0].title, merged.pairs[0].extra) == ("two", {"x_p": "one"})


def test_a_field_one_side_removed_and_the_other_changed_may_go():
    base = project(extra={"x": 1})
    merging = merge(base, project(extra={"x": 2}), project())
    (conflict,) = merging.conflicts
    assert conflict.theirs is ABSENT
    assert merging.project([Choice.THEIRS]).extra == {}
    assert merging.project([Choice.MINE]).extra == {"x": 2}


def test_a_pair_removed_by_one_and_changed_by_the_other_is_a_conflict():
    base = project(MATCH)
    merging = merge(base, project(MATCH, OMISSION), replace(base, pairs=()))
    (conflict,) = merging.conflicts
    assert isinstance(conflict, PairConflict)
    assert merging.project([Choice.THEIRS]).pairs == ()
    assert merging.project([Choice.MINE]) == project(MATCH, OMISSION)
    assert merge(base, base, replace(base, pairs=())).project([]).pairs == ()


def test_new_pairs_come_where_they_were_put():
    one, two, three, four = (other_pair(name) for name in ("1", "2", "3", "4"))
    base = replace(project(), pairs=(one, two))
    mine = replace(base, pairs=(one, three, two))
    theirs = replace(base, pairs=(one, two, four))
    assert merge(base, mine, theirs).project([]).pairs == (one, three, two, four)
    turned = replace(base, pairs=(two, one))
    assert merge(base, turned, theirs).project([]).pairs == (two, four, one)
    assert merge(base, base, turned).project([]) == turned


def other_pair(name):
    def text(language, direction):
        return Text.of(f"{name} {language}", language=language, direction=direction)

    return Pair(
        id=f"pair-{name}",
        title=name,
        source=text("en", Direction.LTR),
        target=text("ar", Direction.RTL),
    )


def test_pairs_made_apart_from_the_same_texts_belong_together():
    mine = project(MATCH)
    pair = replace(mine.pairs[0], id="theirs", annotations=(OMISSION,))
    theirs = replace(mine, id="other project", pairs=(pair,))
    merging = merge(None, mine, theirs)
    assert merging.project([]) == project(MATCH, OMISSION)
    assert merging.counts.added_theirs == 1


def test_other_texts_are_refused_with_a_sentence():
    mine = project(MATCH)
    target = Text.of(TARGET + " ", language="ar", direction=Direction.RTL)
    theirs = replace(mine, pairs=(replace(mine.pairs[0], target=target),))
    with pytest.raises(MergeError, match="target text of the pair “pair” is not the same"):
        merge(None, mine, theirs)
    with pytest.raises(MergeError, match="two different projects"):
        merge(None, mine, replace(mine, id="x", pairs=(other_pair("1"),)))


def test_a_base_of_other_texts_is_no_base():
    base = replace(project(), pairs=(replace(other_pair("1"), id="p1"),))
    merging = merge(base, project(MATCH), project(OMISSION))
    assert merging.project([]) == project(MATCH, OMISSION)


def test_who_works_on_it_is_never_a_conflict():
    base, mine, theirs = (project(annotator=name) for name in ("", "Lina", "عمر"))
    assert merge(base, mine, theirs).project([]).annotator == "Lina; عمر"
    assert merge(base, mine, base).project([]).annotator == "Lina"
    assert merge(None, mine, base).project([]).annotator == "Lina"


def test_of_several_annotators_none_is_taken_for_the_one_who_goes_on():
    assert Workspace(project(annotator="Lina")).author == "Lina"
    workspace = Workspace(project(annotator="Lina; عمر"))
    assert workspace.author == ""
    assert workspace.snapshot().annotator == "Lina; عمر"
