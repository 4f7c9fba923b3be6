"""Places are found again by quote and context, listed where that is not certain, never guessed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.app.reanchoring import UNPLACED_FIELD, Finding, reanchor
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage.project_codec import decode, encode
from desk_annotator.storage.project_file import project_bytes

GOLDEN = Path(__file__).parents[1] / "golden" / "project_v1.json"


def changed(old: str, new: str, data: bytes | None = None) -> bytes:
    """Change the text of a file by hand, and nothing else in it."""
    document = json.loads(data or GOLDEN.read_bytes())
    source = document["pairs"][0]["source"]
    assert old in source["text"]
    source["text"] = source["text"].replace(old, new)
    return json.dumps(document).encode()


def read(data: bytes):
    loaded = decode(data, name="p.json")
    assert loaded.problems
    return loaded


def original(_pair: str, side: Side) -> list[str]:
    pair = decode(GOLDEN.read_bytes(), name="p.json").project.pairs[0]
    return [pair.text(side).characters]


def quotes(project: Project):
    return {
        annotation.id: [
            pair.text(side).characters[span.start : span.end]
            for side in Side
            for span in annotation.spans(side)
        ]
        for pair in project.pairs
        for annotation in pair.annotations
    }


def test_quotes_that_stand_there_once_are_found_without_any_earlier_text():
    before = decode(GOLDEN.read_bytes(), name="p.json").project
    found = reanchor(read(changed("France won", "Yesterday France won")))
    assert quotes(found.repaired) == quotes(before)
    assert found.unplaced == 0
    assert {place.finding for place in found.places} == {Finding.FOUND}
    moved = [place for place in found.places if place.side is Side.SOURCE]
    assert all(place.proposal.start == place.span.start + 10 for place in moved)
    assert found.repaired.id != before.id
    again = decode(project_bytes(found.repaired, name="copy.json"), name="copy.json")
    assert again.problems == ()
    assert found.ignored_given_up == 1


def test_an_earlier_text_tells_where_carets_and_ignored_ranges_are():
    data = GOLDEN.read_bytes()
    found = reanchor(read(changed("France won", "Yesterday France won", data)), original)
    assert found.ignored_given_up == 0
    pair = found.repaired.pairs[0]
    (ignored,) = pair.ignored_source
    assert pair.source.characters[ignored.start : ignored.end] == "0 Comments"


def test_cuts_made_by_hand_follow_an_earlier_text_or_are_counted_as_given_up():
    data = (GOLDEN.parent / "project_v1_1.json").read_bytes()
    spoilt = changed("France won", "Yesterday France won", data)
    found = reanchor(read(spoilt), original)
    cuts = found.repaired.pairs[0].cuts_source
    assert (cuts.at, cuts.joined) == ((25,), (Span(10, 25), Span(40, 50)))
    assert found.cuts_given_up == 0
    assert found.repaired.pairs[0].cuts_target.at == (13,)
    alone = reanchor(read(spoilt))
    assert not alone.repaired.pairs[0].cuts_source
    assert alone.cuts_given_up == 3
    assert alone.repaired.pairs[0].cuts_target.at == (13,)


def pair_of(source: str, spans: list[Span]) -> Project:
    pair = Pair(
        id="p",
        title="",
        source=Text.of(source, language="en", direction=Direction.LTR),
        target=Text.of("نعم", language="ar", direction=Direction.RTL),
        annotations=tuple(
            Annotation(id=f"a{number}", tag="missing", source=(span,), note="keep me")
            for number, span in enumerate(spans)
        ),
    )
    return Project(id="x", title="", pairs=(pair,))


def with_text(project: Project, text: str) -> bytes:
    document = json.loads(encode(project, generator="test"))
    document["pairs"][0]["source"]["text"] = text
    return json.dumps(document).encode()


def test_a_quote_that_stands_there_twice_is_listed_and_kept_aside():
    loaded = read(with_text(pair_of("one two", [Span(4, 7)]), "two one, one two"))
    found = reanchor(loaded)
    (place,) = found.places
    assert place.finding is Finding.AMBIGUOUS
    assert place.proposal is None
    assert place.candidates == (Span(0, 3), Span(13, 16))
    assert found.unplaced == 1
    (pair,) = found.repaired.pairs
    assert pair.annotations == ()
    (kept,) = pair.extra[UNPLACED_FIELD]
    assert (kept["note"], kept["source"]) == (
        "keep me",
        [{"start": 4, "end": 7, "quote": "two"}],
    )
    assert decode(project_bytes(found.repaired, name="c"), name="c").project.pairs[0].extra


def test_what_stands_around_it_decides_between_two():
    old = "the red cup and the blue cup"
    loaded = read(with_text(pair_of(old, [Span(25, 28)]), f"a cup: {old}"))
    assert reanchor(loaded).places[0].finding is Finding.AMBIGUOUS
    (place,) = reanchor(loaded, lambda _pair, _side: [old]).places
    assert place.finding is Finding.FOUND
    assert place.proposal == Span(32, 35)


def test_the_same_surroundings_twice_decide_nothing():
    old = "so the cup. "
    loaded = read(with_text(pair_of(old, [Span(7, 10)]), f"x{old}{old}"))
    (place,) = reanchor(loaded, lambda _pair, _side: [old]).places
    assert place.finding is Finding.AMBIGUOUS


def test_a_quote_that_is_gone_is_listed():
    loaded = read(with_text(pair_of("one two", [Span(4, 7)]), "one 2 and three"))
    (place,) = reanchor(loaded).places
    assert (place.finding, place.candidates) == (Finding.NOT_FOUND, ())


def test_offsets_counted_in_another_unit_are_found_in_the_text_that_nobody_changed():
    document = json.loads(encode(pair_of("🏆 one two", [Span(6, 9)]), generator="test"))
    document["pairs"][0]["annotations"][0]["source"][0] |= {"start": 5, "end": 8}
    (place,) = reanchor(read(json.dumps(document).encode())).places
    assert place.proposal == Span(6, 9)


def test_a_text_in_another_form_is_brought_into_the_right_one():
    loaded = read(
        json.dumps(
            {
                **json.loads(encode(pair_of("a b a c", [Span(4, 5)]), generator="t")),
            }
        )
        .replace("a b a c", "a\\r\\nb a c")
        .encode()
    )
    found = reanchor(loaded)
    assert found.repaired.pairs[0].source.characters == "a\nb a c"


@given(
    st.text("ab c", min_size=1, max_size=30),
    st.integers(0, 29),
    st.integers(1, 5),
    st.text("ab c\n", max_size=12),
    st.integers(0, 30),
    st.booleans(),
)
def test_what_is_proposed_is_what_was_quoted_whatever_was_put_in(
    old: str, start: int, length: int, put_in: str, at: int, is_known: bool
):
    start %= len(old)
    span = Span(start, min(start + length, len(old)))
    new = old[:at] + put_in + old[at:]
    if new == old:
        return
    quote = old[span.start : span.end]
    known = [old] if is_known else []
    found = reanchor(read(with_text(pair_of(old, [span]), new)), lambda _pair, _side: known)
    (pair,) = found.repaired.pairs
    assert len(pair.annotations) + len(pair.extra.get(UNPLACED_FIELD, ())) == 1
    for annotation in pair.annotations:
        (after,) = annotation.source
        assert new[after.start : after.end] == quote
    again = decode(project_bytes(found.repaired, name="c"), name="c").project
    assert replace(again, modified="") == replace(found.repaired, modified="")
