"""Terminal output in visual order: joined, mirrored, marks on their letters."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visual_text import visual_text

from desk_annotator.core.text import Direction
from desk_annotator.text import visual
from desk_annotator.text.visual import terminal_reorders, visual_line


def plain(shown):
    """Presentation forms as letters again: the order is what these tests look at."""
    return normalize("NFKC", shown)


def test_arabic_is_turned_and_joined():
    shown = visual_line("سلام abc", Direction.RTL)
    assert shown == "abc \ufee1\ufe8e\ufee0\ufeb3"
    assert plain(visual_line("abc سلام", Direction.LTR)) == "abc مالس"


def test_brackets_are_mirrored_and_numbers_keep_their_order():
    assert plain(visual_line("قال (نعم) 2009", Direction.RTL)) == "2009 (معن) لاق"


def test_marks_stay_behind_their_letters():
    assert plain(visual_line("كِتَاب", Direction.RTL)) == "باتَكِ"
    assert visual_line("e\u0301a", Direction.RTL) == "e\u0301a"


def test_latin_left_to_right_is_unchanged():
    assert visual_line('He said (3.5) "no".', Direction.LTR) == 'He said (3.5) "no".'


def test_controls_do_their_work_and_leave():
    assert visual_line("\u2067سلام\u2069 a\u200f", Direction.LTR).isascii() is False
    shown = visual_line("a \u202eabc\u202c \u2068x\u2069\u200e", Direction.LTR)
    assert shown == "a cba x"


@pytest.mark.parametrize("young", ["\U0001fae9", "\U0001fbfb", "\u0378", "\U00050000", "\u2fe0"])
def test_characters_that_python_does_not_know_yet_are_shown(young):
    assert visual_line(f"a {young} b", Direction.LTR) == f"a {young} b"
    assert plain(visual_line(f"سلام {young}", Direction.RTL)) == f"{plain(young)} مالس"
    assert plain(visual_line(f"نعم {young} لا", Direction.LTR)).index("ن") > 0


def test_letters_to_come_stand_from_right_to_left_where_their_block_does():
    assert visual_line("\u05eb\u05ec a", Direction.LTR) == "\u05ec\u05eb a"
    assert visual_line("\u086b\u086c a", Direction.LTR) == "\u086c\u086b a"


def test_ligatures_on_request():
    assert "\ufefc" in visual_line("سلام", Direction.RTL, ligatures=True)
    assert "\ufefc" not in visual_line("سلام", Direction.RTL)


def test_lines_keep_their_order_and_each_is_turned_for_itself():
    shown = visual_text("سلام\n\nabc نعم", Direction.RTL)
    assert [plain(line) for line in shown.split("\n")] == ["مالس", "", "معن abc"]
    assert visual_text("", Direction.RTL) == ""


@given(
    st.text(
        "ab 12.,(\t\n\u0301كتابِّ٣٫\u200d\u200f\u2067\u2069\u202a\u202b\u202c\u202d\u202e👨漢\u0600",
        max_size=30,
    ),
    st.sampled_from(Direction),
)
def test_nothing_visible_is_lost(text, direction):
    shown = visual_text(text, direction)
    assert shown.count("\n") == text.count("\n")
    for kept in "ab12كت٣٫ِّ👨漢\u0301":
        assert normalize("NFKD", shown).count(kept) == text.count(kept)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"VTE_VERSION": "6800"}, True),
        ({"VTE_VERSION": "5202"}, False),
        ({"VTE_VERSION": "odd"}, False),
        ({"KONSOLE_VERSION": "220401"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True),
        ({"TERM_PROGRAM": "mintty"}, True),
        ({"TERM": "mlterm-256color"}, True),
        ({"WT_SESSION": "x", "VTE_VERSION": "6800"}, False),
    ],
)
def test_which_terminals_order_text_themselves(environ, expected):
    assert terminal_reorders(environ) is expected


LINES = st.text("كتابِّلا ء٫\u200dـ()«»%،.+-:/!\u0301\u0600א ", max_size=30)


@given(LINES)
def test_the_short_way_for_arabic_lines_leads_to_the_same(line):
    if visual._ALL_RIGHT_TO_LEFT.fullmatch(line):
        ordered = visual._ordered(line, Direction.RTL)
        assert visual._turned(line) == ordered


@given(LINES)
def test_joining_word_by_word_is_joining_the_line(line):
    whole = visual._reshaper(ligatures=False).reshape(line)
    assert visual._joined(line, ligatures=False) == whole
