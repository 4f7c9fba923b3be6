"""The canonical text of one side, and how it came to be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP

_STRETCH = 1 << 16
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
_SURROGATE = "[\ud800-\udfff]"
_LINE_ENDS = (
    ("crlf-to-lf", "\r\n"),
    ("cr-to-lf", "\r"),
    ("line-separator-to-lf", "\u2028"),
    ("paragraph-separator-to-lf", "\u2029"),
)


_TELLING = (
    *(b"\r", b"\0", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xbb\xbf"),
    *(b"\xef\xb7", b"\xef\xbf", b"\xbf\xbe", b"\xbf\xbf"),
)
"""Bytes that UTF-8 has wherever there is an unusual character, and seldom elsewhere."""
_STRETCH = 1 << 20


def _is_unusual(raw: str) -> bool:
    """Tell whether `_UNUSUAL` finds anything, in a tenth of the time it needs for long texts."""
    if len(raw) < _STRETCH:
        return re.search(_UNUSUAL, raw) is not None
    for start in range(0, len(raw), _STRETCH):
        stretch = raw[start : start + _STRETCH]
        try:
            data = stretch.encode("utf-8")
        except UnicodeEncodeError:
            return True
        if any(bytes_ in data for bytes_ in _TELLING) and re.search(_UNUSUAL, stretch):
            return True
    return False


def canonical(raw: str) -> tuple[str, tuple[TextChange, ...]]:
    """Return the canonical form of imported characters and what was changed to reach it.

    CRLF, CR, U+2028 and U+2029 become LF; byte order marks at the start and noncharacters
    (U+FDD0-FDEF, U+xxFFFE/F) are removed; nothing else is touched: no normalisation form, no
    white space, no tatweel, no harakat. `canonical` of its own result changes nothing.

    Raises TextError for a NUL or a lone surrogate: such a file is not text.
    """
    if not _is_unusual(raw):
        return raw, ()
    if "\0" in raw:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors", "This is not text: it holds NUL characters, as binary files do."
            )
        )
    if re.search(_SURROGATE, raw):
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "This text holds a broken character (half of a surrogate pair). "
                "Save it again as UTF-8 in the program that made it.",
            )
        )
    changes: list[TextChange] = []
    text, removed = re.subn(_NONCHARACTER, "", raw)
    if removed:
        changes.append(TextChange("noncharacter-removed", removed))
    without_bom = text.lstrip("\ufeff")
    if len(without_bom) != len(text):
        changes.append(TextChange("bom-removed", len(text) - len(without_bom)))
    text = without_bom
    for kind, line_end in _LINE_ENDS:
        count = text.count(line_end)
        if count:
            changes.append(TextChange(kind, count))
            text = text.replace(line_end, "\n")
    return text, tuple(changes)
