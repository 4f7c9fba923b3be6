"""What an importer is asked for, and what it gives back: texts, segments, and what was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeVar

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, TextChange, canonical
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom

T = TypeVar("T")
_CHECKED = 256
"""Things that are worked on between two looks whether somebody still wants them."""
UNREAD_REMEMBERED = 1_000
"""Places of a review that are remembered as not understood; all are counted."""


def go_on() -> None:
    """Let the work go on: what a `check` does that nobody handed in."""


def unheard(share: float) -> None:
    """Take no notice of how far the work is."""
    del share


def checked(things: Iterable[T], check: Callable[[], None]) -> Iterator[T]:
    """Yield things as they are, calling `check` now and then."""
    for place, thing in enumerate(things):
        if place % _CHECKED == 0:
            check()
        yield thing


@frozen(kw_only=True)
class ImportOptions:
    """How to read a file, where it can be read in several ways; None is to find it out.

    `encoding` is an id of `text.encoding.ENCODINGS`, for files that are plain characters.
    Languages are BCP 47 tags and choose among those a translation memory holds. Columns of a
    table count from 1. `whole_page` keeps what is beside the article of a web page. `check` is
    called several times a second while a file is read, and may raise Cancelled. `tell` hears now
    and then what share of the file is read, 0 to 1, from importers that know it. `room` is what
    a review may hold beyond the bounds of any file, if the project is known that it belongs to.
    """

    encoding: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    source_column: int | None = None
    target_column: int | None = None
    whole_page: bool = False
    check: Callable[[], None] = field(default=go_on, compare=False, repr=False)
    tell: Callable[[float], None] = field(default=unheard, compare=False, repr=False)
    room: ReviewRoom = NO_ROOM

    def part(self, first: float, last: float) -> ImportOptions:
        """Return the options for a step that takes the reading from one share to another."""
        tell = self.tell
        if tell is unheard:
            return self
        return replace(self, tell=lambda share: tell(first + (last - first) * share))


def told(things: Sequence[T], options: ImportOptions) -> Iterator[T]:
    """Yield things as they are, asking now and then as `checked` does and telling the share."""
    for place, thing in enumerate(things):
        if place % _CHECKED == 0:
            options.check()
            options.tell(place / len(things))
        yield thing


@frozen
class ImportedText:
    """One text, in canonical form, with what the file says of it and what was changed or lost.

    `language` is empty and `direction` None where the file does not say. `encoding` is what
    the project will record: an id of `text.encoding.ENCODINGS`, or the id of the importer.
    """

    characters: str
    encoding: str
    language: str = ""
    direction: Direction | None = None
    changes: tuple[TextChange, ...] = ()


@frozen
class Segment:
    """Spans (code points) that a file says correspond; one may be missing. `note` is a remark."""

    source: Span | None
    target: Span | None
    note: str = ""


@frozen
class ImportedPair:
    """Both texts of a pair, and the segments they came in, in the order of the source.

    `parts` are the first cells of a table's columns, or the languages of a translation memory,
    if the texts could be taken from others of them; `taken` are those taken, counted from 0.
    """

    source: ImportedText
    target: ImportedText
    segments: tuple[Segment, ...] = ()
    parts: tuple[str, ...] = ()
    taken: tuple[int, int] = (0, 1)


Detail = str | bool | None
"""What a field of an annotation can hold that a reviewer may change."""
NOTHING_SAID: Mapping[str, frozenset[Detail]] = {}


@frozen
class ReviewedAnnotation:
    """An annotation that comes back, with what tells which pair and texts it belongs to.

    `pair_id` may be empty: the pair is then the only one with these texts. `quotes` are those
    of the annotation's spans of the source, then of the target, in order; they and the SHA-256
    of both texts are to be checked before it is believed. A file that does not tell those has
    `contexts` instead: what stands before and behind each span and place, in the same order.

    Where `is_whole` is False only the tag and the spans are told for certain; places are not,
    and of the other fields those in `said`, each with all that the file says of it in several
    places. `annotation.modified` is when the annotation had last changed as it was sent out.
    """

    annotation: Annotation
    pair_id: str
    source_sha256: str
    target_sha256: str
    quotes: tuple[str, ...]
    contexts: tuple[tuple[str, str], ...] | None = None
    is_whole: bool = True
    said: Mapping[str, frozenset[Detail]] = field(default_factory=lambda: NOTHING_SAID)


@frozen
class ReviewDecision:
    """What a reviewer decided of an annotation: a status, or None, and a comment, or nothing.

    `pair_id` is empty where the file does not tell it. `lines` are those of a comment of ours
    as it came back, and `sent` is when the annotation had last changed as it was sent out
    (ISO 8601, perhaps without its zone): what the reviewer wrote into it is to be found out.
    """

    annotation_id: str
    pair_id: str
    status: str | None
    comment: str
    sent: str = ""
    lines: tuple[str, ...] = ()


@frozen
class ReviewRemark:
    """A comment of the reviewer's own on a stretch of the document that came back.

    `start` and `end` are offsets (code points) into the characters of the whole document.
    """

    words: str
    start: int
    end: int
    status: str | None = None


@frozen
class ReviewedRow:
    """A row of a workbook that came back: its cells by the titles of columns, in small letters."""

    annotation_id: str
    pair_id: str
    cells: Mapping[str, str]


@frozen
class UnreadPart:
    """Where in a review something stands that could not be understood.

    `kind` is ``row`` (of the sheet), ``line``, ``entry``, ``task`` or ``comment``, `number`
    which of them it is, from 1 and counting all (0: they have no numbers), and `words` are
    those of the file that stand there, as far as they tell it from others.
    """

    kind: str
    number: int = 0
    words: str = ""


class UnreadParts:
    """Counts what could not be understood, and remembers where the first of it stands."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[UnreadPart] = []

    def add(self, kind: str, number: int = 0, words: str = "") -> None:
        """Count a part (see UnreadPart)."""
        self.count += 1
        if len(self._first) < UNREAD_REMEMBERED:
            self._first.append(UnreadPart(kind, number, words))

    @property
    def first(self) -> tuple[UnreadPart, ...]:
        """The first of them, at most `UNREAD_REMEMBERED`."""
        return tuple(self._first)


