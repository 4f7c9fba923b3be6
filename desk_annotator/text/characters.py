"""What single characters are: code point, name and the part each plays in writing direction."""

from __future__ import annotations

from unicodedata import bidirectional, category, name

from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Span

_CONTROL_NAMES = {
    "\t": "CHARACTER TABULATION",
    "\n": "LINE FEED",
    "\x0b": "LINE TABULATION",
    "\x0c": "FORM FEED",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
_DIRECTIONS = {
    "L": QT_TRANSLATE_NOOP("Characters", "left to right"),
    "R": QT_TRANSLATE_NOOP("Characters", "right to left"),
    "AL": QT_TRANSLATE_NOOP("Characters", "right to left, Arabic letter"),
    "EN": QT_TRANSLATE_NOOP("Characters", "number"),
    "AN": QT_TRANSLATE_NOOP("Characters", "Arabic-Indic number"),
    "ES": QT_TRANSLATE_NOOP("Characters", "sign between numbers"),
    "CS": QT_TRANSLATE_NOOP("Characters", "sign between numbers"),
    "ET": QT_TRANSLATE_NOOP("Characters", "sign beside numbers"),
    "NSM": QT_TRANSLATE_NOOP("Characters", "mark, as its letter"),
    "BN": QT_TRANSLATE_NOOP("Characters", "invisible, without a direction"),
    "B": QT_TRANSLATE_NOOP("Characters", "ends the paragraph"),
    "S": QT_TRANSLATE_NOOP("Characters", "neutral, as its surroundings"),
    "WS": QT_TRANSLATE_NOOP("Characters", "neutral, as its surroundings"),
    "ON": QT_TRANSLATE_NOOP("Characters", "neutral, as its surroundings"),
    "LRE": QT_TRANSLATE_NOOP("Characters", "begins a stretch left to right"),
    "LRO": QT_TRANSLATE_NOOP("Characters", "forces all that follows left to right"),
    "LRI": QT_TRANSLATE_NOOP("Characters", "begins a stretch left to right, set apart"),
    "RLE": QT_TRANSLATE_NOOP("Characters", "begins a stretch right to left"),
    "RLO": QT_TRANSLATE_NOOP("Characters", "forces all that follows right to left"),
    "RLI": QT_TRANSLATE_NOOP("Characters", "begins a stretch right to left, set apart"),
    "FSI": QT_TRANSLATE_NOOP("Characters", "begins a stretch set apart"),
    "PDF": QT_TRANSLATE_NOOP("Characters", "ends a stretch"),
    "PDI": QT_TRANSLATE_NOOP("Characters", "ends a stretch set apart"),
}
"""What the classes of UAX #9 say to a reader."""


@frozen
class Character:
    """One character of a text: its offset (code points), and what Unicode says of it.

    `direction` is a template in the context "Characters"; empty where Unicode says nothing.
    `is_seen` is false for controls, format characters and spaces.
    """

    offset: int
    character: str
    name: str
    bidi_class: str
    direction: str
    is_seen: bool

    @property
    def code(self) -> str:
        """The code point as ``U+0627``."""
        return f"U+{ord(self.character):04X}"


def characters_in(text: str, span: Span) -> list[Character]:
    """Return what the characters of a span are, in logical order."""
    return [
        _described(offset, text[offset]) for offset in range(span.start, min(span.end, len(text)))
    ]


def _described(offset: int, character: str) -> Character:
    bidi_class = bidirectional(character)
    kind = category(character)
    return Character(
        offset=offset,
        character=character,
        name=_CONTROL_NAMES.get(character) or name(character, "") or "",
        bidi_class=bidi_class,
        direction=_DIRECTIONS.get(bidi_class, ""),
        is_seen=kind[0] not in "CZ",
    )
