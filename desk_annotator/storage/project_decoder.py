"""Reads the bytes of a project file into a project, checking everything it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction, Imported, Text, TextChange, canonical
from desk_annotator.storage import migration, strict_json
from desk_annotator.storage.annotation_reader import AnnotationReader
from desk_annotator.storage.collector import collector_paused
from desk_annotator.storage.fault import FaultError, refusal
from desk_annotator.storage.layout import (
    FORMAT,
    IMPORTED_KEYS,
    OFFSET_UNIT,
    PAIR_KEYS,
    PROJECT_KEYS,
    SIDE_KEYS,
    SIZE_LIMIT,
    VERSION,
)
from desk_annotator.storage.loaded_project import LoadedProject, Problem
from desk_annotator.storage.piecewise_json import AnnotationPieces, Block, NotAsLaidOutError
from desk_annotator.storage.reading_watch import (
    Check,
    Progress,
    ReadingWatch,
    unchecked,
    unheard,
)
from desk_annotator.storage.record import Record, a_list, a_whole_number
from desk_annotator.storage.sentence import Sentence
from desk_annotator.storage.side_ranges import read_cuts, read_ignored

_BLOCK = 1000
"""Annotations read together, of a list that was parsed as a whole."""
_PARSED = 0.7
"""The share of reading that is done when a file of another layout is parsed."""
_STRETCH = 1 << 16
"""Characters looked through at once, so that other threads get their turn in between."""


def decode(
    data: bytes, *, name: str, check: Check = unchecked, progress: Progress = unheard
) -> LoadedProject:
    """Read a project from the bytes of a file; `name` is what the sentences call the file.

    `check` is called for every piece read, and what it raises goes through; `progress` hears
    the share done, 0 to 1.

    Raises ProjectFileError, with the place of the first fault, for anything that is not a
    readable project. A file that contradicts itself (a hash or a quote that does not fit its
    text, a text not in canonical form) or was made by a newer version is read, and says in
    `read_only_reason` why it must not be written over.
    """
    try:
        with collector_paused():
            return read_with(data, ProjectReader, ReadingWatch(check, progress))
    except FaultError as fault:
        raise refusal(fault, name) from fault
    except RecursionError as error:
        raise refusal(strict_json.too_deep(), name) from error


def read_with(
    data: bytes, make_reader: Callable[[], ProjectReader], watch: ReadingWatch | None = None
) -> LoadedProject:
    """Read a project with a reader that is made anew if the file has to be read twice.

    Raises FaultError with the place of the first fault, and RecursionError.
    """
    watch = watch or ReadingWatch()
    if len(data) > SIZE_LIMIT:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it has {size} MB, and {limit} MB is the most"),
            size=-(-len(data) // 1_000_000),
            limit=SIZE_LIMIT // 1_000_000,
        )
    laid_out = strict_json.parse_laid_out(data, watch)
    if laid_out is not None:
        # Whatever is wrong, reading the whole says what it is, and what comes first.
        with suppress(NotAsLaidOutError, FaultError):
            return _loaded(
                laid_out.frame, laid_out.document, make_reader(), watch, is_in_pieces=True
            )
    watch.step(0.0, _PARSED)
    whole = strict_json.parse(data, watch)
    watch.step(_PARSED, 1.0)
    try:
        return _loaded(data, whole, make_reader(), watch, is_in_pieces=False)
    finally:
        _let_go(whole)


def _let_go(document: object) -> None:
    """Let go of the annotations little by little: all at once would hold up other threads."""
    pairs = document.get("pairs") if isinstance(document, dict) else None
    for pair in pairs if isinstance(pairs, list) else ():
        items = pair.get("annotations") if isinstance(pair, dict) else None
        while isinstance(items, list) and items:
            del items[-_BLOCK:]


def _loaded(
    data: bytes,
    document: object,
    reader: ProjectReader,
    watch: ReadingWatch,
    *,
    is_in_pieces: bool,
) -> LoadedProject:
    """Read what was parsed from these bytes, or, in pieces, from these and others."""
    reader.watch = watch
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it is JSON, but not a project of Desk Annotator")
        )
    record = Record(document, "")
    version = _version(record, "version")
    try:
        if version[0] < VERSION[0]:
            if is_in_pieces:
                raise NotAsLaidOutError  # the steps want the whole
            strict_json.check_keys(data, strict_json.count_keys(document, ""), watch)
            migrated = migration.migrate(document, version[0], VERSION[0], migration.STEPS)
            project = reader.read(Record(migrated, ""))
        else:
            project = reader.read(record)
            strict_json.check_keys(data, reader.keys, watch)
    except FaultError as fault:
        if version[0] <= VERSION[0]:
            raise
        raise FaultError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "a newer Desk Annotator made it (file version {version}), and this one can "
                "read versions up to {own}; install the newer one",
            ),
            version=_dotted(version),
            own=f"{VERSION[0]}.x",
        ) from fault
    return LoadedProject(
        project=project,
        problems=tuple(reader.problems),
        read_only_reason=_read_only_reason(record, version, reader.problems),
        migrated_from=version[0] if version[0] < VERSION[0] else None,
    )


def _version(record: Record, key: str) -> tuple[int, int]:
    numbers = record.items(key)
    place = record.place_of(key)
    if len(numbers) != 2:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "two whole numbers are expected here"), place=place
        )
    major, minor = (
        a_whole_number(number, f"{place}[{rank}]") for rank, number in enumerate(numbers)
    )
    if major == 0 or max(major, minor) > 1_000_000:
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "there never was such a version"), place=place)
    return major, minor


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def _read_only_reason(
    record: Record, version: tuple[int, int], problems: list[Problem]
) -> Sentence | None:
    needed = _version(record, "min_reader") if "min_reader" in record.fields else VERSION
    if version[0] > VERSION[0] or needed > VERSION:
        return Sentence.of(
            QT_TRANSLATE_NOOP(
                "Errors",
                "A newer Desk Annotator made this file (file version {version}). It is open for "
                "reading only, so that nothing in it is lost; install the newer one to change it.",
            ),
            version=_dotted(version),
        )
    if problems:
        return Sentence.of(
            QT_TRANSLATE_NOOP(
                "Errors",
                "This file contradicts itself. Contradictions found: {count}; the first is at "
                "{place}: {problem}. Another program must have changed the file. It is open for "
                "reading only, so that nothing in it is lost.",
            ),
            count=len(problems),
            place=problems[0].place,
            problem=problems[0].sentence,
        )
    return None


def blocks_of(pair: Record, watch: ReadingWatch) -> Iterable[Block]:
    """Return the parsed annotations of a pair, some at a time."""
    value = pair.fields.get("annotations")
    if isinstance(value, AnnotationPieces):
        return value
    return _blocks(pair.items("annotations"), watch)


def _blocks(items: list[object], watch: ReadingWatch) -> Iterator[Block]:
    for first in range(0, len(items), _BLOCK):
        watch.reached(first, len(items))
        yield Block(items[first : first + _BLOCK])


class ProjectReader:
    """Reads the parsed document; gathers problems and the number of keys on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.keys = 0
        self.watch = ReadingWatch()

    def read(self, record: Record) -> Project:
        """Return the project. Raises FaultError."""
        if record.string("offset_unit", OFFSET_UNIT) != OFFSET_UNIT:
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "only the unit “{unit}” is known"),
                unit=OFFSET_UNIT,
                place="offset_unit",
            )
        record.string("generator", "")
        project = Project(
            id=record.identifier(),
            title=record.string("title", ""),
            annotator=record.string("annotator", ""),
            created=record.string("created", ""),
            modified=record.string("modified", ""),
            pairs=self._read_pairs(record),
            extra=record.unknown(PROJECT_KEYS),
        )
        rest = {key: value for key, value in record.fields.items() if key != "pairs"}
        self.keys += strict_json.count_keys(rest, "") + ("pairs" in record.fields)
        return project

    def _read_pairs(self, record: Record) -> tuple[Pair, ...]:
        pairs: list[Pair] = []
        ids: set[str] = set()
        for rank, value in enumerate(record.items("pairs")):
            self.watch.check()
            item = Record(value, f"pairs[{rank}]")
            pair = self._read_pair(item)
            if pair.id in ids:
                raise FaultError(
                    QT_TRANSLATE_NOOP("Errors", "another pair has the id “{id}” too"),
                    id=pair.id,
                    place=item.place_of("id"),
                )
            ids.add(pair.id)
            pairs.append(pair)
        return tuple(pairs)

    def _read_pair(self, record: Record) -> Pair:
        pair_id = record.identifier()
        sides = {side: record.record(side) for side in Side}
        texts = {side: self._read_text(sides[side], pair_id, side) for side in Side}
        side_extra = {side: sides[side].unknown(SIDE_KEYS) for side in Side}
        annotations = AnnotationReader(pair_id, texts[Side.SOURCE], texts[Side.TARGET])
        pair = Pair(
            id=pair_id,
            title=record.string("title", ""),
            source=texts[Side.SOURCE],
            target=texts[Side.TARGET],
            ignored_source=read_ignored(sides[Side.SOURCE], len(texts[Side.SOURCE])),
            ignored_target=read_ignored(sides[Side.TARGET], len(texts[Side.TARGET])),
            cuts_source=read_cuts(sides[Side.SOURCE], len(texts[Side.SOURCE])),
            cuts_target=read_cuts(sides[Side.TARGET], len(texts[Side.TARGET])),
            annotations=self.read_annotations(annotations, record),
            extra=record.unknown(PAIR_KEYS),
            side_extra={side: extra for side, extra in side_extra.items() if extra},
        )
        self.problems += annotations.problems
        rest = {key: value for key, value in record.fields.items() if key != "annotations"}
        self.keys += annotations.keys + ("annotations" in record.fields)
        self.keys += strict_json.count_keys(rest, record.place)
        return pair

    def read_annotations(self, reader: AnnotationReader, pair: Record) -> tuple[Annotation, ...]:
        """Return the annotations of a pair; `reader` is made for it."""
        return reader.read(blocks_of(pair, self.watch), pair.place_of("annotations"))

    def _read_text(self, record: Record, pair_id: str, side: Side) -> Text:
        characters = record.string("text")
        direction = record.string("direction")
        if direction not in set(Direction):
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "the direction must be “ltr” or “rtl”"),
                place=record.place_of("direction"),
            )
        fingerprint, is_plain = _looked_through(characters)
        text = Text(
            characters,
            language=record.string("language"),
            direction=Direction(direction),
            sha256=fingerprint,
            imported=_read_imported(record),
        )
        for key, is_right, template in (
            (
                "sha256",
                record.string("sha256") == text.sha256,
                QT_TRANSLATE_NOOP(
                    "Errors", "the text is not the one that was imported (its SHA-256 is another)"
                ),
            ),
            (
                "text",
                is_plain or _is_canonical(characters, record.place_of("text")),
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "the text holds carriage returns, other line separators, a byte order mark "
                    "or noncharacters, which import would have taken out",
                ),
            ),
        ):
            if not is_right:
                self.problems.append(
                    Problem(
                        place=record.place_of(key),
                        sentence=Sentence.of(template),
                        pair_id=pair_id,
                        side=side,
                    )
                )
        return text


