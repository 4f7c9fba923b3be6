"""How much of a side is linked, missing, added, ignored or untouched."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.span import Span
from desk_annotator.core.span_index import SpanIndex


class Cover(IntEnum):
    """What a character is; where several apply, the highest counts."""

    UNTOUCHED = 0
    IGNORED = 1
    ADDED = 2
    MISSING = 3
    LINKED = 4


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters (code points) of a text by what they are; together they are all of it."""

    linked: int = 0
    missing: int = 0
    added: int = 0
    ignored: int = 0
    untouched: int = 0

    @property
    def total(self) -> int:
        """All characters."""
        return self.linked + self.missing + self.added + self.ignored + self.untouched

    @property
    def judged(self) -> int:
        """Characters that carry an annotation."""
        return self.linked + self.missing + self.added

    @property
    def share_judged(self) -> float:
        """Share (0 to 1) of what is to be judged that has been; 1 where nothing is to be."""
        to_judge = self.judged + self.untouched
        return self.judged / to_judge if to_judge else 1.0


_BY_TAG = {Tag.MATCHING: Cover.LINKED, Tag.MISSING: Cover.MISSING, Tag.ADDED: Cover.ADDED}


def cover_of(annotation: Annotation) -> Cover | None:
    """Return what the annotation makes of its text; None for suggestions and rejected ones."""
    if annotation.status in (Status.SUGGESTED, Status.REJECTED):
        return None
    return _BY_TAG.get(annotation.tag)  # type: ignore[call-overload, no-any-return]


class _Blank(dict[str, bool]):
    """Says of a character whether it is white space, punctuation or an invisible control."""

    def __missing__(self, character: str) -> bool:
        blank = unicodedata.category(character)[0] in "ZPC"
        self[character] = blank
        return blank


_BLANK = _Blank()


def count_words_characters(characters: str) -> int:
    """Return how many characters are letters, marks, digits or symbols (not blank)."""
    return sum(n for character, n in Counter(characters).items() if not _BLANK[character])


_BLOCK = 1024
"""Code points counted together, once, and known from then on."""
COUNTED_AT_A_TIME = 16 * _BLOCK
"""Code points that `CoverageMeter.count_some` counts."""
_COVERS = tuple(Cover)
_HIGHEST_FIRST = tuple(int(cover) for cover in reversed(Cover))


