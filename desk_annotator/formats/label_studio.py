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
from collections.abc import Iterable, Iterator
from itertools import pairwise

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.json_lines import escape_line_ends, string_pieces
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.review_weight import weighed
from desk_annotator.formats.rows import Row, chosen_annotations, chosen_pairs, pair_rows
from desk_annotator.formats.work_progress import Progress, stage

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

NOTE = "note"
FACTS = ("category", "severity", "justified", "status", "author")
"""What stands, with the note, beside each region: the name, a colon and a space, the value."""
_LINE_END = re.compile("[\r\n]")
_LINE_ENDS = QT_TRANSLATE_NOOP(
    "Losses", "Categories, authors and the like with a line end in them, left out: {count}"
)
SENT = "sent"
"""The field of a task's data that says of each annotation, by id, when it had last changed."""


_ENCODER = json.JSONEncoder(ensure_ascii=False)


def write(project: Project, options: ExportOptions) -> Export:
    """Return a list of tasks, one a pair."""
    tally = LossTally()
    export = tally.export(_pieces(project, options, tally), project, options)
    pairs = chosen_pairs(project, options)
    count = sum(len(chosen_annotations(pair, options)) for _, pair in pairs)
    return weighed(export, project, count)


def _pieces(project: Project, options: ExportOptions, tally: LossTally) -> Iterator[str]:
    """Yield the tasks as JSON. They are never held as a whole: they would be millions of objects.

    Nobody could let go of so many soon, as a cancel must.
    """
    pairs = chosen_pairs(project, options)
    for place, (number, pair) in enumerate(pairs):
        share = 99 / len(pairs)
        tell = stage(options.progress, round(share * place), round(share * (place + 1)))
        yield ",\n {" if place else "[\n {"
        yield from _task(number, pair, options, tally, tell)
        yield "\n }"
    yield "\n]\n" if pairs else "[]\n"


def _task(
    number: int, pair: Pair, options: ExportOptions, tally: LossTally, tell: Progress
) -> Iterator[str]:
    """Yield what stands in the task of a pair."""
    chosen = chosen_annotations(pair, options)
    judged: list[Annotation] = []
    suggested: list[Annotation] = []
    sent: dict[str, str] = {}
    for row in pair_rows(number, pair, chosen, 0, stage(tell, 0, 20)):
        annotation = row.annotation
        tally.add_extra(row)
        tally.add_places(row)
        tally.add(_LINE_ENDS, _facts(row)[1])
        if row.source.spans or row.target.spans:
            (suggested if annotation.status == Status.SUGGESTED else judged).append(annotation)
        if annotation.modified:
            sent[annotation.id] = annotation.modified
    yield '\n  "data": {'
    for name, text in (("source", pair.source), ("target", pair.target)):
        yield f'\n   "{name}": '
        yield from string_pieces(text.characters)
        yield ","
    facts = {
        "source_language": pair.source.language,
        "target_language": pair.target.language,
        "pair_id": pair.id,
        "pair_title": pair.title,
    }
    for name, value in facts.items():
        yield f'\n   "{name}": {_shown(value, 3)},'
    moments = (f"{_shown(identity, 4)}: {_shown(moment, 4)}" for identity, moment in sent.items())
    yield f'\n   "{SENT}": '
    yield from _lines("{", moments, "}", 3)
    yield '\n  },\n  "annotations": [\n   {\n    "result": '
    reached = 20 + 80 * len(judged) // max(len(chosen), 1)
    told = stage(tell, 20, reached)
    yield from _lines("[", _regions(pair_rows(number, pair, judged, 0, told)), "]", 4)
    yield "\n   }\n  ]"
    if suggested:
        yield ',\n  "predictions": [\n   {\n    "model_version": '
        yield _shown(options.generator or "suggested", 4)
        yield ',\n    "result": '
        told = stage(tell, reached, 100)
        yield from _lines("[", _regions(pair_rows(number, pair, suggested, 0, told)), "]", 4)
        yield "\n   }\n  ]"


def _regions(found: Iterable[Row]) -> Iterator[str]:
    """Yield the regions and relations of some rows, each as JSON."""
    for row in found:
        for result in _results(row, _facts(row)[0]):
            yield _shown(result, 5)


def _lines(begin: str, values: Iterable[str], end: str, depth: int) -> Iterator[str]:
    """Yield a list or an object at a depth of the whole, from what stands in it."""
    yield begin
    gap = "\n" + " " * (depth + 1)
    is_empty = True
    for value in values:
        yield gap + value if is_empty else f",{gap}{value}"
        is_empty = False
    yield end if is_empty else f"\n{' ' * depth}{end}"


def _shown(value: object, depth: int) -> str:
    """Return a value as JSON at a depth of the whole."""
    return escape_line_ends(_indented(value, depth))


def _indented(value: object, depth: int) -> str:
    # The encoder of the standard library leaves a cycle of functions behind each value it indents.
    if not value or not isinstance(value, dict | list):
        return _ENCODER.encode(value)
    gap = "\n" + " " * (depth + 1)
    if isinstance(value, dict):
        begin, end = "{}"
        inner = [
            f"{_ENCODER.encode(key)}: {_indented(one, depth + 1)}" for key, one in value.items()
        ]
    else:
        begin, end = "[]"
        inner = [_indented(one, depth + 1) for one in value]
    return f"{begin}{gap}{f',{gap}'.join(inner)}\n{' ' * depth}{end}"


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
