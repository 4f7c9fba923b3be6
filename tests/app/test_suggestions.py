"""Suggestions come, are accepted, rejected, undone, and never contradict the user."""

from __future__ import annotations

import pytest

from desk_annotator.alignment.result import Alignment, Flag, Link, Reason, ReasonKind
from desk_annotator.app import suggestions
from desk_annotator.app.amendment import resize
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import EditError
from desk_annotator.core.span import Side, Span

NOW = "2026-01-31T09:05:00Z"
YEAR = Reason(ReasonKind.WORDS, "2009")
NEAREST = Reason(ReasonKind.BEST_MEANING, number=0.31)
FOUND = Alignment(
    links=(
        Link(Span(0, 10), Span(0, 12), 0.9, (YEAR,)),
        Link(Span(20, 30), Span(20, 30), 0.1),
        Link(Span(31, 40), Span(31, 35), 1.0, (), confirmed=True),
    ),
    missing=(Flag(Span(11, 19), 12, 0.8, (NEAREST,)),),
    added=(Flag(Span(13, 19), 11, 0.2),),
)


def made(workspace, found=FOUND, **options):
    workspace.apply(suggestions.suggest(workspace.current, found, NOW, **options))
    return suggestions.suggestions(workspace.current)


def test_only_what_is_likely_is_suggested_with_its_reasons(workspace):
    link, omission = made(workspace)
    assert (link.tag, link.source, link.target) == ("matching", (Span(0, 10),), (Span(0, 12),))
    assert suggestions.confidence(link) == 0.9
    assert suggestions.reasons(link) == (YEAR,)
    assert suggestions.reasons(omission) == (NEAREST,)
    assert (omission.tag, omission.target) == ("missing", (Span(12, 12),))
    assert workspace.current.coverage(Side.SOURCE).judged == 0


def test_more_is_suggested_on_request(workspace):
    assert len(made(workspace, least=0.1)) == 4


def test_text_the_user_tagged_is_left_alone(workspace):
    mine = Annotation(id="mine", tag="missing", source=(Span(5, 7),))
    workspace.apply(Edit("test", (AnnotationChange("p", None, mine),)))
    assert [each.tag for each in made(workspace)] == ["missing"]


def test_accepting_makes_it_the_users_own_and_undo_a_suggestion_again(workspace):
    link, _ = made(workspace)
    workspace.apply(suggestions.accept(workspace.current, [link], "Amina", NOW))
    assert workspace.undoable.label == "Accept suggestion"
    accepted = workspace.current.annotations[link.id]
    assert (accepted.status, accepted.author) == (Status.OPEN, "Amina")
    assert accepted in suggestions.own(workspace.current)
    workspace.undo()
    assert workspace.current.annotations[link.id] == link


def test_what_was_rejected_is_not_suggested_again(workspace):
    link, _ = made(workspace)
    workspace.apply(suggestions.reject(workspace.current, [link], NOW))
    with pytest.raises(EditError, match="nothing new"):
        suggestions.suggest(workspace.current, FOUND, NOW)
    assert [each.tag for each in suggestions.suggestions(workspace.current)] == ["missing"]


def test_suggesting_again_replaces_what_is_no_longer_found(workspace):
    made(workspace)
    left = made(workspace, Alignment(links=FOUND.links[:1]))
    assert [each.tag for each in left] == ["matching"]


def test_the_same_again_is_nothing_new(workspace):
    made(workspace)
    with pytest.raises(EditError, match="nothing new"):
        suggestions.suggest(workspace.current, FOUND, NOW)


def test_all_are_accepted_in_one_step(workspace):
    all_of_them = made(workspace)
    rejected = suggestions.reject(workspace.current, all_of_them, NOW)
    assert rejected.label == "Reject suggestions"
    workspace.apply(suggestions.accept(workspace.current, all_of_them, "Amina", NOW))
    assert workspace.undoable.label == "Accept suggestions"
    assert not suggestions.suggestions(workspace.current)
    workspace.undo()
    assert suggestions.suggestions(workspace.current) == all_of_them


def test_a_suggestion_corrected_is_the_users_own(workspace):
    link, _ = made(workspace)
    workspace.apply(resize(workspace.current, link, Side.SOURCE, Span(0, 10), Span(0, 8), NOW))
    assert workspace.current.annotations[link.id].status == Status.OPEN


def test_her_own_annotation_cannot_be_accepted(workspace):
    mine = Annotation(id="mine", tag="missing", source=(Span(5, 7),))
    workspace.apply(Edit("test", (AnnotationChange("p", None, mine),)))
    with pytest.raises(EditError, match="not a suggestion"):
        suggestions.accept(workspace.current, [mine], "Amina", NOW)


def test_a_better_alignment_improves_what_waits_and_leaves_the_one_shown(workspace):
    link, omission = made(workspace)
    better = Alignment(
        links=(
            Link(Span(0, 8), Span(0, 9), 0.95),
            Link(Span(20, 30), Span(20, 30), 0.9),
        )
    )
    edit = suggestions.improve(workspace.current, better, NOW, shown=link.id)
    workspace.apply(edit)
    waiting = suggestions.suggestions(workspace.current)
    assert [each.source for each in waiting] == [(Span(0, 10),), (Span(20, 30),)]
    assert waiting[0] is link
    assert omission.id not in workspace.current.annotations
    with pytest.raises(EditError):
        suggestions.improve(workspace.current, better, NOW, shown=link.id)
    workspace.apply(suggestions.improve(workspace.current, better, NOW))
    assert [each.source[0].end for each in suggestions.suggestions(workspace.current)] == [8, 30]


def test_where_nothing_is_suggested_nothing_begins_to_be(workspace):
    with pytest.raises(EditError):
        suggestions.improve(workspace.current, FOUND, NOW)
