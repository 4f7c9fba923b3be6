"""Reads annotations from lines as this program writes them, without objects in between.

Each annotation is one line with all its fields in one order. One pattern says what such a line
may be, so that what matches is known to be JSON, to hold no key twice, and to have each value of
its kind. Anything else is left to the parser of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

from desk_annotator.storage.annotation_columns import AnnotationColumns, SpanColumn
from desk_annotator.storage.layout import ID_PATTERN, SHARED_KEYS

_LONGEST = 1 << 17
"""Bytes looked through at once; a longer line would keep the interpreter for too long."""
_MOST_KNOWN = 10_000

# There is one way only for each of these to match, so that a line at fault is soon given up.
_CHARACTER = r'[^"\\\x00-\x1f]'
_WORD = f"{_CHARACTER}*+"
_STRING = rf'{_WORD}(?:\\["\\/bfnrt]{_WORD})*'
_OFFSET = "(?:0|[1-9][0-9]{0,14}+)"
_SPAN = rf'\{{"start": ({_OFFSET}), "end": ({_OFFSET}), "quote": "({_STRING})"\}}'
_FURTHER = rf'(?:, \{{"start": {_OFFSET}, "end": {_OFFSET}, "quote": "{_STRING}"\}})*'
_SPANS = rf"\[(?:{_SPAN}({_FURTHER}))?\]"
_LINE = (
    rf'\{{"id": "({ID_PATTERN})", "tag": "({_CHARACTER}++)", '
    rf'"source": {_SPANS}, "target": {_SPANS}, "note": "({_STRING})", '
    rf'("category": "{_STRING}", "severity": "{_WORD}", "justified": (?:null|true|false), '
    rf'"status": "{_WORD}", "author": "{_STRING}"), '
    rf'"created": "({_WORD})", "modified": "({_WORD})"\}}'
)
_LINES = re.compile(rf"(?:\A|(?<=\}}),\n) {{8}}{_LINE}|(?s:(.+))").findall
"""Gives the groups of each line, and in the last one whatever no line was found in.

A comma stands behind a line: one in front of all lines is no JSON.
"""
_FURTHER_SPANS = re.compile(f", {_SPAN}").findall

_decode = json.JSONDecoder().raw_decode
_shared = itemgetter(*SHARED_KEYS)


class AnnotationLines:
    """Reads lines of annotations of one pair of texts."""

    def __init__(self, source: str, target: str) -> None:
        self._source = source
        self._target = target
        self._known = _SharedFields()

    def columns(self, written: bytes) -> AnnotationColumns | None:
        """Return the columns of some lines with commas between them.

        They are what `AnnotationColumns.of` would make of the same lines parsed; None if
        anything in the lines is unusual or wrong.
        """
        if not written or len(written) > _LONGEST:
            return None
        try:
            lines = _LINES(written.decode("utf-8"))
        except UnicodeDecodeError:
            return None
        if lines[-1][-1]:
            return None
        ids, tags, *spans, notes, shared, created, modified, _ = zip(*lines, strict=True)
        unescaped = _unescaped if b"\\" in written else tuple
        source = _spans(spans[:4], self._source, unescaped)
        target = _spans(spans[4:], self._target, unescaped)
        if source is None or target is None:
            return None
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        return AnnotationColumns(
            ids,
            tags,
            source,
            target,
            unescaped(notes),
            tuple(map(self._known.__getitem__, shared)),
            created,
            modified,
            are_lines=True,
        )


class _SharedFields(dict[str, tuple[Any, ...]]):
    """What stands in fields that many annotations have alike, by how it is written."""

    def __missing__(self, written: str) -> tuple[Any, ...]:
        found, _ = _decode(f"{{{written}}}")
        fields: tuple[Any, ...] = _shared(found)
        self[written] = fields
        return fields


def _spans(
    groups: Sequence[Sequence[str]],
    text: str,
    unescaped: Callable[[Sequence[str]], tuple[str, ...]],
) -> SpanColumn | None:
    """Return the spans of one side, None unless all are inside the text, and as quoted.

    The groups hold start, end and quote of the first span of each annotation, nothing if it has
    none, and all its further spans.
    """
    starts, ends, quotes, further = groups
    if any(further):
        spans: list[tuple[str, str, str]] = []
        sizes = []
        for start, end, quote, others in zip(starts, ends, quotes, further, strict=True):
            before = len(spans)
            if start:
                spans.append((start, end, quote))
                spans += _FURTHER_SPANS(others)
            sizes.append(len(spans) - before)
        starts, ends, quotes = zip(*spans, strict=True)
    elif all(starts):
        sizes = [1] * len(starts)
    else:
        sizes = [1 if start else 0 for start in starts]
        quotes = tuple(compress(quotes, starts))
        starts, ends = list(filter(None, starts)), list(filter(None, ends))
    return SpanColumn.inside(
        tuple(map(int, starts)), tuple(map(int, ends)), unescaped(quotes), sizes, text
    )


def _unescaped(column: Sequence[str]) -> tuple[str, ...]:
    """Return the strings that stand between the quotation marks of a file."""
    return tuple([_decode(f'"{string}"')[0] if "\\" in string else string for string in column])
