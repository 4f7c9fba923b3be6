"""However long the texts are, there is little work between two looks at cancel."""

from __future__ import annotations

import random
import sys

import pytest
from alignment.alignment_samples import arabic, english

from desk_annotator.alignment import segmentation, sentences
from desk_annotator.alignment.engine import align
from desk_annotator.alignment.scrolling import anchors_for_scrolling
from desk_annotator.alignment.segmentation import units
from desk_annotator.alignment.sentences import LONG_LINE, sentence_ends
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Span

PAIRS = [("minister", "وزير"), ("river", "نهر"), ("war", "حرب"), ("house", "بيت"),
         ("judge", "قاضي"), ("school", "مدرسة"), ("army", "جيش"), ("book", "كتاب")]  # fmt: skip
SHORT = 3_000
"""Here lines count as long from so many characters on: counting calls is slow."""


@pytest.fixture
def short_pieces(monkeypatch):
    monkeypatch.setattr(sentences, "LONG_LINE", SHORT)
    monkeypatch.setattr(segmentation, "LONG_LINE", SHORT)


def made(count, *, stop=". ", between=" "):
    draw = random.Random(count)
    source, target = [], []
    for number in range(count):
        chosen = draw.sample(PAIRS, 4)
        source.append("The " + between.join(pair[0] for pair in chosen) + f" {number}")
        target.append(between.join(pair[1] for pair in chosen) + f" {number}")
    return english(stop.join(source)), arabic(stop.join(target))


class Steps:
    """Counts calls, of Python and of C, between two looks; a look is a call of this."""

    def __init__(self):
        self.since = self.most = self.total = 0

    def __call__(self):
        self.most = max(self.most, self.since)
        self.since = 0
        return False

    def check(self):
        self()

    def __enter__(self):
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)
        self()

    def _note(self, _frame, event, _what):
        if event in ("call", "c_call"):
            self.since += 1
            self.total += 1


def most_steps(count, stop, between):
    source, target = made(count, stop=stop, between=between)
    with Steps() as steps:
        found = align(source, target, cancelled=steps)
        anchors_for_scrolling(found, steps.check)
    assert found.links
    return steps.most


@pytest.mark.parametrize(
    ("stop", "between"),
    [(".\n", " "), (". ", " "), (" ", " "), (" ", ", ")],
    ids=["lines", "one line", "no stops", "commas only"],
)
@pytest.mark.usefixtures("short_pieces")
def test_looks_are_as_near_each_other_in_a_longer_text(stop, between) -> None:
    align(*made(20))  # what is loaded once is no part of it
    short = most_steps(250, stop, between)
    assert most_steps(800, stop, between) < 1.5 * short


@pytest.mark.usefixtures("short_pieces")
def test_looks_are_as_near_each_other_where_more_is_confirmed() -> None:
    def most(count):
        source, target = made(count)
        spans = [Span(start, start + 10) for start in range(0, len(target) - 10, 12)]
        own = [
            Annotation(id=str(number), tag=Tag.MATCHING, source=(span,), target=(span,))
            for number, span in enumerate(spans)
        ]
        with Steps() as steps:
            align(source, target, confirmed=own, cancelled=steps)
        return steps.most

    align(*made(20))
    assert most(450) < 1.5 * most(150)


def test_blank_lines_are_joined_in_one_go() -> None:
    def work(count):
        text = english("Word.\n" + "***\n" * count + "Word.")
        with Steps() as steps:
            cut = units(text, check=steps.check)
        assert [unit.span.end for unit in cut] == [len(text) - len("Word."), len(text)]
        return steps.total

    # Of twice as many lines twice as much is made, not four times.
    assert work(4000) < 2.5 * work(2000)


def test_a_long_line_is_cut_as_a_short_one() -> None:
    sentence = "The 1 minister (of “war”) read 2 books, and the judge of the river did not. "
    text = english(sentence * (3 * LONG_LINE // len(sentence)))
    cut = units(text)
    assert {unit.span.length for unit in cut if unit.after_sentence} == {
        unit.span.length for unit in units(english(sentence * 3)) if unit.after_sentence
    }
    assert sum(unit.after_sentence for unit in cut) == 3 * LONG_LINE // len(sentence)


def test_a_long_line_without_any_white_space_is_cut_between_characters() -> None:
    text = english("e\u0301" * LONG_LINE)
    found = [unit.span for unit in units(text)]
    assert len(found) == 2
    assert all(not span.start % 2 for span in found)


def test_no_sentence_ends_where_a_long_line_is_cut_at_white_space() -> None:
    text = english("word " * LONG_LINE)
    assert [unit.after_sentence for unit in units(text)].count(True) == 1
    assert not sentence_ends(text.characters)


def test_cancelling_a_long_line_stops_at_its_first_piece() -> None:
    source, target = made(1500)
    asked = 0

    def soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    with pytest.raises(Cancelled):
        align(source, target, cancelled=soon)
    assert asked == 4
