"""The canonical form: what import changes, and that nothing else is ever changed."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import raw_texts, texts

from desk_annotator.core import text
from desk_annotator.core.errors import TextError
from desk_annotator.core.text import Direction, Text, TextChange, canonical

NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)
)
LINE_ENDS = {
    "crlf-to-lf": "\r\n",
    "cr-to-lf": "\r",
    "line-separator-to-lf": "\u2028",
    "paragraph-separator-to-lf": "\u2029",
}


@given(raw_texts())
def test_canonical_of_its_own_result_changes_nothing(raw: str) -> None:
    once, _ = canonical(raw)

    assert canonical(once) == (once, ())


@given(raw_texts(), st.integers(1, 5))
def test_long_texts_are_looked_through_in_stretches(raw: str, stretch: int) -> None:
    expected = canonical(raw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_STRETCH", stretch)
        assert canonical(raw) == expected


@given(raw_texts(), st.integers(1, 5))
def test_a_text_in_stretches_is_what_changing_the_whole_gives(raw: str, stretch: int) -> None:
    changed = re.sub(f"[{NONCHARACTERS}]", "", raw)
    counts = {"noncharacter-removed": len(raw) - len(changed)}
    unmarked = changed.lstrip("\ufeff")
    counts["bom-removed"] = len(changed) - len(unmarked)
    for kind, line_end in LINE_ENDS.items():
        counts[kind] = unmarked.count(line_end)
        unmarked = unmarked.replace(line_end, "\n")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_STRETCH", stretch)
        assert canonical(raw) == (
            unmarked,
            tuple(TextChange(kind, count) for kind, count in counts.items() if count),
        )


def test_no_call_gets_more_than_a_stretch_and_between_them_it_can_be_stopped(monkeypatch) -> None:
    lengths: list[int] = []
    looks: list[None] = []

    def changed(pattern: str, by: str, stretch: str) -> tuple[str, int]:
        lengths.append(len(stretch))
        return subn(pattern, by, stretch)

    subn = re.subn
    monkeypatch.setattr(text, "_STRETCH", 10)
    monkeypatch.setattr(text.re, "subn", changed)

    found, _ = canonical("سلام\ufdd0\r\n" * 100, lambda: looks.append(None))

    assert found == "سلام\n" * 100
    assert max(lengths) == 10
    assert len(looks) >= 100


@pytest.mark.parametrize("character", ["\r", "\u2028", "\u2029", "\ufdd0", "\uffff", "\U0010fffe"])
def test_what_is_unusual_is_found_in_a_long_text(character: str) -> None:
    raw = "a" * (1 << 20) + f"ﷺ{character}"

    assert canonical(raw)[0] == raw.replace(character, "\n" if character < "\u3000" else "")
    with pytest.raises(TextError):
        canonical(f"{raw}\ud800")


@given(raw_texts())
def test_canonical_leaves_nothing_that_qt_would_change(raw: str) -> None:
    text, _ = canonical(raw)

    assert not set(text) & set("\r\u2028\u2029\0")
    assert not text.startswith("\ufeff")
    assert not any(0xFDD0 <= ord(c) <= 0xFDEF or ord(c) & 0xFFFE == 0xFFFE for c in text)


@given(raw_texts())
def test_canonical_keeps_every_other_character_in_its_order(raw: str) -> None:
    text, _ = canonical(raw)
    touched = set("\r\n\u2028\u2029\ufeff")

    def kept(characters: str) -> str:
        return "".join(
            c
            for c in characters
            if c not in touched and not 0xFDD0 <= ord(c) <= 0xFDEF and ord(c) & 0xFFFE != 0xFFFE
        )

    assert kept(text) == kept(raw)


@pytest.mark.parametrize(
    ("raw", "expected", "changes"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd", [("crlf-to-lf", 1), ("cr-to-lf", 1)]),
        ("a\n\rb", "a\n\nb", [("cr-to-lf", 1)]),
        (
            "a\u2028b\u2029c\u2029",
            "a\nb\nc\n",
            [("line-separator-to-lf", 1), ("paragraph-separator-to-lf", 2)],
        ),
        ("\ufeff\ufeffa\ufeffb", "a\ufeffb", [("bom-removed", 2)]),
        ("\ufffea", "a", [("noncharacter-removed", 1)]),
        ("\ufdd0\ufeffa\U0010ffff", "a", [("noncharacter-removed", 2), ("bom-removed", 1)]),
        ("a\r\ufdd0\nb", "a\nb", [("noncharacter-removed", 1), ("crlf-to-lf", 1)]),
    ],
)
def test_what_canonical_changes_and_reports(
    raw: str, expected: str, changes: list[tuple[str, int]]
) -> None:
    text, made = canonical(raw)

    assert text == expected
    assert made == tuple(TextChange(kind, count) for kind, count in changes)


@pytest.mark.parametrize(
    "characters",
    [
        "e\u0301 \u00e9",  # both forms of é stay what they were
        "كتـــاب مُحَمَّد",
        "\u00a0\u200b \t  ",
        "\u200e\u200f\u061c\u202b\u202c\u2067\u2069",
        "\ufefb\ufdf2",
        "\x01\x0b\x0c\x1c\x85",
    ],
)
def test_what_canonical_leaves_alone(characters: str) -> None:
    assert canonical(characters) == (characters, ())


@pytest.mark.parametrize("raw", ["a\0b", "a\ud83d", "\ude00"])
def test_what_is_not_text_is_refused_with_a_sentence(raw: str) -> None:
    with pytest.raises(TextError) as caught:
        canonical(raw)

    assert str(caught.value).startswith("This ")


@given(texts())
def test_a_text_counts_code_points_and_knows_its_fingerprint(characters: str) -> None:
    text = Text.of(characters, language="ar", direction=Direction.RTL)

    assert len(text) == len(characters)
    assert text.sha256 == sha256(characters.encode()).hexdigest()


def test_texts_that_look_alike_have_different_fingerprints() -> None:
    composed = "\u0623"
    decomposed = unicodedata.normalize("NFD", composed)

    def fingerprint(characters: str) -> str:
        return Text.of(characters, language="ar", direction=Direction.RTL).sha256

    assert composed != decomposed
    assert fingerprint(composed) != fingerprint(decomposed)
