"""Characters are named as Unicode names them, whatever they are."""

from __future__ import annotations

import sys
from unicodedata import bidirectional

from desk_annotator.core.span import Span
from desk_annotator.text.characters import _DIRECTIONS, characters_in

TEXT = "a ب\u200f\u064f\U0001f3c6\n"


def test_characters_come_in_logical_order_with_their_offsets() -> None:
    found = characters_in(TEXT, Span(0, 99))
    assert "".join(each.character for each in found) == TEXT
    assert [each.offset for each in found] == list(range(len(TEXT)))
    assert [each.code for each in found] == [
        "U+0061",
        "U+0020",
        "U+0628",
        "U+200F",
        "U+064F",
        "U+1F3C6",
        "U+000A",
    ]
    assert found[2].name == "ARABIC LETTER BEH"
    assert (found[3].name, found[3].is_seen) == ("RIGHT-TO-LEFT MARK", False)
    assert found[6].name == "LINE FEED"
    assert [each.bidi_class for each in found] == ["L", "WS", "AL", "R", "NSM", "ON", "B"]
    assert [each.is_seen for each in found] == [True, False, True, False, True, True, False]
    assert characters_in(TEXT, Span(2, 3)) == found[2:3]


def test_every_class_unicode_gives_has_words() -> None:
    classes = {bidirectional(chr(code)) for code in range(sys.maxunicode + 1)} - {""}
    assert classes <= set(_DIRECTIONS)
