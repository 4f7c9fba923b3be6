"""What the worst files are filled with."""

from __future__ import annotations

from collections.abc import Callable

from desk_annotator.formats.safe_xml import MARKUP_LIMIT
from desk_annotator.storage.text_file import TEXT_SIZE_LIMIT

LIMIT = TEXT_SIZE_LIMIT
DEEP = 190
"""Levels that are let through."""
ARABIC = "بيع البيت يوم الاثنين في المدينة. "
LATIN = "The house was sold in the town on Monday. "

Case = Callable[[], bytes]


def filled(piece: bytes, size: int = LIMIT, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return as many copies of a piece as there is room for between two others."""
    count = (size - len(before) - len(after)) // len(piece)
    return before + piece * count + after


def packed(piece: bytes, size: int = LIMIT) -> bytes:
    """Return as many copies of a piece as XML may have, with some room for what is around."""
    markup = piece.count(b"<") + piece.count(b"=")
    return piece * min(size // len(piece), (MARKUP_LIMIT - 3_000) // max(markup, 1))


def nested(tags: tuple[bytes, ...], depth: int, inside: bytes) -> bytes:
    """Return something inside so many levels of these elements in turn."""
    levels = depth // len(tags)
    opening = b"".join(b"<%s>" % tag for tag in tags)
    closing = b"".join(b"</%s>" % tag for tag in reversed(tags))
    return opening * levels + inside + closing * levels
