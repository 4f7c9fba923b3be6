"""Label Studio tasks: each pair with its regions and relations, to import as JSON.

Offsets count code points, ends excluded. The labelling configuration that goes with it is
`CONFIGURATION`. A match links each of its source regions to each of its target regions;
regions that are parts of one annotation follow each other by a relation ``continues``. What
was only suggested is a prediction, everything else an annotation. `import_label_studio` takes
all of it back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from desk_annotator.core.annotation import Status
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions, encoded_pieces
from desk_annotator.formats.json_lines import escape_line_ends
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.work_progress import Progress, stage, staged

CONFIGURATION = """\
<View>
  <Relations><Relation value="matching"/><Relation value="continues"/></Relations>
  <Labels name="source_tag" toName="source">
    <Label value="matching" background="#0072b2"/><Label value="missing" background="#d55e00"/>
  </Labels>
  <Text name="source" value="$source"/>
  <Labels name="target_tag" toName="target">
    <Label value="matching" background="#0072b2"/><Label value="added" background="#009e73"/>
  </Labels>
  <Text name="target" value="$target"/>
</View>
"""
"""Tags other than these three need a label of their own in it."""

_HELD, _PIECES = 4_096, 200
"""Pieces of JSON written at once, and how many such lots make half of the progress."""
NOTE = "note"
FACTS = ("category", "severity", "justified", "status", "author")
"""What stands, with the note, beside each region: the name, a colon and a space, the value."""
_LINE_END = re.compile("[\r\n]")
_LINE_ENDS = QT_TRANSLATE_NOOP(
    "Losses", "Categories, authors and the like with a line end in them, left out: {count}"
)
SENT = "sent"
"""The field of a task's data that says of each annotation, by id, when it had last changed."""


def write(project: Project, options: ExportOptions) -> Export:
    """Return a list of tasks, one a pair."""
    tally = LossTally()
    results: dict[int, tuple[list[object], list[object]]] = {
        number: ([], []) for number, _ in chosen_pairs(project, options)
    }
    sent: dict[int, dict[str, str]] = {number: {} for number in results}
    for row in rows(project, replace(staged(options, 0, 40), context=0)):
        tally.add_extra(row)
        tally.add_places(row)
        is_suggested = row.annotation.status == Status.SUGGESTED
        facts, left_out = _facts(row)
        tally.add(_LINE_ENDS, left_out)
        results[row.pair_number][is_suggested].extend(_results(row, facts))
        if row.annotation.modified:
            sent[row.pair_number][row.annotation.id] = row.annotation.modified
    tally.add_ignored(project, options)
    tasks = [
        _task(pair, results[number], sent[number], options.generator)
        for number, pair in chosen_pairs(project, options)
    ]
    data, losses = encoded_pieces(_pieces(tasks, stage(options.progress, 40, 99)))
    return Export(data, tally.losses(losses))


def _pieces(tasks: list[dict[str, object]], tell: Progress) -> Iterator[str]:
    """Yield the tasks as JSON; how much it will be is not known before."""
    held: list[str] = []
    written = 0
    for piece in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(tasks):
        held.append(piece)
        if len(held) == _HELD:
            written += 1
            tell(written, written + _PIECES)
            yield escape_line_ends("".join(held))
            held.clear()
    yield escape_line_ends("".join([*held, "\n"]))


def _task(
    pair: Pair,
    results: tuple[list[object], list[object]],
    sent: dict[str, str],
    generator: str,
) -> dict[str, object]:
    judged, suggested = results
    task: dict[str, object] = {
        "data": {
            "source": pair.source.characters,
            "target": pair.target.characters,
            "source_language": pair.source.language,
            "target_language": pair.target.language,
            "pair_id": pair.id,
            "pair_title": pair.title,
            SENT: sent,
        },
        "annotations": [{"result": judged}],
    }
    if suggested:
        task["predictions"] = [{"model_version": generator or "suggested", "result": suggested}]
    return task


def _facts(row: Row) -> tuple[list[str], int]:
    """Return what is said beside each region, and how many values cannot be said there."""
    annotation = row.annotation
    values = (annotation.category, annotation.severity, row.justified, annotation.status)
    said = {
        name: value
        for name, value in zip(FACTS, (*values, annotation.author), strict=True)
        if value
    }
    # Label Studio may make one text of all that stands there, a line for each.
    kept = [f"{name}: {value}" for name, value in said.items() if not _LINE_END.search(value)]
    note = [f"{NOTE}: {annotation.note}"] if annotation.note else []
    return [*note, *kept], len(said) - len(kept)


def _results(row: Row, facts: list[str]) -> list[object]:
    annotation = row.annotation
    ids: dict[Side, list[str]] = {side: [] for side in Side}
    found: list[object] = []
    for side in Side:
        what = row.side(side)
        for number, (span, quote) in enumerate(zip(what.spans, what.quotes, strict=True), 1):
            ids[side].append(f"{annotation.id}.{side}{number}")
            found.append(
                {
                    "id": ids[side][-1],
                    "from_name": f"{side}_tag",
                    "to_name": str(side),
                    "type": "labels",
                    "value": {
                        "start": span.start,
                        "end": span.end,
                        "text": quote,
                        "labels": [annotation.tag],
                    },
                    "meta": {"text": facts},
                }
            )
    for side in Side:
        found += [_relation(one, next_one, "continues") for one, next_one in pairwise(ids[side])]
    found += [
        _relation(source, target, annotation.tag)
        for source in ids[Side.SOURCE]
        for target in ids[Side.TARGET]
    ]
    return found


def _relation(from_id: str, to_id: str, label: str) -> dict[str, object]:
    return {
        "type": "relation",
        "from_id": from_id,
        "to_id": to_id,
        "direction": "right",
        "labels": [label],
    }
