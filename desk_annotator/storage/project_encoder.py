"""Writes a project as the bytes of its file: the same project always gives the same bytes."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain, count, islice, pairwise, repeat
from json.encoder import encode_basestring
from operator import attrgetter
from typing import NamedTuple

from desk_annotator.core.annotation import FAR, Annotation
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Imported, Text
from desk_annotator.storage.layout import (
    ANNOTATION_KEYS,
    FORMAT,
    IMPORTED_KEYS,
    OFFSET_UNIT,
    PAIR_KEYS,
    PROJECT_KEYS,
    SHARED_KEYS,
    SIDE_KEYS,
    SPAN_KEYS,
    VERSION,
)
from desk_annotator.storage.reading_watch import Progress, unheard

_AT_A_TIME = 100
"""Annotations written together."""
_RUN = 2000
"""Annotations sorted together."""
_FEW_RUNS = 100
_FEW = 2000
"""Annotations put between others one by one."""
_MOST_KNOWN = 10_000
"""Different fields, alike in several annotations, that are kept as JSON."""
_HEARD = 16
"""Strings between two words on how far writing is."""
_NEXT_ANNOTATION = ",\n" + " " * 8
_LONG = 1 << 15
"""Characters encoded together, as few as fit the caches of the processor."""
_id = attrgetter("id")
_tag = attrgetter("tag")
_source = attrgetter(Side.SOURCE)
_target = attrgetter(Side.TARGET)
_note = attrgetter("note")
_shared = attrgetter(*SHARED_KEYS)
_created = attrgetter("created")
_modified = attrgetter("modified")
_extra_of = attrgetter("extra")
_span_extra = attrgetter("span_extra")
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


def encode_in_order(project: Project, *, generator: str, progress: Progress = unheard) -> bytes:
    """Return what `encode` does for a project whose annotations are in order already.

    `progress` hears the share done, 0 to 1.
    """
    return _encoded(_heard(_project(project, generator), _about(project), progress))


def _about(project: Project) -> int:
    """Return how many strings the texts and annotations are written in, about."""
    return sum(
        -(-len(pair.annotations) // _AT_A_TIME)
        + sum(-(-len(pair.text(side)) // _LONG) for side in Side)
        for pair in project.pairs
    )


def _heard(strings: Iterator[str], about: int, progress: Progress) -> Iterator[str]:
    """Yield the strings as they are, and say now and then what share of them that is."""
    for number, string in enumerate(strings):
        if number % _HEARD == 0 and about:
            progress(min(number / about, 1.0))
        yield string


def in_order(annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """Return annotations in the order of a file: that of their places.

    They mostly are in order but for a few that were made or moved since they were read.
    """
    runs = _runs(annotations)
    if len(runs) > _FEW_RUNS:
        return _sorted(annotations)
    merged: Sequence[Annotation] = runs[0]
    for run in runs[1:]:
        together = _merged(merged, run)
        if together is None:
            return _sorted(annotations)
        merged = together
    return tuple(merged)


def _runs(annotations: Sequence[Annotation]) -> list[Sequence[Annotation]]:
    """Return stretches of annotations each of which is in order; one at least."""
    # Where an annotation begins is quickly told, and mostly enough.
    begins = [each.source[0].start if each.source else FAR for each in annotations]
    ends = [
        rank
        for rank, first, second, one, other in zip(
            count(1), begins, begins[1:], annotations, annotations[1:], strict=False
        )
        if not (first < second or (first == second and one.place <= other.place))
    ]
    return [annotations[first:end] for first, end in pairwise([0, *ends, len(annotations)])]


def _merged(one: Sequence[Annotation], other: Sequence[Annotation]) -> list[Annotation] | None:
    """Return two stretches as one; None if there are more than a few to put between others."""
    first = bisect_right(one, other[0].place, key=_place)
    merged = list(one[:first])
    longer, shorter = other, one[first:]
    if len(longer) < len(shorter):
        longer, shorter = shorter, longer
    if len(shorter) > _FEW:
        return None
    done = 0
    for each in shorter:
        before = bisect_right(longer, each.place, done, key=_place)
        merged += longer[done:before]
        merged.append(each)
        done = before
    merged += longer[done:]
    return merged


def _sorted(annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """Return annotations in the order of their places, however they come.

    Sorting very many at once would keep all other threads waiting; two sorted runs are quickly
    made one.
    """
    ranked = list(zip(map(_place, annotations), range(len(annotations)), strict=True))
    runs = [sorted(ranked[at : at + _RUN]) for at in range(0, len(ranked), _RUN)]
    while len(runs) > 1:
        runs = [sorted(chain.from_iterable(runs[at : at + 2])) for at in range(0, len(runs), 2)]
    return tuple(annotations[rank] for _, rank in runs[0])


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
    quoted = _Quoted(_QuotedTags(), _QuotedFields())
    for first in range(0, len(pair.annotations), _AT_A_TIME):
        if len(quoted.shared) > _MOST_KNOWN:
            quoted.shared.clear()
        yield from _block_lines(pair, pair.annotations[first : first + _AT_A_TIME], quoted)


def _block_lines(pair: Pair, block: Sequence[Annotation], quoted: _Quoted) -> list[str]:
    """Return the lines of some annotations: each field of all of them is quoted in one pass."""
    return [
        f'{{"id": {name}, "tag": {tag}, "source": [{source}], "target": [{target}], '
        f'"note": {note}, {shared}, "created": {created}, "modified": {modified}{extra}}}'
        for name, tag, source, target, note, shared, created, modified, extra in zip(
            map(encode_basestring, map(_id, block)),
            map(quoted.tags.__getitem__, map(_tag, block)),
            _spans(block, Side.SOURCE, pair.source.characters),
            _spans(block, Side.TARGET, pair.target.characters),
            map(encode_basestring, map(_note, block)),
            map(quoted.shared.__getitem__, map(_shared, block)),
            map(encode_basestring, map(_created, block)),
            map(encode_basestring, map(_modified, block)),
            _extras(block),
            strict=True,
        )
    ]


class _QuotedTags(dict[str, str]):
    """Tags as JSON: there are few."""

    def __missing__(self, tag: str) -> str:
        quoted = self[tag] = encode_basestring(tag)
        return quoted


class _QuotedFields(dict[tuple[str, str, bool | None, str, str], str]):
    """Fields that many annotations have alike, as JSON."""

    def __missing__(self, fields: tuple[str, str, bool | None, str, str]) -> str:
        category, severity, justified, status, author = fields
        quoted = (
            f'"category": {encode_basestring(category)}, '
            f'"severity": {encode_basestring(severity)}, "justified": {_FLAGS[justified]}, '
            f'"status": {encode_basestring(status)}, "author": {encode_basestring(author)}'
        )
        self[fields] = quoted
        return quoted


class _Quoted(NamedTuple):
    tags: _QuotedTags
    shared: _QuotedFields


def _extras(block: Sequence[Annotation]) -> Iterable[str]:
    """Return the unknown fields of each annotation."""
    if not any(map(_extra_of, block)):
        return repeat("", len(block))
    return [_extra(annotation.extra, ANNOTATION_KEYS) for annotation in block]


def _spans(block: Sequence[Annotation], side: Side, text: str) -> list[str]:
    """Return the spans of one side of each annotation."""
    if any(map(_span_extra, block)):
        return [_spans_with_extra(annotation, side, text) for annotation in block]
    spans = list(map(_source if side is Side.SOURCE else _target, block))
    found = [
        f'{{"start": {span.start}, "end": {span.end}, '
        f'"quote": {encode_basestring(text[span.start : span.end])}}}'
        for span in chain.from_iterable(spans)
    ]
    if len(found) == len(spans) and all(spans):
        return found
    each = iter(found)
    return [
        next(each) if len(those) == 1 else ", ".join(islice(each, len(those))) for those in spans
    ]


def _spans_with_extra(annotation: Annotation, side: Side, text: str) -> str:
    return ", ".join(
        f'{{"start": {span.start}, "end": {span.end}, '
        f'"quote": {encode_basestring(text[span.start : span.end])}'
        f"{_extra(annotation.span_extra.get((side, span), {}), SPAN_KEYS)}}}"
        for span in annotation.spans(side)
    )
