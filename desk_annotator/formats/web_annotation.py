"""W3C Web Annotation: one page of annotations as JSON-LD, for annotation servers and archives.

Offsets count code points in logical order, ends excluded, as the standard demands. Each span
is a target of its own, found by its offsets and by its quote; a place is one of length 0. The
texts are named by ``urn:`` addresses made of the pair's id; they are not in the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote
from uuid import UUID

from desk_annotator.core.annotation import Tag
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.json_lines import escape_line_ends
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.review_weight import weighed
from desk_annotator.formats.rows import (
    Row,
    chosen_annotations,
    chosen_pairs,
    context_after,
    context_before,
    rows,
)

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def write(project: Project, options: ExportOptions) -> Export:
    """Return the page, one annotation a line."""
    tally = LossTally()
    count = sum(
        len(chosen_annotations(pair, options)) for _, pair in chosen_pairs(project, options)
    )
    page: dict[str, object] = {
        "@context": CONTEXT,
        "id": f"{_urn(project.id)}#page",
        "type": "AnnotationPage",
        "partOf": {
            "id": _urn(project.id),
            "type": "AnnotationCollection",
            "label": project.title,
            "total": count,
        },
        "startIndex": 0,
    }

    def pieces() -> Iterator[str]:
        yield f'{_dumped(page)[:-1]}, "items": ['
        for place, row in enumerate(rows(project, options)):
            tally.add_extra(row)
            yield (",\n" if place else "\n") + _dumped(_annotation(row, options.context))
        yield "\n]}\n"

    return weighed(tally.export(pieces(), project, options), project, count)


def _dumped(value: object) -> str:
    return escape_line_ends(json.dumps(value, ensure_ascii=False))


def _urn(identity: str) -> str:
    """Return an address for one of our ids, which are UUIDs unless a file was made elsewhere."""
    try:
        uuid = UUID(identity)
    except ValueError:
        uuid = None
    if uuid is not None and str(uuid) == identity:
        return uuid.urn
    return f"urn:desk-annotator:{quote(identity.encode('utf-8', 'replace'), safe='')}"


def _annotation(row: Row, context: int) -> dict[str, object]:
    annotation = row.annotation
    value: dict[str, object] = {
        "id": _urn(annotation.id),
        "type": "Annotation",
        "motivation": "linking" if annotation.tag == Tag.MATCHING else "assessing",
    }
    if annotation.author:
        value["creator"] = {"type": "Person", "name": annotation.author}
    moments = {"created": annotation.created, "modified": annotation.modified}
    value |= {name: moment for name, moment in moments.items() if _MOMENT.fullmatch(moment)}
    value["body"] = [
        {"type": "TextualBody", "purpose": purpose, "value": text}
        for purpose, text in (
            ("tagging", annotation.tag),
            ("commenting", annotation.note),
            ("classifying", annotation.category),
            ("assessing", annotation.severity),
            ("describing", f"justified: {row.justified}" if row.justified else ""),
            ("moderating", annotation.status),
        )
        if text
    ]
    value["target"] = [
        _target(row, side, span, context) for side in Side for span in annotation.spans(side)
    ]
    return value


def _target(row: Row, side: Side, span: Span, context: int) -> dict[str, object]:
    text = row.pair.text(side)
    return {
        "type": "SpecificResource",
        "source": {
            "id": f"{_urn(row.pair.id)}#{side}",
            "type": "Text",
            "format": "text/plain",
            "language": text.language,
            "textDirection": text.direction,
        },
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": text.characters[span.start : span.end],
                "prefix": context_before(text.characters, span.start, context),
                "suffix": context_after(text.characters, span.end, context),
            },
        ],
    }
