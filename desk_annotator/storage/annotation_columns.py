"""The fields of a block of parsed annotations as columns, each checked in one pass in C."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter, le, lt
from typing import Any, NamedTuple

from desk_annotator.core.annotation import Tag
from desk_annotator.storage.layout import ANNOTATION_KEYS, IS_ID, SHARED_KEYS, SPAN_KEYS

_fields = itemgetter(*ANNOTATION_KEYS)
_span_fields = itemgetter(*SPAN_KEYS)
_FLAG = {bool, type(None)}
_JUSTIFIED = SHARED_KEYS.index("justified")
_ONE_SPAN_EACH = {(Tag.MATCHING, 1, 1), (Tag.MISSING, 1, 0), (Tag.ADDED, 0, 1)}


class SpanColumn(NamedTuple):
    """The spans of one side of a block of annotations.

    `starts`, `ends` (code points) and `quotes` have one item a span, `sizes` says how many
    spans each annotation has.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    quotes: tuple[str, ...]
    sizes: list[int]

    @classmethod
    def of(cls, lists: Sequence[Any], text: str) -> SpanColumn | None:
        """Read them if all are as this version writes them, inside the text, as quoted."""
        if set(map(type, lists)) != {list}:
            return None
        sizes = list(map(len, lists))
        values = list(chain.from_iterable(lists))
        if not values:
            return cls.inside((), (), (), sizes, text)
        if set(map(type, values)) != {dict} or set(map(len, values)) != {len(SPAN_KEYS)}:
            return None
        try:
            starts, ends, quotes = zip(*map(_span_fields, values), strict=True)
        except KeyError:
            return None
        if set(map(type, starts)) != {int} or set(map(type, ends)) != {int}:
            return None
        return cls.inside(starts, ends, quotes, sizes, text)

    @classmethod
    def inside(
        cls,
        starts: tuple[int, ...],
        ends: tuple[int, ...],
        quotes: tuple[str, ...],
        sizes: list[int],
        text: str,
    ) -> SpanColumn | None:
        """Make one of these if all of them are inside the text, and as quoted."""
        if not starts:
            return cls((), (), (), sizes)
        if min(starts) < 0 or max(ends) > len(text) or not all(map(le, starts, ends)):
            return None
        if tuple(map(text.__getitem__, map(slice, starts, ends))) != quotes:
            return None
        return cls(starts, ends, quotes, sizes)

    @property
    def has_carets(self) -> bool:
        """True if a span is empty."""
        return not all(map(lt, self.starts, self.ends))


class AnnotationColumns(NamedTuple):
    """A block of annotations, none of which lacks a field or has one too many.

    `shared` holds the fields `SHARED_KEYS` of each annotation together.
    """

    ids: tuple[str, ...]
    tags: tuple[str, ...]
    source: SpanColumn
    target: SpanColumn
    notes: tuple[str, ...]
    shared: tuple[tuple[Any, ...], ...]
    created: tuple[str, ...]
    modified: tuple[str, ...]
    are_lines: bool = False
    """Read from lines that are known to hold no key twice."""

    @classmethod
    def of(cls, block: list[Any], source: str, target: str) -> AnnotationColumns | None:
        """Return the columns of annotations of these texts, None unless all are as written here.

        Every value is then of the right kind, and every quote is what stands in its text; the
        rules for spans and tags remain to be checked if `may_break_rules`.
        """
        if set(map(type, block)) != {dict} or set(map(len, block)) != {len(ANNOTATION_KEYS)}:
            return None
        try:
            ids, tags, sources, targets, notes, *alike, created, modified = zip(
                *map(_fields, block), strict=True
            )
            flags = alike.pop(_JUSTIFIED)
            for column in (tags, notes, *alike, created, modified):
                "".join(column)  # the quickest way to learn whether all are strings
            if not all(tags) or not all(map(IS_ID, ids)):
                return None
        except (KeyError, TypeError):
            return None
        if not set(map(type, flags)) <= _FLAG:
            return None
        alike.insert(_JUSTIFIED, flags)
        source_spans = SpanColumn.of(sources, source)
        target_spans = SpanColumn.of(targets, target)
        if source_spans is None or target_spans is None:
            return None
        shared = tuple(zip(*alike, strict=True))
        return cls(ids, tags, source_spans, target_spans, notes, shared, created, modified)

    @property
    def may_break_rules(self) -> bool:
        """True unless each is a link of two spans, or one span missing or added."""
        return (
            self.source.has_carets
            or self.target.has_carets
            or not set(zip(self.tags, self.source.sizes, self.target.sizes, strict=True))
            <= _ONE_SPAN_EACH
        )

    @property
    def keys(self) -> int:
        """How many keys the objects hold."""
        spans = len(self.source.starts) + len(self.target.starts)
        return len(self.ids) * len(ANNOTATION_KEYS) + spans * len(SPAN_KEYS)

    @property
    def strings(self) -> int:
        """How many values of the objects are strings."""
        spans = len(self.source.starts) + len(self.target.starts)
        return len(self.ids) * (len(ANNOTATION_KEYS) - 3) + spans
