"""What a pair teaches about itself: whether its lines answer each other, and its formulas."""

from __future__ import annotations

import numpy as np
import pytest
from alignment.alignment_samples import arabic, english

from desk_annotator.alignment.beads import Bead
from desk_annotator.alignment.engine import align
from desk_annotator.alignment.evidence import Evidence, Prices, SideRows
from desk_annotator.alignment.fitting import LINE_PRICES, fitted

LINE, SENTENCE, SOFT = 2, 1, 0


def side(kinds: list[int]) -> SideRows:
    count = len(kinds)
    return SideRows(
        np.full(count, 50, np.float32),
        np.array(kinds, np.int64),
        np.ones((count, 1), np.float32),
        np.ones(count, np.float32),
    )


def evidence(source: list[int], target: list[int]) -> Evidence:
    rows = [(np.zeros(0, np.int32), np.zeros(0, np.float32)) for _ in source]
    return Evidence(side(source).runs(), side(target).runs(), rows)


def one_to_one(count: int) -> list[Bead]:
    return [Bead(number, number + 1, number, number + 1) for number in range(count)]


def test_where_lines_answer_lines_a_line_against_a_soft_cut_is_unlikely() -> None:
    kinds = [LINE, SOFT, SENTENCE] * 20
    borders = fitted(Prices(), evidence(kinds, kinds), one_to_one(60)).borders
    assert borders is not None
    assert borders[LINE][LINE] > 0.5
    assert borders[LINE][SOFT] < -1
    assert borders[SOFT][LINE] < -1


def test_where_the_target_is_one_paragraph_lines_say_nothing() -> None:
    source, target = [LINE, SENTENCE] * 30, [LINE] + [SENTENCE] * 59
    borders = fitted(Prices(), evidence(source, target), one_to_one(60)).borders
    assert borders is not None
    assert borders[LINE][SENTENCE] == pytest.approx(0, abs=0.1)
    assert borders[SENTENCE][SENTENCE] == pytest.approx(0, abs=0.1)
    assert borders[SOFT][SOFT] == 0


def test_line_breaks_inside_links_become_cheap_where_they_are_usual() -> None:
    lines = [LINE] * 60
    usual = [Bead(n, n + 2, n, n + 2) for n in range(0, 60, 2)]
    never = one_to_one(60)
    cheap = fitted(Prices(), evidence(lines, lines), usual).merge[LINE]
    dear = fitted(Prices(), evidence(lines, lines), never).merge[LINE]
    assert cheap == LINE_PRICES[0]
    assert dear > Prices().merge[LINE]


def test_a_formula_is_less_surely_an_addition_than_anything_else() -> None:
    names = ["Paris", "Bamako", "Tunis", "Sfax", "Oran", "Rabat", "Cairo", "Amman"]
    written = ["باريس", "باماكو", "تونس", "صفاقس", "وهران", "الرباط", "القاهرة", "عمان"]
    source = "".join(f"In {200 + n} the minister visited {name}.\n" for n, name in enumerate(names))

    def added(opening: str, other: str) -> float:
        lines = [
            f"{opening if n == 3 else other} زار الوزير {name} عام {200 + n}.\n"
            for n, name in enumerate(written)
        ]
        extra = f"{opening} صالح بن عمر عن سالم عن نافع عن بكر عن رافع عن هشام.\n"
        found = align(english(source), arabic("".join([*lines[:4], extra, *lines[4:]])))
        return max((flag.confidence for flag in found.added), default=0.0)

    assert 0 < added("حدثنا", "حدثنا") < added("حدثنا", "قيل")
