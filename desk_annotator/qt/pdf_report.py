"""The PDF report: both texts with their annotations shaded, and a list of them, on paper.

Qt writes it: Arabic is joined and ordered, the typeface goes into the file, and its text can be
searched and copied. It is built from characters and formats, never from markup, so nothing in
a text can be anything but text.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QColor, QGuiApplication, QImage, QTextCharFormat

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.export_table import PDF as PDF_WITHOUT_QT
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.report_text import sign_of
from desk_annotator.formats.report_words import language_words, moment_words
from desk_annotator.formats.rows import (
    Row,
    chosen_pairs,
    line_after,
    line_before,
    rows,
    side_row,
)
from desk_annotator.formats.shading import Shade, shades
from desk_annotator.formats.short_calls import letting_go, letting_go_of, sorted_offsets
from desk_annotator.formats.tag_colours import QUIET, colours_of
from desk_annotator.formats.work_progress import stage, staged
from desk_annotator.qt.fonts import load_fonts
from desk_annotator.qt.pdf_file import settled
from desk_annotator.qt.pdf_numbers import Numbered
from desk_annotator.qt.pdf_pages import FirstPage, PageFullError, Pages, PdfPages
from desk_annotator.text.chunks import chunks
from desk_annotator.text.isolates import isolate
from desk_annotator.text.language import first_strong

QUOTE_LIMIT = 600
"""Code points of a quote shown in the list."""

_ANNOTATION_COST = 150
"""An annotation of the list costs about as much as so many characters of a text."""
_BYTES = 8
"""Bytes of a PDF for each of those characters: sparse samples took 3, dense ones 9."""
_LONGEST = 10_000
"""Code points of a paragraph that are laid out together."""
_TEXT_SIZE = 10.5
"""Size of the letters, in points."""
_UNDERLINES = {
    "matching": QTextCharFormat.UnderlineStyle.SingleUnderline,
    "missing": QTextCharFormat.UnderlineStyle.DotLine,
    "added": QTextCharFormat.UnderlineStyle.DashUnderline,
}
# Not a wave: Qt writes each one into the file as a picture of its own.
_SHARED_UNDERLINE = QTextCharFormat.UnderlineStyle.DashDotLine
_OTHER_UNDERLINE = QTextCharFormat.UnderlineStyle.DashDotDotLine
_GAP = "   "
_SHARED = QT_TRANSLATE_NOOP(
    "Losses", "Stretches of text under several annotations, in the colour of one: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the report. Starts Qt without a window if it does not run yet."""
    _start_qt()
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    # Else a cancelled export would keep them, for the report and its pages refer to each other.
    with letting_go(by_pair):
        data = _made(project, options, tally, by_pair)
    return Export(data, tally.losses())


def _made(
    project: Project, options: ExportOptions, tally: LossTally, by_pair: defaultdict[int, list[Row]]
) -> bytes | memoryview:
    """Return the file, and the rows of each pair with it."""
    _put_rows(by_pair, project, staged(options, 0, 5), tally)
    report = _Report(project, by_pair, options, tally)
    pages = PdfPages(project.title, report.look, report.length)
    try:
        report.fill(pages)
        file = pages.finish()
    except BaseException:
        pages.abandon()
        raise
    tally.add_ignored(project, options)
    data = settled(file, options.generated, lambda: options.progress(98, 100))
    options.progress(99, 100)
    return data


def first_page(project: Project, options: ExportOptions) -> QImage:
    """Return a picture of the first page of the report."""
    _start_qt()
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    _put_rows(by_pair, project, options, tally)
    report = _Report(project, by_pair, options, tally)
    page = FirstPage(report.look)
    try:
        report.fill(page)
        return page.finish()
    except PageFullError:
        page.abandon()
        return page.picture


def _start_qt() -> None:
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # For each script that a text has a letter of, Qt would name on the terminal hundreds of
        # typefaces that it has looked at in vain.
        QLoggingCategory.setFilterRules("qt.text.font.db.info=false")
        # Qt needs it until the process ends.
        globals()["_application"] = QGuiApplication([])
    load_fonts()


def _put_rows(
    by_pair: defaultdict[int, list[Row]],
    project: Project,
    options: ExportOptions,
    tally: LossTally,
) -> None:
    for row in rows(project, replace(options, context=0)):
        by_pair[row.pair_number].append(row)
        tally.add_extra(row)


