"""WebAnno TSV 3.3, as WebAnno and INCEpTION read it: a document a pair, zipped.

The text of a document is the source, a line end, the target; each line is a sentence. Offsets
count UTF-16 units, ends excluded. Spans lie on tokens or parts of tokens; one that runs over
several lines, or is discontinuous, becomes several, with the same id in ``annotation``. A
relation leads from the first span in the source to the first in the target.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import Export, ExportOptions, Loss, encoded_pieces
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.tokens import words
from desk_annotator.formats.work_progress import Progress, stage, staged, watched

LAYER = "webanno.custom.DeskAnnotator"
LINK_LAYER = "webanno.custom.DeskAnnotatorLink"
FEATURES = ("tag", "category", "severity", "status", "note", "annotation")

_VALUE_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\[]|_;*"},
        "\t": "\\t",
        "\n": "\\n",
        "\r": "\\r",
    }
)
_TEXT_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f", "\b": "\\b"}
)
_CUT = QT_TRANSLATE_NOOP("Losses", "Annotations over several lines, written in parts: {count}")
_TRIMMED = QT_TRANSLATE_NOOP("Losses", "Spans without the white space at their ends: {count}")
_WHITE = QT_TRANSLATE_NOOP("Losses", "Spans of white space alone, left out: {count}")


def write(project: Project, options: ExportOptions) -> Export:
    """Return the zipped documents."""
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows(project, replace(staged(options, 0, 10), context=0)):
        by_pair[row.pair_number].append(row)
        tally.add_extra(row)
        tally.add_places(row)
        tally.add_split(row)
    parts = []
    losses: tuple[Loss, ...] = ()
    pairs = chosen_pairs(project, options)
    for place, (number, pair) in enumerate(pairs):
        share = 89 / len(pairs)
        tell = stage(options.progress, round(10 + share * place), round(10 + share * (place + 1)))
        document = _Document(pair, by_pair[number], tally, stage(tell, 0, 50))
        data, broken = encoded_pieces(document.pieces(stage(tell, 50, 100)))
        losses += broken
        parts.append((f"{number:03}.tsv", data))
    tally.add_ignored(project, options)
    return Export(zipped(parts, lambda: options.progress(99, 100)), tally.losses(losses))


@dataclass(slots=True)
class _Unit:
    """A token or a part of one, with what lies on it."""

    name: str
    span: Span
    values: list[tuple[int, Row]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Sentence:
    """A line of the text: its tokens, and what lies on them, with its number."""

    number: int
    tokens: list[Span]
    marks: list[tuple[Span, int, Row]] = field(default_factory=list)

    starts: list[int] = field(init=False)
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Keep where the tokens begin and end, to find those of a span."""
        self.starts = [one.start for one in self.tokens]
        self.ends = [one.end for one in self.tokens]

    def touched(self, span: Span) -> range:
        """Return the places of the tokens that share a character with a span."""
        return _touched(self.starts, self.ends, span)


def _touched(starts: list[int], ends: list[int], span: Span) -> range:
    """Return the places of those of sorted, disjoint ranges that share a character with a span."""
    return range(bisect_right(ends, span.start), bisect_left(starts, span.end))


