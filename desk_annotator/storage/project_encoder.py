"""Writes a project as the bytes of its file: the same project always gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from json.encoder import encode_basestring
from operator import attrgetter

from desk_annotator.core.annotation import Annotation
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

_AT_A_TIME = 2000
"""Strings encoded together."""
_place = attrgetter("place")
_FLAGS = {None: "null", True: "true", False: "false"}


def encode(project: Project, *, generator: str) -> bytes:
    """Return the bytes of a project file; `generator` names the program that writes it.

    One annotation a line, in the order of their places, so that version control shows what
    changed. Raises UnicodeEncodeError if a string holds a lone surrogate, and ValueError if an
    unknown field has the name of a known one or holds what JSON cannot.
    """
    pieces = _encoded(_project(project, generator))
    return b"".join(pieces)


def _encoded(strings: Iterator[str]) -> list[bytes]:
    """Encode some strings at a time: one great string would keep all other threads waiting."""
    pieces: list[bytes] = []
    while some := "".join(islice(strings, _AT_A_TIME)):
        pieces.append(some.encode("utf-8"))
    return pieces


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
        yield _side(pair, side)
        yield ",\n"
    yield '      "annotations": '
    yield from _list(zip(_annotation_lines(pair)), 6)
    yield f"{_extra(pair.extra, PAIR_KEYS, 6)}\n    }}"


def _side(pair: Pair, side: Side) -> str:
    text: Text = pair.text(side)
    ignored = ", ".join(f"[{span.start}, {span.end}]" for span in pair.ignored(side))
    extra = _extra(pair.side_extra.get(side, {}), SIDE_KEYS, 8)
    return "\n".join(
        [
            "{",
            f'        "language": {_json(text.language)},',
            f'        "direction": {_json(text.direction)},',
            f'        "sha256": {_json(text.sha256)},',
            f'        "text": {_json(text.characters)},',
            f'        "ignored": [{ignored}],{_cuts(pair.cuts(side))}',
            f'        "imported": {_imported(text.imported)}{extra}',
            "      }",
        ]
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


def _annotation_lines(pair: Pair) -> Iterator[str]:
    source, target = pair.source.characters, pair.target.characters
    quoted = encode_basestring
    for annotation in sorted(pair.annotations, key=_place):
        yield (
            f'{{"id": {quoted(annotation.id)}, "tag": {quoted(annotation.tag)}, '
            f'"source": [{_spans(annotation, Side.SOURCE, annotation.source, source)}], '
            f'"target": [{_spans(annotation, Side.TARGET, annotation.target, target)}], '
            f'"note": {quoted(annotation.note)}, "category": {quoted(annotation.category)}, '
            f'"severity": {quoted(annotation.severity)}, '
            f'"justified": {_FLAGS[annotation.justified]}, '
            f'"status": {quoted(annotation.status)}, "author": {quoted(annotation.author)}, '
            f'"created": {quoted(annotation.created)}, "modified": {quoted(annotation.modified)}'
            f"{_extra(annotation.extra, ANNOTATION_KEYS) if annotation.extra else ''}}}"
        )


def _spans(annotation: Annotation, side: Side, spans: tuple[Span, ...], text: str) -> str:
    parts: list[str] = []
    for span in spans:
        start, end = span.start, span.end
        extra = annotation.span_extra and annotation.span_extra.get((side, span))
        parts.append(
            f'{{"start": {start}, "end": {end}, "quote": {encode_basestring(text[start:end])}'
            f"{_extra(extra, SPAN_KEYS) if extra else ''}}}"
        )
    return ", ".join(parts)
