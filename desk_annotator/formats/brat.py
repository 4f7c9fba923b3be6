"""brat standoff: a text and its annotations a pair, with the configuration they need, zipped.

The text of a pair is its source, a line end, its target; offsets count code points of it, ends
excluded. An annotation is a text-bound one on each side where it holds text, and a relation
``Linked`` from the source to the target. brat allows no line end in a quote: a span that holds
some is cut into fragments there, as a discontinuous one is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import count, pairwise

from desk_annotator.core.annotation import Severity, Status, Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import Export, ExportOptions, Loss, encoded
from desk_annotator.formats.loss_tally import SPACED, LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.work_progress import Progress, stage, staged, watched

_LINE_END = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NOT_NAMED = re.compile(r"[^A-Za-z0-9_-]")
_LINE_ENDS_ALONE = QT_TRANSLATE_NOOP("Losses", "Spans of line ends alone, left out: {count}")


def write(project: Project, options: ExportOptions) -> Export:
    """Return the zipped folder."""
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    tags = dict.fromkeys(str(tag) for tag in Tag)
    for row in rows(project, replace(staged(options, 0, 40), context=0)):
        by_pair[row.pair_number].append(row)
        tags[row.annotation.tag] = None
        tally.add_extra(row)
        tally.add_places(row)
    losses: tuple[Loss, ...] = ()
    pairs = chosen_pairs(project, options)
    parts = [("annotation.conf", _configuration(list(tags)).encode("ascii"))]
    for place, (number, pair) in enumerate(pairs):
        share = 59 / len(pairs)
        tell = stage(options.progress, round(40 + share * place), round(40 + share * (place + 1)))
        text = f"{pair.source.characters}\n{pair.target.characters}"
        annotations, broken = encoded(_Document(pair, tally).lines(by_pair[number], tell))
        losses += broken
        parts.append((f"{number:03}.txt", text.encode("utf-8")))
        parts.append((f"{number:03}.ann", annotations))
    tally.add_ignored(project, options)
    return Export(zipped(parts, lambda: options.progress(99, 100)), tally.losses(losses))


def _name(word: str) -> str:
    """Return a word as brat allows it for the name of a type or a value."""
    return _NOT_NAMED.sub("_", word) or "none"


def _configuration(tags: list[str]) -> str:
    severities = "|".join(one for one in Severity if one)
    return "\n".join(
        [
            "[entities]",
            *dict.fromkeys(map(_name, tags)),
            "[relations]",
            "Linked\tArg1:<ENTITY>, Arg2:<ENTITY>",
            "[events]",
            "[attributes]",
            f"Severity\tArg:<ENTITY>, Value:{severities}",
            f"Status\tArg:<ENTITY>, Value:{'|'.join(Status)}",
            "",
        ]
    )


class _Document:
    """The annotations of one pair, as lines."""

    def __init__(self, pair: Pair, tally: LossTally) -> None:
        self._text = f"{pair.source.characters}\n{pair.target.characters}"
        self._shift = {Side.SOURCE: 0, Side.TARGET: len(pair.source) + 1}
        self._tally = tally
        self._numbers = {kind: count(1) for kind in "TRA#"}

    def lines(self, chosen: list[Row], tell: Progress) -> str:
        """Return the annotation file."""
        found: list[str] = []
        for row in watched(chosen, tell):
            made = [self._text_bound(row, side, found) for side in Side]
            ids = [identity for identity in made if identity]
            if len(ids) == 2:
                found.append(f"{self._next('R')}\tLinked Arg1:{ids[0]} Arg2:{ids[1]}")
            if ids:
                self._say(row, ids[0], found)
        return "".join(f"{line}\n" for line in found)

    def _next(self, kind: str) -> str:
        return f"{kind}{next(self._numbers[kind])}"

    def _text_bound(self, row: Row, side: Side, found: list[str]) -> str:
        """Add the line of one side; return its id, or nothing if there is nothing to add."""
        fragments: list[Span] = []
        for span in row.side(side).spans:
            pieces = self._fragments(span, self._shift[side])
            self._tally.add(_LINE_ENDS_ALONE, not pieces)
            fragments += pieces
        if not fragments:
            return ""
        identity = self._next("T")
        places = ";".join(f"{one.start} {one.end}" for one in fragments)
        quote = " ".join(self._text[one.start : one.end] for one in fragments)
        found.append(f"{identity}\t{_name(row.annotation.tag)} {places}\t{quote}")
        return identity

    def _fragments(self, span: Span, shift: int) -> list[Span]:
        """Return what a span covers in the text of the file, less the line ends."""
        start, end = span.start + shift, span.end + shift
        cuts = [match.start() for match in _LINE_END.finditer(self._text, start, end)]
        edges = [start - 1, *cuts, end]
        return [Span(first + 1, last) for first, last in pairwise(edges) if first + 1 < last]

    def _say(self, row: Row, identity: str, found: list[str]) -> None:
        """Add what else is known of an annotation to its first line."""
        annotation = row.annotation
        if annotation.severity:
            found.append(f"{self._next('A')}\tSeverity {identity} {_name(annotation.severity)}")
        if annotation.status:
            found.append(f"{self._next('A')}\tStatus {identity} {_name(annotation.status)}")
        facts = [annotation.note, annotation.category]
        facts += [f"justified: {row.justified}" if row.justified else "", annotation.author]
        note = " | ".join(fact for fact in (*facts, annotation.id) if fact)
        flat, changed = _BREAKS.subn(" ", note)
        self._tally.add(SPACED, changed)
        found.append(f"{self._next('#')}\tAnnotatorNotes {identity}\t{flat}")
