"""How well each run of source units answers each run of target units, as log odds.

A run is one to four units that stand together. Scores are natural logarithms of odds: 0 says
nothing, 3 says twenty times likelier to belong together than not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.looks import Check, go_on
from desk_annotator.alignment.segmentation import Unit
from desk_annotator.core.frozen import frozen

Matrix = NDArray[np.float32]

LONGEST_RUN = 8
"""Units of one side in one bead."""

SHAPES = tuple(
    (source, target)
    for source in range(1, LONGEST_RUN + 1)
    for target in range(1, LONGEST_RUN + 1)
    if min(source, target) <= 4 and source * target <= 24
)
"""The sizes of beads, in the order in which equal scores are preferred."""

SMALL_SHAPES = tuple(shape for shape in SHAPES if max(shape) <= 4 and sum(shape) <= 6)
"""Enough to learn from a pair; the last round looks at all."""


Borders = tuple[tuple[float, ...], ...]


@frozen
class Prices:
    """What is believed of one document, all as log odds where nothing else is said.

    `meaning` is how alike true pairs are (cosine of centred vectors), `words` which share of the
    weight of their words is answered; chance pairs lie near 0 in both. `ratio` is the logarithm
    of target letters a source letter. What a pair measures, as a share of that, is weighed by
    logistic regression on true and on chance pairs of segments; `level` is what a pair must
    bring to be as likely true as not. `merge` prices a border inside a bead: soft cut, end of
    sentence, line break; `skip_edge` those at which an unmatched stretch begins or ends.
    `skip_unit` is paid for each unmatched unit. The prices were tuned on part of the development
    pairs (see docs/ALIGNMENT.md).
    """

    meaning: float = 0.5
    words: float = 0.2
    ratio: float = -0.15
    merge: tuple[float, float, float, float] = (0.7, 1.0, 4.0, 1e6)
    skip_edge: tuple[float, float, float] = (2.5, 1.5, 0.8)
    skip_unit: float = 0.2
    level: float = 4.0
    meaning_weight: float = 7.5
    words_weight: float = 1.0
    ratio_spread: float = 0.35
    ratio_weight: float = 0.65
    borders: Borders | None = None
    """What it says for a bead that it begins (ends) at a border of this kind in the source and
    that kind in the target: [source kind, target kind]; None as long as nothing is known."""


MEANING_RANGE = (-0.3, 1.3)
"""Likeness, as a share of what true pairs have here, below and above which it says no more."""

MOST_WORDS = 2.0
"""The same for the share of shared words, above: chains of names and formulas share ever more."""


@frozen
class SideRuns:
    """One side made ready: what is known of the run of k units that ends before unit `end`.

    Arrays are indexed [k - 1, end] with `end` from 0 to the number of units; a run that would
    begin before the text is cut off there.
    """

    vectors: Matrix
    norms: Matrix
    letters: Matrix
    mass: Matrix
    inner: NDArray[np.float32]
    """Borders inside the run by kind: [k - 1, end, kind]."""
    kinds: NDArray[np.int64]
    """Kind of the border at each place, those before the first and after the last unit too."""


def border_kind(unit: Unit) -> int:
    """Return 0 if the unit begins at a soft cut, 1 after a sentence, 2 after a line break."""
    return 2 if unit.after_line else 1 if unit.after_sentence else 0


def running(values: Matrix, longest: int) -> Matrix:
    """Return sums over the last 1..longest rows before each end, as [k - 1, end, ...]."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, 0, np.float64)])
    ends = np.arange(len(values) + 1)
    return np.stack(
        [total[ends] - total[np.maximum(ends - k, 0)] for k in range(1, longest + 1)]
    ).astype(np.float32)


LINE = 2
"""Border kind of a unit that begins a line."""

JOINT = 3
"""Border kind of a place where units stand together that do not in the text: never inside a run."""


