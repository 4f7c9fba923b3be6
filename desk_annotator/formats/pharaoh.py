"""Pharaoh: word links for word aligners, a pair a line, zipped with the words they count.

``words.txt`` has the words of source and target, parted by ``|||``; ``links.0-based.txt`` has
``i-j`` for each word of a match's source with each word of its target, counted from 0;
``pairs.txt`` says which pair stands in which line. A word that a match only touches is linked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from heapq import heappop, heappush

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import Export, ExportOptions, encoded
from desk_annotator.formats.loss_tally import NOT_MATCHES, WIDENED, LossTally
from desk_annotator.formats.rows import chosen_annotations, chosen_pairs
from desk_annotator.formats.tokens import Words
from desk_annotator.formats.work_progress import Progress, stage, watched

LINK_LIMIT = 40_000
"""Links of one match: more than 200 words with 200 say nothing about words any more."""

_TOO_LONG = QT_TRANSLATE_NOOP(
    "Losses", "Matches too long to link each word with each, left out: {count}"
)
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WRITTEN = 1 << 10
"""Words written at once."""


def write(project: Project, options: ExportOptions) -> Export:
    """Return the zipped files."""
    tally = LossTally()
    pairs = [pair for _, pair in chosen_pairs(project, options)]
    matches = []
    for pair in pairs:
        chosen = chosen_annotations(pair, options)
        matches.append([one for one in chosen if one.tag == Tag.MATCHING])
        tally.add(NOT_MATCHES, len(chosen) - len(matches[-1]))
    lines = []
    for pair, tell in zip(pairs, _shares(options.progress, 0, 40, len(pairs)), strict=True):
        lines.append(_Line(pair, tally, tell))

    def words() -> Iterator[str]:
        for line, tell in zip(lines, _shares(options.progress, 40, 60, len(pairs)), strict=True):
            yield from line.words(tell)
            yield "\n"

    def links() -> Iterator[str]:
        tells = _shares(options.progress, 60, 98, len(pairs))
        for line, chosen, tell in zip(lines, matches, tells, strict=True):
            yield from line.links(chosen, tell)
            yield "\n"

    names = ("\t".join(_BREAKS.sub(" ", cell) for cell in (pair.id, pair.title)) for pair in pairs)
    named, losses = encoded("".join(f"{name}\n" for name in names))
    data = zipped(
        [("words.txt", words()), ("links.0-based.txt", links()), ("pairs.txt", named)],
    )
    options.progress(99, 100)
    tally.add_ignored(project, options)
    return Export(data, tally.losses(losses))


def _shares(progress: Progress, first: int, last: int, count: int) -> list[Progress]:
    """Return a callback for each of `count` equal shares of a stage of the work."""
    share = (last - first) / max(count, 1)
    return [
        stage(progress, round(first + share * place), round(first + share * (place + 1)))
        for place in range(count)
    ]


class _Line:
    """The words of a pair and the links between them."""

    def __init__(self, pair: Pair, tally: LossTally, tell: Progress) -> None:
        self._pair = pair
        self._tally = tally
        self._words = {
            Side.SOURCE: Words(pair.source.characters, stage(tell, 0, 50)),
            Side.TARGET: Words(pair.target.characters, stage(tell, 50, 100)),
        }

    def words(self, tell: Progress) -> Iterator[str]:
        """Yield the words of both sides as one line, in pieces."""
        for side, found in self._words.items():
            told = stage(tell, 0, 50) if side is Side.SOURCE else stage(tell, 50, 100)
            characters = self._pair.text(side).characters
            if side is Side.TARGET:
                yield " ||| "
            for first in range(0, len(found), _WRITTEN):
                told(first, len(found))
                bounds = zip(
                    found.starts[first : first + _WRITTEN],
                    found.ends[first : first + _WRITTEN],
                    strict=True,
                )
                piece = " ".join([characters[start:end] for start, end in bounds])
                yield f" {piece}" if first else piece
        tell(1, 1)

    def links(self, matches: list[Annotation], tell: Progress) -> Iterator[str]:
        """Yield the links of the matches as one line, in order, each once, in pieces."""
        in_order = sorted(matches, key=self._first_word)
        tell(0, 1)
        # The words of the source that later matches may still link, with the words of the target.
        held: defaultdict[int, set[int]] = defaultdict(set)
        waiting: list[int] = []
        gap = ""
        for match in watched(in_order, tell):
            first = self._first_word(match)
            while waiting and waiting[0] < first:
                word = heappop(waiting)
                yield gap + _linked(word, held.pop(word))
                gap = " "
            sources, targets = (self._touched(match, side) for side in Side)
            if len(sources) * len(targets) > LINK_LIMIT:
                self._tally.add(_TOO_LONG)
            elif targets:
                for word in sources:
                    if word not in held:
                        heappush(waiting, word)
                    held[word].update(targets)
        for word in sorted(waiting):
            yield gap + _linked(word, held.pop(word))
            gap = " "

    def _first_word(self, match: Annotation) -> int:
        """Return the number of the first word that a match touches in the source."""
        spans = _spans(match, Side.SOURCE)
        found = self._words[Side.SOURCE]
        return min((found.touched(span).start for span in spans), default=0)

    def _touched(self, match: Annotation, side: Side) -> list[int]:
        """Return the numbers of the words that the spans of one side touch, in order."""
        numbers: list[int] = []
        found = self._words[side]
        for span in _spans(match, side):
            touched = found.touched(span)
            numbers += touched
            if touched:
                starts, ends = found.starts[touched[0]], found.ends[touched[-1]]
                self._tally.add(WIDENED, starts < span.start or span.end < ends)
        return numbers


def _linked(word: int, targets: set[int]) -> str:
    return " ".join([f"{word}-{target}" for target in sorted(targets)])


def _spans(match: Annotation, side: Side) -> list[Span]:
    return [span for span in match.spans(side) if not span.is_caret]
