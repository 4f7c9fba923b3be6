"""XLIFF 2.1 with the localization quality issues of ITS 2.0: both texts, marked up.

Each pair is a file of one unit and one segment. Every span is an annotation of XLIFF: `mrk`
where spans nest, `sm` and `em` where they cross. An annotation that is an error carries its
issue (`omission`, `addition` and so on); one that is not has the type ``da:matching``. All of
its fields stand in the unit's metadata, in the group whose id begins the ids of its spans; its
note stands among the unit's notes too, for tools that show only those.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from desk_annotator.core.annotation import Severity, Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import CONTROLS, LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.visible_controls import ILLEGAL, with_signs
from desk_annotator.formats.work_progress import Progress, stage, staged, watched
from desk_annotator.text.language import well_formed_tag

XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
ITS = "http://www.w3.org/2005/11/its"
OURS = "da"
"""The prefix of the types of annotations that are ours."""
SEVERITY_PROFILE = "urn:desk-annotator:severity:1"
"""Names the scale on which severities are numbers of ITS."""
SEVERITIES: dict[str, str] = {
    Severity.NEUTRAL: "0",
    Severity.MINOR: "25",
    Severity.MAJOR: "50",
    Severity.CRITICAL: "100",
}
ISSUE_TYPES = {
    "omission": "omission",
    "addition": "addition",
    "mistranslation": "mistranslation",
    "untranslated": "untranslated",
    "terminology": "terminology",
    "grammar": "grammar",
    "spelling": "misspelling",
    "punctuation": "typographical",
    "register": "register",
    "style": "style",
    "inconsistency": "inconsistency",
}
"""Issue types of ITS by words of our categories."""

_X, _M, _I = f"{{{XLIFF}}}", f"{{{METADATA}}}", f"{{{ITS}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 60
"""How deep `mrk` is nested: many readers refuse more than 256 levels."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LANGUAGES = QT_TRANSLATE_NOOP(
    "Losses", "Pairs in other languages than the first pair, left out: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the document: all pairs in the languages of the first one chosen."""
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows(project, replace(staged(options, 0, 40), context=0)):
        by_pair[row.pair_number].append(row)
    root = etree.Element(f"{_X}xliff", nsmap={None: XLIFF, "its": ITS, "mda": METADATA})  # type: ignore[dict-item]
    root.set("version", "2.1")
    root.set(f"{_I}version", "2.0")
    pairs = chosen_pairs(project, options)
    languages = _languages(pairs[0][1]) if pairs else ("und", "und")
    root.set("srcLang", languages[0])
    kept = [(number, pair) for number, pair in pairs if _languages(pair) == languages]
    tally.add(_LANGUAGES, len(pairs) - len(kept))
    # The attribute must be there if there is a target, and may not be there otherwise.
    if any(pair.target.characters for _, pair in kept):
        root.set("trgLang", languages[1])
    for place, (number, pair) in enumerate(kept):
        share = 55 / len(kept)
        tell = stage(options.progress, round(40 + share * place), round(40 + share * (place + 1)))
        root.append(_File(number, pair, by_pair[number], tally, tell).element)
    tally.add_ignored(project, options)
    options.progress(95, 100)
    _break_lines(root)
    options.progress(97, 100)
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return Export(data + b"\n", tally.losses())


def _break_lines(root: etree._Element) -> None:
    """Put line ends between elements where they mean nothing: nowhere inside the texts."""
    for name in ("xliff", "file", "unit", "notes", "segment"):
        for element in root.iter(f"{_X}{name}"):
            element.text = "\n"
            for child in element:
                child.tail = "\n"
    for element in root.iter(f"{_M}metadata"):
        element.text = "\n"
        for child in element:
            child.tail = "\n"


def _languages(pair: Pair) -> tuple[str, str]:
    return well_formed_tag(pair.source.language), well_formed_tag(pair.target.language)


@dataclass(frozen=True, slots=True)
class _Marker:
    """One span with the attributes of its markup."""

    span: Span
    attributes: dict[str, str]


