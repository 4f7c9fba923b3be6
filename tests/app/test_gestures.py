"""What a tag key does, case by case."""

from __future__ import annotations

import pytest

from desk_annotator.app import amendment, navigation
from desk_annotator.app.amendment import Edge, Step
from desk_annotator.app.tagging import Gesture, WrongSideError, tag_selection
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.errors import EditError
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

NOW = "2026-01-31T09:05:00Z"
ENGLISH = "The minister spoke on Monday. He left early, smiling."
ARABIC = "قال الوزير يوم الاثنين إنه سيعود ثم غادر."


@pytest.fixture
def workspace():
    source = Text.of(ENGLISH, language="en", direction=Direction.LTR)
    target = Text.of(ARABIC, language="ar", direction=Direction.RTL)
    pair = Pair(id="p", title="", source=source, target=target)
    return Workspace(Project(id="x", title="", pairs=(pair,)), clock=lambda: NOW)


def span_of(text: str, quote: str) -> tuple[Span, ...]:
    start = text.index(quote)
    return (Span(start, start + len(quote)),)


def press(workspace, tag, source="", target="", *, active=None, armed=False):
    selections = {}
    if source:
        selections[Side.SOURCE] = span_of(ENGLISH, source)
    if target:
        selections[Side.TARGET] = span_of(ARABIC, target)
    tagged = tag_selection(tag, Gesture(workspace.current, selections, active, armed, "me", NOW))
    workspace.apply(tagged.edit)
    return workspace.current.annotations[tagged.annotation_id]


def test_two_selections_and_one_key_make_a_link(workspace):
    made = press(workspace, Tag.MATCHING, "on Monday", "يوم الاثنين")
    assert made.tag == "matching"
    assert made.source == span_of(ENGLISH, "on Monday")
    assert made.target == span_of(ARABIC, "يوم الاثنين")
    assert (made.author, made.created, made.status) == ("me", NOW, "open")


def test_one_selection_is_not_a_match_and_the_right_tag_is_offered(workspace):
    with pytest.raises(WrongSideError) as caught:
        press(workspace, Tag.MATCHING, "on Monday")
    assert caught.value.offer is Tag.MISSING


def test_missing_in_the_target_explains_itself_and_offers_added(workspace):
    with pytest.raises(WrongSideError, match="in the target") as caught:
        press(workspace, Tag.MISSING, target="إنه سيعود")
    assert caught.value.offer is Tag.ADDED


def test_a_chosen_match_is_extended_by_the_same_key(workspace):
    match = press(workspace, Tag.MATCHING, "The minister", "الوزير")
    more = press(workspace, Tag.MATCHING, "He", active=match, armed=True)
    assert more.id == match.id
    assert more.source == span_of(ENGLISH, "The minister") + span_of(ENGLISH, "He")
    assert len(more.target) == 1


def test_a_match_just_made_is_not_extended_by_the_next_pair_of_selections(workspace):
    first = press(workspace, Tag.MATCHING, "The minister", "الوزير")
    second = press(workspace, Tag.MATCHING, "on Monday", "يوم الاثنين", active=first)
    assert second.id != first.id


def test_omissions_in_a_row_stay_apart(workspace):
    first = press(workspace, Tag.MISSING, "early")
    second = press(workspace, Tag.MISSING, "smiling", active=first)
    assert second.id != first.id


def test_a_chosen_omission_becomes_discontinuous(workspace):
    first = press(workspace, Tag.MISSING, "early")
    more = press(workspace, Tag.MISSING, "smiling", active=first, armed=True)
    assert more.id == first.id
    assert len(more.source) == 2


def test_an_omission_and_target_text_become_a_match(workspace):
    omission = press(workspace, Tag.MISSING, "left early")
    match = press(workspace, Tag.MATCHING, target="غادر", active=omission, armed=True)
    assert (match.id, match.tag) == (omission.id, "matching")


def test_a_match_retagged_as_missing_keeps_the_place_of_its_counterpart(workspace):
    match = press(workspace, Tag.MATCHING, "left", "غادر")
    missing = press(workspace, Tag.MISSING, active=match, armed=True)
    assert missing.tag == "missing"
    assert missing.caret(Side.TARGET) == ARABIC.index("غادر")


def test_the_caret_of_an_omission_is_set_and_taken_away(workspace):
    omission = press(workspace, Tag.MISSING, "smiling")
    workspace.apply(amendment.set_caret(workspace.current, omission, 5, NOW))
    assert workspace.current.annotations[omission.id].caret(Side.TARGET) == 5
    workspace.undo()
    assert workspace.current.annotations[omission.id] == omission


