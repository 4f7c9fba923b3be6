"""Words and short phrases that answer each other inside the units an alignment links.

Few and right: each word is in one link at most, a link is the best of both its words and unique
in its unit, and what is doubtful is left out. Links may cross.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from desk_annotator.alignment.encoding import Encoder, shared_encoder
from desk_annotator.alignment.exchange import Request
from desk_annotator.alignment.judgement import MOST_REASONS, confidence
from desk_annotator.alignment.nesting import contradicts
from desk_annotator.alignment.phrase_evidence import (
    Answer,
    AnswerKind,
    KnownWords,
    Run,
    UnitText,
    compared,
)
from desk_annotator.alignment.phrase_meaning import Doubted, Likeness, Meanings, half_answers
from desk_annotator.alignment.phrase_words import Vocabulary
from desk_annotator.alignment.result import LIKELY_PHRASE, Alignment, Link, Reason, ReasonKind
from desk_annotator.alignment.shared_words import Lexicon
from desk_annotator.alignment.terms import Glossary
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.frozen import frozen
from desk_annotator.core.text import Text

LEAST_PHRASE = 0.5
"""Confidence below which nothing is returned."""

LEAST_UNIT = 0.75
"""Confidence that a link between units must have for phrases to be looked for inside it."""

# What was right of those judged by hand (see docs/ALIGNMENT.md). A lexicon's own measure of
# how sure it is moves the confidence of its words by logistic regression: constant, weight.
_BY_KIND = {
    AnswerKind.NUMBER: 0.98,
    AnswerKind.LATIN: 0.99,
    AnswerKind.TERM: 0.97,
}
_MEANING = (-5.6, 8.0, 8.0)
"""Constant, and weights of the likeness of two words and of its lead over the next best."""

_HALF = 0.8
"""What is left of the confidence of half an answer."""
_RIVALRY = 0.3
"""By how much a sure rival lowers a confidence."""


def _never() -> bool:
    return False


def _silent(_share: float) -> None:
    return


def phrase_links_request(
    request: Request,
    *,
    cancelled: Callable[[], bool] = _never,
    progress: Callable[[float], None] = _silent,
) -> tuple[Link, ...]:
    """Do as `phrase_links` what a request asks, with the encoder of this process if it says so."""
    return phrase_links(
        request.source,
        request.target,
        request.phrases_in or Alignment(),
        confirmed=request.confirmed,
        encoder=shared_encoder() if request.with_encoder else None,
        glossary=request.glossary,
        lexicon=request.lexicon,
        cancelled=cancelled,
        progress=progress,
    )


def phrase_links(
    source: Text,
    target: Text,
    alignment: Alignment,
    *,
    confirmed: Sequence[Annotation] = (),
    encoder: Encoder | None = None,
    glossary: Glossary | None = None,
    lexicon: Lexicon | None = None,
    cancelled: Callable[[], bool] = _never,
    progress: Callable[[float], None] = _silent,
) -> tuple[Link, ...]:
    """Return links between words and short phrases of linked units, in the order of the source.

    Looks inside links of `alignment` that are at least `LEAST_UNIT` sure or the user's own.
    Spans are code points, of whole words, without white space or punctuation at their ends; no
    two links share a character of either side. Those below `LEAST_PHRASE` are left out; by
    default those from `LIKELY_PHRASE` should be shown. What `confirmed` annotations say is not
    contradicted: a link lies inside a matching one on both sides, or touches none.

    Raises Cancelled soon after `cancelled` says yes. The same input gives the
    same result.
    """
    rows = [link for link in alignment.links if link.confirmed or link.confidence >= LEAST_UNIT]
    pairs = [
        (UnitText.of(source.characters, link.source), UnitText.of(target.characters, link.target))
        for link in rows
    ]
    vocabulary = Vocabulary(source, target, alignment, glossary or {}, lexicon)
    known = KnownWords(vocabulary, [a for a, _ in pairs], [b for _, b in pairs])
    meanings = Meanings.of(encoder, pairs, cancelled, lambda share: progress(0.6 * share))
    chosen: list[list[_Candidate]] = []
    taken: tuple[set[int], set[int]] = set(), set()
    for here, there in pairs:
        if cancelled():
            raise Cancelled
        found = _candidates(here, there, known, meanings.likeness(here, there))
        chosen.append(_chosen(_undisputed(list(found)), here, there, confirmed, taken))
        progress(0.6 + 0.1 * len(chosen) / len(pairs))
    if encoder is not None:
        _lower_halves(chosen, pairs, encoder, cancelled, lambda share: progress(0.7 + 0.3 * share))
    progress(1.0)
    return tuple(
        sorted(
            (
                link
                for each, (here, there) in zip(chosen, pairs, strict=True)
                for link in _links(each, here, there, confirmed)
            ),
            key=lambda link: (link.source, link.target),
        )
    )


def _chosen(
    candidates: Iterable[_Candidate],
    here: UnitText,
    there: UnitText,
    confirmed: Sequence[Annotation],
    taken: tuple[set[int], set[int]],
) -> list[_Candidate]:
    """Return the surest that share no word; `taken` is where words begin that are in a link."""
    chosen: list[_Candidate] = []
    for each in sorted(candidates, key=lambda one: (-one.confidence, one.source, one.target)):
        starts = here.starts(each.source), there.starts(each.target)
        if each.confidence < LEAST_PHRASE or any(map(set.intersection, starts, taken)):
            continue
        link = each.link(here, there)
        if any(contradicts(link.source, link.target, own) for own in confirmed):
            continue
        for side in (0, 1):
            taken[side].update(starts[side])
        chosen.append(each)
    return chosen


def _links(
    chosen: Sequence[_Candidate],
    here: UnitText,
    there: UnitText,
    confirmed: Sequence[Annotation],
) -> Iterator[Link]:
    """Give what is chosen in a unit as links, neighbours joined; the whole unit is none."""
    for each in _merged(chosen, here, there):
        link = each.link(here, there)
        if (each.source, each.target) != (here.all, there.all) and not any(
            contradicts(link.source, link.target, own) for own in confirmed
        ):
            yield link


@frozen
class _Candidate:
    """Two runs of words that may answer each other."""

    source: Run
    target: Run
    confidence: float
    reasons: tuple[Reason, ...]
    alike: float | None = None
    """How alike they mean; None if that was not asked."""

    def link(self, here: UnitText, there: UnitText) -> Link:
        return Link(here.span(self.source), there.span(self.target), self.confidence, self.reasons)


def _candidates(
    here: UnitText, there: UnitText, known: KnownWords, likeness: Likeness | None
) -> Iterator[_Candidate]:
    """Find what answers each other; what several kinds say is the surer for it."""
    doubt: dict[tuple[Run, Run], float] = {}
    told: dict[tuple[Run, Run], list[Reason]] = {}
    for answer in known.answers(here, there):
        sure = _confidence(answer, likeness)
        key = answer.source, answer.target
        if sure > 0:
            doubt[key] = doubt.get(key, 1.0) * (1 - sure)
            read = here.read(answer.source), there.read(answer.target)
            words = read[0] if read[0] == read[1] else " ≈ ".join(read)
            told.setdefault(key, [Reason(ReasonKind.WORDS, words)])
    if likeness is not None:
        for a, b in likeness.mutual():
            key = (a, a + 1), (b, b + 1)
            meaning, lead = likeness.of(a, b)
            sure = confidence(_MEANING, (meaning, lead))
            doubt[key] = doubt.get(key, 1.0) * (1 - sure)
            told.setdefault(key, []).append(Reason(ReasonKind.MEANING, number=meaning))
    for (left, right), left_over in doubt.items():
        alike = None
        if likeness is not None and left[1] - left[0] == right[1] - right[0] == 1:
            alike = likeness.of(left[0], right[0])[0]
        yield _Candidate(
            left,
            right,
            min(1 - left_over, 0.99),
            tuple(told[left, right]),
            alike if alike is not None and alike > 0 else None,
        )


def _undisputed(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Lower the confidence of those that pair a word with one thing where others say another."""
    for each in candidates:
        rival = max(
            (
                other.confidence
                for other in candidates
                if _meet(each.source, other.source) != _meet(each.target, other.target)
            ),
            default=0.0,
        )
        yield replace(each, confidence=each.confidence * (1 - rival * _RIVALRY))


