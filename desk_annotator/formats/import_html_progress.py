"""Finds tags in a web page that would keep the parser busy for minutes.

The parser compares each attribute of an element with all before it, and takes no notice of the
time meanwhile. So the page is first handed to it bit by bit without anything being built: as
long as it finds parts of the page, all is well.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import checked, go_on

_PIECE = 2_000
_ATTRIBUTE_LIMIT = 40_000
"""What parts attributes from each other may stand so often in pieces that give nothing."""
_BETWEEN = (b" ", b"\n", b"\t", b"\r", b"\f", b"/", b'"', b"'")


class _Progress:
    """Notes that something of the page was found: a tag, some text, a comment."""

    def __init__(self) -> None:
        self.is_made = False

    def start(self, *_: object) -> None:
        self.is_made = True

    end = data = comment = pi = start

    def close(self) -> None:
        """Give nothing: the page is parsed again."""


def refuse_endless_tags(data: bytes, name: str, check: Callable[[], None] = go_on) -> None:
    """Raise TextError if a page (in UTF-8) has tags with tens of thousands of attributes.

    `check` is called several times a second; what it raises goes through.
    """
    progress = _Progress()
    parser = etree.HTMLParser(target=progress, encoding="utf-8", no_network=True, huge_tree=False)
    between = 0
    try:
        for start in checked(range(0, len(data), _PIECE), check):
            piece = data[start : start + _PIECE]
            progress.is_made = False
            parser.feed(piece)
            if not progress.is_made:
                between += sum(map(piece.count, _BETWEEN))
                if between > _ATTRIBUTE_LIMIT:
                    raise too_large_page(name)
    except etree.LxmlError:
        return  # Whoever parses the page in earnest will be told.


def too_large_page(name: str) -> TextError:
    """Return the error of a page that would take too long to read."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” is too large or too deeply nested a page to read. Nothing was imported. "
            "Copy the text you want in the browser and paste it.",
        ),
        name=name,
    )