@frozen
class SideRows:
    """What is known of each unit of one side, one row a unit.

    `vectors` are centred and weighted by length (zero columns wide without an encoder), `mass`
    is the weight of a unit's words, `kinds` the border each begins at (see `border_kind`).
    """

    letters: Matrix
    kinds: NDArray[np.int64]
    vectors: Matrix
    mass: Matrix

    def chosen(self, numbers: NDArray[np.int64]) -> SideRows:
        """Return the rows of some units (rising), with joints where units between are left out."""
        kinds = self.kinds[numbers].copy()
        kinds[1:][np.diff(numbers) != 1] = JOINT
        return SideRows(self.letters[numbers], kinds, self.vectors[numbers], self.mass[numbers])

    def runs(self, check: Check = go_on) -> SideRuns:
        """Return the sums over runs that scoring needs; `check` may raise."""
        kinds = np.zeros((len(self.kinds), JOINT + 1), np.float32)
        kinds[np.arange(len(self.kinds)), self.kinds] = 1
        inner = np.zeros((LONGEST_RUN, len(self.kinds) + 1, JOINT + 1), np.float32)
        inner[1:] = running(kinds, LONGEST_RUN)[:-1]
        return SideRuns(
            self.vectors,
            _norms(self.vectors, check),
            running(self.letters, LONGEST_RUN),
            running(self.mass, LONGEST_RUN),
            inner,
            np.append(self.kinds, 2),
        )


_ROWS = 2048
"""Units whose vectors are worked on between two looks at whether the user has cancelled."""


def _norms(vectors: Matrix, check: Check) -> Matrix:
    """Return the lengths of the sums over runs, some rows at a time to spare memory."""
    norms = np.zeros((LONGEST_RUN, len(vectors) + 1), np.float32)
    # Running totals of the rows before those worked on, as far as the longest run reaches back.
    before = np.zeros((1, vectors.shape[1]))
    for first in range(0, len(vectors), _ROWS):
        check()
        here = np.concatenate([before[-1:], vectors[first : first + _ROWS]])
        total = np.concatenate([before[:-1], np.cumsum(here, 0, np.float64)])
        ends = np.arange(len(before), len(total))
        for k in range(1, LONGEST_RUN + 1):
            sums = total[ends] - total[np.maximum(ends - k, 0)]
            norms[k - 1, first + 1 : first + 1 + len(ends)] = np.linalg.norm(sums, axis=1)
        before = total[-LONGEST_RUN - 1 :]
    return np.maximum(norms, np.float32(1e-6))


def side_rows(
    units: Sequence[Unit], vectors: Matrix | None, mass: Matrix, check: Check = go_on
) -> SideRows:
    """Make the rows of one side; without `vectors` meaning says nothing.

    Vectors are centred on their mean, so that chance pairs are alike by about 0 whatever the
    texts are about.
    """
    sizes = np.array([unit.letters for unit in units], np.float32)
    kinds = np.array([border_kind(unit) for unit in units], np.int64)
    if vectors is None or not len(units):
        return SideRows(sizes, kinds, np.zeros((len(units), 1), np.float32), mass)
    weight = np.sqrt(sizes + 1)[:, None]
    check()
    middle = (vectors * weight).sum(0) / weight.sum()
    middle *= len(units) / (len(units) + 8)
    rows = np.empty_like(vectors)
    for first in range(0, len(units), _ROWS):
        check()
        here = slice(first, first + _ROWS)
        rows[here] = (vectors[here] - middle) * weight[here]
    return SideRows(sizes, kinds, rows, mass)


@frozen
class Evidence:
    """Both sides, and in `shared` for each row the columns with shared words and their weights."""

    source: SideRuns
    target: SideRuns
    shared: Sequence[tuple[NDArray[np.int32], Matrix]]

    def window(
        self, rows: tuple[int, int], columns: tuple[int, int], borders: Borders | None = None
    ) -> Window:
        """Return what is needed to score beads that end in a rectangle of (row, column) places.

        A place (i, j) stands before source unit i and target unit j.
        """
        top, left = max(rows[0] - LONGEST_RUN, 0), max(columns[0] - LONGEST_RUN, 0)
        products = self.source.vectors[top : rows[1]] @ self.target.vectors[left : columns[1]].T
        words = np.zeros_like(products)
        for offset in range(len(words)):
            places, weights = self.shared[top + offset]
            low, high = np.searchsorted(places, (left, columns[1]))
            words[offset, places[low:high] - left] = weights[low:high]
        found: Matrix | None = None
        if borders is not None:
            # Half, as each border is the end of one bead and the beginning of the next.
            table = np.array(borders, np.float32) * np.float32(0.5)
            found = table[
                self.source.kinds[top : rows[1]][:, None], self.target.kinds[left : columns[1]]
            ]
        return Window(self, rows, columns, top, left, _integral(products), _integral(words), found)


