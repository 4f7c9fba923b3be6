"""The PDF report: both texts with their annotations shaded, and a list of them, on paper.

Qt writes it: Arabic is joined and ordered, the typeface goes into the file, and its text can be
searched and copied. It is built from characters and formats, never from markup, so nothing in
a text can be anything but text.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.export_table import PDF as PDF_WITHOUT_QT
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.shading import shades
from desk_annotator.formats.tag_colours import QUIET, colours_of
from desk_annotator.qt.fonts import load_fonts, pane_families
from desk_annotator.text.isolates import isolate
from desk_annotator.text.language import first_strong

QUOTE_LIMIT = 600
"""Code points of a quote shown in the list."""

_STEP = 64
_TEXT_SIZE = 10.5
_UNDERLINES = {
    "matching": QTextCharFormat.UnderlineStyle.SingleUnderline,
    "missing": QTextCharFormat.UnderlineStyle.DotLine,
    "added": QTextCharFormat.UnderlineStyle.DashUnderline,
}
_SHARED = QT_TRANSLATE_NOOP(
    "Losses", "Stretches of text under several annotations, in the colour of one: {count}"
)
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the report. Starts Qt without a window if it does not run yet."""
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # Qt needs it until the process ends.
        globals()["_application"] = QGuiApplication([])
    load_fonts()
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows(project, options):
        by_pair[row.pair_number].append(row)
        tally.add_extra(row)
    page = _Page()
    page.line(project.title, size=20, is_bold=True)
    facts = (project.annotator, options.generated, options.generator)
    page.line(_joined(*facts), direction=Direction.LTR, ink=QUIET)
    for number, pair in chosen_pairs(project, options):
        page.line(f"{number}. {pair.title}", size=15, is_bold=True, space=18)
        for side in Side:
            text = pair.text(side)
            heading = _joined(side.capitalize(), text.language, text.imported.name)
            page.line(heading, direction=Direction.LTR, is_bold=True, space=10)
            options.progress(1, 1)  # the second half of the work: a chance to stop
            page.text(text, side, by_pair[number], tally)
        if by_pair[number]:
            page.line("Annotations", size=12, is_bold=True, space=14)
        for place, row in enumerate(by_pair[number], start=1):
            if place % _STEP == 0:
                options.progress(1, 1)
            page.annotation(place, row)
    tally.add_ignored(project, options)
    return Export(_settled(page.data(project.title), options.generated), tally.losses())


PDF = replace(PDF_WITHOUT_QT, write=write)
"""The row of the export table, able to write."""


def _joined(*facts: str) -> str:
    return " · ".join(isolate(fact) for fact in facts if fact)


class _Page:
    """The document as it grows, one paragraph after the other."""

    def __init__(self) -> None:
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        self._cursor = QTextCursor(self._document)
        self._is_empty = True

    def _begin(self, direction: Direction, space: float = 0) -> None:
        block = QTextBlockFormat()
        rtl = direction is Direction.RTL
        block.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        block.setTopMargin(space)
        block.setBottomMargin(2)
        if self._is_empty:
            self._cursor.setBlockFormat(block)
            self._is_empty = False
        else:
            self._cursor.insertBlock(block)

    def line(
        self,
        text: str,
        *,
        direction: Direction | None = None,
        size: float = _TEXT_SIZE,
        is_bold: bool = False,
        ink: str = "1C1E21",
        space: float = 0,
    ) -> None:
        """Add a paragraph in the direction of its first letter, if none is given."""
        direction = direction or first_strong(text) or Direction.LTR
        self._begin(direction, space)
        look = _look(direction, size)
        look.setForeground(QColor(f"#{ink}"))
        if is_bold:
            look.setFontWeight(QFont.Weight.Bold)
        self._cursor.insertText(text.replace("\n", "\u2028"), look)

    def text(self, text: Text, side: Side, chosen: list[Row], tally: LossTally) -> None:
        """Add a text, one paragraph a line, with its annotations shaded."""
        plain = _look(text.direction, _TEXT_SIZE + (1.5 if text.direction is Direction.RTL else 0))
        looks: dict[tuple[str, bool], QTextCharFormat] = {}
        spans = [(span, row.annotation.tag) for row in chosen for span in row.side(side).spans]
        self._begin(text.direction)
        for start, end, tag, is_shared in shades(len(text), spans):
            look = plain
            if tag is not None:
                key = (tag, is_shared)
                look = looks.setdefault(key, _shaded(plain, *key))
                tally.add(_SHARED, is_shared)
            for number, piece in enumerate(text.characters[start:end].split("\n")):
                if number:
                    self._begin(text.direction)
                self._cursor.insertText(piece, look)

    def annotation(self, number: int, row: Row) -> None:
        """Add an annotation to the list."""
        annotation = row.annotation
        justified = f"justified: {row.justified}" if row.justified else ""
        facts = (annotation.severity, annotation.category, annotation.status, justified)
        self.line(
            _joined(f"{number}", annotation.tag, *facts, annotation.author),
            direction=Direction.LTR,
            is_bold=True,
            ink=colours_of(annotation.tag).ink,
            space=7,
        )
        for side in Side:
            quote = row.side(side).quote
            if len(quote) > QUOTE_LIMIT:
                quote = f"{quote[:QUOTE_LIMIT]} …"
            if quote:
                self.line(quote, direction=row.pair.text(side).direction)
        if annotation.note:
            self.line(annotation.note, ink=QUIET)

    def data(self, title: str) -> bytes:
        """Return the pages."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(title)
        writer.setCreator("Desk Annotator")
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        # The document keeps margins of two centimetres itself.
        writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
        self._document.print_(writer)
        del writer  # it writes the end of the file when it goes
        return bytes(buffer.data().data())


def _look(direction: Direction, size: float) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontFamilies(pane_families(direction))
    look.setFontPointSize(size)
    return look


def _shaded(plain: QTextCharFormat, tag: str, is_shared: bool) -> QTextCharFormat:
    colours = colours_of(tag)
    look = QTextCharFormat(plain)
    look.setBackground(QColor(f"#{colours.tint}"))
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    look.setUnderlineStyle(wave if is_shared else _UNDERLINES.get(tag, wave))
    look.setUnderlineColor(QColor(f"#{colours.line}"))
    return look


def _settled(data: bytes, made: str) -> bytes:
    """Return a PDF with the time it is said to be made, and an id that comes of what is in it.

    Each replacement is as long as what it replaces: a PDF counts its bytes.
    """
    try:
        moment = datetime.fromisoformat(made).astimezone(UTC)
    except ValueError:
        moment = _EPOCH
    short = b"D:" + moment.strftime("%Y%m%d%H%M%S").encode("ascii")
    long = moment.strftime("%Y-%m-%dT%H:%M:%S+00:00").encode("ascii")
    data = re.sub(rb"D:\d{14}(?=Z\))", short, data)
    data = re.sub(rb"D:\d{14}[+-]\d\d'\d\d'(?=\))", short + b"+00'00'", data)
    data = re.sub(rb'(?<=Date=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d(?=")', long, data)
    uuid = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    data = re.sub(rb"(?<=uuid:)" + uuid, b"00000000-0000-4000-8000-000000000000", data)
    ids = re.compile(rb"/ID \[ <([0-9a-f]{72})> <([0-9a-f]{72})> \]")
    without = ids.sub(b"", data)
    identity = sha256(without).hexdigest()[:36].encode("ascii").hex().encode("ascii")
    return ids.sub(b"/ID [ <" + identity + b"> <" + identity + b"> ]", data)