def _looked_through(characters: str) -> tuple[str, bool]:
    """Return the SHA-256 of a text, and whether import would surely leave it as it is.

    Looking for a few pairs of bytes is far quicker than looking at each character, and finds
    everything that may be wrong; what looks so is to be judged by `canonical`.
    """
    digest = sha256()
    is_plain = not characters.startswith("\ufeff")
    for first in range(0, len(characters), _STRETCH):
        stretch = characters[first : first + _STRETCH]
        data = stretch.encode("utf-8")
        digest.update(data)
        is_plain = is_plain and _is_plain(data, is_ascii=len(data) == len(stretch))
    return digest.hexdigest(), is_plain


def _is_plain(data: bytes, *, is_ascii: bool) -> bool:
    """Tell whether these surely hold nothing that import would have changed inside a text."""
    if b"\r" in data or b"\0" in data:
        return False
    return is_ascii or (
        # U+2028 and U+2029; the front of U+FDD0; the end of every U+xxFFFE and U+xxFFFF.
        (b"\xe2" not in data or (b"\xe2\x80\xa8" not in data and b"\xe2\x80\xa9" not in data))
        and (b"\xef" not in data or b"\xef\xb7" not in data)
        and (b"\xbf" not in data or (b"\xbf\xbe" not in data and b"\xbf\xbf" not in data))
    )


def _is_canonical(characters: str, place: str) -> bool:
    """Tell whether import would leave these characters as they are."""
    try:
        return canonical(characters)[0] == characters
    except TextError as error:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it holds NUL characters, so it is not text"), place=place
        ) from error


def _read_imported(side: Record) -> Imported:
    if "imported" not in side.fields:
        return Imported()
    record = side.record("imported")
    changes: list[TextChange] = []
    for rank, value in enumerate(record.items("changes")):
        place = f"{record.place_of('changes')}[{rank}]"
        match a_list(value, place):
            case [str(kind), count]:
                changes.append(TextChange(kind, a_whole_number(count, f"{place}[1]")))
            case _:
                raise FaultError(
                    QT_TRANSLATE_NOOP("Errors", "a kind of change and a number are expected here"),
                    place=place,
                )
    return Imported(
        record.string("name", ""),
        record.string("encoding", ""),
        tuple(changes),
        record.unknown(IMPORTED_KEYS),
    )
