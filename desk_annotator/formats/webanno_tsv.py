"""WebAnno TSV 3.3, as WebAnno and INCEpTION read it: a document a pair, zipped.

The text of a document is the source, a line end, the target; each line is a sentence. Offsets
count UTF-16 units, ends excluded. Spans lie on tokens or parts of tokens; one that runs over
several lines, or is discontinuous, becomes several, with the same id in ``annotation``. A
relation leads from the first span in the source to the first in the target.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.export import Export, ExportOptions, Mending
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.rows import chosen_annotations, chosen_pairs, rows
from desk_annotator.formats.tokens import Words
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
    for row in rows(project, replace(staged(options, 0, 10), context=0)):
        tally.add_extra(row)
        tally.add_places(row)
        tally.add_split(row)
    mending = Mending()
    pairs = chosen_pairs(project, options)

    def parts() -> Iterator[tuple[str, Iterator[str]]]:
        share = 88 / max(len(pairs), 1)
        for place, (number, pair) in enumerate(pairs):
            first, last = round(10 + share * place), round(10 + share * (place + 1))
            tell = stage(options.progress, first, last)
            chosen = chosen_annotations(pair, options)
            document = _Document(pair, chosen, tally, stage(tell, 0, 50))
            yield f"{number:03}.tsv", document.pieces(stage(tell, 50, 100))

    data = zipped(parts(), encode=mending.encoded)
    options.progress(99, 100)
    tally.add_ignored(project, options)
    return Export(data, tally.losses(mending.losses))


@dataclass(slots=True)
class _Unit:
    """A token or a part of one, with the numbers of the marks that lie on it.

    The span is in code points of the text of its side.
    """

    name: str
    span: Span
    marks: list[int] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


class _Text:
    """The text of one side, cut into sentences (lines with words) and tokens (words).

    `sentences` is the number of sentences before it in the document, `units` the UTF-16 units.
    """

    def __init__(self, characters: str, sentences: int, units: int, tell: Progress) -> None:
        self.characters = characters
        self.words = Words(characters, tell)
        self.sentences = sentences
        self.units = units
        self._map = Utf16Map(characters)

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.words.firsts) - 1

    @property
    def units_behind(self) -> int:
        """The UTF-16 units before what follows it, a line end between."""
        return self.units + self._map.length16 + 1

    def tokens(self, sentence: int) -> range:
        """Return the numbers of the tokens of a sentence, both counted from 0 in this text."""
        return range(self.words.firsts[sentence], self.words.firsts[sentence + 1])

    def token(self, number: int) -> Span:
        """Return where a token stands."""
        return Span(self.words.starts[number], self.words.ends[number])

    def place(self, span: Span) -> str:
        """Return a span in UTF-16 units of the document."""
        start = self.units + self._map.to_utf16(span.start)
        return f"{start}-{self.units + self._map.to_utf16(span.end)}"

    def parts(self, span: Span) -> Iterator[tuple[int, Span]]:
        """Yield the sentences a span lies on, with what of it lies on their tokens."""
        touched = self.words.touched(span)
        first = touched.start
        while first < touched.stop:
            sentence = bisect_right(self.words.firsts, first) - 1
            last = min(touched.stop, self.words.firsts[sentence + 1]) - 1
            yield (
                sentence,
                Span(
                    max(span.start, self.words.starts[first]),
                    min(span.end, self.words.ends[last]),
                ),
            )
            first = last + 1


class _Document:
    """One document: the text of a pair cut into sentences, tokens and parts of tokens.

    A mark is what of a span lies on one sentence. It has a number in the document, from 1, by
    which its tokens belong together; what is known of it stands at that place of the arrays.
    """

    def __init__(
        self, pair: Pair, chosen: list[Annotation], tally: LossTally, tell: Progress
    ) -> None:
        self._tally = tally
        self._chosen = chosen
        source = _Text(pair.source.characters, 0, 0, stage(tell, 0, 25))
        target = _Text(
            pair.target.characters, len(source), source.units_behind, stage(tell, 25, 50)
        )
        self._texts = {Side.SOURCE: source, Side.TARGET: target}
        self._starts = array("I", [0])
        self._ends = array("I", [0])
        self._sentence_of = array("I", [0])
        self._annotation_of = array("I", [0])
        # The mark a relation to this one comes from, 0 for none; and, of marks whose sentence
        # was laid, the token and the part of it that they begin with.
        self._linked_from = array("I", [0])
        self._first_token = array("I", [0])
        self._first_part = array("I", [0])
        for place, annotation in enumerate(watched(chosen, stage(tell, 50, 100))):
            numbers = {
                side: [
                    number
                    for span in annotation.spans(side)
                    if not span.is_caret
                    for number in self._mark(span, text, place)
                ]
                for side, text in self._texts.items()
            }
            if numbers[Side.SOURCE] and numbers[Side.TARGET]:
                self._linked_from[numbers[Side.TARGET][0]] = numbers[Side.SOURCE][0]

    def _mark(self, span: Span, text: _Text, annotation: int) -> list[int]:
        """Lay a span on the sentences it touches; return the numbers of its marks."""
        made: list[int] = []
        covered = 0
        for sentence, part in text.parts(span):
            made.append(len(self._starts))
            self._starts.append(part.start)
            self._ends.append(part.end)
            self._sentence_of.append(text.sentences + sentence)
            self._annotation_of.append(annotation)
            for unknown in (self._linked_from, self._first_token, self._first_part):
                unknown.append(0)
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
        # The marks in the order of their sentences; those of one stay in the order of numbers.
        by_sentence = array("I", sorted(range(1, len(self._starts)), key=self._sentence_key))
        next_mark = 0
        for side, text in self._texts.items():
            told = stage(tell, 0, 50) if side is Side.SOURCE else stage(tell, 50, 100)
            for sentence in watched(range(len(text)), told, 16):
                first = next_mark
                number = text.sentences + sentence
                while (
                    next_mark < len(by_sentence)
                    and self._sentence_of[by_sentence[next_mark]] == number
                ):
                    next_mark += 1
                yield from self._sentence(text, sentence, by_sentence[first:next_mark])
        yield "\n"

    def _sentence_key(self, mark: int) -> int:
        return self._sentence_of[mark]

    def _sentence(self, text: _Text, sentence: int, marks: array[int]) -> Iterator[str]:
        """Yield the lines of a sentence."""
        tokens = text.tokens(sentence)
        first, last = text.words.starts[tokens[0]], text.words.ends[tokens[-1]]
        yield f"\n#Text={text.characters[first:last].translate(_TEXT_ESCAPES)}\n"
        by_token: dict[int, dict[Span, list[int]]] = {}
        first_unit: dict[int, tuple[int, Span]] = {}
        for mark in marks:
            span = Span(self._starts[mark], self._ends[mark])
            for number in text.words.touched(span):
                token = text.token(number)
                part = Span(max(token.start, span.start), min(token.end, span.end))
                by_token.setdefault(number, {}).setdefault(part, []).append(mark)
                first_unit.setdefault(mark, (number, part))
        for place, number in enumerate(tokens, start=1):
            name = f"{text.sentences + sentence + 1}-{place}"
            token = text.token(number)
            found = by_token.pop(number, {})
            here = [_Unit(name, token, found.pop(token, []))]
            here += [
                _Unit(f"{name}.{count}", part, lying)
                for count, (part, lying) in enumerate(sorted(found.items()), start=1)
            ]
            for count, unit in enumerate(here):
                for mark in unit.marks:
                    if first_unit[mark] == (number, unit.span):
                        self._first_token[mark] = place
                        self._first_part[mark] = count
                        unit.links += self._links_to(mark)
            for unit in here:
                yield self._row(text, unit)

    def _links_to(self, mark: int) -> list[tuple[str, str]]:
        """Return the relation that ends at a mark, if any; it begins in a sentence laid before."""
        source = self._linked_from[mark]
        if not source:
            return []
        name = f"{self._sentence_of[source] + 1}-{self._first_token[source]}"
        if self._first_part[source]:
            name += f".{self._first_part[source]}"
        tag = self._chosen[self._annotation_of[mark]].tag
        return [(_value(tag), f"{name}[{source}_{mark}]")]

    def _row(self, text: _Text, unit: _Unit) -> str:
        quote = text.characters[unit.span.start : unit.span.end].translate(_TEXT_ESCAPES)
        columns = [unit.name, text.place(unit.span), quote]
        stacked = [(mark, _fields(self._chosen[self._annotation_of[mark]])) for mark in unit.marks]
        for feature in range(len(FEATURES)):
            values = [f"{_value(fields[feature])}[{mark}]" for mark, fields in stacked]
            columns.append("|".join(values) or "_")
        columns += ["|".join(ends) or "_" for ends in zip(*unit.links, strict=True)] or ["_", "_"]
        return "\t".join(columns) + "\t\n"


def _fields(annotation: Annotation) -> tuple[str, ...]:
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
