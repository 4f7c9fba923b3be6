"""Ratings for mt-metrics-eval as JSON Lines: a pair and a rater a line, with the errors.

Each pair is a document of one segment. Offsets count code points, ends excluded; those of an
error with ``is_source_error`` are of the source, the others of the hypothesis (the target). No
score is given, since none was assigned; the severity says what there is to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.json_lines import escape_line_ends, string_pieces
from desk_annotator.formats.loss_tally import SPLIT, LossTally
from desk_annotator.formats.quality_errors import QualityError, quality_error
from desk_annotator.formats.rows import chosen_pairs, rows
from desk_annotator.formats.short_calls import letting_go

SYSTEM = "translation"
"""Stands where the format wants the name of the system that made the translation."""


def write(project: Project, options: ExportOptions) -> Export:
    """Return the ratings; a pair without errors has one line that says so."""
    tally = LossTally()
    by_rater: dict[tuple[int, str], list[QualityError]] = {}
    with letting_go(by_rater):
        return tally.export(_pieces(project, options, tally, by_rater), project, options)


def _pieces(
    project: Project,
    options: ExportOptions,
    tally: LossTally,
    by_rater: dict[tuple[int, str], list[QualityError]],
) -> Iterator[str]:
    """Yield the lines in pieces, and the errors by the number of their pair and their rater."""
    raters: dict[int, list[str]] = {}
    for row in rows(project, options):
        error = quality_error(row, project, options, tally)
        if error is not None:
            tally.add(SPLIT, len(error.spans) > 1)
            key = row.pair_number, error.rater
            if key not in by_rater:
                by_rater[key] = []
                raters.setdefault(row.pair_number, []).append(error.rater)
            by_rater[key].append(error)
    for number, pair in chosen_pairs(project, options):
        for rater in raters.get(number, [project.annotator or "unknown"]):
            yield from _line(number, pair, rater, by_rater.get((number, rater), []))


def _line(number: int, pair: Pair, rater: str, errors: list[QualityError]) -> Iterator[str]:
    """Yield a line in pieces."""
    yield '{"source": '
    yield from string_pieces(pair.source.characters)
    yield ', "hypothesis": '
    yield from string_pieces(pair.target.characters)
    yield ', "errors": ['
    gap = ""
    for error in errors:
        for span in error.spans:
            value = {
                "start": span.start,
                "end": span.end,
                "category": error.category,
                "severity": error.severity,
                "score": None,
                "is_source_error": error.side is Side.SOURCE,
            }
            yield gap + _dumped(value)
            gap = ", "
    facts = {
        "document_id": f"{number}:{pair.title}",
        "segment_id": 0,
        "system_id": SYSTEM,
        "rater_id": rater,
        "src_lang": pair.source.language,
        "tgt_lang": pair.target.language,
    }
    yield f"], {_dumped(facts)[1:]}\n"


def _dumped(value: dict[str, object]) -> str:
    return escape_line_ends(json.dumps(value, ensure_ascii=False))
