"""Cutting a text into units: sentences, and where those run on, clauses.

Units tile the text: the first starts at 0, each starts where the one before ends, the last
ends where the text ends. They are proposals for the alignment, never part of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from desk_annotator.alignment.folding import is_arabic, word_key
from desk_annotator.alignment.looks import Check, go_on, with_looks
from desk_annotator.alignment.sentences import (
    LONG_LINE,
    Detector,
    ends_in_line,
    place_near,
    sentence_detector,
)
from desk_annotator.alignment.shares import Tell, part_of, silent
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span
from desk_annotator.core.text import Text

LONG_UNIT = 90
"""A sentence with more letters and digits than this is looked through for clauses."""

SHORT_PIECE = 30
"""No clause is cut off that has fewer letters and digits than this."""

RUN_ON = 500
"""A sentence of so many letters is taken for several without stops, and cut finely."""

RUN_ON_UNIT = 40


@frozen
class Unit:
    """A piece of a text, white space at its edges included.

    `span` is its place among the tiles; `core` is the same without white space at the edges (a
    caret at `span.start` if nothing else is there). `after_line` and `after_sentence` say what
    its start follows: a line break, the end of a sentence, or (neither) a soft cut. `letters`
    counts letters and digits, tatweel and marks apart.
    """

    span: Span
    core: Span
    after_line: bool
    after_sentence: bool
    letters: int


def units(
    text: Text,
    *,
    cuts: Sequence[int] = (),
    joined: Sequence[Span] = (),
    grain: int = RUN_ON_UNIT,
    detector: Detector | None = None,
    check: Check = go_on,
    tell: Tell = silent,
) -> tuple[Unit, ...]:
    """Cut a text into units that tile it; an empty text has none.

    `grain` is how many letters a piece may have where several sentences run on without a stop.
    `cuts` are offsets (code points) the user has chosen: the text is cut there too. In the
    stretches `joined` it is cut nowhere else, not at line breaks either. `detector`
    replaces the sentence detector, which is yasbd-lib where it knows the language and a rule of
    thumb elsewhere. `check` is called at every line and every sentence, and may raise, `tell`
    told the share done there.
    """
    characters = text.characters
    find_ends = detector if detector is not None else sentence_detector(text.language)
    chosen = sorted({cut for cut in cuts if 0 < cut < len(characters)})
    result: list[Unit] = []
    for line_start, line_end in _lines(characters):
        # To find sentences and to find clauses take about as long.
        begin, half, end_of_line = (
            place / len(characters) for place in (line_start, (line_start + line_end) / 2, line_end)
        )
        told = part_of(tell, begin, half)
        ends = set(ends_in_line(characters, line_start, line_end, find_ends, check, told))
        told = part_of(tell, half, end_of_line)
        ends.update(chosen[bisect_right(chosen, line_start) : bisect_left(chosen, line_end)])
        for start, end in pairwise(sorted(ends | {line_start, line_end})):
            size = line_end - line_start
            cut = part_of(told, (start - line_start) / size, (end - line_start) / size)
            edges = _edges(characters, start, end, grain, check, cut)
            result += [
                _unit(
                    characters,
                    left,
                    right,
                    after_line=left == line_start,
                    after_sentence=left == start,
                )
                for left, right in with_looks(pairwise(edges), check)
            ]
    if joined:
        result = list(_joined(characters, with_looks(result, check), set(chosen), joined))
    return tuple(_without_blank(characters, with_looks(result, check)))


def _joined(
    characters: str, pieces: Iterable[Unit], chosen: set[int], joined: Sequence[Span]
) -> Iterator[Unit]:
    """Put the pieces of each joined stretch together, but for those the user has cut apart."""
    ends = [span.end for span in joined]
    held: Unit | None = None
    for unit in pieces:
        start = unit.span.start
        at = bisect_right(ends, start)
        if held is None or start in chosen or at == len(joined) or joined[at].start >= start:
            if held is not None:
                yield held
            held = unit
        else:
            held = _unit(
                characters,
                held.span.start,
                unit.span.end,
                after_line=held.after_line,
                after_sentence=held.after_sentence,
            )
    if held is not None:
        yield held


def _unit(characters: str, start: int, end: int, *, after_line: bool, after_sentence: bool) -> Unit:
    piece = characters[start:end]
    left = start + len(piece) - len(piece.lstrip())
    core = Span(left, start + len(piece.rstrip())) if left < end else Span(start, start)
    return Unit(Span(start, end), core, after_line, after_sentence, letters(piece))


def _without_blank(characters: str, pieces: Iterable[Unit]) -> Iterator[Unit]:
    """Join pieces without a letter or digit to their neighbour, so that every unit says something.

    They go to the unit before them, at the beginning of the text to the one after. A text of
    nothing but such pieces becomes one unit.
    """
    held: Unit | None = None
    end = 0
    for unit in pieces:
        if held is not None and unit.letters and held.letters:
            yield _until(characters, held, end)
            held = None
        elif held is not None and unit.letters:
            # Until now nothing was said: this unit takes the beginning of the text along.
            held = _unit(characters, 0, unit.span.end, after_line=True, after_sentence=True)
        held = held or unit
        end = unit.span.end
    if held is not None:
        yield _until(characters, held, end)


def _until(characters: str, unit: Unit, end: int) -> Unit:
    """Return a unit that reaches as far as the blank pieces after it."""
    if end == unit.span.end:
        return unit
    start, after_line, after_sentence = unit.span.start, unit.after_line, unit.after_sentence
    return _unit(characters, start, end, after_line=after_line, after_sentence=after_sentence)


def letters(characters: str) -> int:
    """Count letters and digits; marks, tatweel, spaces and punctuation do not count."""
    return sum(ch.isalnum() for ch in characters) - characters.count("\u0640")


def _lines(characters: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(characters):
        end = characters.find("\n", start)
        end = len(characters) if end < 0 else end + 1
        yield start, end
        start = end


# ---------------------------------------------------------------- clauses

_TURNING = (
    "قال قالت قالوا أضاف أضافت ذكر ذكرت جاء جاءت أوضح أكد أشار أشارت أعلن تابع قل ثم لكن لكنه "
    "لكنها لكنهم حدثنا حدثني أخبرنا يا بينما وإذا وإذ لما عندما حينما حيث لأن بل أما فإن كما"
)
_JOINING = (
    "كان كانت هو هي هم قد لقد إن أن إنه إنها إذا إذ حين بعد قبل منذ خلال غير إلا حتى لا لم لن من "
    "ما مع في على عن كل هذا هذه ذلك تلك يجب يمكن الذين الذي التي ليس أولئك"
)
_TURNS = frozenset(map(word_key, _TURNING.split()))
"""Words that open a clause by themselves."""
_JOINED = _TURNS | frozenset(map(word_key, _JOINING.split()))
"""Words that open a clause when wa or fa is joined to them."""
_COMMA = re.compile("[،,;؛:][\"'”’»)\u200f]*\\s+|[–—-]\\s+|ۖ\\s*|[ۗۚۛ]\\s+")
_ENGLISH_WORD = re.compile(
    "(?<=\\s)(?:and|but|or|while|when|whereas|because|although|which|who|that|then|if|as|after|"
    "before|since|so|until|unless|nor|for|with|by)(?=\\s)",
    re.IGNORECASE,
)
_SPACE = re.compile("(?<=\\s)(?=\\S)")
_WORD = re.compile("(?<=\\s)[^\\s،؛,.:;\"'”’»)]+")


def _opening(key: str) -> float:
    """Say how likely an Arabic word (folded) opens a clause, from 0 to 1."""
    if key[:1] in ("و", "ف") and key[1:] in _JOINED:
        return 1.0
    if key in _TURNS:
        return 0.7
    if key in _JOINED:
        return 0.35
    return 0.45 if key.startswith("و") and len(key) > 3 else 0.15


def _edges(
    characters: str, start: int, end: int, grain: int, check: Check, tell: Tell
) -> list[int]:
    """Return where the clauses of a sentence begin, and its end.

    One longer than `LONG_LINE` is taken for several of that length, so that time grows with it.
    """
    edges = [start]
    first, size = start, end - start
    while start < end:
        check()
        stop = end
        if end - start > LONG_LINE:
            stop = place_near(characters, start + LONG_LINE // 2, start + LONG_LINE)
        edges += [*_soft_cuts(characters, start, stop, grain), stop]
        start = stop
        tell((start - first) / size)
    return edges


def _soft_cuts(characters: str, start: int, end: int, grain: int) -> list[int]:
    """Cut a long sentence where a clause may begin, best places first, none too short."""
    piece = characters[start:end]
    size = letters(piece)
    if size <= LONG_UNIT:
        return []
    before = _running_letters(piece)
    ranked = _places(piece)
    longest, shortest = (LONG_UNIT, SHORT_PIECE) if size < RUN_ON else (grain, grain // 3)
    cuts: list[int] = []
    stack = [(0, len(piece))]
    while stack:
        low, high = stack.pop()
        if before[high] - before[low] <= longest:
            continue
        cut = _best_place(ranked, before, low, high, shortest)
        if cut is not None:
            cuts.append(start + cut)
            stack += [(low, cut), (cut, high)]
    return sorted(cuts)


def _running_letters(piece: str) -> list[int]:
    total, before = 0, [0]
    for ch in piece:
        total += ch.isalnum() and ch != "\u0640"
        before.append(total)
    return before


def _places(piece: str) -> list[tuple[int, float]]:
    """List places a clause may begin at, with how likely, in the order of the text."""
    best: dict[int, float] = {}

    def note(place: int, worth: float) -> None:
        best[place] = max(worth, best.get(place, 0.0))

    for found in _SPACE.finditer(piece):
        note(found.start(), 0.15)
    for found in _COMMA.finditer(piece):
        note(found.end(), 0.9)
    if is_arabic(piece):
        for found in _WORD.finditer(piece):
            note(found.start(), _opening(word_key(found.group())))
    else:
        for found in _ENGLISH_WORD.finditer(piece):
            note(found.start(), 0.6)
    return sorted(best.items())


def _best_place(
    ranked: Sequence[tuple[int, float]], before: Sequence[int], low: int, high: int, shortest: int
) -> int | None:
    """Choose the likeliest place, the nearer to the middle the better."""
    total = before[high] - before[low]
    best: tuple[float, int] | None = None
    for place, worth in ranked:
        if not low < place < high:
            continue
        left = before[place] - before[low]
        if min(left, total - left) < shortest:
            continue
        score = worth + 0.8 * min(left, total - left) / total
        if best is None or score > best[0]:
            best = score, place
    return None if best is None else best[1]
