"""Texts of the report: the characters stay exact, and every annotation is seen."""

from __future__ import annotations

from html.parser import HTMLParser

import strategies
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.span import Side, Span
from desk_annotator.formats.report_text import LANES, Mark, marked_text, quiet_place


class Reader(HTMLParser):
    """Collects characters, with the numbers of the annotations over each, and the marks."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.over: list[list[str]] = []
        self.classes: list[str] = []
        self.marks: list[tuple[int, str]] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self._open.append((tag, values.get("data-a", "") if tag == "span" else ""))
        self.classes.append(values.get("class") or "")
        if tag == "a":
            self.marks.append((len(self.text), values["data-n"]))

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        self.text += data
        self.over += [[number for _, number in self._open if number]] * len(data)

    def close(self):
        super().close()
        assert self._open == []


def read(characters: str, marks: list[Mark], side: Side = Side.SOURCE) -> Reader:
    reader = Reader()
    reader.feed("".join(marked_text(characters, side, marks).pieces))
    reader.close()
    return reader


@st.composite
def marked(draw):
    text = draw(strategies.texts(min_size=1))
    count = draw(st.integers(0, 8))
    return text, [
        Mark(
            number,
            draw(st.sampled_from(["matching", "missing", "added", "x-newer"])),
            draw(st.sampled_from(["open", "rejected"])),
            draw(strategies.disjoint_spans(len(text))),
        )
        for number in range(1, count + 1)
    ]


@given(marked())
def test_text_nodes_are_the_text_and_cover_what_the_spans_cover(case):
    text, marks = case
    reader = read(text, marks)
    assert reader.text == text
    undrawn = marked_text(text, Side.SOURCE, marks).undrawn
    expected = sum(span.length for mark in marks for span in mark.spans)
    drawn = sum(len(numbers) for numbers in reader.over)
    assert drawn == expected if not undrawn else drawn < expected
    for offset, numbers in enumerate(reader.over):
        covering = {str(m.number) for m in marks for span in m.spans if span.contains(offset)}
        assert len(numbers) == len(set(numbers)) <= LANES
        assert set(numbers) <= covering
        if not undrawn:
            assert set(numbers) == covering
    assert len(reader.marks) == sum(len(mark.spans) for mark in marks)


@given(strategies.texts(), st.data())
def test_a_number_never_parts_letters_that_join(text, data):
    offset = data.draw(st.integers(0, len(text)))
    place = quiet_place(text, offset)
    assert 0 <= place <= offset
    if place < offset:
        before, after = text[place - 1 : place], text[place]
        assert not before or before.isspace() or after.isspace() or ord(before) > 0x1100


def test_a_number_moves_before_the_word_its_span_begins_in():
    text = "قال والكتاب هنا"
    reader = read(text, [Mark(4, "matching", "open", (Span(7, 11),))], Side.TARGET)
    assert reader.marks == [(4, "4")]
    assert [offset for offset, numbers in enumerate(reader.over) if numbers] == [7, 8, 9, 10]


def test_overlapping_annotations_have_underlines_of_their_own():
    marks = [
        Mark(1, "matching", "open", (Span(0, 10),)),
        Mark(2, "missing", "open", (Span(2, 6),)),
        Mark(3, "matching", "open", (Span(4, 12),)),
        Mark(4, "missing", "open", (Span(6, 12),)),
    ]
    result = marked_text("abcdefghijkl", Side.SOURCE, marks)
    assert result.lanes == 3
    assert result.undrawn == 0
    html = "".join(result.pieces)
    # What lies inside another lights up with it, so it has the outer numbers too.
    for number, lane, numbers in ((1, 0, "a1"), (2, 1, "a1 a2"), (3, 2, "a1 a2 a3"), (4, 1, "a4")):
        tag = marks[number - 1].tag
        assert f'<span class="h {tag} l{lane} {numbers}" data-a="{number}">' in html


def test_what_finds_no_lane_is_counted_and_keeps_its_number():
    marks = [Mark(number, "missing", "open", (Span(0, 3),)) for number in range(1, LANES + 3)]
    result = marked_text("abc", Side.SOURCE, marks)
    assert result.undrawn == 2
    assert len(read("abc", marks).marks) == LANES + 2


def test_places_are_drawn_with_the_sign_of_their_tag():
    marks = [
        Mark(1, "missing", "open", (Span(3, 3),)),
        Mark(2, "added", "open", (Span(7, 7),)),
    ]
    assert read("one two", marks, Side.TARGET).marks == [(3, "∅1"), (7, "+2")]


def test_lines_are_paragraphs_and_keep_their_ends():
    html = "".join(marked_text("a\n\nb", Side.SOURCE, []).pieces)
    assert html == '<p>a\n</p><p class="gap">\n</p><p>b</p>'
    assert "".join(marked_text("a\n", Side.SOURCE, []).pieces) == "<p>a\n</p>"
    assert "".join(marked_text("", Side.SOURCE, []).pieces) == "<p></p>"
