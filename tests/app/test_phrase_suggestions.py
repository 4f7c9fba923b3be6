"""Links between phrases are suggestions of their own, beside those of whole units."""

from __future__ import annotations

import pytest

from desk_annotator.alignment.result import Alignment, Link, Reason, ReasonKind
from desk_annotator.app import suggestions
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import EditError
from desk_annotator.core.span import Span

NOW = "2026-01-31T09:05:00Z"
YEAR = Reason(ReasonKind.WORDS, "2009")
UNITS = Alignment(links=(Link(Span(0, 10), Span(0, 12), 0.8),))
PHRASES = (
    Link(Span(1, 4), Span(2, 5), 0.95, (YEAR,)),
    Link(Span(6, 9), Span(7, 9), 0.92),
    Link(Span(20, 22), Span(30, 33), 0.6),
)


def suggest(workspace, links=PHRASES, **options):
    workspace.apply(suggestions.suggest_phrases(workspace.current, links, NOW, **options))
    return suggestions.suggestions(workspace.current)


def tag(workspace, name, source, target):
    mine = Annotation(id=name, tag=name, source=(source,), target=(target,))
    workspace.apply(Edit("test", (AnnotationChange("p", None, mine),)))


def places(found):
    return [(each.source[0].start, each.target[0].start) for each in found]


def test_likely_phrases_come_in_one_step_with_their_reasons(workspace):
    first, second = suggest(workspace)
    assert (first.tag, first.status) == ("matching", Status.SUGGESTED)
    assert (first.source, first.target) == ((Span(1, 4),), (Span(2, 5),))
    assert suggestions.confidence(first) == 0.95
    assert suggestions.reasons(first) == (YEAR,)
    assert suggestions.is_phrase(first)
    assert suggestions.is_phrase(second)
    workspace.undo()
    assert not workspace.current.annotations


def test_more_come_on_request(workspace):
    assert places(suggest(workspace, least=0.5)) == [(1, 2), (6, 7), (20, 30)]


def test_units_and_phrases_leave_each_other(workspace):
    suggest(workspace)
    workspace.apply(suggestions.suggest(workspace.current, UNITS, NOW))
    found = suggestions.suggestions(workspace.current)
    assert len(found) == 3
    assert [suggestions.is_phrase(each) for each in found].count(True) == 2
    workspace.apply(suggestions.suggest_phrases(workspace.current, PHRASES[:1], NOW))
    left = suggestions.suggestions(workspace.current)
    assert sorted(map(suggestions.is_phrase, left)) == [False, True]


def test_the_same_again_is_nothing_new(workspace):
    suggest(workspace)
    with pytest.raises(EditError, match="no new phrase links"):
        suggest(workspace)


def test_what_was_rejected_does_not_come_again(workspace):
    first, _ = suggest(workspace)
    workspace.apply(suggestions.reject(workspace.current, [first], NOW))
    workspace.apply(suggestions.withdraw(workspace.current))
    assert places(suggest(workspace)) == [(6, 7)]


def test_what_she_tagged_is_not_contradicted_but_may_hold_phrases(workspace):
    tag(workspace, "matching", Span(0, 5), Span(0, 6))
    tag(workspace, "missing", Span(8, 12), Span(7, 7))
    assert places(suggest(workspace)) == [(1, 2)]


def test_an_accepted_phrase_is_hers_and_the_others_wait(workspace):
    first, second = suggest(workspace)
    workspace.apply(suggestions.accept(workspace.current, [first], "Ana", NOW))
    assert workspace.current.annotations[first.id].status == Status.OPEN
    with pytest.raises(EditError):
        suggestions.improve(workspace.current, UNITS, NOW)
    assert suggestions.suggestions(workspace.current) == [second]


def test_phrases_go_where_she_tags_their_text_otherwise(workspace):
    suggest(workspace)
    tag(workspace, "missing", Span(2, 3), Span(2, 2))
    workspace.apply(suggestions.improve(workspace.current, UNITS, NOW))
    assert places(suggestions.suggestions(workspace.current)) == [(6, 7)]


def test_a_phrase_that_is_a_unit_is_suggested_once(workspace):
    workspace.apply(suggestions.suggest(workspace.current, UNITS, NOW))
    same = Link(Span(0, 10), Span(0, 12), 0.99)
    with pytest.raises(EditError):
        suggest(workspace, [same])
