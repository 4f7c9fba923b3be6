"""JSON Lines: one object an annotation, exact and complete, for programs.

Offsets count code points (``"offset_unit": "codepoint"``), ends excluded. Each object stands
alone: it names its project and pair, and gives the SHA-256 of both texts (of their UTF-8
bytes), so that a program which holds the texts can check that they are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import Export, ExportOptions, Loss, encoded_pieces
from desk_annotator.formats.loss_tally import IGNORED
from desk_annotator.formats.review_weight import weighed
from desk_annotator.formats.rows import Row, ignored_count, rows

# JSON allows these unescaped inside a string, but many readers take them for line ends.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_PIECE = 1 << 16
"""Characters of a text written at once."""


def write(project: Project, options: ExportOptions) -> Export:
    """Return the annotations chosen, one JSON object a line."""
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        for row in rows(project, options):
            count += 1
            yield _line(project, row)

    data, losses = encoded_pieces(lines())
    ignored = ignored_count(project, options)
    if ignored:
        losses += (Loss(IGNORED, ignored),)
    return weighed(Export(data, losses), project, count)


def _line(project: Project, row: Row) -> str:
    annotation = row.annotation
    value: dict[str, object] = {
        "offset_unit": "codepoint",
        "project_id": project.id,
        "project_title": project.title,
        "annotator": project.annotator,
        "pair_number": row.pair_number,
        "pair_id": row.pair.id,
        "pair_title": row.pair.title,
        "id": annotation.id,
        "tag": annotation.tag,
        "source": _side(row, Side.SOURCE),
        "target": _side(row, Side.TARGET),
        "note": annotation.note,
        "category": annotation.category,
        "severity": annotation.severity,
        "justified": annotation.justified,
        "status": annotation.status,
        "author": annotation.author,
        "created": annotation.created,
        "modified": annotation.modified,
    }
    if annotation.extra:
        value["extra"] = dict(annotation.extra)
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return escape_line_ends(text) + "\n"


def escape_line_ends(text: str) -> str:
    """Return JSON without what readers of lines may take for a line end."""
    return _LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def string_pieces(text: str) -> Iterator[str]:
    """Yield a long string as it stands in JSON, in pieces: all at once keeps other threads long."""
    yield '"'
    for start in range(0, len(text), _PIECE):
        piece = json.dumps(text[start : start + _PIECE], ensure_ascii=False)
        yield escape_line_ends(piece[1:-1])
    yield '"'


def _side(row: Row, side: Side) -> dict[str, object]:
    text = row.pair.text(side)
    what = row.side(side)
    return {
        "language": text.language,
        "direction": text.direction,
        "sha256": text.sha256,
        "spans": [
            _span(row, side, span, quote)
            for span, quote in zip(what.spans, what.quotes, strict=True)
        ],
        "place": what.place,
        "before": what.before,
        "after": what.after,
    }


def _span(row: Row, side: Side, span: Span, quote: str) -> dict[str, object]:
    value: dict[str, object] = {"start": span.start, "end": span.end, "quote": quote}
    extra = row.annotation.span_extra.get((side, span))
    if extra:
        value["extra"] = dict(extra)
    return value
