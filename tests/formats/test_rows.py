"""The rows behind every export."""

from __future__ import annotations

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.errors import Cancelled
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import context_after, context_before, rows
from desk_annotator.text.words import is_grapheme_boundary


def test_a_context_never_cuts_a_grapheme():
    family = "👩\u200d👩\u200d👧"
    text = f"ab{family}cd"
    assert context_before(text, len(text) - 2, 3) == ""
    assert context_before(text, len(text), 4) == "cd"
    assert context_before(text, len(text) - 2, 5) == family
    assert context_after(text, 2, 4) == ""
    assert context_after(text, 0, 5) == "ab"
    assert context_after(text, 0, 7) == f"ab{family}"


@given(strategies.texts(), st.data(), st.integers(0, 12))
def test_contexts_are_of_the_text_and_no_longer_than_asked(text, data, length):
    offset = data.draw(st.integers(0, len(text)))
    before = context_before(text, offset, length)
    after = context_after(text, offset, length)
    assert len(before) <= length
    assert len(after) <= length
    assert text[:offset].endswith(before)
    assert text[offset:].startswith(after)
    if before:
        assert is_grapheme_boundary(text, offset - len(before))
    if after:
        assert is_grapheme_boundary(text, offset + len(after))


def test_rows_say_offsets_quotes_and_places(hard_project: Project):
    found = list(rows(hard_project, ExportOptions()))
    by_number = {int(row.annotation.id[-12:]): row for row in found}
    assert len(found) == 7
    text = hard_project.pairs[0].source.characters
    row = by_number[1]
    assert row.source.quotes == ("😀 <v>house</v>\twas", "quickly")
    assert row.source.offsets == "4-22;32-39"
    assert text[4:22] == row.source.quotes[0]
    assert row.source.quote == "😀 <v>house</v>\twas … quickly"
    assert row.source.before == "The "
    assert by_number[3].target.place is not None
    assert by_number[3].target.quotes == ()
    assert by_number[3].target.before
    assert by_number[7].target == by_number[4].target  # nothing on that side
    assert [row.justified for row in (by_number[1], by_number[2], by_number[3])] == [
        "",
        "no",
        "yes",
    ]


@given(strategies.projects(max_pairs=2))
def test_every_quote_is_what_its_offsets_cover(project: Project):
    for row in rows(project, ExportOptions(context=5)):
        for side in Side:
            text = row.pair.text(side).characters
            what = row.side(side)
            assert what.quotes == tuple(text[span.start : span.end] for span in what.spans)


def test_rows_are_chosen_by_pair_tag_and_status(hard_project: Project):
    def numbers(**choice: frozenset[str]) -> list[int]:
        found = rows(hard_project, ExportOptions(**choice))
        return sorted(int(row.annotation.id[-12:]) for row in found)

    assert numbers(tags=frozenset({"missing"})) == [3, 4]
    assert numbers(statuses=frozenset({"accepted", "rejected"})) == [2, 4]
    assert numbers(tags=frozenset({"missing"}), statuses=frozenset({"rejected"})) == [4]
    assert numbers(pair_ids=frozenset({hard_project.pairs[1].id})) == []


def test_progress_is_told_and_can_cancel(hard_project: Project):
    told: list[tuple[int, int]] = []
    list(rows(hard_project, ExportOptions(progress=lambda *step: told.append(step))))
    assert told[0] == (0, 7)
    assert told[-1] == (7, 7)

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(rows(hard_project, ExportOptions(progress=cancel)))
