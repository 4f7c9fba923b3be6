"""What bilingual files have in common: inline markup, language tags, pieces that correspond."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Span
from desk_annotator.core.text import canonical
from desk_annotator.formats.import_result import (
    ImportedPair,
    Segment,
    TextAssembly,
    go_on,
    no_text,
)
from desk_annotator.text.language import direction_of

SEGMENT_LIMIT = 200_000
"""Segments that one pair may have."""
LENGTH_LIMIT = 64_000_000
"""Characters of a side, and of all remarks: a workbook may show one long string in many cells."""
_CHECKED = 256
"""Steps between two looks at whether the file is still wanted."""

_NO_TARGET = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” holds no translation yet, only the text to translate, so no pair was made of it. "
    "Choose the file that came back from the translator.",
)
_NO_SOURCE = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” holds only translations without the text they were made from, so no pair was made "
    "of it. Choose another file.",
)
_LONGEST_TAG = 200
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


@lru_cache(maxsize=1024)
def tidy_tag(tag: str | None) -> str:
    """Return a language tag as BCP 47 writes it (``EN_us`` is ``en-US``); empty if it is none."""
    if tag is not None and len(tag) > _LONGEST_TAG:
        return ""
    parts = (tag or "").strip().replace("_", "-").split("-")
    tidy = [parts[0].lower()]
    for part in parts[1:]:
        if len(part) == 2 and part.isalpha() and len(tidy[-1]) > 1:
            tidy.append(part.upper())
        else:
            tidy.append(part.title() if len(part) == 4 and part.isalpha() else part.lower())
    joined = "-".join(tidy)
    return joined if _TAG.fullmatch(joined) else ""


def matching_tag(wanted: str, tags: Iterable[str]) -> str | None:
    """Return the tag that is `wanted`, or else one of the same language, if there is any."""
    found = None
    for tag in tags:
        if tag.lower() == wanted.lower():
            return tag
        if found is None and tag.partition("-")[0].lower() == wanted.partition("-")[0].lower():
            found = tag
    return found


@dataclass(slots=True)
class InlineText:
    """The characters of one piece without its inline markup, with the ranges of marked parts.

    `marks` are offsets into `characters` (code points), in canonical form.
    """

    characters: str = ""
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)


Replacement = Callable[[etree._Element], str | None]  # noqa: SLF001 - lxml names it so
"""Gives the characters an inline element stands for, or None if it stands for none."""


class InlineReader:
    """Reads the pieces of one kind of file.

    The text inside elements named in `kept` is text, inside all others it is code. Everything
    left out is counted in `tally`. `replaced` may give characters for an element, `mark` a name
    for the part of the text inside it, and `is_deleted` tells tracked deletions.
    """

    def __init__(
        self,
        kept: frozenset[str],
        tally: Counter[str],
        *,
        replaced: Replacement = lambda _: None,
        mark: Replacement = lambda _: None,
        is_deleted: Callable[[etree._Element], bool] = lambda _: False,
    ) -> None:
        self._kept = kept
        self._tally = tally
        self._replaced = replaced
        self._mark = mark
        self._is_deleted = is_deleted

    def read(self, element: etree._Element | None) -> InlineText:
        """Return the text inside an element; empty for None. Raises TextError as `canonical`."""
        text = InlineText()
        if element is not None:
            pieces: list[str] = []
            self._walk(element, pieces, 0, text.marks)
            text.characters = "".join(pieces)
        return text

    def _walk(
        self,
        element: etree._Element,
        pieces: list[str],
        length: int,
        marks: dict[str, tuple[int, int]],
        *,
        is_marked: bool = False,
    ) -> int:
        """Append the pieces; `length` is that of those before, and what is returned of all.

        A mark inside another one is none: no program writes it.
        """
        length += self._put(element.text, pieces)
        for child in element:
            name = None if is_marked else self._mark(child)
            characters = self._replaced(child)
            if name is not None:
                start = length
                length = self._walk(child, pieces, length, marks, is_marked=True)
                marks.setdefault(name, (start, length))
            elif characters is not None:
                length += self._put(characters, pieces)
            elif self._is_deleted(child):
                self._tally["tracked-deletion-left-out"] += 1
            else:
                self._tally["inline-tag-left-out"] += 1
                if local_name(child) in self._kept:
                    length = self._walk(child, pieces, length, marks, is_marked=is_marked)
            length += self._put(child.tail, pieces)
        return length

    def _put(self, characters: str | None, pieces: list[str]) -> int:
        if not characters:
            return 0
        # Only the start of the whole text may lose a byte order mark: hence the letter.
        found, changes = canonical("x" + characters)
        for change in changes:
            self._tally[change.kind] += change.count
        pieces.append(found[1:])
        return len(found) - 1


def trimmed(characters: str, start: int, end: int, base: int) -> Span | None:
    """Return the span, moved by `base`, of what is not white space between two offsets.

    None if all of it is.
    """
    inside = characters[start:end]
    bare = inside.lstrip()
    if not bare:
        return None
    first = base + start + len(inside) - len(bare)
    return Span(first, first + len(bare.rstrip()))


class PairAssembly:
    """Puts the pieces of both sides together; a piece that is all white space is left out."""

    def __init__(self, name: str, check: Callable[[], None] = go_on) -> None:
        """Start with nothing; `name` is that of the file, for sentences.

        `check` is called now and then; what it raises goes through.
        """
        self._name = name
        self._check = check
        self._steps = 0
        self._noted = 0
        """Characters of all remarks so far."""
        self.source = TextAssembly()
        self.target = TextAssembly()
        self.segments: list[Segment] = []

    def add(self, source: str, target: str, note: str = "") -> None:
        """Append a line to each side that has one, and note that they correspond."""
        self.step()
        self.join(self._line(self.source, source), self._line(self.target, target), note)

    def step(self) -> None:
        """Take notice of one more piece of the file; now and then the work may be stopped."""
        self._steps += 1
        if self._steps % _CHECKED == 0:
            self._check()

    @staticmethod
    def _line(side: TextAssembly, piece: str) -> Span | None:
        bare = piece.strip()
        if not bare:
            return None
        span = side.add(piece)
        if len(bare) == span.length:
            return span
        return trimmed(side.added, 0, span.length, span.start)

    @staticmethod
    def put(side: TextAssembly, piece: str, marks: Iterable[tuple[int, int]]) -> list[Span | None]:
        """Append a line to one side; return the spans of its marked parts, without white space."""
        ranges = list(marks)
        if not piece.strip():
            return [None for _ in ranges]
        start = side.add(piece).start
        # The text may have lost a byte order mark at its very start.
        lost = len(piece) - len(side.added)
        return [
            trimmed(side.added, max(first - lost, 0), max(last - lost, 0), start)
            for first, last in ranges
        ]

    def join(self, source: Span | None, target: Span | None, note: str = "") -> None:
        """Note that two spans correspond, or that one has no counterpart.

        Raises TextError if there are too many of them, or too many characters.
        """
        self._noted += len(note)
        if max(self._noted, self.source.length, self.target.length) > LENGTH_LIMIT:
            raise TextError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "“{name}” holds more than {limit} million characters, too many for one pair. "
                    "Nothing was imported. Split it in the program that made it.",
                ),
                name=self._name,
                limit=LENGTH_LIMIT // 1_000_000,
            )
        if source is None and target is None:
            return
        if len(self.segments) == SEGMENT_LIMIT:
            raise TextError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "“{name}” has more than {limit} segments, too many for one pair. Nothing "
                    "was imported. Split it in the program that made it.",
                ),
                name=self._name,
                limit=SEGMENT_LIMIT,
            )
        if target is None:
            self.source.tally["segment-without-target"] += 1
        elif source is None:
            self.target.tally["segment-without-source"] += 1
        self.segments.append(Segment(source, target, note))

    def pair(self, name: str, encoding: str, source: str, target: str) -> ImportedPair:
        """Return both texts, in the languages given (or empty).

        Raises TextError if a side is empty.
        """
        texts = []
        for assembly, language in ((self.source, source), (self.target, target)):
            direction = direction_of(language) if language else None
            try:
                text = assembly.text(name, encoding, language=language, direction=direction)
            except TextError as error:
                raise self._one_side_empty(name, error) from error
            texts.append(text)
        return ImportedPair(texts[0], texts[1], tuple(self.segments))

    def _one_side_empty(self, name: str, error: TextError) -> TextError:
        from_source = any(segment.source is not None for segment in self.segments)
        from_target = any(segment.target is not None for segment in self.segments)
        if not from_source and not from_target:
            return no_text(name)
        template = _NO_TARGET if from_source else _NO_SOURCE
        return TextError(template, name=error.values["name"])
