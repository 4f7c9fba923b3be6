"""The canonical text of one side, and how it came to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP

_STRETCH = 1 << 19
"""Characters that are looked through, changed or encoded in one call."""
_NOTHING: Mapping[str, object] = MappingProxyType({})


def nothing() -> Mapping[str, object]:
    """Return the empty, read-only mapping that every `extra` field starts with."""
    return _NOTHING


class Direction(StrEnum):
    """Base direction of a text, as UAX #9 uses it."""

    LTR = "ltr"
    RTL = "rtl"


@frozen
class TextChange:
    """One kind of change made to a text when it was imported, and how often.

    `kind` is one of ``crlf-to-lf``, ``cr-to-lf``, ``line-separator-to-lf``,
    ``paragraph-separator-to-lf``, ``bom-removed``, ``noncharacter-removed``, or one of those
    that importers have for what they leave out or repair when asked (`formats.import_changes`).
    """

    kind: str
    count: int


@frozen
class Imported:
    """Where a text came from: a file name (a label, never followed), its encoding, the changes."""

    name: str = ""
    encoding: str = ""
    changes: tuple[TextChange, ...] = ()
    extra: Mapping[str, object] = field(default_factory=nothing, hash=False)


def fingerprint(characters: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes of a text, in hexadecimal."""
    digest = sha256()
    # A stretch at a time: a long text encoded at once would keep all other threads waiting.
    for first in range(0, len(characters), _STRETCH):
        digest.update(characters[first : first + _STRETCH].encode("utf-8"))
    return digest.hexdigest()


@frozen
class Text:
    """The characters of one side, in canonical form; never changed once made.

    All offsets into it count code points. `language` is a BCP 47 tag. `sha256` is that of
    the UTF-8 bytes of `characters`. Make one with `Text.of`.
    """

    characters: str = field(repr=False)
    language: str
    direction: Direction
    sha256: str
    imported: Imported = Imported()

    @classmethod
    def of(
        cls,
        characters: str,
        *,
        language: str,
        direction: Direction,
        imported: Imported | None = None,
    ) -> Text:
        """Make a text from characters already in canonical form (see `canonical`)."""
        return cls(
            characters,
            language,
            direction,
            fingerprint(characters),
            imported if imported is not None else Imported(),
        )

    def __len__(self) -> int:
        """Length in code points."""
        return len(self.characters)


_NONCHARACTERS = "".join(
    [chr(code) for code in range(0xFDD0, 0xFDF0)]
    + [chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)]
)
# `re` compiles, and keeps, these when they are first used: few texts need all.
_UNUSUAL = f"[\r\u2028\u2029\ufeff\0\ud800-\udfff{_NONCHARACTERS}]"
_NONCHARACTER = f"[{_NONCHARACTERS}]"
_LINE_ENDS = (
    ("crlf-to-lf", "\r\n"),
    ("cr-to-lf", "\r"),
    ("line-separator-to-lf", "\u2028"),
    ("paragraph-separator-to-lf", "\u2029"),
)
_KINDS = ("noncharacter-removed", "bom-removed", *(kind for kind, _ in _LINE_ENDS))


_OF_NONCHARACTERS = (b"\xef\xb7", b"\xef\xbf", b"\xbf\xbe", b"\xbf\xbf")
_TELLING = (
    *(b"\r", b"\0", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xbb\xbf"),
    *_OF_NONCHARACTERS,
)
"""Bytes that UTF-8 has wherever there is an unusual character, and seldom elsewhere."""


def _untouched() -> None:
    pass


def _is_unusual(raw: str, check: Callable[[], None]) -> bool:
    """Tell whether `_UNUSUAL` finds anything, in a tenth of the time it needs for long texts."""
    if len(raw) < _STRETCH:
        return re.search(_UNUSUAL, raw) is not None
    for stretch in _stretches(raw, check):
        try:
            data = stretch.encode("utf-8")
        except UnicodeEncodeError:
            return True
        if any(bytes_ in data for bytes_ in _TELLING) and re.search(_UNUSUAL, stretch):
            return True
    return False


def _stretches(raw: str, check: Callable[[], None]) -> Iterator[str]:
    for start in range(0, len(raw), _STRETCH):
        check()
        yield raw[start : start + _STRETCH]


def canonical(
    raw: str, check: Callable[[], None] = _untouched
) -> tuple[str, tuple[TextChange, ...]]:
    """Return the canonical form of imported characters and what was changed to reach it.

    CRLF, CR, U+2028 and U+2029 become LF; byte order marks at the start and noncharacters
    (U+FDD0-FDEF, U+xxFFFE/F) are removed; nothing else is touched: no normalisation form, no
    white space, no tatweel, no harakat. `canonical` of its own result changes nothing.
    `check` is called between the stretches of a long text; what it raises goes through.

    Raises TextError for a NUL or a lone surrogate: such a file is not text.
    """
    if not _is_unusual(raw, check):
        return raw, ()
    _refuse_no_text(raw, check)
    # A stretch at a time: of a long text each of these would be one call of up to a second, in
    # which no other thread gets on.
    counts: Counter[str] = Counter()
    pieces: list[str] = []
    held = ""
    for stretch in _stretches(raw, check):
        piece, removed = re.subn(_NONCHARACTER, "", stretch) if _may_hold(stretch) else (stretch, 0)
        counts["noncharacter-removed"] += removed
        if not pieces and not held:
            whole = len(piece)
            piece = piece.lstrip("\ufeff")
            counts["bom-removed"] += whole - len(piece)
        piece = held + piece
        # Whether a CR at the end is half of a CRLF is told by the next stretch.
        held = "\r" if piece.endswith("\r") else ""
        piece = piece.removesuffix(held)
        if piece:
            pieces.append(_with_line_feeds(piece, counts))
    if held:
        pieces.append(_with_line_feeds(held, counts))
    found = tuple(TextChange(kind, counts[kind]) for kind in _KINDS if counts[kind])
    return "".join(pieces), found


def _refuse_no_text(raw: str, check: Callable[[], None]) -> None:
    if "\0" in raw:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors", "This is not text: it holds NUL characters, as binary files do."
            )
        )
    for stretch in _stretches(raw, check):
        try:
            stretch.encode("utf-8")
        except UnicodeEncodeError as error:
            raise TextError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "This text holds a broken character (half of a surrogate pair). "
                    "Save it again as UTF-8 in the program that made it.",
                )
            ) from error


def _may_hold(stretch: str) -> bool:
    """Tell whether there may be noncharacters: to look for each takes as long as all the rest."""
    data = stretch.encode("utf-8")
    return any(bytes_ in data for bytes_ in _OF_NONCHARACTERS)


def _with_line_feeds(piece: str, counts: Counter[str]) -> str:
    for kind, line_end in _LINE_ENDS:
        count = piece.count(line_end)
        if count:
            counts[kind] += count
            piece = piece.replace(line_end, "\n")
    return piece
