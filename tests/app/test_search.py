import pytest

from desk_annotator.app.search import NO_HITS, Hit, Hits, Where, search
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.text.find import FindError, Query

SOURCE = Text.of("Paris and paris, in PARIS.", language="en", direction=Direction.LTR)
TARGET = Text.of("باريس وباريس وپاريس Paris", language="ar", direction=Direction.RTL)


def spans(count: int, step: int = 10) -> tuple[Span, ...]:
    return tuple(Span(step * number, step * number + 3) for number in range(count))


def test_both_texts_are_searched():
    hits = search(SOURCE, TARGET, Query(pattern="paris"))
    assert hits.source == (Span(0, 5), Span(10, 15), Span(20, 25))
    assert hits.target == (Span(20, 25),)
    assert len(hits) == 4


@pytest.mark.parametrize(
    ("where", "source", "target"), [(Where.SOURCE, 3, 0), (Where.TARGET, 0, 1), (Where.BOTH, 3, 1)]
)
def test_only_the_texts_asked_for_are_searched(where, source, target):
    hits = search(SOURCE, TARGET, Query(pattern="paris"), where)
    assert (len(hits.source), len(hits.target)) == (source, target)


def test_a_broken_pattern_is_an_error():
    with pytest.raises(FindError):
        search(SOURCE, TARGET, Query(pattern="(", regex=True))


def test_a_cancelled_search_ends_early():
    text = Text.of("a " * 5000, language="en", direction=Direction.LTR)
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    hits = search(text, TARGET, Query(pattern="a"), cancelled=cancelled)
    assert 0 < len(hits.source) < 5000
    assert hits.target == ()


def test_numbers_run_through_the_source_and_then_the_target():
    hits = Hits(spans(2), spans(3))
    assert [hits.at(number) for number in range(5)] == [
        Hit(Side.SOURCE, Span(0, 3)),
        Hit(Side.SOURCE, Span(10, 13)),
        Hit(Side.TARGET, Span(0, 3)),
        Hit(Side.TARGET, Span(10, 13)),
        Hit(Side.TARGET, Span(20, 23)),
    ]
    for number in (-1, 5):
        with pytest.raises(IndexError):
            hits.at(number)


@pytest.mark.parametrize(
    ("side", "offset", "following", "before"),
    [
        (Side.SOURCE, 0, 0, 4),
        (Side.SOURCE, 1, 1, 0),
        (Side.SOURCE, 10, 1, 0),
        (Side.SOURCE, 11, 2, 1),
        (Side.TARGET, 0, 2, 1),
        (Side.TARGET, 20, 4, 3),
        (Side.TARGET, 21, 0, 4),
    ],
)
def test_walking_starts_at_a_place_and_goes_round(side, offset, following, before):
    hits = Hits(spans(2), spans(3))
    assert hits.first_from(side, offset) == following
    assert hits.last_before(side, offset) == before


def test_there_is_nowhere_to_walk_without_hits():
    assert NO_HITS.first_from(Side.SOURCE, 0) is None
    assert NO_HITS.last_before(Side.TARGET, 9) is None
    assert len(NO_HITS) == 0


@pytest.mark.parametrize("where", Where)
@pytest.mark.parametrize("regex", [False, True])
def test_it_tells_how_far_it_is(where, regex):
    told = []
    text = Text.of("word and word " * 20_000, language="en", direction=Direction.LTR)
    search(text, text, Query(pattern="word", regex=regex), where, progress=told.append)
    assert told == sorted(told)
    assert len(set(told)) > 8
    assert 0 <= told[0] < 0.2
    assert told[-1] == 1.0
