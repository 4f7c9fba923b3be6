"""What the reading thread found out about a text is what the pane would have found out."""

from __future__ import annotations

from array import array

import pytest

from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.pane import chunking as module
from desk_annotator.qt.pane import line_measure
from desk_annotator.qt.pane.chunking import chunking
from desk_annotator.qt.pane.flow import Flow
from desk_annotator.qt.pane.line_measure import has_stacks
from desk_annotator.text.chunks import chunks


def text(characters: str, direction: Direction = Direction.RTL) -> Text:
    return Text.of(characters, language="ar", direction=direction)


def test_a_text_is_cut_once_for_all_who_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def counted(characters: str, direction: Direction, limit: int) -> array[int]:
        cut.append(characters)
        return chunks(characters, direction, limit)

    monkeypatch.setattr(module, "_kept", module.OrderedDict())
    monkeypatch.setattr(module, "chunks", counted)
    shown = text("سطر أول\nسطر ثان\n")
    chunking(shown)
    for _ in range(2):
        Flow().set_text(shown)
    assert len(cut) == 1
    Flow().set_text(text(shown.characters, Direction.LTR))
    assert len(cut) == 2
    for number in range(10):
        chunking(text(str(number)))
    assert len(module._kept) == module._MOST_KEPT


def test_a_paragraph_turned_round_in_one_pane_stays_as_it_is_in_the_next() -> None:
    shown = text("كلمة " * 2000 + "\nend")
    before = chunking(shown).bounds[:]
    one = Flow()
    one.set_text(shown)
    one.flip(10)
    assert chunking(shown).bounds == before


@pytest.mark.parametrize("stretch", [1, 2, 3, 1000])
def test_stacked_marks_are_seen_across_stretches(
    monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    monkeypatch.setattr(line_measure, "_STRETCH", stretch)
    for before in range(7):
        assert has_stacks("ا" * before + "\u0651\u064e" + "ا")
        assert not has_stacks("ا" * before + "\u0651ا\u064e")
