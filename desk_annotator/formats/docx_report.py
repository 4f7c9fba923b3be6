"""DOCX: both texts with their annotations shaded, and a Word comment for each annotation.

An annotation has a comment on each side where it holds text or a place; the last line of each
is `ID_START` and the annotation's id, by which a reviewed document can be matched again. A
comment stands at one stretch of text: that of a discontinuous annotation at its first span.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.docx_parts import W, element, package
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import CONTROLS, LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.tag_colours import colours_of
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.text.isolates import isolate
from desk_annotator.text.language import first_strong
from desk_annotator.text.stretches import direction_stretches

ID_START = "Annotation "
"""What stands before the id in the last line of a comment."""

_QUOTE_LIMIT = 400
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?")
_UNDERLINES = {"matching": "single", "missing": "dotted", "added": "dash"}
_FIRST_SPAN = QT_TRANSLATE_NOOP(
    "Losses", "Discontinuous annotations, whose comment stands at their first part: {count}"
)
_OVERLAPS = QT_TRANSLATE_NOOP(
    "Losses", "Stretches of text under several annotations, in the colour of one: {count}"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One annotation on one side: what is shaded, and its comment."""

    tag: str
    spans: tuple[Span, ...]
    comment: int


def write(project: Project, options: ExportOptions) -> Export:
    """Return the document."""
    tally = LossTally()
    report = _Report(project, tally)
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    count = 0
    for row in rows(project, options):
        by_pair[row.pair_number].append(row)
        count += 1
    report.opening(options, count)
    for number, pair in chosen_pairs(project, options):
        options.progress(count, count)  # the second half of the work: a chance to stop
        report.pair(number, pair, by_pair[number])
    tally.add_ignored(project, options)
    parts = package(
        report.body, report.comments, title=report.clean(project.title), made=options.generated
    )
    return Export(zipped(parts), tally.losses())


class _Report:
    """The body of the document and its comments, as they grow."""

    def __init__(self, project: Project, tally: LossTally) -> None:
        self.body = element("body")
        self.comments = element("comments")
        self._project = project
        self._tally = tally
        self._count = 0

    def clean(self, text: str) -> str:
        """Return text that XML can hold; what had to be replaced is counted."""
        clean, count = with_signs(text)
        self._tally.add(CONTROLS, count)
        return clean

    def opening(self, options: ExportOptions, count: int) -> None:
        """Write what stands above the first pair."""
        self._line(self.body, self._project.title, style="Title")
        facts = [self._project.annotator, options.generated, f"{count:,} annotations"]
        self._line(self.body, _joined(facts), direction=Direction.LTR)
        legend = element("p")
        for tag in ("matching", "missing", "added"):
            look = _shading(tag, _UNDERLINES[tag])
            legend.append(self._run(tag, Direction.LTR, "en", look))
            legend.append(self._run("   ", Direction.LTR, "en"))
        self.body.append(legend)

    def pair(self, number: int, pair: Pair, chosen: list[Row]) -> None:
        """Write both texts of a pair."""
        self._line(self.body, f"{number}. {pair.title}".strip(), style="Heading1")
        for row in chosen:
            self._tally.add_extra(row)
        for side in Side:
            text = pair.text(side)
            facts = [side.capitalize(), text.language, text.imported.name]
            self._line(self.body, _joined(facts), style="Heading2", direction=Direction.LTR)
            marks = [self._mark(row, side) for row in chosen if row.annotation.spans(side)]
            self.body.extend(self._paragraphs(text, marks))

    def _mark(self, row: Row, side: Side) -> _Mark:
        annotation = row.annotation
        self._tally.add(_FIRST_SPAN, len(row.side(side).spans) > 1)
        comment = element("comment", id=str(self._count))
        author = self.clean(annotation.author or self._project.annotator or "—")
        comment.set(W + "author", author)
        comment.set(W + "initials", "".join(word[0] for word in author.split())[:3])
        if _MOMENT.fullmatch(annotation.modified):
            comment.set(W + "date", annotation.modified)
        facts = [annotation.tag, annotation.severity, annotation.category, annotation.status]
        if row.justified:
            facts.append(f"justified: {row.justified}")
        self._line(comment, _joined(facts), style="CommentText", look=_bold())
        if side is annotation.home or not annotation.spans(annotation.home):
            for line in annotation.note.splitlines():
                self._line(comment, line, style="CommentText")
        other = row.side(side.other)
        if other.quotes:
            quote = other.quote
            if len(quote) > _QUOTE_LIMIT:
                quote = f"{quote[:_QUOTE_LIMIT]} …"
            for line in f"↔ {quote}".split("\n"):
                direction = row.pair.text(side.other).direction
                self._line(comment, line, style="CommentText", direction=direction)
        self._line(comment, f"{ID_START}{annotation.id}", style="CommentText", look=_small())
        self.comments.append(comment)
        self._count += 1
        return _Mark(annotation.tag, annotation.spans(side), self._count - 1)

    def _line(
        self,
        parent: etree._Element,
        text: str,
        *,
        style: str = "",
        direction: Direction | None = None,
        look: Sequence[etree._Element] = (),
    ) -> None:
        """Add a paragraph of one look, in the direction of its first letter if none is given."""
        direction = direction or first_strong(text) or Direction.LTR
        paragraph = _paragraph(direction, style)
        for start, end, run_direction in direction_stretches(text, direction):
            paragraph.append(self._run(text[start:end], run_direction, "", look))
        parent.append(paragraph)

    # A text

    def _paragraphs(self, text: Text, marks: list[_Mark]) -> Iterator[etree._Element]:
        """Yield the paragraphs of a text, one a line, with marks and comments in them."""
        edges = _Edges(marks)
        characters = text.characters
        start = 0
        cuts = edges.cuts
        next_cut = 0
        while True:
            line_end = characters.find("\n", start)
            end = len(characters) if line_end < 0 else line_end
            paragraph = _paragraph(text.direction)
            stretches = direction_stretches(characters[start:end], text.direction)
            directions = {start + first: direction for first, _, direction in stretches}
            here = set(directions)
            while next_cut < len(cuts) and cuts[next_cut] <= end:
                here.add(cuts[next_cut])
                next_cut += 1
            direction = text.direction
            places = [*sorted(here | {start}), end]
            for place, following in pairwise(places):
                direction = directions.get(place, direction)
                paragraph.extend(edges.cross(place))
                if place < following:
                    paragraph.append(self._segment(text, Span(place, following), direction, edges))
            paragraph.extend(edges.cross(end))
            yield paragraph
            if line_end < 0:
                return
            start = line_end + 1

    def _segment(
        self, text: Text, span: Span, direction: Direction, edges: _Edges
    ) -> etree._Element:
        characters = text.characters[span.start : span.end]
        if not edges.open:
            return self._run(characters, direction, text.language)
        # Of several the shortest is seen: the others reach out beyond it.
        _, tag = min(edges.open.values())
        underline = _UNDERLINES.get(tag, "wave")
        if len(edges.open) > 1:
            self._tally.add(_OVERLAPS)
            underline = "double"
        return self._run(characters, direction, text.language, _shading(tag, underline))

    def _run(
        self,
        characters: str,
        direction: Direction,
        language: str,
        look: Sequence[etree._Element] = (),
    ) -> etree._Element:
        """Return a run; its properties stand in the order that the schema asks for."""
        run = element("r")
        properties = etree.SubElement(run, W + "rPr")
        properties.extend(copy(one) for one in look)
        rtl = direction is Direction.RTL
        if rtl:
            properties.append(element("rtl"))
        if language:
            properties.append(element("lang", **{"bidi" if rtl else "val": language}))
        for number, piece in enumerate(self.clean(characters).split("\t")):
            if number:
                run.append(element("tab"))
            if piece:
                text = etree.SubElement(run, W + "t")
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                text.text = piece
        return run