class _File:
    """The file element of a pair."""

    def __init__(
        self, number: int, pair: Pair, chosen: list[Row], tally: LossTally, tell: Progress
    ) -> None:
        self._tally = tally
        self.element = etree.Element(f"{_X}file", id=f"p{number}")
        self.element.set("srcDir", pair.source.direction)
        self.element.set("trgDir", pair.target.direction)
        if pair.source.imported.name:
            self.element.set("original", self._clean(pair.source.imported.name))
        self.element.set(_SPACE, "preserve")
        unit = etree.SubElement(self.element, f"{_X}unit", id="u1")
        if pair.title:
            unit.set("name", self._clean(pair.title))
        metadata = etree.SubElement(unit, f"{_M}metadata")
        own = etree.SubElement(metadata, f"{_M}metaGroup", id="pair", category="pair")
        etree.SubElement(own, f"{_M}meta", type="id").text = self._clean(pair.id)
        notes = etree.Element(f"{_X}notes")
        markers: dict[Side, list[_Marker]] = {side: [] for side in Side}
        for place, row in enumerate(watched(chosen, stage(tell, 0, 40)), start=1):
            tally.add_extra(row)
            self._metadata(metadata, f"a{place}", row)
            self._markers(markers, f"a{place}", row)
            if row.annotation.note:
                note = etree.SubElement(notes, f"{_X}note", id=f"n{place}")
                note.set("category", self._clean(row.annotation.tag))
                note.text = self._clean(row.annotation.note)
        if len(notes):
            unit.append(notes)
        segment = etree.SubElement(unit, f"{_X}segment", id="s1")
        names: dict[str, str] = {}
        for side in Side:
            characters = pair.text(side).characters
            if side is Side.TARGET and not characters:
                continue
            part = etree.SubElement(segment, f"{_X}{side}")
            first = 40 if side is Side.SOURCE else 70
            _Inline(part, names).fill(characters, markers[side], stage(tell, first, first + 30))

    def _clean(self, text: str) -> str:
        clean, count = with_signs(text)
        self._tally.add(CONTROLS, count)
        return clean

    def _metadata(self, metadata: etree._Element, identity: str, row: Row) -> None:
        group = etree.SubElement(metadata, f"{_M}metaGroup", id=identity, category="annotation")
        annotation = row.annotation
        fields = {
            "id": annotation.id,
            "tag": annotation.tag,
            "category": annotation.category,
            "severity": annotation.severity,
            "justified": row.justified,
            "status": annotation.status,
            "author": annotation.author,
            "created": annotation.created,
            "modified": annotation.modified,
        }
        for name, value in fields.items():
            if value:
                etree.SubElement(group, f"{_M}meta", type=name).text = self._clean(value)

    def _markers(self, markers: dict[Side, list[_Marker]], identity: str, row: Row) -> None:
        shared = self._attributes(identity, row)
        for side in Side:
            spans = row.annotation.spans(side)
            for number, span in enumerate(spans, start=1):
                # Markup of the target has the id of its counterpart in the source, if any.
                own = identity if len(spans) == 1 else f"{identity}.{number}"
                if span.is_caret:
                    markers[side].append(
                        _Marker(span, {"id": f"{identity}.place", "type": f"{OURS}:place"})
                    )
                    continue
                markers[side].append(_Marker(span, {"id": own, **shared}))

    def _attributes(self, identity: str, row: Row) -> dict[str, str]:
        annotation = row.annotation
        found: dict[str, str] = {}
        is_error = annotation.tag in (Tag.MISSING, Tag.ADDED) or bool(
            annotation.severity or annotation.category
        )
        if annotation.tag in (Tag.MISSING, Tag.ADDED):
            found["type"] = "its:generic"
        else:
            name = annotation.tag if _NAME.fullmatch(annotation.tag) else "other"
            found["type"] = f"{OURS}:{name}"
            found["value"] = self._clean(annotation.id)
            if annotation.note:
                found["ref"] = f"#n=n{identity[1:]}"
        if is_error:
            found[f"{_I}locQualityIssueType"] = issue_type(annotation.tag, annotation.category)
            if annotation.note:
                found[f"{_I}locQualityIssueComment"] = self._clean(annotation.note)
            if annotation.severity in SEVERITIES:
                found[f"{_I}locQualityIssueSeverity"] = SEVERITIES[annotation.severity]
                found[f"{_I}locQualityIssueProfileRef"] = SEVERITY_PROFILE
        return found


