"""What was put into visual order, reshaped or read wrongly comes back as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display
from hypothesis import assume, given
from hypothesis import strategies as st
from visual_text import visual_text

from desk_annotator.core.text import Direction, TextChange, canonical
from desk_annotator.text.inspection import warnings
from desk_annotator.text.repair import repaired

SEEDS = Path(__file__).parents[2] / "seeds"
NEWS = (SEEDS / "news-ar.txt").read_text(encoding="utf-8")
RESHAPER = ArabicReshaper({"delete_harakat": False})
# Words that tell a text in visual order from one that is not.
TELLING = "الوكالة المدينة الشركة على السنة"
WORDS = (
    *("قال", "الرئيس", "في", "المدينة", "على", "السلام", "لا", "الأولى", "كتاب", "وقد", "مؤسسة"),
    *("(جورج", "بوش)", "«هذا", "جيد»", "يوم،", "كتابا.", "لماذا؟", "[هنا]", "الآن:", "“نعم”"),
)
LATIN = ("Microsoft", "John Smith", "U.S. Steel", "e-mail", "Boeing 747", "COVID-19", "A (b) c")
NUMBERS = ("12", "2009", "3.5%", "5/6/2009", "1,000", "٢٠٠٩", "٣٫٥", "10:30", "20-30")


@st.composite
def ordinary_lines(draw):
    """Arabic lines with names and numbers in them, each between words of the line."""
    words = [draw(st.sampled_from(WORDS))]
    for _ in range(draw(st.integers(1, 6))):
        between = draw(st.sampled_from(("", "", *LATIN, *NUMBERS)))
        words += [between] if between else []
        words.append(draw(st.sampled_from(WORDS)))
    return " ".join([*words, draw(st.sampled_from(("الأخيرة.", "هنا", "كذلك؟")))])


def shown(text):
    """Return a text as an old PDF gives it: in visual order, letters as their looks."""
    return "\n".join(get_display(RESHAPER.reshape(line), base_dir="R") for line in text.split("\n"))


@given(st.lists(ordinary_lines(), min_size=1, max_size=6))
def test_ordinary_lines_in_visual_order_and_forms_come_back(lines):
    text = "\n".join([TELLING, *lines])
    repair = repaired(shown(text))
    assert repair is not None
    assert repair.characters == text
    assert {change.kind for change in repair.changes} == {"visual-order-turned", "forms-to-letters"}


@given(st.lists(ordinary_lines(), min_size=1, max_size=6))
def test_ordinary_lines_are_never_repaired(lines):
    assert repaired("\n".join(lines)) is None


@pytest.mark.parametrize("name", ["news-ar", "formal-ar", "literary-ar"])
@pytest.mark.parametrize("ligatures", [False, True])
def test_real_texts_with_marks_come_back_from_our_own_visual_text(name, ligatures):
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    assert repaired(text) is None
    repair = repaired(visual_text(text, Direction.RTL, ligatures=ligatures))
    assert repair is not None
    assert repair.characters == text


@pytest.mark.parametrize("name", ["chat-ar", "chat-en", "formal-en", "literary-en", "news-en"])
def test_sound_texts_are_left_alone(name):
    assert repaired((SEEDS / f"{name}.txt").read_text(encoding="utf-8")) is None


def test_letters_in_visual_order_without_forms_are_turned_too():
    repair = repaired(NEWS[::-1])
    assert repair is not None
    assert [change.kind for change in repair.changes] == ["visual-order-turned"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("utf-8", "latin-1"), ("utf-8", "cp1256"), ("cp1256", "cp1252")],
)
def test_what_was_read_in_a_wrong_encoding_is_read_again(right, wrong):
    text = "قالت الوكالة يوم الاثنين ان المدينة بيعت.\nوهذا كل شيء قالته الوكالة عن المدينة.\n"
    repair = repaired(text.encode(right).decode(wrong))
    assert repair is not None
    assert repair.characters == text
    assert [change.kind for change in repair.changes] == ["mojibake-decoded"]


def test_what_windows_1252_lacks_is_decoded_as_programs_do():
    text = "قالت الوكالة: مكافحة الفساد في المدينة"
    wrong = "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode()
    )
    assert "\x81" in wrong
    repair = repaired(wrong)
    assert repair is not None
    assert repair.characters == text


def test_single_lines_read_wrongly_are_decoded_and_others_stay():
    wrong = "قالت الوكالة".encode().decode("latin-1")
    text = f"Sound: café, naïve.\n{wrong} {wrong}\n{wrong}\nوهذا كل شيء."
    repair = repaired(text)
    assert repair is not None
    assert repair.characters == (
        "Sound: café, naïve.\nقالت الوكالة قالت الوكالة\nقالت الوكالة\nوهذا كل شيء."
    )


def test_what_does_not_fit_exactly_is_not_guessed():
    wrong = "قالت الوكالة".encode().decode("latin-1")
    assert repaired(f"{wrong} {wrong[:-1]}؟") is None


@pytest.mark.parametrize(
    ("text", "expected", "changes"),
    [
        ("a\u202bb\nc", "a\u202bb\u202c\nc", (TextChange("control-closed", 1),)),
        (
            "\u2067a\u202bb\u2069c",
            "\u2067a\u202bb\u202c\u2069c",
            (TextChange("control-closed", 1),),
        ),
        ("\u2066\u202ea", "\u2066\u202ea\u202c\u2069", (TextChange("control-closed", 2),)),
        ("a\u202cb\u2069", "ab", (TextChange("control-removed", 2),)),
    ],
)
def test_direction_controls_are_closed_or_taken_out(text, expected, changes):
    repair = repaired(text)
    assert repair is not None
    assert (repair.characters, repair.changes) == (expected, changes)


@pytest.mark.parametrize(
    ("form", "letters"),
    [
        ("\ufefb", "لا"),
        ("\ufef7", "لأ"),
        ("\ufefb\u064e", "لَا"),
        ("\ufe91\ufe70", "بً"),
        ("\ufe91\ufe77\ufe8d", "بـَا"),
        ("\ufefb \ufdf2", "لا الله"),
    ],
)
def test_forms_become_letters(form, letters):
    repair = repaired(form)
    assert repair is not None
    assert repair.characters == letters
    assert repaired("ﷲ ﷺ") is None


PIECES = st.one_of(
    st.sampled_from([*TELLING.split(), *WORDS, *LATIN, *NUMBERS]),
    st.sampled_from([*TELLING.split(), *WORDS]).map(shown),
    st.sampled_from([*WORDS]).map(lambda word: word.encode().decode("latin-1")),
    st.sampled_from([*WORDS]).map(lambda word: word.encode().decode("cp1256", errors="ignore")),
    st.text("\u202a\u202b\u202c\u202e\u2066\u2067\u2069\u064bةىالاﻻﷲﹰ \nآÃØ§Ù„â€", max_size=6),
    st.text(max_size=4),
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_a_repaired_text_is_not_repaired_again_and_stays_canonical(text):
    assume("\0" not in text)
    text = canonical(text)[0]
    repair = repaired(text)
    if repair is not None:
        assert repaired(repair.characters) is None
        assert canonical(repair.characters)[0] == repair.characters
        assert repair.characters.count("\n") == text.count("\n")
        assert repair.changes
        assert all(change.count > 0 for change in repair.changes)
    if not warnings(text):
        assert repair is None
