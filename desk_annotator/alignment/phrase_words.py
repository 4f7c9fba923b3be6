"""Which words of a phrase answer which words of the other text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import zip_longest

import numpy as np

from desk_annotator.alignment.evidence import Matrix
from desk_annotator.alignment.lexicon import learnt
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.numbers import value_of
from desk_annotator.alignment.result import Alignment
from desk_annotator.alignment.shared_words import (
    Answers,
    Lexicon,
    exact_answers,
    known_answers,
    merged,
    unit_words,
)
from desk_annotator.alignment.terms import LONGEST_TERM, Glossary, terms
from desk_annotator.alignment.vocabulary import stock
from desk_annotator.alignment.words import COMMON, Word, words_of
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span
from desk_annotator.core.text import Text

_CONFIRMED_TRUST = 3.0
_COMMON_WEIGHT = 0.3
"""What a word like "of" counts beside others."""


@frozen
class PhraseWords:
    """Words of one side as compared: a row for each written word, which may be several."""

    rows: tuple[tuple[Word, ...], ...]
    types: tuple[frozenset[str], ...]
    weights: Matrix

    @classmethod
    def of(cls, written: Sequence[str]) -> PhraseWords:
        """Return written words in the form in which they are compared."""
        rows = tuple(words_of(each) for each in written)
        types: list[frozenset[str]] = []
        for row, following in zip_longest(rows, rows[1:]):
            after = following[0] if following else None
            names = {_type(word, row[k + 1] if k + 1 < len(row) else after)
                     for k, word in enumerate(row)}  # fmt: skip
            types.append(frozenset(names - {""}))
        return cls(
            rows,
            tuple(types),
            np.array([1.0 if names else _COMMON_WEIGHT for names in types], np.float32),
        )


def _type(word: Word, following: Word | None) -> str:
    value = value_of(word, following)
    if value is not None:
        return "=" + value
    return "" if word.key in COMMON else word.key


class Vocabulary:
    """What is known of the words of one pair: values, names, terms, the stock, what was learnt."""

    def __init__(
        self,
        source: Text,
        target: Text,
        alignment: Alignment,
        glossary: Glossary,
        lexicon: Lexicon | None,
    ) -> None:
        self._texts = source, target
        self._alignment = alignment
        self._terms = terms(glossary, source.language, target.language)
        self._lexicon = lexicon
        self._learnt: Lexicon | None = None

    @cached_property
    def stock(self) -> Lexicon:
        """The stock of common words, and what was learnt over all projects."""
        known = stock(self._texts[0].language, self._texts[1].language)
        return known if not self._lexicon else merged([_answers(known), _answers(self._lexicon)])

    @property
    def learnt(self) -> Lexicon:
        """What the links of this pair teach."""
        return self.learn(go_on)

    def learn(self, check: Check) -> Lexicon:
        """Return what the links of this pair teach, learnt once.

        That takes a second for a book; `check` is called all the time and may raise.
        """
        if self._learnt is None:
            links = self._alignment.links
            pairs = [
                (_stems(self._texts[0], link.source), _stems(self._texts[1], link.target))
                for link in with_looks(links, check)
            ]
            trust = [_CONFIRMED_TRUST if link.confirmed else link.confidence for link in links]
            self._learnt = learnt(pairs, trust, check=check)
        return self._learnt

    def answers(self, source: PhraseWords, target: PhraseWords) -> Matrix:
        """Return how surely each source word (row) answers each target word, from 0 to 1.

        Terms are left to `term_pairs`, as part of a term is none.
        """
        here = unit_words([[word for row in source.rows for word in row]])
        there = unit_words([[word for row in target.rows for word in row]])
        table = merged(
            [exact_answers(here, there)]
            + [known_answers(here, there, lexicon) for lexicon in (self.stock, self.learnt)]
        )
        columns: dict[str, list[int]] = {}
        for number, names in enumerate(target.types):
            for name in names:
                columns.setdefault(name, []).append(number)
        result = np.zeros((len(source.rows), len(target.rows)), np.float32)
        for number, names in enumerate(source.types):
            for name in names:
                for other, sure in table.get(name, {}).items():
                    for column in columns.get(other, ()):
                        result[number, column] = max(sure, result[number, column])
        return result

    def term_pairs(self, source: PhraseWords, target: PhraseWords) -> list[tuple[slice, slice]]:
        """Return where terms stand that name the same: source words, target words."""
        heard = _concepts(target, self._terms.target)
        return [
            (left, right)
            for here, left in _concepts(source, self._terms.source)
            for there, right in heard
            if here & there
        ]


def _answers(lexicon: Lexicon) -> Answers:
    return {stem: dict(found) for stem, found in lexicon.items()}


def _stems(text: Text, span: Span) -> frozenset[str]:
    words = words_of(text.characters[span.start : span.end])
    return frozenset(word.stem for word in words if word.key not in COMMON)


def _concepts(
    words: PhraseWords, table: Mapping[tuple[str, ...], frozenset[str]]
) -> list[tuple[frozenset[str], slice]]:
    """Return the terms among the words: what they name and which words they are."""
    if not table:
        return []
    stems = [
        (word.stem, number)
        for number, row in enumerate(words.rows)
        for word in row
        if word.key not in COMMON
    ]
    found: list[tuple[frozenset[str], slice]] = []
    for start in range(len(stems)):
        for end in range(start + 1, min(start + LONGEST_TERM, len(stems)) + 1):
            concepts = table.get(tuple(stem for stem, _ in stems[start:end]))
            if concepts:
                found.append((concepts, slice(stems[start][1], stems[end - 1][1] + 1)))
    return found