PDF = replace(PDF_WITHOUT_QT, write=write)
"""The row of the export table, able to write."""


def _joined(*facts: str) -> str:
    return " · ".join(isolate(fact) for fact in facts if fact)


def _text_size(direction: Direction) -> float:
    """Return the size of text: at one size Arabic letters look smaller than Latin ones."""
    return _TEXT_SIZE + (1.5 if direction is Direction.RTL else 0)


def _numbers(side: Side, chosen: list[Row]) -> list[Numbered]:
    """Return where in a text which annotation of the list begins, in the order of the text."""
    at_place: defaultdict[int, list[Numbered]] = defaultdict(list)
    for count, row in enumerate(chosen, start=1):
        here = row.side(side)
        places = [span.start for span in here.spans]
        if here.place is not None:
            places.append(here.place)
        ink = colours_of(row.annotation.tag).ink
        for place in places:
            at_place[place].append((place, str(count), ink))
    with letting_go_of(at_place):
        return [one for place in sorted_offsets(at_place) for one in at_place[place]]


class _Report:
    """Writes the paragraphs of the report, from the title to the last annotation."""

    def __init__(
        self,
        project: Project,
        by_pair: Mapping[int, list[Row]],
        options: ExportOptions,
        tally: LossTally,
    ) -> None:
        self._project = project
        self._by_pair = by_pair
        self._options = options
        self._tally = tally
        self._pairs = chosen_pairs(project, options)
        self._looks: dict[tuple[str, bool], QTextCharFormat] = {}
        characters = sum(len(pair.text(side)) for _, pair in self._pairs for side in Side)
        count = sum(len(by_pair.get(number, ())) for number, _ in self._pairs)
        self._done = 0
        self._total = 1 + characters + count * _ANNOTATION_COST
        self._tell = stage(options.progress, 5, 98)
        self._pages: Pages

    @property
    def length(self) -> int:
        """The bytes of a PDF for which there should be room, from what samples needed."""
        return self._total * _BYTES

    def look(self) -> None:
        """Tell how far it is; what this raises ends the work."""
        self._tell(self._done, self._total)

    def fill(self, pages: Pages) -> None:
        """Write everything on these pages."""
        self._pages = pages
        self.line(self._project.title, size=20, is_bold=True)
        options = self._options
        facts = (self._project.annotator, moment_words(options.generated), options.generator)
        self.line(_joined(*facts), direction=Direction.LTR, ink=QUIET)
        if any(self._by_pair.values()):
            self._legend()
        for number, pair in self._pairs:
            chosen = self._by_pair.get(number, [])
            self.line(f"{number}. {pair.title}", size=15, is_bold=True, space=13.5)
            for side in Side:
                text = pair.text(side)
                language = language_words(text.language)
                heading = _joined(side.capitalize(), language, text.imported.name)
                self.line(heading, direction=Direction.LTR, is_bold=True, space=7.5)
                self.text(text, side, chosen)
            if chosen:
                self.line("Annotations", size=12, is_bold=True, space=10.5)
            for place, row in enumerate(chosen, start=1):
                self.look()
                self.annotation(place, row)
                self._done += _ANNOTATION_COST

    def _legend(self) -> None:
        """Say what shades, lines and numbers in the texts mean."""
        tags = {row.annotation.tag for chosen in self._by_pair.values() for row in chosen}
        others = sorted(tags - _UNDERLINES.keys())
        shown = [(tag, self._shaded(tag, is_shared=False)) for tag in [*_UNDERLINES, *others]]
        shown.append(("several annotations", self._shaded("", is_shared=True)))
        words, shadings = "", []
        for name, look in shown:
            shadings.append((len(words), len(words) + len(name), look))
            words += name + _GAP
        self._pages.paragraph(words, Direction.LTR, _TEXT_SIZE, shadings=shadings)
        self.line("The numbers above the texts are those of the list below them.", ink=QUIET)

    def line(
        self,
        text: str,
        *,
        direction: Direction | None = None,
        size: float | None = None,
        is_bold: bool = False,
        ink: str = "1C1E21",
        space: float = 0,
    ) -> None:
        """Write a paragraph in the direction of its first letter, if none is given."""
        direction = direction or first_strong(text) or Direction.LTR
        shown = text.replace("\n", "\u2028")
        size = _text_size(direction) if size is None else size
        self._pages.paragraph(
            shown, direction, size, is_bold=is_bold, ink=ink, space=space, keeps=is_bold
        )

    def text(self, text: Text, side: Side, chosen: list[Row]) -> None:
        """Write a text, one paragraph a line, with its annotations shaded."""
        size = _text_size(text.direction)
        spans = ((span, row.annotation.tag) for row in chosen for span in row.side(side).spans)
        cut = shades(len(text), spans, self.look)
        shaded: list[Shade] = []
        with letting_go_of(cut, shaded):
            self.look()
            self._tally.add(_SHARED, sum(one.is_shared for one in cut))
            self.look()
            shaded += [one for one in cut if one.tag is not None]
            numbers = _numbers(side, chosen)
            with letting_go_of(numbers):
                self.look()
                self._put_paragraphs(text, size, shaded, numbers)

    def _put_paragraphs(
        self, text: Text, size: float, shaded: list[Shade], numbers: list[Numbered]
    ) -> None:
        # A paragraph that is very long is cut where no direction changes by it.
        bounds = chunks(text.characters, text.direction, _LONGEST)
        self.look()
        first = first_number = 0
        for start, end in pairwise(bounds):
            self.look()
            while first < len(shaded) and shaded[first].end <= start:
                first += 1
            here = []
            for place in range(first, len(shaded)):
                one = shaded[place]
                if one.start >= end:
                    break
                look = self._shaded(one.tag or "", is_shared=one.is_shared)
                here.append((max(one.start, start) - start, min(one.end, end) - start, look))
            paragraph = text.characters[start:end]
            if paragraph.endswith("\n"):
                paragraph = paragraph[:-1]
                here = [(low, min(high, len(paragraph)), look) for low, high, look in here]
            last_number = first_number
            while last_number < len(numbers) and (
                numbers[last_number][0] < end or end == len(text)
            ):
                last_number += 1
            above = [
                (min(place - start, len(paragraph)), words, ink)
                for place, words, ink in numbers[first_number:last_number]
            ]
            first_number = last_number
            self._pages.paragraph(
                paragraph,
                text.direction,
                size,
                shadings=here,
                numbers=above if numbers else None,
            )
            self._done += end - start

    def _shaded(self, tag: str, *, is_shared: bool) -> QTextCharFormat:
        key = tag, is_shared
        if key not in self._looks:
            colours = colours_of(tag)
            look = QTextCharFormat()
            look.setBackground(QColor(f"#{colours.tint}"))
            look.setUnderlineStyle(
                _SHARED_UNDERLINE if is_shared else _UNDERLINES.get(tag, _OTHER_UNDERLINE)
            )
            look.setUnderlineColor(QColor(f"#{colours.line}"))
            self._looks[key] = look
        return self._looks[key]

    def _place(self, row: Row, side: Side) -> None:
        """Write where something should stand: a sign, with the words on both sides of it."""
        text = row.pair.text(side)
        annotation = row.annotation
        # The rows carry no context: for each of many annotations that would be a lot to hold.
        around = side_row(text.characters, annotation.spans(side), self._options.context)
        before = line_before(around, text.characters)
        sign = f"\u2009{sign_of(annotation.tag) or '·'}\u2009"
        look = QTextCharFormat(self._shaded(annotation.tag, is_shared=False))
        look.setForeground(QColor(f"#{colours_of(annotation.tag).ink}"))
        self._pages.paragraph(
            f"{before}{sign}{line_after(around, text.characters)}",
            text.direction,
            _text_size(text.direction),
            ink=QUIET,
            shadings=[(len(before), len(before) + len(sign), look)],
        )

    def annotation(self, number: int, row: Row) -> None:
        """Write an annotation of the list."""
        annotation = row.annotation
        justified = f"justified: {row.justified}" if row.justified else ""
        facts = (annotation.severity, annotation.category, annotation.status, justified)
        self.line(
            _joined(f"{number}", annotation.tag, *facts, annotation.author),
            direction=Direction.LTR,
            is_bold=True,
            ink=colours_of(annotation.tag).ink,
            space=5,
        )
        for side in Side:
            quote = row.side(side).quote
            if len(quote) > QUOTE_LIMIT:
                quote = f"{quote[:QUOTE_LIMIT]} …"
            if quote:
                self.line(quote, direction=row.pair.text(side).direction)
            elif row.side(side).place is not None:
                self._place(row, side)
        if annotation.note:
            self.line(annotation.note, ink=QUIET)
