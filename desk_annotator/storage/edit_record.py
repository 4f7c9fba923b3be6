"""Edits and whole projects as JSON values for the journal, exactly and without the texts twice.

The project file cannot serve here: it writes quotes, which an edit has no text for, and it
tidies what it writes, where a replayed edit must start from precisely what was there.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from desk_annotator.core.annotation import Annotation, SpanExtra
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.edit import (
    AnnotationChange,
    Change,
    CutsChange,
    Edit,
    IgnoredChange,
    PairChange,
    ProjectFieldsChange,
    TitleChange,
)
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project, ProjectFields
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Imported, Text, TextChange, nothing
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.record import Record, a_list, a_whole_number

Json = dict[str, object]
_STRINGS = (
    "id",
    "tag",
    "note",
    "category",
    "severity",
    "status",
    "author",
    "created",
    "modified",
)
_strings_of = itemgetter(*_STRINGS)
_ONLY_STRINGS = {str}
_NO_SPAN_EXTRA: SpanExtra = {}


def edit_to_json(edit: Edit) -> Json:
    """Return an edit as a value that `json` can write."""
    return {"label": edit.label, "changes": [change_to_json(change) for change in edit.changes]}


def edit_from_json(value: object, place: str = "edit") -> Edit:
    """Return the edit again, equal to the one written. Raises FaultError."""
    record = Record(value, place)
    return Edit(
        record.string("label"),
        tuple(
            _change_from_json(Record(item, f"{place}.changes[{rank}]"))
            for rank, item in enumerate(record.items("changes"))
        ),
    )


def project_to_json(project: Project) -> Json:
    """Return a whole project, texts and all, as a value that `json` can write."""
    return {
        "id": project.id,
        "title": project.title,
        "annotator": project.annotator,
        "created": project.created,
        "modified": project.modified,
        "pairs": [pair_to_json(pair) for pair in project.pairs],
        "extra": dict(project.extra),
    }


def project_from_json(value: object, place: str = "initial") -> Project:
    """Return the project again, equal to the one written. Raises FaultError."""
    record = Record(value, place)
    return Project(
        id=record.identifier(),
        title=record.string("title"),
        annotator=record.string("annotator"),
        created=record.string("created"),
        modified=record.string("modified"),
        pairs=tuple(
            _pair_from_json(Record(item, f"{place}.pairs[{rank}]"))
            for rank, item in enumerate(record.items("pairs"))
        ),
        extra=_extra(record),
    )


def _extra(record: Record) -> Mapping[str, object]:
    fields = record.fields.get("extra")
    if type(fields) is not dict:
        fields = record.record("extra").fields  # raises
    return fields or nothing()


# Changes


def change_to_json(change: Change) -> Json:
    """Return one change as a value that `json` can write."""
    if isinstance(change, AnnotationChange):
        return {
            "kind": "annotation",
            "pair": change.pair_id,
            "before": None if change.before is None else annotation_to_json(change.before),
            "after": None if change.after is None else annotation_to_json(change.after),
        }
    if isinstance(change, IgnoredChange):
        return {
            "kind": "ignored",
            "pair": change.pair_id,
            "side": str(change.side),
            "before": _spans_to_json(change.before),
            "after": _spans_to_json(change.after),
        }
    if isinstance(change, CutsChange):
        return {
            "kind": "cuts",
            "pair": change.pair_id,
            "side": str(change.side),
            "before": _cuts_to_json(change.before),
            "after": _cuts_to_json(change.after),
        }
    if isinstance(change, PairChange):
        return {
            "kind": "pair",
            "position": change.position,
            "before": None if change.before is None else pair_to_json(change.before),
            "after": None if change.after is None else pair_to_json(change.after),
        }
    if isinstance(change, ProjectFieldsChange):
        return {
            "kind": "project",
            "before": _fields_to_json(change.before),
            "after": _fields_to_json(change.after),
        }
    return {
        "kind": "title",
        "pair": change.pair_id,
        "before": change.before,
        "after": change.after,
    }


def _change_from_json(record: Record) -> Change:
    kind = record.string("kind")
    if kind == "annotation":
        before, after = _optional(record, "before"), _optional(record, "after")
        return AnnotationChange(
            record.string("pair"),
            None if before is None else _annotation_from_json(before),
            None if after is None else _annotation_from_json(after),
        )
    if kind == "ignored":
        return IgnoredChange(
            record.string("pair"),
            _side(record.string("side"), record.place_of("side")),
            _spans_from_json(record, "before"),
            _spans_from_json(record, "after"),
        )
    if kind == "cuts":
        return CutsChange(
            record.string("pair"),
            _side(record.string("side"), record.place_of("side")),
            _cuts_from_json(record.record("before")),
            _cuts_from_json(record.record("after")),
        )
    if kind == "pair":
        before, after = _optional(record, "before"), _optional(record, "after")
        return PairChange(
            record.whole_number("position"),
            None if before is None else _pair_from_json(before),
            None if after is None else _pair_from_json(after),
        )
    if kind == "title":
        pair_id = None if record.fields.get("pair") is None else record.string("pair")
        return TitleChange(pair_id, record.string("before"), record.string("after"))
    if kind == "project":
        return ProjectFieldsChange(
            _fields_from_json(record.record("before")), _fields_from_json(record.record("after"))
        )
    raise FaultError(
        QT_TRANSLATE_NOOP("Errors", "no such kind of change is known"), place=record.place
    )


def _optional(record: Record, key: str) -> Record | None:
    return None if record.fields.get(key) is None else record.record(key)


def _side(name: str, place: str) -> Side:
    if name not in set(Side):
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "the side must be “source” or “target”"), place=place
        )
    return Side(name)


def _fields_to_json(fields: ProjectFields) -> Json:
    return {"annotator": fields.annotator, "extra": dict(fields.extra)}


def _fields_from_json(record: Record) -> ProjectFields:
    return ProjectFields(record.string("annotator"), _extra(record))


def _cuts_to_json(cuts: Cuts) -> Json:
    return {"at": list(cuts.at), "joined": _spans_to_json(cuts.joined)}


def _cuts_from_json(record: Record) -> Cuts:
    at = tuple(a_whole_number(value, record.place_of("at")) for value in record.items("at"))
    return Cuts(at, _spans_from_json(record, "joined"))


# Annotations and pairs


def annotation_to_json(annotation: Annotation) -> Json:
    """Return an annotation as a value that `json` can write."""
    record: Json = {key: str(getattr(annotation, key)) for key in _STRINGS}
    record["source"] = _spans_to_json(annotation.source)
    record["target"] = _spans_to_json(annotation.target)
    record["justified"] = annotation.justified
    record["extra"] = dict(annotation.extra)
    record["span_extra"] = [
        [str(side), span.start, span.end, dict(extra)]
        for (side, span), extra in annotation.span_extra.items()
    ]
    return record


def annotation_from_json(value: object, place: str = "annotation") -> Annotation:
    """Return the annotation again, equal to the one written. Raises FaultError."""
    return _annotation_from_json(Record(value, place))


def _annotation_from_json(record: Record) -> Annotation:
    fields = record.fields
    try:
        values = _strings_of(fields)
    except KeyError:
        values = ()
    if set(map(type, values)) != _ONLY_STRINGS:
        values = tuple(record.string(key) for key in _STRINGS)  # raises
    name, tag, note, category, severity, status, author, created, modified = values
    return Annotation(
        id=name,
        tag=tag,
        note=note,
        category=category,
        severity=severity,
        status=status,
        author=author,
        created=created,
        modified=modified,
        source=_spans_from_json(record, "source"),
        target=_spans_from_json(record, "target"),
        justified=record.flag("justified"),
        extra=_extra(record),
        span_extra=_span_extra(record) if fields.get("span_extra") else _NO_SPAN_EXTRA,
    )


def _span_extra(record: Record) -> SpanExtra:
    span_extra: dict[tuple[Side, Span], Mapping[str, object]] = {}
    for rank, value in enumerate(record.items("span_extra")):
        place = f"{record.place_of('span_extra')}[{rank}]"
        match value:
            case [str(side), start, end, dict(extra)]:
                span_extra[_side(side, place), _span([start, end], place)] = extra
            case _:
                raise _malformed(place)
    return span_extra


def _spans_to_json(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans_from_json(record: Record, key: str) -> tuple[Span, ...]:
    # Plainly written: most of the time of reading a long journal is spent here.
    values = record.fields.get(key)
    if type(values) is list and len(values) == 1:
        only = values[0]
        if type(only) is list and len(only) == 2:
            start, end = only
            if type(start) is int and type(end) is int and 0 <= start <= end:
                return (Span(start, end),)
    return tuple(
        _span(value, f"{record.place_of(key)}[{rank}]")
        for rank, value in enumerate(record.items(key))
    )


def _span(value: object, place: str) -> Span:
    numbers = [a_whole_number(number, place) for number in a_list(value, place)]
    if len(numbers) != 2 or numbers[0] > numbers[1]:
        raise _malformed(place)
    return Span(*numbers)


def _malformed(place: str) -> FaultError:
    return FaultError(QT_TRANSLATE_NOOP("Errors", "the record is malformed"), place=place)


def pair_to_json(pair: Pair) -> Json:
    """Return a pair, texts and all, as a value that `json` can write."""
    return {
        "id": pair.id,
        "title": pair.title,
        "source": _text_to_json(pair.source),
        "target": _text_to_json(pair.target),
        "ignored_source": _spans_to_json(pair.ignored_source),
        "ignored_target": _spans_to_json(pair.ignored_target),
        "cuts": {str(side): _cuts_to_json(pair.cuts(side)) for side in Side if pair.cuts(side)},
        "annotations": [annotation_to_json(annotation) for annotation in pair.annotations],
        "extra": dict(pair.extra),
        "side_extra": {str(side): dict(extra) for side, extra in pair.side_extra.items()},
    }


def _pair_from_json(record: Record) -> Pair:
    sides = record.record("side_extra")
    # Journals of older versions know no cuts.
    cut = record.record("cuts") if "cuts" in record.fields else Record({}, record.place)
    cuts = {_side(name, cut.place): _cuts_from_json(cut.record(name)) for name in cut.fields}
    texts = {side: _text_from_json(record.record(side)) for side in Side}
    # Unlike an annotation of its own, those of a pair are not looked at again by the gate.
    annotations: list[Annotation] = []
    for rank, item in enumerate(record.items("annotations")):
        place = record.place_of(f"annotations[{rank}]")
        annotations.append(_annotation_from_json(Record(item, place)))
        for side, text in texts.items():
            if any(span.end > len(text) for span in annotations[-1].spans(side)):
                raise _malformed(place)
    return Pair(
        id=record.identifier(),
        title=record.string("title"),
        source=texts[Side.SOURCE],
        target=texts[Side.TARGET],
        ignored_source=_spans_from_json(record, "ignored_source"),
        ignored_target=_spans_from_json(record, "ignored_target"),
        cuts_source=cuts.get(Side.SOURCE, NO_CUTS),
        cuts_target=cuts.get(Side.TARGET, NO_CUTS),
        annotations=tuple(annotations),
        extra=_extra(record),
        side_extra={_side(name, sides.place): sides.record(name).fields for name in sides.fields},
    )


def _text_to_json(text: Text) -> Json:
    imported = text.imported
    return {
        "text": text.characters,
        "language": text.language,
        "direction": str(text.direction),
        "sha256": text.sha256,
        "imported": {
            "name": imported.name,
            "encoding": imported.encoding,
            "changes": [[change.kind, change.count] for change in imported.changes],
            "extra": dict(imported.extra),
        },
    }


def _text_from_json(record: Record) -> Text:
    direction = record.string("direction")
    if direction not in set(Direction):
        raise _malformed(record.place_of("direction"))
    imported = record.record("imported")
    changes: list[TextChange] = []
    for value in imported.items("changes"):
        match value:
            case [str(kind), int(count)]:
                changes.append(TextChange(kind, count))
            case _:
                raise _malformed(imported.place_of("changes"))
    text = Text.of(
        record.string("text"),
        language=record.string("language"),
        direction=Direction(direction),
        imported=Imported(
            imported.string("name"), imported.string("encoding"), tuple(changes), _extra(imported)
        ),
    )
    if text.sha256 != record.string("sha256"):
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "the text is not the one that was written"),
            place=record.place_of("text"),
        )
    return text
