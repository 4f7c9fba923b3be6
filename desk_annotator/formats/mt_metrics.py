"""Ratings for mt-metrics-eval as JSON Lines: a pair and a rater a line, with the errors.

Each pair is a document of one segment. Offsets count code points, ends excluded; those of an
error with ``is_source_error`` are of the source, the others of the hypothesis (the target). No
score is given, since none was assigned; the severity says what there is to say.
"""

from __future__ import annotations

import json

from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.json_lines import escape_line_ends
from desk_annotator.formats.loss_tally import SPLIT, LossTally
from desk_annotator.formats.quality_errors import QualityError, quality_error
from desk_annotator.formats.rows import chosen_pairs, rows

SYSTEM = "translation"
"""Stands where the format wants the name of the system that made the translation."""


def write(project: Project, options: ExportOptions) -> Export:
    """Return the ratings; a pair without errors has one line that says so."""
    tally = LossTally()
    by_pair: dict[int, dict[str, list[QualityError]]] = {
        number: {} for number, _ in chosen_pairs(project, options)
    }
    for row in rows(project, options):
        error = quality_error(row, project, options, tally)
        if error is not None:
            tally.add(SPLIT, len(error.spans) > 1)
            by_pair[row.pair_number].setdefault(error.rater, []).append(error)
    lines = []
    for number, pair in chosen_pairs(project, options):
        ratings = by_pair[number] or {project.annotator or "unknown": []}
        lines += [_line(number, pair, rater, errors) for rater, errors in ratings.items()]
    return tally.export(lines, project, options)


def _line(number: int, pair: Pair, rater: str, errors: list[QualityError]) -> str:
    value = {
        "source": pair.source.characters,
        "hypothesis": pair.target.characters,
        "errors": [
            {
                "start": span.start,
                "end": span.end,
                "category": error.category,
                "severity": error.severity,
                "score": None,
                "is_source_error": error.side is Side.SOURCE,
            }
            for error in errors
            for span in error.spans
        ],
        "document_id": f"{number}:{pair.title}",
        "segment_id": 0,
        "system_id": SYSTEM,
        "rater_id": rater,
        "src_lang": pair.source.language,
        "tgt_lang": pair.target.language,
    }
    return escape_line_ends(json.dumps(value, ensure_ascii=False)) + "\n"
