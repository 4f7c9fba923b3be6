"""TMX 1.4: each match as a translation unit, for a translation memory.

The quotes of a discontinuous match are parted by `` … ``. Offsets (code points, ends excluded)
stand in the property ``x-offsets``. The elements are written as text: a library that lets other
threads on at each of its calls, and takes the interpreter back at once, wakes the thread of the
window again and again for nothing, and it never comes to its turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

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
from desk_annotator.formats.xliff_inline import opening, quoted
from desk_annotator.text.language import well_formed_tag

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
    yield "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
    yield f'<tmx version="1.4">\n{header}\n<body>\n'
    for row in rows(project, replace(options, context=0)):
        if row.annotation.tag != Tag.MATCHING:
            tally.add(NOT_MATCHES)
            continue
        tally.add_extra(row)
        tally.add(_JOINED, is_discontinuous(row))
        yield memory.unit(row)
    yield "</body>\n</tmx>\n"


def tmx_time(moment: str) -> str:
    """Return an ISO 8601 time in UTC as TMX writes it, or the empty string for anything else."""
    match = _MOMENT.fullmatch(moment)
    return "{}{}{}T{}{}{}Z".format(*match.groups()) if match else ""


class _Memory:
    """Writes the elements; counts the characters that XML cannot hold."""

    def __init__(self, tally: LossTally) -> None:
        self._tally = tally

    def _clean(self, text: str) -> str:
        clean, count = with_signs(text)
        self._tally.add(CONTROLS, count)
        return clean

    def header(self, language: str, options: ExportOptions) -> str:
        """Return the header."""
        attributes = {
            "creationtool": "Desk Annotator",
            "creationtoolversion": __version__,
            "segtype": "phrase",
            "adminlang": "en",
            "srclang": language,
            "datatype": "PlainText",
            "o-tmf": "Desk Annotator project",
        }
        if tmx_time(options.generated):
            attributes["creationdate"] = tmx_time(options.generated)
        return opening("header", attributes, "/>")

    def unit(self, row: Row) -> str:
        """Return the unit of one match, a line end after each element in it."""
        annotation = row.annotation
        attributes = {
            "tuid": self._clean(annotation.id),
            "srclang": well_formed_tag(row.pair.source.language),
        }
        facts = {
            "creationdate": tmx_time(annotation.created),
            "creationid": self._clean(annotation.author),
            "changedate": tmx_time(annotation.modified),
        }
        attributes |= {name: value for name, value in facts.items() if value}
        parts = [opening("tu", attributes)]
        if annotation.note:
            parts.append(f"<note>{quoted(self._clean(annotation.note))}</note>")
        for name, value in (
            ("x-tag", annotation.tag),
            ("x-pair", row.pair.title),
            ("x-status", annotation.status),
            ("x-category", annotation.category),
            ("x-severity", annotation.severity),
            ("x-justified", row.justified),
        ):
            if value:
                parts.append(f'<prop type="{name}">{quoted(self._clean(value))}</prop>')
        for side in Side:
            what = row.side(side)
            variant = opening("tuv", {"xml:lang": well_formed_tag(row.pair.text(side).language)})
            offsets = f'<prop type="x-offsets">{what.offsets}</prop>'
            parts.append(f"{variant}{offsets}<seg>{quoted(self._clean(what.quote))}</seg></tuv>")
        return "\n".join([*parts, "</tu>\n"])
