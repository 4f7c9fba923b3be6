"""The colours of the tags on white paper, for formats that hold colours themselves.

They are those of the light theme of the HTML report; a test keeps the two the same.
"""

from __future__ import annotations

from desk_annotator.core.annotation import Tag
from desk_annotator.core.frozen import frozen


@frozen
class TagColours:
    """Colours as RRGGBB: of text, of a line, and of the ground behind text."""

    ink: str
    line: str
    tint: str


_KNOWN: dict[str, TagColours] = {
    Tag.MATCHING: TagColours("005A8E", "0072B2", "EBF4FA"),
    Tag.MISSING: TagColours("A34700", "D55E00", "FDEBDD"),
    Tag.ADDED: TagColours("006B4E", "009E73", "DEF3EB"),
}
OTHER = TagColours("55595F", "6B6F76", "ECECEC")
QUIET = "5B6068"
"""Of text that is there for orientation only."""


def colours_of(tag: str) -> TagColours:
    """Return the colours of a tag; unknown ones share theirs."""
    return _KNOWN.get(tag, OTHER)


def known_colours() -> tuple[TagColours, ...]:
    """Return the colours of the tags that have some of their own."""
    return tuple(_KNOWN.values())
