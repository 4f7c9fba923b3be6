"""The one conversion between code points and UTF-16 units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from desk_annotator.core.utf16 import Utf16Map


def units(characters: str) -> int:
    return len(characters.encode("utf-16-le")) // 2


@given(texts(max_size=60))
def test_every_offset_maps_to_its_units_and_back(characters: str) -> None:
    utf16 = Utf16Map(characters)

    for offset in range(len(characters) + 1):
        position = utf16.to_utf16(offset)
        assert position == units(characters[:offset])
        assert utf16.to_offset(position) == offset
    assert utf16.length == len(characters)
    assert utf16.length16 == units(characters)


@given(texts(max_size=60))
def test_a_position_inside_a_surrogate_pair_is_that_of_its_character(characters: str) -> None:
    utf16 = Utf16Map(characters)

    for offset, character in enumerate(characters):
        if ord(character) > 0xFFFF:
            assert utf16.to_offset(utf16.to_utf16(offset) + 1) == offset


@given(st.lists(st.booleans(), max_size=30))
def test_runs_of_astral_characters_side_by_side(wide: list[bool]) -> None:
    characters = "".join("😀" if is_wide else "ل" for is_wide in wide)
    utf16 = Utf16Map(characters)

    assert [utf16.to_utf16(offset) for offset in range(len(wide) + 1)] == [
        units(characters[:offset]) for offset in range(len(wide) + 1)
    ]


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Utf16Map("a😀b").to_utf16(offset)


@pytest.mark.parametrize("position", [-1, 5])
def test_a_position_outside_the_text_is_refused(position: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Utf16Map("a😀b").to_offset(position)