class _Document:
    """One document: the text of a pair cut into sentences, tokens and parts of tokens."""

    def __init__(self, pair: Pair, chosen: list[Row], tally: LossTally, tell: Progress) -> None:
        self._characters = f"{pair.source.characters}\n{pair.target.characters}"
        self._units = Utf16Map(self._characters)
        self._tally = tally
        self._sentences: list[_Sentence] = []
        self._cut(stage(tell, 0, 50))
        self._starts = [one.tokens[0].start for one in self._sentences]
        self._ends = [one.tokens[-1].end for one in self._sentences]
        # Each mark has a number in the document, by which its tokens belong together.
        self._count = 0
        self._links: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self._first_unit: dict[int, str] = {}
        shift = {Side.SOURCE: 0, Side.TARGET: len(pair.source) + 1}
        for row in watched(chosen, stage(tell, 50, 100)):
            numbers = [
                [
                    number
                    for span in row.side(side).spans
                    for number in self._mark(
                        Span(span.start + shift[side], span.end + shift[side]), row
                    )
                ]
                for side in Side
            ]
            if all(numbers):
                self._links[numbers[1][0]].append((numbers[0][0], row.annotation.tag))

    def _cut(self, tell: Progress) -> None:
        start = 0
        for line in watched(self._characters.split("\n"), tell):
            found = [Span(one.start + start, one.end + start) for one in words(line)]
            start += len(line) + 1
            if found:
                number = len(self._sentences) + 1
                self._sentences.append(_Sentence(number, found))

    def _mark(self, span: Span, row: Row) -> list[int]:
        """Lay a span on the sentences it touches; return the numbers of its parts."""
        made: list[int] = []
        covered = 0
        for place in _touched(self._starts, self._ends, span):
            sentence = self._sentences[place]
            tokens = sentence.touched(span)
            if not tokens:
                continue
            first, last = sentence.tokens[tokens[0]], sentence.tokens[tokens[-1]]
            part = Span(max(span.start, first.start), min(span.end, last.end))
            self._count += 1
            made.append(self._count)
            sentence.marks.append((part, self._count, row))
            covered += part.length
        self._tally.add(_CUT, len(made) > 1)
        self._tally.add(_WHITE, not made)
        is_trimmed = len(made) == 1 and covered < span.length
        self._tally.add(_TRIMMED, is_trimmed)
        return made

    def pieces(self, tell: Progress) -> Iterator[str]:
        """Yield the document; relations lead back, to sentences laid before."""
        yield (
            f"#FORMAT=WebAnno TSV 3.3\n#T_SP={LAYER}|{'|'.join(FEATURES)}\n"
            f"#T_RL={LINK_LAYER}|tag|BT_{LAYER}\n\n"
        )
        for sentence in watched(self._sentences, tell, 16):
            first, last = sentence.tokens[0].start, sentence.tokens[-1].end
            text = self._characters[first:last].translate(_TEXT_ESCAPES)
            yield "\n".join(["", f"#Text={text}", *map(self._row, self._laid(sentence)), ""])
        yield "\n"

    def _laid(self, sentence: _Sentence) -> list[_Unit]:
        """Return the rows of a sentence: its tokens, each followed by its parts if it has any."""
        by_token: list[dict[Span, list[tuple[int, Row]]]] = [{} for _ in sentence.tokens]
        first_token: dict[int, tuple[int, Span]] = {}
        for span, number, row in sentence.marks:
            for place in sentence.touched(span):
                token = sentence.tokens[place]
                part = Span(max(token.start, span.start), min(token.end, span.end))
                by_token[place].setdefault(part, []).append((number, row))
                first_token.setdefault(number, (place, part))
        units: list[_Unit] = []
        for place, token in enumerate(sentence.tokens):
            name = f"{sentence.number}-{place + 1}"
            found = by_token[place]
            here = [_Unit(name, token, found.pop(token, []))]
            parts = sorted(found.items())
            here += [
                _Unit(f"{name}.{number}", part, values)
                for number, (part, values) in enumerate(parts, start=1)
            ]
            for unit in here:
                for number, _ in unit.values:
                    if first_token[number] == (place, unit.span):
                        self._first_unit[number] = unit.name
                        unit.links += self._links_to(number)
            units += here
        return units

    def _links_to(self, number: int) -> list[tuple[str, str]]:
        """Return the relations that end at a mark; they begin in sentences laid before."""
        return [
            (_value(tag), f"{self._first_unit[source]}[{source}_{number}]")
            for source, tag in self._links[number]
        ]

    def _row(self, unit: _Unit) -> str:
        start, end = self._units.to_utf16(unit.span.start), self._units.to_utf16(unit.span.end)
        quote = self._characters[unit.span.start : unit.span.end].translate(_TEXT_ESCAPES)
        columns = [unit.name, f"{start}-{end}", quote]
        stacked = [(number, _fields(row)) for number, row in unit.values]
        for feature in range(len(FEATURES)):
            values = [f"{_value(fields[feature])}[{number}]" for number, fields in stacked]
            columns.append("|".join(values) or "_")
        columns += ["|".join(ends) or "_" for ends in zip(*unit.links, strict=True)] or ["_", "_"]
        return "\t".join(columns) + "\t"


def _fields(row: Row) -> tuple[str, ...]:
    annotation = row.annotation
    return (
        annotation.tag,
        annotation.category,
        annotation.severity,
        annotation.status,
        annotation.note,
        annotation.id,
    )


def _value(value: str) -> str:
    """Return a value as it stands in a column; ``*`` for an annotation without one."""
    return value.translate(_VALUE_ESCAPES).replace("->", "\\->") or "*"