def issue_type(tag: str, category: str) -> str:
    """Return the issue type of ITS for an annotation, by its tag, else by its category."""
    if tag == Tag.MISSING:
        return "omission"
    if tag == Tag.ADDED:
        return "addition"
    for word in reversed(category.lower().split("/")):
        if word in ISSUE_TYPES:
            return ISSUE_TYPES[word]
    return "other" if category else "uncategorized"


class _Inline:
    """Fills a source or target element with text and markup.

    `names` holds what element has which id in the unit. Markup of the target has the id of its
    counterpart only if it is the same element; the schema's rules allow nothing else.
    """

    def __init__(self, root: etree._Element, names: dict[str, str]) -> None:
        self._names = names
        # The elements open at the place reached, with the offset at which each ends.
        self._open: list[tuple[etree._Element, int]] = [(root, -1)]
        # What text goes behind, in the innermost of them: lxml counts children to find it.
        self._last: etree._Element | None = None

    def fill(self, characters: str, markers: Sequence[_Marker], tell: Progress) -> None:
        """Write the text with its spans; those that begin and end together nest in order."""
        starts: defaultdict[int, list[_Marker]] = defaultdict(list)
        for marker in sorted(markers, key=lambda one: (one.span.start, -one.span.end)):
            starts[marker.span.start].append(marker)
        cuts = {*starts, *(marker.span.end for marker in markers), len(characters)}
        crossing: defaultdict[int, list[str]] = defaultdict(list)
        place = 0
        for cut in watched(sorted(cuts), tell):
            self._text(characters[place:cut])
            place = cut
            for identity in crossing.pop(cut, ()):
                self._add("em", {"startRef": identity})
            while len(self._open) > 1 and self._open[-1][1] == cut:
                self._last = self._open.pop()[0]
            # Places go first, so that they stand before the text they belong in front of.
            here = sorted(starts.get(cut, ()), key=lambda one: not one.span.is_caret)
            for marker in here:
                crossed = self._begin(marker)
                if crossed:
                    crossing[marker.span.end].append(crossed)

    def _begin(self, marker: _Marker) -> str:
        """Begin a span; return its id if it needs a mark of its own where it ends."""
        if marker.span.is_caret:
            self._add_marker("mrk", marker)
            return ""
        end = self._open[-1][1]
        if len(self._open) <= _DEEPEST and (end < 0 or marker.span.end <= end):
            self._open.append((self._add_marker("mrk", marker), marker.span.end))
            self._last = None
            return ""
        return str(self._add_marker("sm", marker).get("id"))

    def _add_marker(self, name: str, marker: _Marker) -> etree._Element:
        identity = marker.attributes["id"]
        if self._names.setdefault(identity, name) != name:
            identity += ".target"
        return self._add(name, {**marker.attributes, "id": identity})

    def _add(self, name: str, attributes: dict[str, str]) -> etree._Element:
        self._last = etree.SubElement(self._open[-1][0], f"{_X}{name}", attributes)
        return self._last

    def _text(self, characters: str) -> None:
        place = 0
        for match in ILLEGAL.finditer(characters):
            self._append(characters[place : match.start()])
            self._add("cp", {"hex": f"{ord(match[0]):04X}"})
            place = match.end()
        self._append(characters[place:])

    def _append(self, characters: str) -> None:
        if self._last is not None:
            self._last.tail = (self._last.tail or "") + characters
        else:
            here = self._open[-1][0]
            here.text = (here.text or "") + characters
