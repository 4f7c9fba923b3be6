"""Cutting a text into units: sentences, and where those run on, clauses.

Units tile the text: the first starts at 0, each starts where the one before ends, the last
ends where the text ends. They are proposals for the alignment, never part of the text.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from desk_annotator.alignment.folding import is_arabic, word_key
from desk_annotator.core.span import Span
from desk_annotator.core.text import Text

_log = logging.getLogger(__name__)

LONG_UNIT = 90
"""A sentence with more letters and digits than this is looked through for clauses."""

SHORT_PIECE = 30
"""No clause is cut off that has fewer letters and digits than this."""

RUN_ON = 500
"""A sentence of so many letters is taken for several without stops, and cut finely."""

RUN_ON_UNIT = 40

Detector = Callable[[str], Sequence[int]]
"""Takes one line; gives the offsets at which its sentences end (code points, rising)."""


@dataclass(frozen=True, slots=True)
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


CHECKED = 64
"""Sentences of one line cut between two calls of `check`."""


def _go_on() -> None:
    """Raise nothing: nobody wants to stop."""


def units(
    text: Text,
    *,
    cuts: Sequence[int] = (),
    joined: Sequence[Span] = (),
    grain: int = RUN_ON_UNIT,
    detector: Detector | None = None,
    check: Callable[[], None] = _go_on,
) -> tuple[Unit, ...]:
    """Cut a text into units that tile it; an empty text has none.

    `grain` is how many letters a piece may have where several sentences run on without a stop.
    `cuts` are offsets (code points) the user has chosen: the text is cut there too. In the
    stretches `joined` it is cut nowhere else, not at line breaks either. `detector`
    replaces the sentence detector, which is yasbd-lib where it knows the language and a rule of
    thumb elsewhere. `check` is called at every line and every few sentences, and may raise.
    """
    characters = text.characters
    find_ends = detector if detector is not None else sentence_detector(text.language)
    chosen = {cut for cut in cuts if 0 < cut < len(characters)}
    result: list[Unit] = []
    for line_start, line_end in _lines(characters):
        check()
        line = characters[line_start:line_end]
        ends = {line_start + end for end in find_ends(line) if 0 < end < len(line)}
        ends |= {cut for cut in chosen if line_start < cut < line_end}
        for number, (start, end) in enumerate(pairwise(sorted(ends | {line_start, line_end}))):
            if number % CHECKED == CHECKED - 1:
                check()
            edges = [start, *_soft_cuts(characters, start, end, grain), end]
            result += [
                _unit(
                    characters,
                    left,
                    right,
                    after_line=left == line_start,
                    after_sentence=left == start,
                )
                for left, right in pairwise(edges)
            ]
    if joined:
        result = list(_joined(characters, result, chosen, joined))
    return tuple(_without_blank(characters, result))


def _joined(
    characters: str, pieces: Sequence[Unit], chosen: set[int], joined: Sequence[Span]
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


def _without_blank(characters: str, pieces: Sequence[Unit]) -> Iterator[Unit]:
    """Join pieces without a letter or digit to their neighbour, so that every unit says something.

    A text of nothing but such pieces becomes one unit.
    """
    held: list[Unit] = []
    pending: Unit | None = None
    for unit in pieces:
        if pending is not None:
            unit = _unit(  # noqa: PLW2901
                characters, pending.span.start, unit.span.end, after_line=True, after_sentence=True
            )
            pending = None
        if unit.letters == 0:
            if held:
                last = held.pop()
                unit = _unit(  # noqa: PLW2901
                    characters,
                    last.span.start,
                    unit.span.end,
                    after_line=last.after_line,
                    after_sentence=last.after_sentence,
                )
            else:
                pending = unit
                continue
        held.append(unit)
    if pending is not None:
        held.append(pending)
    yield from held


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


# ---------------------------------------------------------------- sentences


@lru_cache(maxsize=8)
def sentence_detector(language: str) -> Detector:
    """Return what finds the ends of sentences in a line of `language` (BCP 47)."""
    try:
        from yasbd import BoundaryDetector, YasbdError  # noqa: PLC0415
    except ImportError:
        _log.info("yasbd-lib is not installed: sentences are cut by a rule of thumb")
        return sentence_ends
    try:
        known = BoundaryDetector(language.partition("-")[0] or "en")
    except YasbdError:
        return sentence_ends

    def ends(line: str) -> Sequence[int]:
        try:
            # The detector passes over stops that the rule of thumb finds (in long lines, before
            # marks of direction), and the other way round.
            found = {*known.detect(line), *sentence_ends(line)}
        except (YasbdError, ValueError, IndexError, RecursionError):
            _log.warning("the sentence detector failed on a line; a rule of thumb is used")
            return sentence_ends(line)
        return sorted(found)

    return ends


_END = re.compile("[.!?؟。…۔]+[\"'”’»)\\]\u200f\u200e]*(?=\\s)")
_ABBREVIATION = re.compile(
    "(?:\\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|No|vs|etc|e\\.g|i\\.e|[A-Z])|"
    "(?<!\\w)(?:د|أ|ص|م|ج|أ\\.د|ا))$"
)
_LONGEST_ABBREVIATION = 4


def sentence_ends(line: str) -> Sequence[int]:
    """Find the ends of sentences in a line by a rule of thumb, in any language (code points)."""
    ends: list[int] = []
    for found in _END.finditer(line):
        start = found.start()
        if found.group().startswith(".") and _ABBREVIATION.search(
            line, max(start - _LONGEST_ABBREVIATION, 0), start
        ):
            continue
        end = found.end()
        while end < len(line) and line[end].isspace():
            end += 1
        if found.group() == "." and line[end : end + 1].islower():
            continue
        ends.append(end)
    return ends


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
