"""The share that aligning tells grows with the work done: no step stands still."""

from __future__ import annotations

import random
import sys

import pytest
from alignment.alignment_samples import arabic, english

from desk_annotator.alignment import segmentation, sentences
from desk_annotator.alignment.engine import align
from desk_annotator.alignment.segmentation import units
from desk_annotator.alignment.shares import Shares
from desk_annotator.alignment.sides import units_of_both

ENGLISH = ("minister", "river", "war", "house", "judge", "school", "army", "book", "which", "and")
ARABIC = ("وزير", "نهر", "حرب", "بيت", "قاضي", "مدرسة", "جيش", "كتاب", "وقال", "ثم")


def unlike(count, *, stop):
    """Return two texts of so many clauses of which next to none answers another."""
    draw = random.Random(count)
    return (
        english(stop.join(" ".join(draw.choices(ENGLISH, k=9)) for _ in range(count))),
        arabic(stop.join(" ".join(draw.choices(ARABIC, k=9)) for _ in range(count))),
    )


def longest_stand(work):
    """Return the largest share of the calls of `work` between two shares it tells, and those."""
    calls, told, shares = 0, [0], []

    def tell(share):
        told.append(calls)
        shares.append(share)

    def note(_frame, event, _what):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work(tell)
    finally:
        sys.setprofile(None)
    stands = [after - before for before, after in zip(told, [*told[1:], calls], strict=True)]
    return max(stands) / calls, shares


@pytest.fixture
def _short_pieces(monkeypatch):
    """Count lines as long sooner: to count calls is slow."""
    monkeypatch.setattr(sentences, "LONG_LINE", 2_000)
    monkeypatch.setattr(segmentation, "LONG_LINE", 2_000)


@pytest.mark.parametrize("stop", [".\n", ". ", ", "], ids=["lines", "one line", "no stops"])
@pytest.mark.usefixtures("_short_pieces")
def test_no_step_stands_still(stop) -> None:
    source, target = unlike(300, stop=stop)
    align(*unlike(20, stop=stop))  # what is loaded once is no part of it
    stand, shares = longest_stand(lambda tell: align(source, target, progress=tell))
    assert stand < 0.1
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("stop", [".\n", ". ", " "], ids=["lines", "one line", "no stops"])
@pytest.mark.usefixtures("_short_pieces")
def test_to_cut_a_long_text_tells_its_share(stop) -> None:
    text = unlike(600, stop=stop)[0]
    units(english("Begin."))
    stand, shares = longest_stand(lambda tell: units(text, tell=tell))
    assert stand < 0.3
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


@pytest.mark.usefixtures("_short_pieces")
def test_both_texts_are_in_one_share() -> None:
    told: list[float] = []
    units_of_both(unlike(300, stop=". "), tell=told.append)
    assert told == sorted(told)
    assert told[0] < 0.05
    assert 0.6 < told[-1] <= 1.0


def test_what_is_left_is_divided_anew_at_each_step() -> None:
    told = []
    shares = Shares(told.append)
    first = shares.step(1.0, 3.0)
    first(0.5)
    first(1.0)
    assert told == pytest.approx([0.125, 0.25])
    # The rest takes longer than was thought.
    second = shares.step(1.0, 14.0)
    second(1.0)
    assert told[-1] == pytest.approx(0.3)
    first(0.1)
    shares.step(0.0, 1.0)(1.0)
    assert told[-1] == pytest.approx(0.3)
    shares.step(1.0, 0.0)(1.0)
    assert told[-1] == pytest.approx(1.0)
