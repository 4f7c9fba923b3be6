"""DOCX: both texts with their annotations shaded, and a Word comment for each annotation.

An annotation has a comment on each side where it holds text or a place; the last line of each
is `docx_comment.ID_START` and the annotation's id, by which a reviewed document can be matched
again. A comment stands at one stretch of text: that of a discontinuous annotation at its first
span.

The document and then its comments are written as they are made, a paragraph at a time, so that
little of either is ever held.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.docx_comment import (
    FACT_JOIN,
    HOW_TO_ANSWER,
    LineKind,
    comment_lines,
)
from desk_annotator.formats.docx_markup import (
    BOLD,
    PARAGRAPH_END,
    SMALL,
    attribute,
    comment_range_end,
    comment_range_start,
    paragraph_start,
    run,
    shading,
)
from desk_annotator.formats.docx_parts import package
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import CONTROLS, LossTally
from desk_annotator.formats.report_words import language_words, moment_words
from desk_annotator.formats.review_weight import TOO_MUCH, OfficeWeight
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.short_calls import let_go, letting_go, sorted_offsets
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.formats.work_progress import Progress, stage, staged, watched
from desk_annotator.text.isolates import isolate
from desk_annotator.text.language import first_strong
from desk_annotator.text.stretches import direction_stretches

_LOOKS = {LineKind.FACTS: BOLD, LineKind.ID: SMALL}
_STEP = 256
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?")
_UNDERLINES = {"matching": "single", "missing": "dotted", "added": "dash"}
_FIRST_SPAN = QT_TRANSLATE_NOOP(
    "Losses", "Discontinuous annotations, whose comment stands at their first part: {count}"
)
_OVERLAPS = QT_TRANSLATE_NOOP(
    "Losses", "Stretches of text under several annotations, in the colour of one: {count}"
)


@frozen
class _Mark:
    """One annotation on one side: what is shaded, and the number of its comment."""

    tag: str
    spans: tuple[Span, ...]
    comment: int


def write(project: Project, options: ExportOptions) -> Export:
    """Return the document."""
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    with letting_go(by_pair):
        data = _made(project, options, tally, by_pair)
    tally.add_ignored(project, options)
    return Export(data, tally.losses())


def _made(
    project: Project,
    options: ExportOptions,
    tally: LossTally,
    by_pair: defaultdict[int, list[Row]],
) -> bytes:
    """Return the zipped document, and the rows of each pair with it."""
    for row in rows(project, replace(staged(options, 0, 15), context=0)):
        by_pair[row.pair_number].append(row)
        tally.add_extra(row)
    report = _Report(project, tally, options)
    for number, pair in chosen_pairs(project, options):
        report.pairs.append((number, pair, by_pair[number]))
    weight = OfficeWeight()
    data = zipped(
        package(
            weight.watched(report.body(stage(options.progress, 15, 60))),
            weight.watched(report.comments(stage(options.progress, 60, 100))),
            title=report.clean(project.title),
            made=options.generated,
        )
    )
    if weight.is_too_much(data, project):
        tally.add(TOO_MUCH, sum(map(len, by_pair.values())))
    return data


class _Report:
    """The body of the document and its comments; numbers of comments count from 0 in both."""

    def __init__(self, project: Project, tally: LossTally, options: ExportOptions) -> None:
        self.pairs: list[tuple[int, Pair, list[Row]]] = []
        self._project = project
        self._tally = tally
        self._options = options

    def clean(self, text: str) -> str:
        """Return text that XML can hold; what had to be replaced is counted."""
        clean, count = with_signs(text)
        self._tally.add(CONTROLS, count)
        return clean

    def _line(
        self, text: str, *, style: str = "", direction: Direction | None = None, look: str = ""
    ) -> str:
        """Return a paragraph of one look, in the direction of its first letter if none is given."""
        direction = direction or first_strong(text) or Direction.LTR
        runs = (
            run(self.clean(text[start:end]), run_direction, "", look)
            for start, end, run_direction in direction_stretches(text, direction)
        )
        return f"{paragraph_start(direction, style)}{''.join(runs)}{PARAGRAPH_END}"

    # The body

    def body(self, progress: Progress) -> Iterator[str]:
        """Yield the paragraphs of the document."""
        yield self._line(self._project.title, style="Title")
        count = sum(len(chosen) for _, _, chosen in self.pairs)
        facts = [
            self._project.annotator,
            moment_words(self._options.generated),
            f"{count:,} annotations",
        ]
        yield self._line(_joined(facts), direction=Direction.LTR)
        legend = [
            run(tag, Direction.LTR, "en", shading(tag, underline)) + run("   ", Direction.LTR, "en")
            for tag, underline in _UNDERLINES.items()
        ]
        yield f"{paragraph_start(Direction.LTR)}{''.join(legend)}{PARAGRAPH_END}"
        yield self._line(HOW_TO_ANSWER, direction=Direction.LTR)
        total = sum(len(pair.text(side)) for _, pair, _ in self.pairs for side in Side)
        done = comment = 0
        for number, pair, chosen in self.pairs:
            yield self._line(f"{number}. {pair.title}".strip(), style="Heading1")
            for side in Side:
                text = pair.text(side)
                facts = [side.capitalize(), language_words(text.language), text.imported.name]
                yield self._line(_joined(facts), style="Heading2", direction=Direction.LTR)
                held = [row for row in chosen if row.annotation.spans(side)]
                self._tally.add(_FIRST_SPAN, sum(len(row.side(side).spans) > 1 for row in held))

                def tell(*_: int, done: int = done) -> None:
                    progress(done, total)

                edges = _Edges()
                try:
                    for place, row in enumerate(watched(held, tell), start=comment):
                        edges.add(_Mark(row.annotation.tag, row.annotation.spans(side), place))
                    comment += len(held)
                    edges.sort()
                    for step, (place, piece) in enumerate(self._paragraphs(text, edges)):
                        if step % _STEP == 0:
                            progress(done + place, total)
                        yield piece
                finally:
                    edges.let_go()
                    let_go(held)
                done += len(text)

    def _paragraphs(self, text: Text, edges: _Edges) -> Iterator[tuple[int, str]]:
        """Yield the paragraphs of a text, one a line, with marks and comments in them, in pieces.

        Beside each piece stands the offset it reaches to.
        """
        characters = text.characters
        start = 0
        cuts = edges.cuts
        next_cut = 0
        while True:
            line_end = characters.find("\n", start)
            end = len(characters) if line_end < 0 else line_end
            yield start, paragraph_start(text.direction)
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
                piece = edges.crossed(place)
                if place < following:
                    piece += self._segment(text, Span(place, following), direction, edges)
                yield following, piece
            yield end, edges.crossed(end) + PARAGRAPH_END
            if line_end < 0:
                return
            start = line_end + 1

    def _segment(self, text: Text, span: Span, direction: Direction, edges: _Edges) -> str:
        characters = self.clean(text.characters[span.start : span.end])
        if not edges.open:
            return run(characters, direction, text.language)
        # Of several the shortest is seen: the others reach out beyond it.
        _, tag = min(edges.open.values())
        underline = _UNDERLINES.get(tag, "wave")
        if len(edges.open) > 1:
            self._tally.add(_OVERLAPS)
            underline = "double"
        return run(characters, direction, text.language, shading(tag, underline))

    # The comments

    def comments(self, progress: Progress) -> Iterator[str]:
        """Yield the comments, in the order in which the body counts them."""
        total = 2 * sum(len(chosen) for _, _, chosen in self.pairs)
        before = number = 0
        for _, _, chosen in self.pairs:
            for side in Side:

                def tell(done: int, _: int, before: int = before) -> None:
                    progress(before + done, total)

                for row in watched(chosen, tell):
                    if row.annotation.spans(side):
                        yield self._comment(number, row, side)
                        number += 1
                before += len(chosen)

    def _comment(self, number: int, row: Row, side: Side) -> str:
        annotation = row.annotation
        author = self.clean(annotation.author or self._project.annotator or "—")
        initials = "".join(word[0] for word in author.split())[:3]
        made = annotation.modified
        date = f' w:date="{made}"' if _MOMENT.fullmatch(made) else ""
        other = row.pair.text(side.other).direction
        lines = [
            self._line(
                line,
                style="CommentText",
                direction=other if kind is LineKind.QUOTE else None,
                look=_LOOKS.get(kind, ""),
            )
            for kind, line in comment_lines(row, side)
        ]
        return (
            f'<w:comment w:id="{number}" w:author="{attribute(author)}" '
            f'w:initials="{attribute(initials)}"{date}>{"".join(lines)}</w:comment>'
        )


class _Edges:
    """Where marks begin and end in a text, crossed from its start to its end."""

    def __init__(self) -> None:
        self.open: dict[tuple[int, int], tuple[int, str]] = {}
        """Of the spans over the place reached: their length and tag."""
        self._starts: defaultdict[int, list[tuple[tuple[int, int], tuple[int, str]]]]
        self._starts = defaultdict(list)
        self._ends: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._comment_starts: defaultdict[int, list[int]] = defaultdict(list)
        self._comment_ends: defaultdict[int, list[int]] = defaultdict(list)
        self._carets: set[int] = set()
        self._crossed = -1
        self.cuts: list[int] = []

    def add(self, mark: _Mark) -> None:
        """Take a mark; they come in the order of their comments."""
        for number, span in enumerate(mark.spans):
            if not span.is_caret:
                key = mark.comment, number
                self._starts[span.start].append((key, (span.length, mark.tag)))
                self._ends[span.end].append(key)
        first = next((span for span in mark.spans if not span.is_caret), mark.spans[0])
        if first.is_caret:
            self._carets.add(mark.comment)
            self._comment_ends[first.start].append(mark.comment)
            return
        self._comment_starts[first.start].append(mark.comment)
        self._comment_ends[first.end].append(mark.comment)

    def sort(self) -> None:
        """Put all offsets in order, when all marks are there."""
        self.cuts = sorted_offsets(self._starts, self._ends, self._comment_ends)

    def let_go(self) -> None:
        """Forget all of it: the text is crossed, or nobody wants it any more."""
        let_go(self._starts, self._ends, self._comment_starts, self._comment_ends, self.cuts)

    def crossed(self, place: int) -> str:
        """Take notice of what begins or ends at an offset; return the marks of comments there."""
        if place <= self._crossed:
            return ""
        self._crossed = place
        for key in self._ends.get(place, ()):
            del self.open[key]
        self.open.update(self._starts.get(place, ()))
        found = []
        for comment in self._comment_ends.get(place, ()):
            if comment in self._carets:
                found.append(comment_range_start(comment))
            found.append(comment_range_end(comment))
        found += map(comment_range_start, self._comment_starts.get(place, ()))
        return "".join(found)


def _joined(facts: Iterable[str]) -> str:
    """Return what is not empty as one line, each isolated from what stands beside it."""
    return FACT_JOIN.join(isolate(fact) for fact in facts if fact)
