"""TMX 1.4: each match as a translation unit, for a translation memory.

The quotes of a discontinuous match are parted by `` … ``. Offsets (code points, ends excluded)
stand in the property ``x-offsets``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from desk_annotator import __version__
from desk_annotator.core.annotation import Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import (
    CONTROLS,
    NOT_MATCHES,
    LossTally,
    is_discontinuous,
)
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.text.language import well_formed_tag

_XML = "{http://www.w3.org/XML/1998/namespace}"
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|\+00:00)")
_JOINED = QT_TRANSLATE_NOOP(
    "Losses", "Discontinuous annotations, their parts joined by “…”: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the memory."""
    tally = LossTally()
    return tally.export(_pieces(project, options, tally), project, options)


def _pieces(project: Project, options: ExportOptions, tally: LossTally) -> Iterator[str]:
    """Yield the memory, a unit at a time; between elements there are line ends."""
    memory = _Memory(tally)
    sources = {well_formed_tag(pair.source.language) for _, pair in chosen_pairs(project, options)}
    # Units of several source languages each name theirs.
    header = memory.header(sources.pop() if len(sources) == 1 else "*all*", options)
    shown = etree.tostring(header, encoding="unicode")
    yield "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
    yield f'<tmx version="1.4">\n{shown}\n<body>\n'
    for row in rows(project, replace(options, context=0)):
        if row.annotation.tag != Tag.MATCHING:
            tally.add(NOT_MATCHES)
            continue
        tally.add_extra(row)
        tally.add(_JOINED, is_discontinuous(row))
        unit = memory.unit(row)
        unit.text = "\n"
        for child in unit:
            child.tail = "\n"
        yield etree.tostring(unit, encoding="unicode") + "\n"
    yield "</body>\n</tmx>\n"


def tmx_time(moment: str) -> str:
    """Return an ISO 8601 time in UTC as TMX writes it, or the empty string for anything else."""
    match = _MOMENT.fullmatch(moment)
    return "{}{}{}T{}{}{}Z".format(*match.groups()) if match else ""


class _Memory:
    """Makes the elements; counts the characters that XML cannot hold."""

    def __init__(self, tally: LossTally) -> None:
        self._tally = tally

    def _clean(self, text: str) -> str:
        clean, count = with_signs(text)
        self._tally.add(CONTROLS, count)
        return clean

    def header(self, language: str, options: ExportOptions) -> etree._Element:
        """Return the header."""
        header = etree.Element(
            "header",
            creationtool="Desk Annotator",
            creationtoolversion=__version__,
            segtype="phrase",
            adminlang="en",
            srclang=language,
            datatype="PlainText",
        )
        header.set("o-tmf", "Desk Annotator project")
        if tmx_time(options.generated):
            header.set("creationdate", tmx_time(options.generated))
        return header

    def unit(self, row: Row) -> etree._Element:
        """Return the unit of one match."""
        annotation = row.annotation
        unit = etree.Element("tu", tuid=self._clean(annotation.id))
        unit.set("srclang", well_formed_tag(row.pair.source.language))
        for name, value in (
            ("creationdate", tmx_time(annotation.created)),
            ("creationid", self._clean(annotation.author)),
            ("changedate", tmx_time(annotation.modified)),
        ):
            if value:
                unit.set(name, value)
        if annotation.note:
            etree.SubElement(unit, "note").text = self._clean(annotation.note)
        for name, value in (
            ("x-tag", annotation.tag),
            ("x-pair", row.pair.title),
            ("x-status", annotation.status),
            ("x-category", annotation.category),
            ("x-severity", annotation.severity),
            ("x-justified", row.justified),
        ):
            if value:
                etree.SubElement(unit, "prop", type=name).text = self._clean(value)
        for side in Side:
            what = row.side(side)
            variant = etree.SubElement(unit, "tuv")
            variant.set(f"{_XML}lang", well_formed_tag(row.pair.text(side).language))
            etree.SubElement(variant, "prop", type="x-offsets").text = what.offsets
            etree.SubElement(variant, "seg").text = self._clean(what.quote)
        return unit
