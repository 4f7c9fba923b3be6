"""Answers which spans touch a range, quickly, also when some are as long as the text."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

Entry = tuple[int, int, str]
"""(start, end, key): a span in code points and the id of its annotation."""


def _length_class(length: int) -> int:
    return (length.bit_length() + 1) // 2


_AT_A_TIME = 4096
"""Entries handled in one call, so that a thread never keeps the interpreter for long."""


class _Spans:
    """Spans sorted by start, end and key, a column each: a quarter of what entries would take.

    Offsets have four bytes: no text that fits into memory has more characters than they count.
    """

    __slots__ = ("ends", "keys", "starts")

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        """Hold these entries, which are sorted."""
        self.starts = array("I")
        self.ends = array("I")
        self.keys: list[str] = []
        for first in range(0, len(entries), _AT_A_TIME):
            self.extend(entries[first : first + _AT_A_TIME])

    def __len__(self) -> int:
        return len(self.keys)

    def extend(self, entries: Sequence[Entry]) -> None:
        """Put some entries, which are sorted, behind all others."""
        if entries:
            starts, ends, keys = zip(*entries, strict=True)
            self.starts += array("I", starts)
            self.ends += array("I", ends)
            self.keys += keys

    def part(self, first: int, last: int) -> list[Entry]:
        """Return the entries from one rank to another."""
        return list(
            zip(self.starts[first:last], self.ends[first:last], self.keys[first:last], strict=True)
        )

    def rank(self, entry: Entry) -> int:
        """Return the rank of an entry, or the one it would have."""
        start, end, key = entry
        first = bisect_left(self.starts, start)
        last = bisect_right(self.starts, start, first)
        first = bisect_left(self.ends, end, first, last)
        last = bisect_right(self.ends, end, first, last)
        return bisect_left(self.keys, key, first, last)

    def add(self, entry: Entry) -> None:
        """Put in one entry."""
        rank = self.rank(entry)
        self.starts.insert(rank, entry[0])
        self.ends.insert(rank, entry[1])
        self.keys.insert(rank, entry[2])

    def remove(self, entry: Entry) -> None:
        """Take out one entry. Raises KeyError if it is not there."""
        rank = self.rank(entry)
        if self.part(rank, rank + 1) != [entry]:
            raise KeyError(entry)
        del self.starts[rank], self.ends[rank], self.keys[rank]

    def copied(self) -> _Spans:
        """Return a copy."""
        made = _Spans()
        made.starts = self.starts[:]
        made.ends = self.ends[:]
        made.keys = self.keys.copy()
        return made

    def exchanged(self, gone: set[Entry], new: list[Entry]) -> _Spans:
        """Return these without some, and with others, which are sorted.

        Raises KeyError if one of those to take out is not there.
        """
        made = _Spans()
        place = 0
        missing = set(gone)
        for first in range(0, len(self), _AT_A_TIME):
            piece = self.part(first, first + _AT_A_TIME)
            end = bisect_left(new, piece[-1], place)
            if gone:
                missing.difference_update(piece)
                piece = [entry for entry in piece if entry not in gone]
            if end > place:
                piece += new[place:end]
                piece.sort()
                place = end
            made.extend(piece)
        if missing:
            raise KeyError(next(iter(missing)))
        made.extend(new[place:])
        return made


class SpanIndex:
    """Spans sorted by start inside classes of similar length (powers of four).

    A query looks, in each class, only at starts within the longest length of that class, so
    that one document-wide span does not make every query walk the document. A query costs
    O(classes * log n + hits); putting in or taking out one span is a bisection and a move of
    what lies behind it.
    """

    __slots__ = ("_classes", "_size")

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        classes: defaultdict[int, list[Entry]] = defaultdict(list)
        size = 0
        for entry in entries:
            classes[_length_class(entry[1] - entry[0])].append(entry)
            size += 1
        self._classes = {level: _Spans(sorted(classes[level])) for level in sorted(classes)}
        self._size = size

    def __len__(self) -> int:
        """Return how many spans are held."""
        return self._size

    def add(self, start: int, end: int, key: str) -> None:
        """Put in one span."""
        level = _length_class(end - start)
        members = self._classes.get(level)
        if members is None:
            self._classes[level] = _Spans([(start, end, key)])
            self._classes = dict(sorted(self._classes.items()))
        else:
            members.add((start, end, key))
        self._size += 1

    def remove(self, start: int, end: int, key: str) -> None:
        """Take out one span. Raises KeyError if it is not there."""
        entry = (start, end, key)
        members = self._classes.get(_length_class(end - start))
        if members is None:
            raise KeyError(entry)
        members.remove(entry)
        self._size -= 1

    def copied(self) -> SpanIndex:
        """Return an index of the same spans, to be changed apart from this one."""
        made = SpanIndex()
        made._classes = {level: members.copied() for level, members in self._classes.items()}
        made._size = self._size
        return made

    def exchange(self, taken: Iterable[Entry], given: Iterable[Entry]) -> None:
        """Take out many spans and put in many others, all in one walk over those that are held.

        Raises KeyError if one of those to take out is not there.
        """
        out: defaultdict[int, set[Entry]] = defaultdict(set)
        new: defaultdict[int, list[Entry]] = defaultdict(list)
        for entry in taken:
            out[_length_class(entry[1] - entry[0])].add(entry)
        for entry in given:
            new[_length_class(entry[1] - entry[0])].append(entry)
        for level in {*out, *new}:
            members = self._classes.get(level, _Spans())
            self._classes[level] = members.exchanged(out[level], sorted(new[level]))
            self._size += len(new[level]) - len(out[level])
        self._classes = dict(sorted(self._classes.items()))

    def touching(self, start: int, end: int) -> list[Entry]:
        """Return the entries that share a character with ``[start, end)``, sorted.

        Carets (empty entries) count where ``start <= place <= end``.
        """
        hits: list[Entry] = []
        for level, members in self._classes.items():
            if level == 0:
                first = bisect_left(members.starts, start)
                hits += members.part(first, bisect_right(members.starts, end, first))
                continue
            longest = (1 << (2 * level)) - 1
            first = bisect_left(members.starts, start - longest)
            last = bisect_left(members.starts, end, first)
            hits += [entry for entry in members.part(first, last) if entry[1] > start]
        hits.sort()
        return hits

    def at(self, offset: int) -> list[Entry]:
        """Return the entries over the character at `offset`, shortest first."""
        found = [entry for entry in self.touching(offset, offset + 1) if entry[0] < entry[1]]
        found.sort(key=lambda entry: (entry[1] - entry[0], entry))
        return found