class CoverageMeter:
    """Coverage of one side, kept up to date by recounting only the ranges an edit touches.

    White space, punctuation and invisible controls count as ignored where no annotation
    covers them. Counting the whole text costs O(length + spans); `count_some` does it step by
    step, between which edits may be made, and the first use of `coverage` does the rest.
    """

    __slots__ = (
        "_block_counts",
        "_changed",
        "_characters",
        "_counted",
        "_counts",
        "_cover",
        "_ignored",
        "_index",
    )

    def __init__(
        self,
        characters: str,
        index: SpanIndex,
        cover: Callable[[str], Cover | None],
        ignored: tuple[Span, ...],
    ) -> None:
        self._characters = characters
        self._index = index
        self._cover = cover
        self._ignored = ignored
        self._counts = [0] * len(Cover)
        self._counted = 0
        """Where counting has come to: the figures are those of the text before it."""
        self._block_counts = array("q", [0])
        """Characters that are not blank before each block, as far as counting has come."""
        self._changed: list[list[Span]] = []
        """Notes of the ranges that change, for those who count a copy meanwhile."""

    @property
    def coverage(self) -> Coverage:
        """The present figures; what `count_some` has not counted yet is counted now."""
        while not self.is_counted:
            self.count_some()
        untouched, ignored, added, missing, linked = self._counts
        return Coverage(linked, missing, added, ignored, untouched)

    @property
    def has_begun(self) -> bool:
        """True once some of the text has been counted."""
        return self._counted > 0

    @property
    def is_counted(self) -> bool:
        """True once the whole text has been counted."""
        return self._counted >= len(self._characters)

    @property
    def share_counted(self) -> float:
        """Share (0 to 1) of the text that has been counted."""
        return self._counted / len(self._characters) if self._characters else 1.0

    def count_some(self) -> None:
        """Count the next 16,384 characters (code points), if there are any left."""
        start = self._counted
        end = min(start + COUNTED_AT_A_TIME, len(self._characters))
        total = self._block_counts[-1]
        for block in range(start, end, _BLOCK):
            total += count_words_characters(self._characters[block : min(block + _BLOCK, end)])
            self._block_counts.append(total)
        for cover, count in enumerate(self._count(start, end)):
            self._counts[cover] += count
        self._counted = end

    def before_change(self, spans: tuple[Span, ...]) -> None:
        """Take the ranges (disjoint) out of the figures; call before they change."""
        for notes in self._changed:
            notes.extend(spans)
        self._adjust(spans, -1)

    def after_change(self, spans: tuple[Span, ...]) -> None:
        """Put the same ranges back into the figures; call after they changed."""
        self._adjust(spans, 1)

    def set_ignored(self, ignored: tuple[Span, ...]) -> None:
        """Replace the ignored ranges (between `before_change` and `after_change`)."""
        self._ignored = ignored

    def copied(self, index: SpanIndex, cover: Callable[[str], Cover | None]) -> CoverageMeter:
        """Return a meter with the same figures, for a copy of what this one measures."""
        made = CoverageMeter(self._characters, index, cover, self._ignored)
        made._counts = list(self._counts)
        made._counted = self._counted
        made._block_counts = self._block_counts[:]
        return made

    def note_changes(self, notes: list[Span]) -> None:
        """Write each range that is about to change into these notes too, from now on."""
        self._changed.append(notes)

    def forget_notes(self, notes: list[Span]) -> None:
        """Write no more into these notes."""
        self._changed = [each for each in self._changed if each is not notes]

    def take_figures(self, counted: CoverageMeter, changed: tuple[Span, ...]) -> None:
        """Take over how far a copy of this meter has counted, and what it has come to.

        `changed` are the ranges (disjoint) changed here since the copy was made: they are taken
        out as it has them, and put in as they are now. Costs in proportion to these.
        """
        before = counted._tally(changed)
        self._counts = [all_of - was for all_of, was in zip(counted._counts, before, strict=True)]
        self._counted = counted._counted
        self._block_counts = counted._block_counts[:]
        self._adjust(changed, 1)

    def _adjust(self, spans: tuple[Span, ...], sign: int) -> None:
        for cover, count in enumerate(self._tally(spans)):
            self._counts[cover] += sign * count

    def _tally(self, spans: tuple[Span, ...]) -> list[int]:
        """Return what the ranges (disjoint) hold of each kind, as far as counting has come."""
        tally = [0] * len(Cover)
        for span in spans:
            end = min(span.end, self._counted)
            # A piece at a time: to sort all that lies in a long range would be one long call.
            for start in range(span.start, end, COUNTED_AT_A_TIME):
                piece = self._count(start, min(start + COUNTED_AT_A_TIME, end))
                for cover, count in enumerate(piece):
                    tally[cover] += count
        return tally

    def _count(self, start: int, end: int) -> list[int]:
        counts = [0] * len(Cover)
        for first, last, cover in self.segments(start, end):
            if cover is Cover.UNTOUCHED:
                words = self._words(first, last)
                counts[Cover.UNTOUCHED] += words
                counts[Cover.IGNORED] += last - first - words
            else:
                counts[cover] += last - first
        return counts

    def _events(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return where something begins (1) or ends (-1) in a range, and its kind, sorted."""
        events: list[tuple[int, int, int]] = []
        for first, last, key in self._index.touching(start, end):
            cover = self._cover(key)
            if cover is not None and first < last:
                kind = int(cover)
                events.append((max(first, start), 1, kind))
                events.append((min(last, end), -1, kind))
        position = max(bisect_right(self._ignored, start, key=lambda span: span.start) - 1, 0)
        for span in self._ignored[position:]:
            if span.start >= end:
                break
            if span.end > start:
                events.append((max(span.start, start), 1, 1))
                events.append((min(span.end, end), -1, 1))
        events.sort()
        return events

    def segments(self, start: int, end: int) -> Iterator[tuple[int, int, Cover]]:
        """Yield ``[start, end)`` cut into runs of one kind, in order.

        Here UNTOUCHED runs still hold their white space and punctuation.
        """
        events = self._events(start, end)
        active = [1, 0, 0, 0, 0]
        run_start, run_kind = start, 0
        last_event = len(events) - 1
        for at, (place, change, kind) in enumerate(events):
            active[kind] += change
            if at < last_event and events[at + 1][0] == place:
                continue
            for highest in _HIGHEST_FIRST:
                if active[highest]:
                    break
            if highest != run_kind:
                if run_start < place:
                    yield run_start, place, _COVERS[run_kind]
                run_start, run_kind = place, highest
        if run_start < end:
            yield run_start, end, _COVERS[run_kind]

    def _words(self, start: int, end: int) -> int:
        if end - start <= 2 * _BLOCK:
            return count_words_characters(self._characters[start:end])
        first_block = -(-start // _BLOCK)
        last_block = end // _BLOCK
        return (
            count_words_characters(self._characters[start : first_block * _BLOCK])
            + self._block_counts[last_block]
            - self._block_counts[first_block]
            + count_words_characters(self._characters[last_block * _BLOCK : end])
        )

    def next_untouched(self, offset: int) -> Span | None:
        """Return the first untouched run at or after `offset` that holds a letter, digit or symbol.

        The run is trimmed of the white space and punctuation at its edges and ends at a line
        end. None if there is none up to the end of the text.
        """
        step = 4096
        start = offset
        length = len(self._characters)
        while start < length:
            stop = min(start + step, length)
            for first, last, cover in self.segments(start, stop):
                if cover is not Cover.UNTOUCHED:
                    continue
                found = self._first_words(first, last)
                if found is not None:
                    return self._grown(found)
            start = stop
            step *= 2
        return None

    def _first_words(self, start: int, end: int) -> int | None:
        characters = self._characters
        for offset in range(start, end):
            if not _BLANK[characters[offset]]:
                return offset
        return None

    def _grown(self, start: int) -> Span:
        """Return the run from `start` to where it is touched or its line ends, trimmed."""
        line_end = self._characters.find("\n", start)
        limit = line_end if line_end >= 0 else len(self._characters)
        step = 4096
        end = start
        while end < limit:
            first, last, cover = next(self.segments(end, min(end + step, limit)))
            if cover is not Cover.UNTOUCHED:
                break
            end = last
            if last - first < step:
                break
        while end > start and _BLANK[self._characters[end - 1]]:
            end -= 1
        return Span(start, end)
