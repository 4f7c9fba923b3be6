"""XLIFF 2.1 with the localization quality issues of ITS 2.0: both texts, marked up.

Each pair is a file of one unit and one segment. Every span is an annotation of XLIFF: `mrk`
where spans nest, `sm` and `em` where they cross. An annotation that is an error carries its
issue (`omission`, `addition` and so on); one that is not has the type ``da:matching``. All of
its fields stand in the unit's metadata, in the group whose id begins the ids of its spans; its
note stands among the unit's notes too, for tools that show only those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk_annotator.core.annotation import Annotation, Severity, Tag
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import CONTROLS, EXTRA, LossTally
from desk_annotator.formats.rows import chosen_annotations, chosen_pairs
from desk_annotator.formats.short_calls import let_go
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.formats.work_progress import Progress, stage, watched
from desk_annotator.formats.xliff_inline import Inline, Marker, opening, quoted
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

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LANGUAGES = QT_TRANSLATE_NOOP(
    "Losses", "Pairs in other languages than the first pair, left out: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the document: all pairs in the languages of the first one chosen."""
    tally = LossTally()
    made = tally.export(_pieces(project, options, tally), project, options)
    options.progress(99, 100)
    return made


def _pieces(project: Project, options: ExportOptions, tally: LossTally) -> Iterator[str]:
    """Yield the document. Line ends stand where they mean nothing: nowhere inside the texts."""
    pairs = chosen_pairs(project, options)
    languages = _languages(pairs[0][1]) if pairs else ("und", "und")
    kept = [(number, pair) for number, pair in pairs if _languages(pair) == languages]
    tally.add(_LANGUAGES, len(pairs) - len(kept))
    attributes = {
        "xmlns": XLIFF,
        "xmlns:its": ITS,
        "xmlns:mda": METADATA,
        "version": "2.1",
        "its:version": "2.0",
        "srcLang": languages[0],
    }
    # The attribute must be there if there is a target, and may not be there otherwise.
    if any(pair.target.characters for _, pair in kept):
        attributes["trgLang"] = languages[1]
    yield f"<?xml version='1.0' encoding='UTF-8'?>\n{opening('xliff', attributes)}\n"
    for place, (number, pair) in enumerate(kept):
        share = 98 / len(kept)
        tell = stage(options.progress, round(share * place), round(share * (place + 1)))
        yield from _File(number, pair, chosen_annotations(pair, options), tally).pieces(tell)
    yield "</xliff>\n"


def _languages(pair: Pair) -> tuple[str, str]:
    return well_formed_tag(pair.source.language), well_formed_tag(pair.target.language)


