"""brat and WebAnno TSV: readers written from the formats' descriptions find every annotation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import export_readers
import strategies
from hypothesis import given, settings

from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats import brat, webanno_tsv
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import Row, rows
from desk_annotator.formats.webanno_tsv import FEATURES

OPTIONS = ExportOptions()
LINE_END = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def rows_of(project: Project, number: int) -> list[Row]:
    return [row for row in rows(project, OPTIONS) if row.pair_number == number]


def joined(pair: Pair) -> str:
    return f"{pair.source.characters}\n{pair.target.characters}"


def shifted(row: Row, side: Side) -> list[Span]:
    """Return the spans of one side where they are in the text of both."""
    shift = 0 if side is Side.SOURCE else len(row.pair.source) + 1
    return [Span(span.start + shift, span.end + shift) for span in row.side(side).spans]


@dataclass
class Standoff:
    """A brat annotation file, read as its description has it."""

    bound: dict[str, tuple[str, list[Span], str]] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, annotations: str, text: str) -> Standoff:
        found = cls()
        seen: set[str] = set()
        for line in annotations.splitlines():
            identity, _, rest = line.partition("\t")
            assert re.fullmatch(r"[TRA#]\d+", identity)
            assert identity not in seen
            seen.add(identity)
            if identity[0] == "T":
                head, _, quote = rest.partition("\t")
                name, _, places = head.partition(" ")
                spans = [Span(*map(int, place.split(" "))) for place in places.split(";")]
                assert quote == " ".join(text[span.start : span.end] for span in spans)
                assert spans == sorted(spans)
                found.bound[identity] = (name, spans, quote)
            elif identity[0] == "R":
                name, first, second = rest.split(" ")
                found.relations.append(
                    (name, first.removeprefix("Arg1:"), second.removeprefix("Arg2:"))
                )
            elif identity[0] == "A":
                found.attributes.append(tuple(rest.split(" ")))
            else:
                head, note = rest.split("\t")
                assert head.startswith("AnnotatorNotes T")
                found.notes[head.partition(" ")[2]] = note
        return found


@settings(max_examples=60)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_brat_finds_every_character(project: Project):
    parts = export_readers.parts(brat.write(project, OPTIONS).data)
    for number, pair in enumerate(project.pairs, start=1):
        text = parts[f"{number:03}.txt"]
        assert text == joined(pair)
        read = Standoff.read(parts[f"{number:03}.ann"], text)
        found = Counter(
            (name, tuple(place for span in spans for place in range(span.start, span.end)))
            for name, spans, _ in read.bound.values()
        )
        expected: Counter[tuple[str, tuple[int, ...]]] = Counter()
        for row in rows_of(project, number):
            for side in Side:
                places = tuple(
                    place
                    for span in shifted(row, side)
                    for place in range(span.start, span.end)
                    if not LINE_END.match(text[place])
                )
                if places:
                    expected[row.annotation.tag, places] += 1
        assert found == expected
        assert all({first, second} <= set(read.bound) for _, first, second in read.relations)


def test_brat_knows_the_types_it_meets(hard_project: Project):
    parts = export_readers.parts(brat.write(hard_project, OPTIONS).data)
    assert list(parts) == ["annotation.conf", "001.txt", "001.ann", "002.txt", "002.ann"]
    named = parts["annotation.conf"].split("\n")
    read = Standoff.read(parts["001.ann"], parts["001.txt"])
    assert {name for name, _, _ in read.bound.values()} <= set(named)
    assert named[0] == "[entities]"
    assert "x-newer" in named
    assert len(read.relations) == 2
    first = next(iter(read.relations))
    assert [read.bound[one][2] for one in first[1:]] == [
        "😀 <v>house</v>\twas quickly",
        "بِيعَ 👩\u200d👩\u200d👧 <b>بسرعة</b>",
    ]
    assert ("Severity", first[1], "minor") not in read.attributes
    assert read.notes[first[1]].startswith("=HYPERLINK(1) and a \\ backslash | Lina | ")


def test_brat_tells_what_is_lost(hard_project: Project):
    pair = hard_project.pairs[0]
    blank = pair.source.characters.index("\n\n")
    only = replace(pair.annotations[6], source=(Span(blank, blank + 2),))
    project = replace(hard_project, pairs=(replace(pair, annotations=(only,)),))
    told = [str(loss) for loss in brat.write(project, OPTIONS).losses]
    assert told == [
        "Spans of line ends alone, left out: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]


def unescaped(value: str) -> str:
    signs = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
    return re.sub(r"\\(->|.)", lambda match: signs.get(match[1], match[1]), value, flags=re.DOTALL)


def split_values(column: str) -> list[tuple[str, str]]:
    """Return the values of a column with their numbers; nothing for ``_``."""
    if column == "_":
        return []
    found = re.findall(r"((?:\\.|[^\\|\[\]])*)\[([\d_]+)\](?:\||$)", column, flags=re.DOTALL)
    assert "|".join(f"{value}[{number}]" for value, number in found) == column
    return [("" if value == "*" else unescaped(value), number) for value, number in found]


@dataclass
class WebAnno:
    """A WebAnno TSV document, read as its description has it; offsets count UTF-16 units."""

    sentences: list[tuple[int, str]] = field(default_factory=list)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[str, str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, document: str) -> WebAnno:
        found = cls()
        head, _, body = document.partition("\n\n\n")
        assert head.split("\n") == [
            "#FORMAT=WebAnno TSV 3.3",
            "#T_SP=webanno.custom.DeskAnnotator|" + "|".join(FEATURES),
            "#T_RL=webanno.custom.DeskAnnotatorLink|tag|BT_webanno.custom.DeskAnnotator",
        ]
        names: set[str] = set()
        for place, block in enumerate(body.removesuffix("\n\n").split("\n\n"), start=1):
            first, *lines = block.split("\n")
            text = unescaped(first.removeprefix("#Text="))
            start = int(lines[0].split("\t")[1].split("-")[0])
            found.sentences.append((start, text))
            units16 = text.encode("utf-16-le")
            for line in lines:
                name, offsets, quote, *columns, last = line.split("\t")
                assert last == ""
                assert re.fullmatch(rf"{place}-\d+(\.\d+)?", name)
                assert name not in names
                names.add(name)
                begin, end = map(int, offsets.split("-"))
                bytes16 = units16[2 * (begin - start) : 2 * (end - start)]
                assert bytes16.decode("utf-16-le") == unescaped(quote)
                assert unescaped(quote).strip()
                found.row(name, (begin, end), columns)
        return found

    def row(self, name: str, offsets: tuple[int, int], columns: list[str]) -> None:
        for feature, column in zip(FEATURES, columns, strict=False):
            for value, number in split_values(column):
                mark = self.marks.setdefault(number, {})
                assert mark.setdefault(feature, value) == value
                if feature == "tag":
                    self.units[number].append(offsets)
        tags, ends = columns[len(FEATURES) :]
        if tags != "_":
            for tag, (unit, numbers) in zip(tags.split("|"), split_values(ends), strict=True):
                assert re.fullmatch(r"\d+-\d+(\.\d+)?", unit)
                self.links.append((tag, *numbers.split("_")))
                assert self.units[numbers.split("_")[0]]


def in_utf16(text: str, span: Span) -> tuple[int, int]:
    return tuple(len(text[:end].encode("utf-16-le")) // 2 for end in (span.start, span.end))


@settings(max_examples=60)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_webanno_finds_every_word(project: Project):
    parts = export_readers.parts(webanno_tsv.write(project, OPTIONS).data)
    for number, pair in enumerate(project.pairs, start=1):
        text = joined(pair)
        document = parts[f"{number:03}.tsv"]
        if "#Text=" not in document:
            assert not text.strip()
            continue
        read = WebAnno.read(document)
        utf16 = text.encode("utf-16-le")
        for start, sentence in read.sentences:
            wide = sentence.encode("utf-16-le")
            assert utf16[2 * start : 2 * start + len(wide)] == wide
        covered: Counter[tuple[str, int]] = Counter()
        for mark, units in read.units.items():
            for begin, end in units:
                covered.update((read.marks[mark]["annotation"], at) for at in range(begin, end))
        expected: Counter[tuple[str, int]] = Counter()
        for row in rows_of(project, number):
            for side in Side:
                for span in shifted(row, side):
                    for place in range(span.start, span.end):
                        if not text[place].isspace():
                            at = range(*in_utf16(text, Span(place, place + 1)))
                            expected.update((row.annotation.id, unit) for unit in at)
        assert covered == expected


def test_webanno_keeps_what_an_annotation_says(hard_project: Project):
    parts = export_readers.parts(webanno_tsv.write(hard_project, OPTIONS).data)
    read = WebAnno.read(parts["001.tsv"])
    by_id = {mark["annotation"][-1]: mark for mark in read.marks.values()}
    assert by_id["1"]["note"] == "=HYPERLINK(1)\tand\na \\ backslash"
    assert by_id["2"]["severity"] == "minor"
    assert by_id["7"]["tag"] == "x-newer"
    linked = [
        [read.marks[end]["annotation"][-1] for end in (first, second)]
        for _, first, second in read.links
    ]
    assert linked == [["1", "1"], ["2", "2"]]


def test_webanno_escapes_its_signs(hard_project: Project):
    pair = hard_project.pairs[0]
    note = "a|b[c]_d;e*f->g\\h\ti\nj"
    project = replace(
        hard_project, pairs=(replace(pair, annotations=(replace(pair.annotations[6], note=note),)),)
    )
    document = export_readers.parts(webanno_tsv.write(project, OPTIONS).data)["001.tsv"]
    assert r"a\|b\[c\]\_d\;e\*f\->g\\h\ti\nj[1]" in document
    assert WebAnno.read(document).marks["1"]["note"] == note


def test_webanno_counts_characters_that_no_file_can_hold(hard_project: Project):
    pair = hard_project.pairs[0]
    broken = replace(pair, annotations=(replace(pair.annotations[6], note="a\ud800b\udc00"),))
    export = webanno_tsv.write(replace(hard_project, pairs=(broken, pair)), OPTIONS)
    document = export_readers.parts(export.data)["001.tsv"]
    assert WebAnno.read(document).marks["1"]["note"] == "a\ufffdb\ufffd"
    # The note stands beside each of the words it is about.
    count = document.count("\ufffd")
    assert str(export.losses[-1]) == f"Broken characters replaced by “\ufffd”: {count}"


def test_webanno_tells_what_is_lost(hard_project: Project):
    told = [str(loss) for loss in webanno_tsv.write(hard_project, OPTIONS).losses]
    assert told == [
        "Places without text, left out: 3",
        "Discontinuous annotations, written in parts: 2",
        "Annotations that lose fields of other programs: 1",
        "Annotations over several lines, written in parts: 1",
        "Spans without the white space at their ends: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]


def test_brat_can_be_cancelled_while_it_packs_a_long_text() -> None:
    text = Text.of("word " * 200_000, language="en", direction=Direction.LTR)
    project = Project(id="p", title="", pairs=(Pair(id="q", title="", source=text, target=text),))
    told: list[tuple[int, int]] = []

    brat.write(project, replace(OPTIONS, progress=lambda *share: told.append(share)))

    assert len(told) > 2 * len(text) // 100_000
    shares = [done / total for done, total in told]
    assert shares == sorted(shares)
