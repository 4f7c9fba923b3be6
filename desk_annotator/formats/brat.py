"""brat standoff: a text and its annotations a pair, with the configuration they need, zipped.

The text of a pair is its source, a line end, its target; offsets count code points of it, ends
excluded. An annotation is a text-bound one on each side where it holds text, and a relation
``Linked`` from the source to the target. brat allows no line end in a quote: a span that holds
some is cut into fragments there, as a discontinuous one is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, pairwise

from desk_annotator.core.annotation import Severity, Status, Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import Export, ExportOptions, Mending
from desk_annotator.formats.loss_tally import SPACED, LossTally
from desk_annotator.formats.rows import Row, chosen_annotations, chosen_pairs, pair_rows
from desk_annotator.formats.work_progress import Progress, stage

_LINE_END = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NOT_NAMED = re.compile(r"[^A-Za-z0-9_-]")
_PIECE = 1 << 16
"""Characters of a text written at once."""
_LINE_ENDS_ALONE = QT_TRANSLATE_NOOP("Losses", "Spans of line ends alone, left out: {count}")


def write(project: Project, options: ExportOptions) -> Export:
    """Return the zipped folder."""
    tally = LossTally()
    tags = dict.fromkeys(str(tag) for tag in Tag)
    pairs = [
        (number, pair, chosen_annotations(pair, options))
        for number, pair in chosen_pairs(project, options)
    ]
    for place, (number, pair, chosen) in enumerate(pairs):
        for row in pair_rows(number, pair, chosen, 0, _told(options, 0, 40, place, len(pairs))):
            tags[row.annotation.tag] = None
            tally.add_extra(row)
            tally.add_places(row)
    mending = Mending()

    def parts() -> Iterator[tuple[str, bytes | Iterable[str]]]:
        yield "annotation.conf", _configuration(list(tags)).encode("ascii")
        for place, (number, pair, chosen) in enumerate(pairs):
            tell = _told(options, 40, 99, place, len(pairs))
            document = _Document(pair, tally)
            yield f"{number:03}.txt", document.text(partial(tell, 0, 1))
            found = pair_rows(number, pair, chosen, 0, tell)
            yield f"{number:03}.ann", document.lines(found)

    data = zipped(parts(), encode=mending.encoded)
    options.progress(99, 100)
    tally.add_ignored(project, options)
    return Export(data, tally.losses(mending.losses))


def _told(options: ExportOptions, first: int, last: int, place: int, count: int) -> Progress:
    """Return what is told of the share of a pair in a stage of the work."""
    share = (last - first) / count
    reached = round(first + share * place)
    return stage(options.progress, reached, round(first + share * (place + 1)))


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

    def text(self, look: Callable[[], None]) -> Iterator[str]:
        """Yield the text in pieces; `look` is called before each, as packing them takes a while."""
        for start in range(0, len(self._text), _PIECE):
            look()
            yield self._text[start : start + _PIECE]

    def lines(self, chosen: Iterable[Row]) -> Iterator[str]:
        """Yield the annotation file, the lines of one annotation after those of another."""
        found: list[str] = []
        for row in chosen:
            made = [self._text_bound(row, side, found) for side in Side]
            ids = [identity for identity in made if identity]
            if len(ids) == 2:
                found.append(f"{self._next('R')}\tLinked Arg1:{ids[0]} Arg2:{ids[1]}")
            if ids:
                self._say(row, ids[0], found)
            yield "".join(f"{line}\n" for line in found)
            found.clear()

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
