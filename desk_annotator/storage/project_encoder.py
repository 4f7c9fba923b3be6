"""Writes a project as the bytes of its file: the same project always gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain, islice
from json.encoder import encode_basestring
from operator import attrgetter

from desk_annotator.core.annotation import FAR, Annotation
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Imported, Text
from desk_annotator.storage.layout import (
    ANNOTATION_KEYS,
    FORMAT,
    IMPORTED_KEYS,
    OFFSET_UNIT,
    PAIR_KEYS,
    PROJECT_KEYS,
    SIDE_KEYS,
    SPAN_KEYS,
    VERSION,
)

_AT_A_TIME = 100
"""Annotations written together."""
_RUN = 2000
"""Annotations sorted together."""
_NEXT_ANNOTATION = ",\n" + " " * 8
_LONG = 1 << 15
"""Characters encoded together, as few as fit the caches of the processor."""
_STRINGS = {key: attrgetter(key) for key in ANNOTATION_KEYS if key not in {*Side, "justified"}}
"""The fields of an annotation that are strings, in the order of the file."""
_REPEATED = {"tag", "category", "severity", "status", "author"}
"""Those of them that have few values."""
_place = attrgetter("place")
_FLAGS = {None: "null", True: "true", False: "false"}


def encode(project: Project, *, generator: str) -> bytes:
    """Return the bytes of a project file; `generator` names the program that writes it.

    One annotation a line, in the order of their places, so that version control shows what
    changed. Raises UnicodeEncodeError if a string holds a lone surrogate, and ValueError if an
    unknown field has the name of a known one or holds what JSON cannot.
    """
    pairs = tuple(replace(pair, annotations=in_order(pair.annotations)) for pair in project.pairs)
    return encode_in_order(replace(project, pairs=pairs), generator=generator)


def encode_in_order(project: Project, *, generator: str) -> bytes:
    """Return what `encode` does for a project whose annotations are in order already."""
    return _encoded(_project(project, generator))


def in_order(annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """Return annotations in the order of a file: that of their places.

    Sorting very many at once would keep all other threads waiting; two sorted runs are quickly
    made one.
    """
    if _is_in_order(annotations):
        return tuple(annotations)
    ranked = list(zip(map(_place, annotations), range(len(annotations)), strict=True))
    runs = [sorted(ranked[at : at + _RUN]) for at in range(0, len(ranked), _RUN)]
    while len(runs) > 1:
        runs = [sorted(chain.from_iterable(runs[at : at + 2])) for at in range(0, len(runs), 2)]
    return tuple(annotations[rank] for _, rank in runs[0])


def _is_in_order(annotations: Sequence[Annotation]) -> bool:
    # Where an annotation begins is quickly told, and mostly enough.
    begins = [each.source[0].start if each.source else FAR for each in annotations]
    return all(
        first < second or (first == second and one.place <= other.place)
        for first, second, one, other in zip(
            begins, begins[1:], annotations, annotations[1:], strict=False
        )
    )


def _encoded(strings: Iterator[str]) -> bytes:
    """Encode some strings at a time: one great string would keep all other threads waiting."""
    file = BytesIO()
    some: list[str] = []
    size = 0
    for string in strings:
        if size + len(string) >= _LONG:
            file.write("".join(some).encode("utf-8"))
            some, size = [], 0
        if len(string) >= _LONG:
            file.write(string.encode("utf-8"))
        else:
            some.append(string)
            size += len(string)
    file.write("".join(some).encode("utf-8"))
    return file.getvalue()


def _project(project: Project, generator: str) -> Iterator[str]:
    major, minor = VERSION
    yield "\n".join(
        [
            "{",
            f'  "format": {_json(FORMAT)},',
            f'  "version": [{major}, {minor}],',
            f'  "min_reader": [{major}, 0],',
            f'  "id": {_json(project.id)},',
            f'  "title": {_json(project.title)},',
            f'  "generator": {_json(generator)},',
            f'  "offset_unit": {_json(OFFSET_UNIT)},',
            f'  "annotator": {_json(project.annotator)},',
            f'  "created": {_json(project.created)},',
            f'  "modified": {_json(project.modified)},',
            '  "pairs": ',
        ]
    )
    yield from _list(map(_pair, project.pairs), 2)
    yield f"{_extra(project.extra, PROJECT_KEYS, 2)}\n}}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _list(items: Iterable[Iterable[str]], indent: int) -> Iterator[str]:
    """Yield a list with one item a line, indented by so many spaces."""
    margin = "\n" + " " * (indent + 2)
    front = f"[{margin}"
    for item in items:
        yield front
        yield from item
        front = f",{margin}"
    yield "[]" if front[0] == "[" else f"\n{' ' * indent}]"


def _extra(extra: Mapping[str, object], known: tuple[str, ...], indent: int | None = None) -> str:
    """Return the fields kept from a newer version, to be put behind the known ones."""
    if not extra:
        return ""
    repeated = set(known).intersection(extra)
    if repeated:
        message = f"not unknown fields: {sorted(repeated)}"
        raise ValueError(message)
    front = ", " if indent is None else ",\n" + " " * indent
    return "".join(f"{front}{_json(key)}: {_json(value)}" for key, value in extra.items())


def _pair(pair: Pair) -> Iterator[str]:
    yield f'{{\n      "id": {_json(pair.id)},\n      "title": {_json(pair.title)},\n'
    for side in Side:
        yield f'      "{side}": '
        yield from _side(pair, side)
        yield ",\n"
    yield '      "annotations": '
    yield from _list(zip(_some_at_a_time(_annotation_lines(pair))), 6)
    yield f"{_extra(pair.extra, PAIR_KEYS, 6)}\n    }}"


def _side(pair: Pair, side: Side) -> Iterator[str]:
    text: Text = pair.text(side)
    yield (
        f'{{\n        "language": {_json(text.language)},\n'
        f'        "direction": {_json(text.direction)},\n'
        f'        "sha256": {_json(text.sha256)},\n'
        '        "text": "'
    )
    for first in range(0, len(text), _LONG):
        yield encode_basestring(text.characters[first : first + _LONG])[1:-1]
    ignored = ", ".join(f"[{span.start}, {span.end}]" for span in pair.ignored(side))
    extra = _extra(pair.side_extra.get(side, {}), SIDE_KEYS, 8)
    yield (
        f'",\n        "ignored": [{ignored}],{_cuts(pair.cuts(side))}\n'
        f'        "imported": {_imported(text.imported)}{extra}\n      }}'
    )


def _cuts(cuts: Cuts) -> str:
    """Return the fields of the cuts made by hand; where there are none nothing is written."""
    if not cuts:
        return ""
    at = ", ".join(map(str, cuts.at))
    joined = ", ".join(f"[{span.start}, {span.end}]" for span in cuts.joined)
    return f'\n        "cuts": [{at}],\n        "joined": [{joined}],'


def _imported(imported: Imported) -> str:
    changes = ", ".join(f"[{_json(change.kind)}, {change.count}]" for change in imported.changes)
    return (
        f'{{"name": {_json(imported.name)}, "encoding": {_json(imported.encoding)}, '
        f'"changes": [{changes}]{_extra(imported.extra, IMPORTED_KEYS)}}}'
    )


def _some_at_a_time(lines: Iterator[str]) -> Iterator[str]:
    """Join the lines of some annotations, as `_list` would."""
    while some := list(islice(lines, _AT_A_TIME)):
        yield _NEXT_ANNOTATION.join(some)


def _annotation_lines(pair: Pair) -> Iterator[str]:
    quoted = _Quoted()
    for first in range(0, len(pair.annotations), _AT_A_TIME):
        yield from _block_lines(pair, pair.annotations[first : first + _AT_A_TIME], quoted)


def _block_lines(pair: Pair, block: Sequence[Annotation], quoted: _Quoted) -> list[str]:
    """Return the lines of some annotations: each field of all of them is quoted in one pass."""
    columns = (
        map(quoted.__getitem__ if key in _REPEATED else encode_basestring, map(get, block))
        for key, get in _STRINGS.items()
    )
    return [
        f'{{"id": {name}, "tag": {tag}, "source": [{source}], "target": [{target}], '
        f'"note": {note}, "category": {category}, "severity": {severity}, '
        f'"justified": {_FLAGS[annotation.justified]}, "status": {status}, "author": {author}, '
        f'"created": {created}, "modified": {modified}'
        f"{_extra(annotation.extra, ANNOTATION_KEYS) if annotation.extra else ''}}}"
        for (
            annotation,
            source,
            target,
            name,
            tag,
            note,
            category,
            severity,
            status,
            author,
            created,
            modified,
        ) in zip(
            block,
            _spans(block, Side.SOURCE, pair.source.characters),
            _spans(block, Side.TARGET, pair.target.characters),
            *columns,
            strict=True,
        )
    ]


class _Quoted(dict[str, str]):
    """Strings that stand in many annotations, as JSON."""

    def __missing__(self, string: str) -> str:
        quoted = self[string] = encode_basestring(string)
        return quoted


def _spans(block: Sequence[Annotation], side: Side, text: str) -> list[str]:
    """Return the spans of one side of each annotation."""
    found: list[str] = []
    for annotation in block:
        spans = annotation.source if side is Side.SOURCE else annotation.target
        if annotation.span_extra:
            found.append(_spans_with_extra(annotation, side, text))
        elif len(spans) == 1:
            start, end = spans[0].start, spans[0].end
            quote = encode_basestring(text[start:end])
            found.append(f'{{"start": {start}, "end": {end}, "quote": {quote}}}')
        else:
            found.append(", ".join([_span(span, text) for span in spans]))
    return found


def _span(span: Span, text: str, extra: str = "") -> str:
    quote = encode_basestring(text[span.start : span.end])
    return f'{{"start": {span.start}, "end": {span.end}, "quote": {quote}{extra}}}'


def _spans_with_extra(annotation: Annotation, side: Side, text: str) -> str:
    return ", ".join(
        _span(span, text, _extra(annotation.span_extra.get((side, span), {}), SPAN_KEYS))
        for span in annotation.spans(side)
    )
