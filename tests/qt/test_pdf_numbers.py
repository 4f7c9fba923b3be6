"""The numbers above the texts of a PDF: which there are, and where they stand in a line."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter, QTextLayout

from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction
from desk_annotator.formats.export import ExportOptions
from desk_annotator.qt.fonts import load_fonts, pane_families
from desk_annotator.qt.pdf_numbers import LineNumbers
from desk_annotator.qt.pdf_pages import Pages, _option
from desk_annotator.qt.pdf_report import write
from desk_annotator.storage.project_file import load_project

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"
OPTIONS = ExportOptions(generated="2026-03-06T12:00:00Z", generator="Desk Annotator")
INK = "000000"


@pytest.fixture
def project():
    project = load_project(SAMPLES).project
    return replace(project, pairs=project.pairs[2:])


def test_each_annotation_has_the_number_of_the_list_where_it_begins(qapp, project, monkeypatch):
    drawn = []
    original = Pages.paragraph

    def keep(pages, text, direction, size, **look):
        drawn.append((text, look.get("numbers")))
        original(pages, text, direction, size, **look)

    monkeypatch.setattr(Pages, "paragraph", keep)
    pair = project.pairs[0]
    text = replace(pair.source, characters="one two 😀 three\nfour")
    one, two, three = pair.annotations[:3]
    notes = (
        replace(one, tag="missing", source=(Span(4, 7), Span(16, 20)), target=()),
        replace(two, tag="missing", source=(Span(10, 15),), target=()),
        replace(three, tag="added", source=(Span(20, 20),), target=(Span(0, 2),)),
    )
    pair = replace(pair, source=text, annotations=notes)
    write(replace(project, pairs=(pair,)), OPTIONS)
    listed = [re.match(r"\u2068(\d+)\u2069 · \u2068(\w+)", text) for text, _ in drawn]
    tags = {found[1]: found[2] for found in listed if found}
    assert tags == {"1": "missing", "2": "missing", "3": "added"}
    above = {text: [(at, words) for at, words, _ in on] for text, on in drawn if on is not None}
    assert above["one two 😀 three"] == [(4, "1"), (10, "2")]
    assert above["four"] == [(0, "1"), (4, "3")]
    assert above[pair.target.characters.split("\n")[0]] == [(0, "3")]


def test_no_line_is_written_as_a_picture(qapp, project):
    pair = project.pairs[0]
    whole = replace(pair.annotations[0], source=(Span(0, 200),), target=(), tag="missing")
    over = [replace(whole, id=f"b{at}", source=(Span(at, at + 3),)) for at in range(0, 190, 9)]
    other = replace(whole, id="c", tag="unknown", source=(Span(200, 210),))
    pair = replace(pair, annotations=(whole, *over, other))
    data = bytes(write(replace(project, pairs=(pair,)), OPTIONS).data)
    assert b"/Subtype /Image" not in data


def placed(text, direction, numbers, width=400.0):
    """Where the text's code points, and its numbers, stand in a line; and how wide a digit is."""
    load_fonts()
    image = QImage(800, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    font = QFont(pane_families(direction))
    layout = QTextLayout(text, font, image)
    layout.setTextOption(_option(direction))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    marks = LineNumbers(painter, image, QFont(), text, direction, numbers)
    found = marks._placed(line, marks._numbers, width)
    marks.draw(line, QPointF(0, 0), width)
    painter.end()
    places = [line.cursorToX(at)[0] for at in range(len(text))]
    return places, [(left, words) for left, words, _ in found], marks._digit


def test_numbers_stand_where_their_text_begins(qapp):
    places, found, _ = placed("one two", Direction.LTR, [(4, "7", INK)])
    assert found == [(places[4], "7")]
    places, found, digit = placed("نعم لا", Direction.RTL, [(4, "12", INK)])
    ((left, words),) = found
    assert words == "12"
    assert left + 2 * digit == pytest.approx(places[4])


@pytest.mark.parametrize(
    ("text", "direction"), [("one two", Direction.LTR), ("نعم لا نعم", Direction.RTL)]
)
def test_numbers_of_one_place_stand_beside_each_other(qapp, text, direction):
    _, found, digit = placed(text, direction, [(4, "1", INK), (4, "22", INK), (4, "3", INK)])
    ends = sorted((left, left + digit * len(words)) for left, words in found)
    assert len(ends) == 3
    assert all(end < start for (_, end), (start, _) in pairwise(ends))


@pytest.mark.parametrize("direction", list(Direction))
def test_numbers_without_room_are_told_within_the_line(qapp, direction):
    many = [(0, str(number), INK) for number in range(100, 300)]
    _, found, digit = placed("a" if direction is Direction.LTR else "ب", direction, many)
    assert 10 < len(found) < 200
    assert found[-1][1] == "…"
    assert all(0 <= left <= 400 - digit for left, _ in found)
