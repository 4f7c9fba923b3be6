"""What is printed: harmless to the terminal, broken to its width, in the order it needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import strategies
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.cli.command_line import main
from desk_annotator.cli.terminal import plain, width, wrapped
from desk_annotator.core.text import Direction
from desk_annotator.storage.project_file import load_project, save_project
from desk_annotator.text.visual import visual_line

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"


def test_escape_sequences_cannot_reach_the_terminal():
    assert plain("a\x1b[2Jb\x07\x9bc\x7f") == "a␛[2Jb␇\ufffdc␡"
    assert plain("a\nb\tc") == "a⏎b⇥c"
    assert plain("نص \u200fعربي 😀") == "نص \u200fعربي 😀"


@given(st.text())
def test_plain_text_holds_no_control(text):
    shown = plain(text)
    assert len(shown) == len(text)
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in shown)


@given(strategies.texts(), st.integers(2, 30))
def test_lines_are_never_wider_than_asked_and_lose_no_letter(text, limit):
    line = plain(text.replace("\t", " "))
    pieces = wrapped(line, limit)
    assert all(width(piece) <= limit for piece in pieces)
    assert "".join(pieces).replace(" ", "") == line.replace(" ", "")


def test_width_counts_cells():
    assert width("abc") == 3
    assert width("كِتَابٌ") == 4
    assert width("日本") == 4
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("", 7) == [""]
    assert wrapped("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_show_marks_annotations_and_places(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["show", str(SAMPLES), "--pair", "3"]) == 0
    shown = capsys.readouterr().out
    assert "[1 The Keeper of the Lamp 1]" in shown
    assert "late[+6]" in shown
    assert "[6] added · minor · Explicitation · open" in shown
    assert "[∅7]" in shown
    assert max(width(line) for line in shown.splitlines()) <= 80


def test_show_orders_arabic_itself_where_asked(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    pair = load_project(SAMPLES).project.pairs[2]
    span = next(one for one in pair.annotations if one.tag == "added").target[0]
    quote = pair.target.characters[span.start : span.end]
    assert main(["show", str(SAMPLES), "--pair", "3", "--visual", "never"]) == 0
    assert quote in capsys.readouterr().out
    assert main(["show", str(SAMPLES), "--pair", "3", "--visual", "always"]) == 0
    shown = capsys.readouterr().out
    assert quote not in shown
    line = next(
        line for line in shown.splitlines() if line.strip() == visual_line(quote, Direction.RTL)
    )
    assert width(line) == 80


def test_show_makes_controls_in_texts_harmless(tmp_path, capsys):
    project = load_project(SAMPLES).project
    bad = replace(project, title="x\x1b]0;owned\x07", pairs=())
    path = tmp_path / "bad.json"
    save_project(bad, path)
    for verb in ("show", "stats", "validate"):
        assert main([verb, str(path)]) == 0
        assert "\x1b" not in capsys.readouterr().out
