"""How much of a side is linked, missing, added, ignored or untouched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span, united
from desk_annotator.core.span_index import SpanIndex

if TYPE_CHECKING:
    from desk_annotator.core.cover_tree import CoverTree, Stretch


class Cover(IntEnum):
    """What a character is; where several apply, the highest counts."""

    UNTOUCHED = 0
    IGNORED = 1
    ADDED = 2
    MISSING = 3
    LINKED = 4


@frozen
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


_BLOCK = 1024
"""Code points of a block. Spans are counted character by character only in blocks that they
cover in part; over whole blocks they cost the same however many these are (`CoverTree`)."""
MOST_COUNTED_OF_A_SPAN = 2 * _BLOCK
"""Code points of a span that are counted, at most, when it comes or goes."""
COUNTED_AT_A_TIME = 16 * _BLOCK
"""Code points that `CoverageMeter.count_some` counts."""
_LONGEST_LOOK = 65_536
"""Code points looked at together for the end of an untouched run: what is tagged behind it
should not be looked at too."""
_COVERS = tuple(Cover)
_NOTHING = (0,) * len(_COVERS)

Covered = tuple[int, int, Cover]
"""(start, end, what it makes of its characters): a span that counts, in code points."""
_Tally = dict[int, list[int]]
"""How many characters of each kind there are, by blocks."""


@frozen
class CoverChange:
    """Spans of one side that no longer count, and spans that do from now on."""

    taken: Sequence[Covered] = ()
    given: Sequence[Covered] = ()


class CoverageMeter:
    """Coverage of one side, kept up to date by recounting only the blocks an edit covers in part.

    White space, punctuation and invisible controls count as ignored where no annotation
    covers them. Counting the whole text costs O(length + spans); `count_some` does it step by
    step, between which edits may be made, and the first use of `coverage` does the rest.
    """

    __slots__ = (
        "_before",
        "_changed",
        "_characters",
        "_counted",
        "_cover",
        "_ignored",
        "_index",
        "_tree",
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
        self._counted = 0
        """Where counting has come to: the figures are those of the text before it."""
        self._tree: CoverTree | None = None
        """The figures, once counting has begun.

        A span over whole blocks is in it once the first of these is counted.
        """
        self._before: _Tally = {}
        """What the change being made touches, as it was before."""
        self._changed: list[list[CoverChange]] = []
        """Notes of what changes, for those who count a copy meanwhile."""

    @property
    def coverage(self) -> Coverage:
        """The present figures; what `count_some` has not counted yet is counted now."""
        while not self.is_counted:
            self.count_some()
        if self._tree is None:  # an empty text
            return Coverage()
        untouched, ignored, added, missing, linked = self._tree.figures
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
        if start >= end:
            return
        if self._tree is None:
            from desk_annotator.core.cover_tree import CoverTree  # noqa: PLC0415 - no first picture

            self._tree = CoverTree(-(-len(self._characters) // _BLOCK))
        stretches = [
            stretch
            for stretch in self._stretches(self._covered(start, end))
            if start <= stretch[0] * _BLOCK < end
        ]
        self._tree.change(self._count(start, end), given=stretches)
        self._counted = end

    def before_change(self, change: CoverChange) -> None:
        """Look at what a change touches; call before it is made."""
        for notes in self._changed:
            notes.append(change)
        self._before = self._tally(self._parts((change,)))

    def after_change(self, change: CoverChange) -> None:
        """Bring the figures up to date; call after the same change was made."""
        self._take_in(self._before, self._parts((change,)), (change,))
        self._before = {}

    def _take_in(
        self, before: _Tally, parts: tuple[Span, ...], changes: Iterable[CoverChange]
    ) -> None:
        """Bring the figures up to date with changes, whose `parts` held so much before them."""
        if self._tree is None:
            return
        differences = self._tally(parts)
        for block, counts in before.items():
            both = zip(differences[block], counts, strict=True)
            differences[block] = [now - then for now, then in both]
        self._tree.change(
            differences,
            given=[each for change in changes for each in self._stretches_counted(change.given)],
            taken=[each for change in changes for each in self._stretches_counted(change.taken)],
        )

    def set_ignored(self, ignored: tuple[Span, ...]) -> None:
        """Replace the ignored ranges (between `before_change` and `after_change`)."""
        self._ignored = ignored

    def copied(self, index: SpanIndex, cover: Callable[[str], Cover | None]) -> CoverageMeter:
        """Return a meter with the same figures, for a copy of what this one measures."""
        made = CoverageMeter(self._characters, index, cover, self._ignored)
        made._counted = self._counted
        made._tree = self._tree.copied() if self._tree is not None else None
        return made

    def note_changes(self, notes: list[CoverChange]) -> None:
        """Write each change that is about to be made into these notes too, from now on."""
        self._changed.append(notes)

    def forget_notes(self, notes: list[CoverChange]) -> None:
        """Write no more into these notes."""
        self._changed = [each for each in self._changed if each is not notes]

    def cost_of(self, changes: Sequence[CoverChange]) -> int:
        """Return how many characters must be counted again for some changes, about."""
        return sum(part.length for part in self._parts(changes))

    def take_figures(self, counted: CoverageMeter, changes: Sequence[CoverChange]) -> None:
        """Take over how far a copy of this meter has counted, and what it has come to.

        `changes` are those made here since the copy was made, in their order: what they touch is
        taken out as the copy has it, and put in as it is now. Costs as these changes do.
        """
        parts = self._parts(changes)
        self._counted = counted._counted
        self._tree = counted._tree.copied() if counted._tree is not None else None
        self._take_in(counted._tally(parts), parts, changes)

    def _blocks(self, start: int, end: int) -> tuple[int, int]:
        """Return the first block that a span covers as a whole, and the one behind the last."""
        behind = end if end < len(self._characters) else end + _BLOCK - 1
        return -(-start // _BLOCK), behind // _BLOCK

    def _stretches(self, spans: Iterable[Covered]) -> Iterator[Stretch]:
        """Yield the whole blocks that spans cover."""
        for start, end, cover in spans:
            first, last = self._blocks(start, end)
            if first < last and start < end:
                yield first, last, int(cover)

    def _stretches_counted(self, spans: Iterable[Covered]) -> list[Stretch]:
        """Return those of them that counting has come to."""
        stretches = self._stretches(spans)
        return [stretch for stretch in stretches if stretch[0] * _BLOCK < self._counted]

    def _ends_of(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return what a span covers of blocks that it does not cover as a whole."""
        first, last = self._blocks(start, end)
        if first >= last:
            return ((start, end),)
        return (start, first * _BLOCK), (last * _BLOCK, end)

    def _parts(self, changes: Iterable[CoverChange]) -> tuple[Span, ...]:
        """Return what changes touch of blocks that a span of theirs does not cover as a whole."""
        return united(
            Span(first, last)
            for change in changes
            for spans in (change.taken, change.given)
            for start, end, _ in spans
            for first, last in self._ends_of(start, end)
            if first < last
        )

    def _tally(self, spans: tuple[Span, ...]) -> _Tally:
        """Return what the ranges (disjoint) hold of each kind, as far as counting has come.

        By blocks, and without the spans that are over a whole block.
        """
        tally: _Tally = {}
        for span in spans:
            end = min(span.end, self._counted)
            # A piece at a time: to sort all that lies in a long range would be one long call.
            for start in range(span.start, end, COUNTED_AT_A_TIME):
                piece = self._count(start, min(start + COUNTED_AT_A_TIME, end))
                for block, counts in piece.items():
                    both = zip(tally.get(block, _NOTHING), counts, strict=True)
                    tally[block] = [one + other for one, other in both]
        return tally

    def _count(self, start: int, end: int) -> _Tally:
        """Return the same of one range."""
        from desk_annotator.core.blanks import count_words_characters  # noqa: PLC0415 - no first picture
        from desk_annotator.core.cover_tree import runs  # noqa: PLC0415 - no first picture

        pieces = (
            (max(first, start), min(last, end), cover)
            for whole_start, whole_end, cover in self._covered(start, end)
            for first, last in self._ends_of(whole_start, whole_end)
        )
        tally: _Tally = {}
        for first, last, kind in runs(start, end, pieces):
            for block in range(first // _BLOCK, (last - 1) // _BLOCK + 1):
                counts = tally.setdefault(block, list(_NOTHING))
                here, behind = max(first, block * _BLOCK), min(last, (block + 1) * _BLOCK)
                if kind == Cover.UNTOUCHED:
                    words = count_words_characters(self._characters[here:behind])
                    counts[Cover.UNTOUCHED] += words
                    counts[Cover.IGNORED] += behind - here - words
                else:
                    counts[kind] += behind - here
        return tally

    def _covered(self, start: int, end: int) -> Iterator[Covered]:
        """Yield the spans that count and share a character with a range, in full."""
        for first, last, key in self._index.touching(start, end):
            cover = self._cover(key)
            if cover is not None:
                yield first, last, cover
        ignored = self._ignored
        position = max(bisect_right(ignored, start, key=lambda span: span.start) - 1, 0)
        for at in range(position, len(ignored)):
            span = ignored[at]
            if span.start >= end:
                break
            if span.end > start:
                yield span.start, span.end, Cover.IGNORED

    def segments(self, start: int, end: int) -> Iterator[tuple[int, int, Cover]]:
        """Yield ``[start, end)`` cut into runs of one kind, in order.

        Here UNTOUCHED runs still hold their white space and punctuation.
        """
        from desk_annotator.core.cover_tree import runs  # noqa: PLC0415 - no first picture

        pieces = (
            (max(first, start), min(last, end), cover)
            for first, last, cover in self._covered(start, end)
        )
        for first, last, kind in runs(start, end, pieces):
            yield first, last, _COVERS[kind]

    def next_untouched(self, offset: int) -> Span | None:
        """Return the first untouched run at or after `offset` that holds a letter, digit or symbol.

        The run is trimmed of the white space and punctuation at its edges and ends at a line
        end. None if there is none up to the end of the text. Where the text has been counted,
        blocks without any are passed over unseen.
        """
        return next(filter(None, self.untouched_in_steps(offset)), None)

    def untouched_in_steps(self, offset: int) -> Iterator[Span | None]:
        """Yield the same when it is found, and None after each stretch that holds none."""
        start, length = offset, len(self._characters)
        while start < length:
            if self._tree is not None and start < self._counted:
                block, inside = divmod(start, _BLOCK)
                if not inside:
                    found_block = self._tree.first_untouched(block)
                    if found_block is None:
                        start = self._counted
                        continue
                    block = found_block
                    start = block * _BLOCK
                stop = min((block + 1) * _BLOCK, length)
            else:
                stop = min(start + COUNTED_AT_A_TIME // 2, length)
            for first, last, cover in self.segments(start, stop):
                found = self._first_words(first, last) if cover is Cover.UNTOUCHED else None
                if found is not None:
                    yield self._grown(found)
                    return
            yield None
            start = stop

    def _first_words(self, start: int, end: int) -> int | None:
        from desk_annotator.core.blanks import BLANK  # noqa: PLC0415 - no first picture

        characters = self._characters
        places = range(start, end)
        return next((offset for offset in places if not BLANK[characters[offset]]), None)

    def _grown(self, start: int) -> Span:
        """Return the run from `start` to where it is touched or its line ends, trimmed."""
        from desk_annotator.core.blanks import BLANK  # noqa: PLC0415 - no first picture

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
            step = min(2 * step, _LONGEST_LOOK)
        while end > start and BLANK[self._characters[end - 1]]:
            end -= 1
        return Span(start, end)
