"""Pharaoh: word links for word aligners, a pair a line, zipped with the words they count.

``words.txt`` has the words of source and target, parted by ``|||``; ``links.0-based.txt`` has
``i-j`` for each word of a match's source with each word of its target, counted from 0;
``pairs.txt`` says which pair stands in which line. A word that a match only touches is linked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace

from desk_annotator.core.annotation import Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import Export, ExportOptions, encoded
from desk_annotator.formats.loss_tally import NOT_MATCHES, WIDENED, LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.tokens import words
from desk_annotator.formats.work_progress import Progress, stage, staged, watched

LINK_LIMIT = 40_000
"""Links of one match: more than 200 words with 200 say nothing about words any more."""

_TOO_LONG = QT_TRANSLATE_NOOP(
    "Losses", "Matches too long to link each word with each, left out: {count}"
)
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def write(project: Project, options: ExportOptions) -> Export:
    """Return the zipped files."""
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows(project, replace(staged(options, 0, 40), context=0)):
        if row.annotation.tag == Tag.MATCHING:
            by_pair[row.pair_number].append(row)
        else:
            tally.add(NOT_MATCHES)
    texts, links, names = [], [], []
    pairs = chosen_pairs(project, options)
    for place, (number, pair) in enumerate(pairs):
        share = 59 / len(pairs)
        tell = stage(options.progress, round(40 + share * place), round(40 + share * (place + 1)))
        line = _Line(pair, tally, stage(tell, 0, 50))
        texts.append(line.words())
        links.append(line.links(by_pair[number], stage(tell, 50, 100)))
        names.append("\t".join(_BREAKS.sub(" ", cell) for cell in (pair.id, pair.title)))
    tally.add_ignored(project, options)
    named, losses = encoded("".join(f"{line}\n" for line in names))
    parts = [
        ("words.txt", "".join(f"{line}\n" for line in texts).encode("utf-8")),
        ("links.0-based.txt", "".join(f"{line}\n" for line in links).encode("ascii")),
        ("pairs.txt", named),
    ]
    return Export(zipped(parts, lambda: options.progress(99, 100)), tally.losses(losses))


class _Line:
    """The words of a pair and the links between them."""

    def __init__(self, pair: Pair, tally: LossTally, tell: Progress) -> None:
        self._pair = pair
        self._tally = tally
        self._words: dict[Side, list[Span]] = {side: [] for side in Side}
        for side, found in self._words.items():
            start = 0
            first = 0 if side is Side.SOURCE else 50
            lines = pair.text(side).characters.split("\n")
            for line in watched(lines, stage(tell, first, first + 50)):
                found += [Span(one.start + start, one.end + start) for one in words(line)]
                start += len(line) + 1
        self._starts = {side: [one.start for one in self._words[side]] for side in Side}
        self._ends = {side: [one.end for one in self._words[side]] for side in Side}

    def words(self) -> str:
        """Return the words of both sides as one line."""
        sides = [
            " ".join(self._pair.text(side).characters[one.start : one.end] for one in found)
            for side, found in self._words.items()
        ]
        return " ||| ".join(sides)

    def links(self, matches: list[Row], tell: Progress) -> str:
        """Return the links of the matches as one line, in order, each once."""
        found: set[tuple[int, int]] = set()
        for row in watched(matches, tell):
            sources, targets = (self._touched(row, side) for side in Side)
            if len(sources) * len(targets) > LINK_LIMIT:
                self._tally.add(_TOO_LONG)
                continue
            found |= {(source, target) for source in sources for target in targets}
        tell(1, 1)
        in_order = sorted(found)
        tell(1, 1)
        return " ".join(f"{source}-{target}" for source, target in in_order)

    def _touched(self, row: Row, side: Side) -> list[int]:
        """Return the numbers of the words that the spans of one side touch."""
        numbers: list[int] = []
        for span in row.side(side).spans:
            first = bisect_right(self._ends[side], span.start)
            last = bisect_left(self._starts[side], span.end)
            numbers += range(first, last)
            self._tally.add(WIDENED, self._is_wider(side, first, last, span))
        return numbers

    def _is_wider(self, side: Side, first: int, last: int, span: Span) -> bool:
        if first >= last:
            return False
        found = self._words[side]
        return found[first].start < span.start or span.end < found[last - 1].end
