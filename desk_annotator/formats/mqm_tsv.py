"""Google's MQM TSV, as Marot shows it and the MQM scorers read it: one row an error.

Each pair is a document of one segment, whose texts stand in every row with the error between
``<v>`` and ``</v>``. Tabs and line ends of the texts become spaces, since nothing is quoted in
this format. The metadata has the spans as pairs of token numbers, counted from 0, the last
included; the tokens stand in the metadata of a pair's first row, cut so that every span begins
and ends between two of them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime

from desk_annotator.core.annotation import Severity
from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.quality_errors import QualityError, quality_error
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.tokens import tokens

COLUMNS = (
    "system",
    "doc",
    "docSegId",
    "globalSegId",
    "rater",
    "source",
    "target",
    "category",
    "severity",
    "metadata",
)
SYSTEM = "translation"
"""Stands where the format wants the name of the system that made the translation."""
SIZE_LIMIT = 256 * 1024 * 1024
"""Characters of a file: both texts are in every row."""

_SEVERITIES: dict[str, str] = {
    Severity.NEUTRAL: "Neutral",
    Severity.MINOR: "Minor",
    Severity.MAJOR: "Major",
    Severity.CRITICAL: "Major",
}
_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MARKS = re.compile(r"<(/?v)>")
_CRITICAL = QT_TRANSLATE_NOOP(
    "Losses", "Critical errors, written as major, the highest there is: {count}"
)
_FIRST_PART = QT_TRANSLATE_NOOP(
    "Losses", "Discontinuous annotations, marked in the text at their first part: {count}"
)
_MARKED_TEXT = QT_TRANSLATE_NOOP(
    "Losses", "Pieces of text that look like the marks of this format, changed to ‹v›: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the rows; a pair without errors has one that says so.

    Raises ExportError if the file would be larger than `SIZE_LIMIT`.
    """
    tally = LossTally()
    by_pair: defaultdict[int, list[tuple[Row, QualityError]]] = defaultdict(list)
    for row in rows(project, options):
        error = quality_error(row, project, options, tally)
        if error is not None:
            by_pair[row.pair_number].append((row, error))
    pairs = chosen_pairs(project, options)
    size = sum(len(by_pair[n]) * (len(pair.source) + len(pair.target)) for n, pair in pairs)
    if size > SIZE_LIMIT:
        raise ExportError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "This format repeats both texts for each error and would need {size:,} MB. "
                "Export fewer pairs at a time, or ratings as JSON Lines; nothing was written.",
            ),
            size=size // 1024 // 1024,
        )
    lines = ["\t".join(COLUMNS)]
    for number, pair in pairs:
        lines += _Document(number, pair, tally).lines(by_pair[number], project.annotator)
    return tally.export((line + "\n" for line in lines), project, options)


class _Document:
    """The rows of one pair."""

    def __init__(self, number: int, pair: Pair, tally: LossTally) -> None:
        self._tally = tally
        self._name = f"{number}:{pair.title}"
        self._languages = (pair.source.language, pair.target.language)
        self._texts: dict[Side, str] = {}
        for side in Side:
            text, count = _MARKS.subn(r"‹\1›", pair.text(side).characters)
            tally.add(_MARKED_TEXT, count)
            self._texts[side] = _SPACES.sub(" ", text)

    def lines(self, found: list[tuple[Row, QualityError]], annotator: str) -> list[str]:
        """Return the rows for the errors found."""
        marked: dict[Side, list[Span]] = {side: [] for side in Side}
        for row, _ in found:
            for side in Side:
                marked[side] += row.side(side).spans
        cut = {side: tokens(self._texts[side], marked[side]) for side in Side}
        segment: dict[str, object] = {
            f"{side}_tokens": [self._texts[side][one.start : one.end] for one in cut[side]]
            for side in Side
        }
        if not found:
            return [self._line(annotator or "unknown", None, "no-error", "no-error", segment)]
        lines = []
        starts = {side: {one.start: n for n, one in enumerate(cut[side])} for side in Side}
        ends = {side: {one.end: n for n, one in enumerate(cut[side])} for side in Side}
        for place, (row, error) in enumerate(found):
            metadata: dict[str, object] = {}
            moment = _milliseconds(row.annotation.modified)
            if moment is not None:
                metadata["timestamp"] = moment
            if row.annotation.note:
                metadata["note"] = row.annotation.note
            for side in Side:
                spans = row.side(side).spans
                if spans:
                    metadata[f"{side}_spans"] = [
                        [starts[side][span.start], ends[side][span.end]] for span in spans
                    ]
            metadata["marked_text"] = row.side(error.side).quote
            if place == 0:
                metadata["segment"] = segment
            self._tally.add(_FIRST_PART, len(error.spans) > 1)
            self._tally.add(_CRITICAL, error.severity == Severity.CRITICAL)
            severity = _SEVERITIES[error.severity]
            lines.append(self._line(error.rater, error, error.category, severity, metadata))
        return lines

    def _line(
        self,
        rater: str,
        error: QualityError | None,
        category: str,
        severity: str,
        metadata: dict[str, object],
    ) -> str:
        texts = dict(self._texts)
        if error is not None:
            first, text = error.spans[0], texts[error.side]
            texts[error.side] = (
                f"{text[: first.start]}<v>{text[first.start : first.end]}</v>{text[first.end :]}"
            )
        else:
            metadata = {"segment": metadata}
        cells = [
            SYSTEM,
            f"{self._name}:{'-'.join(self._languages)}",
            "1",
            "0",
            rater,
            texts[Side.SOURCE],
            texts[Side.TARGET],
            category,
            severity,
            json.dumps(metadata, ensure_ascii=True),
        ]
        return "\t".join(_SPACES.sub(" ", cell) for cell in cells)


def _milliseconds(moment: str) -> int | None:
    """Return an ISO 8601 time as milliseconds since 1970, or None if it is not one with a zone."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return None if parsed.tzinfo is None else round(parsed.timestamp() * 1000)