def _meet(one: Run, other: Run) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _confidence(answer: Answer, likeness: Likeness | None) -> float:
    if answer.kind in _BY_KIND:
        return _BY_KIND[answer.kind]
    if answer.kind is AnswerKind.NAME:
        return 0.97 if answer.sure >= 1 else 0.93 if answer.sure >= 0.7 else 0.6
    lead = likeness.of(answer.source[0], answer.target[0])[1] if likeness is not None else None
    if answer.kind is AnswerKind.STOCK:
        if lead is None:
            return 0.93
        return 0.96 if lead > -0.05 else 0.7
    if lead is None:
        return min(0.4 + answer.sure, 0.96)
    return min(0.4 + answer.sure, 0.96) if lead > -0.05 else 0.3


def _lower_halves(
    chosen: Sequence[list[_Candidate]],
    pairs: Sequence[tuple[UnitText, UnitText]],
    encoder: Encoder,
    cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> None:
    """Lower the confidence of words that answer only together with a neighbour."""
    places: list[tuple[int, int]] = []
    doubted: list[Doubted] = []
    for unit, (here, there) in enumerate(pairs):
        likely = [each for each in chosen[unit] if each.confidence >= LIKELY_PHRASE]
        free = (
            frozenset(compared(here)) - {word for each in likely for word in range(*each.source)},
            frozenset(compared(there)) - {word for each in likely for word in range(*each.target)},
        )
        for number, each in enumerate(chosen[unit]):
            if each.alike is not None:
                places.append((unit, number))
                doubted.append(Doubted(here, there, each.source, each.target, each.alike, free))
    halves = half_answers(doubted, encoder, cancelled, progress)
    for (unit, number), is_half in zip(places, halves, strict=True):
        if is_half:
            each = chosen[unit][number]
            chosen[unit][number] = replace(each, confidence=each.confidence * _HALF)


def _merged(chosen: Sequence[_Candidate], here: UnitText, there: UnitText) -> list[_Candidate]:
    """Join links whose words stand side by side in both texts, in whichever order."""
    left = sorted(chosen, key=lambda each: each.source)
    done: list[_Candidate] = []
    for each in left:
        done.append(each)
        while len(done) > 1:
            joined = _joined(done[-2], done[-1], here, there)
            if joined is None:
                break
            done[-2:] = [joined]
    return done


def _joined(
    one: _Candidate, other: _Candidate, here: UnitText, there: UnitText
) -> _Candidate | None:
    first, second = sorted((one.target, other.target))
    if one.source[1] != other.source[0] or first[1] != second[0]:
        return None
    if not (here.joined[one.source[1] - 1] and there.joined[first[1] - 1]):
        return None
    reasons = dict.fromkeys((*one.reasons, *other.reasons))
    words = [reason for reason in reasons if reason.kind is ReasonKind.WORDS]
    alike = [reason.number for reason in reasons if reason.kind is ReasonKind.MEANING]
    meaning = [Reason(ReasonKind.MEANING, number=min(alike))] if alike else []
    return _Candidate(
        (one.source[0], other.source[1]),
        (first[0], second[1]),
        min(one.confidence, other.confidence),
        (*words[:MOST_REASONS], *meaning),
    )
