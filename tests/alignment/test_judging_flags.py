"""What is said of text without a counterpart, and how often a long alignment can be stopped."""

from __future__ import annotations

import numpy as np
from alignment.alignment_samples import arabic, english

from desk_annotator.alignment.beads import Bead
from desk_annotator.alignment.engine import align
from desk_annotator.alignment.judgement import bordering
from desk_annotator.alignment.segmentation import units
from desk_annotator.alignment.sentences import sentence_ends
from desk_annotator.core.span import Span

NAMES = (
    "Paris",
    "Bamako",
    "Tunis",
    "Sfax",
    "Oran",
    "Rabat",
    "Cairo",
    "Amman",
    "Tripoli",
    "Nouakchott",
)
WRITTEN = (
    "باريس",
    "باماكو",
    "تونس",
    "صفاقس",
    "وهران",
    "الرباط",
    "القاهرة",
    "عمان",
    "طرابلس",
    "نواكشوط",
)


class KnowsNumbers:
    """An encoder to which texts with the same numbers mean the same."""

    def encode(self, texts, cancelled):
        rows = []
        for text in texts:
            numbers = "".join(ch for ch in text if ch.isdigit())
            row = np.random.default_rng(sum(map(ord, text)) if not numbers else int(numbers))
            rows.append(row.normal(size=64))
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)


def lines(count: int) -> tuple[list[str], list[str]]:
    source = [
        f"In {1700 + n} the minister visited {NAMES[n % 10]} for the {n + 2} new schools.\n"
        for n in range(count)
    ]
    target = [
        f"عام {1700 + n} زار الوزير {WRITTEN[n % 10]} من أجل {n + 2} مدارس جديدة.\n"
        for n in range(count)
    ]
    return source, target


def test_a_line_left_out_where_another_was_put_in_is_not_taken_for_its_translation() -> None:
    source, target = lines(24)
    foreign = "كانت الجبال البعيدة مكسوة بالثلوج والرعاة يغنون حول النار في ليلة باردة طويلة.\n"
    at = 11
    target[at] = foreign
    found = align(english("".join(source)), arabic("".join(target)), encoder=KnowsNumbers())
    left_out = Span(sum(map(len, source[:at])), sum(map(len, source[: at + 1])))
    put_in = Span(sum(map(len, target[:at])), sum(map(len, target[: at + 1])))
    assert any(left_out.overlaps(flag.span) for flag in found.missing)
    assert any(put_in.overlaps(flag.span) for flag in found.added)
    assert not any(link.source.overlaps(left_out) for link in found.links)


def test_a_pair_without_gaps_has_no_flags() -> None:
    source, target = lines(24)
    found = align(english("".join(source)), arabic("".join(target)))
    assert not found.missing
    assert not found.added


def test_a_long_alignment_asks_for_every_link_whether_to_go_on() -> None:
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    source, target = lines(400)
    found = align(english("".join(source)), arabic("".join(target)), cancelled=count)
    assert len(found.links) > 300
    assert asked > 2 * len(found.links)


def test_links_are_found_by_the_places_they_border_on() -> None:
    beads = [Bead(0, 2, 0, 1), Bead(2, 3, 4, 6)]
    assert bordering(beads, source=True) == {0: [0], 2: [0, 1], 3: [1]}
    assert bordering(beads, source=False) == {0: [0], 1: [0], 4: [1], 6: [1]}


def test_stops_the_detector_passes_over_end_sentences_too() -> None:
    text = arabic(
        "قَالَ الرَّجُلُ لِصَاحِبِهِ ذَلِكَ\u200f.\u200f وَذَهَبَ إِلَى السُّوقِ\u200f.\u200f ثُمَّ عَادَ إِلَى بَيْتِهِ\u200f.\u200f"
    )
    assert sum(unit.after_sentence for unit in units(text)) == 3


def test_abbreviations_and_small_letters_do_not_follow_the_end_of_a_sentence() -> None:
    line = "Set the scale to 2 in. and go on. Ask Prof. Smith and Mr. Brown. Then rest."
    assert [line[end:].split(maxsplit=1)[0] for end in sentence_ends(line)] == ["Ask", "Then"]