@frozen
class ImportedAnnotations:
    """What comes back from a review: whole annotations, or only decisions on some.

    `unread` lines, rows or parts could not be understood; `unread_parts` says where the first of
    them are. `document` is what the remarks stand
    on: the characters of the file, in which the texts of pairs stand as whole lines. `rows` are
    those of a workbook, with what nobody reads in them but to see whether it was changed.
    """

    annotations: tuple[ReviewedAnnotation, ...] = ()
    decisions: tuple[ReviewDecision, ...] = ()
    unread: int = 0
    remarks: tuple[ReviewRemark, ...] = ()
    document: str = ""
    rows: tuple[ReviewedRow, ...] = ()
    unread_parts: tuple[UnreadPart, ...] = ()


Imported = ImportedText | ImportedPair | ImportedAnnotations


def changes_of(tally: Counter[str]) -> tuple[TextChange, ...]:
    """Return the changes counted, most frequent kinds of them in the order they were first met."""
    return tuple(TextChange(kind, count) for kind, count in tally.items() if count)


class TextAssembly:
    """Puts pieces together to one text in canonical form, and tells the span of each."""

    def __init__(self) -> None:
        self.tally: Counter[str] = Counter()
        """The changes, by kind. What is left out of the file is counted here too."""
        self.added = ""
        """The piece added last, in canonical form."""
        self._pieces: list[str] = []
        self._length = 0

    @property
    def length(self) -> int:
        """The number of characters so far."""
        return self._length

    def add(self, piece: str, *, joint: str = "\n") -> Span:
        """Append a piece, behind `joint` if it is not the first; return its span.

        Raises TextError for characters that no text may hold.
        """
        # A piece in the middle keeps a mark that only the first may lose: hence the letter.
        guard = "" if not self._pieces else "x"
        characters, changes = canonical(guard + piece)
        for change in changes:
            self.tally[change.kind] += change.count
        characters = characters[len(guard) :]
        if self._pieces:
            self._pieces.append(joint)
            self._length += len(joint)
        self._pieces.append(characters)
        self.added = characters
        start = self._length
        self._length += len(characters)
        return Span(start, self._length)

    def text(
        self, name: str, encoding: str, *, language: str = "", direction: Direction | None = None
    ) -> ImportedText:
        """Return the text. Raises TextError, with `name`, if there is nothing but white space."""
        # Mostly the first has some; to strip all of a long text would copy it.
        if not any(map(str.strip, self._pieces)):
            raise no_text(name)
        characters = "".join(self._pieces)
        return ImportedText(characters, encoding, language, direction, changes_of(self.tally))


def no_text(name: str) -> TextError:
    """Return the error of a file that can be read but holds no text."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "There is no text in “{name}”, so nothing was imported. Choose another file.",
        ),
        name=name,
    )
