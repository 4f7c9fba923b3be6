"""The strings and rows of a workbook as XML, held compressed until they go into the file.

A workbook of 100,000 annotations has hundreds of megabytes of them; a reader wants each string
once, in a table that stands apart from the cells that show it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

from desk_annotator.formats.visible_controls import with_signs

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CODE = re.compile("_x(?=[0-9a-fA-F]{4}_)")
"""How a workbook writes a character by its number; in a text it is only a text."""
_PIECE = 1 << 18
_QUICK = 1


def cleaned(text: str) -> tuple[str, int]:
    """Return text that a cell can hold, and how many characters had to become signs.

    A carriage return would come back as a code that nobody can read.
    """
    clean, count = with_signs(text)
    if "\r" in clean:
        count += clean.count("\r")
        clean = clean.replace("\r", "␍")
    return clean, count


class HeldText:
    """A long text that grows, held compressed."""

    def __init__(self) -> None:
        self._fresh: list[str] = []
        self._length = 0
        self._packed: list[bytes] = []

    def add(self, piece: str) -> None:
        """Put a piece behind what there is."""
        self._fresh.append(piece)
        self._length += len(piece)
        if self._length >= _PIECE:
            self._packed.append(zlib.compress("".join(self._fresh).encode("utf-8"), _QUICK))
            self._fresh.clear()
            self._length = 0

    def __len__(self) -> int:
        """Return in how many pieces the text comes back."""
        return len(self._packed) + 1

    def pieces(self) -> Iterator[str]:
        """Yield the text from its beginning."""
        for packed in self._packed:
            yield zlib.decompress(packed).decode("utf-8")
        yield "".join(self._fresh)


class SharedStrings:
    """The table of strings; each string handed in must be clean."""

    def __init__(self) -> None:
        self.items = HeldText()
        self.count = 0
        """How many strings there are."""
        self.uses = 0
        """How often cells name them."""

    def number(self, text: str) -> int:
        """Return the number of a new string."""
        return self._add(_element(text))

    def rich_number(self, runs: Sequence[tuple[str, str]]) -> int:
        """Return the number of a string of several runs: (properties as XML, characters)."""
        inside = "".join(f"<r>{look}{_element(text)}</r>" for look, text in runs)
        return self._add(inside)

    def _add(self, inside: str) -> int:
        self.items.add(f"<si>{inside}</si>")
        self.count += 1
        self.uses += 1
        return self.count - 1


def _element(text: str) -> str:
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    shown = text.translate(_TEXT)
    if "_x" in shown:
        shown = _CODE.sub("_x005F_x", shown)
    return f"<t{kept}>{shown}</t>"


def cell(place: str, style: int, string: int | None) -> str:
    """Return a cell at a place such as ``C4`` that shows a string, or nothing."""
    if string is None:
        return f'<c r="{place}" s="{style}"/>'
    return f'<c r="{place}" s="{style}" t="s"><v>{string}</v></c>'


def number_cell(place: str, style: int, number: int) -> str:
    """Return a cell at a place that holds a number."""
    return f'<c r="{place}" s="{style}"><v>{number}</v></c>'