def _integral(values: Matrix) -> NDArray[np.float64]:
    padded = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    padded[1:, 1:] = values
    return padded.cumsum(0).cumsum(1)


@frozen
class Window:
    """Scores of the beads that end in a rectangle of places."""

    evidence: Evidence
    rows: tuple[int, int]
    columns: tuple[int, int]
    top: int
    left: int
    products: NDArray[np.float64]
    words: NDArray[np.float64]
    borders: Matrix | None = None
    """What each pair of places says for a bead that begins or ends there, from (top, left) on."""

    def measures(self, shape: tuple[int, int]) -> tuple[Matrix, Matrix, Matrix]:
        """Return meaning, shared words and log length ratio of the beads of one shape.

        Row r, column c is the bead that ends at the place (rows[0] + r, columns[0] + c).
        """
        a, b = shape
        source, target = self.evidence.source, self.evidence.target
        rows = np.arange(*self.rows)
        columns = np.arange(*self.columns)
        meaning = self._sums(self.products, shape)
        meaning /= source.norms[a - 1, rows][:, None] * target.norms[b - 1, columns]
        words = np.float32(2) * self._sums(self.words, shape)
        words /= source.mass[a - 1, rows][:, None] + target.mass[b - 1, columns] + 1e-6
        letters = np.log(
            (target.letters[b - 1, columns] + 3) / (source.letters[a - 1, rows] + 3)[:, None]
        )
        return meaning, words, letters

    def _sums(self, integral: NDArray[np.float64], shape: tuple[int, int]) -> Matrix:
        low, high = _places(self.rows, self.top, 0), _places(self.rows, self.top, shape[0])
        left, right = (
            _places(self.columns, self.left, 0),
            _places(self.columns, self.left, shape[1]),
        )
        ends = integral[low]
        starts = integral[high]
        sums = ends[:, left] - starts[:, left] - ends[:, right] + starts[:, right]
        return np.asarray(sums, np.float32)

    def scores(self, shape: tuple[int, int], prices: Prices) -> Matrix:
        """Return the log odds of the beads of one shape, the price of merging taken off."""
        a, b = shape
        meaning, words, letters = self.measures(shape)
        source, target = self.evidence.source, self.evidence.target
        rows = slice(*self.rows)
        columns = slice(*self.columns)
        total = np.minimum(words * np.float32(1 / prices.words), MOST_WORDS)
        total *= np.float32(prices.words_weight)
        if prices.meaning_weight:
            alike = np.clip(meaning * np.float32(1 / prices.meaning), *MEANING_RANGE)
            total += alike * np.float32(prices.meaning_weight)
        total -= np.float32(prices.level)
        size = np.minimum(source.letters[a - 1, rows][:, None], target.letters[b - 1, columns])
        spread = prices.ratio_spread * np.sqrt(1 + 40 / (size + 5))
        off = (letters - prices.ratio) / spread
        total = total + prices.ratio_weight * np.maximum(0.5 - off * off / 2, -12)
        price = np.array(prices.merge, np.float32)
        total -= (source.inner[a - 1, rows] @ price)[:, None]
        total -= target.inner[b - 1, columns] @ price
        if self.borders is not None:
            rows_here = np.arange(*self.rows) - self.top
            columns_here = np.arange(*self.columns) - self.left
            total += self.borders[np.ix_(rows_here, columns_here)]
            before = np.maximum(rows_here - a, 0), np.maximum(columns_here - b, 0)
            total += self.borders[np.ix_(*before)]
        return np.asarray(total, np.float32)


def _places(span: tuple[int, int], first: int, before: int) -> slice | NDArray[np.int64]:
    """Return the places so many units before those of a span, none of them before the first."""
    start = span[0] - first - before
    if start >= 0:
        return slice(start, span[1] - first - before)
    return np.maximum(np.arange(start, span[1] - first - before), 0)