class _Edges:
    """Where marks begin and end in a text, crossed from its start to its end."""

    def __init__(self, marks: list[_Mark]) -> None:
        self.open: dict[tuple[int, int], tuple[int, str]] = {}
        """Of the spans over the place reached: their length and tag."""
        self._starts: defaultdict[int, list[tuple[tuple[int, int], tuple[int, str]]]]
        self._starts = defaultdict(list)
        self._ends: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._comment_starts: defaultdict[int, list[int]] = defaultdict(list)
        self._comment_ends: defaultdict[int, list[int]] = defaultdict(list)
        self._crossed = -1
        for mark in marks:
            for number, span in enumerate(mark.spans):
                if not span.is_caret:
                    key = mark.comment, number
                    self._starts[span.start].append((key, (span.length, mark.tag)))
                    self._ends[span.end].append(key)
            first = next((span for span in mark.spans if not span.is_caret), mark.spans[0])
            if first.is_caret:
                self._comment_ends[first.start].append(mark.comment)
                continue
            self._comment_starts[first.start].append(mark.comment)
            self._comment_ends[first.end].append(mark.comment)
        self._carets = {mark.comment for mark in marks if all(s.is_caret for s in mark.spans)}
        self.cuts = sorted({*self._starts, *self._ends, *self._comment_ends})

    def cross(self, place: int) -> Iterator[etree._Element]:
        """Take notice of what begins or ends at an offset; yield the marks of comments there."""
        if place <= self._crossed:
            return
        self._crossed = place
        for key in self._ends.get(place, ()):
            del self.open[key]
        self.open.update(self._starts.get(place, ()))
        for comment in self._comment_ends.get(place, ()):
            if comment in self._carets:
                yield element("commentRangeStart", id=str(comment))
            yield element("commentRangeEnd", id=str(comment))
            run = element("r")
            look = etree.SubElement(run, W + "rPr")
            look.append(element("rStyle", val="CommentReference"))
            run.append(element("commentReference", id=str(comment)))
            yield run
        for comment in self._comment_starts.get(place, ()):
            yield element("commentRangeStart", id=str(comment))


def _joined(facts: Iterable[str]) -> str:
    """Return what is not empty as one line, each isolated from what stands beside it."""
    return " · ".join(isolate(fact) for fact in facts if fact)


def _shading(tag: str, underline: str) -> list[etree._Element]:
    colours = colours_of(tag)
    return [
        element("u", val=underline, color=colours.line),
        element("shd", val="clear", color="auto", fill=colours.tint),
    ]


def _bold() -> list[etree._Element]:
    return [element("b"), element("bCs")]


def _small() -> list[etree._Element]:
    return [element("sz", val="12"), element("szCs", val="12")]


def _paragraph(direction: Direction, style: str = "") -> etree._Element:
    paragraph = element("p")
    look = etree.SubElement(paragraph, W + "pPr")
    if style:
        look.append(element("pStyle", val=style))
    if direction is Direction.RTL:
        look.append(element("bidi"))
    return paragraph
