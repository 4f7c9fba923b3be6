"""Answers which spans touch a range, quickly, also when some are as long as the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

Entry = tuple[int, int, str]
"""(start, end, key): a span in code points and the id of its annotation."""


def _length_class(length: int) -> int:
    return (length.bit_length() + 1) // 2


_AT_A_TIME = 4096
"""Entries handled in one call, so that a thread never keeps the interpreter for long."""


class SpanIndex:
    """Spans sorted by start inside classes of similar length (powers of four).

    A query looks, in each class, only at starts within the longest length of that class, so
    that one document-wide span does not make every query walk the document. A query costs
    O(classes * log n + hits); putting in or taking out one span is a bisection and a move of
    the entries behind it.
    """

    __slots__ = ("_classes", "_size")

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        classes: defaultdict[int, list[Entry]] = defaultdict(list)
        size = 0
        for entry in entries:
            classes[_length_class(entry[1] - entry[0])].append(entry)
            size += 1
        for members in classes.values():
            members.sort()
        self._classes: dict[int, list[Entry]] = dict(sorted(classes.items()))
        self._size = size

    def __len__(self) -> int:
        """Return how many spans are held."""
        return self._size

    def entries(self) -> list[Entry]:
        """Return all entries, in no promised order."""
        return list(chain.from_iterable(self._classes.values()))

    def add(self, start: int, end: int, key: str) -> None:
        """Put in one span."""
        level = _length_class(end - start)
        members = self._classes.get(level)
        if members is None:
            self._classes[level] = [(start, end, key)]
            self._classes = dict(sorted(self._classes.items()))
        else:
            insort(members, (start, end, key))
        self._size += 1

    def remove(self, start: int, end: int, key: str) -> None:
        """Take out one span. Raises KeyError if it is not there."""
        members = self._classes.get(_length_class(end - start), [])
        entry = (start, end, key)
        position = bisect_left(members, entry)
        if position == len(members) or members[position] != entry:
            raise KeyError(entry)
        del members[position]
        self._size -= 1

    def copied(self) -> SpanIndex:
        """Return an index of the same spans, to be changed apart from this one."""
        made = SpanIndex()
        made._classes = {level: members.copy() for level, members in self._classes.items()}
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
            members = self._classes.get(level, [])
            left = _without(members, out[level])
            if len(left) + len(out[level]) != len(members):
                raise KeyError(next(iter(out[level].difference(members))))
            self._classes[level] = _merged(left, sorted(new[level]))
            self._size += len(new[level]) - len(out[level])
        self._classes = dict(sorted(self._classes.items()))

    def touching(self, start: int, end: int) -> list[Entry]:
        """Return the entries that share a character with ``[start, end)``, sorted.

        Carets (empty entries) count where ``start <= place <= end``.
        """
        hits: list[Entry] = []
        for level, members in self._classes.items():
            if level == 0:
                first = bisect_left(members, (start,))
                last = bisect_right(members, (end, end + 1))
                hits.extend(members[first:last])
                continue
            longest = (1 << (2 * level)) - 1
            first = bisect_left(members, (start - longest,))
            last = bisect_left(members, (end,))
            hits.extend([entry for entry in members[first:last] if entry[1] > start])
        hits.sort()
        return hits

    def at(self, offset: int) -> list[Entry]:
        """Return the entries over the character at `offset`, shortest first."""
        found = [entry for entry in self.touching(offset, offset + 1) if entry[0] < entry[1]]
        found.sort(key=lambda entry: (entry[1] - entry[0], entry))
        return found


def _without(members: list[Entry], gone: set[Entry]) -> list[Entry]:
    return [entry for entry in members if entry not in gone] if gone else members


def _merged(members: list[Entry], new: list[Entry]) -> list[Entry]:
    """Return two sorted lists as one."""
    if not new:
        return members
    found: list[Entry] = []
    place = 0
    for first in range(0, len(members), _AT_A_TIME):
        piece = members[first : first + _AT_A_TIME]
        end = bisect_left(new, piece[-1], place)
        if end > place:
            piece += new[place:end]
            piece.sort()
            place = end
        found += piece
    found += new[place:]
    return found
