"""The first line of a journal is as it always was, and no piece of it takes long to make."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from storage.journal_samples import (
    HEADER,
    LONG_HEADER,
    LONG_PAIR,
    LONG_PROJECT,
)
from strategies import extras, projects

from desk_annotator.core.cuts import Cuts
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage import header_encoder
from desk_annotator.storage.edit_record import project_to_json
from desk_annotator.storage.header_encoder import header_pieces
from desk_annotator.storage.journal_record import framed, header_to_json


def in_one_go(header):
    """Return the line of a header as it was always written, in one call."""
    initial = project_to_json(header.initial)
    return framed({**header_to_json(header), "initial": initial})


@settings(max_examples=25)
@given(projects(with_extra=True, max_size=50), extras())
def test_the_pieces_are_the_line_as_it_always_was(project, extra):
    header = replace(LONG_HEADER, initial=replace(project, extra=extra), begun_with=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(header_encoder, "_LONG", 3)
        patch.setattr(header_encoder, "_AT_A_TIME", 2)
        assert b"".join(header_pieces(header)) == in_one_go(header)


def test_the_header_of_a_project_in_a_file_is_as_it_always_was():
    header = HEADER
    assert b"".join(header_pieces(header)) == framed(header_to_json(header))


def test_no_piece_is_long_whatever_is_many(monkeypatch):
    places = tuple(Span(at, at + 1) for at in range(0, 2000, 2))
    pair = replace(
        LONG_PAIR,
        ignored_source=places,
        ignored_target=places,
        cuts_source=Cuts(tuple(range(0, 2000, 2)), places),
        annotations=LONG_PAIR.annotations[::-1],
    )
    header = replace(
        LONG_HEADER, initial=replace(LONG_PROJECT, pairs=(pair, replace(pair, id="b")))
    )
    monkeypatch.setattr(header_encoder, "_LONG", 50)
    monkeypatch.setattr(header_encoder, "_AT_A_TIME", 1)
    pieces = header_pieces(header)
    assert b"".join(pieces) == in_one_go(header)
    longest_annotation = 400
    assert max(map(len, pieces)) < longest_annotation


def test_only_what_takes_long_is_long():
    assert LONG_HEADER.is_long
    assert not replace(LONG_HEADER, initial=None).is_long
    assert not replace(LONG_HEADER, initial=replace(LONG_PROJECT, pairs=())).is_long
    few = replace(LONG_PAIR, annotations=LONG_PAIR.annotations[:20])
    assert not replace(LONG_HEADER, initial=replace(LONG_PROJECT, pairs=(few,))).is_long
    text = Text.of("a " * 300_000, language="en", direction=Direction.LTR)
    long = replace(few, source=text)
    assert replace(LONG_HEADER, initial=replace(LONG_PROJECT, pairs=(long,))).is_long
