"""Which words of an aligned unit answer each other, and by what: values, letters, terms, lexicons.

Each finding is about two runs of words, one of each side, and is unique within its unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import TypeVar

from desk_annotator.alignment.folding import is_arabic, word_key
from desk_annotator.alignment.names import name_pairs
from desk_annotator.alignment.numbers import value_of
from desk_annotator.alignment.phrase_words import PhraseWords, Vocabulary
from desk_annotator.alignment.word_spans import word_spans
from desk_annotator.alignment.words import COMMON, Word, names_among
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span

Run = tuple[int, int]
"""Words [start, end) of a unit."""


_FORMULAS = tuple(
    tuple(map(word_key, formula.split()))
    for formula in (
        "صلى الله عليه وسلم",
        "صلى الله عليه",
        "رضي الله عنه",
        "رضي الله عنها",
        "رضي الله عنهما",
        "رضي الله عنهم",
        "عليه السلام",
        "peace be upon him",
    )
)
_DENIALS = "غير عدم بلا بدون دون وغير والغير الغير بغير وعدم"
_DENYING = frozenset(map(word_key, _DENIALS.split()))
"""With the next word they say one thing: half of it would be the contrary."""
_HALVES = "عبد عبيد bin bint ibn بن ابن al"
_FIRST_HALVES = frozenset(map(word_key, _HALVES.split()))
"""Half of a name or a title."""
_CONTRACTED = ("n't", "n’t", "cannot")
_BEFORE = ("", "ال", "وال", "بال", "فال", "لل", "و", "ف", "ب", "ل", "ك")
"""What may be joined to the front of a name."""
_VOWELS = "اعيو"
_LATIN_VOWELS = "aeiouyw'`"
_BEFORE_TA_MARBUTA = ("a", "e", "i", "o", "ah", "eh", "at", "et")


class AnswerKind(Enum):
    """What an answer rests on."""

    NUMBER = auto()
    """The same values: numbers, dates."""
    LATIN = auto()
    """The same letters, in both texts."""
    NAME = auto()
    """The same consonants, in two scripts."""
    TERM = auto()
    """A term of the glossary, a country, a language."""
    STOCK = auto()
    """The stock of common words, or what was learnt over all projects."""
    LEARNT = auto()
    """What the links of this pair teach."""


@frozen
class Answer:
    """Two runs of words that say the same; `sure` from 0 to 1 as its `kind` measures it."""

    source: Run
    target: Run
    kind: AnswerKind
    sure: float


@frozen
class UnitText:
    """The words of a stretch of one text: where they stand and as they are compared."""

    characters: str
    places: Sequence[Span]
    words: PhraseWords
    joined: Sequence[bool]
    """Whether only white space stands between a word and the next."""
    silent: frozenset[int]
    """Words that say nothing by themselves: formulas of praise, and what is denied."""

    @classmethod
    def of(cls, characters: str, span: Span) -> UnitText:
        """Return the words of a stretch of a text (code points)."""
        places = word_spans(characters, span)
        written = [characters[place.start : place.end] for place in places]
        joined = [characters[a.end : b.start].isspace() for a, b in pairwise(places)]
        words = PhraseWords.of(written)
        return cls(characters, places, words, joined, _silent(words))

    def span(self, run: Run) -> Span:
        """Return where a run stands in the text."""
        return Span(self.places[run[0]].start, self.places[run[1] - 1].end)

    def text(self, run: Run) -> str:
        """Return a run as it stands in the text."""
        span = self.span(run)
        return self.characters[span.start : span.end]

    def is_whole(self, run: Run) -> bool:
        """True if nothing but white space stands between the words of a run."""
        return all(self.joined[run[0] : run[1] - 1])

    @property
    def all(self) -> Run:
        """The run of all its words."""
        return 0, len(self.places)

    def starts(self, run: Run) -> set[int]:
        """Return where each word of a run begins in the text (code points)."""
        return {place.start for place in self.places[slice(*run)]}

    def written(self, number: int) -> str:
        """Return a word as it stands in the text."""
        place = self.places[number]
        return self.characters[place.start : place.end]

    def read(self, run: Run) -> str:
        """Return a run in the form in which it is compared."""
        return " ".join(word.key for row in self.words.rows[slice(*run)] for word in row)

    def single(self, number: int) -> Word | None:
        """Return a written word if it is one word as compared, and not silent."""
        row = self.words.rows[number]
        return row[0] if len(row) == 1 and number not in self.silent else None


def _silent(words: PhraseWords) -> frozenset[int]:
    keys = [row[0].key if len(row) == 1 else "" for row in words.rows]
    found: set[int] = set()
    for number, key in enumerate(keys):
        for formula in _FORMULAS:
            if tuple(keys[number : number + len(formula)]) == formula:
                found.update(range(number, number + len(formula)))
        if key in _DENYING:
            found.update((number, number + 1))
        # Of a compound ("counter-terrorism") an encoder finds a half as like as the whole.
        if key in _FIRST_HALVES or key.endswith(_CONTRACTED) or not key:
            found.add(number)
    return frozenset(found)


def values_in(unit: UnitText) -> list[tuple[Run, tuple[str, ...]]]:
    """Return the runs of words that name numbers and dates together, and their values."""
    found: list[tuple[Run, tuple[str, ...]]] = []
    count = len(unit.places)
    number = 0
    values: list[tuple[Run, str]] = []
    while number < count:
        word = unit.single(number)
        after = unit.single(number + 1) if number + 1 < count else None
        value = value_of(word, after) if word is not None else None
        if value is None:
            number += 1
            continue
        # The Levantine names of four months have two words.
        both = after is not None and word is not None and value != value_of(word, None)
        values.append(((number, number + 1 + both), value))
        number += 1 + both
    for run, value in values:
        if found and found[-1][0][1] == run[0] and unit.joined[run[0] - 1]:
            start, told = found[-1][0][0], found[-1][1]
            found[-1] = ((start, run[1]), (*told, value))
        else:
            found.append((run, (value,)))
    return found


def value_words(unit: UnitText) -> frozenset[int]:
    """Return which words of a unit name numbers and dates."""
    return frozenset(number for run, _ in values_in(unit) for number in range(*run))


def compared(unit: UnitText) -> list[int]:
    """Return the words whose meaning is compared, not the commonest.

    Nor numbers and dates: they all mean much the same to an encoder.
    """
    values = value_words(unit)
    return [
        number
        for number, types in enumerate(unit.words.types)
        if types and number not in values and number not in unit.silent
    ]


class KnownWords:
    """What is known of the words of a pair: which are names, terms, and the lexicons."""

    def __init__(
        self, vocabulary: Vocabulary, source: Sequence[UnitText], target: Sequence[UnitText]
    ) -> None:
        self._vocabulary = vocabulary
        self._names = tuple(
            names_among([[word for row in unit.words.rows for word in row] for unit in units])
            for units in (source, target)
        )

    def answers(self, source: UnitText, target: UnitText) -> Iterator[Answer]:
        """Find what answers each other by itself or by what is known, each unique in the unit."""
        yield from _numbers(source, target)
        yield from _latin(source, target)
        yield from self._name_answers(source, target)
        yield from self._term_answers(source, target)
        yield from _by_lexicon(source, target, AnswerKind.STOCK, self._vocabulary.stock)
        yield from _by_lexicon(source, target, AnswerKind.LEARNT, self._vocabulary.learnt)

    def _name_answers(self, source: UnitText, target: UnitText) -> Iterator[Answer]:
        for left, right, names, turned in (
            (source, target, self._names[0], False),
            (target, source, self._names[1], True),
        ):
            for a, b, sure in _written_alike(left, right, names):
                here, there = (b, a) if turned else (a, b)
                yield Answer((here, here + 1), (there, there + 1), AnswerKind.NAME, sure)

    def _term_answers(self, source: UnitText, target: UnitText) -> Iterator[Answer]:
        found = self._vocabulary.term_pairs(source.words, target.words)
        scores = {
            ((a.start, a.stop), (b.start, b.stop)): 1.0
            for a, b in found
            if source.is_whole((a.start, a.stop)) and target.is_whole((b.start, b.stop))
        }
        for (a, b), sure in _mutual(scores):
            yield Answer(a, b, AnswerKind.TERM, sure)


def _written_alike(
    left: UnitText, right: UnitText, names: frozenset[str]
) -> Iterator[tuple[int, int, float]]:
    """Find the Latin names of one unit that Arabic words of the other write."""

    def latin(word: Word) -> str | None:
        return word.key if word.key in names and not is_arabic(word.key) else None

    def arabic(word: Word) -> str | None:
        return word.key if is_arabic(word.key) and word.key not in COMMON else None

    here, there = _places(left, latin), _places(right, arabic)
    scores = {
        (a, b): sure
        for name, found in name_pairs(here, there).items()
        for other, sure in found.items()
        if sure >= 1 or _begins_and_ends_alike(name, other)
        for a in here[name]
        for b in there[other]
    }
    for (a, b), sure in _mutual(scores):
        yield a, b, sure


def _begins_and_ends_alike(latin: str, arabic: str) -> bool:
    """Tell whether a short skeleton may stand for the whole of both words."""
    bare = [arabic[len(each) :] for each in _BEFORE if arabic.startswith(each)]
    begins = any((word[:1] in _VOWELS) == (latin[0] in _LATIN_VOWELS) for word in bare if word)
    # A pronoun at the end ("told him") is no part of a name.
    return begins and (arabic[-1] != "ه" or latin.endswith(_BEFORE_TA_MARBUTA))


def _numbers(source: UnitText, target: UnitText) -> Iterator[Answer]:
    here, there = values_in(source), values_in(target)
    scores = {
        (a, b): 1.0 for a, told in here for b, heard in there if sorted(told) == sorted(heard)
    }
    yield from (Answer(a, b, AnswerKind.NUMBER, sure) for (a, b), sure in _mutual(scores))


def _latin(source: UnitText, target: UnitText) -> Iterator[Answer]:
    def latin(word: Word) -> str | None:
        return None if word.is_number or is_arabic(word.key) else word.key

    here, there = _places(source, latin), _places(target, latin)
    for key in here.keys() & there.keys():
        if len(here[key]) == len(there[key]) == 1:
            a, b = here[key][0], there[key][0]
            yield Answer((a, a + 1), (b, b + 1), AnswerKind.LATIN, 1.0)


def _by_lexicon(
    source: UnitText, target: UnitText, kind: AnswerKind, lexicon: Mapping[str, Mapping[str, float]]
) -> Iterator[Answer]:
    def content(word: Word) -> str | None:
        return None if word.key in COMMON else word.stem

    here, there = _places(source, content), _places(target, content)
    scores = {
        (a, b): sure
        for stem, at in here.items()
        for other, sure in lexicon.get(stem, {}).items()
        for a in at
        for b in there.get(other, ())
    }
    for (a, b), sure in _mutual(scores):
        yield Answer((a, a + 1), (b, b + 1), kind, sure)


def _places(unit: UnitText, named: Callable[[Word], str | None]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number in range(len(unit.places)):
        word = unit.single(number)
        name = named(word) if word is not None else None
        if name is not None:
            found[name].append(number)
    return found


Pair = TypeVar("Pair", int, Run)


def _mutual(scores: Mapping[tuple[Pair, Pair], float]) -> Iterator[tuple[tuple[Pair, Pair], float]]:
    """Give the pairs that are surer than any other of the same source or of the same target."""
    left: defaultdict[Pair, list[float]] = defaultdict(list)
    right: defaultdict[Pair, list[float]] = defaultdict(list)
    for (a, b), sure in scores.items():
        left[a].append(sure)
        right[b].append(sure)
    for (a, b), sure in scores.items():
        if sum(other >= sure for other in left[a]) == sum(other >= sure for other in right[b]) == 1:
            yield (a, b), sure