def test_a_match_has_no_caret(workspace):
    match = press(workspace, Tag.MATCHING, "left", "غادر")
    with pytest.raises(EditError, match="a match has text there"):
        amendment.set_caret(workspace.current, match, 3, NOW)


def test_a_place_in_the_middle_of_a_word_goes_to_its_start(workspace):
    inside = ARABIC.index("الوزير") + 3
    border = amendment.word_border(workspace.current, Side.TARGET, inside)
    assert border == ARABIC.index("الوزير")
    assert amendment.word_border(workspace.current, Side.TARGET, border) == border
    for end in (0, len(ARABIC)):
        assert amendment.word_border(workspace.current, Side.TARGET, end) == end


def test_an_edge_moves_by_letter_and_by_word(workspace):
    omission = press(workspace, Tag.MISSING, "left")
    edit = amendment.nudge(
        workspace.current,
        omission,
        Side.SOURCE,
        Edge.END,
        forward=True,
        step=Step.WORD,
        near=0,
        now=NOW,
    )
    workspace.apply(edit)
    changed = workspace.current.annotations[omission.id]
    assert ENGLISH[changed.source[0].start : changed.source[0].end].startswith("left")
    assert changed.source[0].end > omission.source[0].end
    edit = amendment.nudge(
        workspace.current,
        changed,
        Side.SOURCE,
        Edge.START,
        forward=True,
        step=Step.LETTER,
        near=0,
        now=NOW,
    )
    workspace.apply(edit)
    assert (
        workspace.current.annotations[omission.id].source[0].start == omission.source[0].start + 1
    )


def test_a_span_never_vanishes_by_resizing(workspace):
    omission = press(workspace, Tag.MISSING, "left")
    with pytest.raises(EditError, match="at least one letter"):
        amendment.resize(
            workspace.current, omission, Side.SOURCE, omission.source[0], Span(4, 4), NOW
        )


def test_read_only_projects_refuse_every_edit(workspace):
    workspace.read_only_reason = "a newer version made it."
    with pytest.raises(EditError, match="read-only"):
        press(workspace, Tag.MISSING, "left")
    assert not workspace.current.annotations


def test_an_edit_that_does_not_fit_changes_nothing(workspace):
    omission = press(workspace, Tag.MISSING, "left")
    edit = amendment.delete(workspace.current, [omission])
    assert edit.label == "Delete annotation"
    workspace.apply(edit)
    with pytest.raises(ValueError, match="not as the edit expects"):
        workspace.apply(edit)
    assert workspace.undo_label == edit.label


def test_walking_goes_round_and_by_tag(workspace):
    first = press(workspace, Tag.MISSING, "minister")
    second = press(workspace, Tag.MATCHING, "Monday", "الاثنين")
    find = navigation.next_annotation
    bitext = workspace.current
    assert find(bitext, Side.SOURCE, 0) == first.id
    assert find(bitext, Side.SOURCE, first.source[0].start) == second.id
    assert find(bitext, Side.SOURCE, second.source[0].start) == first.id
    assert navigation.previous_annotation(bitext, Side.SOURCE, 0) == second.id
    assert find(bitext, Side.SOURCE, 0, lambda each: each.tag == "matching") == second.id
    assert find(bitext, Side.SOURCE, 0, lambda each: each.tag == "added") is None


def test_overlapping_annotations_are_all_reached(workspace):
    inner = press(workspace, Tag.MISSING, "left")
    middle = press(workspace, Tag.MISSING, "left early")
    outer = press(workspace, Tag.MISSING, "He left early, smiling")
    offset = ENGLISH.index("left") + 1
    seen, active = [], None
    for _ in range(4):
        active = navigation.walk_overlaps(workspace.current, Side.SOURCE, offset, active)[0]
        seen.append(active)
    assert seen == [inner.id, middle.id, outer.id, inner.id]


def test_next_untouched_skips_white_space_and_punctuation(workspace):
    press(workspace, Tag.MISSING, "The minister spoke on Monday")
    span = navigation.next_untouched(workspace.current, Side.SOURCE, 0)
    assert ENGLISH[span.start : span.end] == "He left early, smiling"


def test_ignoring_is_undone_by_ignoring_again(workspace):
    spans = span_of(ENGLISH, "smiling")
    workspace.apply(amendment.toggle_ignored(workspace.current, Side.SOURCE, spans))
    assert workspace.current.ignored(Side.SOURCE) == spans
    workspace.apply(amendment.toggle_ignored(workspace.current, Side.SOURCE, spans))
    assert workspace.current.ignored(Side.SOURCE) == ()


def test_an_edit_that_deletes_several_says_so(workspace):
    several = [Annotation(id=each, tag=Tag.ADDED, target=(Span(0, 1),)) for each in "ab"]
    assert amendment.delete(workspace.current, several).label == "Delete annotations"