class _File:
    """The file element of a pair."""

    def __init__(self, number: int, pair: Pair, chosen: list[Annotation], tally: LossTally) -> None:
        self._number = number
        self._pair = pair
        self._chosen = chosen
        self._tally = tally

    def pieces(self, tell: Progress) -> Iterator[str]:
        """Yield the element, its parts in the order in which they must stand."""
        pair = self._pair
        attributes = {
            "id": f"p{self._number}",
            "srcDir": pair.source.direction,
            "trgDir": pair.target.direction,
        }
        if pair.source.imported.name:
            attributes["original"] = self._clean(pair.source.imported.name)
        attributes["xml:space"] = "preserve"
        yield f"{opening('file', attributes)}\n"
        attributes = {"id": "u1"}
        if pair.title:
            attributes["name"] = self._clean(pair.title)
        yield f"{opening('unit', attributes)}\n<mda:metadata>\n"
        yield _group("pair", "pair", {"id": self._clean(pair.id)})
        for place, one in enumerate(watched(self._chosen, stage(tell, 0, 30)), start=1):
            yield self._metadata(f"a{place}", one)
        yield "</mda:metadata>\n"
        yield from self._notes(stage(tell, 30, 40))
        yield '<segment id="s1">\n'
        inline = Inline(_attributes)
        for side in Side:
            characters = pair.text(side).characters
            if side is Side.TARGET and not characters:
                continue
            first = 40 if side is Side.SOURCE else 70
            told = stage(tell, first, first + 30)
            yield f"<{side}>"
            markers: list[Marker] = []
            try:
                markers += self._markers(side, stage(told, 0, 30))
                yield from inline.pieces(characters, markers, told)
            finally:
                let_go(markers)
            yield f"</{side}>\n"
        yield "</segment>\n</unit>\n</file>\n"

    def _clean(self, text: str) -> str:
        """Return text that XML can hold; what was replaced is counted."""
        clean, count = with_signs(text)
        self._tally.add(CONTROLS, count)
        return clean

    def _metadata(self, identity: str, annotation: Annotation) -> str:
        """Return the group of an annotation, and count all its losses."""
        self._tally.add(EXTRA, bool(annotation.extra or annotation.span_extra))
        justified = {None: "", True: "yes", False: "no"}[annotation.justified]
        fields = {
            "id": annotation.id,
            "tag": annotation.tag,
            "category": annotation.category,
            "severity": annotation.severity,
            "justified": justified,
            "status": annotation.status,
            "author": annotation.author,
            "created": annotation.created,
            "modified": annotation.modified,
        }
        shown = {name: self._clean(value) for name, value in fields.items() if value}
        # The same stands in the attributes of its spans, and its note among the notes as well.
        if annotation.tag not in _ERRORS:
            self._clean(annotation.id)
        if annotation.note:
            if _is_error(annotation):
                self._clean(annotation.note)
            self._clean(annotation.tag)
            self._clean(annotation.note)
        return _group(identity, "annotation", shown)

    def _notes(self, tell: Progress) -> Iterator[str]:
        """Yield the notes of the annotations, if any."""
        is_begun = False
        for place, one in enumerate(watched(self._chosen, tell), start=1):
            if one.note:
                if not is_begun:
                    yield "<notes>\n"
                is_begun = True
                attributes = {"id": f"n{place}", "category": with_signs(one.tag)[0]}
                yield f"{opening('note', attributes)}{quoted(with_signs(one.note)[0])}</note>\n"
        if is_begun:
            yield "</notes>\n"

    def _markers(self, side: Side, tell: Progress) -> Iterator[Marker]:
        """Yield the spans of one side, with whose they are."""
        for place, one in enumerate(watched(self._chosen, tell), start=1):
            spans = one.spans(side)
            for number, span in enumerate(spans, start=1):
                # Markup of the target has the id of its counterpart in the source, if any.
                part = 0 if len(spans) == 1 else number
                yield Marker(span, place, part, one)


_ERRORS = (Tag.MISSING, Tag.ADDED)


def _group(identity: str, category: str, fields: dict[str, str]) -> str:
    """Return a group of the metadata."""
    entries = "".join(
        f"{opening('mda:meta', {'type': name})}{quoted(value)}</mda:meta>"
        for name, value in fields.items()
    )
    begun = opening("mda:metaGroup", {"id": identity, "category": category})
    return f"{begun}{entries}</mda:metaGroup>\n"


def _is_error(annotation: Annotation) -> bool:
    return annotation.tag in _ERRORS or bool(annotation.severity or annotation.category)


def _attributes(marker: Marker) -> dict[str, str]:
    """Return what the markup of a span says, but for its id."""
    annotation = marker.annotation
    if marker.span.is_caret:
        return {"type": f"{OURS}:place"}
    found: dict[str, str] = {}
    if annotation.tag in _ERRORS:
        found["type"] = "its:generic"
    else:
        name = annotation.tag if _NAME.fullmatch(annotation.tag) else "other"
        found["type"] = f"{OURS}:{name}"
        found["value"] = with_signs(annotation.id)[0]
        if annotation.note:
            found["ref"] = f"#n=n{marker.place}"
    if _is_error(annotation):
        found["its:locQualityIssueType"] = issue_type(annotation.tag, annotation.category)
        if annotation.note:
            found["its:locQualityIssueComment"] = with_signs(annotation.note)[0]
        if annotation.severity in SEVERITIES:
            found["its:locQualityIssueSeverity"] = SEVERITIES[annotation.severity]
            found["its:locQualityIssueProfileRef"] = SEVERITY_PROFILE
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
