"""The likeliest counterparts of a phrase the user has selected, ranked, or none.

Candidates are runs of words of the other text, first where the alignment says the phrase's
counterpart should be, then around that place, then in the whole text. They are compared by
meaning (with an encoder) and by the words that answer each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from desk_annotator.alignment.encoding import Encoder, encoded
from desk_annotator.alignment.evidence import Matrix
from desk_annotator.alignment.judgement import MOST_REASONS, confidence
from desk_annotator.alignment.phrase_words import PhraseWords, Vocabulary
from desk_annotator.alignment.result import Alignment, Reason, ReasonKind
from desk_annotator.alignment.segmentation import letters
from desk_annotator.alignment.shared_words import Lexicon
from desk_annotator.alignment.terms import Glossary
from desk_annotator.alignment.word_spans import is_parted, word_spans
from desk_annotator.alignment.words import Word
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text

LONGEST = 12
"""Words a counterpart may have, unless the phrase itself has so many."""

LIKELY_COUNTERPART = 0.3
"""Confidence below which the answer is that there is no counterpart."""

MOST = 6
"""Counterparts offered."""

_NEAR = 150
"""Characters each way of the place the alignment gives that are always looked through."""
_FAR = 6000
"""The same where nothing near is likely."""
_CANDIDATES = 320
"""Runs compared at once; of more only every other (or third…) start and end is tried first."""
_REFINED = 4
"""The best of those around which all starts and ends are tried then."""
_SHORTEST, _LONGEST_RATIO = 0.4, 2.2
"""Letters of a candidate, as a share of those expected."""
_LONGEST_WORD = 60
"""Code points a stretch grows by at most, on each side, to reach white space."""
_SAME = 0.7
"""Of two candidates that share more of their words, only the better is offered."""

# Logistic regression on phrases of development pairs (see docs/ALIGNMENT.md): the constant,
# then in the order of `_Stretch.features`.
WEIGHTS = (-5.492, 8.988, 2.281, -1.939, 1.392, -0.684)
WEIGHTS_WITHOUT_ENCODER = (-1.649, 0.0, 5.903, -2.101, 0.882, -1.058)


@frozen
class Counterpart:
    """A stretch of the other text that may answer a phrase; `confidence` from 0 to 1."""

    span: Span
    confidence: float
    reasons: tuple[Reason, ...] = ()


def _never() -> bool:
    return False


class PhraseFinder:
    """Finds counterparts in one pair of texts; what it learns of the pair it learns once."""

    def __init__(
        self,
        source: Text,
        target: Text,
        alignment: Alignment | None = None,
        *,
        encoder: Encoder | None = None,
        glossary: Glossary | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        self._texts = {Side.SOURCE: source, Side.TARGET: target}
        self._alignment = alignment if alignment is not None else Alignment()
        self._encoder = encoder
        self._vocabulary = Vocabulary(source, target, self._alignment, glossary or {}, lexicon)
        self._ratio = max(letters(target.characters), 1) / max(letters(source.characters), 1)

    def find(
        self,
        side: Side,
        spans: Sequence[Span],
        cancelled: Callable[[], bool] = _never,
        most: int = MOST,
    ) -> tuple[Counterpart, ...]:
        """Return the likeliest counterparts of a phrase, best first; none if the best is weak.

        `spans` (code points of `side`) are the phrase; counterparts are spans of the other
        text, of whole words. Raises Cancelled soon after `cancelled` says yes.
        """
        characters = self._texts[side].characters
        words = [word for span in spans for word in word_spans(characters, span)]
        if not words:
            return ()
        phrase = " ".join(characters[span.start : span.end] for span in spans)
        expected = sum(letters(characters[word.start : word.end]) for word in words) * (
            self._ratio if side is Side.SOURCE else 1 / self._ratio
        )
        expected = max(expected, 1.0)

        def check() -> None:
            if cancelled():
                raise Cancelled

        self._vocabulary.learn(check)
        inside, around, expected_at = self._places(side, spans)
        search = _Search(
            self._texts[side.other].characters,
            phrase,
            PhraseWords.of([characters[word.start : word.end] for word in words]),
            expected,
            expected_at,
            inside,
            self._encoder,
            self._vocabulary,
            is_source=side is Side.SOURCE,
            cancelled=cancelled,
        )
        found = search.through(around)
        if _best(found) < LIKELY_COUNTERPART:
            low, high = max(round(expected_at) - _FAR, 0), round(expected_at) + _FAR
            wide = self._whole_words(side.other, low, high)
            if wide != around:
                found = max(found, search.through(wide), key=_best)
        return tuple(each for each in found if each.confidence >= LIKELY_COUNTERPART)[:most]

    def _places(self, side: Side, spans: Sequence[Span]) -> tuple[list[Span], Span, float]:
        """Return what the alignment links to the phrase, where to look first, and the middle.

        A counterpart is likely to stand in what is linked as the phrase does in its own text.
        """
        rows = [
            (link.source, link.target) if side is Side.SOURCE else (link.target, link.source)
            for link in self._alignment.links
        ]
        length = len(self._texts[side.other])
        start, end = spans[0].start, spans[-1].end
        linked = [row for row in rows if any(row[0].overlaps(span) for span in spans)]
        if linked:
            here = Span(min(row[0].start for row in linked), max(row[0].end for row in linked))
            there = Span(min(row[1].start for row in linked), max(row[1].end for row in linked))
        else:
            before = max((row for row in rows if row[0].end <= start), default=None)
            after = min((row for row in rows if row[0].start >= end), default=None)
            low = before[1].end if before else 0
            high = after[1].start if after else length
            here = Span(
                before[0].end if before else 0,
                after[0].start if after else len(self._texts[side]),
            )
            there = Span(min(low, high), max(low, high))
        share = ((start + end) / 2 - here.start) / max(here.length, 1)
        middle = there.start + min(max(share, 0.0), 1.0) * there.length
        low, high = there.start, there.end
        if there.length > _FAR:
            low, high = max(low, round(middle) - _FAR // 2), min(high, round(middle) + _FAR // 2)
        return [row[1] for row in linked], self._whole_words(side.other, low, high), middle

    def _whole_words(self, side: Side, low: int, high: int) -> Span:
        """Return a stretch with what is near it, grown to white space where that is not far."""
        characters = self._texts[side].characters
        low, high = max(low - _NEAR, 0), min(high + _NEAR, len(characters))
        for _ in range(_LONGEST_WORD):
            low -= low > 0 and not characters[low - 1].isspace()
            high += high < len(characters) and not characters[high].isspace()
        return Span(low, high)


def _best(found: Sequence[Counterpart]) -> float:
    return found[0].confidence if found else 0.0


@frozen
class _Search:
    """One phrase, and what its counterparts are measured by."""

    characters: str
    phrase: str
    words: PhraseWords
    expected: float
    """Letters a counterpart is likely to have."""
    expected_at: float
    """Where the middle of a counterpart is likely to be (code points)."""
    inside: Sequence[Span]
    encoder: Encoder | None
    vocabulary: Vocabulary
    is_source: bool
    cancelled: Callable[[], bool]

    def through(self, zone: Span) -> list[Counterpart]:
        """Return the best runs of words in a stretch of the other text, best first."""
        if self.cancelled():
            raise Cancelled
        places = word_spans(self.characters, zone)
        if not places:
            return []
        stretch = _Stretch.of(self, places)
        runs = stretch.runs()
        step = 1 + len(runs) // _CANDIDATES
        step = 1 + int(np.sqrt(step - 1)) if step > 1 else 1
        tried = self._scored(stretch, [run for run in runs if _is_tried(run, step)])
        if step > 1:
            best = sorted(tried, key=lambda run: -tried[run])[:_REFINED]
            near = {
                run
                for run in runs
                if run not in tried
                and any(
                    abs(run[0] - start) < step and abs(run[1] - end) < step for start, end in best
                )
            }
            tried |= self._scored(stretch, sorted(near))
        return self._chosen(stretch, tried)

    def _scored(self, stretch: _Stretch, runs: Sequence[Run]) -> dict[Run, float]:
        """Return the confidence of each run."""
        alike = np.zeros(len(runs), np.float32)
        if self.encoder is not None and runs:
            written = [stretch.written(run) for run in runs]
            rows = encoded(
                self.encoder, [self.phrase, *written], self.cancelled, lambda _share: None
            )
            alike = np.asarray(rows[1:] @ rows[0], np.float32)
        weights = WEIGHTS if self.encoder is not None else WEIGHTS_WITHOUT_ENCODER
        return {
            run: confidence(weights, stretch.features(run, float(meaning)))
            for run, meaning in zip(runs, alike, strict=True)
        }

    def _chosen(self, stretch: _Stretch, tried: dict[Run, float]) -> list[Counterpart]:
        kept: list[Run] = []
        for run in sorted(tried, key=lambda run: (-tried[run], run)):
            if all(_shared(run, other) <= _SAME for other in kept):
                kept.append(run)
            if len(kept) == MOST:
                break
        return [
            Counterpart(stretch.span(run), tried[run], tuple(stretch.reasons(run))) for run in kept
        ]


Run = tuple[int, int]
"""Words [start, end) of a stretch."""


def _is_tried(run: Run, step: int) -> bool:
    return run[0] % step == 0 and (run[1] - run[0]) % step == step // 2


def _shared(one: Run, other: Run) -> float:
    """Return the share of words two runs have in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(common, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


@frozen
class _Stretch:
    """The words of a part of the other text, and how they answer the phrase."""

    search: _Search
    places: Sequence[Span]
    words: PhraseWords
    answers: Matrix
    """A row for each word of the phrase."""
    terms: Sequence[tuple[slice, slice]]
    """Words of the phrase, and words of the stretch, that name the same together."""
    letters: Matrix
    """Letters before each word, and of all."""
    parted: Sequence[bool]
    """Whether a sentence ends between a word and the next."""

    @classmethod
    def of(cls, search: _Search, places: Sequence[Span]) -> _Stretch:
        written = [search.characters[place.start : place.end] for place in places]
        words = PhraseWords.of(written)
        vocabulary = search.vocabulary
        if search.is_source:
            answers = vocabulary.answers(search.words, words)
            terms = vocabulary.term_pairs(search.words, words)
        else:
            answers = vocabulary.answers(words, search.words).T
            terms = [(b, a) for a, b in vocabulary.term_pairs(words, search.words)]
        sizes = np.concatenate([[0], np.cumsum([letters(each) for each in written])])
        parted = [is_parted(search.characters, a, b) for a, b in pairwise(places)]
        return cls(search, places, words, answers, terms, sizes.astype(np.float32), parted)

    def runs(self) -> list[Run]:
        """Return the runs of words that may be a counterpart, by their length."""
        count = len(self.search.words.rows)
        most = max(LONGEST, 2 * count)
        low, high = _SHORTEST * self.search.expected, _LONGEST_RATIO * self.search.expected
        found: list[Run] = []
        crossing = is_parted_within(self.search.phrase)
        for start in range(len(self.places)):
            for end in range(start + 1, min(start + most, len(self.places)) + 1):
                if end - start > 1 and not crossing and self.parted[end - 2]:
                    break
                size = self.letters[end] - self.letters[start]
                if end - start > 1 and size > high:
                    break
                if size >= low or end - start == count:
                    found.append((start, end))
        return found

    def span(self, run: Run) -> Span:
        """Return where a run stands in the text."""
        return Span(self.places[run[0]].start, self.places[run[1] - 1].end)

    def written(self, run: Run) -> str:
        """Return a run as it stands in the text."""
        span = self.span(run)
        return self.search.characters[span.start : span.end]

    def answered(self, run: Run) -> Matrix:
        """Return how surely each word of the phrase is answered by each word of a run."""
        answers = self.answers[:, slice(*run)]
        whole = [
            (here, there)
            for here, there in self.terms
            if run[0] <= there.start and there.stop <= run[1]
        ]
        if whole:
            answers = answers.copy()
            for here, there in whole:
                answers[here, there.start - run[0] : there.stop - run[0]] = 1.0
        return answers

    def features(self, run: Run, meaning: float) -> tuple[float, ...]:
        """Return what the confidence of a run rests on."""
        here, there = self.search.words, slice(*run)
        answers = self.answered(run)
        told, heard = answers.max(1), answers.max(0)
        mass = float(here.weights.sum() + self.words.weights[there].sum())
        words = float(here.weights @ told + self.words.weights[there] @ heard) / mass
        size = float(self.letters[run[1]] - self.letters[run[0]])
        span = self.span(run)
        covered = sum(
            max(0, min(each.end, span.end) - max(each.start, span.start))
            for each in self.search.inside
        )
        return (
            meaning,
            words,
            abs(float(np.log((size + 3) / (self.search.expected + 3)))),
            min(covered / span.length, 1.0) if self.search.inside else 0.5,
            float(np.log1p(abs((span.start + span.end) / 2 - self.search.expected_at) / 20)),
        )

    def reasons(self, run: Run) -> list[Reason]:
        """Return the words of the phrase that are answered in a run."""
        found: list[Reason] = []
        answers = self.answered(run)
        for number, row in enumerate(answers):
            column = int(row.argmax())
            if row[column] > 0:
                left = _read(self.search.words.rows[number])
                right = _read(self.words.rows[run[0] + column])
                both = (left, right) if self.search.is_source else (right, left)
                found.append(Reason(ReasonKind.WORDS, left if left == right else " ≈ ".join(both)))
        return list(dict.fromkeys(found))[:MOST_REASONS]


def _read(row: Sequence[Word]) -> str:
    return " ".join(word.key for word in row)


def is_parted_within(phrase: str) -> bool:
    """Tell whether the phrase itself runs over the end of a sentence or line."""
    words = word_spans(phrase, Span(0, len(phrase)))
    return any(is_parted(phrase, a, b) for a, b in pairwise(words))
