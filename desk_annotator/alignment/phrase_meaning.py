"""How alike the words of linked units mean, and where one word is only half an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from desk_annotator.alignment.encoding import Encoder, encoded
from desk_annotator.alignment.evidence import Matrix
from desk_annotator.alignment.phrase_evidence import Run, UnitText, compared
from desk_annotator.core.frozen import frozen

_SAME_WORD = 0.97
"""Likeness of a word with itself in the other text."""


@frozen
class Likeness:
    """How alike the words of two units mean: [source word, target word]; -1 where not compared."""

    table: Matrix

    def of(self, a: int, b: int) -> tuple[float, float]:
        """Return how alike two words are, and by how much more than either with another."""
        alike = float(self.table[a, b])
        row, column = self.table[a].copy(), self.table[:, b].copy()
        row[b] = column[a] = 0.0
        return alike, alike - float(max(row.max(), column.max()))

    def mutual(self) -> Iterator[tuple[int, int]]:
        """Give the words that are each the likest of the other."""
        if not self.table.size:
            return
        right, left = self.table.argmax(1), self.table.argmax(0)
        for a, b in enumerate(right):
            if left[b] == a and self.table[a, b] > 0:
                yield a, int(b)


class Meanings:
    """What each word of the units means, encoded once however often it stands there."""

    def __init__(self, vectors: Mapping[str, Matrix]) -> None:
        self._vectors = vectors

    @classmethod
    def of(
        cls,
        encoder: Encoder | None,
        pairs: Sequence[tuple[UnitText, UnitText]],
        cancelled: Callable[[], bool],
        progress: Callable[[float], None],
    ) -> Meanings:
        """Encode the words of units; without an encoder there is nothing to compare."""
        if encoder is None:
            return cls({})
        written = sorted(
            {unit.written(number) for pair in pairs for unit in pair for number in compared(unit)}
        )
        rows = encoded(encoder, written, cancelled, progress)
        return cls(dict(zip(written, rows, strict=True)))

    def likeness(self, here: UnitText, there: UnitText) -> Likeness | None:
        """Return how alike the words of two units mean; None without an encoder."""
        if not self._vectors:
            return None
        table = np.full((len(here.places), len(there.places)), -1.0, np.float32)
        left, right = compared(here), compared(there)
        if left and right:
            sources = np.stack([self._vectors[here.written(number)] for number in left])
            targets = np.stack([self._vectors[there.written(number)] for number in right])
            table[np.ix_(left, right)] = sources @ targets.T
        return Likeness(table)


@frozen
class Doubted:
    """Two runs of words that are `alike` and may be half of an answer, and the words not taken."""

    here: UnitText
    there: UnitText
    source: Run
    target: Run
    alike: float
    free: tuple[frozenset[int], frozenset[int]]

    def grown(self) -> Iterator[tuple[str, str]]:
        """Give both as they stand in the text, with one neighbour more on one side."""
        if self.alike > _SAME_WORD:
            return
        for left in _with_neighbour(self.source, self.here, self.free[0]):
            yield self.here.text(left), self.there.text(self.target)
        for right in _with_neighbour(self.target, self.there, self.free[1]):
            yield self.here.text(self.source), self.there.text(right)


def _with_neighbour(run: Run, unit: UnitText, free: frozenset[int]) -> Iterator[Run]:
    start, end = run
    if start - 1 in free and unit.joined[start - 1]:
        yield start - 1, end
    if end in free and unit.joined[end - 1]:
        yield start, end + 1


def half_answers(
    doubted: Sequence[Doubted],
    encoder: Encoder,
    cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> list[bool]:
    """Tell of which the meaning is more alike with a neighbour ("database": قاعدة البيانات).

    Raises Cancelled soon after `cancelled` says yes.
    """
    grown = [list(each.grown()) for each in doubted]
    written = sorted({text for pairs in grown for pair in pairs for text in pair})
    rows = encoded(encoder, written, cancelled, progress)
    vectors = dict(zip(written, rows, strict=True))
    return [
        any(float(vectors[a] @ vectors[b]) > each.alike for a, b in pairs)
        for each, pairs in zip(doubted, grown, strict=True)
    ]
