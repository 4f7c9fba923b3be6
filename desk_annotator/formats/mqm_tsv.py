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
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from desk_annotator.core.annotation import Severity
from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.quality_errors import QualityError, quality_error
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.short_calls import letting_go
from desk_annotator.formats.tokens import token_cuts
from desk_annotator.formats.work_progress import Progress, stage, staged

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
_SHOWN = {"<v>": "‹v›", "</v>": "‹/v›"}
_PIECE = 1 << 16
"""Characters written at once."""
_TOKENS = 1 << 12
"""Tokens written at once."""
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
    with letting_go(by_pair):
        return tally.export(_pieces(project, options, tally, by_pair), project, options)


def _pieces(
    project: Project,
    options: ExportOptions,
    tally: LossTally,
    by_pair: defaultdict[int, list[tuple[Row, QualityError]]],
) -> Iterator[str]:
    """Yield the rows in pieces, and the errors by the number of their pair."""
    for row in rows(project, staged(options, 0, 10)):
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
    yield "\t".join(COLUMNS) + "\n"
    for place, (number, pair) in enumerate(pairs):
        share = 90 / len(pairs)
        tell = stage(options.progress, round(10 + share * place), round(10 + share * (place + 1)))
        document = _Document(number, pair, tally)
        yield from document.lines(by_pair[number], project.annotator, tell)


class _Document:
    """The rows of one pair."""

    def __init__(self, number: int, pair: Pair, tally: LossTally) -> None:
        self._tally = tally
        self._name = f"{number}:{pair.title}"
        self._languages = (pair.source.language, pair.target.language)
        self._texts: dict[Side, str] = {}
        for side in Side:
            text = pair.text(side).characters
            for mark, shown in _SHOWN.items():
                tally.add(_MARKED_TEXT, text.count(mark))
                text = text.replace(mark, shown)
            self._texts[side] = "".join([_SPACES.sub(" ", piece) for piece in _cut(text)])

    def lines(
        self, found: list[tuple[Row, QualityError]], annotator: str, tell: Progress
    ) -> Iterator[str]:
        """Yield the rows for the errors found, in pieces."""
        cuts = {}
        for side in Side:
            marked = (span for row, _ in found for span in row.side(side).spans)
            told = stage(tell, 0, 10) if side is Side.SOURCE else stage(tell, 10, 20)
            cuts[side] = token_cuts(self._texts[side], marked, told)
        told = stage(tell, 20, 100)
        if not found:
            kind = "no-error"
            told(0, 1)
            segment = self._segment(cuts)
            yield from self._line(annotator or "unknown", None, kind, kind, {}, segment)
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
                        [bisect_left(cuts[side], one.start), bisect_left(cuts[side], one.end) - 1]
                        for one in spans
                    ]
            metadata["marked_text"] = row.side(error.side).quote
            self._tally.add(_FIRST_PART, len(error.spans) > 1)
            self._tally.add(_CRITICAL, error.severity == Severity.CRITICAL)
            severity = _SEVERITIES[error.severity]
            segment = iter(()) if place else self._segment(cuts)
            for piece in self._line(
                error.rater, error, error.category, severity, metadata, segment
            ):
                told(place, len(found))
                yield piece

    def _segment(self, cuts: dict[Side, array[int]]) -> Iterator[str]:
        """Yield the tokens of both texts, as they stand in the metadata."""
        begin = "{"
        for side in Side:
            yield f'{begin}"{side}_tokens": ['
            begin = "], "
            text, here = self._texts[side], cuts[side]
            for first in range(0, len(here) - 1, _TOKENS):
                bounds = pairwise(here[first : first + _TOKENS + 1])
                piece = json.dumps([text[start:end] for start, end in bounds])[1:-1]
                yield f", {piece}" if first else piece
        yield "]}"

    def _line(
        self,
        rater: str,
        error: QualityError | None,
        category: str,
        severity: str,
        metadata: dict[str, object],
        segment: Iterable[str],
    ) -> Iterator[str]:
        """Yield a row in pieces; a segment is the last of the metadata."""
        document = f"{self._name}:{'-'.join(self._languages)}"
        yield _cells(SYSTEM, document, "1", "0", rater)
        for side in Side:
            text = self._texts[side]
            if error is not None and side is error.side:
                first = error.spans[0]
                yield from _cut(text[: first.start])
                yield f"<v>{text[first.start : first.end]}</v>"
                text = text[first.end :]
            yield from _cut(text)
            yield "\t"
        yield _cells(category, severity)
        shown = json.dumps(metadata, ensure_ascii=True)
        gap = f'{", " if metadata else ""}"segment": '
        is_begun = False
        for piece in segment:
            yield piece if is_begun else shown[:-1] + gap + piece
            is_begun = True
        yield "}\n" if is_begun else f"{shown}\n"


def _cells(*cells: str) -> str:
    """Return cells of a row, a tab behind each."""
    return "".join(f"{_SPACES.sub(' ', cell)}\t" for cell in cells)


def _cut(text: str) -> Iterator[str]:
    """Yield a long text in pieces, as one call with all of it keeps other threads long."""
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]


def _milliseconds(moment: str) -> int | None:
    """Return an ISO 8601 time as milliseconds since 1970, or None if it is not one with a zone."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return None if parsed.tzinfo is None else round(parsed.timestamp() * 1000)
